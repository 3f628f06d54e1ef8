import { eq, sql } from 'drizzle-orm';
import type { WaitingUpdate } from '../core/ports/inbox.ts';
import { mayHoldSecret, withoutWords } from '../core/redact-update.ts';
import { instant, type Instant } from '../core/time.ts';
import type { Db } from './open.ts';
import { inbox } from './schema/inbox.ts';
import { createScrub } from './scrub.ts';
import { slots } from './slots.ts';

type Ending = { readonly note: string | null; readonly now: Instant };
type NewUpdate = {
  readonly updateId: number;
  readonly chatKey: string;
  readonly json: string;
  readonly sentAfter?: number | undefined;
};

/** Updates between Telegram and their effect: durable before Telegram is told that they arrived. */
export function inboxStore(db: Db) {
  const { orm, sqlite } = db;
  const insert = orm.insert(inbox).values(slots(inbox, 'seq')).onConflictDoNothing().prepare();
  const waiting = sqlite.prepare<[string, number], WaitingUpdate>(
    `select update_id as updateId, chat_key as chatKey, json, received_at as receivedAt, attempts
       from inbox where status = 'new' and chat_key not in (select value from json_each(?))
       order by seq limit ?`,
  );
  const status = orm
    .select({ status: inbox.status })
    .from(inbox)
    .where(eq(inbox.updateId, sql.placeholder('updateId')))
    .prepare();
  const journey = sqlite.prepare<[number], { receivedAt: number; sentAfter: number | null }>(
    'select received_at as receivedAt, sent_after as sentAfter from inbox where update_id = ?',
  );
  const finish = sqlite.prepare<['done' | 'dead', number, string | null, number]>(
    "update inbox set status = ?, done_at = ?, note = ? where update_id = ? and status = 'new'",
  );
  const blame = sqlite.prepare<[string, number]>(
    'update inbox set attempts = attempts + 1, note = ? where update_id = ?',
  );
  const prune = sqlite.prepare<[number]>(
    "delete from inbox where status <> 'new' and received_at < ?",
  );
  const whole = sqlite.prepare<[number], { json: string }>(
    'select json from inbox where update_id = ?',
  );
  const overwrite = sqlite.prepare<[string, number]>(
    'update inbox set json = ? where update_id = ?',
  );
  const scrub = createScrub(db);

  function redact(updateId: number): void {
    const row = whole.get(updateId);
    if (row === undefined) return;
    overwrite.run(withoutWords(row.json), updateId);
    scrub.soon();
  }

  function end(how: 'done' | 'dead', updateId: number, { note, now }: Ending): void {
    if (finish.run(how, now, note, updateId).changes === 0) return;
    // Whatever became of it: refused, edited, or an answer to a question that nobody waited for any more.
    if (mayHoldSecret(whole.get(updateId)?.json ?? '')) redact(updateId);
  }

  const depth = sqlite.prepare<[], { n: number }>(
    "select count(*) as n from inbox where status = 'new'",
  );

  return {
    /** Writes updates down as one transaction; one that is known already changes nothing. */
    receive(updates: readonly NewUpdate[], now: Instant): void {
      db.transact(() => {
        for (const update of updates) {
          insert.run({
            ...update,
            sentAfter: update.sentAfter ?? null,
            receivedAt: now,
            status: 'new',
            attempts: 0,
            doneAt: null,
            note: null,
          });
        }
      });
    },
    /** When an update was fetched, and after which moment it was sent, where that is known. */
    journey(updateId: number): { receivedAt: Instant; sentAfter: Instant | undefined } | undefined {
      const row = journey.get(updateId);
      if (row === undefined) return undefined;
      const sentAfter = row.sentAfter === null ? undefined : instant(row.sentAfter);
      return { receivedAt: instant(row.receivedAt), sentAfter };
    },
    /** Unhandled updates in the order of arrival, without those of some chats. */
    waiting: (limit: number, except: readonly string[] = []): readonly WaitingUpdate[] =>
      waiting.all(JSON.stringify(except), limit),
    /**
     * Makes an update's effect and its being done one transaction.
     *
     * @returns what `change` gave, or undefined when the update was done before: then nothing runs
     */
    commit<T>(updateId: number, change: () => T, now: Instant): { result: T } | undefined {
      return db.transact(() => {
        if (status.get({ updateId })?.status !== 'new') return undefined;
        const result = change();
        end('done', updateId, { note: null, now });
        return { result };
      });
    },
    done: (updateId: number, now: Instant): void => end('done', updateId, { note: null, now }),
    dead: (updateId: number, note: string, now: Instant): void =>
      end('dead', updateId, { note, now }),
    /** Forgets what was written in it, on the disk too; its effect is not lost by that. */
    redact,
    /** Empties what could not be emptied at once of what was forgotten. */
    scrub: scrub.scrub,
    blame: (updateId: number, note: string): void => void blame.run(note, updateId),
    depth: (): number => depth.get()?.n ?? 0,
    prune: (before: Instant): void => void prune.run(before),
  };
}
