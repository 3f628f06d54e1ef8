import { asc, isNull } from 'drizzle-orm';
import type { AccountStage, BrokerKind } from '../core/broker.ts';
import { userId, type UserId } from '../core/people.ts';
import type { Account, AccountWorth } from '../core/position.ts';
import { instant, type Instant } from '../core/time.ts';
import type { Db } from './open.ts';
import { account } from './schema/portfolio.ts';

type AccountOrigin = 'env' | 'chat';

export type NewAccount = Pick<
  Account,
  'user' | 'name' | 'broker' | 'stage' | 'remoteId' | 'currency'
> & { readonly origin: AccountOrigin; readonly shape: string | undefined };

/** How its broker is reached, as it is kept. */
export type AccountKeys = {
  readonly origin: AccountOrigin;
  /** JSON of the Credentials, sealed for `sealedFor(id)`; undefined where the environment has them, or none are needed. */
  readonly sealed: string | undefined;
  readonly shape: string | undefined;
};

type Kept = { readonly account: Account; readonly keys: AccountKeys };

/** What the credentials of an account are sealed for. */
export function sealedFor(id: number): string {
  return `account:${id}`;
}

/** People's accounts. Removed ones are out of sight and stay for a while, so that it can be taken back. */
export function accountStore({ orm, sqlite }: Db) {
  const insert = sqlite.prepare<Insertable>(
    `insert into account (user_id, name, broker, stage, origin, remote_id, currency, shape, trouble_told, created_at)
     values (:user, :name, :broker, :stage, :origin, :remoteId, :currency, :shape, 0, :createdAt)`,
  );
  const all = orm
    .select()
    .from(account)
    .where(isNull(account.removedAt))
    .orderBy(asc(account.id))
    .prepare();
  const removed = sqlite.prepare<[number], { user: number; name: string }>(
    'select user_id as user, name from account where id = ? and removed_at is not null',
  );
  const write = {
    name: sqlite.prepare<[string, number]>('update account set name = ? where id = ?'),
    identity: sqlite.prepare<[string | null, string, number]>(
      'update account set remote_id = ?, currency = ? where id = ?',
    ),
    shape: sqlite.prepare<[string, number]>('update account set shape = ? where id = ?'),
    sealed: sqlite.prepare<[string | null, number]>('update account set sealed = ? where id = ?'),
    worth: sqlite.prepare<[number, number, number, number, number]>(
      'update account set total = ?, free_cash = ?, realised = ?, worth_at = ? where id = ?',
    ),
    positionsAt: sqlite.prepare<[number, number]>(
      'update account set positions_at = ? where id = ?',
    ),
    trouble: sqlite.prepare<[string | null, number | null, number, number]>(
      'update account set trouble = ?, trouble_since = ?, trouble_told = ? where id = ?',
    ),
    removed: sqlite.prepare<[number | null, number]>(
      'update account set removed_at = ? where id = ?',
    ),
  };
  const unseal = sqlite.prepare<[number]>(
    'update account set sealed = null where removed_at < ? and sealed is not null',
  );
  // This process is the only writer, so what it read or wrote is what there is. Every look at a price asks for it.
  let known: Map<number, Kept> | undefined;
  const index = (): Map<number, Kept> =>
    (known ??= new Map(all.all().map((row) => [row.id, toKept(row)])));

  function change(id: number, news: Partial<Account>, keys: Partial<AccountKeys> = {}): void {
    const kept = index().get(id);
    if (kept === undefined) return;
    index().set(id, {
      account: { ...kept.account, ...news },
      keys: { ...kept.keys, ...keys },
    });
  }

  const accounts = (): readonly Account[] => [...index().values()].map((kept) => kept.account);
  const byName = (user: UserId, name: string): Account | undefined =>
    accounts().find((one) => one.user === user && one.name.toLowerCase() === name.toLowerCase());

  return {
    /** @returns its id, which the credentials are sealed for: they are written down by `setSealed` */
    add(wish: NewAccount, now: Instant): number {
      const { remoteId = null, shape = null } = wish;
      const made = insert.run({ ...wish, remoteId, shape, createdAt: now });
      known = undefined;
      return Number(made.lastInsertRowid);
    },
    get: (id: number): Account | undefined => index().get(id)?.account,
    ofUser: (user: UserId): readonly Account[] => accounts().filter((one) => one.user === user),
    all: accounts,
    /** In whatever case it is typed. */
    byName,
    keys: (id: number): AccountKeys | undefined => index().get(id)?.keys,
    sealed: (id: number): string | undefined => index().get(id)?.keys.sealed,
    rename(id: number, name: string): void {
      write.name.run(name, id);
      change(id, { name });
    },
    /** What the broker calls it, and its currency. */
    identify(id: number, { remoteId, currency }: Pick<Account, 'remoteId' | 'currency'>): void {
      write.identity.run(remoteId ?? null, currency, id);
      change(id, { remoteId, currency });
    },
    setShape(id: number, shape: string): void {
      write.shape.run(shape, id);
      change(id, {}, { shape });
    },
    setSealed(id: number, sealed: string | undefined): void {
      write.sealed.run(sealed ?? null, id);
      change(id, {}, { sealed });
    },
    setWorth(id: number, worth: AccountWorth): void {
      write.worth.run(worth.total, worth.freeCash, worth.realised, worth.at, id);
      change(id, { worth });
    },
    setPositionsAt(id: number, at: Instant): void {
      write.positionsAt.run(at, id);
      change(id, { positionsAt: at });
    },
    /** Why it could not be read; undefined: it can. */
    setTrouble(id: number, trouble: Account['trouble']): void {
      const isTold = Number(trouble?.isTold ?? false);
      write.trouble.run(trouble?.why ?? null, trouble?.since ?? null, isTold, id);
      change(id, { trouble });
    },
    /** Nobody sees it any more, and nothing is asked about it. */
    remove(id: number, now: Instant): void {
      write.removed.run(now, id);
      index().delete(id);
    },
    /** Whose a removed account was; undefined when it is not removed. */
    removedBy(id: number): UserId | undefined {
      const row = removed.get(id);
      return row && userId(row.user);
    },
    /** Takes a removal back. @returns false when it was not removed, or another one has its name by now */
    restore(id: number): boolean {
      const row = removed.get(id);
      if (row === undefined || byName(userId(row.user), row.name) !== undefined) return false;
      write.removed.run(null, id);
      known = undefined;
      return true;
    },
    /** Drops the credentials of what was removed before that. */
    prune: (before: Instant): void => void unseal.run(before),
    /** Reads anew what was kept; called after a transaction that failed, and when a person was erased. */
    forget: (): void => void (known = undefined),
  };
}

type Insertable = {
  readonly user: number;
  readonly name: string;
  readonly broker: string;
  readonly stage: string;
  readonly origin: string;
  readonly remoteId: string | null;
  readonly currency: string;
  readonly shape: string | null;
  readonly createdAt: number;
};

type Row = typeof account.$inferSelect;

function toKept(row: Row): Kept {
  return {
    account: {
      id: row.id,
      user: userId(row.userId),
      name: row.name,
      broker: row.broker as BrokerKind,
      stage: row.stage satisfies AccountStage,
      remoteId: row.remoteId ?? undefined,
      currency: row.currency,
      worth: worthOf(row),
      positionsAt: row.positionsAt === null ? undefined : instant(row.positionsAt),
      trouble:
        row.trouble === null || row.troubleSince === null
          ? undefined
          : {
              why: row.trouble,
              since: instant(row.troubleSince),
              isTold: row.troubleTold,
            },
    },
    keys: {
      origin: row.origin,
      sealed: row.sealed ?? undefined,
      shape: row.shape ?? undefined,
    },
  };
}

function worthOf({ total, freeCash, realised, worthAt }: Row): AccountWorth | undefined {
  if (total === null || worthAt === null) return undefined;
  return { total, freeCash: freeCash ?? 0, realised: realised ?? 0, at: instant(worthAt) };
}
