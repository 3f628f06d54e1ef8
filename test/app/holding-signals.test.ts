import { expect, test } from 'vitest';
import { holdingSignals } from '../../src/app/holding-signals.ts';
import { PLAIN_BOOK } from '../../src/core/book.ts';
import type { KeptBars } from '../../src/core/ports/bar-keeper.ts';
import { instant } from '../../src/core/time.ts';
import { aTicker } from '../support/ticker.ts';

const NVDA = aTicker('NVDA');

/** Days whose bars close at 1, 2, 3 … */
function days(close: readonly number[]) {
  const column = Float64Array.from(close);
  const bars = {
    openedAt: Float64Array.from(close, (_, i) => i),
    open: column,
    high: column,
    low: column,
    close: column,
    volume: column,
  };
  const kept: KeptBars = {
    timeframe: '1d',
    bars,
    closesAt: Float64Array.from(close, (_, i) => i + 1),
    source: 'test',
    askedAt: instant(0),
    forming: undefined,
  };
  return { read: () => kept };
}

const ramp = (count: number, from: number, step: number) =>
  Array.from({ length: count }, (_, i) => from + i * step);

test('with too few bars nothing is said', () => {
  expect(holdingSignals(days(ramp(16, 100, 1)), NVDA, PLAIN_BOOK)).toBeUndefined();
  expect(holdingSignals({ read: () => undefined }, NVDA, PLAIN_BOOK)).toBeUndefined();
});

test('the average is of seventeen closes, and of as many as the person wants', () => {
  const bars = days(ramp(20, 101, 1));
  const usual = holdingSignals(bars, NVDA, PLAIN_BOOK);
  expect(usual).toMatchObject({ closedAt: 20, sma: { period: 17, value: 112 }, macd: undefined });
  expect(usual?.sma.closePct).toBeCloseTo((8 * 100) / 112);
  expect(holdingSignals(bars, NVDA, { ...PLAIN_BOOK, sma: 3 })?.sma.value).toBe(119);
});

test('the last crossing of the MACD has its way and its day', () => {
  const down = ramp(60, 200, -1);
  const turn = [...down, ...ramp(10, 142, 4)];
  const found = holdingSignals(days(turn), NVDA, PLAIN_BOOK)?.macd;
  expect(found).toMatchObject({ isAbove: true, periods: [12, 26, 9], crossed: { way: 'up' } });
  const bars = found?.crossed?.bars ?? NaN;
  expect(found?.crossed?.at).toBe(turn.length - bars);
  const before = holdingSignals(days(turn.slice(0, turn.length - bars - 1)), NVDA, PLAIN_BOOK);
  expect(before?.macd?.isAbove).toBe(false);
});
