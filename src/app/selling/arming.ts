import type { Guard } from '../../core/intent.ts';
import type { Actor } from '../../core/people.ts';
import { DAY_MS, plus } from '../../core/time.ts';
import {
  armingPhrase,
  GRADUATION,
  GUARD_LIMITS,
  isPhrase,
  reaches,
  sharesOf,
  USUAL_GUARD,
} from '../../portfolio/guard.ts';
import { isLocked, shadowRecord } from './dashboard.ts';
import type { SellingDeps } from './deps.ts';
import type { Held } from './look.ts';
import type { ModeSet, ModeWish, Need, WorstCase } from './results.ts';
import { barred } from './view.ts';

/** Chooses what may be done about a position. Less is set at once; `auto`, and a live account, need words typed. */
export function setMode(deps: SellingDeps, by: Actor, wish: ModeWish): ModeSet {
  const not = barred(by);
  if (not !== undefined) return not;
  const { store } = deps;
  const position = store.positions.get(wish.positionId);
  const account = position && store.accounts.get(position.accountId);
  if (position === undefined || account === undefined || account.user !== by.user)
    return { kind: 'not-yours' };
  const range = outOfRange(wish);
  if (range !== undefined) return range;
  const isArmed = wish.mode === 'ask' || wish.mode === 'auto';
  return isArmed
    ? arm(deps, { by, wish, held: { account, position } })
    : put(deps, by, { wish, stopId: undefined });
}

type Arming = { readonly by: Actor; readonly wish: ModeWish; readonly held: Held };

function arm(deps: SellingDeps, { by, wish, held }: Arming): ModeSet {
  const { store, selling } = deps;
  const { account, position } = held;
  if (!reaches(selling.ceiling, account.stage))
    return { kind: 'ceiling', ceiling: selling.ceiling };
  const stop = store.stops.live(position.id);
  if (stop === undefined) return { kind: 'no-stop' };
  const needs = needsOf(deps, held, wish.mode);
  if (needs.some(({ isMet }) => !isMet)) return { kind: 'not-ready', needs };
  const maxPct = wish.maxPct ?? store.guards.get(position.id)?.maxPct ?? USUAL_GUARD.maxPct;
  const phrase = armingPhrase(position.ticker ?? position.symbol, maxPct);
  const isTyped = wish.mode === 'auto' || account.stage === 'live';
  if (isTyped && !isPhrase(wish.phrase, phrase))
    return { kind: 'phrase', phrase, worst: worstCase(held, { maxPct, stop: stop.price, wish }) };
  return put(deps, by, { wish, stopId: stop.id });
}

function put(
  { store, clock }: SellingDeps,
  by: Actor,
  { wish, stopId }: { readonly wish: ModeWish; readonly stopId: number | undefined },
): ModeSet {
  const now = clock();
  const was = store.guards.get(wish.positionId);
  const isArmed = stopId !== undefined;
  const days = wish.days ?? GUARD_LIMITS.days.usual;
  const guard: Guard = {
    positionId: wish.positionId,
    mode: wish.mode,
    maxPct: wish.maxPct ?? was?.maxPct ?? USUAL_GUARD.maxPct,
    floorPct: wish.floorPct ?? was?.floorPct ?? USUAL_GUARD.floorPct,
    armedBy: isArmed ? by.user : undefined,
    armedAt: isArmed ? now : undefined,
    expiresAt: isArmed ? plus(now, days * DAY_MS) : undefined,
    stopId,
    updatedAt: now,
  };
  store.guards.set(guard, now);
  const said = ({ mode, maxPct, floorPct }: Guard): string =>
    JSON.stringify({ mode, maxPct, floorPct });
  const before = was === undefined ? undefined : said(was);
  const change = { action: 'sell-mode', subject: `position ${wish.positionId}` };
  store.audit.add({ ...change, before, after: said(guard) }, now);
  return { kind: 'set', guard, was };
}

function outOfRange(wish: ModeWish): Extract<ModeSet, { kind: 'range' }> | undefined {
  const { maxPct, floorPct, days } = GUARD_LIMITS;
  if (!isWithin(wish.maxPct, maxPct)) return { kind: 'range', what: 'max', allowed: '1% to 100%' };
  if (!isWithin(wish.floorPct, floorPct))
    return { kind: 'range', what: 'floor', allowed: '0.5% to 10%' };
  return isWithin(wish.days, days)
    ? undefined
    : { kind: 'range', what: 'days', allowed: '1 to 30 days' };
}

function isWithin(value: number | undefined, { from, to }: { from: number; to: number }): boolean {
  return value === undefined || (value >= from && value <= to);
}

/** What must be so before it is armed, each met or not. */
function needsOf(deps: SellingDeps, held: Held, mode: Guard['mode']): readonly Need[] {
  const { store, clock, selling } = deps;
  const { account, position } = held;
  const isRead = account.trouble === undefined && clock() - (account.positionsAt ?? 0) < DAY_MS;
  const isSeen = position.closedAt === undefined && position.seenAt === account.positionsAt;
  const needs = [
    { name: 'broker', isMet: isRead, says: 'the broker was read today without trouble' },
    { name: 'reconciled', isMet: isSeen, says: 'the position agrees with the broker’s list' },
    { name: 'answers', isMet: !isLocked(deps, account.id), says: 'no order needs your answer' },
  ];
  if (account.stage === 'live') {
    const sales = store.intents.cleanDemoSales(account.user);
    const { cleanDemoSales: wanted } = GRADUATION;
    const isPinned = account.remoteId !== undefined && account.remoteId === selling.pinnedAccount;
    needs.push(
      {
        name: 'practice',
        isMet: sales >= wanted,
        says: `${sales} of ${wanted} clean demo sales`,
      },
      { name: 'pinned', isMet: isPinned, says: 'T212_ACCOUNT_ID names this account' },
    );
  }
  return mode === 'auto' ? [...needs, recordNeed(deps, held)] : needs;
}

function recordNeed(deps: SellingDeps, { position }: Held): Need {
  const { triggers, sessions } = shadowRecord(deps, position, deps.clock());
  return {
    name: 'record',
    isMet: triggers >= GRADUATION.triggers || sessions >= GRADUATION.sessions,
    says: `looked on ${triggers} of ${GRADUATION.triggers} times, or ${sessions} of ${GRADUATION.sessions} sessions`,
  };
}

/** The most that these terms allow, at the stop as it stands. */
export function worstCase(
  { position }: Pick<Held, 'position'>,
  given: { maxPct: number; stop: number | undefined; wish: Pick<ModeWish, 'floorPct'> },
): WorstCase {
  const { quantity: held, available } = position;
  const quantity = sharesOf(given.maxPct, { held, available });
  const floorPct = given.wish.floorPct ?? USUAL_GUARD.floorPct;
  const price = (given.stop ?? position.price ?? position.averagePrice) * (1 - floorPct / 100);
  return { quantity, price, worth: quantity * price, currency: position.currency };
}
