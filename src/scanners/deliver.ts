import { ORPHAN_SETTLE_MS, type Settled } from '../alerts/outbox.ts';
import type { Outcome } from '../core/alert.ts';
import { REPLY_PRIORITY } from '../core/delivery.ts';
import { chatId } from '../core/people.ts';
import { plus, SECOND_MS, type Instant } from '../core/time.ts';
import type { DeliveryRow } from '../db/deliveries.ts';
import { claim, transmit, type AttemptDeps } from './attempt.ts';
import { conclude } from './conclude.ts';
import type { Duties } from './duties.ts';
import { LOCKED_PAUSE_MS, unlessLocked, whenFree } from './locked.ts';
import { createLaneHeads, type LaneHeads } from './lane-heads.ts';
import type { Pacing } from './pacing.ts';
import { noteOutcome, type SendingStats } from './note-outcome.ts';
import { createRests, type Rests } from './rests.ts';

export type Deliver = ReturnType<typeof createDeliver>;

// Telegram's own advice is "maybe 3" at once; it also bounds how many messages a crash can leave in doubt. The other
// channels have as many of their own, so that a mail server that hangs holds up nobody's Telegram.
const MOST_IN_FLIGHT = 3;
const LONGEST_SLEEP_MS = 5_000;
const SHORTEST_SLEEP_MS = 10;

export type DeliverDeps = AttemptDeps & {
  readonly pacing: Pacing;
  /** What falls due by itself and makes messages of its own. */
  readonly duties: Duties;
};

/** What the loop knows while it runs; everything else is in the database. */
type Loop = {
  readonly deps: DeliverDeps;
  readonly busy: Map<string, Promise<void>>;
  readonly waiting: LaneHeads;
  readonly rests: Rests;
  readonly stats: SendingStats;
  isRunning: boolean;
  timer: NodeJS.Timeout | undefined;
  breath: NodeJS.Timeout | undefined;
};

/** The loop that sends: claim, send, settle. One in flight per lane, a few overall. */
export function createDeliver(deps: DeliverDeps) {
  const { store, clock, log } = deps;
  const loop: Loop = {
    deps,
    busy: new Map(),
    waiting: createLaneHeads(store),
    rests: createRests(store),
    stats: { sent: 0, rateLimited: 0, lastSentAt: undefined },
    isRunning: false,
    timer: undefined,
    breath: undefined,
  };
  return {
    stats: loop.stats,
    wake: () => wakeAnew(loop),
    /** Takes up what an earlier process left behind and begins to send. */
    start(): void {
      const left = store.deliveries.recover(deps.bootId, plus(clock(), ORPHAN_SETTLE_MS));
      if (left > 0) log.warn('messages were under way when the program last stopped', { left });
      loop.isRunning = true;
      wake(loop);
    },
    /** Stops claiming and waits for what is on the wire. */
    async stop(): Promise<void> {
      loop.isRunning = false;
      clearTimeout(loop.timer);
      clearTimeout(loop.breath);
      await Promise.allSettled(loop.busy.values());
    },
    /** Resolves when nothing is due and nothing is on the wire. */
    async idle(): Promise<void> {
      wakeAnew(loop);
      while (hasWork(loop, clock())) {
        wakeAnew(loop);
        await Promise.race([
          ...loop.busy.values(),
          new Promise((resolve) => setTimeout(resolve, 5)),
        ]);
      }
    },
  };
}

function hasWork(loop: Loop, now: Instant): boolean {
  if (loop.busy.size > 0 || loop.deps.store.owed.isOpen()) return true;
  return heads(loop, now).some(({ dueAt }) => dueAt <= now);
}

/** Something may have been written down, or changed. */
function wakeAnew(loop: Loop): void {
  loop.waiting.forget();
  wake(loop);
}

function wake(loop: Loop): void {
  if (!loop.isRunning || loop.breath !== undefined) return;
  clearTimeout(loop.timer);
  if (unlessLocked(() => loop.deps.store.owed.settle()) === true) return breathe(loop);
  const waitMs = unlessLocked(() => turn(loop)) ?? LOCKED_PAUSE_MS;
  loop.timer = setTimeout(() => (waitMs < SECOND_MS ? wake(loop) : wakeAnew(loop)), waitMs);
}

/**
 * What a storm has come to is written out before anything is sent, since the worst of it may be in the last place; a place
 * at a time, so that others have their turns in between.
 */
function breathe(loop: Loop): void {
  loop.breath = setTimeout(() => {
    loop.breath = undefined;
    wakeAnew(loop);
  }, 0);
}

/** @returns how long there is nothing to do, in milliseconds */
function turn(loop: Loop): number {
  const now = loop.deps.clock();
  let next = now + LONGEST_SLEEP_MS;
  const dutyAt = doDuties(loop, now);
  if (dutyAt !== undefined) next = Math.min(next, dutyAt);
  for (const head of heads(loop, now)) {
    if (head.dueAt > now) next = Math.min(next, head.dueAt);
    else if (hasRoom(loop, head.lane) && !begin(loop, head, now)) next = now;
  }
  return Math.max(next - now, SHORTEST_SLEEP_MS);
}

function hasRoom({ busy }: Loop, lane: string): boolean {
  const isTelegram = lane.startsWith(TELEGRAM);
  let inFlight = 0;
  for (const other of busy.keys()) if (other.startsWith(TELEGRAM) === isTelegram) inFlight++;
  return inFlight < MOST_IN_FLIGHT;
}

const TELEGRAM = 'telegram:';

/** @returns when there is next something to do */
function doDuties({ deps: { duties } }: Loop, now: Instant): Instant | undefined {
  const at = duties.nextAt(now);
  if (at === undefined || at > now) return at;
  duties.run(now);
  return duties.nextAt(now);
}

/** @returns false when the row needed no sending, so that its lane has another head now */
function begin(loop: Loop, { id }: Head, now: Instant): boolean {
  const row = claim(loop.deps, id, now);
  if (row === undefined) {
    loop.waiting.forget();
    return false;
  }
  loop.deps.pacing.took(row.lane, now);
  loop.busy.set(row.lane, attempt(loop, row, now));
  return true;
}

async function attempt(loop: Loop, row: DeliveryRow, startedAt: Instant): Promise<void> {
  const { deps } = loop;
  try {
    const outcome = await transmit(deps, row, startedAt);
    deps.pacing.answered(row.lane, startedAt, deps.clock());
    const settled = await whenFree(
      () => {
        const found = conclude(deps, row, { outcome, startedAt });
        // Before anything else has its turn: it might be a message to where nothing may go now.
        rest(loop, row, { outcome, ...found });
        return found;
      },
      () => loop.isRunning,
    );
    noteOutcome({ ...deps, stats: loop.stats }, row, { outcome, ...settled });
    if (outcome.kind === 'sent') loop.waiting.left(row.lane);
    else loop.waiting.forget();
  } catch (error) {
    loop.waiting.forget();
    deps.log.error('a delivery could not be settled', { error, delivery: row.id });
    doubt(loop, row, startedAt);
  } finally {
    loop.busy.delete(row.lane);
    wake(loop);
  }
}

/** What could not be written down may have arrived. Failing that too, the row waits for the next start to say so. */
function doubt({ deps }: Loop, row: DeliveryRow, startedAt: Instant): void {
  try {
    const outcome = { kind: 'uncertain', code: 'could not be written down' } as const;
    conclude(deps, row, { outcome, startedAt });
  } catch (error) {
    deps.log.error('a delivery is stuck until the next start', { error, delivery: row.id });
  }
}

type Noted = Settled & { readonly outcome: Outcome };

/** Nothing goes to where we were told to wait, or to the whole channel. */
function rest(loop: Loop, row: DeliveryRow, { outcome, restsUntil }: Noted): void {
  const now = loop.deps.clock();
  if (restsUntil === undefined) return;
  const isForAll = outcome.kind === 'retry' && outcome.pausesChannel === true;
  loop.rests.note({ lane: row.lane, until: restsUntil, isForAll }, now);
}

type Head = {
  readonly lane: string;
  readonly id: number;
  readonly priority: number;
  readonly dueAt: number;
};

function byUrgency(a: Head, b: Head): number {
  return a.priority - b.priority || a.id - b.id;
}

/** What each idle lane would do next, the most urgent first. */
function heads({ deps, busy, rests, waiting }: Loop, now: Instant): readonly Head[] {
  const { pacing } = deps;
  const taken = new Set([...busy.keys()].flatMap((lane) => [lane, laneNow(deps, lane)]));
  const found = [...waiting.at(now)].flatMap(([lane, head]) => {
    if (taken.has(lane) || head.status === 'sending') return [];
    // An answer that somebody waits for is not held up for the sake of limits that it seldom reaches.
    const paced = head.priority === REPLY_PRIORITY ? now : pacing.freeAt(lane, now);
    const dueAt = Math.max(head.notBefore, rests.until(lane) ?? now, paced);
    return [{ lane, id: head.id, priority: head.priority, dueAt }];
  });
  return found.toSorted(byUrgency);
}

/** A group that became a supergroup meanwhile is still the one that something is on its way to. */
function laneNow({ store }: DeliverDeps, lane: string): string {
  if (!lane.startsWith(TELEGRAM)) return lane;
  return `${TELEGRAM}${store.chats.current(chatId(Number(lane.slice(TELEGRAM.length))))}`;
}
