import { dirname, join } from 'node:path';
import type { SellingOptions } from '../app/selling/options.ts';
import type { Ground, Surroundings } from './ground.ts';

/** What is set from outside about selling. */
export function sellingOptions(
  { config }: Surroundings,
  { door }: Pick<Ground, 'door'>,
): SellingOptions {
  return {
    ceiling: config.autosell,
    pinnedAccount: config.broker.accountId,
    haltFile: join(dirname(config.databasePath), 'HALT'),
    brokerOf: door.brokerOf,
  };
}
