import type { Calendar } from '../core/calendar.ts';
import { chatId } from '../core/people.ts';
import type { Account } from '../core/position.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Instant } from '../core/time.ts';
import type { Outbox } from '../db/outbox.ts';
import type { Store } from '../db/store.ts';
import { differencesOf } from '../portfolio/account-changes.ts';
import { reconcile, type Kept, type Reconciled } from '../portfolio/reconcile.ts';
import { differenceCard, firstLookMessage } from './account-card.ts';
import type { AccountReading } from './account-reading.ts';
import { explanation, isOurDoing, keepTrades } from './account-trades.ts';
import { recoveredMessage, troubleAfter, troubleMessage } from './account-trouble.ts';
import { refootStop } from './stop-footing.ts';

export type RecordDeps = {
  readonly store: Store;
  readonly outbox: Outbox;
  readonly calendar: Calendar;
  readonly defaultZone: string;
};

/** Writes down all that one look at an account came to, and what its person is told of it; within a transaction. */
export function recordReading(
  deps: RecordDeps,
  { accountId, reading }: { readonly accountId: number; readonly reading: AccountReading },
  now: Instant,
): void {
  const { store } = deps;
  const account = store.accounts.get(accountId);
  // Removed while it was being read.
  if (account === undefined) return;
  recordTrouble(deps, { account, reading }, now);
  const { summary, orders } = reading;
  if (summary !== undefined) {
    const { remoteId, currency, totalValue, cash, invested } = summary.value;
    if (remoteId !== account.remoteId || currency !== account.currency)
      store.accounts.identify(accountId, { remoteId, currency });
    const worth = { total: totalValue, freeCash: cash.free, realised: invested.realised };
    store.accounts.setWorth(accountId, { ...worth, at: summary.at });
  }
  if (orders !== undefined) store.brokerOrders.replace(accountId, orders, now);
  recordPositions(deps, { account, reading }, now);
}

type Recording = { readonly account: Account; readonly reading: AccountReading };

function recordTrouble(deps: RecordDeps, { account, reading }: Recording, now: Instant): void {
  const { store } = deps;
  const { fault } = reading;
  const before = account.trouble;
  const { trouble, news } = troubleAfter(before, fault, now);
  if (trouble !== undefined || before !== undefined) store.accounts.setTrouble(account.id, trouble);
  if (news === 'trouble' && fault !== undefined) {
    const isOurs = store.accounts.keys(account.id)?.origin === 'env';
    const message = troubleMessage({ account, fault, isOurs, zone: zoneOf(deps, account), now });
    tell(deps, account, { key: `trouble/${now}`, message, now });
  }
  if (news === 'recovered' && before !== undefined)
    tell(deps, account, {
      key: `recovered/${now}`,
      message: recoveredMessage(account, before, now),
      now,
    });
}

function recordPositions(deps: RecordDeps, { account, reading }: Recording, now: Instant): void {
  const { store } = deps;
  const { positions, ended } = reading;
  if (positions === undefined) return;
  const outcome = reconcile(keptOf(store, account.id), {
    accountId: account.id,
    positions: positions.value,
    at: positions.at,
    pricedAt: (ticker) => pricedAt(deps, ticker, positions.at),
  });
  write(deps, outcome, now);
  const fresh = keepTrades(store, { accountId: account.id, ended: ended ?? [], outcome });
  store.accounts.setPositionsAt(account.id, positions.at);
  const about = {
    account: store.accounts.get(account.id) ?? account,
    zone: zoneOf(deps, account),
    now,
  };
  if (account.positionsAt === undefined) {
    const held = store.positions.ofAccount(account.id);
    const unpriced = held.filter(({ ticker }) => ticker === undefined).length;
    const message = firstLookMessage(held.length, unpriced, about);
    tell(deps, account, { key: 'first-look', message, now });
    return;
  }
  const differences = differencesOf(outcome, (one) => explanation(store, one, fresh)).filter(
    (one) => !isOurDoing(store, one, now),
  );
  if (differences.length === 0) return;
  tell(deps, account, { key: `books/${now}`, message: differenceCard(differences, about), now });
}

/** What is kept of an account, for `reconcile`. */
export function keptOf(store: Store, accountId: number): readonly Kept[] {
  return store.positions
    .ofAccount(accountId)
    .map((position) => ({ position, missed: store.positions.missed(position.id) }));
}

/** First what ends, so that the same may begin anew. */
function write({ store }: RecordDeps, outcome: Reconciled, now: Instant): void {
  for (const { id } of outcome.closed) store.positions.close(id, { at: now, why: GONE });
  for (const held of outcome.opened) store.positions.put(held);
  for (const { before, after, split } of outcome.changed) {
    store.positions.put(after);
    if (split !== undefined) refootStop(store, before.id, { numerator: split, denominator: 1 });
  }
  for (const held of outcome.seen) store.positions.put(held);
  for (const { position, missed } of outcome.missing)
    store.positions.setMissed(position.id, missed);
}

const GONE = 'no longer among what the broker lists';

/** While its market is closed, a price is as old as the last close. */
function pricedAt(
  { store, calendar }: RecordDeps,
  ticker: Ticker | undefined,
  at: Instant,
): Instant | undefined {
  const market = ticker && store.quotes.get(ticker)?.quote?.instrument.market;
  const last = market && calendar.lastSession(market, at);
  return last === undefined || last.closesAt > at ? undefined : last.closesAt;
}

function zoneOf({ store, defaultZone }: RecordDeps, { user }: Account): string {
  return store.chats.get(chatId(user))?.zone ?? defaultZone;
}

type Telling = {
  readonly key: string;
  readonly message: Parameters<Outbox['notice']>[1]['message'];
  readonly now: Instant;
};

/** What somebody holds is told in their own private chat, and nowhere else. */
function tell(
  { store, outbox }: RecordDeps,
  account: Account,
  { key, message, now }: Telling,
): void {
  const chat = chatId(account.user);
  if (store.chats.get(chat)?.status !== 'active') return;
  const to = { place: { chat, thread: undefined }, message };
  outbox.notice(`account/${account.id}/${key}`, to, now);
}
