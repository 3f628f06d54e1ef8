import type { Severity } from '../core/alert.ts';
import type { Mute } from '../core/mute.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Instant } from '../core/time.ts';
import type { Silence } from './decide.ts';

/** What a mute may be about. */
export type Ringing = {
  readonly ruleCode: string;
  readonly ticker: Ticker;
  readonly type: string;
  readonly severity: Severity;
};

/** By what it is judged whether quiet still holds. */
export type AskedAt = {
  readonly now: Instant;
  /**
   * Whether the condition that ends a mute has come true, by the very price that would ring: what proves it must not be
   * swallowed by it. Asked only of mutes that have one; without it they hold.
   */
  readonly isOver?: (mute: Mute) => boolean;
};

/** Whether somebody has asked for quiet about this. Critical alerts pass unless the mute says otherwise. */
export function silenceFor(
  ringing: Ringing,
  mutes: readonly Mute[],
  asked: AskedAt,
): Silence | undefined {
  const found = muteOn(ringing, mutes, asked);
  if (found === undefined) return undefined;
  return found.verb === 'snooze' ? 'snoozed' : 'muted';
}

/** The very mute or snooze that keeps this quiet. */
export function muteOn(ringing: Ringing, mutes: readonly Mute[], asked: AskedAt): Mute | undefined {
  return mutes.find((mute) => covers(mute, ringing) && isLive(mute, asked));
}

function isLive(mute: Mute, { now, isOver }: AskedAt): boolean {
  if (mute.until !== undefined && mute.until <= now) return false;
  return mute.wake === undefined || isOver?.(mute) !== true;
}

function covers(mute: Mute, ringing: Ringing): boolean {
  return isAbout(mute, ringing) && (ringing.severity !== 'critical' || mute.coversCritical);
}

/** Whether a mute names this, critical or not. */
export function isAbout(mute: Mute, ringing: Omit<Ringing, 'severity'>): boolean {
  switch (mute.scope) {
    case 'chat':
      return true;
    case 'rule':
      return mute.subject === ringing.ruleCode;
    case 'ticker':
      return mute.subject === ringing.ticker;
    case 'type':
      return mute.subject === ringing.type;
  }
}
