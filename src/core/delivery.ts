import type { Severity } from './alert.ts';
import { DAY_MS, HOUR_MS, SECOND_MS } from './time.ts';

export type DeliveryKind = 'alert' | 'reply' | 'notice' | 'edit';

/** Answers to a person who waits go before ordinary alerts, never before critical ones. */
export const REPLY_PRIORITY = 1;

/** Lanes go by priority: 0 critical, 1 answers to a person, 2 alerts, 3 the rest. */
export function alertPriority(severity: Severity): number {
  if (severity === 'critical') return 0;
  return severity === 'low' ? 3 : 2;
}

/** So long a critical alert may be on its way before it goes another one, too. */
export const LATE_ON_THE_WAY_MS = 120 * SECOND_MS;

/** How long a delivery is worth trying, in milliseconds: an answer goes stale sooner than an alert. */
export function patienceMs(kind: DeliveryKind, severity: Severity | undefined): number {
  if (kind !== 'alert') return HOUR_MS;
  return severity === 'critical' ? DAY_MS : 6 * HOUR_MS;
}
