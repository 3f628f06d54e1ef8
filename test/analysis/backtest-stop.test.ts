import { expect, test } from 'vitest';
import { firstStop, tightened } from '../../src/analysis/backtest-stop.ts';
import { barsOf } from '../support/pattern-bars.ts';

const bars = barsOf([100, 110, 120]);
const stop = { kind: 'away', distance: Float64Array.of(5, 7, NaN) } as const;

test('a stop so far away is measured from the fill, by the bar that decided', () => {
  expect(firstStop(stop, 103, { bars, bar: 0, side: 1 })).toBe(98);
  expect(firstStop(stop, 103, { bars, bar: 1, side: -1 })).toBe(110);
});

test('it stays where it was, and there is none where its distance is not known', () => {
  expect(tightened(98, stop, { bars, bar: 2, side: 1 })).toBe(98);
  expect(firstStop(stop, 103, { bars, bar: 2, side: 1 })).toBeNaN();
});
