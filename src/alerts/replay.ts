import type { NotifyReason, Signal } from '../core/alert.ts';
import { NEW_RULE_STATE, type RingPolicy } from '../core/rule.ts';
import { decide } from './decide.ts';

/** One step of a replay at which the rule would have rung. */
export type Ring = { readonly index: number; readonly reason: NotifyReason };

export type Replayed = {
  /** Steps to judge: from `from` up to but not including `to`. */
  readonly from: number;
  readonly to: number;
  readonly policy: RingPolicy;
  /** What the rule says at one step; its own time is the clock. */
  signalAt(index: number): Signal;
};

/**
 * What a rule would have done over past judgements: the same decisions as the live scanner's, nobody having muted anything.
 * The first step only sets the state. What the cooldown held back is left out.
 */
export function replay({ from, to, policy, signalAt }: Replayed): readonly Ring[] {
  const rings: Ring[] = [];
  let state = NEW_RULE_STATE;
  for (let index = from; index < to; index++) {
    const signal = signalAt(index);
    const decision = decide({ state, signal, policy, silence: () => undefined }, signal.at);
    state = decision.next;
    const reason = decision.alert?.reason;
    if (reason === undefined || reason.startsWith('suppressed')) continue;
    rings.push({ index, reason });
    if (decision.isSpent) break;
  }
  return rings;
}
