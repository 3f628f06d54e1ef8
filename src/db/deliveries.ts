import type { Place } from '../core/people.ts';
import { plus, type Instant } from '../core/time.ts';
import { insertInto, selectFrom } from './hot.ts';
import type { Db } from './open.ts';
import { delivery, deliveryAttempt } from './schema/alerts.ts';

export type DeliveryRow = typeof delivery.$inferSelect;

type AttemptRow = typeof deliveryAttempt.$inferSelect;

export type NewDelivery = {
  readonly key: string;
  readonly kind: DeliveryRow['kind'];
  readonly alertId?: number | undefined;
  readonly bundleId?: number | undefined;
  /** Which of its alert's messages it is; absent for what is no alert. */
  readonly step?: string;
  readonly editsId?: number;
  readonly channel: string;
  readonly place: Place;
  readonly address: string;
  readonly priority: number;
  readonly patienceMs: number;
  /** JSON of the Message; absent for alerts. */
  readonly content?: string;
  /** The very copy that an edit is meant for, where it is known. */
  readonly messageId?: string | undefined;
};

/** How a delivery is written down after a try. */
export type DeliveryPatch = {
  readonly status: DeliveryRow['status'];
  readonly notBefore: Instant;
  readonly attempts: number;
  readonly uncertain: number;
  readonly messageId: string | undefined;
  readonly lastCode: string | undefined;
  readonly finishedAt: Instant | undefined;
};

export type Attempt = {
  readonly deliveryId: number;
  readonly bootId: string;
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
  readonly outcome: string;
  readonly code: string;
};

/** The outbox. One row in flight per lane; the row is `sending` on disk before the request leaves. */
export function deliveryStore(db: Db) {
  const insert = insertInto(db, delivery, {
    skip: ['id'],
    onConflict: 'on conflict do nothing',
  });
  const byId = selectFrom(db, delivery, 'id = ?');
  const ofAlert = selectFrom(db, delivery, 'alert_id = ?');
  const ofBundle = selectFrom(db, delivery, 'bundle_id = ?');
  const attemptsOf = selectFrom(db, deliveryAttempt, 'delivery_id = ? order by id');
  const q = statements(db.sqlite);
  const addAttempt = insertInto(db, deliveryAttempt, { skip: ['id'] });

  return {
    /** @returns the new id, or undefined when this very delivery is written down already */
    add(wish: NewDelivery, now: Instant): number | undefined {
      const { changes, lastInsertRowid } = insert.run({
        key: wish.key,
        alertId: wish.alertId ?? null,
        bundleId: wish.bundleId ?? null,
        step: wish.step ?? null,
        kind: wish.kind,
        editsId: wish.editsId ?? null,
        channel: wish.channel,
        chatId: wish.place.chat,
        thread: wish.place.thread ?? null,
        address: wish.address,
        lane: `${wish.channel}:${wish.address}`,
        priority: wish.priority,
        status: 'queued',
        attempts: 0,
        uncertain: 0,
        notBefore: now,
        expiresAt: plus(now, wish.patienceMs),
        bootId: null,
        content: wish.content ?? null,
        body: null,
        messageId: wish.messageId ?? null,
        lastCode: null,
        createdAt: now,
        finishedAt: null,
      });
      return changes > 0 ? Number(lastInsertRowid) : undefined;
    },
    get: (id: number): DeliveryRow | undefined => byId.get(id),
    ofAlert: (alertId: number): readonly DeliveryRow[] => ofAlert.all(alertId),
    ofBundle: (bundleId: number): readonly DeliveryRow[] => ofBundle.all(bundleId),
    /** Critical messages that have waited since before `moment`, nothing of their stop having arrived. */
    late: (moment: Instant): readonly DeliveryRow[] =>
      q.late.all(moment).flatMap(({ id }) => byId.get(id) ?? []),
    /** Takes back a message that has certainly not arrived anywhere. @returns false when it may have */
    withdraw: (id: number): boolean => q.withdraw.run(id).changes > 0,
    /** Every try of one delivery, in order. */
    attemptsOf: (id: number): readonly AttemptRow[] => attemptsOf.all(id),
    /** Lanes with anything left to do. */
    lanes: (): readonly string[] => q.lanes.all().map((row) => row.lane),
    /** What a lane would do next: the most urgent, then the oldest. */
    head: (name: string) => q.head.get(name),
    /** Takes a row for this process; the body is frozen by the first claim. @returns false when it is taken */
    claim: (id: number, bootId: string, body: string): boolean =>
      q.claim.run(bootId, body, id).changes > 0,
    settle(id: number, bootId: string, wish: DeliveryPatch): boolean {
      const row = {
        ...wish,
        id,
        bootId,
        messageId: wish.messageId ?? null,
        lastCode: wish.lastCode ?? null,
        finishedAt: wish.finishedAt ?? null,
      };
      return q.patch.run(row).changes > 0;
    },
    /** Ends a row that was not tried again. */
    giveUp: (id: number, end: { status: 'expired' | 'dead'; why: string }, now: Instant): boolean =>
      q.giveUp.run(end.status, end.why, now, id).changes > 0,
    /** Somebody pressed a button of a message that was in doubt. @returns false when it was in no doubt */
    arrived: (id: number, messageId: string, now: Instant): boolean =>
      q.arrived.run(messageId, now, id).changes > 0,
    /** What was changed in place is now another message. */
    setMessage: (id: number, messageId: string): void => void q.setMessage.run(messageId, id),
    /** What was sent stands otherwise than it was frozen. */
    setBody: (id: number, body: string): void => void q.setBody.run(body, id),
    addAttempt: (attempt: Attempt): void => void addAttempt.run(attempt),
    /** Rows that an earlier process left in flight may have arrived. @returns how many there were */
    recover: (bootId: string, notBefore: Instant): number =>
      q.orphans.run({ bootId, notBefore }).changes,
    /** Nothing will ever arrive at this lane: everything waiting in it is dead. @returns what waited */
    dropLane(name: string, why: string, now: Instant): readonly DeliveryRow[] {
      const doomed = q.doomed.all(name).flatMap(({ id }) => byId.get(id) ?? []);
      q.drop.run(why, now, name);
      return doomed;
    },
    /** Gives a dead delivery another chance. */
    requeue: (id: number, now: Instant, patience: number): boolean =>
      q.requeue.run(now, plus(now, patience), id).changes > 0,
  };
}

function statements(sqlite: Db['sqlite']) {
  return {
    // Steps from lane to lane in the index; a plain DISTINCT would walk every waiting row.
    lanes: sqlite.prepare<[], { lane: string }>(
      `with recursive found(lane) as (
       select min(lane) from delivery where status in ('queued', 'sending', 'uncertain')
       union all
       select (select min(lane) from delivery
                where status in ('queued', 'sending', 'uncertain') and lane > found.lane)
         from found where found.lane is not null)
     select lane from found where lane is not null`,
    ),
    head: sqlite.prepare<
      [string],
      { id: number; priority: number; notBefore: number; status: string }
    >(
      // A change waits until what it changes has arrived or never will.
      `select id, priority, not_before as notBefore, status from delivery d
       where lane = ? and status in ('queued', 'sending', 'uncertain')
         and (kind <> 'edit' or not exists (select 1 from delivery t where t.id = d.edits_id
           and t.status in ('queued', 'sending', 'uncertain')))
       order by priority, id limit 1`,
    ),
    claim: sqlite.prepare<[string, string, number]>(
      "update delivery set status = 'sending', boot_id = ?, body = coalesce(body, ?) where id = ? and status in ('queued', 'uncertain')",
    ),
    patch: sqlite.prepare<
      Omit<DeliveryPatch, 'messageId' | 'lastCode' | 'finishedAt'> & {
        id: number;
        bootId: string;
        messageId: string | null;
        lastCode: string | null;
        finishedAt: number | null;
      }
    >(
      `update delivery set status = :status, not_before = :notBefore, attempts = :attempts, uncertain = :uncertain,
       message_id = coalesce(:messageId, message_id), last_code = :lastCode, finished_at = :finishedAt
     where id = :id and status = 'sending' and boot_id = :bootId`,
    ),
    orphans: sqlite.prepare<{ bootId: string; notBefore: number }>(
      `update delivery set status = iif(kind = 'edit', 'queued', 'uncertain'), uncertain = uncertain + (kind <> 'edit'),
       not_before = :notBefore, last_code = 'stopped while sending'
     where status = 'sending' and boot_id <> :bootId`,
    ),
    giveUp: sqlite.prepare<[string, string, number, number]>(
      `update delivery set status = ?, last_code = ?, finished_at = ?
       where id = ? and status in ('queued', 'uncertain')`,
    ),
    arrived: sqlite.prepare<[string, number, number]>(
      `update delivery set status = 'sent', message_id = ?, last_code = 'seen by a press', finished_at = ?
       where id = ? and (status = 'uncertain' or (status = 'queued' and uncertain > 0))`,
    ),
    setMessage: sqlite.prepare<[string, number]>('update delivery set message_id = ? where id = ?'),
    setBody: sqlite.prepare<[string, number]>('update delivery set body = ? where id = ?'),
    late: sqlite.prepare<[number], { id: number }>(
      `select id from delivery where status in ('queued', 'sending', 'uncertain')
         and priority = 0 and kind = 'alert' and created_at < ? order by id`,
    ),
    withdraw: sqlite.prepare<[number]>(
      "delete from delivery where id = ? and status = 'queued' and uncertain = 0",
    ),
    drop: sqlite.prepare<[string, number, string]>(
      `update delivery set status = 'dead', last_code = ?, finished_at = ?
       where lane = ? and status in ('queued', 'uncertain')`,
    ),
    requeue: sqlite.prepare<[number, number, number]>(
      "update delivery set status = 'queued', not_before = ?, expires_at = ?, finished_at = null where id = ? and status in ('dead', 'expired')",
    ),
    doomed: sqlite.prepare<[string], { id: number }>(
      "select id from delivery where lane = ? and status in ('queued', 'uncertain')",
    ),
  };
}
