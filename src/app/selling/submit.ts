import type { PostOutcome } from '../../core/broker.ts';
import type { Intent } from '../../core/intent.ts';
import { CANCEL_WINDOW_MS } from '../../portfolio/gates-permission.ts';
import { drawAgain } from './again.ts';
import type { SellingDeps } from './deps.ts';
import { takeProgress } from './follow.ts';
import { moveIntent } from './moving.ts';
import { attempt, lookFor, type Looked } from './weigh.ts';

/**
 * Sends what is armed: looks around, weighs every gate, writes `submitting` down, and only then asks the broker, once. A
 * process that ends anywhere leaves either no request, or a row that says that there may be one.
 */
export async function sendArmed(deps: SellingDeps, intent: Intent): Promise<void> {
  if (isTooEarly(deps, intent) || isTooLate(deps, intent)) return;
  const looked = await lookFor(deps, intent, intent.createdAt);
  const broker = looked?.seen.broker;
  const isWritten = deps.store.transact(() => writeAhead(deps, intent.id, looked));
  if (!isWritten || broker === undefined) return;
  const { symbol, quantity } = intent;
  const outcome = await postOnce(() => broker.sell({ symbol, quantity }));
  deps.store.transact(() => takeOutcome(deps, intent.id, outcome));
}

/** What was announced waits until word of it has arrived, and then for its person; nobody is asked about it meanwhile. */
function isTooEarly({ store, clock }: SellingDeps, intent: Intent): boolean {
  if (intent.mode !== 'auto' || intent.expiresAt <= clock()) return false;
  const noticedAt = store.intents.card(intent.id)?.sentAt;
  return noticedAt === undefined || clock() - noticedAt < CANCEL_WINDOW_MS;
}

/** Whoever could not be reached, or what could not be priced, keeps what is held. */
function isTooLate(deps: SellingDeps, intent: Intent): boolean {
  if (intent.expiresAt > deps.clock()) return false;
  const isUnheard =
    intent.mode === 'auto' && deps.store.intents.card(intent.id)?.sentAt === undefined;
  const why = isUnheard ? 'word of it could not reach you in time' : 'the time for it was over';
  moveIntent(deps, intent, { to: 'void', why });
  return true;
}

/** @returns whether the request may leave now, which is on the disk then */
function writeAhead(deps: SellingDeps, id: number, looked: Looked | undefined): boolean {
  const { store, clock } = deps;
  const intent = store.intents.get(id);
  if (intent?.state !== 'armed') return false;
  if (looked === undefined) {
    moveIntent(deps, intent, { to: 'void', why: 'it is not held any more' });
    return false;
  }
  const { shut, gates, isPassing, facts } = attempt(deps, { intent, ...looked }, 'submit');
  if (shut === undefined && facts.book !== undefined) {
    const set = { submittedAt: clock(), heldBefore: facts.book.held };
    return moveIntent(deps, intent, { to: 'submitting', gates, set });
  }
  const why = shut?.says ?? 'the broker could not be asked';
  if (isPassing && intent.expiresAt > clock()) {
    store.intents.note(id, { state: 'armed', why, gates }, clock());
    return false;
  }
  const isDrift = shut?.name === 'drift';
  const isOff = moveIntent(deps, intent, { to: 'void', why, gates });
  if (isOff && isDrift) drawAgain(deps, { ...intent, why }, clock());
  return false;
}

/** The only way in which an order leaves. Whatever throws on the way may have left. */
export async function postOnce(ask: () => Promise<PostOutcome>): Promise<PostOutcome> {
  try {
    return await ask();
  } catch (error) {
    const detail = error instanceof Error ? error.message : 'it threw';
    return { kind: 'unknown', code: 'threw', detail };
  }
}

/** Writes down what the request came to. */
export function takeOutcome(deps: SellingDeps, id: number, outcome: PostOutcome): void {
  const { store, clock } = deps;
  const intent = store.intents.get(id);
  if (intent?.state !== 'submitting') return;
  switch (outcome.kind) {
    case 'accepted': {
      const { order } = outcome;
      if (store.intents.isTaken(intent.accountId, order.id)) {
        moveIntent(deps, intent, { to: 'unknown', why: 'the broker named an order of before' });
        return;
      }
      moveIntent(deps, intent, { to: 'accepted', set: { remoteId: order.id } });
      takeProgress(deps, id, order);
      return;
    }
    case 'rejected': {
      const why = outcome.detail;
      const isRejected = moveIntent(deps, intent, { to: 'rejected', why });
      // The price has moved on since; whoever wants it still is asked anew.
      if (isRejected && TOO_MANY.has(outcome.code)) drawAgain(deps, { ...intent, why }, clock());
      return;
    }
    case 'unknown':
      moveIntent(deps, intent, { to: 'unknown', why: outcome.detail });
  }
}

/** Refused for haste, not for what it was. */
const TOO_MANY: ReadonlySet<string> = new Set(['429', 'not-asked', 'rate-limited']);
