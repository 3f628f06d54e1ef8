import {
  fallsOf,
  forwardFalls,
  forwardReturns,
  movesOf,
  overlapping,
  type Falls,
  type Moves,
} from '../analysis/forward-returns.ts';
import { lastIndexAt } from '../core/bars-columns.ts';
import type { BarSeries, Quote } from '../core/market.ts';
import type { Ticker } from '../core/ticker.ts';
import { DAY_MS, instant, type Instant } from '../core/time.ts';
import type { Timeframe } from '../core/timeframe.ts';
import type { Desk } from '../rules/desk.ts';
import type { ReadyRule } from '../rules/ready.ts';
import { ringsIn, type PastRing } from './outlook.ts';

/** The bars that something was tried on. */
export type Tried = {
  readonly ticker: Ticker;
  readonly timeframe: Timeframe;
  /** Live it is judged on quotes; what happened within a bar is not seen here. */
  readonly isCoarse: boolean;
  readonly bars: number;
  readonly from: Instant;
  readonly to: Instant;
  /** Why it begins later than asked: there are no earlier bars, or its values were not ready before. */
  readonly late: 'bars' | 'values' | undefined;
};

/** What a rule would have done on one ticker, and what the price did after. */
export type Study = Tried & {
  readonly kind: 'study';
  readonly rings: readonly PastRing[];
  /** The closes of the stretch and their times, epoch ms. */
  readonly close: Float64Array;
  readonly closesAt: Float64Array;
  readonly perYear: number;
  /** After each distance, beside the same of all bars of the stretch. */
  readonly after: readonly After[];
  /** How far below the firing's close it went within `FALL_BARS` bars. */
  readonly falls: Falls;
  /** Firings within `FALL_BARS` bars of the one before. */
  readonly overlapping: number;
};

/** `why` follows "I can't try it on NVDA: ". */
export type Untried = { readonly kind: 'untried'; readonly ticker: Ticker; readonly why: string };

export type After = {
  readonly bars: number;
  readonly rings: Moves;
  readonly all: Moves;
  /** The same one by one, in percent. */
  readonly moves: { readonly rings: Float64Array; readonly all: Float64Array };
};

export const FALL_BARS = 20;
const AFTER_BARS = [1, 5, FALL_BARS];
const LEAST_BARS = 20;
const YEAR_MS = 365.25 * DAY_MS;

export type Trial = {
  readonly ready: ReadyRule;
  readonly timeframe: Timeframe;
  readonly desk: Desk;
  readonly quote: Quote;
};

/** From when to when, epoch ms, both included; `since` may lie before all bars. */
export type Stretch = { readonly since: Instant; readonly until: Instant };

/** Bars by index, `to` not included. */
type Window = { readonly from: number; readonly to: number };

export type Place = {
  readonly base: BarSeries;
  readonly window: Window;
  readonly tried: Tried;
};

/** Tries a rule on closed bars, by the same evaluator and the same decisions as live. */
export function studyOf(trial: Trial, stretch: Stretch): Study | Untried {
  const found = placeOf(trial, stretch);
  if ('kind' in found) return found;
  const { base, window, tried } = found;
  const { bars, closesAt } = base;
  const indexes = ringsIn({ ...trial, base }, window);
  const all = Array.from({ length: window.to - window.from }, (_, n) => window.from + n);
  // What came after the stretch is not known in it.
  const close = bars.close.subarray(0, window.to);
  const low = bars.low.subarray(0, window.to);
  return {
    ...tried,
    kind: 'study',
    rings: indexes.map((index) => ({
      index,
      at: instant(closesAt[index] ?? NaN),
      price: close[index] ?? NaN,
    })),
    close: close.subarray(window.from),
    closesAt: closesAt.subarray(window.from, window.to),
    perYear: indexes.length / ((tried.to - tried.from) / YEAR_MS),
    after: AFTER_BARS.map((count) => {
      const moves = {
        rings: forwardReturns(close, indexes, count),
        all: forwardReturns(close, all, count),
      };
      return { bars: count, rings: movesOf(moves.rings), all: movesOf(moves.all), moves };
    }),
    falls: fallsOf(forwardFalls({ close, low }, indexes, FALL_BARS)),
    overlapping: overlapping(indexes, FALL_BARS),
  };
}

/** The bars of a stretch at which a rule's values can be trusted. */
export function placeOf(trial: Trial, { since, until }: Stretch): Place | Untried {
  const { ready, timeframe, desk, quote } = trial;
  const { ticker } = quote;
  const untried = (why: string): Untried => ({ kind: 'untried', ticker, why });
  if (ready.compiled.needs.reference)
    return untried('it is measured from the price at which it is made');
  const base = desk.series(timeframe);
  if (base === undefined) return untried(`there are no ${timeframe} bars of it`);
  const { closesAt } = base;
  const wanted = lastIndexAt(closesAt, since - 1) + 1;
  const first = readyFrom(trial, closesAt);
  if (first === Infinity) return untried(tooShort(trial));
  const from = Math.max(wanted, first);
  const to = lastIndexAt(closesAt, until) + 1;
  if (to - from < LEAST_BARS)
    return untried(`there are ${Math.max(0, to - from)} ${timeframe} bars of it to go by`);
  const begin = instant(closesAt[from] ?? NaN);
  return {
    base,
    window: { from, to },
    tried: {
      ticker,
      timeframe,
      isCoarse: ready.compiled.pace.kind !== 'bars',
      bars: to - from,
      from: begin,
      to: instant(closesAt[to - 1] ?? NaN),
      late: lateness(begin - since, first > wanted),
    },
  };
}

/** A long weekend or a holiday week is not worth a word. */
const WORTH_TELLING_MS = 10 * DAY_MS;

function lateness(byMs: number, waitsForValues: boolean): Tried['late'] {
  if (byMs < WORTH_TELLING_MS) return undefined;
  return waitsForValues ? 'values' : 'bars';
}

function tooShort({ ready, desk }: Trial): string {
  const [timeframe, needed] = [...ready.compiled.needs.bars].reduce((one, other) =>
    other[1] > one[1] ? other : one,
  );
  const count = desk.series(timeframe)?.closesAt.length ?? 0;
  return `its values take ${needed} ${timeframe} bars and there are ${count}`;
}

/** The first bar at whose close every series of the rule has been long enough for its values; Infinity when none is. */
function readyFrom({ ready, desk }: Trial, closesAt: Float64Array): number {
  let first = 0;
  for (const [timeframe, needed] of ready.compiled.needs.bars) {
    // What there is of yesterday's close is read where it is there, and waited for nowhere.
    const isRead = ready.compiled.needs.series.some((read) => read.timeframe === timeframe);
    if (!isRead) continue;
    const whole = desk.series(timeframe)?.closesAt[needed - 1];
    if (whole === undefined) return Infinity;
    first = Math.max(first, lastIndexAt(closesAt, whole - 1) + 1);
  }
  return first;
}
