import type { App } from '../../app/app.ts';
import { formatMoney } from '../../core/format.ts';
import { clip, html, lines, type Html } from '../../core/html.ts';
import type { IntentStep } from '../../core/intent.ts';
import type { Message } from '../../core/message.ts';
import { formatMoment } from '../../core/moment.ts';
import type { Actor } from '../../core/people.ts';
import { heldName, intentSays, type Reading } from './selling-words.ts';

type Selling = Pick<App['selling'], 'view' | 'steps'>;

const MOST_STEPS = 30;
const LONGEST_WHY = 120;

/** How a decision to sell went, step by step, with every gate as it stood at each attempt. Only its person sees it. */
export function replayMessage(
  selling: Selling,
  id: number,
  { by, zone, now }: Reading & { readonly by: Actor },
): Message {
  const view = selling.view(by, id);
  if (view === undefined) return { text: NO_DECISION };
  const { intent, position, account } = view;
  const steps = selling.steps(id);
  const { quantity, price, floor, currency } = intent;
  return {
    text: lines(
      html`🧾 ${intentSays(intent)}: <b>sell ${quantity} ${heldName(position)}</b> from
        ${account.name} (${account.stage}) · mode ${intent.mode}`,
      html`Decided at ${formatMoney(price, currency)}, not below ${formatMoney(floor, currency)} ·
      ${intent.postCount} of at most 1 request to the broker`,
      ...steps.slice(-MOST_STEPS).map((step) => stepText(step, { zone, now })),
    ),
  };
}

const NO_DECISION = html`I find no decision of yours under that number. Each card has its own at the
bottom, as S12; /autosell shows what is under way.`;

function stepText({ at, state, why, gates }: IntentStep, { zone, now }: Reading): Html {
  const says = why === undefined ? '' : `: ${clip(why, LONGEST_WHY)}`;
  const when = html`${formatMoment(at, zone, now)} · <b>${state.replaceAll('_', ' ')}</b>${says}`;
  if (gates === undefined || gates.length === 0) return when;
  const shut = gates.filter(({ isOpen }) => !isOpen);
  const sum =
    shut.length === 0
      ? `all ${gates.length} gates open`
      : `${shut.length} of ${gates.length} gates shut`;
  return html`${when}
    <blockquote expandable>
      ${sum}:
      ${gates.map(({ name, isOpen, says: found }) => `${isOpen ? '✓' : '✗'} ${name}: ${found}`).join(' · ')}
    </blockquote>`;
}
