import type { IncomingMessage, ServerResponse } from 'node:http';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { seededFaults, type FaultRates, type Faults } from '../../src/sandbox/telegram/faults.ts';
import { openLedger } from '../../src/sandbox/telegram/ledger.ts';
import { readBody } from '../../src/sandbox/telegram/request.ts';
import { startBotApi, type BotApi } from '../../src/sandbox/telegram/server.ts';
import { createWorld, type World } from '../../src/sandbox/telegram/world.ts';

/**
 * The local Bot API as a process of its own, for suites that kill the bot and must not lose their witness:
 * `node test/support/telegram-process.ts --port N --ledger FILE --seed S --rate429 .05 --rate5xx .03 --cut .02`.
 * Prints one JSON line `{ url, token }` when it listens. Everything else goes through POST `/control/*`.
 */
const OPTIONS = {
  port: { type: 'string', default: '0' },
  ledger: { type: 'string' },
  token: { type: 'string' },
  seed: { type: 'string', default: '1' },
  rate429: { type: 'string', default: '0' },
  retryAfter: { type: 'string', default: '1' },
  rate5xx: { type: 'string', default: '0' },
  cutBefore: { type: 'string', default: '0' },
  cut: { type: 'string', default: '0' },
  delay: { type: 'string', default: '0' },
  delayMs: { type: 'string', default: '200' },
} satisfies NonNullable<Parameters<typeof parseArgs>[0]>['options'];

const rates = z.object({
  seed: z.number().default(1),
  rate429: z.number().default(0),
  retryAfterSeconds: z.number().default(1),
  rate5xx: z.number().default(0),
  cutBefore: z.number().default(0),
  cutAfter: z.number().default(0),
  delay: z.number().default(0),
  delayMs: z.number().default(200),
});

const person = z.object({ id: z.int(), name: z.string() });
const line = z.object({
  user: z.int(),
  chat: z.int(),
  text: z.string(),
  thread: z.int().optional(),
});
const topic = z.object({ chat: z.int(), name: z.string() });
const button = z.object({ user: z.int(), chat: z.int(), message: z.int(), which: z.string() });
const place = z.object({ chat: z.int() });
const group = z.object({
  id: z.int(),
  kind: z.enum(['private', 'group', 'supergroup', 'channel']),
  title: z.string().optional(),
  members: z.array(z.int()),
  admins: z.array(z.int()).default([]),
  forum: z.boolean().default(false),
});

type Control = (world: World, api: () => BotApi, body: unknown) => unknown;

const CONTROLS: ReadonlyMap<string, Control> = new Map(
  Object.entries({
    person: (world, _api, body) => {
      const { id, name } = person.parse(body);
      world.addUser({ id, firstName: name });
      return true;
    },
    chat: (world, _api, body) => {
      const { title, ...chat } = group.parse(body);
      world.addChat({ ...chat, ...(title === undefined ? {} : { title }) });
      return true;
    },
    say: (world, _api, body) => {
      const { user, chat, text, thread } = line.parse(body);
      return world.say(user, chat, text, thread === undefined ? {} : { thread });
    },
    topic: (world, _api, body) => {
      const { chat, name } = topic.parse(body);
      return world.addTopic(chat, name);
    },
    press: async (world, _api, body) => {
      const { user, chat, message, which } = button.parse(body);
      return world.press(user, chat, message, which);
    },
    messages: (world, _api, body) =>
      world.messages(place.parse(body).chat).map(({ photo, document, ...message }) => ({
        ...message,
        photo: photo !== undefined,
        document: document?.name,
      })),
    violations: (world) => world.violations,
    pending: (world) => world.pendingUpdates(),
    counts: (_world, api) => ({
      calls: Object.fromEntries(api().counts.calls),
      faults: Object.fromEntries(api().counts.faults),
    }),
    faults: (_world, api, body) => {
      api().setFaults(variedFaults(rates.parse(body)));
      return true;
    },
    rates: (_world, api, body) => {
      api().enforceRates(z.object({ on: z.boolean() }).parse(body).on);
      return true;
    },
  } satisfies Record<string, Control>),
);

/** Starts what the command line asks for; the test of this file calls it in its own process. */
export async function startControlled(
  args: readonly string[],
): Promise<BotApi & { token: string }> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const world = createWorld({
    now: Date.now,
    ...(values.token === undefined ? {} : { token: values.token }),
  });
  const api: BotApi = await startBotApi({
    world,
    port: Number(values.port),
    faults: variedFaults({
      seed: Number(values.seed),
      rate429: Number(values.rate429),
      retryAfterSeconds: Number(values.retryAfter),
      rate5xx: Number(values.rate5xx),
      cutBefore: Number(values.cutBefore),
      cutAfter: Number(values.cut),
      delay: Number(values.delay),
      delayMs: Number(values.delayMs),
    }),
    ...(values.ledger === undefined ? {} : { ledger: openLedger(values.ledger) }),
    beside: async (request, response) => control(world, () => api, { request, response }),
  });
  return { ...api, token: world.token };
}

/**
 * Seeded faults whose 5xx take turns: a gateway's page, our own JSON, and each of them after the effect. A delay is half
 * before the effect and half after it.
 */
function variedFaults(rates: FaultRates): Faults {
  const faults = seededFaults(rates);
  let broken = 0;
  return (call) => {
    const fault = faults(call);
    if (fault?.kind === 'delay') return { ...fault, ms: fault.ms / 2, afterMs: fault.ms / 2 };
    if (fault?.kind !== 'server-error') return fault;
    broken += 1;
    return {
      kind: 'server-error',
      ...(broken % 2 === 0 ? { status: 500, body: 'json' } : { status: 502, body: 'html' }),
      isAccepted: broken % 4 > 1,
    };
  };
}

type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse };

async function control(
  world: World,
  api: () => BotApi,
  { request, response }: Exchange,
): Promise<boolean> {
  const name = /^\/control\/(\w+)$/.exec(request.url ?? '')?.[1];
  const run = name === undefined ? undefined : CONTROLS.get(name);
  if (!run) return false;
  const body = await readBody(request);
  let status = 200;
  let answer: unknown;
  try {
    answer = await run(world, api, body.length === 0 ? {} : JSON.parse(body.toString('utf8')));
  } catch (error) {
    status = 400;
    answer = { error: String(error) };
  }
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer));
  return true;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { url, token } = await startControlled(process.argv.slice(2));
  process.stdout.write(`${JSON.stringify({ url, token })}\n`);
}
