import { join } from 'node:path';
import Database from 'better-sqlite3';
import { chatId } from '../src/core/people.ts';
import { createDesk } from '../src/rules/desk.ts';
import { newTickerState } from '../src/core/ticker-state.ts';
import { instant } from '../src/core/time.ts';
import { openDb } from '../src/db/open.ts';
import { createOutbox } from '../src/db/outbox.ts';
import { createStore, type Store } from '../src/db/store.ts';
import { commitScan } from '../src/scanners/commit.ts';
import { createLiveRules, type LiveRules } from '../src/scanners/live-rules.ts';
import { scanQuotes } from '../src/scanners/quotes.ts';
import { figure, percentile, type Bench, type Figure } from './support/figures.ts';
import {
  fillRules,
  MIGRATIONS,
  OWNER,
  quoteOf,
  SATURDAY,
  ticker,
  workFolder,
} from './support/workbench.ts';

const RULES = 10_000;
const ROUNDS = 9;
const SINGLES = 300;
/** Longer than the minute that the rate limit looks back over. */
const STEP_MS = 61_000;

/** One transaction of state, alerts and deliveries, on the disk: a whole scan that rings, one alert alone, and with years of history. */
export const durableAlert: Bench = {
  name: 'durable-alert',
  says: `decided findings to disk, WAL and synchronous=FULL; ${ROUNDS} scans that ring, ${SINGLES} single alerts a round`,
  async run() {
    using folder = workFolder();
    const desk = openDesk(join(folder.path, 'bench.db'));
    const bare = bareCommits(join(folder.path, 'bare.db'));
    desk.swing(1);
    const early = series(5, () => desk.singles());
    const scans = series(ROUNDS, () => desk.wholeScan());
    const late = series(5, () => desk.singles());
    const commits = series(5, bare.run);
    desk.close();
    bare.close();
    const figures: readonly Figure[] = [
      figure(`${RULES.toLocaleString('en-US')} rules ring in one scan`, scans, {
        unit: 'ms',
        goal: 100,
      }),
      figure('one alert alone, hardly any history', early, { unit: 'ms' }),
      figure(`one alert alone, ${(ROUNDS * RULES).toLocaleString('en-US')} alerts behind`, late, {
        unit: 'ms',
      }),
      figure('bare commit of one row', commits, { unit: 'ms' }),
      figure('history’s price: late ÷ early', ratios(late, early), { unit: '×', goal: 1.2 }),
      figure('one alert ÷ bare commit', ratios(late, commits), { unit: '×', goal: 1.2 }),
    ];
    return Promise.resolve(figures);
  },
};

function series(rounds: number, measure: () => number): readonly number[] {
  return Array.from({ length: rounds }, measure);
}

function ratios(of: readonly number[], to: readonly number[]): readonly number[] {
  return of.map((value, n) => value / (to[n] ?? NaN));
}

function openDesk(path: string) {
  const db = openDb(path, MIGRATIONS);
  const store = createStore(db);
  const outbox = createOutbox(store, () => undefined);
  let now = SATURDAY;
  store.chats.add(
    { id: chatId(OWNER), kind: 'private', title: 'x', linkedBy: undefined },
    instant(now),
  );
  const text = (n: number) => `${ticker(n === 0 ? 0 : 1)} > 100 cooldown:0`;
  fillRules(
    store,
    { count: RULES, chats: 100, text: (n) => ({ ticker: ticker(n === 0 ? 0 : 1), text: text(n) }) },
    instant(now),
  );
  const rules = createLiveRules(store)();

  /** Brings a price to one ticker. @returns milliseconds of the commit alone */
  function price(which: number, value: number): number {
    now += STEP_MS;
    const name = ticker(which);
    const quotes = new Map([[name, quoteOf(name, value, now)]]);
    const asked = [askedTicker(store, rules, which)];
    const result = scanQuotes(
      { batch: { quotes, unknown: [], failures: [] }, asked },
      instant(now),
    );
    const begun = performance.now();
    const bars = { read: () => undefined };
    commitScan(
      { store, outbox, bars, maxAlertsPerMinute: 1e9, defaultZone: 'UTC' },
      result,
      instant(now),
    );
    return performance.now() - begun;
  }

  function swing(which: number): number {
    price(which, 99);
    return price(which, 101);
  }

  return {
    swing,
    wholeScan(): number {
      const took = swing(1);
      settle(db.sqlite);
      return took;
    },
    singles(): number {
      const times = Array.from({ length: SINGLES }, () => swing(0));
      settle(db.sqlite);
      return percentile(times, 50);
    },
    close: () => db.close(),
  };
}

function askedTicker(store: Store, rules: LiveRules, which: number) {
  const name = ticker(which);
  return {
    state: store.quotes.get(name) ?? newTickerState(name),
    facts: { openSince: undefined, scanIntervalMs: STEP_MS },
    rules: rules.byTicker.get(name) ?? [],
    priceAgo: () => undefined,
    waiting: [],
    desk: createDesk(() => undefined),
    exDividend: () => undefined,
    blindSince: () => undefined,
    forming: () => undefined,
    rulesAt: () => rules.byTicker.get(name) ?? [],
  };
}

/** What the sending loop would have done by now. */
function settle(sqlite: Database.Database): void {
  sqlite.exec(`update delivery set status = 'sent' where status = 'queued';
    update alert set fate = 'sent' where fate = 'open'`);
  sqlite.pragma('wal_checkpoint(TRUNCATE)');
}

/** The least that a durable write can cost here: one row into a table of its own. */
function bareCommits(path: string) {
  const sqlite = new Database(path);
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = FULL');
  sqlite.exec('create table note (id integer primary key, text text not null) strict');
  const insert = sqlite.prepare<[string]>('insert into note (text) values (?)');
  return {
    run(): number {
      const times = Array.from({ length: SINGLES }, () => {
        const begun = performance.now();
        insert.run('something that happened');
        return performance.now() - begun;
      });
      return percentile(times, 50);
    },
    close: () => sqlite.close(),
  };
}
