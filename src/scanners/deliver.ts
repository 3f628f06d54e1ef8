import { ORPHAN_SETTLE_MS, type Settlement } from '../alerts/outbox.ts';
import type { Outcome } from '../core/alert.ts';
import type { Log } from '../core/ports/log.ts';
import { plus, type Instant } from '../core/time.ts';
import type { DeliveryRow } from '../db/deliveries.ts';
import { claim, conclude, transmit, type AttemptDeps } from './attempt.ts';

export type DeliverDeps = AttemptDeps & { readonly log: Log };

export type Deliver = ReturnType<typeof createDeliver>;

// Telegram's own advice is "maybe 3" at once; it also bounds how many messages a crash can leave in doubt.
const MOST_IN_FLIGHT = 3;
const LONGEST_SLEEP_MS = 5_000;

type Head = {
  readonly lane: string;
  readonly id: number;
  readonly priority: number;
  readonly dueAt: number;
};

/** The loop that sends: claim, send, settle. One in flight per lane, a few overall. */
export function createDeliver(deps: DeliverDeps) {
  const { store, clock, log } = deps;
  const busy = new Map<string, Promise<void>>();
  const pauses = new Map(store.lanes.pauses());
  const stats = { sent: 0, rateLimited: 0, lastSentAt: undefined as Instant | undefined };
  let timer: NodeJS.Timeout | undefined;
  let isRunning = false;

  function wake(): void {
    if (!isRunning) return;
    clearTimeout(timer);
    const now = clock();
    let next = now + LONGEST_SLEEP_MS;
    for (const head of heads(deps, { busy, pauses }, now)) {
      if (head.dueAt > now) next = Math.min(next, head.dueAt);
      else if (busy.size < MOST_IN_FLIGHT) begin(head, now);
    }
    timer = setTimeout(wake, Math.max(next - now, 10));
  }

  function begin({ lane, id }: Head, now: Instant): void {
    const row = claim(deps, id, now);
    if (row !== undefined) busy.set(lane, attempt(row, now));
  }

  async function attempt(row: DeliveryRow, startedAt: Instant): Promise<void> {
    try {
      const outcome = await transmit(deps, row, startedAt);
      note(row, outcome, conclude(deps, row, { outcome, startedAt }));
    } catch (error) {
      // The fault is ours; the row stays `sending`, and the next start counts it as uncertain.
      log.error('a delivery could not be settled', { error, delivery: row.id });
    } finally {
      busy.delete(row.lane);
      wake();
    }
  }

  function note(row: DeliveryRow, outcome: Outcome, settlement: Settlement): void {
    if (outcome.kind === 'sent') {
      stats.sent++;
      stats.lastSentAt = clock();
      return;
    }
    log.warn('a message was not delivered', { delivery: row.id, lane: row.lane, outcome });
    if (settlement.status !== 'queued' || !settlement.pausesLane) return;
    stats.rateLimited++;
    pauses.set(row.lane, settlement.notBefore);
  }

  return {
    stats,
    wake,
    /** Takes up what an earlier process left behind and begins to send. */
    start(): void {
      const left = store.deliveries.recover(deps.bootId, plus(clock(), ORPHAN_SETTLE_MS));
      if (left > 0) log.warn('messages were under way when the program last stopped', { left });
      isRunning = true;
      wake();
    },
    /** Stops claiming and waits for what is on the wire. */
    async stop(): Promise<void> {
      isRunning = false;
      clearTimeout(timer);
      await Promise.allSettled(busy.values());
    },
    /** Resolves when nothing is due and nothing is on the wire. */
    async idle(): Promise<void> {
      while (
        busy.size > 0 ||
        heads(deps, { busy, pauses }, clock()).some((head) => head.dueAt <= clock())
      ) {
        wake();
        await Promise.race([...busy.values(), new Promise((resolve) => setTimeout(resolve, 5))]);
      }
    },
  };
}

function byUrgency(a: Head, b: Head): number {
  return a.priority - b.priority || a.id - b.id;
}

type Traffic = {
  readonly busy: ReadonlyMap<string, unknown>;
  readonly pauses: ReadonlyMap<string, Instant>;
};

/** What each idle lane would do next, the most urgent first. */
function heads({ store }: DeliverDeps, traffic: Traffic, now: Instant): readonly Head[] {
  const idle = store.deliveries.lanes().filter((lane) => !traffic.busy.has(lane));
  const found = idle.flatMap((lane) => {
    const head = store.deliveries.head(lane);
    if (head === undefined || head.status === 'sending') return [];
    const dueAt = Math.max(head.notBefore, traffic.pauses.get(lane) ?? now);
    return [{ lane, id: head.id, priority: head.priority, dueAt }];
  });
  return found.toSorted(byUrgency);
}
