import { DAY_MS, type Instant, MINUTE_MS, instant, plus } from '../../core/time.ts';
import { type TimedBar, merged } from './bar.ts';
import { type IsoDate, shiftDate } from '../../core/zone.ts';
import type { Generator } from './generator.ts';
import type { DailyBar, MonthlyClose } from './history.ts';
import { type Sessions, closeOf } from './sessions.ts';

/** The prices of one instrument. Every answer is as it was known at `now`: a bar exists once it has closed. */
export type Series = {
  latest(now: Instant): Latest | undefined;
  /** Closed bars opened within [from, to). Empty when the series has none so short. */
  bars(span: BarSpan, now: Instant): readonly TimedBar[];
};

export type Latest = {
  readonly price: number;
  /** The close of the trading day before (of the month before, in a monthly series). */
  readonly previousClose: number | undefined;
  /** When the price was made. */
  readonly at: Instant;
};

type BarSpan = {
  readonly size: 'minute' | 'day';
  readonly from: Instant;
  readonly to: Instant;
};

const SESSION_MS = 390 * MINUTE_MS;

// A generated series has no beginning, and a question without one must not make bars for ever.
const LONGEST_MINUTES_MS = 30 * DAY_MS;
const LONGEST_DAYS_MS = 400 * DAY_MS;

export function dailySeries(history: readonly DailyBar[]): Series {
  return pastSeries(
    history.map(({ day, ...prices }) => {
      const closedAt = closeOf(day);
      return { ...prices, openedAt: plus(closedAt, -SESSION_MS), closedAt };
    }),
  );
}

/**
 * A month's close is known only when its last trading day has ended, although the history files it under the
 * month's first. Only the close is known, so open, high and low are equal to it.
 */
export function monthlySeries(closes: readonly MonthlyClose[], sessions: Sessions): Series {
  return pastSeries(
    closes.map(({ month, close }) => {
      const closedAt = closeOf(sessions.previous(firstOfNextMonth(month)));
      const openedAt = plus(closedAt, -SESSION_MS);
      return { openedAt, closedAt, open: close, high: close, low: close, close, volume: NaN };
    }),
  );
}

function pastSeries(history: readonly TimedBar[]): Series {
  const known = (now: Instant) => history.findLastIndex((bar) => bar.closedAt <= now) + 1;
  return {
    latest: (now) => {
      const last = history[known(now) - 1];
      if (!last) return undefined;
      const previousClose = history[known(now) - 2]?.close;
      return { price: last.close, previousClose, at: last.closedAt };
    },
    bars: ({ size, from, to }, now) =>
      size === 'minute'
        ? []
        : history.slice(0, known(now)).filter((bar) => bar.openedAt >= from && bar.openedAt < to),
  };
}

/** At most the last 30 days of minutes, or the last 400 days. */
export function generatedSeries(generator: Generator): Series {
  const wholeDays = new Map<IsoDate, TimedBar | undefined>();
  const wholeDay = (day: IsoDate) => {
    if (!wholeDays.has(day)) wholeDays.set(day, merged(generator.bars(day)));
    return wholeDays.get(day);
  };
  const barsOf = (day: IsoDate, size: BarSpan['size']) => {
    if (size === 'minute') return generator.bars(day);
    const whole = wholeDay(day);
    return whole ? [whole] : [];
  };
  return {
    latest: (now) => {
      const today = generator.dayOf(now);
      const current = generator.bars(today).findLast((bar) => bar.closedAt <= now);
      const before = generator.previous(today);
      if (current) return latestOf(current, wholeDay(before));
      const last = wholeDay(before);
      return last && latestOf(last, wholeDay(generator.previous(before)));
    },
    bars: ({ size, from, to }, now) => {
      const until = instant(Math.min(to, now));
      const longestMs = size === 'minute' ? LONGEST_MINUTES_MS : LONGEST_DAYS_MS;
      const since = instant(Math.max(from, until - longestMs));
      const end = generator.dayOf(until);
      const found: TimedBar[] = [];
      for (let day = generator.dayOf(since); day <= end; day = shiftDate(day, 1)) {
        found.push(...barsOf(day, size));
      }
      return found.filter(
        (bar) => bar.openedAt >= since && bar.openedAt < to && bar.closedAt <= now,
      );
    },
  };
}

function latestOf(last: TimedBar, dayBefore: TimedBar | undefined): Latest {
  return { price: last.close, previousClose: dayBefore?.close, at: last.closedAt };
}

function firstOfNextMonth(month: string): IsoDate {
  return `${shiftDate(`${month}-28`, 4).slice(0, 7)}-01`;
}
