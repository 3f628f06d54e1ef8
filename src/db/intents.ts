import type { Gate, Intent, IntentState, IntentStep } from '../core/intent.ts';
import type { UserId } from '../core/people.ts';
import { instant, type Instant } from '../core/time.ts';
import { columnOf, insertInto, selectFrom } from './hot.ts';
import { toIntent, toStep } from './intent-rows.ts';
import type { Db } from './open.ts';
import { intent, intentStep } from './schema/selling.ts';

export type NewIntent = Omit<
  Intent,
  | 'id'
  | 'postCount'
  | 'submittedAt'
  | 'heldBefore'
  | 'remoteId'
  | 'filled'
  | 'fillPrice'
  | 'createdAt'
  | 'updatedAt'
>;

/** `twice`: this very decision is written down already. `busy`: another one of the same shares has not ended. */
export type Added = { readonly kind: 'added' | 'twice' | 'busy'; readonly intent: Intent };

/** What is kept beside each step. */
export type StepNote = {
  readonly why?: string | undefined;
  readonly gates?: readonly Gate[] | undefined;
  readonly by?: UserId | undefined;
};

/** Columns that a move may change as well. */
export type IntentPatch = Partial<
  Pick<
    Intent,
    | 'quantity'
    | 'price'
    | 'floor'
    | 'quotedAt'
    | 'confirmedBy'
    | 'expiresAt'
    | 'submittedAt'
    | 'heldBefore'
    | 'remoteId'
    | 'filled'
    | 'fillPrice'
    | 'alertId'
    | 'mode'
  >
>;

/** The message that carries an intent's buttons. */
export type IntentCard = {
  readonly id: number;
  readonly status: string;
  readonly sentAt: Instant | undefined;
};

const LIVE =
  "state not in ('filled', 'cancelled', 'rejected', 'void', 'shadowed', 'absent_proven')";

/** Decisions to sell. A move counts only from the state that it was decided in, so that of two one alone succeeds. */
export function intentStore(db: Db) {
  const q = statements(db);

  const step = (id: number, state: string, note: StepNote & { now: Instant }): void =>
    void q.addStep.run({
      intentId: id,
      at: note.now,
      state,
      why: note.why ?? null,
      gates: note.gates === undefined ? null : JSON.stringify(note.gates),
      by: note.by ?? null,
    });

  const get = (id: number): Intent | undefined => {
    const row = q.byId.get(id);
    return row && toIntent(row);
  };

  function add(wish: NewIntent, now: Instant): Added {
    const known = q.byKey.get(wish.key);
    if (known !== undefined) return { kind: 'twice', intent: toIntent(known) };
    const other = q.liveOf.get(wish.accountId, wish.symbol);
    if (other !== undefined) return { kind: 'busy', intent: toIntent(other) };
    const fresh = { postCount: 0, submittedAt: null, heldBefore: null, remoteId: null, filled: 0 };
    const { lastInsertRowid } = q.insert.run({
      ...wish,
      ...fresh,
      fillPrice: null,
      side: 'sell',
      askedBy: wish.askedBy ?? null,
      confirmedBy: wish.confirmedBy ?? null,
      why: wish.why ?? null,
      alertId: wish.alertId ?? null,
      createdAt: now,
      updatedAt: now,
    });
    const id = Number(lastInsertRowid);
    step(id, wish.state, { why: wish.why, by: wish.askedBy, now });
    const intent: Intent = { ...wish, id, ...NEW, createdAt: now, updatedAt: now };
    return { kind: 'added', intent };
  }

  /** @returns false when it was no longer where it was believed to be; then nothing is written */
  function move(
    id: number,
    to: { from: IntentState; to: IntentState; set?: IntentPatch } & StepNote,
    now: Instant,
  ): boolean {
    const set = { ...to.set };
    const names = Object.keys(set);
    const columns = names.map((name) => `, ${columnOf(name)} = :${name}`).join('');
    const posts = to.to === 'submitting' ? ', post_count = post_count + 1' : '';
    const { changes } = db.sqlite
      .prepare<object>(
        `update intent set state = :to, why = :why, updated_at = :now${posts}${columns}
           where id = :id and state = :from`,
      )
      .run({ ...valuesOf(set), to: to.to, from: to.from, why: to.why ?? null, now, id });
    if (changes === 0) return false;
    step(id, to.to, { ...to, now });
    return true;
  }

  return {
    get,
    add,
    move,
    byKey(key: string): Intent | undefined {
      const row = q.byKey.get(key);
      return row && toIntent(row);
    },
    /** The one decision about these shares that has not ended. */
    liveOf(accountId: number, symbol: string): Intent | undefined {
      const row = q.liveOf.get(accountId, symbol);
      return row && toIntent(row);
    },
    /** All that have not ended, oldest first. */
    live: (): readonly Intent[] => q.live.all().map(toIntent),
    /** Newest first. */
    ofPosition: (positionId: number, limit: number): readonly Intent[] =>
      q.ofPosition.all(positionId, limit).map(toIntent),
    ofAccount: (accountId: number, limit: number): readonly Intent[] =>
      q.ofAccount.all(accountId, limit).map(toIntent),
    /** Keeps what was found without moving: a look at the broker, gates as they stood. */
    note: (id: number, { state, ...note }: StepNote & { state: string }, now: Instant): void =>
      step(id, state, { ...note, now }),
    steps: (id: number): readonly IntentStep[] => q.steps.all(id).map(toStep),
    /** What it asked the broker for since a moment. Those that were never sold count as well. */
    asked: (accountId: number, since: Instant): readonly Intent[] =>
      q.asked.all(accountId, since).map(toIntent),
    /** Whether an order of the broker's is another intent's already. */
    isTaken: (accountId: number, remoteId: string): boolean =>
      q.byRemote.get(accountId, remoteId) !== undefined,
    /** Sales on demonstration accounts of a person that went as decided from the request to the last share. */
    cleanDemoSales: (user: UserId): number => q.cleanDemo.get(user)?.count ?? 0,
    /** The message that it was last shown by, once it is written down. */
    card(id: number): IntentCard | undefined {
      const row = q.card.get(`notice/sell/${id}/`, `notice/sell/${id}0`);
      if (row === undefined) return undefined;
      const sentAt = row.finishedAt === null ? undefined : instant(row.finishedAt);
      return { id: row.id, status: row.status, sentAt: row.status === 'sent' ? sentAt : undefined };
    },
  };
}

const NEW = {
  postCount: 0,
  submittedAt: undefined,
  heldBefore: undefined,
  remoteId: undefined,
  filled: 0,
  fillPrice: undefined,
};

function statements(db: Db) {
  const { sqlite } = db;
  return {
    insert: insertInto(db, intent, { skip: ['id'] }),
    addStep: insertInto(db, intentStep, { skip: ['id'] }),
    byId: selectFrom(db, intent, 'id = ?'),
    live: selectFrom(db, intent, `${LIVE} order by id`),
    ofPosition: selectFrom(db, intent, 'position_id = ? order by id desc limit ?'),
    ofAccount: selectFrom(db, intent, 'account_id = ? order by id desc limit ?'),
    asked: selectFrom(db, intent, 'account_id = ? and post_count = 1 and submitted_at >= ?'),
    steps: selectFrom(db, intentStep, 'intent_id = ? order by id'),
    byKey: selectFrom(db, intent, 'key = ?'),
    liveOf: selectFrom(db, intent, `account_id = ? and symbol = ? and ${LIVE}`),
    byRemote: sqlite.prepare<[number, string], { id: number }>(
      'select id from intent where account_id = ? and remote_id = ?',
    ),
    cleanDemo: sqlite.prepare<[number], { count: number }>(
      `select count(*) as count from intent i join account a on a.id = i.account_id
         where a.user_id = ? and a.stage = 'demo' and i.state = 'filled'
           and not exists (select 1 from intent_step s where s.intent_id = i.id
             and s.state in ('unknown', 'needs_human'))`,
    ),
    card: sqlite.prepare<
      [string, string],
      { id: number; status: string; finishedAt: number | null }
    >(
      `select id, status, finished_at as finishedAt from delivery
         where key > ? and key < ? order by id desc limit 1`,
    ),
  };
}

function valuesOf(set: IntentPatch): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(set).map(([name, value]) => [name, value ?? null]));
}
