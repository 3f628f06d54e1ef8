import type { EventKey, NotifyReason, Signal } from '../core/alert.ts';
import type { HoldFor, RingPolicy, RuleState } from '../core/rule.ts';
import type { Instant } from '../core/time.ts';

/** Why a ring would be kept quiet at this moment, for this severity. */
export type Silence = 'muted' | 'snoozed';

export type Decision = {
  readonly next: RuleState;
  /** The alert to write down, rung or held back; absent when nothing happened. */
  readonly alert: { readonly reason: NotifyReason; readonly seq: number } | undefined;
  /** An `every:once` rule that has now rung. */
  readonly isSpent: boolean;
  /** What it rang for holds no longer. */
  readonly isOver: boolean;
};

type Judged = {
  readonly state: RuleState;
  readonly signal: Signal;
  readonly policy: RingPolicy;
  /** Asked only when something would ring. */
  readonly silence: () => Silence | undefined;
  /** Whether somebody has acknowledged the last alert; asked only when it would ring again while it still holds. */
  readonly isAcked?: () => boolean;
};

/**
 * Whether one judgement of one rule rings, and what is remembered of it. Edge-triggered: a rule rings on becoming
 * true having been false; the first judgement only sets the state; unknown changes nothing at all.
 */
export function decide(judged: Judged, now: Instant): Decision {
  const { state, signal, policy } = judged;
  if (signal.verdict === 'unknown') return quiet(state);
  const isTrue = signal.verdict === 'true';
  switch (state.phase) {
    case 'new':
      if (isTrue && policy.level) return become(judged, now);
      return quiet({ ...state, phase: isTrue && signal.held !== 'false' ? 'firing' : 'armed' });
    case 'armed':
      return isTrue ? become(judged, now) : quiet(state);
    case 'pending':
      return isTrue ? become(judged, now) : quiet({ ...disarmed(state), phase: 'armed' });
    case 'firing':
      return stay(judged, now);
  }
}

/** Names a transition: the same one always makes the same key, however often it is seen. */
export function eventKey(rule: { id: number; rev: number }, ticker: string, seq: number): EventKey {
  return `rule/${rule.id}/${rule.rev}/${ticker}/${seq}` as EventKey;
}

function become(judged: Judged, now: Instant): Decision {
  const { state, signal, policy } = judged;
  const since = state.pendingSince ?? signal.at;
  const count = state.pendingCount + 1;
  if (!hasHeld(policy.holdFor, count, signal.at - since)) {
    return quiet({ ...state, phase: 'pending', pendingSince: since, pendingCount: count });
  }
  const fired = { ...disarmed(state), phase: phaseAfter(signal) };
  return record({ ...judged, state: fired }, 'first', now);
}

// A crossing that has already left its re-arm band is armed again at once: the way back is a crossing of its own.
function phaseAfter(signal: Signal): 'armed' | 'firing' {
  return signal.held === 'false' ? 'armed' : 'firing';
}

function stay(judged: Judged, now: Instant): Decision {
  const { state, signal, policy } = judged;
  if (signal.held === 'false')
    return { ...quiet({ ...state, phase: 'armed' }), isOver: state.seq > 0 };
  if (signal.verdict !== 'true') return quiet(state);
  const { value } = signal;
  const { rangValue } = state;
  if (value !== undefined && rangValue !== undefined && policy.hasWorsened?.(rangValue, value)) {
    return record(judged, 'worsened', now);
  }
  const isDue = policy.level && !isCooling(judged, now) && judged.isAcked?.() !== true;
  return isDue && judged.silence() === undefined ? record(judged, 'repeated', now) : quiet(state);
}

function record(judged: Judged, wanted: NotifyReason, now: Instant): Decision {
  const { state, signal, policy } = judged;
  const reason = heldBack(judged, wanted, now) ?? wanted;
  const rings = reason === wanted;
  const next: RuleState = {
    ...state,
    seq: state.seq + 1,
    alertId: undefined,
    // Worsening is measured from the last one written down, so that a muted rule does not write one every tick.
    rangValue: signal.value,
    rangAt: rings ? now : state.rangAt,
  };
  const isSpent = rings && policy.once;
  return { next, alert: { reason, seq: next.seq }, isSpent, isOver: false };
}

function heldBack(judged: Judged, wanted: NotifyReason, now: Instant): NotifyReason | undefined {
  if (wanted === 'first' && isCooling(judged, now)) return 'suppressed-cooldown';
  const silence = judged.silence();
  return silence && (`suppressed-${silence}` as const);
}

function isCooling({ state, policy }: Judged, now: Instant): boolean {
  return state.rangAt !== undefined && now - state.rangAt < policy.cooldownMs;
}

function hasHeld(holdFor: HoldFor | undefined, count: number, heldMs: number): boolean {
  if (holdFor === undefined) return true;
  return 'count' in holdFor ? count >= holdFor.count : heldMs >= holdFor.ms;
}

function disarmed(state: RuleState): RuleState {
  return { ...state, pendingSince: undefined, pendingCount: 0 };
}

function quiet(next: RuleState): Decision {
  return { next, alert: undefined, isSpent: false, isOver: false };
}
