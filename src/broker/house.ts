import type { AccountAccess, Broker, Probe } from '../core/ports/broker.ts';

/** All accounts that one kind of broker keeps. */
export type House = {
  open(account: AccountAccess): Broker;
  probe(wish: Omit<AccountAccess, 'id' | 'shape'>): Promise<Probe>;
  close(): void;
};
