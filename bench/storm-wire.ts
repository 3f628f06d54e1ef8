import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { chatId } from '../src/core/people.ts';
import { instant, MINUTE_MS, SECOND_MS } from '../src/core/time.ts';
import type { Program } from '../src/wire/program.ts';
import { startWitness, type Witness } from '../test/support/fleet.ts';
import { makeHome } from '../test/support/homes.ts';
import { figure, type Bench, type Figure } from './support/figures.ts';
import { startProgram, workFolder } from './support/workbench.ts';

const CHATS = 600;
const GROUP = -5001;
const TO_GROUP = 40;
const TOKEN = '1234567:A';

/** What Telegram allows: so many at once, and how soon each further one. */
const OVERALL = { burst: 30, everyMs: SECOND_MS / 30 };
const PER_GROUP = { burst: 20, everyMs: MINUTE_MS / 20 };

/** How much of Telegram's limits is used, before a server that enforces them. */
export const stormWire: Bench = {
  name: 'storm-wire',
  says: `${CHATS} chats with a message each and a group with ${TO_GROUP}, over sockets to a Bot API that answers 429 above Telegram's limits; one round`,
  async run() {
    using folder = workFolder();
    const telegram = await startStrictTelegram(folder.path);
    const clock = {
      get now() {
        return Date.now();
      },
    };
    const program = await startProgram(telegram.url, folder.path, clock);
    try {
      const all = await sendAll(program, { chats: CHATS, toGroup: 0 });
      await pause(2 * SECOND_MS);
      const group = await sendAll(program, { chats: 0, toGroup: TO_GROUP });
      const refused = program.parts.deliver.stats.rateLimited;
      if (refused > 0) throw new Error(`Telegram refused ${refused} messages with 429`);
      return [
        ...used('one message each', { ...all, count: CHATS }, OVERALL),
        ...used('one group', { ...group, count: TO_GROUP }, PER_GROUP),
      ];
    } finally {
      await program.stop();
      await telegram.stop();
    }
  },
};

type Sent = { readonly ms: number; readonly cpuMs: number };

function used(
  what: string,
  { ms, cpuMs, count }: Sent & { readonly count: number },
  { burst, everyMs }: { readonly burst: number; readonly everyMs: number },
): readonly Figure[] {
  const least = (count - burst) * everyMs;
  return [
    figure(`${what}: ${count} sent in`, [ms / 1000], { unit: 's' }),
    figure(`${what}: ours ÷ the least that Telegram allows`, [ms / least], {
      unit: '×',
      goal: 1.25,
    }),
    figure(`${what}: CPU a message`, [cpuMs / count], { unit: 'ms' }),
  ];
}

async function sendAll(
  { parts }: Program,
  { chats, toGroup }: { readonly chats: number; readonly toGroup: number },
): Promise<Sent> {
  const { store, outbox } = parts;
  const now = instant(Date.now());
  store.transact(() => {
    for (let n = 0; n < chats; n++) tell(1_000 + n, `a${n}`);
    for (let n = 0; n < toGroup; n++) tell(GROUP, `g${n}`);
  });
  const begun = performance.now();
  const cpu = process.cpuUsage();
  while (store.deliveries.lanes().length > 0) await pause(50);
  const { user, system } = process.cpuUsage(cpu);
  return { ms: performance.now() - begun, cpuMs: (user + system) / 1000 };

  function tell(id: number, key: string): void {
    const chat = chatId(id);
    const kind = id > 0 ? 'private' : 'group';
    store.chats.add({ id: chat, kind, title: `Chat ${id}`, linkedBy: undefined }, now);
    const message = { text: { html: `NVDA crossed above 150.00 (${key})` } };
    outbox.notice(`storm/${key}`, { place: { chat, thread: undefined }, message }, now);
  }
}

/** The sandbox's Bot API as a process of its own, with the chats in it and the rates enforced. */
async function startStrictTelegram(folder: string): Promise<Witness> {
  const telegram = await startWitness(join(folder, 'ledger.jsonl'), TOKEN);
  for (let n = 0; n < CHATS; n++) await makeHome(telegram, { id: 1_000 + n });
  await makeHome(telegram, { id: GROUP, members: [1_000] });
  await telegram.ask('rates', { on: true });
  return telegram;
}
