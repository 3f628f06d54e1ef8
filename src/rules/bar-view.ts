import { lastIndexAt } from '../core/bars-columns.ts';
import type { BarSeries, Quote } from '../core/market.ts';
import { DAY_MS, instant, MINUTE_MS } from '../core/time.ts';
import { readingAt, type Desk } from './desk.ts';
import type { RuleView } from './measure.ts';

/** What a closed bar does not tell of itself. */
export type BarFacts = {
  readonly desk: Desk;
  /** The timeframe that sets the pace. */
  readonly base: BarSeries;
  /** Any quote of the ticker, for its instrument, currency and source. */
  readonly quote: Quote;
  readonly reference: number | undefined;
};

/**
 * A rule's view at the close of one bar. The live scanner, the preview, `/why` and the backtest all look through it, so
 * that what history would have said and what is said live cannot differ.
 */
export function barView(facts: BarFacts, index: number): RuleView {
  const { desk, base, quote, reference } = facts;
  const { bars, closesAt } = base;
  const at = closesAt[index] ?? NaN;
  const openedAt = bars.openedAt[index] ?? NaN;
  const before = bars.close[index - 1] ?? NaN;
  return {
    quote: {
      ...quote,
      price: bars.close[index] ?? NaN,
      at: instant(at),
      previousClose: closeBefore(desk, openedAt),
      open: openOf(desk, base, { openedAt, index }),
    },
    previous: Number.isNaN(before)
      ? undefined
      : { price: before, at: instant(closesAt[index - 1] ?? NaN) },
    priceAgo: (ms) => priceAgo(base, at, ms),
    reference,
    series: readingAt(desk, at),
    bar: {
      timeframe: base.timeframe,
      openedAt: instant(openedAt),
      closesAt: instant(at),
      isForming: false,
    },
    back: (count) => (index >= count ? barView(facts, index - count) : undefined),
  };
}

/** The official close of the day before the one that the bar belongs to. */
function closeBefore(desk: Desk, openedAt: number): number | undefined {
  const days = desk.series('1d');
  if (days === undefined) return undefined;
  return known(days.bars.close[lastIndexAt(days.closesAt, openedAt)]);
}

/** The open of the trading day that the bar belongs to; undefined when the days that are there do not reach to it. */
function openOf(desk: Desk, base: BarSeries, bar: { openedAt: number; index: number }) {
  const days = desk.series('1d');
  if (days === undefined) return undefined;
  if (base.timeframe === '1d') return known(base.bars.open[bar.index]);
  const yesterday = days.closesAt[lastIndexAt(days.closesAt, bar.openedAt)];
  if (yesterday === undefined || base.timeframe === '1w') return undefined;
  const first = lastIndexAt(base.closesAt, yesterday) + 1;
  const isThatDay = bar.openedAt - (base.bars.openedAt[first] ?? NaN) < DAY_MS;
  return isThatDay ? known(base.bars.open[first]) : undefined;
}

function priceAgo({ bars, closesAt }: BarSeries, at: number, ms: number): number | undefined {
  const index = lastIndexAt(closesAt, at - ms);
  const missedMs = at - ms - (closesAt[index] ?? -Infinity);
  // A weekend may stand between for spans of days, as it may for quotes.
  const toleranceMs = Math.max(5 * MINUTE_MS, ms / 10, ms >= DAY_MS ? 4 * DAY_MS : 0);
  return missedMs <= toleranceMs ? known(bars.close[index]) : undefined;
}

function known(value: number | undefined): number | undefined {
  return value === undefined || Number.isNaN(value) ? undefined : value;
}
