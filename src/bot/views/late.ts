import { formatDuration } from '../../core/duration.ts';
import { html, type Html } from '../../core/html.ts';
import type { Button, ButtonSubject, Message } from '../../core/message.ts';
import { moment } from '../../core/moment.ts';
import { MINUTE_MS, type Instant } from '../../core/time.ts';

/** A command that came long after it was sent. */
export type Late = {
  /** As typed. */
  readonly text: string;
  readonly sentAt: Instant;
  readonly now: Instant;
  readonly zone: string;
};

/** Answers to a question are good for so long. */
const ANSWER_MS = 10 * MINUTE_MS;

/** The line above the answer to a question of then, with the numbers of now. */
export function askedLate(late: Late): Html {
  return html`🕰 I was offline when you asked ${late.text} (${whenText(late)}). As of now:`;
}

/** Asks before something is done that may no longer be wanted. */
export function stillWanted(late: Late & { subject: ButtonSubject; by: number }): Message {
  const { text, subject, by } = late;
  const choice = (label: string, verb: string): Button => ({
    label,
    action: { kind: 'verb', verb, subject, once: true, ttlMs: ANSWER_MS },
  });
  return {
    text: html`🕰 I was offline when you sent this (${whenText(late)}): <code>${text}</code>. Nothing
      was done. Still want it?`,
    buttons: [[choice('Yes, do it now', 'late-yes'), choice('No', 'late-no')]],
    onlyFor: by,
  };
}

/** A file or a secret is not kept for later. */
export function sendAgain(late: Late): Message {
  return {
    text: html`🕰 I was offline when you sent this (${whenText(late)}), and nothing was done with it.
    If you still want it, send it once more.`,
  };
}

/** Whatever could move money is never done late, not even after a question. */
export function tooLateForMoney(late: Late): Message {
  return {
    text: html`⛔ I was offline when you sent <code>${late.text}</code> (${whenText(late)}). Orders
      to sell or to arm are never carried out late: nothing was done. If you still want it, send it
      again and look at the price first.`,
  };
}

/** For the owners: somebody has waited for longer than anybody waits. */
export function tooOldNote({ name, ...late }: Omit<Late, 'text'> & { name: string }): Message {
  const who = name === '' ? 'Somebody' : name;
  return {
    text: html`🕰 I was offline for more than a day. What was sent to me more than 24 hours ago stays
    unanswered; the first of it is from ${who} (${whenText(late)}).`,
    silent: true,
  };
}

export const TOO_LATE_PRESS =
  'I was offline when you pressed this, so I did nothing. Press again if you still want it.';

export const LEFT_AS_IT_WAS: Message = { text: html`✖ Left as it was: nothing was done.` };

/** What becomes of the question once it is answered with yes. */
export function doneNow(command: string): Message {
  return { text: html`✅ You still wanted it: /${command} is done as of now.` };
}

function whenText({ sentAt, now, zone }: Omit<Late, 'text'>): Html {
  return html`${moment(sentAt, zone, now)}, ${formatDuration(now - sentAt)} ago`;
}
