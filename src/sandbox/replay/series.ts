import { DAY_MS, type Instant, MINUTE_MS, instant, plus } from '../../core/time.ts';
import { type TimedBar, merged } from './bar.ts';
import { type IsoDate, shiftDate } from '../../core/zone.ts';
import type { Generator } from './generator.ts';
import type { DailyBar, MonthlyClose } from './history.ts';
import { type Sessions, closeOf } from './sessions.ts';

/** The prices of one instrument. Every answer is as it was known at `now`. */
export type Series = {
  latest(now: Instant): Latest | undefined;
  /**
   * Bars opened within [from, to), oldest first; the last may still be forming, of what is known of it. Empty when the
   * series has none of that size.
   */
  bars(span: BarSpan, now: Instant): readonly TimedBar[];
};

export type Latest = {
  readonly price: number;
  /** The close of the trading day before (of the month before, in a monthly series). */
  readonly previousClose: number | undefined;
  /** The first price of the same day; undefined where days are not known. */
  readonly open: number | undefined;
  /** When the price was made. */
  readonly at: Instant;
};

type BarSpan = {
  /** Minutes, counted from the day's opening, or a day's whole trading. */
  readonly size: number | 'day';
  readonly from: Instant;
  readonly to: Instant;
};

const SESSION_MS = 390 * MINUTE_MS;

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
 * month's first. One close a month makes no bars of any size that can be asked for.
 */
export function monthlySeries(closes: readonly MonthlyClose[], sessions: Sessions): Series {
  const { latest } = pastSeries(
    closes.map(({ month, close }) => {
      const closedAt = closeOf(sessions.previous(firstOfNextMonth(month)));
      const openedAt = plus(closedAt, -SESSION_MS);
      return { openedAt, closedAt, open: close, high: close, low: close, close, volume: NaN };
    }),
  );
  return {
    latest: (now) => {
      const last = latest(now);
      return last && { ...last, open: undefined };
    },
    bars: () => [],
  };
}

function pastSeries(history: readonly TimedBar[]): Series {
  const known = (now: Instant) => history.findLastIndex((bar) => bar.closedAt <= now) + 1;
  return {
    latest: (now) => {
      const last = history[known(now) - 1];
      if (!last) return undefined;
      const previousClose = history[known(now) - 2]?.close;
      return { price: last.close, previousClose, open: last.open, at: last.closedAt };
    },
    bars: ({ size, from, to }, now) =>
      size === 'day'
        ? history.slice(0, known(now)).filter((bar) => bar.openedAt >= from && bar.openedAt < to)
        : [],
  };
}

/** How far back bars of a size are made: a generated series has no beginning, and nothing may take for ever. */
function longestMs(size: BarSpan['size']): number {
  if (size === 'day') return 1_500 * DAY_MS;
  if (size === 1) return 30 * DAY_MS;
  return size < 60 ? 60 * DAY_MS : 730 * DAY_MS;
}

/** Bars of every size made of the generator's minutes, as far back as `longestMs`. */
export function generatedSeries(generator: Generator): Series {
  const wholeDays = rememberWhole(generator);
  const wholeDay = (day: IsoDate) => wholeDays(day, 'day')[0];
  return {
    latest: (now) => {
      const today = generator.dayOf(now);
      const current = generator.bars(today).findLast((bar) => bar.closedAt <= now);
      const before = generator.previous(today);
      const open = generator.bars(today)[0]?.open;
      if (current) return { ...latestOf(current, wholeDay(before)), open };
      const last = wholeDay(before);
      return last && latestOf(last, wholeDay(generator.previous(before)));
    },
    bars: ({ size, from, to }, now) => {
      const until = instant(Math.min(to, now));
      const since = instant(Math.max(from, until - longestMs(size)));
      const [today, end] = [generator.dayOf(now), generator.dayOf(until)];
      const found: TimedBar[] = [];
      for (let day = generator.dayOf(since); day <= end; day = shiftDate(day, 1)) {
        found.push(...(day < today ? wholeDays(day, size) : soFar(generator.bars(day), size, now)));
      }
      return found.filter((bar) => bar.openedAt >= since && bar.openedAt < until);
    },
  };
}

/** Days that are over, so that their bars never change. Minutes themselves are left to the generator to remember. */
function rememberWhole(generator: Generator) {
  const kept = new Map<BarSpan['size'], Map<IsoDate, readonly TimedBar[]>>();
  return (day: IsoDate, size: BarSpan['size']): readonly TimedBar[] => {
    if (size === 1) return generator.bars(day);
    const ofSize = kept.get(size) ?? new Map<IsoDate, readonly TimedBar[]>();
    kept.set(size, ofSize);
    const known = ofSize.get(day);
    if (known) return known;
    const made = grouped(generator.bars(day), size);
    if (ofSize.size >= DAYS_KEPT) ofSize.clear();
    ofSize.set(day, made);
    return made;
  };
}

const DAYS_KEPT = 2_000;

/** A day in progress: what its minutes that are over come to. */
function soFar(
  minutes: readonly TimedBar[],
  size: BarSpan['size'],
  now: Instant,
): readonly TimedBar[] {
  return grouped(
    minutes.filter((bar) => bar.closedAt <= now),
    size,
  );
}

/** Minutes of one day gathered into longer bars from its opening on; the last may be short. */
function grouped(minutes: readonly TimedBar[], size: BarSpan['size']): readonly TimedBar[] {
  if (size === 1) return minutes;
  const length = size === 'day' ? minutes.length : size;
  const bars: TimedBar[] = [];
  for (let i = 0; i < minutes.length; i += length) {
    const bar = merged(minutes.slice(i, i + length));
    if (bar) bars.push(bar);
  }
  return bars;
}

function latestOf(last: TimedBar, dayBefore: TimedBar | undefined): Latest {
  const { close, open, closedAt } = last;
  return { price: close, previousClose: dayBefore?.close, open, at: closedAt };
}

function firstOfNextMonth(month: string): IsoDate {
  return `${shiftDate(`${month}-28`, 4).slice(0, 7)}-01`;
}
