import { lastIndexAt } from '../core/bars-columns.ts';
import type { Bars, BarSeries } from '../core/market.ts';
import type { Timeframe } from '../core/timeframe.ts';
import type { SeriesRead, SeriesReading } from './measure.ts';
import { spellSeries } from './spell.ts';

/** What lies on one ticker's desk: its closed bars by timeframe, and every column that was worked out from them. */
export type Desk = {
  series(timeframe: Timeframe): BarSeries | undefined;
  /** One value a bar of the read's timeframe, bars-ago left aside; undefined when there are no such bars. */
  column(read: SeriesRead): Float64Array | undefined;
  /** The same with one value more, for the bar after the last; of measures that look only at the bars before. */
  next(read: SeriesRead): Float64Array | undefined;
};

/**
 * Lays bars out for rules to read. A column is worked out at the first question and kept with the desk, so that a desk
 * made once for each closed bar serves all rules of the ticker.
 */
export function createDesk(series: (timeframe: Timeframe) => BarSeries | undefined): Desk {
  const columns = new Map<string, Float64Array | undefined>();
  const ahead = new Map<string, Float64Array | undefined>();
  function columnOf(read: SeriesRead, isNext: boolean): Float64Array | undefined {
    const key = keyOf(read);
    const known = isNext ? ahead : columns;
    if (known.has(key)) return known.get(key);
    const found = series(read.timeframe);
    const bars = found && (isNext ? withBlank(found.bars) : found.bars);
    const { timeframe } = read;
    const others = {
      column: (other: Omit<SeriesRead, 'timeframe'>) => columnOf({ ...other, timeframe }, isNext),
    };
    const outputs = bars && read.measure.compute(bars, read.periods, others);
    // Every output of a measure is there at once: `macd` and `macd.signal` are one pass.
    for (const [output, values] of Object.entries(outputs ?? {})) {
      known.set(keyOf({ ...read, output }), values);
    }
    if (!known.has(key)) known.set(key, undefined);
    return known.get(key);
  }
  const desk: Desk = {
    series,
    column: (read) => columnOf(read, false),
    next: (read) => columnOf(read, true),
  };
  return desk;
}

/** Two chats' scores are different columns, though a rule spells them alike. */
function keyOf(read: SeriesRead): string {
  return `${spellSeries(read)}${read.measure.variant ?? ''}`;
}

/**
 * Reads series as they stood at a moment: nothing that was not complete by then is seen.
 *
 * @param isLive the moment lies within a bar that is still forming: measures that look only at the bars before each are
 *   then read for that one
 */
export function readingAt(desk: Desk, moment: number, { isLive = false } = {}) {
  return (read: SeriesRead): SeriesReading | undefined => {
    const series = desk.series(read.timeframe);
    const isNext = isLive && read.measure.isPrior?.(read.periods) === true;
    const values = isNext ? desk.next(read) : desk.column(read);
    if (series === undefined || values === undefined) return undefined;
    const closed = lastIndexAt(series.closesAt, moment);
    const last = closed + (isNext ? 1 : 0) - read.barsAgo;
    if (closed < 0 || last < 0) return undefined;
    return {
      value: values[last] ?? NaN,
      previous: values[last - 1] ?? NaN,
      openedAt: series.bars.openedAt[Math.min(last, closed)] ?? NaN,
      closedAt: series.closesAt[Math.min(last, closed)] ?? NaN,
    };
  };
}

/** The bars with one more behind them, of which nothing is known. */
function withBlank(bars: Bars): Bars {
  const longer = (column: Float64Array) => {
    const copy = new Float64Array(column.length + 1);
    copy.set(column);
    copy[column.length] = NaN;
    return copy;
  };
  return {
    openedAt: longer(bars.openedAt),
    open: longer(bars.open),
    high: longer(bars.high),
    low: longer(bars.low),
    close: longer(bars.close),
    volume: longer(bars.volume),
  };
}
