import type { BrokerKind } from '../core/broker.ts';
import type { Broker, Brokers } from '../core/ports/broker.ts';
import type { House } from './house.ts';
import { createPaper, type PaperDeps } from './paper.ts';
import { createTrading212, type Trading212Deps } from './trading212.ts';

export type BrokersDeps = Trading212Deps & {
  /** What accounts on paper need; without it there are none. */
  readonly paper?: PaperDeps;
};

/** Who keeps accounts of which kind. Books of the kind `manual` are kept by nobody. */
const HOUSES: readonly {
  readonly kind: BrokerKind;
  readonly create: (deps: BrokersDeps) => House | undefined;
}[] = [
  { kind: 'trading212', create: createTrading212 },
  { kind: 'paper', create: ({ paper }) => paper && createPaper(paper) },
];

/** Every broker there is, with one client an account. */
export function createBrokers(deps: BrokersDeps): Brokers {
  const houses = new Map(HOUSES.map(({ kind, create }) => [kind, create(deps)]));
  const opened = new Map<number, Broker>();

  function forget(id: number): void {
    opened.get(id)?.close();
    opened.delete(id);
  }

  return {
    open(account) {
      const known = opened.get(account.id);
      if (known !== undefined) return known;
      const broker = houses.get(account.kind)?.open(account);
      if (broker !== undefined) opened.set(account.id, broker);
      return broker;
    },
    async probe(wish) {
      const house = houses.get(wish.kind);
      if (house !== undefined) return house.probe(wish);
      return { kind: 'failed', detail: 'no broker keeps an account of this kind' };
    },
    forget,
    close() {
      for (const id of opened.keys()) forget(id);
      for (const house of houses.values()) house?.close();
    },
  };
}
