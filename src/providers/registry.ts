import { SECOND_MS } from '../core/time.ts';
import type { HttpLimits } from '../http/client.ts';
import { createCache } from './cache.ts';
import { createFallback } from './fallback.ts';
import type { Provider, ProviderDeps } from './provider.ts';
import { withNearestSpelling } from './suggest.ts';
import { createYahoo } from './yahoo.ts';

export type MarketDataOptions = {
  /** `YAHOO_API_ROOT`; undefined is Yahoo's own. */
  readonly yahooRoot: string | undefined;
  /** How long a quote may be given again, in milliseconds; 5 s when left out, 0 turns it off. */
  readonly keepMs?: number;
  /** Time limits and retries that differ from the defaults; for tests and slow lines. */
  readonly limits?: Partial<HttpLimits>;
};

type Create = (options: MarketDataOptions, deps: ProviderDeps) => Provider;

/** Every provider of quotes, in the order in which they are asked. Add a file, add a line. */
const PROVIDERS: readonly Create[] = [
  ({ yahooRoot, limits = {} }, deps) => createYahoo({ root: yahooRoot, limits }, deps),
];

const KEEP_MS = 5 * SECOND_MS;

/** Market data from all providers: shared requests, short memory, fallback order, forgiving spelling. */
export function createMarketData(options: MarketDataOptions, deps: ProviderDeps): Provider {
  const providers = PROVIDERS.map((create) => create(options, deps));
  const { keepMs = KEEP_MS } = options;
  return withNearestSpelling(createCache(createFallback(providers), { clock: deps.clock, keepMs }));
}
