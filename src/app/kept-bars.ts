import { slotFinder, type TradingHours } from '../core/bar-slots.ts';
import { closesAt, completeBars } from '../core/bar-time.ts';
import { lastIndexAt } from '../core/bars-columns.ts';
import type { Calendar } from '../core/calendar.ts';
import type { Bars, BarSeries, MarketId } from '../core/market.ts';
import type { FormingBar, KeptBars } from '../core/ports/bar-keeper.ts';
import { resample } from '../core/resample.ts';
import { instant, type Instant } from '../core/time.ts';
import { lengthOf, type FetchedTimeframe, type Timeframe } from '../core/timeframe.ts';

/** A fetched series as it is stored, and what is said of it. */
export type StoredBars = {
  readonly bars: Bars;
  readonly timeframe: FetchedTimeframe;
  readonly market: MarketId;
  readonly source: string;
  readonly askedAt: Instant;
  readonly forming: FormingBar | undefined;
};

type Laid = {
  readonly market: MarketId;
  readonly base: BarSeries;
  readonly series: Map<Timeframe, BarSeries>;
  readonly given: Map<Timeframe, { readonly of: StoredBars; readonly kept: KeptBars }>;
};

const FOREVER = instant(Infinity);
const MOST_DAYS = 20_000;

/**
 * Gives stored bars their closing times, and makes the longer ones of them. Nothing is made twice: what was made goes with
 * the stored columns, and the same object is given until these, their source, or the bar in progress change.
 */
export function barLayer(calendar: Calendar) {
  const laid = new WeakMap<Bars, Laid>();
  const days = dayCloses(calendar);

  function lay({ bars, timeframe, market }: StoredBars): Laid {
    const known = laid.get(bars);
    if (known?.market === market) return known;
    const base = seriesOf(bars, timeframe, market);
    const fresh: Laid = { market, base, series: new Map([[timeframe, base]]), given: new Map() };
    laid.set(bars, fresh);
    return fresh;
  }

  function seriesOf(bars: Bars, timeframe: FetchedTimeframe, market: MarketId): BarSeries {
    if (timeframe === '1d') {
      const ends = bars.openedAt.map((openedAt) => days(openedAt, market));
      if (!ends.some(Number.isNaN)) return { timeframe, bars, closesAt: ends };
    }
    const options = { timeframe, market, calendar, now: FOREVER, graceMs: 0 };
    const { series } = completeBars(bars, options);
    return series.closesAt.length === bars.openedAt.length ? { ...series, bars } : series;
  }

  return (stored: StoredBars, timeframe: Timeframe): KeptBars => {
    const { base, series, given } = lay(stored);
    const last = given.get(timeframe);
    if (last !== undefined && isSame(last.of, stored)) return last.kept;
    const hours = { market: stored.market, calendar };
    const made = series.get(timeframe) ?? resample(base, timeframe, hours);
    series.set(timeframe, made);
    const forming =
      timeframe === base.timeframe
        ? stored.forming
        : formingOf(base, made, { hours, last: stored.forming });
    const kept = { ...made, source: stored.source, askedAt: stored.askedAt, forming };
    given.set(timeframe, { of: stored, kept });
    return kept;
  };
}

function isSame(one: StoredBars, other: StoredBars): boolean {
  return (
    one.source === other.source && one.askedAt === other.askedAt && one.forming === other.forming
  );
}

// A day's end takes some 8 µs to find out, and all tickers of a market have the same days.
function dayCloses(calendar: Calendar) {
  const known = new Map<string, Map<number, number>>();
  return (openedAt: number, market: MarketId): number => {
    const ends = known.get(market) ?? new Map<number, number>();
    known.set(market, ends);
    const found = ends.get(openedAt);
    if (found !== undefined) return found;
    if (ends.size >= MOST_DAYS) ends.clear();
    const end = closesAt(openedAt, '1d', { market, calendar }) ?? NaN;
    ends.set(openedAt, end);
    return end;
  };
}

type Forming = { readonly hours: TradingHours; readonly last: FormingBar | undefined };

/** The longer bar in progress: the closed bars since the last whole one, and the one in progress. */
function formingOf(
  base: BarSeries,
  made: BarSeries,
  { hours, last }: Forming,
): FormingBar | undefined {
  const find = slotFinder(made.timeframe, hours, lengthOf(base.timeframe));
  const { bars, closesAt: ends } = base;
  const count = ends.length;
  const slot = find(last?.openedAt ?? (ends[count - 1] ?? NaN) - 1);
  if (slot === undefined) return undefined;
  const from = lastIndexAt(ends, Math.max(made.closesAt.at(-1) ?? -Infinity, slot.opensAt)) + 1;
  if (from >= count) return last && { ...last, openedAt: slot.opensAt };
  return {
    openedAt: slot.opensAt,
    open: bars.open[from] ?? NaN,
    high: Math.max(...bars.high.subarray(from), last?.high ?? -Infinity),
    low: Math.min(...bars.low.subarray(from), last?.low ?? Infinity),
    close: last?.close ?? bars.close[count - 1] ?? NaN,
    volume: [...bars.volume.subarray(from), last?.volume ?? NaN]
      .filter((volume) => !Number.isNaN(volume))
      .reduce((sum, volume) => sum + volume, 0),
  };
}
