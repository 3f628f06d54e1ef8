import type { Severity } from '../../src/core/alert.ts';
import type { Channel } from '../../src/core/ports/channel.ts';
import { TELEGRAM_ALONE } from '../../src/core/ports/reach.ts';
import type { Instant } from '../../src/core/time.ts';
import { createOutbox } from '../../src/db/outbox.ts';
import type { Store } from '../../src/db/store.ts';
import { createDeliver } from '../../src/scanners/deliver.ts';
import { createDuties } from '../../src/scanners/duties.ts';
import { createPacing } from '../../src/scanners/pacing.ts';
import { anAlertRow } from './alert-row.ts';
import { silentLog as log } from './log.ts';

type Around = {
  readonly telegram: Channel;
  readonly clock: () => Instant;
  readonly random: () => number;
  readonly bootId: string;
};

type Ring = { readonly chat: number; readonly n: number; readonly severity: Severity };

/** The sending loop by itself, with one channel and no words but an alert's number and whether it is a repeat. */
export function startSender(store: Store, { telegram, ...around }: Around) {
  const outbox = createOutbox(store, () => deliver.wake());
  const defaultZone = 'UTC';
  const deliver = createDeliver({
    ...around,
    store,
    outbox,
    channels: new Map([['telegram', telegram]]),
    freeze: (row) => ({ html: `alert ${row.alertId ?? 0}.`, keyboard: [], silent: false }),
    prefix: (row) => (row.uncertain > 0 ? '🔁 repeat' : undefined),
    lose: () => undefined,
    reach: TELEGRAM_ALONE,
    defaultZone,
    pacing: createPacing(true),
    duties: createDuties({ store, outbox, defaultZone, maxAlertsPerMinute: 20, log }),
    log,
  });
  deliver.start();
  return {
    deliver,
    ring({ chat, n, severity }: Ring): void {
      const now = around.clock();
      const row = anAlertRow({ chat, n, severity, firedAt: now });
      const { place, eventKey: key } = row;
      store.transact(() => {
        const alertId = store.alerts.add(row, now);
        if (alertId === undefined) return;
        const ways = outbox.routing.first(place, severity);
        outbox.alert({ alertId, key, place, severity }, { ways, step: 'first' }, now);
      });
    },
  };
}
