import { instant, type Clock } from '../core/time.ts';
import type { Facts } from '../web/facts.ts';
import type { Parts } from '../wire.ts';

/** The program's figures for /metrics. */
export function factsOf(parts: Parts, clock: Clock): Facts {
  const now = clock();
  const { store } = parts;
  const census = store.census.take(now);
  const ended = census.alerts;
  const count = (fate: string): number => ended[fate] ?? 0;
  const quotes = store.jobs.get('quotes');
  const lastOkAt = quotes?.lastOkAt ?? undefined;
  return {
    alerts: {
      created: Object.values(ended).reduce((sum, n) => sum + n, 0),
      sent: count('sent'),
      suppressed: count('suppressed'),
      expired: count('expired'),
      dead: count('dead'),
      open: count('open'),
      unaccounted: census.unaccounted,
    },
    deliveries: census.deliveries,
    oldestDueMs: census.oldestDueAt === undefined ? 0 : Math.max(0, now - census.oldestDueAt),
    inboxDepth: store.inbox.depth(),
    providers: [
      {
        name: 'yahoo',
        successes: quotes?.runs ?? 0,
        failures: quotes?.failures ?? 0,
        ageMs: lastOkAt === undefined ? undefined : now - instant(lastOkAt),
      },
    ],
    scans: store.jobs.list().map(({ name, runs, skips, failures }) => ({
      name,
      run: runs,
      skipped: skips,
      failed: failures,
    })),
    telegramTooMany: parts.deliver.stats.rateLimited,
    databaseBytes: store.census.databaseBytes(),
    walBytes: store.census.walBytes(),
  };
}
