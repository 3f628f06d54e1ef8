import { join } from 'node:path';
import { createRandom } from '../../src/sandbox/replay/random.ts';
import { readLedger } from '../../src/sandbox/telegram/ledger.ts';
import { openDb, type Db } from '../../src/db/open.ts';
import { chatId } from '../../src/core/people.ts';
import type { Ticker } from '../../src/core/ticker.ts';
import { startYahooVendor, type YahooVendor } from '../../src/sandbox/vendor-yahoo.ts';
import { examine, received } from '../support/autopsy.ts';
import { envFor, startWitness, type Witness } from '../support/fleet.ts';
import { addHome, BY, makeHome, OWNER, prepare } from '../support/homes.ts';
import { doubtsOf, settleAccounts } from '../support/ledger-check.ts';
import { aFeedQuote, feedOf } from '../support/vendor-yahoo.ts';
import { nextDeed, tally, WATCHED, wrongEffects, type Deed, type Town } from './deeds.ts';
import { drain, reap, type Reaped } from './reaper.ts';
import { complaint, middleAndTail, type Report, type Suite } from './suite.ts';

const PEOPLE = [OWNER, ...Array.from({ length: 99 }, (_, i) => 1001 + i)];
const GROUPS = Array.from({ length: 10 }, (_, i) => -5001 - i);
const TOWN: Town = {
  people: PEOPLE,
  groups: GROUPS.map((group, i) => [group, PEOPLE[i] ?? OWNER] as const),
};

/** So many while nobody listens, so that the next start is busy at once, and so many more while it works. */
const UPDATES_BEFORE = 12;
const UPDATES_DURING = 4;

/** kill -9 at random moments while people give commands. */
export const inboxSuite: Suite = {
  name: 'inbox',
  says: 'kill -9 while commands arrive: each takes effect exactly once',
  kills: 500,
  async run(options) {
    const { folder, seed, main } = options;
    const startedAt = performance.now();
    const ledger = join(folder, 'ledger.jsonl');
    const database = join(folder, 'bellwether.db');
    const random = createRandom(`inbox/${seed}`);
    const witness = await startWitness(ledger);
    const vendor = await startVendor(createRandom(`vendor/${seed}`));
    const deeds: Said[] = [];
    const say = async (count: number): Promise<void> => {
      for (let n = 0; n < count; n++) {
        const deed = nextDeed(TOWN, deeds.length, random);
        const { user, chat, text } = deed;
        const message = Number(await witness.ask('say', { user, chat, text }));
        deeds.push({ ...deed, message });
      }
    };
    const before = async (kill: number): Promise<void> => {
      const faults = { seed: seed * 1000 + kill, rate429: 0.003, delay: 0.3, delayMs: 40 };
      await witness.ask('faults', faults);
      await say(UPDATES_BEFORE);
    };
    try {
      await furnish(witness, database);
      const life = { main, folder, env: envFor({ witness, yahoo: vendor.url, database }) };
      const reaped = await reap(
        { life, database, random, before, during: () => say(UPDATES_DURING), soonMs: [0, 100] },
        options,
      );
      await witness.ask('faults');
      const late = await drain({ life, database }, () => received(database) === deeds.length);
      const violations = (await witness.ask('violations')) as readonly string[];
      const db = openDb(database, 'drizzle');
      const autopsies = [...reaped.autopsies, examine(database)];
      const report = judge(db, { deeds, reaped: { ...reaped, autopsies }, ledger });
      db.close();
      const seconds = Math.round((performance.now() - startedAt) / 1000);
      return {
        figures: [...report.figures, ['duration', `${seconds} s`]],
        broken: [...complaint(violations), ...late, ...report.broken],
      };
    } finally {
      await witness.stop();
      await vendor.close();
    }
  },
};

type Said = Deed & { readonly message: number };

/** Knows every ticker of four letters. */
function startVendor(random: () => number): Promise<YahooVendor> {
  const time = Math.floor(Date.now() / 1000);
  const quote = (symbol: string) =>
    /^[A-Z]{4}$/.test(symbol)
      ? aFeedQuote({ symbol, name: `${symbol} Inc`, price: 100, previousClose: 100, time })
      : undefined;
  // Slow enough that kills find commands waiting for it.
  const faults = { fault: () => ({ kind: 'delay', ms: 5 + 60 * random() }) as const };
  return startYahooVendor({ feed: { ...feedOf([]), quote }, faults });
}

async function furnish(witness: Witness, database: string): Promise<void> {
  for (const id of PEOPLE) await makeHome(witness, { id });
  for (const [id, member] of TOWN.groups)
    await makeHome(witness, { id, members: [member], admins: [member] });
  prepare(database, (store, now) => {
    for (const id of [...PEOPLE, ...GROUPS]) {
      const chat = chatId(id);
      addHome(store, { id }, now);
      store.chats.setZone(chat, 'America/New_York');
      store.chats.setGreeted(chat, now);
      store.watches.add({ chat, ticker: WATCHED as Ticker, by: BY }, now);
    }
  });
}

type Evidence = {
  readonly deeds: readonly Said[];
  readonly reaped: Reaped;
  readonly ledger: string;
};

function judge(db: Db, { deeds, reaped, ledger }: Evidence): Report {
  const { autopsies, readyMs, stillborn } = reaped;
  const doubts = doubtsOf(db, autopsies);
  const account = settleAccounts(db, { ledger: readLedger(ledger) }, doubts);
  const effects = wrongEffects(db, deeds);
  const arrivals = wrongArrivals(db, deeds);
  const unsent = db.sqlite
    .prepare<[], string>("select key || ' is ' || status from delivery where status <> 'sent'")
    .pluck()
    .all();
  const unsound = autopsies.flatMap(({ integrity }, i) =>
    integrity === 'ok' ? [] : [`after kill ${i + 1}: ${integrity}`],
  );
  const caught = autopsies.filter(({ waiting }) => waiting > 0).length;
  return {
    figures: [
      ['kills', `${autopsies.length - 1}, ${stillborn} of them before it was ready`],
      ['kills with updates under way', caught],
      ['updates', `${deeds.length}: ${tally(deeds)}`],
      ['not exactly once', effects.length],
      ['unhandled or unanswered', arrivals.length],
      ['answers sent', account.sent],
      ['answers that arrived', account.arrived],
      ['lost', account.lost.length],
      ['invented', account.invented.length],
      ['repeats', account.repeats['telegram'] ?? 0],
      ['unlabelled repeats', account.unlabelled.length],
      ['in doubt', `${account.uncertain} rows`],
      ['ready ms, median / p95', middleAndTail(readyMs)],
    ],
    broken: [
      ...[unsound, effects, arrivals, unsent, account.lost, account.invented].flatMap(complaint),
      ...[account.unlabelled, account.unexplained, account.disordered].flatMap(complaint),
    ],
  };
}

type InboxRow = { readonly id: number; readonly status: string; readonly message: string };

/** Every update is there once, is done, and was answered. */
function wrongArrivals(db: Db, deeds: readonly Said[]): readonly string[] {
  const rows = db.sqlite
    .prepare<[], InboxRow>(
      `select update_id as id, status,
         json ->> '$.message.chat.id' || '/' || (json ->> '$.message.message_id') as message
       from inbox`,
    )
    .all();
  const answered = new Set(
    db.sqlite.prepare<[], string>("select key from delivery where kind = 'reply'").pluck().all(),
  );
  const byMessage = Map.groupBy(rows, ({ message }) => message);
  return deeds.flatMap(({ chat, message, text }) => {
    const found = byMessage.get(`${chat}/${message}`) ?? [];
    const [row] = found;
    if (row === undefined || found.length > 1) return [`“${text}” was kept ${found.length} times`];
    if (row.status !== 'done') return [`“${text}” (update ${row.id}) is ${row.status}`];
    return answered.has(`update/${row.id}/0`)
      ? []
      : [`“${text}” (update ${row.id}) was not answered`];
  });
}
