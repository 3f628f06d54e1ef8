import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tdSequential, type TdOptions } from '../../src/analysis/td-sequential.ts';
import type { Bars } from '../../src/core/market.ts';
import {
  barsOf,
  eachColumn,
  firstBars,
  mirrored,
  plain,
  walks,
  type BarRow,
} from '../support/pattern-bars.ts';

type Row = BarRow | number;

/** Five bars that end on a close above the one four bars before: the next lower close is a price flip. */
const BEFORE: readonly Row[] = [100, 100, 100, 100, 101];
/** Bars 1–9 of a buy setup, a point lower each; without `half` set, each is also a countdown bar from bar 9 on. */
const FALLING: readonly Row[] = [99, 98, 97, 96, 95, 94, 93, 92, 91];
const BAR9 = BEFORE.length + FALLING.length - 1;

const buySetup = (...after: readonly Row[]) => barsOf([...BEFORE, ...FALLING, ...after]);
const counts = (bars: Bars, options?: TdOptions) => tdSequential(bars, options).countdown;
/** The bars with a figure other than 0, as [bar, figure]. */
const marks = (values: Float64Array) =>
  Array.from(values, (value, bar) => [bar, value] as const).filter(([, value]) => value !== 0);

describe('a setup', () => {
  const setup = (...rows: readonly Row[]) => plain(tdSequential(barsOf(rows)).setup);

  test('starts on the price flip and is complete with the ninth close', () => {
    expect(setup(...BEFORE, ...FALLING)).toEqual([0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('does not start where the close before was only equal to its own', () => {
    expect(setup(100, 100, 100, 100, 100, ...FALLING)).toEqual(Array.from({ length: 14 }, () => 0));
  });

  test('that was under way when the bars begin is not counted', () => {
    expect(marks(tdSequential(barsOf([20, 19, 18, 17, 16, 15, 14, 13])).setup)).toEqual([]);
  });

  test('is ended by an equal close, and needs a flip to start again', () => {
    expect(setup(...BEFORE, 99, 98, 97, 96, 99, 94, 93).slice(5)).toEqual([1, 2, 3, 4, 0, 0, 0]);
  });

  test('gives way at once to one of the other direction', () => {
    expect(setup(...BEFORE, 99, 98, 97, 96, 105, 106).slice(5)).toEqual([1, 2, 3, 4, -1, -2]);
  });

  test('counts on beyond nine without being a second one', () => {
    const { setup, perfected } = tdSequential(buySetup(90, 89));
    expect(plain(setup).slice(BAR9)).toEqual([9, 10, 11]);
    expect(marks(perfected)).toEqual([[BAR9, 1]]);
  });

  test('is ended by a bar without a price', () => {
    expect(setup(...BEFORE, 99, 98, NaN, 96).slice(5)).toEqual([1, 2, 0, 0]);
  });
});

describe('perfection', () => {
  const SIX: readonly Row[] = [99, 98, 97, 96, 95];
  /** Lows of bars 6 to 9 as told; the closes complete the setup in any case. */
  const lows = ([six, seven, eight, nine]: readonly [number, number, number, number]) => [
    ...BEFORE,
    ...SIX,
    { close: 94, low: six },
    { close: 93, low: seven },
    { close: 92, low: eight },
    { close: 91, low: nine },
  ];
  const perfect = (rows: readonly Row[]) => marks(tdSequential(barsOf(rows)).perfected);

  test.each([
    ['bar 9 below both', [90, 89, 90, 88], true],
    ['bar 8 below both', [90, 89, 88, 90], true],
    ['bar 9 level with the lower', [90, 89, 90, 89], true],
    ['bar 9 below one of them only', [90, 88, 90, 89], false],
    ['bar 8 below one of them only', [88, 90, 89, 90], false],
  ] as const)('%s', (_, four, isPerfect) => {
    expect(perfect(lows(four))).toEqual(isPerfect ? [[BAR9, 1]] : []);
  });

  test('put off is marked on the first later bar that reaches far enough, and once', () => {
    const later = [
      { close: 92, low: 88.5 },
      { close: 92, low: 88 },
      { close: 92, low: 80 },
    ];
    expect(perfect([...lows([90, 88, 90, 90]), ...later])).toEqual([[BAR9 + 2, 1]]);
  });

  test('put off is given up once another setup has been completed', () => {
    const rise = [99, 100, 101, 102, 103, 104, 105, 106, 107].map((close) => ({
      close,
      low: close - 1,
      high: close + 1,
    }));
    const rows = [...lows([90, 88, 90, 90]), ...rise, { close: 106, low: 50 }];
    const bar9OfRise = BAR9 + 9;
    expect(tdSequential(barsOf(rows)).setup[bar9OfRise]).toBe(-9);
    expect(perfect(rows)).toEqual([[bar9OfRise, 1]]);
  });
});

describe('TDST', () => {
  test('of a buy setup is the highest true high: the close before bar 1 counts', () => {
    const { resistance, support, tdst, side } = tdSequential(buySetup());
    expect([...resistance.subarray(0, BAR9)].every(Number.isNaN)).toBe(true);
    expect(resistance[BAR9]).toBe(101);
    expect(tdst[BAR9]).toBe(101);
    expect(support[BAR9]).toBeNaN();
    expect([side[BAR9 - 1], side[BAR9]]).toEqual([0, 1]);
  });

  test('of a sell setup is the lowest true low; the line of the buy setup stays', () => {
    const bars = buySetup(99, 100, 101, 102, 103, 104, 105, 106, 107, 50);
    const { resistance, support, tdst, side } = tdSequential(bars);
    expect(bars.close.length - 2).toBe(BAR9 + 9);
    expect(support[BAR9 + 9]).toBe(91);
    expect([resistance.at(-1), tdst.at(-1), side.at(-1)]).toEqual([101, 91, -1]);
  });
});

describe('a countdown', () => {
  test('may count bar 9 itself, and ends with 13', () => {
    const { countdown, running } = tdSequential(
      buySetup(90, 89, 88, 87, 86, 85, 84, 83, 82, 81, 80, 79, 78, 77),
    );
    expect(plain(countdown).slice(BAR9)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 0, 0]);
    expect([running[BAR9 + 12], running[BAR9 + 13]]).toEqual([13, 0]);
  });

  test('counts a close level with the low two bars before, and skips one above it', () => {
    // Low two bars before: 91.5, 90.5, then 91.5 and 91.
    const bars = buySetup(92, 91.5, { close: 91.5, low: 91 }, 91.1, { close: 91, low: 90.8 });
    const { countdown, running } = tdSequential(bars);
    expect(plain(countdown).slice(BAR9)).toEqual([1, 0, 0, 2, 0, 3]);
    expect(plain(running).slice(BAR9)).toEqual([1, 1, 1, 2, 2, 3]);
  });

  test('does not begin before bar 9', () => {
    expect(marks(counts(barsOf([...BEFORE, ...FALLING.slice(0, 8)])))).toEqual([]);
  });
});

/** Counts 1–12 and the bar after them; the close of count 8 is 84. */
const TO12: readonly Row[] = [90, 89, 88, 87, 86, 85, 84, 83, 82, 81, 80];
const BAR12 = BAR9 + TO12.length;
// Closes below the low two bars before, while its own low is above 84 only if the bars before have risen again.
const RISEN: readonly Row[] = [88, 88];

describe('13 against 8', () => {
  const waiting = [...TO12, ...RISEN, { close: 87, low: 86 }];

  test('waits while its low is above the close of 8, and takes the next that is not', () => {
    const { countdown, deferred } = tdSequential(buySetup(...waiting, 90, { close: 85, low: 84 }));
    expect(marks(deferred)).toEqual([[BAR12 + 3, 1]]);
    expect(marks(countdown).at(-1)).toEqual([BAR12 + 5, 13]);
  });

  test('is not asked for without deferral', () => {
    const { countdown, deferred } = tdSequential(buySetup(...waiting), { deferral: false });
    expect(marks(deferred)).toEqual([]);
    expect(marks(countdown).at(-1)).toEqual([BAR12 + 3, 13]);
  });
});

describe('a countdown is cancelled', () => {
  /** A rise that completes a sell setup without ever breaking 101.5, the highest high of the buy setup. */
  const rise = [95.5, 95.6, 95.7, 95.8, 95.9, 96, 96.1, 96.2, 96.3];

  test('(a) by a completed setup of the other direction, which counts from then on', () => {
    const { setup, running } = tdSequential(buySetup(90, ...rise, 97.2), { cancel: 'opposite' });
    const done = setup.indexOf(-9);
    expect([running[done - 1], running[done], running.at(-1)]).toEqual([2, 0, -1]);
  });

  // The highest high of bars 1–9 is 100, although the true high, its TDST, is the 101 before bar 1.
  const setup = [...BEFORE, { close: 99, high: 100 }, ...FALLING.slice(1), 90];
  const up = (low: number, close: number) => ({ close, low, high: 112 });

  test.each([
    ['by a low and the close before above its highest high', [up(99, 100.1), up(100.1, 110)], 0],
    ['not by the low alone', [up(99, 100), up(100.1, 110)], 2],
    ['not by the close alone', [up(99, 100.1), up(100, 110)], 2],
  ])('(b) %s', (_, after, running) => {
    const bars = barsOf([...setup, ...after]);
    expect(tdSequential(bars).running.at(-1)).toBe(running);
    expect(tdSequential(bars, { cancel: 'opposite' }).running.at(-1)).toBe(2);
  });

  test('(b) only when asked for, beside the recycling of public programs', () => {
    const bars = barsOf([...setup, up(102, 111), up(101.6, 110)]);
    const last = (options: TdOptions) => tdSequential(bars, options).running.at(-1);
    expect(last({ recycle: 'always' })).toBe(2);
    expect(last({ recycle: 'never' })).toBe(2);
    expect(last({ recycle: 'always', cancel: 'both' })).toBe(0);
  });
});

describe('a second setup of the same direction', () => {
  // The first reaches from the 101 before it to 90.5: 10.5. Then a flip, and nine closes that reach `size` in all.
  const second = (size: number) => {
    const top = 95;
    const closes = [94, 93, 92.5, 92, 91.5, 91, 90.5, 90, 89.5];
    return [
      94.6,
      94.7,
      94.8,
      top,
      ...closes.map((close, n) => ({
        close,
        high: n === 0 ? top - 1 + 0.5 : close + 0.5,
        low: n === 8 ? top - size : close - 0.4,
      })),
    ];
  };
  const after = (size: number, recycle: TdOptions['recycle'], ...rows: readonly Row[]) =>
    tdSequential(buySetup(90, ...second(size), ...rows), { ...(recycle && { recycle }) });
  const isFresh = (size: number, recycle?: TdOptions['recycle']) => {
    const { setup, running } = after(size, recycle);
    expect(setup.at(-1)).toBe(9);
    const count = running.at(-1) ?? NaN;
    expect(count).toBeGreaterThan(0);
    return count === 1;
  };

  test.each([
    ['smaller', 10.4, false],
    ['as large', 10.5, true],
    ['a little less than 1.618 times as large', 16.98, true],
    ['1.618 times as large and more', 17, false],
  ])('%s', (_, size, fresh) => {
    expect(isFresh(size)).toBe(fresh);
    expect(isFresh(size, 'always')).toBe(true);
    expect(isFresh(size, 'never')).toBe(false);
  });

  test('after a 13 starts a countdown of its own, except where there is only one for each direction', () => {
    const again = [85, 84, 83, 82, 81, 80, 79, 78, 77];
    const running = (options: TdOptions, between = [90, 90, 90, 90.5]) => {
      const result = tdSequential(buySetup(...TO12, 79, ...between, ...again), options);
      expect(marks(result.setup).filter(([, count]) => count === 9)).toHaveLength(2);
      return result.running.at(-1);
    };
    expect(running({})).toBe(1);
    expect(running({ recycle: 'always' })).toBe(1);
    expect(running({ recycle: 'never' })).toBe(0);
    // What is over cannot be cancelled: a rise above the first setup changes nothing.
    const above = [110, 110, 110, 110.5];
    expect(running({ recycle: 'never', cancel: 'both' }, above)).toBe(0);
  });
});

test('the risk level of a buy 13 is the lowest true low since count 1, less the range of that bar', () => {
  // The bar that reaches down to 70 does not count itself, and two bars later no close can reach its low.
  const rows = [...TO12.slice(0, 5), { close: 88, low: 70 }, 85, 84, 83, 82, 81, 80, 79, 78];
  const { countdown, risk } = tdSequential(buySetup(...rows));
  expect(countdown[BAR9 + 6]).toBe(0);
  expect(countdown.at(-1)).toBe(13);
  // From the high of 88.5 to 70: the close before, 86, lies within.
  expect(risk.at(-1)).toBe(70 - (88.5 - 70));
  expect(risk.at(-2)).toBeNaN();
});

describe('whatever the bars', () => {
  const options = fc.record({
    recycle: fc.constantFrom('always' as const, 'never' as const, 'perl' as const),
    deferral: fc.boolean(),
    cancel: fc.constantFrom('opposite' as const, 'both' as const),
  });
  // Long runs in one direction, so that setups and countdowns are common.
  const runs = fc
    .array(fc.record({ drift: fc.constantFrom(-1, 1), bars: walks(25) }), {
      minLength: 1,
      maxLength: 12,
    })
    .map((legs) => {
      let from = 500;
      const rows = legs.flatMap(({ drift, bars }) =>
        Array.from(bars.close, (close, n) => {
          const mid = from + drift * (n + 1) + Math.round((close - 200) / 3);
          const high = mid + (bars.high[n] ?? NaN) - close;
          const low = mid + (bars.low[n] ?? NaN) - close;
          if (n === bars.close.length - 1) from = mid;
          return { close: mid, high, low };
        }),
      );
      return barsOf(rows);
    });

  test('the mirror image has the other signs', () => {
    fc.assert(
      fc.property(runs, options, (bars, choice) => {
        const there = tdSequential(bars, choice);
        const here = tdSequential(mirrored(bars), choice);
        const negated = (values: Float64Array) => plain(values.map((value) => -value));
        for (const name of [
          'setup',
          'side',
          'countdown',
          'running',
          'deferred',
          'tdst',
          'risk',
        ] as const)
          expect(plain(here[name])).toEqual(negated(there[name]));
        expect(plain(here.resistance)).toEqual(negated(there.support));
        expect(plain(here.perfected)).toEqual(plain(there.perfected));
      }),
    );
  });

  test('prices four times as high change no count', () => {
    fc.assert(
      fc.property(runs, options, (bars, choice) => {
        const there = tdSequential(bars, choice);
        const here = tdSequential(
          eachColumn(bars, (column) => column.map((price) => price * 4)),
          choice,
        );
        for (const name of ['setup', 'countdown', 'running', 'deferred', 'perfected'] as const)
          expect(here[name]).toEqual(there[name]);
        expect(here.tdst).toEqual(there.tdst.map((price) => price * 4));
      }),
    );
  });

  test('later bars change nothing', () => {
    fc.assert(
      fc.property(runs, options, fc.nat(300), (bars, choice, count) => {
        const whole = tdSequential(bars, choice);
        const part = tdSequential(firstBars(bars, count), choice);
        for (const [name, values] of Object.entries(part))
          expect(values).toEqual(
            Object.entries(whole)
              .find(([one]) => one === name)?.[1]
              .subarray(0, count),
          );
      }),
    );
  });

  test('a countdown goes up by one at a time, and no further than 13', () => {
    let finished = 0;
    fc.assert(
      fc.property(runs, options, (bars, choice) => {
        const { countdown, running } = tdSequential(bars, choice);
        countdown.forEach((count, bar) => {
          if (count === 0) return;
          expect(running[bar]).toBe(count);
          const before = running[bar - 1] ?? 0;
          if (Math.abs(count) > 1) expect(before).toBe(count - Math.sign(count));
          if (Math.abs(count) === 13) finished += 1;
          expect(Math.abs(count)).toBeLessThanOrEqual(13);
        });
      }),
    );
    expect(finished).toBeGreaterThan(0);
  });
});
