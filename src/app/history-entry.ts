import type { AlertRecord } from '../core/records.ts';
import { instant, type Instant } from '../core/time.ts';
import type { OutcomeRow } from '../db/outcomes.ts';
import type { Store } from '../db/store.ts';
import { fateOf, type Fate } from './history-fate.ts';

/** One alert and what became of it. */
export type HistoryEntry = {
  readonly alert: AlertRecord;
  /** Telegram's or our own words for why it did not go out (yet). */
  readonly why: string | undefined;
  readonly sentAt: Instant | undefined;
  /** Until when it has to wait; undefined when it is not waiting. */
  readonly waitsUntil: Instant | undefined;
  /** It may have arrived twice. */
  readonly wasRepeated: boolean;
  /** What the price did after it, by distance; empty in its first minute. */
  readonly outcomes: readonly OutcomeRow[];
  readonly became: Fate;
};

/** An alert as it stands now; undefined when it has been erased. */
export function entryOf(store: Store, id: number): HistoryEntry | undefined {
  const alert = store.alerts.get(id);
  if (alert === undefined) return undefined;
  const own = store.deliveries.ofAlert(id);
  const shared = alert.bundleId === undefined ? [] : store.deliveries.ofBundle(alert.bundleId);
  const rows = [...own, ...shared].filter((row) => row.kind === 'alert');
  const sent = rows.find((row) => row.status === 'sent');
  const waiting = rows.find((row) => row.status === 'queued' || row.status === 'uncertain');
  return {
    alert,
    why: (waiting ?? rows.at(-1))?.lastCode ?? undefined,
    sentAt: momentOf(sent?.finishedAt),
    waitsUntil: waiting && instant(waiting.notBefore),
    wasRepeated: rows.some((row) => row.uncertain > 0),
    outcomes: store.outcomes.ofAlert(id),
    became: fateOf(store, alert),
  };
}

function momentOf(epochMs: number | null | undefined): Instant | undefined {
  return epochMs === null || epochMs === undefined ? undefined : instant(epochMs);
}
