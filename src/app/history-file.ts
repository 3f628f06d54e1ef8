import { HORIZONS } from '../alerts/outcomes.ts';
import { csvOf, type Cell } from '../core/csv.ts';
import type { TextFile } from '../core/message.ts';
import type { Instant } from '../core/time.ts';
import { isoDate } from '../core/zone.ts';
import type { HistoryEntry } from './history-entry.ts';

/** So many rows are within what a message may carry. */
export const MOST_IN_FILE = 1_000;

const FIXED = [
  'fired_at',
  'ticker',
  'rule',
  'alert',
  'what',
  'price',
  'currency',
  'fate',
  'reason',
  'why',
  'sent_at',
  'acked_at',
  'acked_by',
] as const;

/** A chat's alerts as a table, newest first. Times are UTC; moves are percent since the alert. */
export function historyFile(entries: readonly HistoryEntry[], now: Instant): TextFile {
  const head = [...FIXED, ...HORIZONS.map((name) => `after_${name}_pct`)];
  return { name: `history-${isoDate(now, 'UTC')}.csv`, text: csvOf(head, entries.map(cellsOf)) };
}

function cellsOf({ alert, why, sentAt, outcomes }: HistoryEntry): readonly Cell[] {
  const { evidence } = alert;
  return [
    timeOf(alert.firedAt),
    alert.ticker,
    evidence.code,
    alert.ref,
    evidence.headline,
    evidence.price,
    evidence.currency,
    alert.fate,
    alert.reason,
    why,
    timeOf(sentAt),
    timeOf(alert.ackedAt),
    alert.ackedBy,
    ...HORIZONS.map((name) => outcomes.find(({ horizon }) => horizon === name)?.pct),
  ];
}

function timeOf(at: Instant | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}
