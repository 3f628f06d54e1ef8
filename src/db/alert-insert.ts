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

type Slot = string | number | null;

/** So many rows go with one statement: a storm writes thousands, and half the cost of one is that of calling. */
const AT_ONCE = 20;

const COLUMNS = 16;

/** Writes alerts down, thousands in a storm: their ids are counted here, since an alert's short name is made from its id. */
export function alertInsert({ sqlite }: Db) {
  const insert = (rows: number) =>
    sqlite.prepare<Slot[]>(
      `insert into alert (id, event_key, ref, chat_id, thread, rule_id, ticker, type, severity, reason, fate,
         evidence, fired_at, created_at, bundle_id, inhibited_by)
       values ${Array(rows)
         .fill(`(${Array(COLUMNS).fill('?').join(', ')})`)
         .join(', ')}`,
    );
  const one = insert(1);
  const many = insert(AT_ONCE);
  const known = sqlite.prepare<[string], { id: number }>(
    "select id from alert where event_key = ? and substr(event_key, 1, 5) <> 'rule/'",
  );
  const highest = sqlite.prepare<[], { seq: number }>(
    "select seq from sqlite_sequence where name = 'alert'",
  );
  // This process is the only writer.
  let last: number | undefined;

  /** Writes them all down. @returns the first one's id; the others' follow it */
  function addAll(wishes: readonly NewAlert[], now: Instant): number {
    last ??= highest.get()?.seq ?? 0;
    const first = last + 1;
    let id = first;
    const whole = wishes.length - (wishes.length % AT_ONCE);
    for (let i = 0; i < whole; i += AT_ONCE)
      many.run(...wishes.slice(i, i + AT_ONCE).flatMap((wish) => slotsOf(id++, wish, now)));
    for (const wish of wishes.slice(whole)) one.run(...slotsOf(id++, wish, now));
    last = id - 1;
    return first;
  }

  return {
    addAll,
    /** @returns the new id, or undefined when this very event is written down already */
    add(wish: NewAlert, now: Instant): number | undefined {
      return known.get(wish.eventKey) === undefined ? addAll([wish], now) : undefined;
    },
    /** After a transaction that failed: its ids have not been given. */
    forget: (): void => void (last = undefined),
  };
}

function slotsOf(id: number, wish: NewAlert, now: Instant): readonly Slot[] {
  return [
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
  ];
}
