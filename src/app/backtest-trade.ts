import { atr } from '../analysis/atr.ts';
import { backtest, type Backtest } from '../analysis/backtest.ts';
import type { BacktestStop } from '../analysis/backtest-stop.ts';
import { replay } from '../alerts/replay.ts';
import { lastIndexAt, sliceBars } from '../core/bars-columns.ts';
import type { Bars } from '../core/market.ts';
import { instant, type Instant } from '../core/time.ts';
import { lengthOf } from '../core/timeframe.ts';
import { barView } from '../rules/bar-view.ts';
import type { StopWish } from '../rules/backtest-words.ts';
import {
  placeOf,
  type Place,
  type Stretch,
  type Trial,
  type Tried,
  type Untried,
} from './backtest-study.ts';

/** What trading a rule on one ticker would have come to. */
export type Trading = Tried & {
  readonly kind: 'trading';
  readonly result: Backtest;
  /** When each bar of the course closed, epoch ms; as long as the equity. */
  readonly closesAt: Float64Array;
  /** What the same money would have been in the ticker from the first close on. */
  readonly held: Float64Array;
  readonly trades: readonly PastTrade[];
};

export type PastTrade = {
  readonly enteredAt: Instant;
  readonly exitedAt: Instant;
  readonly entryPrice: number;
  readonly exitPrice: number;
  /** After costs. */
  readonly pct: number;
  readonly why: Backtest['trades'][number]['exitReason'];
};

export type TradeTrial = {
  readonly entry: Trial;
  readonly exit: Trial | undefined;
  readonly stop: StopWish | undefined;
  readonly costPct: number;
};

/** What the account begins with. Fractions are bought, so that it matters nowhere. */
const CASH = 10_000;

/** Trades what two conditions say: decided on closes, filled at the next open, all of the money in one long position. */
export function tradingOf(wish: TradeTrial, stretch: Stretch): Trading | Untried {
  const trials = [wish.entry, ...(wish.exit ? [wish.exit] : [])];
  const places = trials.map((trial) => placeOf(trial, stretch));
  const gap = places.find((place) => 'kind' in place);
  if (gap !== undefined) return gap;
  const known = places.flatMap((place, n) => {
    const trial = trials[n];
    return 'kind' in place || trial === undefined
      ? []
      : [{ trial, place, flags: signals(trial, place) }];
  });
  // Fills are looked for on the shorter bars, within the stretch at which both sides are ready.
  const finest = known.reduce((one, other) =>
    lengthOf(other.trial.timeframe) < lengthOf(one.trial.timeframe) ? other : one,
  );
  const { base } = finest.place;
  const from = Math.max(
    ...known.map(({ place }) => lastIndexAt(base.closesAt, place.tried.from - 1) + 1),
  );
  const { to } = finest.place.window;
  const bars = sliceBars(base.bars, from, to);
  const closesAt = base.closesAt.subarray(from, to);
  const [entry = new Uint8Array(closesAt.length), exit = new Uint8Array(closesAt.length)] =
    known.map(({ flags }) => laidOn(closesAt, flags));
  const result = backtest(
    bars,
    { entry, exit },
    {
      cash: CASH,
      commissionPct: wish.costPct,
      isFractional: true,
      ...stopOf(wish.stop, base.bars, { from, to }),
    },
  );
  const start = bars.close.find((price) => Number.isFinite(price)) ?? NaN;
  return {
    ...finest.place.tried,
    from: instant(closesAt[0] ?? NaN),
    bars: closesAt.length,
    late: known.find(({ place }) => place.tried.late !== undefined)?.place.tried.late,
    kind: 'trading',
    result,
    closesAt,
    held: bars.close.map((price) => (CASH * price) / start),
    trades: result.trades.map((trade) => ({
      enteredAt: instant(bars.openedAt[trade.entryBar] ?? NaN),
      exitedAt: instant(bars.openedAt[trade.exitBar] ?? NaN),
      entryPrice: trade.entryPrice,
      exitPrice: trade.exitPrice,
      pct: trade.returnPct,
      why: trade.exitReason,
    })),
  };
}

/**
 * When a condition becomes true having been false, or at every bar while it is so where it is written with `is`. Cooldown
 * and re-arm distance keep people from being rung too often; here they have no part.
 */
function signals({ ready, desk, quote }: Trial, { base, window }: Place): Float64Array {
  const facts = { desk, base, quote, reference: undefined };
  const policy = { ...ready.policy, cooldownMs: 0, once: false, hasWorsened: undefined };
  const rings = replay({
    ...window,
    policy,
    signalAt(index) {
      const view = barView(facts, index);
      const { verdict } = ready.compiled.judge(view);
      return { verdict, held: verdict, value: undefined, at: view.quote.at };
    },
  });
  return Float64Array.from(rings, ({ index }) => base.closesAt[index] ?? NaN);
}

/** Moments as flags on the bars that had closed by then. */
function laidOn(closesAt: Float64Array, moments: Float64Array): Uint8Array {
  const flags = new Uint8Array(closesAt.length);
  for (const moment of moments) {
    const index = lastIndexAt(closesAt, moment);
    if (index >= 0) flags[index] = 1;
  }
  return flags;
}

/** The ranges are worked out over all bars, so that they are known from the first bar of the stretch on. */
function stopOf(
  wish: StopWish | undefined,
  bars: Bars,
  { from, to }: { readonly from: number; readonly to: number },
): { readonly stop?: BacktestStop } {
  if (wish === undefined) return {};
  const { distance, isTrailing } = wish;
  if (distance.kind === 'percent')
    return { stop: { kind: isTrailing ? 'trailing' : 'fixed', pct: distance.pct } };
  const away = atr(bars, distance.period)
    .subarray(from, to)
    .map((range) => range * distance.times);
  if (!isTrailing) return { stop: { kind: 'away', distance: away } };
  const pct = away.map((range, n) => (100 * range) / (bars.close[from + n] ?? NaN));
  return { stop: { kind: 'trailing', pct } };
}
