import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createThresholdIndex, type ThresholdIndex } from '../../src/rules/threshold-index.ts';

const NVDA = 0;
const AMD = 1;

/** An index of NVDA alone, at a price: the first boundaries belong to rule 0, the next to rule 1. */
function at(price: number, ...boundaries: readonly (readonly number[])[]): ThresholdIndex {
  const index = createThresholdIndex();
  for (const [rule, levels] of boundaries.entries()) index.put(NVDA, rule, levels);
  index.seek(NVDA, price);
  return index;
}

describe('a price', () => {
  test('between its neighbours concerns nobody', () => {
    const index = at(100, [90], [110]);
    expect(index.tick(NVDA, 109.9)).toEqual([]);
    expect(index.tick(NVDA, 90.1)).toEqual([]);
  });

  test('that touches a boundary concerns it, and so does the next, whichever way it leaves', () => {
    const index = at(100, [110]);
    expect(index.tick(NVDA, 110)).toEqual([0]);
    expect(index.tick(NVDA, 110)).toEqual([0]);
    expect(index.tick(NVDA, 109)).toEqual([0]);
    expect(index.tick(NVDA, 109.5)).toEqual([]);
    expect(index.tick(NVDA, 110)).toEqual([0]);
    expect(index.tick(NVDA, 111)).toEqual([0]);
    expect(index.tick(NVDA, 112)).toEqual([]);
  });

  test('that jumps over several concerns each of them once, in the order of their numbers', () => {
    const index = at(100, [130], [101], [120, 110], [140]);
    expect(index.tick(NVDA, 135)).toEqual([0, 1, 2]);
    expect(index.tick(NVDA, 100)).toEqual([0, 1, 2]);
  });

  test('concerns every rule with the same boundary', () => {
    const index = at(100, [110], [110], [110], [90]);
    expect(index.tick(NVDA, 111)).toEqual([0, 1, 2]);
    expect(index.tick(NVDA, 110)).toEqual([0, 1, 2]);
  });

  test('concerns everybody when it is the first of its ticker', () => {
    const index = createThresholdIndex();
    index.put(NVDA, 0, [1]);
    index.put(NVDA, 1, [1_000]);
    expect(index.tick(NVDA, 100)).toEqual([0, 1]);
    expect(index.tick(NVDA, 101)).toEqual([]);
  });

  test('that is not a number never concerns anybody, and the last one stands', () => {
    const index = at(100, [105]);
    expect(index.tick(NVDA, NaN)).toEqual([]);
    index.seek(NVDA, NaN);
    expect(index.tick(NVDA, 104)).toEqual([]);
    expect(index.tick(NVDA, NaN)).toEqual([]);
    expect(index.tick(NVDA, 106)).toEqual([0]);
    expect(createThresholdIndex().tick(NVDA, NaN)).toEqual([]);
  });

  test('of one ticker says nothing of another', () => {
    const index = at(100, [105]);
    index.put(AMD, 0, [105]);
    index.seek(AMD, 110);
    expect(index.tick(NVDA, 106)).toEqual([0]);
    expect(index.tick(AMD, 109)).toEqual([]);
    expect(index.tick(7, 105)).toEqual([]);
  });
});

describe('rules come and go while prices run', () => {
  test('a boundary put between the last price and the next is passed', () => {
    const index = at(100, [200]);
    expect(index.tick(NVDA, 104)).toEqual([]);
    index.put(NVDA, 1, [102]);
    expect(index.tick(NVDA, 101)).toEqual([1]);
  });

  test('a boundary put at the very price is touched by the next', () => {
    const index = at(100, [200]);
    index.put(NVDA, 1, [100]);
    expect(index.tick(NVDA, 100.5)).toEqual([1]);
  });

  test('a moved boundary is passed where it is, not where it was', () => {
    const index = at(100, [110]);
    index.put(NVDA, 0, [90]);
    index.put(NVDA, 0, [95]);
    expect(index.tick(NVDA, 115)).toEqual([]);
    expect(index.tick(NVDA, 94)).toEqual([0]);
  });

  test('what is removed or cleared is passed unseen', () => {
    const index = at(100, [110], [111], [112]);
    index.remove(NVDA, 1);
    expect(index.tick(NVDA, 120)).toEqual([0, 2]);
    index.clear(NVDA);
    expect(index.tick(NVDA, 100)).toEqual([]);
    index.put(NVDA, 5, [101]);
    expect(index.tick(NVDA, 102)).toEqual([5]);
  });

  test('a price may be taken for the last one without anybody being asked', () => {
    const index = at(100, [110], [120]);
    index.seek(NVDA, 115);
    expect(index.tick(NVDA, 116)).toEqual([]);
    expect(index.tick(NVDA, 109)).toEqual([0]);
  });

  test('thousands are sorted in before any price comes', () => {
    const index = at(100.5);
    for (let n = 0; n < 5_000; n++) index.put(NVDA, n, [(n * 2_477) % 5_000]);
    index.seek(NVDA, 100.5);
    expect(index.tick(NVDA, 103.5)).toHaveLength(3);
    expect(index.tick(NVDA, 4_999.5)).toHaveLength(4_896);
  });

  test('a boundary that is no number is refused', () => {
    expect(() => at(100, [NaN])).toThrow('a boundary is a number');
  });
});

// Few different numbers, so that prices and boundaries often are the same.
const price = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 40 }).map((n) => n / 2) },
  { weight: 1, arbitrary: fc.constant(NaN) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, min: 0, max: 20 }) },
);
const ticker = fc.integer({ min: 0, max: 2 });
const rule = fc.integer({ min: 0, max: 12 });
const boundary = fc.integer({ min: 0, max: 40 }).map((n) => n / 2);
const step = fc.oneof(
  { weight: 30, arbitrary: fc.record({ does: fc.constant('tick' as const), ticker, price }) },
  { weight: 5, arbitrary: fc.record({ does: fc.constant('seek' as const), ticker, price }) },
  {
    weight: 20,
    arbitrary: fc.record({
      does: fc.constant('put' as const),
      ticker,
      rule,
      boundaries: fc.array(boundary, { maxLength: 3 }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ does: fc.constant('remove' as const), ticker, rule }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('clear' as const), ticker }) },
);

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** The same, gone through one by one. */
function naive() {
  const rules = new Map<string, readonly number[]>();
  const last = new Map<number, number>();
  return (step: Step): readonly number[] => {
    const of = `${step.ticker}/`;
    if (step.does === 'put') rules.set(of + step.rule, step.boundaries);
    if (step.does === 'remove') rules.delete(of + step.rule);
    if (step.does === 'clear')
      for (const key of rules.keys()) if (key.startsWith(of)) rules.delete(key);
    if (!('price' in step) || Number.isNaN(step.price)) return [];
    const before = last.get(step.ticker);
    last.set(step.ticker, step.price);
    const [from, to] = [before ?? -Infinity, before === undefined ? Infinity : step.price];
    const found = [...rules]
      .filter(([key]) => key.startsWith(of))
      .filter(([, levels]) =>
        levels.some((level) => level >= Math.min(from, to) && level <= Math.max(from, to)),
      )
      .map(([key]) => Number(key.slice(of.length)));
    return step.does === 'tick' ? found.toSorted((a, b) => a - b) : [];
  };
}

function apply(index: ThresholdIndex, step: Step): readonly number[] {
  switch (step.does) {
    case 'tick':
      return index.tick(step.ticker, step.price);
    case 'seek':
      index.seek(step.ticker, step.price);
      return [];
    case 'put':
      index.put(step.ticker, step.rule, step.boundaries);
      return [];
    case 'remove':
      index.remove(step.ticker, step.rule);
      return [];
    case 'clear':
      index.clear(step.ticker);
      return [];
  }
}

test('whatever comes, it finds what going through every rule finds', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const index = createThresholdIndex();
      // A seek on a ticker that nobody waits for is forgotten, so each has somebody.
      const expected = naive();
      for (const ticker of [0, 1, 2]) {
        const first: Step = { does: 'put', ticker, rule: 0, boundaries: [] };
        apply(index, first);
        expected(first);
      }
      for (const one of steps) expect(apply(index, one)).toEqual(expected(one));
    }),
    { numRuns: 500 },
  );
});
