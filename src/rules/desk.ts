import { lastIndexAt } from '../core/bars-columns.ts';
import type { BarSeries } from '../core/market.ts';
import type { Timeframe } from '../core/timeframe.ts';
import type { SeriesRead, SeriesReading } from './measure.ts';
import { spellSeries } from './spell.ts';

/** What lies on one ticker's desk: its closed bars by timeframe, and every column that was worked out from them. */
export type Desk = {
  series(timeframe: Timeframe): BarSeries | undefined;
  /** One value a bar of the read's timeframe, bars-ago left aside; undefined when there are no such bars. */
  column(read: SeriesRead): Float64Array | undefined;
};

/**
 * Lays bars out for rules to read. A column is worked out at the first question and kept with the desk, so that a desk
 * made once for each closed bar serves all rules of the ticker.
 */
export function createDesk(series: (timeframe: Timeframe) => BarSeries | undefined): Desk {
  const columns = new Map<string, Float64Array | undefined>();
  const desk: Desk = {
    series,
    column(read) {
      const key = spellSeries(read);
      if (columns.has(key)) return columns.get(key);
      const found = series(read.timeframe);
      const outputs = found && read.measure.compute(found.bars, read.periods, desk);
      // Every output of a measure is there at once: `macd` and `macd.signal` are one pass.
      for (const [output, values] of Object.entries(outputs ?? {})) {
        columns.set(spellSeries({ ...read, output }), values);
      }
      if (!columns.has(key)) columns.set(key, undefined);
      return columns.get(key);
    },
  };
  return desk;
}

/** Reads series as they stood at a moment: nothing that was not complete by then is seen. */
export function readingAt(desk: Desk, moment: number) {
  return (read: SeriesRead): SeriesReading | undefined => {
    const series = desk.series(read.timeframe);
    const values = desk.column(read);
    if (series === undefined || values === undefined) return undefined;
    const last = lastIndexAt(series.closesAt, moment) - read.barsAgo;
    if (last < 0) return undefined;
    return {
      value: values[last] ?? NaN,
      previous: values[last - 1] ?? NaN,
      openedAt: series.bars.openedAt[last] ?? NaN,
      closedAt: series.closesAt[last] ?? NaN,
    };
  };
}
