import { TIMEFRAMES, type Timeframe } from '../core/timeframe.ts';
import { readsOf } from './defaults.ts';
import type { SeriesRead } from './measure.ts';
import type { Rule } from './rule.ts';

/** When a rule is judged. */
export type Pace =
  /** With every new quote; series stand still at their last closed bar. */
  | { readonly kind: 'quotes' }
  /** With every new quote, the bar in progress included: provisional. */
  | { readonly kind: 'forming'; readonly timeframe: Timeframe }
  /** When a bar of this length closes; the price is then its close. */
  | { readonly kind: 'bars'; readonly timeframe: Timeframe };

/**
 * When a rule is judged: on closed bars as soon as it reads a series, waits for closes or counts bars, unless it asks for
 * quotes or for the forming bar. Of several timeframes the shortest sets the pace.
 */
export function paceOf({ condition, modifiers }: Omit<Rule, 'target' | 'text'>): Pace {
  const { every, holdFor, within } = modifiers;
  const series = readsOf(condition).filter((read) => read.kind === 'series');
  if (every.kind === 'bar' && series.length > 0)
    return { kind: 'forming', timeframe: shortest(series) };
  if (every.kind === 'bar') return { kind: 'quotes' };
  if (every.kind === 'quote' && series.length > 0) return { kind: 'quotes' };
  const countsBars = within !== undefined || (holdFor !== undefined && 'count' in holdFor);
  const isOnBars = series.length > 0 || every.kind === 'close' || countsBars;
  return isOnBars ? { kind: 'bars', timeframe: shortest(series) } : { kind: 'quotes' };
}

function shortest(reads: readonly SeriesRead[]): Timeframe {
  return TIMEFRAMES.find((one) => reads.some(({ timeframe }) => timeframe === one)) ?? '1d';
}
