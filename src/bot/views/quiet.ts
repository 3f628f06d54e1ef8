import type { QuietRow, QuietWhat } from '../../app/quiet.ts';
import { formatDuration } from '../../core/duration.ts';
import { html, lines, type Html } from '../../core/html.ts';
import { button, undoButton, type Button, type Message } from '../../core/message.ts';
import { formatMoment, moment } from '../../core/moment.ts';
import type { Mute } from '../../core/mute.ts';
import { instant, MINUTE_MS, type Instant } from '../../core/time.ts';
import type { WakeLook } from '../../app/wake-wish.ts';
import { MUTES, type Choice } from '../quiet-words.ts';
import { lookText } from './look-text.ts';

type Verb = Mute['verb'];

/** When and for whom a text about quiet is read. */
export type Reading = { readonly zone: string; readonly now: Instant };

const NAMES: Readonly<Record<string, string>> = {
  '1h': '1 hour',
  '2h': '2 hours',
  '8h': '8 hours',
  '1d': '1 day',
  close: 'Until close',
  tomorrow: 'Next open',
  forever: 'Until I say so',
};

/** What a quiet that was asked for amounts to, with a minute to take it back. */
export function quietedMessage(
  done: {
    mute: Mute;
    replaced: readonly number[];
    about: string;
    isDefault: boolean;
    look?: WakeLook | undefined;
  },
  reading: Reading,
): Message {
  const { mute, about, isDefault, look } = done;
  const icon = mute.verb === 'snooze' ? '😴' : '🔕';
  const here = mute.scope === 'chat' ? '' : ' here';
  const lengthMs = mute.until === undefined ? 0 : mute.until - mute.createdAt;
  const are = mute.scope === 'type' ? 'are' : 'is';
  const usual = isDefault ? html` You gave no time, so it is ${formatDuration(lengthMs)}.` : html``;
  return {
    text: lines(
      html`${icon} <b>${sentence(about)}</b> ${are} silent${here}
        ${untilWords(mute, reading)}.${usual}`,
      wakeLine(mute, look, reading),
      html`What would have rung is still judged and kept: /history. ${criticalWords(mute)}`,
    ),
    buttons: [[undoButton('quiet-undo', { mute: mute.id, again: done.replaced.join(',') })]],
  };
}

/** How far it is with what ends it, and when it ends in any case. */
function wakeLine(mute: Mute, look: WakeLook | undefined, { zone, now }: Reading) {
  if (mute.wake === undefined || mute.until === undefined) return undefined;
  const where = look === undefined ? 'no price has come yet' : lookText(look, now);
  const lengthMs = Math.round((mute.until - mute.createdAt) / MINUTE_MS) * MINUTE_MS;
  return html`${sentence(where)}. It ends in ${formatDuration(lengthMs)} in any case, on
  ${moment(mute.until, zone, now)}.`;
}

/** The same as a toast, which knows no markup. */
export function quietedToast(mute: Mute, { zone, now }: Reading): string {
  const word = mute.verb === 'snooze' ? 'Snoozed' : 'Muted';
  if (mute.wake !== undefined) return `${word} until ${mute.wake}.`;
  if (mute.until === undefined) return `${word} until somebody says so.`;
  return `${word} until ${formatMoment(mute.until, zone, now)}.`;
}

function untilWords({ until, verb, wake }: Mute, { zone, now }: Reading): Html {
  if (wake !== undefined) return html`until <code>${wake}</code>`;
  if (until !== undefined) return html`until ${moment(until, zone, now)}`;
  return verb === 'mute' ? html`until you say /unmute` : html`until you wake it`;
}

function criticalWords({ coversCritical }: Mute): string {
  return coversCritical ? 'Critical alerts are silent too.' : 'Critical alerts still come through.';
}

/** Makes it fit to begin a sentence, or to label a button. */
export function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** What is quiet at present, each with a button that ends it. */
export function quietList(
  rows: readonly QuietRow[],
  reading: Reading & {
    readonly only: Verb | 'all';
    /** What this list has just ended, to be taken back. */
    readonly lifted?: { readonly id: number; readonly about: string };
  },
): Message {
  const { only, lifted } = reading;
  const undo = lifted ? [[undoButton('quiet-unlift', { ids: String(lifted.id), only })]] : [];
  const shown = rows.filter((row) => only === 'all' || row.verb === only);
  const more = button('➕ Snooze something', 'quiet-new', {});
  if (shown.length === 0) {
    const text =
      only === 'snooze'
        ? html`Nothing is snoozed here. For example: <code>/snooze NVDA close</code>`
        : html`Nothing is muted or snoozed here.`;
    return { text, buttons: [...undo, ...(only === 'snooze' ? [[more]] : [])] };
  }
  const title = only === 'snooze' ? '😴 Snoozed here' : '🔕 Silent here';
  const ends = shown.slice(0, MOST_BUTTONS).map((row) => [
    button(`${row.verb === 'snooze' ? '⏰ Wake' : '🔔 Unmute'} ${row.about}`, 'quiet-lift', {
      mute: row.id,
      only,
    }),
  ]);
  return {
    text: lines(
      html`<b>${title}</b>`,
      ...shown.slice(0, MOST_ROWS).map((row) => line(row, reading)),
    ),
    buttons: [...undo, ...ends, ...(only === 'snooze' ? [[more]] : [])],
  };
}

const MOST_ROWS = 40;
const MOST_BUTTONS = 8;

function line(row: QuietRow, reading: Reading): Html {
  const icon = row.verb === 'snooze' ? '😴' : '🔕';
  const critical = row.coversCritical ? ', critical ones too' : '';
  return html`${icon} ${sentence(row.about)} · ${untilWords(row, reading)}${distance(row, reading)}
  · by ${row.by}${critical}`;
}

function distance({ wake, look, until }: QuietRow, { zone, now }: Reading): Html {
  if (wake === undefined || until === undefined) return html``;
  const where = look === undefined ? '' : ` (${lookText(look, now)})`;
  return html`${where}, or ${moment(until, zone, now)}`;
}

/** What was meant to be quiet could not be read: what was understood, and what may be meant. */
export function quietProblem(
  asked: { verb: Verb; args: string; problem: Html },
  near: readonly QuietWhat[],
): Message {
  const { verb, args, problem } = asked;
  return {
    text: lines(
      html`⚠️ I read <code>/${verb} ${args}</code>`,
      problem,
      html`For example: <code>/${verb} NVDA 2h</code>`,
    ),
    buttons: [
      near.map(({ name, scope, subject }) =>
        button(sentence(name), 'quiet-how', { verb, scope, subject }),
      ),
    ],
  };
}

/** The row of lengths to choose from, for this very thing. */
export function spanButtons(
  what: { verb: Verb; scope: string; subject: string; alert?: number },
  choices: readonly Choice[],
  { zone, now }: Reading,
): readonly (readonly Button[])[] {
  const buttons = choices.map(({ span, until, label }) => {
    const isMoment = span === 'close' || span === 'tomorrow';
    const when =
      isMoment && until !== undefined ? ` · ${formatMoment(instant(until), zone, now)}` : '';
    return button(`${label ?? NAMES[span] ?? span}${when}`, 'quiet', { ...what, span });
  });
  return fitting(buttons);
}

/** Two side by side where both are short, in the order given. */
function fitting(buttons: readonly Button[]): readonly (readonly Button[])[] {
  const [first, second, ...rest] = buttons;
  if (first === undefined) return [];
  if (second === undefined) return [[first]];
  const isLong = [first, second].some(({ label }) => label.length > LONGEST_OF_TWO);
  return isLong ? [[first], ...fitting(buttons.slice(1))] : [[first, second], ...fitting(rest)];
}

/** Longer labels would be cut on a phone when two stand side by side. */
const LONGEST_OF_TWO = 32;

export const MUTE_CHOICES: readonly Choice[] = MUTES.map((span) => ({ span, until: undefined }));

export function pairs(buttons: readonly Button[]): readonly (readonly Button[])[] {
  return buttons.flatMap((_, i) => (i % 2 === 0 ? [buttons.slice(i, i + 2)] : []));
}

/** `isAsBefore`: it was silent before already, and is so again. */
export function undoneMessage(about: string, isAsBefore: boolean): Message {
  if (isAsBefore) return { text: html`↩ Undone: ${about} is silent as before.` };
  return { text: html`↩ Undone: ${about} may ring again.` };
}

/** Ended by /unmute, with a minute to take it back. */
export function unmutedMessage(ended: readonly QuietRow[]): Message {
  const names = [...new Set(ended.map((row) => row.about))];
  const ids = ended.map((row) => row.id).join(',');
  return {
    text: html`🔔 ${sentence(names.join(', '))} may ring again.`,
    buttons: [[undoButton('quiet-again', { ids })]],
  };
}

export const NOT_ALLOWED: Message = {
  text: html`What a group hears is for its admins, or for the Trader role, to silence. Ask one of
  them, or mute the chat in Telegram for yourself.`,
};

export const CRITICAL_IN_PRIVATE: Message = {
  text: html`Critical alerts can be silenced only all together and only in our private chat:
    <code>/mute all critical</code>`,
};

export function criticalQuestion(typed: string): Message {
  return {
    text: html`⚠️ That would silence critical alerts too, the ones meant to wake you. If you mean
      it, send <code>${typed}</code> once more within 2 minutes.`,
  };
}
