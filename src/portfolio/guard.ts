import type { AccountStage } from '../core/broker.ts';
import type { Ceiling, Guard, GuardMode } from '../core/intent.ts';
import type { Instant } from '../core/time.ts';

/** What holds where nothing was chosen: it looks on, and writes down what it would have done. */
export const USUAL_GUARD = { mode: 'shadow', maxPct: 100, floorPct: 3 } as const;

export const GUARD_LIMITS = {
  maxPct: { from: 1, to: 100 },
  floorPct: { from: 0.5, to: 10 },
  days: { from: 1, to: 30, usual: 7 },
} as const;

/** Before a position may be sold without asking: so many times it would have been, or so many sessions of looking on. */
export const GRADUATION = { triggers: 5, sessions: 10, cleanDemoSales: 20 } as const;

export type ModeNow = {
  readonly mode: GuardMode;
  /** Why it is less than what was chosen; undefined when it is not. */
  readonly whyLess: string | undefined;
};

/** The mode that a guard comes to now: one that has run out, or is above what is allowed here, only looks on. */
export function modeNow(
  guard: Pick<Guard, 'mode' | 'expiresAt' | 'stopId'> | undefined,
  at: {
    readonly ceiling: Ceiling;
    readonly stage: AccountStage;
    readonly stopId: number | undefined;
    readonly now: Instant;
  },
): ModeNow {
  const chosen = guard?.mode ?? USUAL_GUARD.mode;
  if (chosen === 'off') return { mode: 'off', whyLess: undefined };
  if (at.ceiling === 'off') return { mode: 'off', whyLess: 'AUTOSELL is off' };
  if (chosen === 'shadow' || guard === undefined) return { mode: 'shadow', whyLess: undefined };
  if (!reaches(at.ceiling, at.stage))
    return { mode: 'shadow', whyLess: `AUTOSELL allows ${at.ceiling} at most` };
  // Without an end it was never armed in full.
  if (guard.expiresAt === undefined || guard.expiresAt <= at.now)
    return { mode: 'shadow', whyLess: 'its time has run out' };
  if (chosen === 'auto' && (guard.stopId === undefined || guard.stopId !== at.stopId))
    return { mode: 'ask', whyLess: 'its stop is another one than it was armed for' };
  return { mode: chosen, whyLess: undefined };
}

/** Whether real requests may be made for an account of that kind. Paper counts as a demonstration. */
export function reaches(ceiling: Ceiling, stage: AccountStage): boolean {
  return ceiling === 'live' || (ceiling === 'demo' && stage !== 'live');
}

/** What has to be typed, letter by letter, before a position may be sold without asking. */
export function armingPhrase(name: string, maxPct: number): string {
  return `SELL ${name.toUpperCase()} MAX ${maxPct}`;
}

/** What has to be typed before all of a position, or very much, is sold at once. */
export function sellingPhrase(name: string, quantity: number): string {
  return `SELL ${quantity} ${name.toUpperCase()}`;
}

/** The same words, whatever their case and the blanks between them. */
export function isPhrase(typed: string | undefined, phrase: string): boolean {
  return typed?.trim().toUpperCase().replaceAll(/\s+/g, ' ') === phrase.toUpperCase();
}

/**
 * So many shares as a share of what is held is, never more than may be sold, and never rounded up: whole shares where whole
 * ones are held, else hundredths; all of it is all of it.
 */
export function sharesOf(
  pct: number,
  { held, available }: { readonly held: number; readonly available: number },
): number {
  if (!(pct > 0) || !(held > 0) || !(available > 0)) return 0;
  if (pct >= 100) return Math.min(held, available);
  const wanted = Math.min((held * pct) / 100, available);
  const steps = Number.isInteger(held) ? 1 : 100;
  // Four ninths of nine shares are 3.9999999999999996.
  const whole = Math.floor(wanted * steps + 1e-9) / steps;
  return Math.min(whole, available);
}

/** The lowest price at which a sale that was decided at `price` is still sent. */
export function floorOf(price: number, floorPct: number): number {
  return price * (1 - floorPct / 100);
}
