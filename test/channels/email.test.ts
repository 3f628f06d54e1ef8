import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import * as fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';

import { emailChannel } from '../../src/channels/email.ts';
import { outcomeOfMail } from '../../src/channels/mail-outcome.ts';
import type { Parcel } from '../../src/core/ports/channel.ts';
import { CERTIFICATE } from '../support/certificate.ts';
import { channelConfig, parcelOf } from '../support/channel-case.ts';
import { hostileText } from '../support/hostile.ts';
import { readMail } from '../support/mail.ts';
import { startSmtp, type SmtpServer } from '../support/smtp.ts';

const open: { close(): Promise<void> }[] = [];

beforeAll(() => {
  setDefaultCACertificates([...getCACertificates('default'), CERTIFICATE]);
});

afterEach(async () => {
  for (const thing of open.splice(0).toReversed()) await thing.close();
});

async function serverWith(wish: Partial<Parameters<typeof startSmtp>[0]> = {}) {
  const server = await startSmtp({ tls: 'starttls', ...wish });
  open.push(server);
  return server;
}

type Setting = { readonly isImplicitTls?: boolean; readonly host?: string };

function channelAt(port: number, { isImplicitTls = false, host = 'localhost' }: Setting = {}) {
  const login = { user: 'bot', password: 'p:w' };
  const smtp = { host, port, isImplicitTls, requiresTls: true, login };
  return emailChannel({ config: channelConfig({ smtp, mailFrom: 'bell@bot.example' }) });
}

const ANA = { to: 'ana@example.com' };
const soon = () => AbortSignal.timeout(5_000);

function sendBy({ port }: SmtpServer, parcel: Parcel = parcelOf({ target: ANA }), signal = soon()) {
  return channelAt(port).send(parcel, signal);
}

async function mailOf(parcel: Parcel) {
  const server = await serverWith();
  expect(await sendBy(server, parcel)).toMatchObject({ kind: 'sent' });
  expect(server.mails).toHaveLength(1);
  const raw = server.mails[0]?.data ?? '';
  return { ...readMail(raw), raw, envelope: server.mails[0] };
}

describe('a mail', () => {
  test('carries the message twice, as text and as a page', async () => {
    const mail = await mailOf(
      parcelOf({
        target: ANA,
        html: '🔔 <b>NVDA crossed</b> &lt;150&gt;\n<blockquote expandable>was 149</blockquote>\n<tg-time unix="1">14:03</tg-time>',
        prefix: 'repeat of #A7K2',
        keyboard: [
          [
            { text: 'Ack', callbackData: 'x' },
            { text: 'Chart', url: 'https://x.example/?a=1&b=2' },
          ],
        ],
      }),
    );
    expect(mail.envelope).toMatchObject({
      from: '<bell@bot.example>',
      to: '<ana@example.com>',
      login: 'bot:p:w',
      isEncrypted: true,
    });
    expect(mail.headers.get('subject')).toBe('🔔 NVDA crossed <150>');
    expect(mail.headers.get('from')).toBe('bell@bot.example');
    expect(mail.headers.get('to')).toBe('ana@example.com');
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail.text.trim()).toBe(
      'repeat of #A7K2\n🔔 NVDA crossed <150>\nwas 149\n14:03\n\nChart: https://x.example/?a=1&b=2',
    );
    expect(mail.html).toContain('🔔 <b>NVDA crossed</b> &lt;150&gt;<br>');
    expect(mail.html).toContain('<blockquote>was 149</blockquote>\n14:03');
    expect(mail.html).toContain('<a href="https://x.example/?a=1&amp;b=2">Chart</a>');
  });

  test('has the same Message-ID when it is repeated, and another for another message', async () => {
    const id = async (key: string) =>
      (await mailOf(parcelOf({ target: ANA, key }))).headers.get('message-id');
    const first = await id('a');
    expect(first).toMatch(/^<[0-9a-f]{32}@bot\.example>$/);
    expect(await id('a')).toBe(first);
    expect(await id('b')).not.toBe(first);
  });

  test('hangs together with all others about the same firing', async () => {
    const first = await mailOf(parcelOf({ target: ANA, key: 'a' }));
    const end = await mailOf(
      parcelOf({ target: ANA, key: 'b', about: { reason: 'resolved', step: 'resolved' } }),
    );
    const other = await mailOf(parcelOf({ target: ANA, key: 'c', about: { instance: 'x' } }));
    const root = first.headers.get('references');
    expect(root).toMatch(/^<[0-9a-f]{32}@bot\.example>$/);
    expect(first.headers.has('in-reply-to')).toBe(false);
    expect(end.headers.get('references')).toBe(root);
    expect(end.headers.get('in-reply-to')).toBe(root);
    expect(other.headers.get('references')).not.toBe(root);
  });

  test.each([
    ['low', 'Low', '5'],
    ['medium', undefined, undefined],
    ['high', 'High', '1'],
    ['critical', 'High', '1'],
  ] as const)('of severity %s is marked', async (severity, importance, priority) => {
    const { headers } = await mailOf(parcelOf({ target: ANA, severity }));
    expect(headers.get('importance')).toBe(importance);
    expect(headers.get('x-priority')?.charAt(0)).toBe(priority);
  });

  test('of an end is not urgent, and one about no alert has no thread', async () => {
    const end = await mailOf(
      parcelOf({ target: ANA, severity: 'critical', about: { reason: 'resolved' } }),
    );
    expect(end.headers.has('importance')).toBe(false);
    const digest = await mailOf(parcelOf({ target: ANA, about: 'nothing' }));
    expect(digest.headers.has('references')).toBe(false);
  });

  test('keeps no tag that could act, and no link that is not of the web', async () => {
    const { html } = await mailOf(
      parcelOf({
        target: ANA,
        html: 'x\n<a href="javascript:alert(1)">a</a><img src=x onerror=y><script>z</script><b onclick="q">b</b><a href="https://ok.example/">c</a><a href="tg://user?id=1">d</a> 1 < 2',
      }),
    );
    expect(html).toContain('az<b>b</b><a href="https://ok.example/">c</a>d 1 &lt; 2');
  });

  test('has no header of the making of its words', async () => {
    const usual = (await mailOf(parcelOf({ target: ANA }))).headerNames;
    const server = await serverWith();
    const texts = hostileText(400);
    await fc.assert(
      fc.asyncProperty(texts, texts, async (html, prefix) => {
        const before = server.mails.length;
        const outcome = await sendBy(server, parcelOf({ target: ANA, html, prefix }));
        expect(outcome.kind).toBe('sent');
        const mail = server.mails[before];
        const { headers, headerNames } = readMail(mail?.data ?? '');
        expect(headerNames).toEqual(usual);
        expect(headers.get('subject')).not.toBe('');
        expect(headers.get('subject')?.length).toBeLessThanOrEqual(200);
        expect(mail?.to).toBe('<ana@example.com>');
      }),
      { numRuns: 60 },
    );
  });
});

describe('what a server says', () => {
  const dead = { kind: 'rejected', channelDead: true };
  const refused = { kind: 'rejected', channelDead: false };
  const again = { kind: 'retry', counts: true };
  test.each([
    ['greylisting', { RCPT: '451 4.7.1 try later' }, { ...again, code: '451' }],
    ['a full mailbox', { RCPT: '452 4.2.2 full' }, { ...again, code: '452' }],
    ['no such mailbox', { RCPT: '550 5.1.1 unknown user' }, dead],
    ['not local', { RCPT: '551 not here' }, dead],
    ['no such name', { RCPT: '553 5.1.3 bad name' }, dead],
    ['a spam list at the mailbox', { RCPT: '550 5.7.1 blocked' }, refused],
    ['no relaying', { RCPT: '554 5.7.1 relay access denied' }, refused],
    ['an unwelcome sender', { MAIL: '550 5.1.8 who' }, refused],
    ['a busy server', { MAIL: '421 4.3.2 closing' }, { ...again, code: '421' }],
    ['an unwelcome guest', { GREETING: '554 no' }, refused],
    ['a tired server', { GREETING: '421 later' }, { ...again, code: '421' }],
    ['no data wanted', { DATA: '554 no' }, refused],
    ['spam', { END: '554 5.7.1 spam' }, refused],
    ['a full disk', { END: '452 4.3.1 disk' }, { ...again, code: '452' }],
    ['a wrong password', { AUTH: '535 5.7.8 no' }, dead],
    ['a login that must wait', { AUTH: '454 4.7.0 later' }, { ...again, code: '454' }],
  ] as const)('%s', async (_name, answers, expected) => {
    const server = await serverWith({ answers });
    expect(await sendBy(server)).toMatchObject(expected);
  });

  test('is told with what can be done about it', async () => {
    const login = await serverWith({ answers: { AUTH: '535 5.7.8 no' } });
    expect(await sendBy(login)).toMatchObject({
      why: 'localhost refused the login (535): check SMTP_USER and SMTP_PASSWORD',
    });
    const mailbox = await serverWith({ answers: { RCPT: '550 5.1.1 unknown\u202E user' } });
    expect(await sendBy(mailbox)).toMatchObject({
      why: 'localhost refused the mail: 550 5.1.1 unknown user',
    });
  });

  test.each([534, 535])('of Gmail, %i, is told as the wish for an app password', (responseCode) => {
    const error = { code: 'EAUTH', command: 'AUTH PLAIN', responseCode, response: 'no' };
    const outcome = outcomeOfMail(error, { host: 'smtp.gmail.com', isHandedOver: false });
    expect(outcome).toMatchObject({
      channelDead: true,
      why: expect.stringContaining('Gmail wants an app password in SMTP_PASSWORD'),
    });
  });

  test('without encryption is not heard, and no password is said', async () => {
    const server = await serverWith({ tls: 'none' });
    expect(await sendBy(server)).toMatchObject({
      kind: 'rejected',
      channelDead: false,
      why: expect.stringContaining('offers no encryption'),
    });
    expect(server.said.join('\n')).not.toMatch(/AUTH|MAIL/);
  });
});

describe('a line that goes dead', () => {
  test.each(['GREETING', 'STARTTLS', 'AUTH', 'MAIL', 'RCPT', 'DATA'] as const)(
    'at %s has certainly sent nothing',
    async (moment) => {
      const server = await serverWith({ answers: { [moment]: 'cut' } });
      expect(await sendBy(server)).toMatchObject({ kind: 'retry', counts: true });
    },
  );

  test('after the last dot may have sent the mail', async () => {
    const server = await serverWith({ answers: { END: 'cut' } });
    expect(await sendBy(server)).toMatchObject({ kind: 'uncertain' });
    expect(server.mails).toHaveLength(1);
  });

  test('with a farewell after the last dot may have sent the mail', async () => {
    const server = await serverWith({ answers: { END: '421 closing' } });
    expect(await sendBy(server)).toMatchObject({ kind: 'uncertain' });
  });

  test.each([
    ['RCPT', 'retry'],
    ['END', 'uncertain'],
  ] as const)('or silent at %s until the time is over: %s', async (moment, kind) => {
    const server = await serverWith({ answers: { [moment]: 'silence' } });
    const signal = AbortSignal.timeout(300);
    expect(await sendBy(server, parcelOf({ target: ANA }), signal)).toMatchObject({ kind });
  });

  test('because nobody listens has certainly sent nothing', async () => {
    const server = await serverWith();
    await open.pop()?.close();
    expect(await sendBy(server)).toEqual({
      kind: 'retry',
      afterMs: undefined,
      counts: true,
      code: 'ECONNREFUSED',
    });
  });

  test('because the certificate is of somebody else has certainly sent nothing', async () => {
    const server = await serverWith({ tls: 'implicit' });
    const channel = channelAt(server.port, { isImplicitTls: true, host: '127.0.0.1' });
    const outcome = await channel.send(parcelOf({ target: ANA }), soon());
    expect(outcome).toMatchObject({ kind: 'retry', code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });
});

test('TLS may begin with the first byte', async () => {
  const server = await serverWith({ tls: 'implicit' });
  const channel = channelAt(server.port, { isImplicitTls: true });
  expect(await channel.send(parcelOf({ target: ANA }), soon())).toMatchObject({ kind: 'sent' });
});

describe('a check', () => {
  test('connects and logs in, and sends nothing', async () => {
    const server = await serverWith();
    expect(await channelAt(server.port).check?.(ANA, soon())).toEqual({ isWell: true });
    expect(server.said.join('\n')).not.toContain('MAIL');
  });

  test('tells what is wrong', async () => {
    const server = await serverWith({ answers: { AUTH: '534 no' } });
    expect(await channelAt(server.port).check?.(ANA, soon())).toMatchObject({
      isWell: false,
      why: expect.stringContaining('refused the login (534)'),
    });
    await open.pop()?.close();
    expect(await channelAt(server.port).check?.(ANA, soon())).toEqual({
      isWell: false,
      why: 'localhost could not be asked: ECONNREFUSED',
    });
  });

  test('of a silent server ends', async () => {
    const server = await serverWith({ answers: { GREETING: 'silence' } });
    const check = channelAt(server.port).check?.(ANA, AbortSignal.timeout(200));
    expect(await check).toMatchObject({ isWell: false });
  });
});

describe('an address', () => {
  test.each(['ana@example.com', ' a.b+c@sub.example.org ', 'josé@müller.example', 'root@mailhost'])(
    'is read: %s',
    (text) => {
      const read = channelAt(1).read(text);
      expect(read).toEqual({ kind: 'ok', target: { to: text.trim() } });
    },
  );

  test.each([
    '',
    'ana',
    'a@b@c',
    'a@b,c@d',
    'Ana <a@b.example>',
    'a@b\r\nBcc: c@d',
    'a@-',
    'a b@c.d',
    `${'x'.repeat(65)}@y.example`,
  ])('is not taken: %j', (text) => {
    expect(channelAt(1).read(text)).toMatchObject({ kind: 'problem' });
  });

  test('cannot be taken where no mail server is set up, and the reader is told who can change that', () => {
    const read = emailChannel({ config: channelConfig() }).read('ana@example.com');
    expect(read).toMatchObject({ why: expect.stringContaining('SMTP_HOST') });
  });

  test('of the installation is offered once mail is set up', () => {
    const smtp = { host: 'x', port: 25, isImplicitTls: false, requiresTls: true, login: undefined };
    const alertEmail = 'own@x.example';
    const set = { smtp, mailFrom: 'a@b', alertEmail };
    expect(emailChannel({ config: channelConfig(set) }).ofInstallation).toEqual({ to: alertEmail });
    expect(emailChannel({ config: channelConfig({ alertEmail }) }).ofInstallation).toBeUndefined();
  });
});
