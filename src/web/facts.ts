/** Figures of the running program, as counted at one moment. Totals only grow, within one database. */
export type Facts = {
  readonly alerts: {
    readonly created: number;
    readonly sent: number;
    readonly suppressed: number;
    readonly expired: number;
    readonly dead: number;
    readonly open: number;
    /** Created less all the others; anything but 0 is a fault of the program. */
    readonly unaccounted: number;
  };
  /** Rows by status: `queued`, `sending`, `sent`, … */
  readonly deliveries: Readonly<Record<string, number>>;
  /** How long the longest waiting delivery has been due; 0 when none waits. */
  readonly oldestDueMs: number;
  /** Updates received and not yet handled. */
  readonly inboxDepth: number;
  readonly providers: readonly ProviderFacts[];
  readonly scans: readonly ScanFacts[];
  /** How often Telegram asked us to slow down. */
  readonly telegramTooMany: number;
  readonly databaseBytes: number;
  readonly walBytes: number;
};

type ProviderFacts = {
  readonly name: string;
  readonly successes: number;
  readonly failures: number;
  /** Since the last success; undefined before the first. */
  readonly ageMs: number | undefined;
};

type ScanFacts = {
  readonly name: string;
  readonly run: number;
  readonly skipped: number;
  readonly failed: number;
};
