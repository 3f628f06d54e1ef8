import type { Severity } from '../core/alert.ts';

/** What a lock screen shows first. */
export const SEVERITY_ICONS: Readonly<Record<Severity, string>> = {
  low: '🔹',
  medium: '🔔',
  high: '🟠',
  critical: '🔴',
};
