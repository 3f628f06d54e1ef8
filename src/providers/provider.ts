import type { MarketData } from '../core/ports/market-data.ts';
import type { Clock } from '../core/time.ts';

/** One vendor of market data. */
export type Provider = MarketData & {
  readonly name: string;
  /** Cuts what is in flight. */
  close(): Promise<void>;
};

export type ProviderDeps = {
  /** The market's clock: real time, or the replay's. */
  readonly clock: Clock;
  /** Milliseconds since some fixed moment, never jumping back (`performance.now`); times retries and breakers. */
  readonly elapsed: () => number;
  /** Evenly spread in [0, 1). */
  readonly random: () => number;
};
