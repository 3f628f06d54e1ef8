import type { Bars } from '../core/market.ts';
import {
  at,
  completedOn,
  extentOf,
  tdSetups,
  trueHigh,
  trueLow,
  upsideDown,
  type TdExtent,
  type TdSetups,
  type TdSide,
  type TdView,
} from './td-setup.ts';

export type TdOptions = {
  /**
   * What a second setup of the same direction does to a running countdown:
   * `always` the countdown begins again; `never` nothing, and after a 13 nothing either until a setup of the other
   * direction has been completed (one countdown per direction); `perl` (when left out) it begins again only when the
   * new setup's true range, from its highest true high to its lowest true low over bars 1–9, is at least that of the
   * setup now counted from and less than 1.618 times it.
   */
  readonly recycle?: 'always' | 'never' | 'perl';
  /** Whether a 13 waits (marked in `deferred`) until it reaches beyond the close of bar 8. True when left out. */
  readonly deferral?: boolean;
  /**
   * What ends a countdown. `opposite`: a completed setup of the other direction, only. `both`: also a break of the
   * setup it is counted from – for a buy, a low and the close before it above the highest high of its bars 1–9; for a
   * sell the mirror image. When left out: `both` with `perl`, else `opposite`, which is all that the public programs
   * behind `always` and `never` know.
   */
  readonly cancel?: 'opposite' | 'both';
};

export type TdSequential = TdSetups & {
  /** The number of a bar that counts, + buy, − sell; 0 on every other bar. ±13 completes the countdown. */
  readonly countdown: Float64Array;
  /** The count reached so far by the countdown that runs, signed; ±13 on its last bar, 0 when none runs. */
  readonly running: Float64Array;
  /** ±1 on a bar that would be the 13 but has to wait for a better one (written "+" on charts), else 0. */
  readonly deferred: Float64Array;
  /**
   * The risk level of the last 13; NaN before the first. For a buy: the lowest true low from count 1 to count 13, less
   * the true range of that bar; for a sell the highest true high plus the true range.
   */
  readonly risk: Float64Array;
};

type Rules = Required<TdOptions>;

/** A countdown under way. Prices are those of its side's view. */
type Countdown = {
  readonly side: TdSide;
  readonly view: TdView;
  readonly from: TdExtent;
  count: number;
  closeOf8: number;
  /** The extreme bar since count 1: its true low and what lies its true range beyond. */
  lowest: number;
  risk: number;
};

/** What a bar did to the countdown. */
type Step = 'counted' | 'deferred' | 'passed';

const LAST = 13;
const MUCH_LARGER = 1.618;

/**
 * TD Sequential: setups (1–9) with perfection and TDST, and countdowns (1–13) with cancellation, recycling, deferral and
 * the risk level. A countdown begins on bar 9 of a setup, which may itself be count 1, and counts bars, not necessarily
 * in a row, whose close is at or below the low two bars before (buy; sell: at or above the high two bars before).
 *
 * Series as long as `bars`, prices in theirs; counts have no warm-up (0 is "none"), lines are NaN until there is one.
 * A bar is never judged by later ones. On one bar a completed setup is heard first, then cancellation, then counting.
 * Authors differ on recycling and on cancellation: the options name the choices, and what is left out follows Perl.
 *
 * @see demark.com/sequential-indicator; J. Perl, DeMark Indicators, ch. 1
 */
export function tdSequential(bars: Bars, options: TdOptions = {}): TdSequential {
  const rules = rulesOf(options);
  const { length } = bars.close;
  const setups = tdSetups(bars);
  const views = { buy: bars, sell: upsideDown(bars) };
  const countdown = new Float64Array(length);
  const running = new Float64Array(length);
  const deferred = new Float64Array(length);
  const risk = new Float64Array(length).fill(NaN);

  let current: Countdown | undefined;
  let lastRisk = NaN;
  for (let i = 0; i < length; i++) {
    const side = completedOn(setups.setup, i);
    if (side !== undefined) {
      const view = side === 1 ? views.buy : views.sell;
      current = afterSetup(current, begin({ side, view, bar: i }), rules);
    }
    if (current && rules.cancel === 'both' && isBroken(current, i)) current = undefined;
    if (current && current.count < LAST) {
      const step = advance(current, i, rules);
      if (step === 'counted') countdown[i] = current.side * current.count;
      if (step === 'deferred') deferred[i] = current.side;
      running[i] = current.count === 0 ? 0 : current.side * current.count;
      if (current.count === LAST) lastRisk = current.side * current.risk;
    }
    risk[i] = lastRisk;
  }
  return { ...setups, countdown, running, deferred, risk };
}

function rulesOf({ recycle = 'perl', deferral = true, cancel }: TdOptions): Rules {
  return { recycle, deferral, cancel: cancel ?? (recycle === 'perl' ? 'both' : 'opposite') };
}

function begin({ side, view, bar }: { side: TdSide; view: TdView; bar: number }): Countdown {
  const from = extentOf(view, bar);
  return { side, view, from, count: 0, closeOf8: NaN, lowest: Infinity, risk: NaN };
}

/** The countdown that is followed once a setup has been completed: the one before, or the setup's own. */
function afterSetup(current: Countdown | undefined, own: Countdown, rules: Rules): Countdown {
  if (!current || current.side !== own.side) return own;
  switch (rules.recycle) {
    case 'always':
      return own;
    case 'never':
      return current;
    case 'perl':
      return current.count === LAST || isRecycled(current.from, own.from) ? own : current;
  }
}

function isRecycled(first: TdExtent, second: TdExtent): boolean {
  const size = second.highestTrueHigh - second.lowestTrueLow;
  const before = first.highestTrueHigh - first.lowestTrueLow;
  return size >= before && size < MUCH_LARGER * before;
}

/** A finished countdown is left alone: it is only kept to know that it has been. */
function isBroken({ view, from, count }: Countdown, bar: number): boolean {
  if (count === LAST) return false;
  return at(view.low, bar) > from.highestHigh && at(view.close, bar - 1) > from.highestHigh;
}

function advance(countdown: Countdown, bar: number, rules: Rules): Step {
  const { view } = countdown;
  const counts = at(view.close, bar) <= at(view.low, bar - 2);
  if (counts || countdown.count > 0) noteLowest(countdown, bar);
  if (!counts) return 'passed';
  const isLast = countdown.count === LAST - 1;
  if (isLast && rules.deferral && !(at(view.low, bar) <= countdown.closeOf8)) return 'deferred';
  countdown.count += 1;
  if (countdown.count === 8) countdown.closeOf8 = at(view.close, bar);
  return 'counted';
}

function noteLowest(countdown: Countdown, bar: number): void {
  const low = trueLow(countdown.view, bar);
  if (low > countdown.lowest) return;
  countdown.lowest = low;
  countdown.risk = low - (trueHigh(countdown.view, bar) - low);
}
