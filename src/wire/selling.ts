import { dirname, join } from 'node:path';
import type { SellingOptions } from '../app/selling/options.ts';
import type { Surroundings } from './ground.ts';

/** What is set from outside about selling. Closed while nothing is. */
export function sellingOptions({ config }: Surroundings): SellingOptions {
  return {
    ceiling: 'shadow',
    pinnedAccount: undefined,
    haltFile: join(dirname(config.databasePath), 'HALT'),
    brokerOf: () => undefined,
  };
}
