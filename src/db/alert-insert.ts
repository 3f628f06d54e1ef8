import type { AlertFate, Evidence, EventKey, NotifyReason, Severity } from '../core/alert.ts';
import { refOf } from '../core/code.ts';
import type { Place } from '../core/people.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Instant } from '../core/time.ts';
import type { Db } from './open.ts';

export type NewAlert = {
  readonly eventKey: EventKey;
  /** Made from the alert's id unless given. */
  readonly ref?: string;
  readonly place: Place;
  readonly ruleId: number | undefined;
  readonly ticker: Ticker;
  readonly type: string;
  readonly severity: Severity;
  readonly reason: NotifyReason;
  readonly fate: AlertFate;
  readonly evidence: Evidence;
  readonly firedAt: Instant;
  readonly bundleId?: number | undefined;
  readonly inhibitedBy?: number | undefined;
};

type Slots = [
  id: number,
  eventKey: string,
  ref: string,
  chatId: number,
  thread: number | null,
  ruleId: number | null,
  ticker: string,
  type: string,
  severity: string,
  reason: string,
  fate: string,
  evidence: string,
  firedAt: number,
  createdAt: number,
  bundleId: number | null,
  inhibitedBy: number | null,
];

/** Writes alerts down, thousands in a storm: their ids are counted here, since an alert's short name is made from its id. */
export function alertInsert({ sqlite }: Db) {
  // Only the transition may be known already; anything else that is in the way is a fault.
  const insert = sqlite.prepare<Slots>(
    `insert into alert (id, event_key, ref, chat_id, thread, rule_id, ticker, type, severity, reason, fate,
       evidence, fired_at, created_at, bundle_id, inhibited_by)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (event_key) do nothing`,
  );
  const highest = sqlite.prepare<[], { seq: number }>(
    "select seq from sqlite_sequence where name = 'alert'",
  );
  // This process is the only writer.
  let last: number | undefined;
  return {
    /** @returns the new id, or undefined when this very transition is written down already */
    add(wish: NewAlert, now: Instant): number | undefined {
      last ??= highest.get()?.seq ?? 0;
      const id = last + 1;
      const { changes } = insert.run(
        id,
        wish.eventKey,
        wish.ref ?? refOf(id),
        wish.place.chat,
        wish.place.thread ?? null,
        wish.ruleId ?? null,
        wish.ticker,
        wish.type,
        wish.severity,
        wish.reason,
        wish.fate,
        JSON.stringify(wish.evidence),
        wish.firedAt,
        now,
        wish.bundleId ?? null,
        wish.inhibitedBy ?? null,
      );
      if (changes === 0) return undefined;
      last = id;
      return id;
    },
    /** After a transaction that failed: its ids have not been given. */
    forget: (): void => void (last = undefined),
  };
}
