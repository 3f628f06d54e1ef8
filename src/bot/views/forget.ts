import { html, lines } from '../../core/html.ts';
import { button, type Message } from '../../core/message.ts';
import { MINUTE_MS } from '../../core/time.ts';
import type { Belongings } from '../../app/forget.ts';

const CHOICE_LIVES_MS = 10 * MINUTE_MS;

/** What would be gone, before it is. */
export function forgetQuestion(have: Belongings, onlyFor: number): Message {
  return {
    text: lines(
      html`🗑 <b>Erase everything about you?</b>`,
      html`Gone at once and for good: your place among my people, and of this chat
      ${count(have.rules, 'rule')}, ${count(have.watches, 'watched stock')} and
      ${count(have.alerts, 'alert')}.`,
      have.accounts === 0
        ? undefined
        : html`${count(have.accounts, 'account')} with keys, holdings and orders are forgotten, too.
          At the broker nothing changes: no order there is cancelled.`,
      html`What you made in groups stays there, without your name. My log keeps your number and
      nothing else.`,
      have.isLastOwner
        ? html`⚠️ <b>You are the last owner.</b> Nobody could let anyone in after you, until I am
            started anew and somebody opens the claim link, or the settings name an owner.`
        : undefined,
      html`Press the button, or send <code>/forget everything</code>.`,
    ),
    buttons: [
      [
        {
          label: '🗑 Erase everything',
          action: { kind: 'verb', verb: 'forget', subject: {}, once: true, ttlMs: CHOICE_LIVES_MS },
          style: 'danger',
        },
        button('Keep it', 'forget-not', {}),
      ],
    ],
    onlyFor,
  };
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}

/** The last word to somebody who is a stranger now. */
export const FORGOTTEN: Message = {
  text: html`🗑 Done: I no longer know you, and nothing of yours is left here. Deleting this chat in
  Telegram removes what I wrote. Should you come back, you would have to be let in again.`,
};

export const KEPT: Message = { text: html`Nothing was erased.`, buttons: [] };
