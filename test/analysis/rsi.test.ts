import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rsi, rsiCutler, stochRsi } from '../../src/analysis/rsi.ts';
import { expectClose } from '../support/series-contract.ts';
import { changes, mean, wilderOf } from '../support/textbook.ts';
import { aWalk } from '../support/walk.ts';

const prices = fc
  .array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 50 })
  .map((list) => Float64Array.from(list));

describe('rsi', () => {
  test('by hand: moves +2 −1 +1 −3 with a period of 2', () => {
    // Gains and losses average 1 and ½; then 1 and ¼; then ½ and 1⅝.
    const found = rsi(Float64Array.of(10, 12, 11, 12, 9), 2);
    expectClose(found, [NaN, NaN, 100 / 1.5, 100 / 1.25, 50 / 2.125]);
  });

  test.each([2, 14])('as the textbook has it, period %d', (period) => {
    for (const length of [200, 201, 5_000]) {
      const { close } = aWalk(length, { seed: period });
      const moves = changes(close);
      const gain = wilderOf(
        moves.map((move) => Math.max(move, 0)),
        period,
        1,
      );
      const loss = wilderOf(
        moves.map((move) => Math.max(-move, 0)),
        period,
        1,
      );
      expectClose(
        rsi(close, period),
        gain.map((up, i) => 100 - 100 / (1 + up / (loss[i] ?? NaN))),
      );
    }
  });

  test('is exactly 100 of gains alone and exactly 0 of losses alone', () => {
    const rising = Float64Array.from({ length: 50 }, (_, i) => 1.1 ** i);
    expect(new Set(rsi(rising, 14).slice(14))).toEqual(new Set([100]));
    expect(new Set(rsi(rising.toReversed(), 14).slice(14))).toEqual(new Set([0]));
  });

  test('has nothing to say while nothing has moved, and speaks from the first move on', () => {
    const halted = new Float64Array(40).fill(7);
    expect(rsi(halted, 14).every((value) => Number.isNaN(value))).toBe(true);
    halted.fill(8, 30);
    expect(rsi(halted, 14).slice(29, 32)).toEqual(Float64Array.of(NaN, 100, 100));
  });

  test.each([1_500, 1_501, 4_101])(
    'keeps its value while a price rests, forgets it in the end, and wakes on bar %i',
    (woken) => {
      const close = new Float64Array(4_200).fill(9);
      close.set([5, 8, 7, 9]);
      close.fill(10, woken);
      const found = rsi(close, 3);
      expect(found[500]).toBeCloseTo(found[3] ?? NaN, 6);
      expect([found[woken - 1], found[woken]]).toEqual([NaN, 100]);
    },
  );

  test('lies from 0 to 100, and does not care for the unit of the price', () => {
    fc.assert(
      fc.property(prices, fc.integer({ min: 1, max: 8 }), (close, period) => {
        const found = rsi(close, period);
        expect(found.every((value) => Number.isNaN(value) || (value >= 0 && value <= 100))).toBe(
          true,
        );
        expectClose(
          rsi(
            close.map((price) => price * 1_024),
            period,
          ),
          found,
        );
      }),
    );
  });
});

describe('rsiCutler', () => {
  test('is made of plain means, and forgets what has left the window', () => {
    const { close } = aWalk(300);
    const moves = changes(close);
    const wanted = moves.map((_, i) => {
      if (i < 14) return NaN;
      const last = moves.slice(i - 13, i + 1);
      const up = mean(last.map((move) => Math.max(move, 0)));
      return (100 * up) / (up + mean(last.map((move) => Math.max(-move, 0))));
    });
    expectClose(rsiCutler(close, 14), wanted);
  });

  test('has nothing to say of a window in which nothing moved', () => {
    const found = rsiCutler(Float64Array.of(1.1, 1.3, 1.2, 1.2, 1.2, 1.2, 1.4), 3);
    expectClose(found, [NaN, NaN, NaN, 200 / 3, 0, NaN, 100]);
  });
});

describe('stochRsi', () => {
  test('places the RSI in its own range: 0 at its lowest, 100 at its highest', () => {
    const { close } = aWalk(200);
    const strength = rsi(close, 14);
    const { value, signal } = stochRsi(close, { rsi: 14, stoch: 10, smooth: 3 });
    for (let i = 25; i < 200; i++) {
      const window = strength.slice(i - 9, i + 1);
      const [low, high] = [Math.min(...window), Math.max(...window)];
      expect(value[i]).toBeCloseTo((100 * ((strength[i] ?? NaN) - low)) / (high - low), 9);
      expect(signal[i]).toBeCloseTo(mean(Array.from(value.slice(i - 2, i + 1))), 9);
    }
  });

  test('is unknown where the RSI has no range, and so is the average over it', () => {
    const rising = Float64Array.from({ length: 40 }, (_, i) => i);
    const { value, signal } = stochRsi(rising, { rsi: 5, stoch: 5, smooth: 3 });
    expect([...value, ...signal].every((cell) => Number.isNaN(cell))).toBe(true);
  });
});
