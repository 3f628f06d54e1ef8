import type { IncomingMessage, ServerResponse } from 'node:http';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { createRandom } from '../../src/sandbox/replay/random.ts';
import { MINUTE_MS } from '../../src/core/time.ts';

/** A message that a service accepted, whatever its sender was told of it. */
export type Arrival = {
  /** Counts from 1 within a service. */
  readonly n: number;
  readonly at: number;
  readonly channel: Service;
  /** Its key as it came: of the delivery itself, or a hash of that. */
  readonly key: string;
  readonly text: string;
  /** Known by its key, so that people do not see it a second time. */
  readonly isKnown: boolean;
};

export type Service = 'ntfy' | 'webhook' | 'sns';

/** What is wrong with the services: shares of the requests between 0 and 1, and how long each answer takes. */
export type Mood = {
  readonly seed: number;
  readonly delayMs: number;
  readonly rate429?: number;
  /** Taken, and then the line is cut before the answer. */
  readonly cutAfter?: number;
};

export type Cry = { readonly at: number; readonly title: string; readonly message: string };

export type Receivers = {
  readonly urls: Readonly<Record<Service, string>>;
  readonly arrivals: readonly Arrival[];
  /** What came to ntfy without a key: calls of the emergency channel. */
  readonly cries: readonly Cry[];
  setMood(mood: Mood): void;
  close(): Promise<void>;
};

type Post = { readonly key: string; readonly text: string };

type Kind = {
  /** @returns undefined for what is no message */
  read(request: IncomingMessage, body: string): Post | undefined;
  answer(response: ServerResponse, n: number): void;
  /** So long a key is remembered; for good when absent. */
  readonly remembersMs?: number;
};

const publication = z.object({
  topic: z.string(),
  title: z.string(),
  message: z.string(),
  sequence_id: z.string().default(''),
});

const told = z.object({ title: z.string(), text: z.string() });

const KINDS: Readonly<Record<Service, Kind>> = {
  // A publication takes the place of an earlier one of the same sequence in its topic.
  ntfy: {
    read(request, body) {
      if (request.method !== 'POST') return undefined;
      const { title, message, sequence_id: key } = publication.parse(JSON.parse(body));
      return { key, text: `${title}\n${message}` };
    },
    answer: (response, n) => json(response, { id: `m${n}`, event: 'message', healthy: true }),
  },
  webhook: {
    read(request, body) {
      const key = request.headers['idempotency-key'];
      if (typeof key !== 'string') return undefined;
      const { title, text: words } = told.parse(JSON.parse(body));
      return { key, text: `${title}\n${words}` };
    },
    answer: (response) => json(response, {}),
  },
  sns: {
    read(_request, body) {
      const form = new URLSearchParams(body);
      const key = form.get('MessageDeduplicationId');
      if (form.get('Action') !== 'Publish' || key === null) return undefined;
      return { key, text: form.get('Message') ?? '' };
    },
    answer(response, n) {
      const result = `<PublishResult><MessageId>m-${n}</MessageId></PublishResult>`;
      response.setHeader('content-type', 'text/xml');
      response.end(`<PublishResponse>${result}</PublishResponse>`);
    },
    // As Amazon's own: https://docs.aws.amazon.com/sns/latest/dg/fifo-message-dedup.html
    remembersMs: 5 * MINUTE_MS,
  },
};

/** ntfy, a webhook and an SNS FIFO topic, each with a memory of its keys and with a ledger in `file`. */
export async function startReceivers(file: string): Promise<Receivers> {
  const arrivals: Arrival[] = [];
  const cries: Cry[] = [];
  let mood: Mood = { seed: 1, delayMs: 0 };
  let random = createRandom('1');
  const start = (channel: Service): Promise<Listening> => {
    const kind = KINDS[channel];
    const seen = new Map<string, number>();
    let count = 0;
    return listen(async (request, response) => {
      const body = await text(request);
      const draw = random();
      const { delayMs, rate429 = 0, cutAfter = 0 } = mood;
      const post = kind.read(request, body);
      if (post?.key === '') {
        const [title = '', ...rest] = post.text.split('\n');
        cries.push({ at: Date.now(), title, message: rest.join('\n') });
        kind.answer(response, count);
        return;
      }
      if (post !== undefined && draw < rate429) {
        response.writeHead(429, { 'retry-after': '1' }).end();
        return;
      }
      // Half of the time before it is taken and half after, so that a kill may find either.
      await pause(delayMs / 2);
      if (post !== undefined) {
        const at = Date.now();
        const before = seen.get(post.key);
        const isKnown = before !== undefined && at - before < (kind.remembersMs ?? Infinity);
        if (!isKnown) seen.set(post.key, at);
        const arrival = { n: (count += 1), at, channel, isKnown, ...post };
        appendFileSync(file, `${JSON.stringify(arrival)}\n`);
        arrivals.push(arrival);
      }
      await pause(delayMs / 2);
      if (post !== undefined && draw > 1 - cutAfter) response.destroy();
      else kind.answer(response, count);
    });
  };
  const [ntfy, webhook, sns] = await Promise.all([start('ntfy'), start('webhook'), start('sns')]);
  return {
    urls: { ntfy: ntfy.url, webhook: webhook.url, sns: sns.url },
    arrivals,
    cries,
    setMood(next) {
      mood = next;
      random = createRandom(String(next.seed));
    },
    async close() {
      await Promise.all([ntfy, webhook, sns].map(({ server }) => shut(server)));
    },
  };
}

type Listening = { readonly url: string; readonly server: Server };

async function listen(
  take: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<Listening> {
  const server = createServer((request, response) => {
    // A sender that was killed in the middle has nobody to be answered.
    take(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, server };
}

async function shut(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}

function json(response: ServerResponse, value: unknown): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(value));
}
