import { DAY_MS, HOUR_MS, instant, MINUTE_MS } from '../core/time.ts';
import { type FetchedTimeframe, lengthOf } from '../core/timeframe.ts';
import { isoDate } from '../core/zone.ts';
import type { BarRow } from './bar-row.ts';

/** Regular hours of one day, epoch milliseconds; `end` is no longer part of them. */
export type SessionSpan = { readonly start: number; readonly end: number };

export type JoinFacts = {
  readonly timeframe: FetchedTimeframe;
  readonly sessions: readonly SessionSpan[];
  /** The exchange's zone, in which days are told apart. */
  readonly zone: string;
};

/**
 * Each bar once. Yahoo adds the price of this moment, and the closing print, as rows of their own that carry the time of
 * their trade: these belong to the bar in whose time they lie. Of two rows with the same time the later one counts.
 *
 * @param rows oldest first; of equal times, in the order of the reply
 */
export function joinBars(rows: readonly BarRow[], facts: JoinFacts): readonly BarRow[] {
  const joined: BarRow[] = [];
  for (const row of rows) {
    const last = joined.at(-1);
    if (last === undefined || !isOneBar(last, row, facts)) joined.push(row);
    else joined.splice(-1, 1, last.openedAt === row.openedAt ? row : extended(last, row));
  }
  const live = joined.at(-1);
  if (live !== undefined) joined.splice(-1, 1, { ...live, openedAt: openingOf(live, facts) });
  return joined;
}

/** The session during which a bar opened. */
export function sessionOf(
  openedAt: number,
  sessions: readonly SessionSpan[],
): SessionSpan | undefined {
  return sessions.find(({ start, end }) => openedAt >= start && openedAt < end);
}

function isOneBar(last: BarRow, row: BarRow, { timeframe, sessions, zone }: JoinFacts): boolean {
  const apartMs = row.openedAt - last.openedAt;
  if (timeframe === '1d') {
    // Days are 23 hours apart when clocks go forward, and a row of this moment can be nearly 24 hours old.
    const dateOf = ({ openedAt }: BarRow) => isoDate(instant(openedAt), zone);
    return apartMs < DAY_MS && dateOf(last) === dateOf(row);
  }
  if (apartMs < lengthOf(timeframe)) return true;
  const session = sessionOf(last.openedAt, sessions);
  return (
    session !== undefined &&
    row.openedAt >= session.end &&
    row.openedAt < session.end + CLOSING_PRINT_MS &&
    sessionOf(row.openedAt, sessions) === undefined
  );
}

/** How long after the close the official closing price may still come. */
const CLOSING_PRINT_MS = HOUR_MS;

function extended(bar: BarRow, later: BarRow): BarRow {
  const volume = Math.max(
    Number.isNaN(bar.volume) ? -1 : bar.volume,
    Number.isNaN(later.volume) ? -1 : later.volume,
  );
  return {
    ...bar,
    high: Math.max(bar.high, later.high),
    low: Math.min(bar.low, later.low),
    close: later.close,
    volume: volume < 0 ? NaN : volume,
  };
}

/** The opening of the bar whose only row carries the time of its last trade. */
function openingOf({ openedAt }: BarRow, { timeframe, sessions }: JoinFacts): number {
  const session =
    sessionOf(openedAt, sessions) ??
    sessions.find(({ end }) => openedAt >= end && openedAt < end + CLOSING_PRINT_MS);
  if (session === undefined) return openedAt;
  if (timeframe === '1d') return session.start;
  if (isOnGrid(openedAt, timeframe)) return openedAt;
  const lengthMs = lengthOf(timeframe);
  const since = Math.min(openedAt, session.end - 1) - session.start;
  return session.start + Math.floor(since / lengthMs) * lengthMs;
}

/** Exchanges open at whole hours, halves or quarters, and begin anew after lunch: 1h bars may start at each of these. */
function isOnGrid(openedAt: number, timeframe: FetchedTimeframe): boolean {
  return openedAt % Math.min(lengthOf(timeframe), 15 * MINUTE_MS) === 0;
}
