import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fractals,
  knownPivots,
  levels,
  pivotPoints,
  pivots,
  supportResistance,
  zigzag,
} from '../../src/analysis/levels.ts';
import { groupsOf } from '../../src/analysis/level-clusters.ts';
import { swingLabels } from '../../src/analysis/swings.ts';
import { DAY_MS } from '../../src/core/time.ts';
import { barsOf, eachColumn, firstBars, mirrored, plain, walks } from '../support/pattern-bars.ts';

/** The bars with a price, as [bar, price]. */
const marks = (values: Float64Array) =>
  Array.from(values, (value, bar) => [bar, value] as const).filter(([, value]) => value === value);

describe('swings', () => {
  test('stand out from as many bars on each side, highs and lows each for themselves', () => {
    const bars = barsOf([10, 12, 15, 13, 11, 9, 10, 12]);
    const { high, low } = fractals(bars, 2);
    expect([marks(high), marks(low)]).toEqual([[[2, 15.5]], [[5, 8.5]]]);
  });

  test('of two equal highs neither stands out', () => {
    expect(marks(fractals(barsOf([10, 12, 15, 15, 12, 10]), 2).high)).toEqual([]);
    expect(marks(fractals(barsOf([10, 12, 15, 12, 15, 12, 10]), 1).high)).toHaveLength(2);
  });

  test('may look further to one side than to the other', () => {
    const bars = barsOf([14, 10, 15, 13, 16]);
    expect(marks(pivots(bars, 2, 1).high)).toEqual([[2, 15.5]]);
    expect(marks(pivots(bars, 1, 2).high)).toEqual([]);
  });

  test('a bar without a price is none, nor is one that would have to be compared with it', () => {
    expect(marks(fractals(barsOf([10, 12, NaN, 12, 10]), 1).high)).toEqual([]);
  });

  test('are known as many bars later, and held until the next', () => {
    const { high } = knownPivots(barsOf([10, 15, 12, 11, 13, 11, 10, 9]), 1, 2);
    expect(plain(high)).toEqual([NaN, NaN, NaN, 15.5, 15.5, 15.5, 13.5, 13.5]);
  });

  test('are labelled against the one before, when it is near enough', () => {
    const { high, low } = fractals(barsOf([10, 15, 8, 16, 9, 14, 7, 14, 10]), 1);
    const said = (labels: readonly unknown[]) => labels.filter((label) => label !== undefined);
    expect(said(swingLabels(high, 'high', 2))).toEqual(['HH', 'LH', 'LH']);
    expect(said(swingLabels(low, 'low', 2))).toEqual(['HL', 'LL']);
    expect(said(swingLabels(high, 'high', 1))).toEqual([]);
  });

  test.each([0, -1, 1.5, NaN])('a span of %s is refused', (span) => {
    expect(() => fractals(barsOf([1, 2, 3]), span)).toThrow(RangeError);
    expect(() => pivots(barsOf([1, 2, 3]), 1, span)).toThrow(RangeError);
  });

  test('upside down, highs are lows', () => {
    fc.assert(
      fc.property(walks(), fc.integer({ min: 1, max: 4 }), (bars, span) => {
        const there = fractals(bars, span);
        const here = fractals(mirrored(bars), span);
        expect(plain(here.high)).toEqual(plain(there.low.map((price) => -price)));
      }),
    );
  });

  test('what is known is not changed by later bars, and no mark is known before its time', () => {
    const side = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(walks(), fc.tuple(side, side), fc.nat(120), (bars, [left, right], count) => {
        const whole = knownPivots(bars, left, right);
        const part = knownPivots(firstBars(bars, count), left, right);
        expect(part.high).toEqual(whole.high.subarray(0, count));
        expect(part.low).toEqual(whole.low.subarray(0, count));
        marks(pivots(bars, left, right).high).forEach(([bar, price]) => {
          expect(whole.high[bar + right]).toBe(price);
        });
      }),
    );
  });
});

describe('zig-zag', () => {
  const turns = (...points: Parameters<typeof zigzag>) =>
    zigzag(...points).map(
      ({ index, price, type, status }) => `${index} ${type} ${price} ${status}`,
    );

  test('turns when a close is at least so many percent from the last extreme', () => {
    const rule = { pct: 10, from: 'close' } as const;
    expect(turns(barsOf([100, 105, 120, 109, 108, 100, 109, 110, 115]), rule)).toEqual([
      '0 L 100 start',
      '2 H 120 confirmed',
      '5 L 100 confirmed',
      '8 H 115 provisional',
    ]);
    expect(turns(barsOf([100, 120, 108.1]), rule)).toEqual([
      '0 L 100 start',
      '1 H 120 provisional',
    ]);
  });

  test('says by which bar a turn was known, and when it was', () => {
    const points = zigzag(barsOf([100, 120, 110, 108]), { pct: 10, from: 'close' });
    expect(points[1]).toMatchObject({ index: 1, knownAt: 3, openedAt: DAY_MS });
  });

  test('may be drawn from highs and lows; a bar that goes on is not asked whether it turned', () => {
    const bars = barsOf([
      { close: 100, high: 101, low: 99 },
      { close: 110, high: 120, low: 100 },
      { close: 115, high: 121, low: 100 },
      { close: 112, high: 115, low: 108 },
    ]);
    expect(turns(bars, { pct: 10, from: 'high-low' })).toEqual([
      '0 L 99 start',
      '2 H 121 confirmed',
      '3 L 108 provisional',
    ]);
  });

  test('is nothing while no move is large enough, passes over gaps, and takes the last of equal extremes', () => {
    const rule = { pct: 10, from: 'close' } as const;
    expect(zigzag(barsOf([100, 101, 100]), rule)).toEqual([]);
    expect(turns(barsOf([100, 120, 120, 100]), rule)[1]).toBe('2 H 120 confirmed');
    expect(turns(barsOf([100, NaN, 120]), rule)).toEqual(['0 L 100 start', '2 H 120 provisional']);
    expect(() => zigzag(barsOf([1]), { pct: 0, from: 'close' })).toThrow(RangeError);
  });

  test.each(['close', 'high-low'] as const)('from %s alternates, far enough each time', (from) => {
    fc.assert(
      fc.property(walks(), fc.integer({ min: 1, max: 5 }), (bars, pct) => {
        const points = zigzag(bars, { pct, from });
        points.slice(1).forEach(({ type, price, index, status }, n) => {
          const before = points[n];
          expect(type).not.toBe(before?.type);
          expect(index).toBeGreaterThan(before?.index ?? NaN);
          const move = (Math.abs(price - (before?.price ?? NaN)) * 100) / (before?.price ?? NaN);
          expect(move).toBeGreaterThanOrEqual(pct - 1e-9);
          expect(status === 'provisional').toBe(n === points.length - 2);
        });
        const other = zigzag(mirrored(bars), { pct, from });
        expect(other.map(({ index }) => index)).toEqual(points.map(({ index }) => index));
      }),
    );
  });

  test('a confirmed turn stays, whatever follows', () => {
    fc.assert(
      fc.property(walks(), fc.nat(120), (bars, count) => {
        const rule = { pct: 2, from: 'high-low' } as const;
        const known = zigzag(firstBars(bars, count), rule).filter(
          ({ status }) => status !== 'provisional',
        );
        expect(zigzag(bars, rule).slice(0, known.length)).toEqual(known);
      }),
    );
  });
});

describe('pivot points', () => {
  const day = { open: 102, high: 110, low: 100, close: 105, nextOpen: 107 };
  const rounded = (points: object) =>
    Object.fromEntries(
      Object.entries(points)
        .filter(([, price]) => !Number.isNaN(price))
        .map(([name, price]) => [name, Number(Number(price).toFixed(4))]),
    );

  test.each([
    ['standard', { p: 105, r1: 110, s1: 100, r2: 115, s2: 95, r3: 120, s3: 90 }],
    ['woodie', { p: 106, r1: 112, s1: 102, r2: 116, s2: 96, r3: 122, s3: 92 }],
    ['demark', { p: 106.25, r1: 112.5, s1: 102.5 }],
    [
      'camarilla',
      {
        p: 105,
        r1: 105.9167,
        r2: 106.8333,
        r3: 107.75,
        r4: 110.5,
        s1: 104.0833,
        s2: 103.1667,
        s3: 102.25,
        s4: 99.5,
      },
    ],
    ['fibonacci', { p: 105, r1: 108.82, s1: 101.18, r2: 111.18, s2: 98.82, r3: 115, s3: 95 }],
  ] as const)('%s', (kind, points) => {
    expect(rounded(pivotPoints(day, kind))).toEqual(points);
  });

  test('DeMark’s lean to where the period closed', () => {
    const p = (open: number) => pivotPoints({ ...day, open }, 'demark').p;
    expect([p(104), p(105), p(106)]).toEqual([425 / 4, 420 / 4, 415 / 4]);
  });

  test('Woodie’s are unknown without the next open', () => {
    const { open, high, low, close } = day;
    expect(rounded(pivotPoints({ open, high, low, close }, 'woodie'))).toEqual({});
  });
});

describe('groups of prices', () => {
  const groups = (prices: readonly number[], width: number) =>
    groupsOf(prices, width).map(({ from, to }) => prices.slice(from, to));

  test.each([
    [
      [1, 2, 5, 6],
      1,
      [
        [1, 2],
        [5, 6],
      ],
    ],
    [[1, 2, 3], 2, [[1, 2, 3]]],
    // All within a width of their neighbours, yet too wide together: cut at the widest gap.
    [
      [1, 2, 3.5, 4.5],
      2,
      [
        [1, 2],
        [3.5, 4.5],
      ],
    ],
    // Gaps alike: cut in the middle.
    [
      [1, 2, 3, 4],
      2,
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [[7, 7, 7], 1, [[7, 7, 7]]],
    [[], 1, []],
    [[1], NaN, []],
  ])('%j within %s', (prices, width, wanted) => {
    expect(groups(prices, width)).toEqual(wanted);
  });
});

/** Waves between two prices; every top and bottom is a swing of span 1. */
const WAVES = [100, 110, 120, 110, 100, 110, 120.4, 110, 100.2, 110, 112];
const PLAIN = { span: 1, width: { pct: 1 }, minTouches: 2, lookback: 50 } as const;

describe('levels', () => {
  test('are where swings lie together, beside the last close', () => {
    const found = levels(barsOf(WAVES), PLAIN);
    expect(found).toMatchObject([
      { touches: 2, kind: 'support', lastTest: 8 * DAY_MS },
      { touches: 2, kind: 'resistance', lastTest: 6 * DAY_MS },
    ]);
    expect(found.map(({ price }) => price)).toEqual([
      (99.5 + 99.7) / 2,
      expect.closeTo((120.5 + 120.9) / 2, 9),
    ]);
  });

  test('are not made of a single swing, nor of one that is not known yet, nor of an old one', () => {
    const count = (bars: number, options: object = PLAIN) =>
      levels(firstBars(barsOf(WAVES), bars), options).length;
    // The second top stands on bar 6 and is known with bar 7.
    expect([count(7), count(8)]).toEqual([0, 1]);
    expect(count(8, { ...PLAIN, minTouches: 3 })).toBe(0);
    expect(count(8, { ...PLAIN, minTouches: 1 })).toBe(2);
    expect(count(8, { ...PLAIN, lookback: 5 })).toBe(0);
  });

  test('a price at which highs and lows turned is one level; at the close itself it supports', () => {
    const rows = [90, 100, 90, 110, 101, 111, 105, 100.25];
    const [level] = levels(barsOf(rows, 0), { ...PLAIN, minTouches: 2 }).filter(
      ({ price }) => price < 105,
    );
    expect(level).toMatchObject({ price: 100.5, touches: 2, kind: 'resistance' });
    const [same] = levels(barsOf([...rows.slice(0, -1), 100.5], 0), PLAIN);
    expect(same?.kind).toBe('support');
  });

  test('are as wide as the market moves, unless told in percent', () => {
    const width = (atr: number) => ({ span: 1, atrPeriod: 3, width: { atr } });
    expect(levels(barsOf(WAVES), width(0.1))).toHaveLength(2);
    expect(levels(barsOf(WAVES), width(0.01))).toEqual([]);
    expect(levels(barsOf(WAVES), { span: 1 })).toEqual([]);
  });

  test('are stronger for being touched more often, more lately and on more volume', () => {
    const volume = (at: readonly number[], high: number) =>
      barsOf(WAVES.map((close, bar) => ({ close, volume: at.includes(bar) ? high : 100 })));
    const [support, resistance] = levels(barsOf(WAVES), PLAIN);
    // Without volume: (½·½ + 0.3·(1 − age/50)) / 0.8.
    expect(support?.strength).toBeCloseTo((0.25 + 0.3 * (1 - 2 / 50)) / 0.8, 12);
    expect(resistance?.strength).toBeCloseTo((0.25 + 0.3 * (1 - 4 / 50)) / 0.8, 12);
    const [even] = levels(volume([], 100), PLAIN);
    expect(even?.strength).toBeCloseTo(0.25 + 0.3 * (1 - 2 / 50) + 0.1, 12);
    const [loud] = levels(volume([4, 8], 1000), PLAIN);
    const mean = (9 * 100 + 2 * 1000) / 11;
    expect(loud?.strength).toBeCloseTo(0.25 + 0.3 * 0.96 + (0.2 * 1000) / (1000 + mean), 12);
    const often = levels(barsOf([...WAVES, 111, 100.1, 105, 112]), PLAIN)[0];
    expect(often).toMatchObject({ touches: 3 });
    expect(often?.strength).toBeGreaterThan(support?.strength ?? NaN);
  });

  test('there are none without bars or without a last close', () => {
    expect(levels(barsOf([]))).toEqual([]);
    expect(levels(barsOf([...WAVES, NaN]), PLAIN)).toEqual([]);
  });

  test.each([
    { span: 0 },
    { minTouches: 0.5 },
    { lookback: 3 },
    { width: { pct: 0 } },
    { width: { atr: NaN } },
  ])('%j is refused', (options) => {
    expect(() => levels(barsOf([1, 2]), options)).toThrow(RangeError);
    expect(() => supportResistance(barsOf([1, 2]), options)).toThrow(RangeError);
  });

  const choices = fc.record({
    span: fc.integer({ min: 1, max: 3 }),
    width: fc.oneof(
      fc.record({ pct: fc.constantFrom(0.5, 1, 3) }),
      fc.record({ atr: fc.constantFrom(0.25, 0.5, 2) }),
    ),
    atrPeriod: fc.constantFrom(2, 5),
    lookback: fc.constantFrom(6, 20, 250),
    minTouches: fc.integer({ min: 1, max: 3 }),
  });

  test('support and resistance are, at every bar, the nearest levels as they were known then', () => {
    let seen = 0;
    fc.assert(
      fc.property(walks(80), choices, (bars, options) => {
        const { support, resistance } = supportResistance(bars, options);
        bars.close.forEach((_, bar) => {
          const then = levels(firstBars(bars, bar + 1), options);
          const below = then.findLast(({ kind }) => kind === 'support');
          const above = then.find(({ kind }) => kind === 'resistance');
          expect([support[bar], resistance[bar]]).toEqual([
            below?.price ?? NaN,
            above?.price ?? NaN,
          ]);
          if (below) seen += 1;
        });
      }),
      { numRuns: 60 },
    );
    expect(seen).toBeGreaterThan(100);
  });

  test('later bars change nothing of them', () => {
    fc.assert(
      fc.property(walks(), choices, fc.nat(120), (bars, options, count) => {
        const whole = supportResistance(bars, options);
        const part = supportResistance(firstBars(bars, count), options);
        expect(part.support).toEqual(whole.support.subarray(0, count));
        expect(part.resistance).toEqual(whole.resistance.subarray(0, count));
      }),
    );
  });

  test('prices four times as high give levels four times as high', () => {
    fc.assert(
      fc.property(walks(), choices, (bars, options) => {
        const there = levels(bars, options).map((level) => ({ ...level, price: level.price * 4 }));
        const higher = eachColumn(bars, (column) => column.map((price) => price * 4));
        expect(levels(higher, options)).toEqual(there);
      }),
    );
  });

  test('a strength is between 0 and 1, and no level is wider than told', () => {
    fc.assert(
      fc.property(walks(), choices, (bars, options) => {
        for (const { strength, touches } of levels(bars, options)) {
          expect(strength).toBeGreaterThanOrEqual(0);
          expect(strength).toBeLessThanOrEqual(1);
          expect(touches).toBeGreaterThanOrEqual(options.minTouches);
        }
      }),
    );
  });
});
