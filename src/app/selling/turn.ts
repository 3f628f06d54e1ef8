import { errorText } from '../../core/error.ts';
import type { Intent } from '../../core/intent.ts';
import { MINUTE_MS, plus, SECOND_MS, type Instant } from '../../core/time.ts';
import { isBeforeSubmit } from '../../portfolio/intent.ts';
import { drawAgain } from './again.ts';
import { callOff } from './answers.ts';
import { isStopped, readSwitches, type SellingDeps, type Switches } from './deps.ts';
import { takeUpDraft } from './drafts.ts';
import { cancelOpen, followOrder } from './follow.ts';
import { countDown, moveIntent } from './moving.ts';
import { isNative, keepNatives } from './native.ts';
import { findOut } from './reconcile.ts';
import { doErrands } from './errands.ts';
import { sendArmed } from './submit.ts';

/** So often at most each is looked at again, in milliseconds: brokers count what they are asked. */
const EVERY_MS: Readonly<Partial<Record<Intent['state'], number>>> = {
  draft: 15 * SECOND_MS,
  armed: 2 * SECOND_MS,
  accepted: 5 * SECOND_MS,
  partially_filled: 5 * SECOND_MS,
};

/** A stop that rests at the broker is looked at so often. */
const NATIVE_EVERY_MS = MINUTE_MS;
/** Stands for the look after all of them among what is under way. */
const NATIVES = 0;

/** Takes decisions on, each by itself: one that waits for its broker holds no other up, and none is under way twice. */
export function createTurns(deps: SellingDeps) {
  const { store, log } = deps;
  const busy = new Map<number, Promise<void>>();
  const lookedAt = new Map<number, Instant>();
  const failures: string[] = [];
  let hasBegun = false;

  function lookAfterNatives(switches: Switches, now: Instant): void {
    const last = lookedAt.get(NATIVES);
    if (isStopped(switches) || busy.has(NATIVES)) return;
    if (last === undefined || now - last >= NATIVE_EVERY_MS)
      start({ id: NATIVES }, now, () => keepNatives(deps, now));
  }

  function start(intent: Pick<Intent, 'id'>, now: Instant, work: () => Promise<void>): void {
    lookedAt.set(intent.id, now);
    const task = work()
      .catch((error: unknown) => {
        failures.push(`S${intent.id}: ${errorText(error)}`);
        log.error('a sale could not be taken on', { intent: intent.id, error });
      })
      .finally(() => busy.delete(intent.id));
    busy.set(intent.id, task);
  }

  function isDue(intent: Intent, switches: Switches, now: Instant): boolean {
    const last = lookedAt.get(intent.id);
    const isResting = isNative(intent) && intent.state === 'accepted' && !isKilled(switches);
    const everyMs = isResting ? NATIVE_EVERY_MS : (EVERY_MS[intent.state] ?? 0);
    return last === undefined || now - last >= everyMs;
  }

  function forgetEnded(live: readonly Intent[]): void {
    const ids = new Set(live.map(({ id }) => id));
    for (const id of lookedAt.keys()) if (!ids.has(id) && id !== NATIVES) lookedAt.delete(id);
  }

  return {
    /** @returns what could not be done since the turn before */
    async turn(now: Instant): Promise<readonly string[]> {
      if (!hasBegun) store.transact(() => leaveEarlierLife(deps, now));
      hasBegun = true;
      const switches = readSwitches(deps);
      if (isStopped(switches)) store.transact(() => callAllOff(deps, switches));
      doErrands(deps, now);
      const live = store.intents.live();
      forgetEnded(live);
      lookAfterNatives(switches, now);
      for (const intent of live) {
        if (busy.has(intent.id)) continue;
        const work = workOn(deps, intent, switches);
        if (work !== undefined && isDue(intent, switches, now)) start(intent, now, work);
        else if (work === undefined) watch(deps, intent, now);
      }
      await Promise.all(busy.values());
      return failures.splice(0);
    },
    /** Resolves when nothing is under way any more. */
    async idle(): Promise<void> {
      await Promise.all(busy.values());
    },
  };
}

/** What is to be awaited for it; undefined when nothing is. */
function workOn(
  deps: SellingDeps,
  intent: Intent,
  switches: Switches,
): (() => Promise<void>) | undefined {
  // It goes from nothing to submitting in one step, and by another request.
  if (isNative(intent) && isBeforeSubmit(intent.state)) return undefined;
  switch (intent.state) {
    case 'draft':
      return () => takeUpDraft(deps, intent);
    case 'armed':
      return () => sendArmed(deps, intent);
    case 'unknown':
    case 'reconciling':
      return () => findOut(deps, intent);
    case 'accepted':
    case 'partially_filled':
      return async () => {
        if (isKilled(switches)) await cancelOpen(deps, intent);
        await followOrder(deps, intent);
      };
    default:
      return undefined;
  }
}

/** What the clock alone does. */
function watch(deps: SellingDeps, intent: Intent, now: Instant): void {
  if (intent.state === 'awaiting_confirm') {
    if (intent.expiresAt > now) return countDown(deps, intent, now);
    moveIntent(deps, intent, { to: 'void', why: 'nobody answered in time, which keeps it' });
  }
  // Nobody in this process asks for it: whoever did has ended, and may have asked.
  if (intent.state === 'submitting')
    moveIntent(deps, intent, { to: 'unknown', why: 'I ended while I asked the broker' });
}

/** A restore stops what comes, and takes nothing back that the broker has. */
function isKilled({ isOff, hasFile, halt }: Switches): boolean {
  return isOff || hasFile || halt !== undefined;
}

function callAllOff(deps: SellingDeps, { isOff, hasFile, halt }: Switches): void {
  const why = isOff
    ? 'AUTOSELL is off'
    : hasFile
      ? 'a file HALT lies beside the database'
      : halt === undefined
        ? 'the database was restored'
        : 'selling was halted';
  for (const intent of deps.store.intents.live())
    if (isBeforeSubmit(intent.state)) callOff(deps, intent, { why });
}

/** What an earlier process was about to do was about the prices of then. What a stop asked for is asked for anew. */
function leaveEarlierLife(deps: SellingDeps, now: Instant): void {
  for (const intent of deps.store.intents.live()) {
    if (intent.state !== 'awaiting_confirm' && intent.state !== 'armed') continue;
    const why = 'I was started anew meanwhile';
    if (!callOff(deps, intent, { why })) continue;
    if (intent.mode !== 'manual') drawAgain(deps, { ...intent, why }, plus(now, 0));
  }
}
