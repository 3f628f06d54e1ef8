import type { GuardRow, SellingState } from '../../app/selling/results.ts';
import { formatMoney } from '../../core/format.ts';
import { html, type Html } from '../../core/html.ts';
import type { Ceiling, Gate, GuardMode, Intent, IntentState } from '../../core/intent.ts';
import { moment } from '../../core/moment.ts';
import type { Position } from '../../core/position.ts';
import type { Instant } from '../../core/time.ts';

/** When a text about selling is read, and by whose clock. */
export type Reading = { readonly zone: string; readonly now: Instant };

/** What may be done about a position, as it is told of it. */
export const MODE_SAYS: Readonly<Record<GuardMode, string>> = {
  off: 'off',
  shadow: 'looks on',
  ask: 'asks you',
  auto: 'sells by itself',
};

export const MODE_ICONS: Readonly<Record<GuardMode, string>> = {
  off: '⚪',
  shadow: '👁',
  ask: '🔵',
  auto: '🤖',
};

/** What `AUTOSELL` allows, and on which accounts. */
export const CEILING_SAYS: Readonly<Record<Ceiling, string>> = {
  off: 'nothing is sold, and nothing is looked at',
  shadow: 'positions are looked at, and nothing is sold',
  demo: 'paper and demonstration accounts may be sold from; live ones are only looked at',
  live: 'live accounts may be sold from too: the one that T212_ACCOUNT_ID names',
};

const STATE_SAYS: Readonly<Record<IntentState, string>> = {
  draft: 'is being looked at',
  awaiting_confirm: 'waits for your answer',
  armed: 'is about to go out',
  submitting: 'is on its way to the broker',
  accepted: 'is at the broker',
  partially_filled: 'is partly filled',
  filled: 'was filled',
  unknown: 'may be at the broker; I am finding out',
  reconciling: 'may be at the broker; I am finding out',
  needs_human: 'needs your answer: I cannot tell what became of it',
  absent_proven: 'never reached the broker',
  cancelled: 'was cancelled',
  rejected: 'was not taken by the broker',
  void: 'was called off',
  shadowed: 'was only looked at',
};

/** `S12 waits for your answer`. */
export function intentSays({ id, state }: Intent): Html {
  return html`<code>S${id}</code> ${STATE_SAYS[state]}`;
}

/** What is held is called by its ticker, where one is known. */
export function heldName({ ticker, symbol }: Pick<Position, 'ticker' | 'symbol'>): string {
  return ticker ?? symbol;
}

/** In full: another account may hold the same. */
export function rowName({ position, account }: Pick<GuardRow, 'position' | 'account'>): string {
  return `${heldName(position)} · ${position.quantity} in ${account.name}`;
}

/** Every condition as it was found, one after another. */
export function gatesText(gates: readonly Gate[]): string {
  return gates.map(({ isOpen, says }) => `${says} ${isOpen ? '✓' : '✗'}`).join(' · ');
}

/** Above whatever speaks of selling while nothing can be sold; undefined while it can. */
export function haltBanner(
  { kind, halt, whys }: SellingState,
  by: string | undefined,
  { zone, now }: Reading,
): Html | undefined {
  if (kind === 'active') return undefined;
  if (halt === undefined) {
    const why = whys.map(({ says }) => says).join('; ');
    return html`⛔ <b>Nothing can be sold</b>: ${why}. Alerts still work.`;
  }
  const reason = halt.reason === undefined ? '' : ` (${halt.reason})`;
  return html`⛔ <b>HALTED by ${by ?? 'somebody'} ${moment(halt.at, zone, now)}</b>${reason} —
    nothing can be sold. Alerts still work.`;
}

/** `about $6,582.00`. */
export function worthText(worth: number, currency: string): string {
  return `about ${formatMoney(worth, currency)}`;
}
