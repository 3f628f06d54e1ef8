import type { NewIntent } from '../../db/intents.ts';
import type { Actor } from '../../core/people.ts';
import { plus } from '../../core/time.ts';
import { floorOf, isPhrase, sellingPhrase, sharesOf, USUAL_GUARD } from '../../portfolio/guard.ts';
import { firstShut, weighGates } from '../../portfolio/gates.ts';
import { priceNow } from '../../portfolio/sale-facts.ts';
import type { SellingDeps } from './deps.ts';
import { ANSWER_MS } from './drafts.ts';
import { factsOf } from './facts.ts';
import { lookAround, type Held, type Seen } from './look.ts';
import { moveIntent } from './moving.ts';
import type { Proposed, SellWish } from './results.ts';
import { barred } from './view.ts';

/** Draws a sale up and asks its person. @returns the change to commit */
export async function propose(
  deps: SellingDeps,
  by: Actor,
  wish: SellWish,
): Promise<() => Proposed> {
  const not = barred(by);
  if (not !== undefined) return () => not;
  const held = theirs(deps, by, wish.positionId);
  if (held === undefined) return () => ({ kind: 'not-yours' });
  if (deps.selling.brokerOf(held.account.id) === undefined)
    return () => ({ kind: 'no-broker', why: 'no broker that I can reach keeps this account' });
  const busy = deps.store.intents.liveOf(held.account.id, held.position.symbol);
  if (busy !== undefined) return () => ({ kind: 'busy', intent: busy });
  const seen = await lookAround(deps, held, undefined);
  return () => drawUp(deps, { by, wish, seen });
}

function theirs({ store }: SellingDeps, by: Actor, positionId: number): Held | undefined {
  const position = store.positions.get(positionId);
  const account = position && store.accounts.get(position.accountId);
  if (account === undefined || account.user !== by.user) return undefined;
  return position?.closedAt === undefined && position ? { account, position } : undefined;
}

type Asked = { readonly by: Actor; readonly wish: SellWish; readonly seen: Seen };

function drawUp(deps: SellingDeps, { by, wish, seen }: Asked): Proposed {
  const { store, clock } = deps;
  const held = theirs(deps, by, wish.positionId);
  if (held === undefined) return { kind: 'not-yours' };
  if (seen.book === undefined)
    return { kind: 'no-broker', why: 'the broker did not answer just now' };
  const told = { held: 0, available: 0, ...bookOf(seen) };
  const quantity = quantityOf(wish, told);
  const wrong = wrongSize(quantity, told.available);
  if (wrong !== undefined) return { kind: 'size', available: told.available, why: wrong };
  const now = clock();
  const plan = planOf(deps, { held, seen, quantity, by, floor: wish.floor });
  const facts = factsOf(deps, { plan, held, seen }, now);
  const phrase = sellingPhrase(held.position.ticker ?? held.position.symbol, quantity);
  const isLarge = quantity >= told.held || isOverCap(facts.limits);
  if (isLarge && !isPhrase(wish.phrase, phrase)) {
    const worth = quantity * (priceNow(facts) ?? held.position.price ?? 0);
    return { kind: 'phrase', phrase, quantity, worth, currency: plan.currency };
  }
  const gates = weighGates(facts, 'proposal');
  const shut = firstShut(gates);
  if (shut !== undefined) return { kind: 'refused', gate: shut, gates };
  const added = store.intents.add(plan, now);
  if (added.kind !== 'added') return { kind: 'busy', intent: added.intent };
  moveIntent(deps, added.intent, { to: 'awaiting_confirm', gates, by: by.user });
  return { kind: 'proposed', intent: store.intents.get(added.intent.id) ?? added.intent };
}

function bookOf({ book }: Seen): { readonly held: number; readonly available: number } | undefined {
  const position = book?.position;
  return position && { held: position.quantity, available: position.available };
}

/** A number of shares is taken as it is typed; a share of them is rounded down. */
function quantityOf({ size }: SellWish, told: { held: number; available: number }): number {
  return size.kind === 'quantity' ? size.quantity : sharesOf(size.pct, told);
}

function wrongSize(quantity: number, available: number): string | undefined {
  if (!Number.isFinite(quantity) || quantity <= 0) return 'that is no share at all';
  return quantity > available ? `only ${available} may be sold` : undefined;
}

function isOverCap({ worth, total, caps }: ReturnType<typeof factsOf>['limits']): boolean {
  return worth === undefined || total === undefined || worth > (total * caps.orderPct) / 100;
}

type Drawn = Held & { readonly quantity: number };

function planOf(
  deps: SellingDeps,
  given: { held: Held; seen: Seen; quantity: number; by: Actor; floor: number | undefined },
): NewIntent {
  const { seen, quantity, by } = given;
  const { account, position }: Drawn = { ...given.held, quantity };
  const now = deps.clock();
  const floorPct = deps.store.guards.get(position.id)?.floorPct ?? USUAL_GUARD.floorPct;
  const price = seen.quote?.price ?? seen.book?.position?.price ?? 0;
  return {
    key: `manual/${position.id}/${now}`,
    accountId: account.id,
    positionId: position.id,
    symbol: position.symbol,
    mode: 'manual',
    state: 'draft',
    quantity,
    price,
    floor: given.floor ?? floorOf(price, floorPct),
    currency: seen.book?.position?.currency ?? position.currency,
    quotedAt: now,
    askedBy: by.user,
    confirmedBy: undefined,
    expiresAt: plus(now, ANSWER_MS),
    why: undefined,
    alertId: undefined,
  };
}
