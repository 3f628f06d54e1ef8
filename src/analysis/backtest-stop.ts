import type { Bars } from '../core/market.ts';

/** A stop tightens and never loosens. It is touched within a bar; a bar that opens beyond it fills at the open. */
export type BacktestStop =
  /** So many percent from the fill. */
  | { readonly kind: 'fixed'; readonly pct: number }
  /** So far from the fill, in the price's unit, by the figure of the bar on which was decided: two average true ranges. */
  | { readonly kind: 'away'; readonly distance: Float64Array }
  /** So many percent from the best close, by each bar's own figure where a series is given. */
  | { readonly kind: 'trailing'; readonly pct: number | Float64Array }
  /** A price decided on each close and good from the next bar on; NaN leaves it where it was. */
  | { readonly kind: 'price'; readonly price: Float64Array };

/** The close on which something is decided, for a position to one side. */
type Decision = { readonly bars: Bars; readonly bar: number; readonly side: 1 | -1 };

/** @throws RangeError when the distance is not positive */
export function requireStop(stop: BacktestStop | undefined): void {
  if (stop?.kind !== 'fixed' && stop?.kind !== 'trailing') return;
  if (typeof stop.pct !== 'number') return;
  if (!(stop.pct > 0)) throw new RangeError(`a stop must lie some percent away, not ${stop.pct}.`);
}

/** The stop with which a position filled at `paid` begins; NaN without one. */
export function firstStop(
  stop: BacktestStop | undefined,
  paid: number,
  decision: Decision,
): number {
  if (stop?.kind === 'fixed') return paid * (1 - (decision.side * stop.pct) / 100);
  if (stop?.kind === 'away') return paid - decision.side * (stop.distance[decision.bar] ?? NaN);
  return stop ? stopFrom(stop, decision) : NaN;
}

/** The stop after one more close: where it was, unless the new one is nearer. */
export function tightened(now: number, stop: BacktestStop | undefined, decision: Decision): number {
  if (!stop || stop.kind === 'fixed' || stop.kind === 'away') return now;
  const next = stopFrom(stop, decision);
  return Number.isNaN(now) || decision.side * (next - now) > 0 ? next : now;
}

function stopFrom(
  stop: Extract<BacktestStop, { kind: 'trailing' | 'price' }>,
  { bars, bar, side }: Decision,
): number {
  if (stop.kind === 'price') return stop.price[bar] ?? NaN;
  const pct = typeof stop.pct === 'number' ? stop.pct : (stop.pct[bar] ?? NaN);
  return (bars.close[bar] ?? NaN) * (1 - (side * pct) / 100);
}
