import { instant, SECOND_MS, type Instant } from '../core/time.ts';
import { isBehind, readMarks, type HighWater } from './high-water.ts';
import type { Db } from './open.ts';
import { readCopyMark, removeCopyMark } from './restore-mark.ts';

/** An earlier state of the database has come back: it does not know what was done since. */
export type Restored = {
  /** When that state was; undefined when nothing in it says so. */
  readonly snapshotAt: Instant | undefined;
  readonly noticedAt: Instant;
};

/** What of it is kept until somebody has decided about the messages. */
export type Recovery = Restored & { readonly held: number };

export const RECOVERY = 'recovery';
/** Read before anything is sold without being asked: orders may exist that a restored database does not know. */
const AUTOSELL_LOCK = 'autosell_lock';
/** Stands as the last code of each message that waits for a person's decision. */
export const HELD = 'held since a restore';
const OVERTAKEN = 'overtaken by a restore';

/**
 * Counts this start, and notices when it is one on an earlier state of the database. Then, as one transaction: whatever
 * was on its way is held, rules forget where they stood, and every name that is given from now on is a new one.
 *
 * @param file how far the database had come by the file beside it
 */
export function beginLife(db: Db, file: HighWater | undefined, now: Instant): Restored | undefined {
  return db.transact(() => {
    const marks = readMarks(db.sqlite);
    const copiedAt = readCopyMark(db.sqlite);
    // A database that was deleted and begun anew has forgotten nothing that is in it.
    const isNew = marks.boots + marks.alertId + marks.deliveryId === 0;
    const isBack =
      copiedAt !== undefined || (!isNew && file !== undefined && isBehind(marks, file));
    const boots = Math.max(marks.boots, file?.boots ?? 0) + 1;
    setFact(db, 'boots', String(boots));
    if (!isBack) return undefined;
    const restored = { snapshotAt: copiedAt ?? lastSign(db, now), noticedAt: now };
    removeCopyMark(db.sqlite);
    renameWhatComes(db, Math.max(epochSeconds(now), file?.alertId ?? 0, file?.deliveryId ?? 0));
    // Written out and sent by the life that went on.
    db.sqlite.exec('delete from owed');
    relearn(db, now);
    const held = hold(db, now);
    if (held > 0) setFact(db, RECOVERY, JSON.stringify({ ...restored, held }));
    setFact(db, AUTOSELL_LOCK, JSON.stringify({ why: 'restored', at: now }));
    return restored;
  });
}

function setFact({ sqlite }: Db, key: string, value: string): void {
  sqlite.prepare('insert or replace into meta(key, value) values (?, ?)').run(key, value);
}

/** The last thing that the database saw itself do: jobs write theirs several times a minute. */
function lastSign({ sqlite }: Db, now: Instant): Instant | undefined {
  const row = sqlite
    .prepare<[number], { at: number | null }>(
      `select max(at) as at from (select last_ok_at as at from job union all
         select max(created_at) from delivery union all select max(received_at) from inbox) where at <= ?`,
    )
    .get(now);
  return row === undefined || row.at === null ? undefined : instant(row.at);
}

function epochSeconds(now: Instant): number {
  return Math.floor(now / SECOND_MS);
}

/**
 * Other services know by its key what they were sent, and drop what comes under the same one. After a restore the counts
 * would run through the same numbers again: for rules that were made or changed since, and for their alerts. So ids go on
 * from the second that it is, which is beyond all that were ever given, and every rule gets that as its revision, which
 * is a part of its alerts' keys. A later restore is at a later second.
 */
function renameWhatComes({ sqlite }: Db, floor: number): void {
  for (const table of ['alert', 'delivery', 'rule', 'bundle']) {
    const known = sqlite.prepare('update sqlite_sequence set seq = max(seq, ?) where name = ?');
    if (known.run(floor, table).changes > 0) continue;
    sqlite.prepare('insert into sqlite_sequence(name, seq) values (?, ?)').run(table, floor);
  }
  sqlite.prepare('update rule set rev = max(rev + 1, ?)').run(floor);
}

/**
 * Rules look anew: what is past its trigger now may have been since before the restore. When each rang is kept, so that
 * one that repeats keeps its distance. What was due about alerts of then is let go.
 */
function relearn({ sqlite }: Db, now: Instant): void {
  sqlite.exec(
    `update rule_state set phase = 'new', pending_since = null, pending_count = 0, rang_value = null,
       judged_to = null`,
  );
  sqlite.prepare('update timer set done_at = ? where done_at is null').run(now);
}

/** @returns how many messages wait for a decision */
function hold(db: Db, now: Instant): number {
  const { sqlite } = db;
  openBundles(db, now);
  const waiting = "status in ('queued', 'sending', 'uncertain')";
  sqlite
    .prepare(
      `update delivery set status = 'expired', last_code = ?, finished_at = null
         where ${waiting} and kind = 'edit'`,
    )
    .run(OVERTAKEN);
  // Dead, since nothing that lives in the outbox may stir; without an end, since nobody has given it up.
  const held = sqlite
    .prepare(
      `update delivery set status = 'dead', last_code = ?, uncertain = uncertain + 1, finished_at = null
         where ${waiting}`,
    )
    .run(HELD);
  settleFates(db);
  return held.changes;
}

/** What was being gathered into one message waits for the decision one by one. */
function openBundles({ sqlite }: Db, now: Instant): void {
  sqlite
    .prepare(
      `insert into delivery (key, alert_id, step, kind, channel, chat_id, thread, address, lane, priority, status,
         attempts, uncertain, not_before, expires_at, created_at)
       select printf('%012d', a.id) || '/' || a.event_key || '/telegram/first', a.id, 'first', 'alert', 'telegram', a.chat_id, a.thread,
         cast(a.chat_id as text), 'telegram:' || a.chat_id, iif(a.severity = 'critical', 0, 2), 'queued',
         0, 0, :now, :now, a.created_at
       from alert a where a.fate = 'open' and not exists (select 1 from delivery d
         where d.alert_id = a.id or (a.bundle_id is not null and d.bundle_id = a.bundle_id))
       on conflict do nothing`,
    )
    .run({ now });
  sqlite.exec(
    `update alert set bundle_id = null where fate = 'open'
       and bundle_id in (select id from bundle where status = 'open')`,
  );
  sqlite
    .prepare("update bundle set status = 'sealed', sealed_at = ? where status = 'open'")
    .run(now);
}

/** What a held message carries is as far as the best of its deliveries. */
export function settleFates({ sqlite }: Db): void {
  sqlite
    .prepare(
      `update alert set fate = (select case when max(d.status = 'sent') then 'sent'
           when max(d.status in ('queued', 'sending', 'uncertain')) then 'open'
           when max(d.status = 'expired') then 'expired' else 'dead' end
         from delivery d where d.kind = 'alert' and (d.alert_id = alert.id or d.bundle_id = alert.bundle_id))
       where fate in ('open', 'dead') and exists (select 1 from delivery d where d.kind = 'alert'
         and (d.alert_id = alert.id or d.bundle_id = alert.bundle_id))`,
    )
    .run();
}
