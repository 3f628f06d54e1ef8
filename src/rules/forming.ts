import { concatBars, joined } from '../core/bars-columns.ts';
import type { Bars, BarSeries, Quote } from '../core/market.ts';
import type { FormingBar } from '../core/ports/bar-keeper.ts';
import { instant } from '../core/time.ts';
import type { Timeframe } from '../core/timeframe.ts';
import { createDesk, readingAt, type Desk } from './desk.ts';
import type { RuleView } from './measure.ts';

export type FormingFacts = {
  readonly desk: Desk;
  readonly quote: Quote;
  /** The bar in progress as its vendor last gave it, if it did. */
  forming(timeframe: Timeframe): FormingBar | undefined;
};

/**
 * What a quote adds to a view for a rule that does not wait for closes: series go on with the bar in progress, whose close is
 * the price at this moment. What it says may be gone when the bar has closed.
 */
export function formingView(
  facts: FormingFacts,
  timeframe: Timeframe,
): Pick<RuleView, 'series' | 'bar'> {
  const { desk, quote } = facts;
  const whole = createDesk((one) => {
    const closed = desk.series(one);
    return closed && withForming(closed, formingBar(facts, closed), quote.at);
  });
  const openedAt = whole.series(timeframe)?.bars.openedAt.at(-1);
  return {
    series: readingAt(whole, quote.at),
    ...(openedAt !== undefined && {
      bar: { timeframe, openedAt: instant(openedAt), closesAt: quote.at, isForming: true },
    }),
  };
}

/** The bar in progress with the price of this moment in it; made of the price alone when its vendor has not told of it. */
function formingBar({ quote, forming }: FormingFacts, closed: BarSeries): FormingBar {
  const { price, at } = quote;
  const told = forming(closed.timeframe);
  const after = closed.closesAt.at(-1) ?? 0;
  if (told === undefined || told.openedAt < after || told.openedAt > at)
    return { openedAt: after, open: price, high: price, low: price, close: price, volume: NaN };
  const high = Math.max(told.high, price);
  return { ...told, high, low: Math.min(told.low, price), close: price };
}

function withForming(closed: BarSeries, bar: FormingBar, now: number): BarSeries {
  const { bars, closesAt, timeframe } = closed;
  // A quote from before the last close adds nothing to it.
  if (now <= (closesAt.at(-1) ?? 0)) return closed;
  const one: Bars = {
    openedAt: Float64Array.of(bar.openedAt),
    open: Float64Array.of(bar.open),
    high: Float64Array.of(bar.high),
    low: Float64Array.of(bar.low),
    close: Float64Array.of(bar.close),
    volume: Float64Array.of(bar.volume),
  };
  return {
    timeframe,
    bars: concatBars(bars, one),
    closesAt: joined(closesAt, Float64Array.of(now)),
  };
}
