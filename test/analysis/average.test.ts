import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ema, sma, wilder, wma } from '../../src/analysis/average.ts';
import { createRandom } from '../../src/sandbox/replay/random.ts';
import { expectClose } from '../support/series-contract.ts';
import { emaOf, mean, wilderOf, windowed } from '../support/textbook.ts';
import { aWalk } from '../support/walk.ts';

const ONE_TO_SIX = Float64Array.of(1, 2, 3, 4, 5, 6);
const cells = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { maxLength: 60 });
const periods = fc.integer({ min: 1, max: 12 });

describe('by hand:', () => {
  test('the mean of three', () => {
    expect([...sma(ONE_TO_SIX, 3)]).toEqual([NaN, NaN, 2, 3, 4, 5]);
  });

  test('an EMA of 3 begins at the mean and goes half the way each time', () => {
    expect([...ema(Float64Array.of(2, 4, 9, 7, 1), 3)]).toEqual([NaN, NaN, 5, 6, 3.5]);
  });

  test('Wilder of 2 begins at the mean and goes half the way, of 4 a quarter', () => {
    expect([...wilder(Float64Array.of(2, 4, 9, 7), 2)]).toEqual([NaN, 3, 6, 6.5]);
    expect([...wilder(Float64Array.of(1, 2, 3, 2, 6, 3), 4)]).toEqual([NaN, NaN, NaN, 2, 3, 3]);
  });

  test('weights 3, 2, 1', () => {
    expect([...wma(Float64Array.of(1, 2, 6, 0), 3)]).toEqual([NaN, NaN, 23 / 6, 14 / 6]);
  });

  test('a period of 1 is the series itself', () => {
    for (const kernel of [sma, ema, wilder, wma]) {
      expect([...kernel(ONE_TO_SIX, 1)]).toEqual([...ONE_TO_SIX]);
    }
  });
});

describe('as the textbook has it, on any series:', () => {
  test('sma and wma', () => {
    fc.assert(
      fc.property(cells, periods, (list, period) => {
        const values = Float64Array.from(list);
        const weighted = (window: readonly number[]) =>
          window.reduce((sum, value, i) => sum + (i + 1) * value, 0) /
          ((period * (period + 1)) / 2);
        const isClose = (found: Float64Array, wanted: readonly number[]) =>
          found.every((value, i) => {
            const want = wanted[i] ?? NaN;
            // Of the largest value there may be: sums of both signs cancel.
            return i < period - 1 ? Number.isNaN(value) : Math.abs(value - want) < 1e-7;
          });
        expect(isClose(sma(values, period), windowed(values, period, mean))).toBe(true);
        expect(isClose(wma(values, period), windowed(values, period, weighted))).toBe(true);
      }),
    );
  });

  test.each([1, 2, 7, 20])('ema and wilder of %d', (period) => {
    for (const length of [60, 61]) {
      const { close } = aWalk(length, { seed: period });
      expectClose(ema(close, period), emaOf([...close], period));
      expectClose(wilder(close, period), wilderOf([...close], period));
    }
  });

  test('and over more bars than are done in one go', () => {
    const { close } = aWalk(10_000);
    expectClose(sma(close, 20), windowed(close, 20, mean));
    expectClose(ema(close, 20), emaOf([...close], 20));
  });
});

describe('digits do not pile up:', () => {
  test('a million sums later the mean is that of the window', () => {
    const random = createRandom('3');
    const values = Float64Array.from({ length: 1_000_000 }, () => 1e6 * random());
    const average = sma(values, 20);
    const wanted = mean(Array.from(values.slice(-20)));
    expect(Math.abs((average.at(-1) ?? NaN) - wanted)).toBeLessThan(1e-9 * wanted);
  });

  test('one bad tick leaves nothing behind when it leaves the window', () => {
    const values = new Float64Array(40).fill(0.1);
    values[5] = 1e18;
    expect(sma(values, 3).slice(8)).toEqual(sma(new Float64Array(40).fill(0.1), 3).slice(8));
  });

  test('what is sold out averages exactly 0', () => {
    const values = Float64Array.of(0.1, 0.7, 0.2, 0.3, 0, 0, 0, 0);
    expect(sma(values, 3).slice(-2)).toEqual(Float64Array.of(0, 0));
  });
});

describe('a lent column', () => {
  test('is filled whole and handed back', () => {
    const lent = new Float64Array(6).fill(7);
    expect(sma(ONE_TO_SIX, 3, lent)).toBe(lent);
    expect(lent).toEqual(sma(ONE_TO_SIX, 3));
    expect(ema(Float64Array.of(1, NaN, 1, 2, 3, 4), 3, lent)).toEqual(
      Float64Array.of(NaN, NaN, NaN, NaN, 2, 3),
    );
  });

  test('must be of that length, and not the input', () => {
    expect(() => sma(ONE_TO_SIX, 3, new Float64Array(5))).toThrow(RangeError);
    expect(() => ema(ONE_TO_SIX, 3, ONE_TO_SIX)).toThrow(RangeError);
  });
});

test('an infinite value is a gap like another', () => {
  const values = Float64Array.of(1, 2, Infinity, 4, 6);
  for (const kernel of [sma, ema])
    expect(kernel(values, 2).slice(3)).toEqual(Float64Array.of(NaN, 5));
});
