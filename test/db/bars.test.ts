import { join } from 'node:path';
import { array, assert, infiniteStream, nat, property, tuple } from 'fast-check';
import { expect, test } from 'vitest';
import type { Bars } from '../../src/core/market.ts';
import type { Ticker } from '../../src/core/ticker.ts';
import { DAY_MS, HOUR_MS, instant, MINUTE_MS, plus } from '../../src/core/time.ts';
import { barCache } from '../../src/db/bar-cache.ts';
import type { SeriesAbout } from '../../src/db/bars.ts';
import { openDb, type Db } from '../../src/db/open.ts';
import { createStore } from '../../src/db/store.ts';
import { barsOf, type BarWish } from '../support/bars.ts';
import { aDatabase, aFolder, MIGRATIONS, NOW } from '../support/database.ts';

const NVDA = 'NVDA' as Ticker;
const AMD = 'AMD' as Ticker;
const START = Date.UTC(2025, 0, 6, 14, 30);

const ABOUT: SeriesAbout = {
  market: 'us',
  askedAt: NOW,
  source: 'yahoo',
  reachedFrom: instant(START),
  trouble: undefined,
};

const day = (n: number): number => START + n * DAY_MS;
const days = (count: number, row: (n: number) => Partial<BarWish> = () => ({})): Bars =>
  barsOf(Array.from({ length: count }, (_, n) => ({ at: day(n), ...row(n) })));

test('bars are read as they were written, gaps and missing volumes included', () => {
  const { store } = aDatabase();
  const bars = barsOf([
    { at: day(0), open: 1.5, high: 3, low: 1, close: 2, volume: NaN },
    { at: day(4), close: 0.1 + 0.2, volume: 0 },
  ]);
  expect(store.bars.put(NVDA, '1d', { bars, about: ABOUT })).toBe(2);
  expect(store.bars.read(NVDA, '1d')).toEqual(bars);
  expect(store.bars.read(NVDA, '1h')).toBeUndefined();
  expect(store.bars.read(AMD, '1d')).toBeUndefined();
});

test('the same bars a second time write nothing at all', () => {
  const { db, store } = aDatabase();
  const bars = days(50, (n) => ({ close: n + 1, volume: n % 3 === 0 ? NaN : n }));
  store.bars.put(NVDA, '1d', { bars, about: ABOUT });
  const read = store.bars.read(NVDA, '1d');
  const before = written(db);
  expect(store.bars.put(NVDA, '1d', { bars, about: { ...ABOUT } })).toBe(0);
  expect(store.bars.bookmark(NVDA, '1d', { ...ABOUT })).toBe(false);
  expect(written(db)).toBe(before);
  expect(store.bars.read(NVDA, '1d')).toBe(read);
});

test.each([
  ['open', { open: 101 }],
  ['high', { high: 102 }],
  ['low', { low: 99 }],
  ['close', { close: 100.5, open: 100, high: 100, low: 100 }],
  ['volume', { volume: 7 }],
  ['volume that is no longer known', { volume: NaN }],
])('a corrected %s is the only row that is written', (_name, correction) => {
  const { store } = aDatabase();
  store.bars.put(NVDA, '1d', { bars: days(10), about: ABOUT });
  store.bars.read(NVDA, '1d');
  const corrected = days(10, (n) => (n === 8 ? correction : {}));
  expect(store.bars.put(NVDA, '1d', { bars: corrected, about: ABOUT })).toBe(1);
  expect(store.bars.read(NVDA, '1d')).toEqual(corrected);
});

test('a bar without a whole price is left out', () => {
  const { store } = aDatabase();
  const bars = days(3, (n) => (n === 1 ? { low: NaN } : {}));
  expect(store.bars.put(NVDA, '1d', { bars, about: ABOUT })).toBe(2);
  expect([...(store.bars.read(NVDA, '1d')?.openedAt ?? [])]).toEqual([day(0), day(2)]);
});

test('another process reads the same, with what is known of the series', () => {
  const path = join(aFolder(), 'test.db');
  const first = openDb(path, MIGRATIONS);
  const trouble = { why: 'Yahoo Finance cannot be reached', since: NOW };
  const about = { ...ABOUT, trouble };
  const bars = days(30, (n) => ({ close: 100 + n / 7, volume: NaN }));
  createStore(first).bars.put(NVDA, '1d', { bars, about });
  createStore(first).judged.put(NVDA, '1w', NOW);
  first.close();
  const second = openDb(path, MIGRATIONS);
  const { bars: read, judged } = createStore(second);
  expect(read.read(NVDA, '1d')).toEqual(bars);
  expect(read.about(NVDA, '1d')).toEqual(about);
  expect(read.timeframes(NVDA)).toEqual(['1d']);
  expect(judged.to(NVDA, '1w')).toBe(NOW);
  expect(judged.to(NVDA, '1d')).toBeUndefined();
  second.close();
});

test('replies that overlap make the same store in whatever order they come', () => {
  const shared = aDatabase();
  const truth = days(60, (n) => ({ close: 50 + ((n * 37) % 11), volume: n % 5 ? n : NaN }));
  const stretch = tuple(nat(59), nat(59));
  assert(
    property(
      array(stretch, { minLength: 1, maxLength: 8 }),
      infiniteStream(nat()),
      (stretches, dice) => {
        const { store } = shared;
        const shuffled = stretches
          .map((one) => ({ one, by: dice.next().value ?? 0 }))
          .toSorted((a, b) => a.by - b.by)
          .map(({ one }) => one);
        const make = (name: Ticker, order: typeof stretches) => {
          store.bars.replace(name, '1d', { bars: days(0), about: ABOUT });
          for (const [a, b] of order)
            store.bars.put(name, '1d', {
              bars: cut(truth, Math.min(a, b), Math.max(a, b) + 1),
              about: ABOUT,
            });
          return store.bars.read(name, '1d');
        };
        const one = make(NVDA, stretches);
        expect(make(AMD, shuffled)).toEqual(one);
        const covered = new Set(
          stretches.flatMap(([a, b]) => range(Math.min(a, b), Math.max(a, b))),
        );
        expect([...(one?.openedAt ?? [])]).toEqual([...covered].toSorted((a, b) => a - b).map(day));
      },
    ),
    { numRuns: 60 },
  );
});

test('what is withdrawn is not given to anybody until it is replaced', () => {
  const { store } = aDatabase();
  store.bars.put(NVDA, '1d', { bars: days(5), about: ABOUT });
  store.bars.put(NVDA, '1h', { bars: days(5), about: ABOUT });
  store.bars.put(AMD, '1d', { bars: days(5), about: ABOUT });
  store.bars.read(NVDA, '1d');
  store.bars.withdraw(NVDA);
  expect(store.bars.read(NVDA, '1d')).toBeUndefined();
  expect(store.bars.read(NVDA, '1h')).toBeUndefined();
  expect(store.bars.read(AMD, '1d')).toBeDefined();
  const halves = days(3, () => ({ close: 50 }));
  store.bars.replace(NVDA, '1d', { bars: halves, about: ABOUT });
  expect(store.bars.read(NVDA, '1d')).toEqual(halves);
  expect(store.bars.read(NVDA, '1h')).toBeUndefined();
});

test('a transaction that fails takes back what was remembered of it', () => {
  const { store } = aDatabase();
  store.bars.put(NVDA, '1d', { bars: days(5), about: ABOUT });
  const fails = () =>
    store.transact(() => {
      store.bars.replace(NVDA, '1d', { bars: days(2), about: { ...ABOUT, source: 'other' } });
      store.bars.read(NVDA, '1d');
      store.judged.put(NVDA, '1d', NOW);
      store.actions.put(NVDA, [{ kind: 'dividend', at: NOW, amount: 1 }], NOW);
      store.actions.of(NVDA);
      throw new Error('the disk is full');
    });
  expect(fails).toThrow('the disk is full');
  expect(store.bars.read(NVDA, '1d')?.openedAt).toHaveLength(5);
  expect(store.bars.about(NVDA, '1d')).toEqual(ABOUT);
  expect(store.judged.to(NVDA, '1d')).toBeUndefined();
  expect(store.actions.of(NVDA)).toEqual([]);
});

test('old minutes are dropped, days never; the same object is read until then', () => {
  const { store } = aDatabase();
  const at = (agoMs: number) => ({ at: NOW - agoMs });
  const minutes = barsOf([at(30 * DAY_MS + MINUTE_MS), at(30 * DAY_MS), at(MINUTE_MS)]);
  store.bars.put(NVDA, '1m', { bars: minutes, about: ABOUT });
  store.bars.put(NVDA, '1d', { bars: barsOf([at(9_000 * DAY_MS)]), about: ABOUT });
  const before = store.bars.read(NVDA, '1m');
  expect(store.bars.read(NVDA, '1m')).toBe(before);
  store.bars.prune(NOW);
  expect(store.bars.read(NVDA, '1m')?.openedAt).toHaveLength(2);
  expect(store.bars.read(NVDA, '1d')?.openedAt).toHaveLength(1);
  store.bars.prune(plus(NOW, 5 * HOUR_MS));
  expect(store.bars.read(NVDA, '1m')?.openedAt).toHaveLength(2);
  store.bars.prune(plus(NOW, 6 * HOUR_MS));
  expect(store.bars.read(NVDA, '1m')?.openedAt).toHaveLength(1);
});

test('what was read longest ago makes room', () => {
  const cache = barCache(6 * 30);
  const [a, b, c] = [days(10), days(10), days(10)];
  cache.set('a', a);
  cache.set('b', b);
  cache.set('c', c);
  expect(cache.get('a')).toBe(a);
  cache.set('d', days(11));
  expect(cache.get('b')).toBeUndefined();
  expect(cache.get('c')).toBeUndefined();
  expect(cache.get('a')).toBe(a);
  cache.set('whole', days(31));
  expect([cache.get('a'), cache.get('d'), cache.get('whole')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  cache.set('c', c);
  cache.set('c', c);
  cache.set('a', a);
  cache.set('b', b);
  cache.drop('b');
  cache.drop('b');
  cache.set('b', b);
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([a, b, c]);
});

test('a split waits until rules stand on its footing; a dividend can be corrected', () => {
  const { store } = aDatabase();
  const split = { kind: 'split', at: NOW, numerator: 4, denominator: 1 } as const;
  const dividend = { kind: 'dividend', at: plus(NOW, -DAY_MS), amount: 0.4 } as const;
  store.actions.put(NVDA, [split, dividend], NOW);
  const read = store.actions.of(NVDA);
  expect(read).toEqual([dividend, split]);
  expect(store.actions.of(NVDA)).toBe(read);
  expect(store.actions.unapplied()).toEqual([{ ticker: NVDA, split, seenAt: NOW }]);
  store.actions.setApplied(NVDA, split.at, plus(NOW, 1));
  store.actions.put(NVDA, [split, { ...dividend, amount: 0.1 }], plus(NOW, 2));
  expect(store.actions.unapplied()).toEqual([]);
  expect(store.actions.of(NVDA)).toEqual([{ ...dividend, amount: 0.1 }, split]);
});

function written({ sqlite }: Db): unknown {
  return sqlite.prepare('select total_changes()').pluck().get();
}

function cut(bars: Bars, from: number, to: number): Bars {
  return {
    openedAt: bars.openedAt.slice(from, to),
    open: bars.open.slice(from, to),
    high: bars.high.slice(from, to),
    low: bars.low.slice(from, to),
    close: bars.close.slice(from, to),
    volume: bars.volume.slice(from, to),
  };
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, n) => from + n);
}
