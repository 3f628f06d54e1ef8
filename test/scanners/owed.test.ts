import { expect, test } from 'vitest';
import type { Ticker } from '../../src/core/ticker.ts';
import { newTickerState } from '../../src/core/ticker-state.ts';
import { plus } from '../../src/core/time.ts';
import { createOutbox } from '../../src/db/outbox.ts';
import { createStore } from '../../src/db/store.ts';
import { commitScan } from '../../src/scanners/commit.ts';
import { judgeRule } from '../../src/scanners/judge-rule.ts';
import { createLiveRules } from '../../src/scanners/live-rules.ts';
import { takeOverOwed } from '../../src/scanners/owed.ts';
import { aDatabase, NOW } from '../support/database.ts';
import { addHome, placeOf, ruleOf } from '../support/homes.ts';
import { aQuote } from '../support/quote.ts';
import { aTicker } from '../support/ticker.ts';

const CHATS = [101, 102, -7] as const;
const TICKERS = ['AAA', 'BBB', 'CCC'].map(aTicker);

/** Nine rules in three chats, one of them critical and one kept to the history; `stormFrom` of them are a storm. */
function aTown(stormFrom: number) {
  const { db, store } = aDatabase();
  for (const id of CHATS) addHome(store, { id }, NOW);
  for (const [n, ticker] of [...TICKERS, ...TICKERS, ...TICKERS].entries()) {
    const sev = n === 4 ? ' sev:critical' : n === 5 ? ' note:"trim"' : '';
    const chat = CHATS[n % 2 === 0 ? 0 : n % 3] ?? 101;
    store.rules.add(ruleOf(placeOf(chat), `R${n}`, `${ticker} > ${100 + n}${sev}`), NOW);
  }
  let life = begin(store);

  function begin(own: typeof store) {
    const outbox = createOutbox(own, () => undefined);
    const rest = { random: Math.random, bars: { read: () => undefined }, defaultZone: 'UTC' };
    const deps = { store: own, outbox, maxAlertsPerMinute: 20, stormFrom, ...rest };
    return { deps, rules: createLiveRules(own) };
  }

  function scan(price: number, at = NOW): void {
    const quotes = TICKERS.map((ticker: Ticker) => aQuote({ ticker, price, at }));
    const findings = quotes.flatMap((quote) => {
      const seen = { quote, previous: undefined, priceAgo: () => undefined };
      const rules = life.rules().byTicker.get(quote.ticker) ?? [];
      return rules.map((rule) => judgeRule(rule, { ...seen, series: () => undefined }));
    });
    const tickers = quotes.map((quote) => ({ ...newTickerState(quote.ticker), quote }));
    commitScan(life.deps, { findings, tickers, notices: [], failures: [] }, at);
  }

  return {
    db,
    scan,
    store: () => life.deps.store,
    /** The process dies and another one takes over what is on the disk. */
    dieAndBegin(): void {
      life = begin(createStore(db));
      takeOverOwed(life.deps);
    },
    count: (table: string): unknown =>
      db.sqlite.prepare(`select count(*) from ${table}`).pluck().get(),
    /** Everything that follows from a scan. */
    standing: () =>
      ['alert', 'delivery', 'bundle', 'rule_state', 'timer', 'owed'].map((table) =>
        db.sqlite.prepare(`select * from ${table} order by 1, 2`).all(),
      ),
  };
}

/** Prices below all limits, then above them: all nine ring. */
function ring(town: ReturnType<typeof aTown>): void {
  town.scan(90);
  town.scan(120, plus(NOW, 1_000));
}

test('what a storm has come to is the same to the last row, whenever it is written out', () => {
  const [atOnce, later, afterCrash] = [aTown(99), aTown(9), aTown(9)];
  for (const town of [atOnce, later, afterCrash]) ring(town);
  expect(atOnce.count('alert')).toBe(9);
  expect([later.count('alert'), later.count('owed')]).toEqual([0, 3]);
  later.store().owed.settleAll();
  afterCrash.dieAndBegin();
  afterCrash.store().owed.settleAll();
  expect(later.standing()).toEqual(atOnce.standing());
  expect(afterCrash.standing()).toEqual(atOnce.standing());
});

test('whoever writes next finds all of it written', () => {
  const town = aTown(9);
  ring(town);
  const seen = town.store().transact(() => town.store().alerts.newest(99).length);
  expect([seen, town.count('owed'), town.store().owed.isOpen()]).toEqual([9, 0, false]);
  // The next scan goes by states that have their alerts, and rings for nothing twice.
  town.scan(121, plus(NOW, 2_000));
  expect(town.count('alert')).toBe(9);
  expect(town.store().census.audit()).toBe(0);
});

test('a piece that cannot be written out stays owed, and nobody writes before it', () => {
  const town = aTown(9);
  ring(town);
  const { store } = town;
  town.db.sqlite.exec(
    "create temp trigger no before insert on alert begin select raise(abort, 'not now'); end",
  );
  expect(() => store().owed.settleAll()).toThrow('not now');
  expect(() => store().transact(() => 1)).toThrow('not now');
  expect(() => town.scan(90, plus(NOW, 2_000))).toThrow('not now');
  expect([town.count('alert'), town.count('owed')]).toEqual([0, 3]);
  town.db.sqlite.exec('drop trigger no');
  expect(store().transact(() => 1)).toBe(1);
  expect([town.count('alert'), town.count('owed')]).toEqual([9, 0]);
});

test('a scan that fails owes nothing', () => {
  const town = aTown(9);
  town.scan(90);
  town.db.sqlite.exec(
    "create temp trigger no before insert on owed begin select raise(abort, 'not now'); end",
  );
  expect(() => town.scan(120, plus(NOW, 1_000))).toThrow('not now');
  town.db.sqlite.exec('drop trigger no');
  town.scan(120, plus(NOW, 1_000));
  town.store().owed.settleAll();
  expect(town.count('alert')).toBe(9);
});
