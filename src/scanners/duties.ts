import type { Log } from '../core/ports/log.ts';
import { LATE_ON_THE_WAY_MS } from '../core/delivery.ts';
import { plus, SECOND_MS, type Instant } from '../core/time.ts';
import type { Outbox } from '../db/outbox.ts';
import { ESCALATE } from '../db/ring.ts';
import type { Store } from '../db/store.ts';
import { escalate } from './escalate.ts';
import { sealBundle } from './seal-bundle.ts';

export type DutiesDeps = {
  readonly store: Store;
  readonly outbox: Outbox;
  readonly defaultZone: string;
  readonly maxAlertsPerMinute: number;
  readonly log: Log;
};

export type Duties = ReturnType<typeof createDuties>;

const LOOK_FOR_LATE_MS = 10 * SECOND_MS;
const TROUBLED_MS = 5 * SECOND_MS;
const AT_ONCE = 100;

/** What falls due by itself among alerts: bundles to seal, critical ones to ask about again, late ones to send another way. */
export function createDuties(deps: DutiesDeps) {
  const { store, outbox, log } = deps;
  let lateAt: Instant | undefined;
  let troubledUntil: Instant | undefined;

  return {
    /** When there is next something to do; undefined while there is nothing. */
    nextAt(now: Instant): Instant | undefined {
      lateAt ??= plus(now, LOOK_FOR_LATE_MS);
      const times = [store.bundles.nextDueAt(), store.timers.nextDueAt(ESCALATE), lateAt];
      const [first] = times.filter((at) => at !== undefined).sort((a, b) => a - b);
      // What has just failed would fail again at once.
      if (first === undefined || troubledUntil === undefined) return first;
      return first > troubledUntil ? first : troubledUntil;
    },
    run(now: Instant): void {
      const guarded = (what: string, work: () => void): void => {
        try {
          work();
        } catch (error) {
          troubledUntil = plus(now, TROUBLED_MS);
          log.error('something that was due could not be done', { error, what });
        }
      };
      for (const bundle of store.bundles.due(now))
        guarded(`bundle ${bundle.id}`, () => sealBundle(deps, bundle, now));
      for (const timer of store.timers.due(ESCALATE, now, AT_ONCE))
        guarded(`escalation of ${timer.subject}`, () => escalate(deps, timer, now));
      if (lateAt !== undefined && now < lateAt) return;
      lateAt = plus(now, LOOK_FOR_LATE_MS);
      guarded('late alerts', () => sendLate({ store, outbox }, now));
    },
  };
}

function sendLate({ store, outbox }: Pick<DutiesDeps, 'store' | 'outbox'>, now: Instant): void {
  const late = store.deliveries.late(plus(now, -LATE_ON_THE_WAY_MS));
  if (late.length === 0) return;
  store.transact(() => {
    for (const row of late) outbox.fallBack(row, now);
  });
}
