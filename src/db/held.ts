import type { Severity } from '../core/alert.ts';
import { chatId, type ChatId } from '../core/people.ts';
import { instant, plus, type Instant } from '../core/time.ts';
import { HELD, RECOVERY, settleFates, type Recovery } from './amnesia.ts';
import { metaStore } from './meta.ts';
import type { DeliveryRow } from './deliveries.ts';
import type { Db } from './open.ts';

/** A message that may or may not have been sent before a restore. */
export type HeldMessage = {
  readonly id: number;
  readonly kind: DeliveryRow['kind'];
  readonly severity: Severity | undefined;
  /** The alert's ticker and short name; undefined for answers and notices. */
  readonly alert: string | undefined;
  readonly channel: string;
  readonly title: string;
  readonly chat: ChatId;
  readonly createdAt: Instant;
  /** JSON of the Message; undefined for alerts. */
  readonly content: string | undefined;
};

type Row = {
  readonly id: number;
  readonly kind: DeliveryRow['kind'];
  readonly severity: Severity | null;
  readonly alert: string | null;
  readonly channel: string;
  readonly title: string;
  readonly chat: number;
  readonly createdAt: number;
  readonly content: string | null;
};

const DROPPED = 'dropped after a restore';

/** Messages that a restore has left in doubt, until somebody decides about them. */
export function heldStore(db: Db) {
  const meta = metaStore(db);
  const count = db.sqlite.prepare<[string], { n: number }>(
    "select count(*) as n from delivery where status = 'dead' and last_code = ?",
  );
  const columns = `d.id, d.kind, a.severity, a.ticker || ' #' || a.ref as alert, d.channel, c.title,
       c.id as chat, d.created_at as createdAt, d.content
     from delivery d join chat c on c.id = d.chat_id left join alert a on a.id = d.alert_id
     where d.status = 'dead' and d.last_code = ?`;
  const page = db.sqlite.prepare<[string, number, number], Row>(
    `select ${columns} order by d.id limit ? offset ?`,
  );
  const byId = db.sqlite.prepare<[string, number], Row>(`select ${columns} and d.id = ?`);
  const ids = db.sqlite.prepare<[string], { id: number }>(
    "select id from delivery where status = 'dead' and last_code = ? order by id",
  );
  const drop = db.sqlite.prepare<[string, number, string]>(
    "update delivery set last_code = ? where id = ? and status = 'dead' and last_code = ?",
  );
  const release = db.sqlite.prepare<[number, number, number, string]>(
    `update delivery set status = 'queued', not_before = ?, expires_at = ?, last_code = null
       where id = ? and status = 'dead' and last_code = ?`,
  );
  return {
    /** Undefined when there has been no restore, or all is decided. */
    recovery(): Recovery | undefined {
      const text = meta.get(RECOVERY);
      return text === undefined ? undefined : (JSON.parse(text) as Recovery);
    },
    end: (): void => meta.remove(RECOVERY),
    count: (): number => count.get(HELD)?.n ?? 0,
    page: (limit: number, offset: number): readonly HeldMessage[] =>
      page.all(HELD, limit, offset).map(toMessage),
    ids: (): readonly number[] => ids.all(HELD).map(({ id }) => id),
    /** Undefined when it was decided about already. */
    get(id: number): HeldMessage | undefined {
      const row = byId.get(HELD, id);
      return row && toMessage(row);
    },
    /** It is not sent. @returns false when it was decided about already */
    drop: (id: number): boolean => drop.run(DROPPED, id, HELD).changes > 0,
    /** It goes out, labelled as a repeat. @returns false when it was decided about already */
    release: (id: number, now: Instant, patienceMs: number): boolean =>
      release.run(now, plus(now, patienceMs), id, HELD).changes > 0,
    /** Writes down what that means for the alerts that they carry. */
    settle: (): void => settleFates(db),
  };
}

function toMessage(row: Row): HeldMessage {
  return {
    ...row,
    severity: row.severity ?? undefined,
    alert: row.alert ?? undefined,
    chat: chatId(row.chat),
    createdAt: instant(row.createdAt),
    content: row.content ?? undefined,
  };
}
