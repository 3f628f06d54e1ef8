import type { Severity } from './alert.ts';
import { HOUR_MS, MINUTE_MS } from './time.ts';

/** What is usual for alerts of one type where their rule or detector says nothing. */
export type AlertKind = {
  /** Least time between two rings of one rule or detector about one ticker. */
  readonly cooldownMs: number;
  readonly severity: Severity;
};

/**
 * Every type of alert. A detector grades its own findings from here: a level that matters much is `high`, a regime that
 * jumps two bands is `critical`.
 */
const KINDS: Readonly<Record<string, AlertKind>> = {
  price: { cooldownMs: 1 * HOUR_MS, severity: 'medium' },
  indicator: { cooldownMs: 24 * HOUR_MS, severity: 'medium' },
  pattern: { cooldownMs: 24 * HOUR_MS, severity: 'medium' },
  'gex-approach': { cooldownMs: 15 * MINUTE_MS, severity: 'low' },
  'gex-breach': { cooldownMs: 5 * MINUTE_MS, severity: 'medium' },
  'gex-flip': { cooldownMs: 2 * MINUTE_MS, severity: 'critical' },
  'gamma-regime': { cooldownMs: 1 * MINUTE_MS, severity: 'critical' },
  'volume-spike': { cooldownMs: 10 * MINUTE_MS, severity: 'low' },
  'oi-divergence': { cooldownMs: 30 * MINUTE_MS, severity: 'low' },
  burst: { cooldownMs: 5 * MINUTE_MS, severity: 'medium' },
  'vix-regime': { cooldownMs: 1 * MINUTE_MS, severity: 'medium' },
  'vix-spike': { cooldownMs: 2 * MINUTE_MS, severity: 'critical' },
  // Each cluster is a transition of its own: nothing has to be held back.
  'insider-cluster': { cooldownMs: 0, severity: 'medium' },
  stop: { cooldownMs: 5 * MINUTE_MS, severity: 'critical' },
  // Each time it goes above the limit is a transition of its own.
  risk: { cooldownMs: 0, severity: 'high' },
};

const UNLISTED: AlertKind = { cooldownMs: 5 * MINUTE_MS, severity: 'medium' };

/** What is usual for a type; five minutes and `medium` for one that is not listed. */
export function alertKind(type: string): AlertKind {
  return KINDS[type] ?? UNLISTED;
}
