import { expect, test } from 'vitest';
import type { BarSeries } from '../../src/core/market.ts';
import { DAY_MS, HOUR_MS } from '../../src/core/time.ts';
import { barView } from '../../src/rules/bar-view.ts';
import { createDesk } from '../../src/rules/desk.ts';
import { gapMeasure } from '../../src/rules/measures/gap.ts';
import { barsOf } from '../support/bars.ts';
import { aView } from './support.ts';

/** Sessions of two hours each day; day `n` opens at 100 + n and closes at 200 + n. */
const DAYS = [10, 11, 12];

function hours(): BarSeries {
  const bars = barsOf(
    DAYS.flatMap((day) =>
      [0, 1].map((hour) => ({
        at: day * DAY_MS + hour * HOUR_MS,
        open: 100 + day + hour / 2,
        close: 200 + day,
      })),
    ),
  );
  return { timeframe: '1h', bars, closesAt: bars.openedAt.map((at) => at + HOUR_MS) };
}

function daysTo(last: number): BarSeries {
  const known = DAYS.filter((day) => day <= last);
  const bars = barsOf(
    known.map((day) => ({ at: day * DAY_MS, open: 100 + day, close: 200 + day })),
  );
  return { timeframe: '1d', bars, closesAt: bars.openedAt.map((at) => at + 2 * HOUR_MS) };
}

/** The gap at the last hour of the last day, while days are known so far. */
function gapWith(last: number): number | undefined {
  const base = hours();
  const desk = createDesk((timeframe) => (timeframe === '1h' ? base : daysTo(last)));
  const { quote } = aView({});
  const view = barView({ desk, base, quote, reference: undefined }, base.closesAt.length - 1);
  return gapMeasure.read(view);
}

test('the gap is that of the bar’s own day', () => {
  expect(gapWith(11)).toBeCloseTo(((112 - 211) / 211) * 100, 10);
  expect(gapWith(12)).toBeCloseTo(((112 - 211) / 211) * 100, 10);
});

test('it is unknown while the days do not reach to the bar', () => {
  expect(gapWith(10)).toBeUndefined();
});
