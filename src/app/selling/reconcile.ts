import type { BrokerOrder } from '../../core/broker.ts';
import type { Intent, IntentStep } from '../../core/intent.ts';
import type { Broker } from '../../core/ports/broker.ts';
import { instant, MINUTE_MS, plus } from '../../core/time.ts';
import { ASK_BY_MS, matchesOf, nextLookAt, whereabouts } from '../../portfolio/whereabouts.ts';
import type { SellingDeps } from './deps.ts';
import { takeProgress } from './follow.ts';
import { moveIntent } from './moving.ts';

/** Steps that are looks at the broker: one that read everything, and one that could not. */
const LOOK = 'look';
const BLURRED = 'blurred look';

/** Looks for an order of which nobody knows whether it arrived. It is found, proved absent, or asked about in time. */
export async function findOut(deps: SellingDeps, seen: Intent): Promise<void> {
  const { store, clock } = deps;
  const intent = begin(deps, seen);
  if (intent === undefined) return;
  const steps = store.intents.steps(intent.id);
  const doubt = steps.find(({ state }) => state === 'unknown');
  const doubtSince = doubt?.at ?? intent.updatedAt;
  const lastLook = steps.findLast(({ state }) => state === LOOK || state === BLURRED);
  if (clock() < nextLookAt(doubtSince, lastLook?.at)) return;
  const found = await withinTime(deps, intent, instant(doubtSince + ASK_BY_MS));
  store.transact(() => conclude(deps, intent.id, { found, doubtSince, steps }));
}

/** A doubt becomes a search. */
function begin(deps: SellingDeps, intent: Intent): Intent | undefined {
  if (intent.state === 'reconciling') return intent;
  if (!moveIntent(deps, intent, { to: 'reconciling' })) return undefined;
  return deps.store.intents.get(intent.id);
}

type Found = { readonly orders: readonly BrokerOrder[]; readonly held: number | undefined };

/** Everything that the broker lists of these shares. Past the promised time it is not asked any more. */
async function withinTime(
  deps: SellingDeps,
  { accountId, symbol, submittedAt, createdAt }: Intent,
  until: number,
): Promise<Found> {
  const broker = deps.selling.brokerOf(accountId);
  if (broker === undefined || deps.clock() >= until) return { orders: [], held: undefined };
  return readAll(broker, { symbol, since: plus(submittedAt ?? createdAt, -MINUTE_MS) });
}

async function readAll(
  broker: Broker,
  wish: { readonly symbol: string; readonly since: IntentStep['at'] },
): Promise<Found> {
  const [pending, history, positions] = await Promise.all([
    broker.pending(),
    broker.history(wish),
    broker.positions(),
  ]);
  const orders = [pending, history].flatMap((one) => (one.kind === 'ok' ? one.value : []));
  const isWhole = pending.kind === 'ok' && history.kind === 'ok' && positions.kind === 'ok';
  if (!isWhole) return { orders, held: undefined };
  const position = positions.value.find(({ symbol }) => symbol === wish.symbol);
  return { orders, held: position?.quantity ?? 0 };
}

type Evidence = {
  readonly found: Found;
  readonly doubtSince: IntentStep['at'];
  readonly steps: readonly IntentStep[];
};

function conclude(deps: SellingDeps, id: number, { found, doubtSince, steps }: Evidence): void {
  const { store, clock } = deps;
  const intent = store.intents.get(id);
  if (intent?.state !== 'reconciling') return;
  const now = clock();
  const isWhole = found.held !== undefined;
  const wholeLooks = steps.filter(({ state }) => state === LOOK).length + (isWhole ? 1 : 0);
  const asked = {
    kind: intent.key.startsWith('native/') ? 'stop' : 'market',
    symbol: intent.symbol,
    quantity: intent.quantity,
    from: intent.submittedAt ?? intent.createdAt,
    to: doubtSince,
  } as const;
  const matches = matchesOf(asked, found.orders, (one) =>
    store.intents.isTaken(intent.accountId, one),
  );
  const { heldBefore } = intent;
  const verdict = whereabouts({
    doubtSince,
    wholeLooks,
    matches,
    held: found.held,
    heldBefore,
    now,
  });
  const why = `${matches.length} matching orders, ${found.held ?? 'an unknown number'} held`;
  store.intents.note(id, { state: isWhole ? LOOK : BLURRED, why }, now);
  switch (verdict.kind) {
    case 'found':
      moveIntent(deps, intent, {
        to: 'accepted',
        why: 'found at the broker',
        set: { remoteId: verdict.order.id },
      });
      takeProgress(deps, id, verdict.order);
      return;
    case 'absent':
      moveIntent(deps, intent, { to: 'absent_proven' });
      return;
    case 'ask':
      moveIntent(deps, intent, { to: 'needs_human', why: verdict.why });
      return;
    case 'looking':
  }
}
