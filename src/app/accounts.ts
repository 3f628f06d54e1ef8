import type { AccountStage } from '../core/broker.ts';
import type { Actor, UserId } from '../core/people.ts';
import type { Credentials, Probe } from '../core/ports/broker.ts';
import type { Account } from '../core/position.ts';
import type { AppDeps } from './deps.ts';
import { freeName } from './free-name.ts';
import { ownAccountInstaller } from './own-account.ts';

export type AccountsDeps = Pick<AppDeps, 'store' | 'clock' | 'door' | 'brokerage' | 'defaultZone'>;

/** One of a person's accounts as they are listed: numbered from 1. */
export type AccountRow = {
  readonly number: number;
  readonly account: Account;
  /** Set up by whoever runs the program, in its environment. */
  readonly isOurs: boolean;
  readonly held: number;
};

export type AddedAccount =
  | { readonly kind: 'added'; readonly row: AccountRow }
  | { readonly kind: 'known'; readonly row: AccountRow }
  | { readonly kind: 'full' };

/** What a broker answered to a key. `not-live`: real money is not to be connected here, and nobody was asked. */
export type Tried = Probe | { readonly kind: 'not-live' };

export type Removal =
  | { readonly kind: 'removed'; readonly row: AccountRow }
  | { readonly kind: 'gone' }
  /** It stands in the environment. */
  | { readonly kind: 'ours'; readonly row: AccountRow }
  /** What was asked of its broker has not ended. */
  | { readonly kind: 'selling'; readonly row: AccountRow };

export type Rekeyed =
  | { readonly kind: 'done'; readonly row: AccountRow }
  | { readonly kind: 'gone' }
  | { readonly kind: 'stranger'; readonly row: AccountRow; readonly remoteId: string };

/** As many accounts one person may have. */
export const MOST_ACCOUNTS = 10;

type Found = Extract<Probe, { kind: 'ok' }>;

type NewKey = {
  readonly stage: AccountStage;
  readonly credentials: Credentials;
  readonly found: Found;
};

/** People's accounts at brokers. Everybody sees their own alone. Writes are called within the commit of the update that asks. */
export function accountsApp(deps: AccountsDeps) {
  const { store, door, brokerage, clock } = deps;
  return {
    list: (by: Actor): readonly AccountRow[] => rowsOf(deps, by.user),
    find: (id: number, by: Actor): AccountRow | undefined => find(deps, id, by.user),
    zoneOf: (by: Actor): string => store.chats.get(by.place.chat)?.zone ?? deps.defaultZone,
    /** Whether accounts with real money may be connected here. */
    mayGoLive: (): boolean => brokerage.mayGoLive,
    /** Asks the broker what a key is good for; nothing is kept of it. Awaits. */
    async try(stage: AccountStage, credentials: Credentials): Promise<Tried> {
      if (stage === 'live' && !brokerage.mayGoLive) return { kind: 'not-live' };
      return door.probe({ kind: 'trading212', stage, credentials });
    },
    add: (wish: NewKey & { readonly name: string | undefined }, by: Actor): AddedAccount =>
      add(deps, wish, by),
    rekey: (id: number, wish: Omit<NewKey, 'stage'>, by: Actor): Rekeyed =>
      rekey(deps, { id, ...wish }, by),
    /** @returns its old name; undefined when it is gone, `taken` when another has the new one */
    rename(id: number, name: string, by: Actor): { readonly was: string } | 'taken' | undefined {
      const row = find(deps, id, by.user);
      if (row === undefined) return undefined;
      const other = store.accounts.byName(by.user, name);
      if (other !== undefined && other.id !== id) return 'taken';
      const was = row.account.name;
      store.accounts.rename(id, name);
      note(deps, { action: 'account.rename', subject: String(id), before: was, after: name });
      return { was };
    },
    remove: (id: number, by: Actor): Removal => remove(deps, id, by),
    /** Takes a removal back. @returns undefined when there is nothing to take back, or its name is another's by now */
    restore(id: number, by: Actor): AccountRow | undefined {
      if (store.accounts.removedBy(id) !== by.user || !store.accounts.restore(id)) return undefined;
      note(deps, { action: 'account.restore', subject: String(id) });
      return find(deps, id, by.user);
    },
    /** What was typed is not kept: neither in the update nor anywhere on the disk. */
    hush: (updateId: number): void => store.inbox.redact(updateId),
    /** The account that stands in the environment becomes the first owner's; does nothing when it is there. */
    installOwn: ownAccountInstaller({ store, clock, brokerage }),
  };
}

function rowsOf({ store }: AccountsDeps, user: UserId): readonly AccountRow[] {
  return store.accounts.ofUser(user).map((account, i) => ({
    number: i + 1,
    account,
    isOurs: store.accounts.keys(account.id)?.origin === 'env',
    held: store.positions.ofAccount(account.id).length,
  }));
}

function find(deps: AccountsDeps, id: number, user: UserId): AccountRow | undefined {
  return rowsOf(deps, user).find(({ account }) => account.id === id);
}

function add(
  deps: AccountsDeps,
  { stage, credentials, found, name }: NewKey & { readonly name: string | undefined },
  { user }: Actor,
): AddedAccount {
  const { store, door, clock } = deps;
  const { remoteId, currency } = found.summary;
  const rows = rowsOf(deps, user);
  const known = rows.find(
    ({ account }) => account.remoteId === remoteId && account.stage === stage,
  );
  if (known !== undefined) return { kind: 'known', row: known };
  if (rows.length >= MOST_ACCOUNTS) return { kind: 'full' };
  const wish = {
    user,
    name: freeName(store, user, name ?? stage),
    broker: 'trading212' as const,
    stage,
    origin: 'chat' as const,
    remoteId,
    currency,
    shape: found.shape,
  };
  const id = store.accounts.add(wish, clock());
  door.keep(id, credentials);
  const after = `${wish.broker} ${stage} ${remoteId} ${wish.name}`;
  note(deps, { action: 'account.add', subject: String(id), after });
  const row = find(deps, id, user);
  if (row === undefined) throw new Error('an account that was just added is not there');
  return { kind: 'added', row };
}

function rekey(
  deps: AccountsDeps,
  { id, credentials, found }: Omit<NewKey, 'stage'> & { readonly id: number },
  { user }: Actor,
): Rekeyed {
  const { store, door } = deps;
  const row = find(deps, id, user);
  if (row === undefined || row.isOurs) return { kind: 'gone' };
  const { remoteId } = found.summary;
  const known = row.account.remoteId;
  if (known !== undefined && known !== remoteId) return { kind: 'stranger', row, remoteId };
  door.keep(id, credentials);
  store.accounts.setShape(id, found.shape);
  note(deps, { action: 'account.key', subject: String(id) });
  return { kind: 'done', row };
}

function remove(deps: AccountsDeps, id: number, { user }: Actor): Removal {
  const { store, door, brokerage, clock } = deps;
  const row = find(deps, id, user);
  if (row === undefined) return { kind: 'gone' };
  if (row.isOurs && brokerage.ownStage === row.account.stage) return { kind: 'ours', row };
  const isSelling = store.intents
    .live()
    .some(({ accountId, postCount }) => accountId === id && postCount > 0);
  if (isSelling) return { kind: 'selling', row };
  store.accounts.remove(id, clock());
  door.forget(id);
  note(deps, { action: 'account.remove', subject: String(id), before: row.account.name });
  return { kind: 'removed', row };
}

type Entry = { action: string; subject: string; before?: string; after?: string };

function note({ store, clock }: AccountsDeps, entry: Entry): void {
  store.audit.add(entry, clock());
}
