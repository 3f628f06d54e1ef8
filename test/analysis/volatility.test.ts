import { expect, test } from 'vitest';
import { historicalVolatility } from '../../src/analysis/volatility.ts';
import { expectClose } from '../support/series-contract.ts';
import { deviation } from '../support/textbook.ts';
import { aWalk } from '../support/walk.ts';

test('by hand: doubling and halving in turn deviates by √(4/3) ln 2 over four returns', () => {
  const close = Float64Array.of(1, 2, 1, 2, 1);
  const wanted = 100 * Math.log(2) * Math.sqrt(4 / 3);
  expectClose(historicalVolatility(close, 4, { perYear: 1 }), [NaN, NaN, NaN, NaN, wanted]);
  expect(historicalVolatility(close, 4)[4]).toBeCloseTo(wanted * Math.sqrt(252), 9);
});

test('as the textbook has it', () => {
  const { close } = aWalk(200);
  const returns = Array.from(close, (now, i) => Math.log(now / (close[i - 1] ?? NaN)));
  const wanted = returns.map((_, i) =>
    i < 20 ? NaN : 100 * Math.sqrt(365) * deviation(returns.slice(i - 19, i + 1), 1),
  );
  expectClose(historicalVolatility(close, 20, { perYear: 365 }), wanted);
});

test('does not care for the unit of the price', () => {
  const { close } = aWalk(100);
  expectClose(
    historicalVolatility(
      close.map((price) => price / 100),
      10,
    ),
    historicalVolatility(close, 10),
  );
});

test('a steady price has none at all; a price of nothing has none that could be known', () => {
  expect(historicalVolatility(new Float64Array(9).fill(3.3), 4)[8]).toBe(0);
  const found = historicalVolatility(Float64Array.of(1, 2, 0, 2, 1, 2, 3), 2);
  expect([...found].map(Number.isFinite)).toEqual([false, false, false, false, false, true, true]);
});
