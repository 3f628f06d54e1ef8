import { leavesOf, readsOf } from './defaults.ts';
import type { Condition } from './rule.ts';

/** What kinds of alerts rules make; a whole kind can be muted. */
export const ALERT_TYPES = ['price', 'indicator', 'pattern'] as const;

export type AlertType = (typeof ALERT_TYPES)[number];

/** `pattern` where a rule waits for an event, `indicator` where it reads bars, else `price`. */
export function alertType(condition: Condition): AlertType {
  if (leavesOf(condition).some(({ kind }) => kind === 'event')) return 'pattern';
  return readsOf(condition).some(({ kind }) => kind === 'series') ? 'indicator' : 'price';
}
