import type { BrokerOrder } from '../../core/broker.ts';
import type { Intent } from '../../core/intent.ts';
import type { Broker } from '../../core/ports/broker.ts';
import { MINUTE_MS, plus } from '../../core/time.ts';
import { progressOf } from '../../portfolio/whereabouts.ts';
import type { SellingDeps } from './deps.ts';
import { moveIntent } from './moving.ts';

/** So long an order that the broker took may be in none of its lists, or in a state that nobody knows. */
const LOST_MS = 5 * MINUTE_MS;

/** Looks what an order of ours has come to, until it ends. */
export async function followOrder(deps: SellingDeps, intent: Intent): Promise<void> {
  const broker = deps.selling.brokerOf(intent.accountId);
  if (broker === undefined || intent.remoteId === undefined) return;
  const order = await findOrder(broker, intent, intent.remoteId);
  if (order === undefined || order === 'unread') {
    const isLost = deps.clock() - intent.updatedAt > LOST_MS && order === undefined;
    const why = 'the broker took the order and does not list it any more';
    if (isLost) moveIntent(deps, intent, { to: 'needs_human', why });
    return;
  }
  const isUnclear = order.status === 'unclear';
  if (isUnclear && deps.clock() - intent.updatedAt > LOST_MS) {
    const why = 'the broker has the order in a state that I do not know';
    moveIntent(deps, intent, { to: 'needs_human', why });
    return;
  }
  deps.store.transact(() => takeProgress(deps, intent.id, order));
}

/** Among the pending ones, or else in the history; undefined when both were read and have none. */
async function findOrder(
  broker: Broker,
  { symbol, submittedAt, createdAt }: Intent,
  remoteId: string,
): Promise<BrokerOrder | 'unread' | undefined> {
  const pending = await broker.order(remoteId);
  if (pending.kind === 'ok') return pending.value;
  if (pending.fault !== 'not-found') return 'unread';
  const since = plus(submittedAt ?? createdAt, -MINUTE_MS);
  const history = await broker.history({ since, symbol });
  if (history.kind !== 'ok') return 'unread';
  return history.value.find(({ id }) => id === remoteId);
}

/** Writes down what an order has come to. Within a transaction. */
export function takeProgress(deps: SellingDeps, id: number, order: BrokerOrder): void {
  const intent = deps.store.intents.get(id);
  if (intent === undefined || intent.remoteId !== order.id) return;
  const progress = progressOf(intent, order);
  if (progress.kind === 'none') return;
  const { to, filled, fillPrice } = progress;
  const isOver = filled > intent.quantity + 1e-9;
  if (isOver) {
    const why = `the broker says that ${filled} were sold of the ${intent.quantity} asked for`;
    moveIntent(deps, intent, { to: 'needs_human', why });
    return;
  }
  const why = to === 'filled' ? undefined : `the broker says ${to.replace('_', ' ')}`;
  moveIntent(deps, intent, { to, why, set: { filled, fillPrice } });
}

/** Takes back what of ours is still open at the broker: selling was stopped. What it has come to is followed as ever. */
export async function cancelOpen(deps: SellingDeps, intent: Intent): Promise<void> {
  const { remoteId, accountId } = intent;
  if (remoteId === undefined) return;
  const answer = await deps.selling.brokerOf(accountId)?.cancel(remoteId);
  if (answer === undefined) return;
  const why = answer.kind === 'ok' ? `cancelling: ${answer.value}` : `cancelling: ${answer.detail}`;
  deps.store.intents.note(intent.id, { state: 'cancelling', why }, deps.clock());
}
