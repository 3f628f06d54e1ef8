import { expect, test } from 'vitest';
import { macd } from '../../src/analysis/macd.ts';
import { expectClose } from '../support/series-contract.ts';
import { emaOf } from '../support/textbook.ts';
import { aWalk } from '../support/walk.ts';

test('by hand: 2, 3, 2 over 1 2 6 4 8', () => {
  const { line, signal, histogram } = macd(Float64Array.of(1, 2, 6, 4, 8), {
    fast: 2,
    slow: 3,
    signal: 2,
  });
  // Fast 1.5, 4.5, 25/6, 121/18; slow 3, 3.5, 5.75.
  const last = 121 / 18 - 5.75;
  expectClose(line, [NaN, NaN, 1.5, 2 / 3, last]);
  const first = (1.5 + 2 / 3) / 2;
  const second = first / 3 + (2 * last) / 3;
  expectClose(signal, [NaN, NaN, NaN, first, second]);
  expectClose(histogram, [NaN, NaN, NaN, 2 / 3 - first, last - second]);
});

test.each([
  { fast: 12, slow: 26, signal: 9 },
  { fast: 26, slow: 12, signal: 1 },
  { fast: 3, slow: 3, signal: 40 },
])('each average is seeded on its own first window: %o', (periods) => {
  const { close } = aWalk(10_000);
  const fast = emaOf([...close], periods.fast);
  const slow = emaOf([...close], periods.slow);
  const line = fast.map((value, i) => value - (slow[i] ?? NaN));
  const signal = emaOf(line, periods.signal, Math.max(periods.fast, periods.slow) - 1);
  const found = macd(close, periods);
  expectClose(found.line, line);
  expectClose(found.signal, signal);
  expectClose(
    found.histogram,
    line.map((value, i) => value - (signal[i] ?? NaN)),
  );
});

test('a series too short for the signal has its line all the same', () => {
  const { line, signal } = macd(aWalk(30).close, { fast: 12, slow: 26, signal: 9 });
  expect(line[24]).toBeNaN();
  expect(line.slice(25).every(Number.isFinite)).toBe(true);
  expect(signal.every(Number.isNaN)).toBe(true);
});

test('writes every bar of lent columns', () => {
  const { close } = aWalk(60);
  close[50] = NaN;
  const lent = {
    line: new Float64Array(60),
    signal: new Float64Array(60),
    histogram: new Float64Array(60),
  };
  const periods = { fast: 3, slow: 5, signal: 3 };
  macd(close, periods, lent);
  expect(lent).toEqual(macd(close, periods));
});
