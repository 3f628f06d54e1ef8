import { Api, InputFile } from 'grammy';
import { telegramChannel } from '../../src/channels/telegram.ts';
import { chatId } from '../../src/core/people.ts';
import { HOUR_MS, instant, MINUTE_MS } from '../../src/core/time.ts';
import { createStore, type Store } from '../../src/db/store.ts';
import { createRandom } from '../../src/sandbox/replay/random.ts';
import type { Fault, Faults } from '../../src/sandbox/telegram/faults.ts';
import { startBotApi } from '../../src/sandbox/telegram/server.ts';
import { createWorld } from '../../src/sandbox/telegram/world.ts';
import { silentLog } from '../support/log.ts';
import { startSender } from '../support/sender.ts';
import { asker } from './sim/ask.ts';
import { copiedDisk } from './sim/disk.ts';
import { complaint, type Report, type Suite } from './suite.ts';

const CHATS = [101, 102, -5001];
const FROM = Date.UTC(2026, 0, 5);
const FAULTY = 0.3;
const EVERY_MS = 3 * MINUTE_MS;

/** A day of alerts over real sockets, with a bad Telegram and three hours without any. */
export const faultSuite: Suite = {
  name: 'fault',
  says: 'a virtual day with 30 % faults and an outage: nothing lost, out of order or too early',
  kills: 24,
  unit: 'hours',
  run: ({ kills: hours, seed }) => fault({ hours, seed }),
};

type Seen = { readonly early: string[]; readonly struck: Map<string, number>; tries: number };

export async function fault({ hours, seed }: { hours: number; seed: number }): Promise<Report> {
  const clock = { now: FROM };
  const random = createRandom(`fault/${seed}`);
  const world = createWorld({ now: () => clock.now });
  for (const id of CHATS) {
    world.addUser({ id: Math.abs(id), firstName: 'Ann' });
    const kind = id > 0 ? 'private' : 'group';
    world.addChat({ id, kind, title: 'Desk', members: [Math.abs(id)] });
  }
  const seen: Seen = { early: [], struck: new Map(), tries: 0 };
  const outage = {
    from: FROM + (hours / 3) * HOUR_MS,
    to: FROM + (hours / 3 + hours / 8) * HOUR_MS,
  };
  const faults = weather({ random, clock, outage, seen });
  const server = await startBotApi({ world, faults });
  const disk = copiedDisk();
  const db = disk.db();
  const store = createStore(db);
  for (const id of CHATS) {
    const chat = { id: chatId(id), kind: 'private', title: 'x', linkedBy: undefined } as const;
    store.chats.add(chat, instant(FROM));
  }
  const telegram = telegramChannel({
    api: new Api(world.token, { apiRoot: server.url }),
    upload: (bytes, name) => new InputFile(bytes, name),
    draw: () => Promise.reject(new Error('there is nothing to draw')),
    log: silentLog,
  });
  const around = { telegram, clock: () => instant(clock.now), random, bootId: 'boot-1' };
  const { deliver, ring } = startSender(store, around);
  const due = asker(db.sqlite).prepare<[], { at: number | null }>(
    `select min(max(d.not_before, coalesce(l.not_before, 0), coalesce(w.not_before, 0))) as at
     from delivery d left join lane l on l.lane = d.lane left join lane w on w.lane = d.channel
     where d.status in ('queued', 'uncertain')`,
  );
  let rung = 0;
  const end = FROM + hours * HOUR_MS;
  for (let next = FROM; clock.now < end || store.deliveries.lanes().length > 0;) {
    if (clock.now >= next && clock.now < end) {
      for (const id of CHATS)
        ring({ chat: id, n: rung++, severity: random() < 0.2 ? 'critical' : 'high' });
      next = clock.now + Math.ceil(random() * 2 * EVERY_MS);
    }
    await deliver.idle();
    const at = due.get()?.at ?? Infinity;
    const soon = clock.now < end ? next : Infinity;
    clock.now = Math.max(clock.now + 400, Math.min(at, soon, clock.now + HOUR_MS));
    if (clock.now > end + 48 * HOUR_MS) break;
  }
  await deliver.stop();
  await server.close();
  const report = judge(store, { world, seen, rung });
  disk.close();
  return report;
}

type Sky = {
  readonly random: () => number;
  readonly clock: { readonly now: number };
  readonly outage: { readonly from: number; readonly to: number };
  readonly seen: Seen;
};

/** Three in ten calls go wrong, in every way; in the outage all do. */
function weather({ random, clock, outage, seen }: Sky): Faults {
  const rests = new Map<string, number>();
  return ({ method, params }) => {
    if (method !== 'sendMessage') return undefined;
    const chat = String(params['chat_id']);
    seen.tries++;
    if (clock.now < (rests.get(chat) ?? 0)) seen.early.push(`to ${chat} at ${clock.now}`);
    const isOut = clock.now >= outage.from && clock.now < outage.to;
    const found = isOut ? BROKEN : random() < FAULTY ? faultOf(random) : undefined;
    if (found?.kind === 'too-many') rests.set(chat, clock.now + found.retryAfterSeconds * 1_000);
    const name = isOut ? 'outage' : (found?.kind ?? 'none');
    seen.struck.set(name, (seen.struck.get(name) ?? 0) + 1);
    return found;
  };
}

const BROKEN: Fault = { kind: 'server-error', status: 502, body: 'html' };

function faultOf(random: () => number): Fault {
  const kinds: readonly Fault[] = [
    { kind: 'too-many', retryAfterSeconds: Math.ceil(3_600 ** random()) },
    BROKEN,
    { kind: 'server-error', status: 504, body: 'json', isAccepted: true },
    { kind: 'cut-before' },
    { kind: 'cut-after' },
  ];
  return kinds[Math.floor(random() * kinds.length)] ?? BROKEN;
}

type Outcome = {
  readonly world: ReturnType<typeof createWorld>;
  readonly seen: Seen;
  readonly rung: number;
};

function judge(store: Store, { world, seen, rung }: Outcome): Report {
  const lost: string[] = [];
  const disordered: string[] = [];
  const unlabelled: string[] = [];
  let copies = 0;
  const alerts = store.alerts.newest(rung).toReversed();
  for (const chat of CHATS) {
    const said = world
      .messages(chat)
      .filter(({ byBot }) => byBot)
      .map(({ text }) => text);
    const firsts = new Map<number, number>();
    for (const [i, text] of said.entries()) {
      const id = Number(/alert (\d+)\./.exec(text)?.[1]);
      if (firsts.has(id) && !text.includes('repeat')) unlabelled.push(`${chat}: ${text}`);
      if (firsts.has(id)) copies++;
      else firsts.set(id, i);
    }
    for (const isCritical of [true, false]) {
      const wanted = alerts.filter(
        (one) => Number(one.chat) === chat && (one.severity === 'critical') === isCritical,
      );
      const missing = wanted.filter(({ id }) => !firsts.has(id));
      lost.push(...missing.map(({ id, fate }) => `alert ${id} is ${fate}`));
      const order = wanted.map(({ id }) => firsts.get(id) ?? NaN);
      order.forEach((at, i) => {
        if (at < (order[i - 1] ?? -1)) disordered.push(`${chat}: alert ${wanted[i]?.id ?? 0}`);
      });
    }
  }
  return {
    figures: [
      ['alerts', alerts.length],
      ['tries', seen.tries],
      ...[...seen.struck].map(([kind, n]) => [`try: ${kind}`, n] as const),
      ['lost', lost.length],
      ['out of order', disordered.length],
      ['sent before they were allowed', seen.early.length],
      ['labelled repeats', copies],
    ],
    broken: [lost, disordered, seen.early, unlabelled].flatMap((one) => complaint(one)),
  };
}
