import { dayAt, stretchFinder, weekAt, type TradingHours } from './bar-slots.ts';
import { madeOf } from './bars-columns.ts';
import { MARKET_HOURS } from './market-hours.ts';
import type { Bars, BarSeries } from './market.ts';
import type { FormingBar } from './ports/bar-keeper.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, instant, plus, type Instant } from './time.ts';
import { lengthOf, type Timeframe } from './timeframe.ts';

export type CompleteOptions = TradingHours & {
  readonly timeframe: Timeframe;
  readonly now: Instant;
  /** How long after its end a bar may still change. */
  readonly graceMs: number;
};

/**
 * From when on a bar is complete: the end of its time or of the stretch of trading that it opened in, whichever is first.
 *
 * A day ends with the session of its date. Where the market opens in the evening and the vendor's day at midnight (Yahoo's
 * currencies and futures) it takes 24 hours, as long as there is trading. A week ends with its last session.
 * `other` has no known hours: its days take 24 hours, its weeks end on Sunday at 21:00 UTC.
 *
 * @returns undefined for a bar that opened outside regular trading
 */
export function closesAt(
  openedAt: number,
  timeframe: Timeframe,
  hours: TradingHours,
): Instant | undefined {
  const time = barTimeFinder(timeframe, hours)(openedAt);
  return time && instant(time.closesAt);
}

/**
 * Parts a vendor's rows into bars that are complete and the one in progress.
 *
 * Left out are rows outside regular trading, rows without a close (gaps), and within a day those off the grid of the others:
 * vendors add the price of now as a row of its own. Of two rows for one day the later holds. Days bear the session's
 * opening, whatever time of the day they were stamped with; currencies and futures keep the vendor's stamp.
 *
 * @param rows oldest first
 */
export function completeBars(
  rows: Bars,
  options: CompleteOptions,
): { readonly series: BarSeries; readonly forming: FormingBar | undefined } {
  const { timeframe, now, graceMs } = options;
  const found = timesOf(rows, options);
  const isDue = ({ time }: Row) => time.closesAt + graceMs <= now;
  const closed = found.filter(isDue);
  const last = found.at(-1);
  const column = (value: (row: Row) => number) => Float64Array.from(closed, value);
  const bars = madeOf((name) =>
    name === 'openedAt'
      ? column(({ time }) => time.openedAt)
      : column(({ index }) => rows[name][index] ?? NaN),
  );
  return {
    series: { timeframe, bars, closesAt: column(({ time }) => time.closesAt) },
    forming: last && !isDue(last) ? formingBar(rows, last) : undefined,
  };
}

/**
 * The end of the newest bar that a healthy feed must have by now, its grace left out: a series whose last bar closed before
 * it is stale. Days and weeks of shares that did not trade, and holidays that no table knows, are due all the same.
 *
 * @returns undefined for `other`, whose hours are not known, and while nothing was due for 40 days
 */
export function lastDueClose(
  timeframe: Timeframe,
  hours: TradingHours,
  now: Instant,
): Instant | undefined {
  if (hours.market === 'other') return undefined;
  if (timeframe === '1w') return lastWeekClose(hours, now);
  if (timeframe !== '1d') return lastSlotClose(lengthOf(timeframe), hours, now);
  return lastDayClose(hours, opensInTheEvening(hours) ? plus(now, -MIDNIGHT_COMES_AFTER_MS) : now);
}

/** When one bar trades, and the opening of the stretch, day or week that it belongs to. */
type BarTime = {
  readonly periodOpensAt: number;
  readonly openedAt: number;
  readonly closesAt: number;
};

/** Answers the time of the bar that a vendor stamps with a moment; undefined for one outside regular trading. */
type BarTimeFinder = (stamp: number) => BarTime | undefined;

/** Quickest when asked in order of time. */
function barTimeFinder(timeframe: Timeframe, hours: TradingHours): BarTimeFinder {
  if (timeframe === '1d') return (stamp) => dayTime(stamp, hours);
  if (timeframe === '1w') {
    return (stamp) => {
      const week = weekAt(hours, stamp);
      return (
        week && { periodOpensAt: week.opensAt, openedAt: week.opensAt, closesAt: week.closesAt }
      );
    };
  }
  const lengthMs = lengthOf(timeframe);
  const find = stretchFinder(hours);
  return (openedAt) => {
    const end = openedAt + lengthMs;
    if (hours.market === 'other') return { periodOpensAt: openedAt, openedAt, closesAt: end };
    const stretch = find(openedAt);
    if (!stretch) return undefined;
    const { opensAt: periodOpensAt } = stretch;
    return { periodOpensAt, openedAt, closesAt: Math.min(end, stretch.closesAt) };
  };
}

function dayTime(stamp: number, hours: TradingHours): BarTime | undefined {
  const day = dayAt(hours, stamp);
  if (!day) return undefined;
  if (hours.market === 'other') {
    return { periodOpensAt: day.opensAt, openedAt: stamp, closesAt: stamp + DAY_MS };
  }
  // A price of now comes stamped with its own time, not with the opening.
  if (!opensInTheEvening(hours)) {
    return { periodOpensAt: day.opensAt, openedAt: day.opensAt, closesAt: day.closesAt };
  }
  const end = stamp + DAY_MS;
  const isTrading = hours.calendar.isOpen(hours.market, instant(end - 1));
  return { periodOpensAt: day.opensAt, openedAt: stamp, closesAt: isTrading ? end : day.closesAt };
}

function opensInTheEvening({ market }: TradingHours): boolean {
  return MARKET_HOURS[market].opens.daysBefore === 1;
}

/** A row that is taken for a bar, by its place. */
type Row = { readonly index: number; readonly time: BarTime };

function timesOf(rows: Bars, options: CompleteOptions): readonly Row[] {
  const { timeframe } = options;
  const isWithinDay = timeframe !== '1d' && timeframe !== '1w';
  const timeOf = barTimeFinder(timeframe, options);
  const found: Row[] = [];
  for (let index = 0; index < rows.openedAt.length; index++) {
    const stamp = rows.openedAt[index] ?? NaN;
    const time = Number.isFinite(rows.close[index] ?? NaN) ? timeOf(stamp) : undefined;
    if (time === undefined || time.openedAt > options.now) continue;
    const before = found.at(-1)?.time;
    if (isWithinDay) {
      if (isOnGrid(time, before, lengthOf(timeframe))) found.push({ index, time });
      continue;
    }
    const isAgain = before?.periodOpensAt === time.periodOpensAt;
    if (isAgain) found.pop();
    found.push({ index, time: isAgain ? before : time });
  }
  return found;
}

/** Whether a row follows the one before it by whole bars. After a pause in trading a new grid may begin, on any minute. */
function isOnGrid(time: BarTime, before: BarTime | undefined, lengthMs: number): boolean {
  if (time.openedAt % MINUTE_MS !== 0) return false;
  if (before === undefined) return true;
  if (time.openedAt < before.closesAt) return false;
  const isNewGrid = time.periodOpensAt !== before.periodOpensAt;
  return isNewGrid || (time.openedAt - before.openedAt) % lengthMs === 0;
}

function formingBar(rows: Bars, { index, time }: Row): FormingBar {
  return {
    openedAt: time.openedAt,
    open: rows.open[index] ?? NaN,
    high: rows.high[index] ?? NaN,
    low: rows.low[index] ?? NaN,
    close: rows.close[index] ?? NaN,
    volume: rows.volume[index] ?? NaN,
  };
}

/** The longest that a vendor's midnight comes after the evening's opening: New York's, after 17:00. */
const MIDNIGHT_COMES_AFTER_MS = 7 * HOUR_MS;

function lastSlotClose(
  lengthMs: number,
  { market, calendar }: TradingHours,
  now: Instant,
): Instant | undefined {
  const stretch = calendar.lastSession(market, now);
  if (!stretch) return undefined;
  if (now >= stretch.closesAt) return stretch.closesAt;
  const elapsedMs = now - stretch.opensAt;
  if (elapsedMs >= lengthMs) return plus(now, -(elapsedMs % lengthMs));
  return calendar.lastSession(market, plus(stretch.opensAt, -1))?.closesAt;
}

function lastDayClose({ market, calendar }: TradingHours, by: Instant): Instant | undefined {
  const date = calendar.lastSession(market, by)?.isoDate;
  if (date === undefined) return undefined;
  const session = calendar.session(market, date);
  if (session && session.closesAt <= by) return session.closesAt;
  return calendar.previousSession(market, date)?.closesAt;
}

function lastWeekClose(hours: TradingHours, now: Instant): Instant | undefined {
  const { market, calendar } = hours;
  let week = weekAt(hours, now);
  if (!week || week.closesAt > now) {
    const before = calendar.lastSession(market, week ? instant(week.opensAt - 1) : now);
    week = before && weekAt(hours, before.opensAt);
  }
  return week && instant(week.closesAt);
}
