import type { Brokers } from '../../src/core/ports/broker.ts';
import { createBrokers, type BrokersDeps } from '../../src/broker/registry.ts';
import { instant } from '../../src/core/time.ts';
import type { LocalBroker } from './broker.ts';
import { silentLog } from './log.ts';

/** The program's own clients, with the local broker behind them and at its pace. */
export function brokersAt(
  local: Pick<LocalBroker, 'base' | 'secondMs'>,
  deps: Partial<BrokersDeps> = {},
): Brokers {
  return createBrokers({
    bases: { demo: local.base, live: local.base },
    folder: undefined,
    clock: () => instant(Date.now()),
    elapsed: () => performance.now(),
    log: silentLog,
    secondMs: local.secondMs,
    ...deps,
  });
}
