import type { Actor } from '../../core/people.ts';
import type { Account, Position } from '../../core/position.ts';
import { DAY_MS, instant, type Instant } from '../../core/time.ts';
import { modeNow, USUAL_GUARD } from '../../portfolio/guard.ts';
import { readSwitches, type SellingDeps } from './deps.ts';
import type { GuardRow, SellingDashboard, SellingState, ShadowRecord } from './results.ts';

/** Whether anything may be sold at all. */
export function sellingState(deps: SellingDeps): SellingState {
  const { isOff, hasFile, halt, isRestored } = readSwitches(deps);
  const whys = [
    ...(isOff ? [{ by: 'environment', says: 'AUTOSELL is off' } as const] : []),
    ...(hasFile ? [{ by: 'file', says: 'there is a file HALT beside the database' } as const] : []),
    ...(halt === undefined
      ? []
      : [{ by: 'person', says: halt.reason ?? 'it was halted by hand' } as const]),
    ...(isRestored
      ? [{ by: 'restore', says: 'the database was restored from a copy' } as const]
      : []),
  ];
  return { kind: whys.length > 0 ? 'halted' : 'active', whys, halt };
}

/** What a person may see of selling: their own positions. */
export function dashboard(deps: SellingDeps, by: Actor): SellingDashboard {
  const { store, clock, selling } = deps;
  const now = clock();
  const accounts = store.accounts.ofUser(by.user);
  const locked = accounts.filter(({ id }) => isLocked(deps, id));
  const state = sellingState(deps);
  return {
    state: {
      ...state,
      whys: [
        ...state.whys,
        ...locked.map(({ name }) => ({
          by: 'account' as const,
          says: `an order in ${name} needs your answer`,
        })),
      ],
    },
    ceiling: selling.ceiling,
    rows: guardRows(deps, accounts, now),
    used: accounts.map((account) => usedToday(deps, account, now)),
  };
}

/** An order of it has an end that nobody here could find out. */
export function isLocked({ store }: SellingDeps, accountId: number): boolean {
  return store.intents
    .live()
    .some((one) => one.accountId === accountId && one.state === 'needs_human');
}

/** How each open position of these accounts is guarded. */
export function guardRows(
  deps: SellingDeps,
  accounts: readonly Account[],
  now: Instant,
): readonly GuardRow[] {
  return accounts
    .filter(({ broker }) => broker !== 'manual')
    .flatMap((account) =>
      deps.store.positions
        .ofAccount(account.id)
        .map((position) => guardRow(deps, { account, position }, now)),
    );
}

type Held = { readonly account: Account; readonly position: Position };

export function guardRow(deps: SellingDeps, { account, position }: Held, now: Instant): GuardRow {
  const { store, selling } = deps;
  const chosen = store.guards.get(position.id);
  const stop = store.stops.live(position.id);
  const at = { ceiling: selling.ceiling, stage: account.stage, stopId: stop?.id, now };
  return {
    position,
    account,
    stop,
    guard: chosen ?? {
      ...USUAL_GUARD,
      positionId: position.id,
      armedBy: undefined,
      armedAt: undefined,
      expiresAt: undefined,
      stopId: undefined,
      updatedAt: now,
    },
    ...modeNow(chosen, at),
    record: shadowRecord(deps, position, now),
    live: store.intents.liveOf(account.id, position.symbol),
  };
}

const LATEST = 20;

/** Sessions are weekdays since it has been held here: a bound that needs no market to be asked. */
export function shadowRecord(
  { store }: SellingDeps,
  position: Position,
  now: Instant,
): ShadowRecord {
  const last = store.intents
    .ofPosition(position.id, LATEST)
    .filter(({ mode }) => mode === 'shadow');
  // It looks on since there is a stop to look at.
  const since = store.stops.history(position.id).at(-1)?.setAt;
  return { triggers: last.length, since, sessions: weekdaysBetween(since ?? now, now), last };
}

function weekdaysBetween(from: Instant, to: Instant): number {
  let days = 0;
  for (let at = from + DAY_MS; at <= to && days < 100; at += DAY_MS) {
    const day = new Date(at).getUTCDay();
    if (day !== 0 && day !== 6) days++;
  }
  return days;
}

const MOST_ORDERS = 3;

function usedToday({ store }: SellingDeps, account: Account, now: Instant) {
  const asked = store.intents.asked(account.id, instant(now - DAY_MS));
  return {
    account,
    orders: asked.length,
    mostOrders: MOST_ORDERS,
    worth: asked.reduce((sum, one) => sum + one.quantity * one.price, 0),
    mostWorth: undefined,
    currency: account.currency,
  };
}
