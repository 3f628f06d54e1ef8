import type { Instant } from '../core/time.ts';

/** One look at the program's health. What is not known is undefined: it neither opens nor ends an incident. */
export type Vitals = {
  readonly startedAt: Instant;
  readonly providers: readonly ProviderVitals[];
  /** Since when the delivery that has waited longest could have gone out; undefined when none waits. */
  readonly oldestDueAt: Instant | undefined;
  /** Deliveries of which nobody knows whether they arrived. */
  readonly uncertain: number;
  /** Deliveries given up in the last 24 hours. */
  readonly deadLastDay: number;
  /** The last time Telegram answered our asking for updates; undefined as a whole when polling is not wanted. */
  readonly polling: { readonly lastSuccessAt: Instant | undefined } | undefined;
  readonly loopLagP99Ms: number | undefined;
  /** Share of the disk that holds the database, 0–1. */
  readonly diskFree: number | undefined;
  readonly walBytes: number | undefined;
  readonly lastBackupAt: Instant | undefined;
  /** Our clock less theirs, by the Date header of a reply. */
  readonly clockSkewMs: number | undefined;
  /** The last moment for which the market calendar has a day. */
  readonly calendarEndsAt: Instant | undefined;
  /** Alerts created less those whose end or whereabouts is known. */
  readonly unaccounted: number;
  /** What the last reading of the audit log found; undefined while it was not read. */
  readonly auditLog: { readonly broken: { readonly id: number } | undefined } | undefined;
};

export type ProviderVitals = {
  /** As people call it: `Yahoo`. */
  readonly name: string;
  readonly everyMs: number;
  /** Since when it should have been asked without a break; undefined while its markets are closed. */
  readonly dueSince: Instant | undefined;
  readonly lastSuccessAt: Instant | undefined;
  /** What does not depend on it, to say beside the trouble; a whole sentence. */
  readonly stillWorks: string;
};

/** How one thing stands. `between` is neither bad enough to open an incident nor good enough to end one. */
export type Finding = {
  readonly key: string;
  readonly grade: 'bad' | 'between' | 'good';
  /** Since when it has been bad, where that is known better than by when we looked. */
  readonly since: Instant | undefined;
  /** A sentence without its full stop, into which "since when" can be put. */
  readonly trouble: string;
  readonly stillWorks: string;
  /** A sentence for the end of it. */
  readonly relief: string;
};
