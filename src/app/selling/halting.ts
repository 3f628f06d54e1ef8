import { mayActAs, type Actor } from '../../core/people.ts';
import { MINUTE_MS, plus, type Instant } from '../../core/time.ts';
import { isBeforeSubmit, mayStillSell } from '../../portfolio/intent.ts';
import { isPhrase } from '../../portfolio/guard.ts';
import { callOff } from './answers.ts';
import { guardRows } from './dashboard.ts';
import { isStopped, readSwitches, releaseRestoreLock, type SellingDeps } from './deps.ts';
import type { Halted, Resumed } from './results.ts';

/** So long it stays stopped at least: what was done in a hurry is not undone in one. */
const LEAST_HALT_MS = MINUTE_MS;

/** Stops all selling, whoever's it is. What had not left is called off here; what had is cancelled by the next turn. */
export function halt(deps: SellingDeps, by: Actor, reason: string | undefined): Halted {
  const { store, clock } = deps;
  const { halt: standing, isNew } = store.halts.begin({ by: by.user, reason }, clock());
  const live = store.intents.live();
  const called = live.filter(
    (one) => isBeforeSubmit(one.state) && callOff(deps, one, { why: 'selling was halted' }),
  );
  if (isNew) store.audit.add({ action: 'halt', subject: 'selling', after: reason }, clock());
  return {
    kind: isNew ? 'halted' : 'already',
    halt: standing,
    called: called.flatMap(({ id }) => store.intents.get(id) ?? []),
    cancelling: live.filter(({ state }) => mayStillSell(state)),
  };
}

/** Lets selling go on, once what would be live was seen and the word was typed. */
export function resume(deps: SellingDeps, by: Actor, phrase: string | undefined): Resumed {
  const { store, clock } = deps;
  const now = clock();
  const switches = readSwitches(deps);
  const not = mayResume(by, switches.isRestored);
  if (not !== undefined) return { kind: 'not-allowed', why: not };
  if (switches.isOff) return { kind: 'outside', what: 'environment' };
  if (switches.hasFile) return { kind: 'outside', what: 'file' };
  if (!isStopped(switches)) return { kind: 'running' };
  const live = liveRows(deps, now);
  if (!isPhrase(phrase, 'RESUME')) return { kind: 'phrase', phrase: 'RESUME', live };
  const from = switches.halt && plus(switches.halt.at, LEAST_HALT_MS);
  if (from !== undefined && from > now) return { kind: 'too-soon', from };
  store.halts.end(by.user, now);
  if (switches.isRestored) releaseRestoreLock(deps);
  store.audit.add({ action: 'resume', subject: 'selling' }, now);
  return { kind: 'resumed', live };
}

/** What was restored may lack orders that the broker knows: only an owner lets that go on. */
function mayResume(by: Actor, isRestored: boolean): string | undefined {
  if (by.chatKind !== 'private') return 'Selling is resumed in our private chat alone.';
  if (isRestored && by.role !== 'owner')
    return 'The database was restored, so only an owner may let selling go on.';
  return mayActAs(by.role, 'trader') ? undefined : 'Resuming needs the Trader role.';
}

function liveRows(deps: SellingDeps, now: Instant) {
  return guardRows(deps, deps.store.accounts.all(), now).filter(
    ({ mode }) => mode === 'ask' || mode === 'auto',
  );
}
