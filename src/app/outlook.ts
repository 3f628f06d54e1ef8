import { replay } from '../alerts/replay.ts';
import { lastIndexAt } from '../core/bars-columns.ts';
import type { BarSeries, Quote } from '../core/market.ts';
import { DAY_MS, instant, type Instant } from '../core/time.ts';
import { lengthOf, type Timeframe } from '../core/timeframe.ts';
import { barView } from '../rules/bar-view.ts';
import type { Desk } from '../rules/desk.ts';
import type { ReadyRule } from '../rules/ready.ts';
import { OUTLOOK_BARS, OUTLOOK_MS, outlookTimeframe } from './rule-wants.ts';

/** What a rule would have done on one ticker over the bars that are kept. */
export type Outlook =
  | {
      readonly kind: 'tried';
      readonly timeframe: Timeframe;
      /** Live it is judged on quotes; what happened within a bar is not seen here. */
      readonly isCoarse: boolean;
      readonly bars: number;
      readonly from: Instant;
      readonly to: Instant;
      readonly rings: readonly PastRing[];
      readonly after: readonly Aftermath[];
      /** It would have rung more than once a day. */
      readonly isNoisy: boolean;
    }
  /** `why` follows "I can't tell what it would have done: ". */
  | { readonly kind: 'untried'; readonly why: string };

export type PastRing = { readonly index: number; readonly at: Instant; readonly price: number };

/** The middle move after so many bars, in percent, and of how many firings it is. */
export type Aftermath = { readonly bars: number; readonly medianPct: number; readonly n: number };

type Facts = {
  readonly ready: ReadyRule;
  readonly desk: Desk;
  readonly quote: Quote;
  readonly now: Instant;
};

const AFTER_BARS = [1, 5];
const LEAST_BARS = 20;

/** Tries a rule out, by the same evaluator and the same decisions as live. */
export function outlookOf({ ready, desk, quote, now }: Facts): Outlook {
  const { compiled } = ready;
  if (compiled.needs.reference)
    return { kind: 'untried', why: 'it is measured from the price at which it is made' };
  const timeframe = outlookTimeframe(compiled);
  const base = desk.series(timeframe);
  const window = base && windowOf(base, now);
  if (base === undefined || window === undefined)
    return { kind: 'untried', why: `there are not enough ${timeframe} bars` };
  const rings = ringsIn({ ready, desk, base, quote }, window).map((index): PastRing => ({
    index,
    at: instant(base.closesAt[index] ?? NaN),
    price: base.bars.close[index] ?? NaN,
  }));
  const from = instant(base.closesAt[window.from] ?? NaN);
  const to = instant(base.closesAt[window.to - 1] ?? NaN);
  return {
    kind: 'tried',
    timeframe,
    isCoarse: compiled.pace.kind !== 'bars',
    bars: window.to - window.from,
    from,
    to,
    rings,
    after: AFTER_BARS.map((bars) => aftermath(base, rings, bars)),
    isNoisy: rings.length > Math.max(1, (to - from) / DAY_MS),
  };
}

type Window = { readonly from: number; readonly to: number };

/** Bars, by index, at which a rule would have rung in a stretch of a series. */
export function ringsIn(
  { ready, desk, base, quote }: Omit<Facts, 'now'> & { readonly base: BarSeries },
  { from, to }: Window,
): readonly number[] {
  const { compiled, policy } = ready;
  const facts = { desk, base, quote, reference: undefined };
  return replay({
    from,
    to,
    policy,
    signalAt(index) {
      const view = barView(facts, index);
      const { verdict, held, value } = compiled.judge(view);
      return { verdict, held, value, at: view.quote.at };
    },
  }).map(({ index }) => index);
}

function windowOf({ timeframe, closesAt }: BarSeries, now: Instant): Window | undefined {
  const to = closesAt.length;
  const from =
    lengthOf(timeframe) >= DAY_MS
      ? Math.max(0, to - OUTLOOK_BARS)
      : lastIndexAt(closesAt, now - OUTLOOK_MS) + 1;
  return to - from < LEAST_BARS ? undefined : { from, to };
}

function aftermath({ bars }: BarSeries, rings: readonly PastRing[], count: number): Aftermath {
  const moves = rings
    .map(({ index, price }) => (((bars.close[index + count] ?? NaN) - price) * 100) / price)
    .filter((move) => Number.isFinite(move))
    .sort((a, b) => a - b);
  return { bars: count, medianPct: middleOf(moves), n: moves.length };
}

/** The median of sorted numbers; NaN of none. */
export function middleOf(sorted: readonly number[]): number {
  const half = sorted.length / 2;
  const upper = sorted[Math.floor(half)] ?? NaN;
  return Number.isInteger(half) ? (upper + (sorted[half - 1] ?? NaN)) / 2 : upper;
}
