import type { Guard, Intent } from '../../core/intent.ts';
import type { Actor } from '../../core/people.ts';
import { DAY_MS, plus, type Instant } from '../../core/time.ts';
import { firstShut, weighStop } from '../../portfolio/gates.ts';
import { floorOf, sharesOf } from '../../portfolio/guard.ts';
import type { SellingDeps } from './deps.ts';
import { factsOf } from './facts.ts';
import { cancelOpen } from './follow.ts';
import { lookAround, type Held } from './look.ts';
import { moveIntent } from './moving.ts';
import type { Barred } from './results.ts';
import { postOnce, takeOutcome } from './submit.ts';
import { barred } from './view.ts';

// A stop that rests at the broker sells without this program. It is an intent like any other, from the write-ahead row to
// the last share; and since the same shares have one live intent at most, it never stands beside a sale of ours.

const NATIVE = 'native/';

/** Whether a decision is a stop that rests at the broker. */
export function isNative({ key }: Pick<Intent, 'key'>): boolean {
  return key.startsWith(NATIVE);
}

export type NativeSet = Barred | { readonly kind: 'set'; readonly isOn: boolean };

/** Chooses whether a position's stop rests at the broker while its mode is `auto`. Within the commit. */
export function setNative(
  { store }: SellingDeps,
  by: Actor,
  wish: { readonly positionId: number; readonly isOn: boolean },
): NativeSet {
  const not = barred(by);
  if (not !== undefined) return not;
  const position = store.positions.get(wish.positionId);
  const account = position && store.accounts.get(position.accountId);
  if (position === undefined || account?.user !== by.user) return { kind: 'not-yours' };
  if (wish.isOn) store.meta.set(wishKey(wish.positionId), 'on');
  else store.meta.remove(wishKey(wish.positionId));
  return { kind: 'set', isOn: wish.isOn };
}

function wishKey(positionId: number): string {
  return `selling/native/${positionId}`;
}

/** An account whose broker takes no stops keeps to our own. */
function refusedKey(accountId: number): string {
  return `selling/native-refused/${accountId}`;
}

/** Brings the stops that rest at brokers in line with ours: places what is missing, takes back what is another by now. */
export async function keepNatives(deps: SellingDeps, now: Instant): Promise<void> {
  const { store } = deps;
  for (const guard of store.guards.armed()) {
    const held = heldBy(deps, guard);
    if (held === undefined || store.meta.get(wishKey(guard.positionId)) === undefined) continue;
    const live = store.intents.liveOf(held.account.id, held.position.symbol);
    if (live === undefined) await place(deps, held, now);
  }
  for (const intent of store.intents.live())
    if (isNative(intent) && intent.state === 'accepted' && isOutdated(deps, intent, now))
      await cancelOpen(deps, intent);
}

function heldBy({ store }: SellingDeps, { positionId }: Guard): Held | undefined {
  const position = store.positions.get(positionId);
  const account = position && store.accounts.get(position.accountId);
  if (position === undefined || account === undefined) return undefined;
  return position.closedAt === undefined ? { account, position } : undefined;
}

/** Its position is no longer to be sold by itself, or its stop is elsewhere by now. */
function isOutdated({ store }: SellingDeps, intent: Intent, now: Instant): boolean {
  const guard = store.guards.get(intent.positionId);
  const stop = store.stops.live(intent.positionId);
  const isWished = store.meta.get(wishKey(intent.positionId)) !== undefined;
  const isArmed = guard?.mode === 'auto' && guard.expiresAt !== undefined && guard.expiresAt > now;
  return !isWished || !isArmed || stop?.id !== guard.stopId || stop?.price !== intent.price;
}

async function place(deps: SellingDeps, held: Held, now: Instant): Promise<void> {
  const { store } = deps;
  if (store.meta.get(refusedKey(held.account.id)) !== undefined || isOverForNow(deps, held)) return;
  const seen = await lookAround(deps, held, undefined);
  const id = store.transact(() => writeAhead(deps, { held, seen }, now));
  const intent = id === undefined ? undefined : store.intents.get(id);
  const { broker } = seen;
  if (intent === undefined || broker === undefined) return;
  const { symbol, quantity, price } = intent;
  const outcome = await postOnce(() => broker.placeStop({ symbol, quantity, price }));
  store.transact(() => {
    takeOutcome(deps, intent.id, outcome);
    if (outcome.kind === 'rejected') store.meta.set(refusedKey(held.account.id), outcome.code);
  });
}

/**
 * Whoever cancels it at the broker does not want it back; and what was once in doubt is not sent again by itself. Then it
 * has to be chosen anew.
 */
function isOverForNow({ store }: SellingDeps, { position }: Held): boolean {
  const last = store.intents.ofPosition(position.id, 20).find(isNative);
  if (last === undefined) return false;
  const steps = store.intents.steps(last.id);
  const isOurs = steps.some(({ state }) => state === 'cancelling');
  const isDoubtful = steps.some(({ state }) => state === 'unknown');
  if (last.state === 'cancelled' ? isOurs : !isDoubtful) return false;
  store.meta.remove(wishKey(position.id));
  return true;
}

type Looked = { readonly held: Held; readonly seen: Awaited<ReturnType<typeof lookAround>> };

/** From nothing to `submitting` in one transaction: nobody else ever finds it on the way. @returns its id */
function writeAhead(deps: SellingDeps, { held, seen }: Looked, now: Instant): number | undefined {
  const { store, clock } = deps;
  const { account, position } = held;
  const guard = store.guards.get(position.id);
  const stop = store.stops.live(position.id);
  const told = seen.book?.position;
  if (guard?.mode !== 'auto' || stop?.price === undefined || told === undefined) return undefined;
  const { quantity: whole, available } = told;
  const plan = {
    key: `${NATIVE}${stop.id}/${now}`,
    accountId: account.id,
    positionId: position.id,
    symbol: position.symbol,
    mode: 'auto',
    state: 'draft',
    quantity: sharesOf(guard.maxPct, { held: whole, available }),
    price: stop.price,
    floor: floorOf(stop.price, guard.floorPct),
    currency: told.currency,
    quotedAt: now,
    askedBy: guard.armedBy,
    confirmedBy: undefined,
    expiresAt: plus(now, DAY_MS),
    why: 'a stop that rests at the broker',
    alertId: undefined,
  } as const;
  const gates = weighStop(factsOf(deps, { plan, held, seen }, clock()));
  if (firstShut(gates) !== undefined) return undefined;
  const added = store.intents.add(plan, now);
  if (added.kind !== 'added') return undefined;
  const { intent } = added;
  moveIntent(deps, intent, { to: 'armed', gates, isShown: true });
  const set = { submittedAt: clock(), heldBefore: whole };
  const armed = { ...intent, state: 'armed' } as const;
  return moveIntent(deps, armed, { to: 'submitting', set, isShown: true }) ? intent.id : undefined;
}
