import type { PeriodsSet } from '../../app/periods.ts';
import { html, lines } from '../../core/html.ts';
import { button, type Message } from '../../core/message.ts';
import { undoRow } from './settings.ts';

const EXAMPLE = html`For example: <code>/settings periods sma17 macd12,26,9</code>, or
  <code>/settings periods usual</code>`;

export const PERIODS_ARE_OWN: Message = {
  text: html`By which periods you look at what you hold is your own: send it in our private chat.`,
};

/** By what holdings are looked at now. */
export function periodsMessage(now: string | undefined): Message {
  return {
    text: lines(
      html`📐 What you hold is looked at by <b>${now ?? 'the usual periods, sma17 macd12,26,9'}</b>:
        on its card, and by the rules of <code>/rules pack guard</code> that are armed from now on.`,
      EXAMPLE,
    ),
  };
}

/** What choosing periods came to. */
export function periodsSetMessage(answer: PeriodsSet): Message {
  if (answer.kind === 'problem') return { text: lines(html`⚠️ ${answer.why}.`, EXAMPLE) };
  const { change } = answer;
  return {
    text: html`📐 What you hold is now looked at by <b>${change.after ?? 'the usual periods'}</b>.
      Rules that are armed already keep theirs.`,
    buttons: [...undoRow(change), [button('‹ Back', 'settings', { page: 2 })]],
  };
}
