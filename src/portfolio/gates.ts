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

/** The first one that is shut; undefined when a sale may go on. */
export function firstShut(gates: readonly Gate[]): Gate | undefined {
  return gates.find(({ isOpen }) => !isOpen);
}
