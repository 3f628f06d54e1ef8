import type { SaleFacts } from './sale-facts.ts';

export type Weighed = { readonly isOpen: boolean; readonly says: string };

/** One condition of selling. It sees everything, and speaks of one thing. */
export type GateRule = {
  readonly name: string;
  /** `submit`: looked at when an order is about to leave, not when it is only proposed. */
  readonly when: 'always' | 'submit';
  readonly weigh: (facts: SaleFacts) => Weighed;
};

export const open = (says: string): Weighed => ({ isOpen: true, says });
export const shut = (says: string): Weighed => ({ isOpen: false, says });

export function gate(name: string, weigh: GateRule['weigh']): GateRule {
  return { name, when: 'always', weigh };
}

export function lastGate(name: string, weigh: GateRule['weigh']): GateRule {
  return { name, when: 'submit', weigh };
}
