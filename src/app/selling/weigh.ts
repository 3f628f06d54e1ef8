import type { Gate, Intent } from '../../core/intent.ts';
import type { Instant } from '../../core/time.ts';
import { firstShut, weighGates } from '../../portfolio/gates.ts';
import { priceNow, type SaleFacts } from '../../portfolio/sale-facts.ts';
import type { SellingDeps } from './deps.ts';
import { factsOf } from './facts.ts';
import { lookAround, type Held, type Seen } from './look.ts';

/** What passes by itself: a decision waits a little for these. Any other gate that is shut ends it. */
const PASSING: ReadonlySet<string> = new Set([
  'session',
  'exchange',
  'edge',
  'clock',
  'quote',
  'second source',
  'trading',
  'split',
  'broker',
  'reconciled',
  'by hand',
  'reading',
  'jump',
  'account',
]);

export type Attempt = {
  readonly facts: SaleFacts;
  readonly gates: readonly Gate[];
  readonly shut: Gate | undefined;
  /** The gate that is shut may be open soon. */
  readonly isPassing: boolean;
  readonly price: number | undefined;
};

/** The position and account of an intent; undefined when one of them is gone. */
function heldOf({ store }: SellingDeps, intent: Pick<Intent, 'accountId' | 'positionId'>) {
  const account = store.accounts.get(intent.accountId);
  const position = store.positions.get(intent.positionId);
  if (account === undefined || position === undefined || position.closedAt !== undefined)
    return undefined;
  return { account, position };
}

/** All gates of an intent as they stand now, by what was seen just before. Within the transaction that counts on it. */
export function attempt(
  deps: SellingDeps,
  { intent, held, seen }: { intent: Intent; held: Held; seen: Seen },
  at: 'proposal' | 'submit',
): Attempt {
  const now = deps.clock();
  const facts = factsOf(deps, { plan: intent, held, seen }, now);
  const gates = weighGates(facts, at);
  const shut = firstShut(gates);
  // When one of those that are shut stays shut, waiting for the others is in vain.
  const isPassing = gates.every(({ name, isOpen }) => isOpen || PASSING.has(name));
  return { facts, gates, shut, isPassing: shut !== undefined && isPassing, price: priceNow(facts) };
}

export type Looked = { readonly held: Held; readonly seen: Seen };

/** Asks around for an intent; undefined when what it is about is gone. */
export async function lookFor(
  deps: SellingDeps,
  intent: Intent,
  since: Instant | undefined,
): Promise<Looked | undefined> {
  const held = heldOf(deps, intent);
  return held && { held, seen: await lookAround(deps, held, since) };
}
