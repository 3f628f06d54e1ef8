import { wholeUnits } from '../core/currency.ts';
import type { BrokerPosition } from '../core/broker.ts';
import type { Account } from '../core/position.ts';
import { DAY_MS, MINUTE_MS, plus, type Clock, type Instant } from '../core/time.ts';
import type { AccountDoor } from '../db/account-door.ts';
import { maximumAfter } from '../portfolio/maximum.ts';
import { reconcile } from '../portfolio/reconcile.ts';
import { readAccount, type AccountReading } from './account-reading.ts';
import { keptOf, recordReading, type RecordDeps } from './account-record.ts';

export type PositionsDeps = RecordDeps & {
  readonly door: Pick<AccountDoor, 'open'>;
  readonly clock: Clock;
  /** Makes the account of the environment somebody's, as soon as there is somebody. */
  readonly installAccount: () => void;
};

/** Orders that have ended are asked for when something differs, and else so often. */
const HISTORY_EVERY_MS = 10 * MINUTE_MS;
/** How far back the first look goes. */
const FIRST_HISTORY_MS = 365 * DAY_MS;
/** What shows up late, or was not over at the last look, is found again. */
const OVERLAP_MS = 2 * DAY_MS;

/**
 * Reads every account as its own limits allow, all at the same time: one that does not answer leaves the others alone. Each
 * is written down by itself as soon as it is read.
 */
export function createPositionsScan(deps: PositionsDeps) {
  const { store, clock } = deps;
  const historyAt = new Map<number, Instant>();

  return async (): Promise<readonly string[]> => {
    const now = clock();
    deps.installAccount();
    store.transact(() => priceTyped(deps));
    const looks = store.accounts.all().map((account) => look(deps, { account, historyAt, now }));
    const ends = await Promise.allSettled(looks);
    const [broken] = ends.filter((end) => end.status === 'rejected');
    // What could not be written down: the schedule has to know.
    if (broken !== undefined) throw broken.reason;
    return ends.flatMap((end) => (end.status === 'fulfilled' ? end.value : []));
  };
}

type Looking = {
  readonly account: Account;
  /** When orders that have ended were last asked for. */
  readonly historyAt: Map<number, Instant>;
  readonly now: Instant;
};

/** @returns what went wrong */
async function look(deps: PositionsDeps, looking: Looking): Promise<readonly string[]> {
  const { store, door, clock } = deps;
  const { account, historyAt, now } = looking;
  const opened = door.open(account.id);
  if (opened.kind === 'none') return [];
  const reading: AccountReading =
    opened.kind === 'shut'
      ? { ...NOTHING_READ, fault: { fault: 'shut', why: opened.why } }
      : await readAccount(opened.broker, {
          account,
          historySince: (positions) => historySince(deps, looking, positions),
        });
  const readAt = clock();
  store.transact(() => recordReading(deps, { accountId: account.id, reading }, readAt));
  if (reading.ended !== undefined) historyAt.set(account.id, now);
  return reading.fault === undefined ? [] : [`account ${account.id}: ${reading.fault.why}`];
}

const NOTHING_READ = {
  summary: undefined,
  positions: undefined,
  orders: undefined,
  ended: undefined,
};

/** Undefined when there is no need to ask: nothing differs, and it was not long ago. */
function historySince(
  { store }: PositionsDeps,
  { account, historyAt, now }: Looking,
  positions: readonly BrokerPosition[],
): Instant | undefined {
  const asked = historyAt.get(account.id);
  const reading = { accountId: account.id, positions, at: now, pricedAt: () => undefined };
  const { opened, changed, missing, closed } = reconcile(keptOf(store, account.id), reading);
  const isSame = opened.length + changed.length + missing.length + closed.length === 0;
  if (asked !== undefined && isSame && now - asked < HISTORY_EVERY_MS) return undefined;
  const last = asked ?? store.trades.lastAt(account.id);
  return last === undefined ? plus(now, -FIRST_HISTORY_MS) : plus(last, -OVERLAP_MS);
}

/** What was typed in has no broker to tell its price: it follows what is known of the ticker. */
function priceTyped({ store }: PositionsDeps): void {
  const typed = store.accounts.all().filter(({ broker }) => broker === 'manual');
  for (const position of typed.flatMap(({ id }) => store.positions.ofAccount(id))) {
    const quote = position.ticker && store.quotes.get(position.ticker)?.quote;
    if (quote === undefined || quote.at <= (position.priceAt ?? 0)) continue;
    const { amount, currency } = wholeUnits({ amount: quote.price, currency: quote.currency });
    if (currency !== position.currency) continue;
    const seen = { price: amount, at: quote.at };
    const { maxPrice, maxAt } = maximumAfter(position, seen);
    store.positions.setPrice(position.id, seen);
    store.positions.raiseMax(position.id, { price: maxPrice, at: maxAt });
  }
}
