import type { Gate } from '../core/intent.ts';
import { BOOK_GATES, READ_GATE } from './gates-book.ts';
import { MARKET_GATES } from './gates-market.ts';
import { PERMISSION_GATES } from './gates-permission.ts';
import type { GateRule } from './gate.ts';
import type { SaleFacts } from './sale-facts.ts';

/** Every condition of selling. Adding one is a line here; a test tries that it alone stops a sale. */
export const GATES: readonly GateRule[] = [
  ...PERMISSION_GATES,
  ...MARKET_GATES,
  ...BOOK_GATES,
  READ_GATE,
];

/**
 * All gates as they stand, in their order: what is kept with every attempt, open or not.
 *
 * @param at `proposal` leaves out those that only count when an order is about to leave
 */
export function weighGates(facts: SaleFacts, at: 'proposal' | 'submit'): readonly Gate[] {
  return GATES.filter(({ when }) => at === 'submit' || when === 'always').map(
    ({ name, weigh }) => ({ name, ...weigh(facts) }),
  );
}

/** What a stop that is to rest at the broker depends on: nothing is sold by it now, so it needs no session and no price. */
const RESTING: ReadonlySet<string> = new Set([
  ...PERMISSION_GATES.map(({ name }) => name).filter((name) => name !== 'consent'),
  'currency',
  'split',
  ...BOOK_GATES.map(({ name }) => name).filter((name) => name !== 'cooldown'),
  READ_GATE.name,
]);

/** The gates of a stop that is to rest at the broker, all of them, as they stand. */
export function weighStop(facts: SaleFacts): readonly Gate[] {
  return GATES.filter(({ name }) => RESTING.has(name)).map(({ name, weigh }) => ({
    name,
    ...weigh(facts),
  }));
}

/** The first one that is shut; undefined when a sale may go on. */
export function firstShut(gates: readonly Gate[]): Gate | undefined {
  return gates.find(({ isOpen }) => !isOpen);
}
