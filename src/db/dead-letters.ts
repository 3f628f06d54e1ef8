import { chatId, type ChatId, type ChatKind } from '../core/people.ts';
import { instant, type Instant } from '../core/time.ts';
import type { DeliveryRow } from './deliveries.ts';
import type { Db } from './open.ts';

/** A message that was given up, with what a person needs to decide about it. */
export type DeadLetter = {
  readonly id: number;
  readonly kind: DeliveryRow['kind'];
  readonly alertId: number | undefined;
  /** The alert's short name and ticker; undefined for answers and notices. */
  readonly alert: string | undefined;
  readonly chat: ChatId;
  readonly chatKind: ChatKind;
  readonly title: string;
  readonly isGone: boolean;
  readonly why: string;
  readonly at: Instant;
};

type Row = {
  readonly id: number;
  readonly kind: DeliveryRow['kind'];
  readonly alertId: number | null;
  readonly alert: string | null;
  readonly chat: number;
  readonly chatKind: ChatKind;
  readonly title: string;
  readonly chatStatus: string;
  readonly why: string | null;
  readonly at: number;
};

/** Messages that were given up. Lost edits are left out: what they would have changed did arrive. */
export function deadLetterStore({ sqlite }: Db) {
  const newest = sqlite.prepare<[number, number], Row>(
    `select d.id, d.kind, d.alert_id as alertId, a.ticker || ' #' || a.ref as alert, c.id as chat,
       c.kind as chatKind, c.title, c.status as chatStatus, d.last_code as why,
       coalesce(d.finished_at, d.created_at) as at
     from delivery d join chat c on c.id = d.chat_id left join alert a on a.id = d.alert_id
     where d.status in ('dead', 'expired') and d.kind <> 'edit' and d.finished_at >= ?
     order by d.finished_at desc, d.id desc limit ?`,
  );
  return {
    newest: (since: Instant, limit: number): readonly DeadLetter[] =>
      newest.all(since, limit).map((row) => ({
        id: row.id,
        kind: row.kind,
        alertId: row.alertId ?? undefined,
        alert: row.alert ?? undefined,
        chat: chatId(row.chat),
        chatKind: row.chatKind,
        title: row.title,
        isGone: row.chatStatus === 'gone',
        why: row.why ?? 'no reason was written down',
        at: instant(row.at),
      })),
  };
}
