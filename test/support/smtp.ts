import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket, createServer as createTlsServer } from 'node:tls';

import { CERTIFICATE, KEY } from './certificate.ts';

export type ReceivedMail = {
  readonly from: string;
  readonly to: string;
  /** Headers and body as they came. */
  readonly data: string;
  /** `user:password` of AUTH PLAIN; empty when there was none. */
  readonly login: string;
  readonly isEncrypted: boolean;
};

export type SmtpServer = {
  readonly port: number;
  readonly mails: readonly ReceivedMail[];
  /** Every line a client said, the encrypted ones included. */
  readonly said: readonly string[];
  close(): Promise<void>;
};

/** Where in the talk a server may answer otherwise; END is the dot that ends a mail. */
type Moment = 'GREETING' | 'STARTTLS' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'END';

type Options = {
  readonly tls: 'starttls' | 'implicit' | 'none';
  /** A reply in place of the friendly one; `cut`: the line goes dead; `silence`: the server says nothing more. */
  readonly answers?: Partial<Readonly<Record<Moment, string>>>;
};

/** A mail server of one page: EHLO, STARTTLS, AUTH PLAIN, MAIL, RCPT, DATA, QUIT. */
export async function startSmtp({ tls, answers = {} }: Options): Promise<SmtpServer> {
  const mails: ReceivedMail[] = [];
  const said: string[] = [];
  const sockets = new Set<Socket>();
  const greet = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    reply({ socket, answers }, 'GREETING', '220 localhost ready');
    converse({
      socket,
      mails,
      said,
      answers,
      offersTls: tls === 'starttls',
      isEncrypted: tls === 'implicit',
    });
  };
  const server: Server =
    tls === 'implicit'
      ? createTlsServer({ cert: CERTIFICATE, key: KEY }, greet)
      : createServer(greet);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    mails,
    said,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

type Talk = {
  readonly socket: Socket;
  readonly mails: ReceivedMail[];
  readonly said: string[];
  readonly answers: NonNullable<Options['answers']>;
  readonly offersTls: boolean;
  readonly isEncrypted: boolean;
};

/** @returns whether the server said what was friendly */
function reply(
  { socket, answers }: Pick<Talk, 'socket' | 'answers'>,
  moment: Moment,
  friendly: string,
): boolean {
  const other = answers[moment];
  if (other === 'cut') socket.destroy();
  else if (other !== 'silence') socket.write(`${other ?? friendly}\r\n`);
  return other === undefined;
}

function converse(talk: Talk): void {
  const { socket } = talk;
  const draft = { from: '', to: '', login: '' };
  let pending = '';
  let data: string | undefined;
  const answer = (line: string): void => {
    const upper = line.toUpperCase();
    if (upper.startsWith('EHLO')) socket.write(greeting(talk));
    else if (upper === 'STARTTLS' && talk.offersTls) upgrade(talk);
    else if (upper.startsWith('AUTH PLAIN ')) {
      draft.login = Buffer.from(line.slice(11), 'base64').toString().split('\0').slice(1).join(':');
      reply(talk, 'AUTH', '235 welcome');
    } else if (upper.startsWith('MAIL FROM:')) {
      draft.from = line.slice(10);
      reply(talk, 'MAIL', '250 ok');
    } else if (upper.startsWith('RCPT TO:')) {
      draft.to = line.slice(8);
      reply(talk, 'RCPT', '250 ok');
    } else if (upper === 'DATA') {
      if (reply(talk, 'DATA', '354 go on')) data = '';
    } else if (upper === 'QUIT') socket.end('221 bye\r\n');
    else socket.write('502 what?\r\n');
  };
  socket.on('data', (chunk) => {
    const parts = (pending + chunk.toString()).split('\r\n');
    pending = parts.pop() ?? '';
    for (const line of parts) {
      talk.said.push(line);
      if (data === undefined) answer(line);
      else if (line !== '.') data += `${line}\n`;
      else {
        talk.mails.push({ ...draft, data, isEncrypted: talk.isEncrypted });
        data = undefined;
        reply(talk, 'END', '250 taken');
      }
    }
  });
}

function greeting({ offersTls, isEncrypted }: Talk): string {
  return offersTls && !isEncrypted
    ? '250-localhost\r\n250 STARTTLS\r\n'
    : '250-localhost\r\n250 AUTH PLAIN\r\n';
}

function upgrade(talk: Talk): void {
  if (!reply(talk, 'STARTTLS', '220 go ahead')) return;
  talk.socket.removeAllListeners('data');
  const secureContext = createSecureContext({ cert: CERTIFICATE, key: KEY });
  const socket = new TLSSocket(talk.socket, { isServer: true, secureContext });
  socket.on('error', () => socket.destroy());
  converse({ ...talk, socket, isEncrypted: true });
}
