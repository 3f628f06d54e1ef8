import type { App } from '../../app/app.ts';
import { formatMoney } from '../../core/format.ts';
import { clip, html, lines, type Html } from '../../core/html.ts';
import type { Gate, IntentStep } from '../../core/intent.ts';
import { button, type Button, type Message } from '../../core/message.ts';
import { formatMoment } from '../../core/moment.ts';
import type { Actor } from '../../core/people.ts';
import { heldName, intentSays, type Reading } from './selling-words.ts';

type Selling = Pick<App['selling'], 'view' | 'steps'>;

export type ReplayWish = {
  readonly id: number;
  /** Whose gates are shown in full, counted from 0; the last one's when left out. */
  readonly attempt?: number | undefined;
};

const MOST_STEPS = 12;
const MOST_ATTEMPTS = 8;
const LONGEST_WHY = 90;

/** How a decision to sell went, step by step, with the gates of one attempt as they stood. Only its person sees it. */
export function replayMessage(
  selling: Selling,
  { id, attempt }: ReplayWish,
  { by, zone, now }: Reading & { readonly by: Actor },
): Message {
  const view = selling.view(by, id);
  if (view === undefined) return { text: NO_DECISION };
  const { intent, position, account } = view;
  const steps = selling.steps(id);
  const attempts = steps.filter(isAttempt);
  const shown = attempts[attempt ?? attempts.length - 1];
  const { quantity, price, floor, currency } = intent;
  return {
    text: lines(
      html`🧾 ${intentSays(intent)}: <b>sell ${quantity} ${heldName(position)}</b> from
        ${account.name} (${account.stage}) · mode ${intent.mode}`,
      html`Decided at ${formatMoney(price, currency)}, not below ${formatMoney(floor, currency)} ·
      ${intent.postCount} of at most 1 request to the broker`,
      ...steps.slice(-MOST_STEPS).map((step) => stepText(step, { zone, now })),
      shown && gatesOf(shown, attempts.indexOf(shown) + 1),
    ),
    buttons: attempts.length < 2 ? [] : [attemptButtons(id, attempts)],
  };
}

const NO_DECISION = html`I find no decision of yours under that number. Each card has its own at the
bottom, as S12; /autosell shows what is under way.`;

type Attempt = IntentStep & { readonly gates: readonly Gate[] };

function isAttempt(step: IntentStep): step is Attempt {
  return step.gates !== undefined && step.gates.length > 0;
}

function stepText(step: IntentStep, { zone, now }: Reading): Html {
  const says = step.why === undefined ? '' : `: ${clip(step.why, LONGEST_WHY)}`;
  const sum = isAttempt(step) ? ` · ${sumOf(step.gates)}` : '';
  const state = step.state.replaceAll('_', ' ');
  return html`${formatMoment(step.at, zone, now)} · <b>${state}</b>${says}${sum}`;
}

function sumOf(gates: readonly Gate[]): string {
  const shut = gates.filter(({ isOpen }) => !isOpen);
  if (shut.length === 0) return `all ${gates.length} gates open`;
  return `${shut.length} of ${gates.length} gates shut (${shut.map(({ name }) => name).join(', ')})`;
}

function gatesOf({ gates }: Attempt, number: number): Html {
  const words = gates.map(({ name, isOpen, says }) => `${isOpen ? '✓' : '✗'} ${name}: ${says}`);
  return html`<blockquote expandable>Gates at attempt ${number}: ${words.join(' · ')}</blockquote>`;
}

function attemptButtons(intent: number, attempts: readonly Attempt[]): readonly Button[] {
  return attempts
    .slice(0, MOST_ATTEMPTS)
    .map((_, attempt) => button(`Gates ${attempt + 1}`, 'sale-attempt', { intent, attempt }));
}
