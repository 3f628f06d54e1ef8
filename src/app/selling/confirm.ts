import type { Intent } from '../../core/intent.ts';
import type { Actor } from '../../core/people.ts';
import { instant, MINUTE_MS, plus, SECOND_MS } from '../../core/time.ts';
import { apartPct, DRIFT_PCT } from '../../portfolio/gates-market.ts';
import { floorOf, sharesOf } from '../../portfolio/guard.ts';
import { cardNow, over } from './answers.ts';
import type { SellingDeps } from './deps.ts';
import { moveIntent, type Move } from './moving.ts';
import type { Answered, Confirmed } from './results.ts';
import { answerable } from './view.ts';
import { attempt, lookFor, type Attempt, type Looked } from './weigh.ts';

type Wish = {
  readonly by: Actor;
  /** As they stand on the card that was pressed. */
  readonly card: { readonly intent: number; readonly quantity: number; readonly price: number };
  readonly share: 1 | 0.5;
};

/** A price that was shown longer ago is shown anew before it counts. */
const SHOWN_MS = 15 * SECOND_MS;
/** A card with a new price waits for an answer so long at least. */
const LEAST_LEFT_MS = 30 * SECOND_MS;
/** However often its price is shown anew, a card is over by then. */
const LONGEST_MS = 5 * MINUTE_MS;
/** What was confirmed is sent within that time, or not at all. */
const SEND_MS = 15 * SECOND_MS;

/** Takes a person's Sell. @returns the change to commit */
export async function confirm(deps: SellingDeps, wish: Wish): Promise<() => Confirmed> {
  const found = answerable(deps, wish.by, wish.card.intent);
  if (found.kind !== 'theirs') return () => found;
  const { intent } = found;
  const not = unanswerable(deps, intent, wish);
  if (not !== undefined) return () => unanswerable(deps, reread(deps, intent), wish) ?? not;
  const looked = await lookFor(deps, intent, intent.createdAt);
  return () => decide(deps, wish, looked);
}

function reread({ store }: SellingDeps, intent: Intent): Intent {
  return store.intents.get(intent.id) ?? intent;
}

/** Why this press does not count; undefined when it does. */
function unanswerable(deps: SellingDeps, intent: Intent, { card }: Wish): Answered | undefined {
  if (intent.state !== 'awaiting_confirm') return over(deps, intent.id);
  const shown = cardNow(deps, intent.id);
  if (shown === undefined) return { kind: 'not-yours' };
  if (intent.expiresAt <= deps.clock()) return { kind: 'expired', ...shown };
  if (intent.quantity !== card.quantity || intent.price !== card.price)
    return { kind: 'changed', ...shown };
  return undefined;
}

function decide(deps: SellingDeps, wish: Wish, looked: Looked | undefined): Confirmed {
  const found = answerable(deps, wish.by, wish.card.intent);
  if (found.kind !== 'theirs') return found;
  const { intent } = found;
  const not = unanswerable(deps, intent, wish);
  if (not !== undefined) return not;
  const quantity = wish.share === 1 ? intent.quantity : halfOf(intent.quantity);
  if (looked === undefined) return callOff(deps, intent, { why: 'it is not held any more' });
  const asked = { ...intent, quantity, confirmedBy: wish.by.user };
  const tried = attempt(deps, { intent: asked, ...looked }, 'proposal');
  const { shut, price, gates, isPassing } = tried;
  if (price !== undefined && needsNewPrice(deps, intent, price))
    return showAnew(deps, intent, { ...tried, price });
  if (price === undefined || (shut !== undefined && isPassing))
    return { kind: 'no-price', why: shut?.says ?? 'nobody could say what it costs now' };
  if (shut !== undefined) return callOff(deps, intent, { why: shut.says, gates });
  const set = {
    quantity,
    confirmedBy: wish.by.user,
    expiresAt: plus(deps.clock(), SEND_MS),
  };
  const isArmed = step(deps, intent, { to: 'armed', gates, by: wish.by.user, set });
  const shown = cardNow(deps, intent.id);
  return isArmed && shown !== undefined ? { kind: 'armed', ...shown } : over(deps, intent.id);
}

function step(deps: SellingDeps, intent: Intent, move: Move): boolean {
  return moveIntent(deps, intent, { ...move, isShown: true });
}

function halfOf(quantity: number): number {
  return sharesOf(50, { held: quantity, available: quantity });
}

function needsNewPrice({ clock }: SellingDeps, { price, quotedAt }: Intent, now: number): boolean {
  return apartPct(price, now) > DRIFT_PCT || clock() - quotedAt > SHOWN_MS;
}

/** Nothing is armed: the card shows the price of now, and another press is needed. */
function showAnew(
  deps: SellingDeps,
  intent: Intent,
  { price, gates }: Attempt & { readonly price: number },
): Confirmed {
  const now = deps.clock();
  const floorPct = (1 - intent.floor / intent.price) * 100;
  const least = Math.max(intent.expiresAt, now + LEAST_LEFT_MS);
  const last = intent.createdAt + LONGEST_MS;
  const set = {
    price,
    // What a person has named stays.
    floor: intent.mode === 'manual' ? intent.floor : floorOf(price, floorPct),
    quotedAt: now,
    expiresAt: instant(Math.max(intent.expiresAt, Math.min(least, last))),
  };
  const why = `the price was shown again: ${price}`;
  const isShown = step(deps, intent, { to: 'awaiting_confirm', why, gates, set });
  const card = cardNow(deps, intent.id);
  if (!isShown || card === undefined) return over(deps, intent.id);
  return { kind: 'requoted', was: intent.price, ...card };
}

/** A gate that stays shut ends the decision. */
function callOff(
  deps: SellingDeps,
  intent: Intent,
  off: { readonly why: string; readonly gates?: Attempt['gates'] },
): Confirmed {
  const isOff = step(deps, intent, { to: 'void', ...off });
  const card = cardNow(deps, intent.id);
  if (!isOff || card === undefined) return over(deps, intent.id);
  const gate = off.gates?.find(({ isOpen }) => !isOpen);
  return { kind: 'refused', gate: gate ?? { name: 'held', isOpen: false, says: off.why }, ...card };
}
