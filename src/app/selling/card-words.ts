import { formatMoney, formatSigned } from '../../core/format.ts';
import { html, lines, telegramTime, type Html } from '../../core/html.ts';
import type { Gate, Intent, IntentState } from '../../core/intent.ts';
import { moment } from '../../core/moment.ts';
import { SECOND_MS, type Instant } from '../../core/time.ts';
import { formatClock, zoned } from '../../core/zone.ts';
import { DRIFT_PCT } from '../../portfolio/gates-market.ts';
import type { IntentView } from './results.ts';

export type CardReading = {
  readonly now: Instant;
  readonly zone: string;
  /** It was asked before, at another price. */
  readonly isAskedAnew: boolean;
};

/** What a decision reads like, from the question to how it ended. */
export function cardText(view: IntentView, reading: CardReading): Html {
  return lines(
    headline(view),
    ...stateLines(view, reading),
    gatesQuote(view.gates, view.intent),
    html`<code>S${view.intent.id}</code> · mode ${view.intent.mode} · ${accountWords(view)}`,
  );
}

/** What is sold is called by its ticker, where one is known. */
export function nameOf({ position }: Pick<IntentView, 'position'>): string {
  return position.ticker ?? position.symbol;
}

function accountWords({ account }: IntentView): string {
  const isReal = account.stage !== 'paper' && account.remoteId !== undefined;
  const last = isReal ? ` ••${account.remoteId?.slice(-2) ?? ''}` : '';
  return `${account.stage.toUpperCase()} account ${account.name}${last}`;
}

const ICONS: Readonly<Record<IntentState, string>> = {
  draft: '🔎',
  awaiting_confirm: '🔴',
  armed: '🔴',
  submitting: '📤',
  accepted: '📤',
  partially_filled: '📤',
  filled: '✅',
  unknown: '❔',
  reconciling: '❔',
  needs_human: '❗',
  absent_proven: '⚪',
  cancelled: '⚪',
  rejected: '⚪',
  void: '⚪',
  shadowed: '👁',
};

function headline(view: IntentView): Html {
  const { intent, stop, position } = view;
  const name = nameOf(view);
  const icon = ICONS[intent.state];
  if (intent.mode === 'manual') return html`${icon} <b>Your sale of ${name}</b>`;
  const at = stop?.price === undefined ? '' : ` ${formatMoney(stop.price, position.currency)}`;
  return html`${icon} <b>${name} reached your stop${at}</b>`;
}

/** What it is about while nothing is asked of a broker. */
function proposal(view: IntentView, { zone, now }: CardReading): Html {
  const { intent, position } = view;
  const { quantity, price, floor, currency, quotedAt, mode } = intent;
  const held = position.quantity;
  // Whoever presses accepts that much of a move; what is announced may be sold down to its floor.
  const least = mode === 'auto' ? floor : Math.max(floor, price * (1 - DRIFT_PCT / 100));
  const [low, high] = [least, price].map((at) => formatMoney(quantity * at, currency));
  const [worse, better] = [least, price].map((at) => (at - position.averagePrice) * quantity);
  return lines(
    html`Proposed: <b>SELL ${quantity} of ${held} ${nameOf(view)}</b> at the market, not below
      ${formatMoney(floor, currency)}`,
    html`Price ${formatMoney(price, currency)}, ${moment(quotedAt, zone, now)}`,
    html`Estimated proceeds ${low ?? ''}–${high ?? ''} · realises about
      <b>${formatSigned(worse ?? 0, currency)} to ${formatSigned(better ?? 0, currency)}</b> before
      fees · ${rest(held, quantity)}`,
  );
}

function rest(held: number, sold: number): string {
  const left = Number((held - sold).toPrecision(12));
  return left > 0 ? `${left} shares remain` : 'nothing of it remains';
}

function stateLines(view: IntentView, reading: CardReading): readonly (Html | undefined)[] {
  const { intent } = view;
  switch (intent.state) {
    case 'draft':
      return [proposal(view, reading), html`I am looking at prices and at the broker.`];
    case 'awaiting_confirm':
      return [proposal(view, reading), anew(reading), question(intent, reading)];
    case 'armed':
      return [proposal(view, reading), armedLine(intent)];
    default:
      return [endingOf(view), whyLine(view)];
  }
}

function anew({ isAskedAnew }: CardReading): Html | undefined {
  return isAskedAnew
    ? html`🔁 Asked anew with the price of now. Nothing is sold yet: press Sell again if you still
      want it.`
    : undefined;
}

/** How long is left is told in steps of half a minute, as often as the card changes. */
function question({ expiresAt }: Intent, { now, zone }: CardReading): Html {
  const left = Math.max(0, Math.ceil((expiresAt - now) / (30 * SECOND_MS)) * 30);
  return html`⏳ ${left} s left: nothing is sold unless you press Sell before
  ${telegramTime(expiresAt, 'T', clockText(expiresAt, zone))}. Silence keeps.`;
}

function clockText(at: Instant, zone: string): string {
  const second = String(zoned(at, zone).second).padStart(2, '0');
  return formatClock(at, zone).replace(/^(\d\d:\d\d)/, `$1:${second}`);
}

function armedLine({ mode }: Intent): Html {
  return mode === 'auto'
    ? html`⏳ <b>I sell 30 s after this has reached you</b>, unless you press Keep.`
    : html`⏳ Your answer is taken; the order goes out now.`;
}

function endingOf(view: IntentView): Html {
  const { intent } = view;
  const { quantity, filled, remoteId } = intent;
  switch (intent.state) {
    case 'submitting':
      return html`<b>Submitted</b>: the order for ${quantity} is on its way to the broker.`;
    case 'accepted':
      return html`<b>Submitted</b>: the broker has the order for ${quantity} (${remoteId ?? ''}); it
        is not filled yet.`;
    case 'partially_filled':
      return html`<b>Partly filled</b>: ${filled} of ${quantity} are sold so far.`;
    case 'filled':
      return filledLine(view);
    case 'unknown':
    case 'reconciling':
      return html`<b>Unknown</b>: the broker gave no clear answer. I do <b>not</b> send it again; I
        look for it in the broker’s own lists, for 5 minutes at most.`;
    case 'needs_human':
      return html`<b>I need you</b>: please look into the broker’s own app. Nothing is sold from
        this account until you have told me what you found.`;
    case 'absent_proven':
      return html`<b>Not sold</b>: the order never reached the broker, and is not sent again.`;
    case 'cancelled':
      return html`<b>Cancelled</b>: ${filled} of ${quantity} were sold.`;
    case 'rejected':
      return html`<b>Not sold</b>: the broker did not take it.`;
    case 'shadowed':
      return html`<b>Not sold</b>: this position is only looked at.`;
    case 'draft':
    case 'awaiting_confirm':
    case 'armed':
    case 'void':
      return html`<b>Not sold.</b> ${quantity} ${nameOf(view)} stay where they are.`;
  }
}

/** The states that speak of the course of an order need no reason; those that end or ask do. */
const SELF_EXPLAINING: readonly IntentState[] = ['filled', 'submitting', 'accepted'];

function whyLine({ intent }: IntentView): Html | undefined {
  if (intent.why === undefined || SELF_EXPLAINING.includes(intent.state)) return undefined;
  return html`Why: ${intent.why}.`;
}

function filledLine({ intent, position }: IntentView): Html {
  const { filled, fillPrice, price, currency, heldBefore } = intent;
  const at = fillPrice ?? price;
  const gain = (at - position.averagePrice) * filled;
  return lines(
    html`<b>Sold ${filled} at ${formatMoney(at, currency)}</b>, for
      ${formatMoney(filled * at, currency)}`,
    html`Realised about <b>${formatSigned(gain, currency)}</b> before fees and taxes ·
      ${rest(heldBefore ?? position.quantity, filled)}. A sale cannot be undone.`,
  );
}

/** What is shut comes first; what several gates say alike is said once. */
function gatesQuote(gates: readonly Gate[], { state }: Intent): Html | undefined {
  if (gates.length === 0) return undefined;
  const shutFirst = [...gates].sort((a, b) => Number(a.isOpen) - Number(b.isOpen));
  const words = shutFirst.map(({ says, isOpen }) => `${says} ${isOpen ? '✓' : '✗'}`);
  const note =
    state === 'awaiting_confirm'
      ? html`If the price moves more than ${DRIFT_PCT}%, or was shown more than 15 s ago, I ask
        again with the new price`
      : undefined;
  const found = html`Gates: ${[...new Set(words)].join(' · ')}`;
  return html`<blockquote expandable>${lines(found, note)}</blockquote>`;
}
