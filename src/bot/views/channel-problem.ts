import type { ChannelKind } from '../../app/contacts.ts';
import type { ContactRow } from '../../app/contact-rows.ts';
import { html, lines, type Html } from '../../core/html.ts';
import { button, type Message } from '../../core/message.ts';
import { pairs } from './quiet.ts';

/** What was typed cannot be used; it may be a secret, so it is not repeated. */
export function addressProblem(
  kind: ChannelKind,
  problem: { typed: string; why: string },
): Message {
  const { typed, why } = problem;
  const read = typed === '' ? html`nothing behind it` : html`${typed.length} characters behind it`;
  return {
    text: lines(
      html`⚠️ I read <code>/channels add ${kind.name}</code> and ${read}.`,
      html`${why}`,
      html`For example: <code>/channels add ${kind.example}</code>`,
    ),
    buttons: [[button('↻ Try again', 'channel-add', { channel: kind.name })]],
  };
}

/** Whoever runs the program has to set something up first. */
export function unusableMessage(
  { name, obstacle }: ChannelKind,
  kinds: readonly ChannelKind[],
): Message {
  return {
    text: lines(
      html`⚠️ <b>${name}</b> cannot be used here. ${obstacle ?? ''}`,
      ...choiceWords(kinds),
    ),
    buttons: choices(kinds),
  };
}

/** No channel of that name. What does not look like a name may be a secret without one, and is not repeated. */
export function unknownChannel(name: string, kinds: readonly ChannelKind[]): Message {
  const what = /^[a-z]{1,16}$/i.test(name)
    ? html`I know no channel called <b>${name}</b>.`
    : html`I need the channel’s name first.`;
  return {
    text: lines(html`⚠️ ${what}`, ...choiceWords(kinds)),
    buttons: choices(kinds),
  };
}

/** `/channels test 7` where there are three. */
export function noSuchNumber(
  { verb, text }: { verb: string; text: string },
  rows: readonly ContactRow[],
): Message {
  if (rows.length === 0)
    return {
      text: html`There is nothing here to ${verb}: this chat has no ways besides Telegram.`,
    };
  const read = text === '' ? html`no number` : html`<b>${text}</b>`;
  return {
    text: lines(
      html`⚠️ I read ${read} behind <code>/channels ${verb}</code>.`,
      html`There are:
      ${rows.map(({ number, channel, label }) => `${number} ${channel} ${label}`).join(', ')}.`,
      html`For example: <code>/channels ${verb} ${rows[0]?.number ?? 1}</code>`,
    ),
  };
}

/** The word behind /channels is none that it knows. */
export function unknownVerb(verb: string): Message {
  return {
    text: lines(
      html`⚠️ I don’t know <code>/channels ${verb}</code>. It knows add, test, remove and on.`,
      html`For example: <code>/channels test 1</code> – or <code>/channels</code> alone for a list.`,
    ),
  };
}

export function fullMessage(most: number): Message {
  return {
    text: html`This chat has ${most} ways besides Telegram, and more it may not have. Remove one
    first: /channels`,
  };
}

export const NOT_THEIRS_TO_REMOVE: Message = {
  text: html`That one was set up by whoever runs me, with a variable of its environment, and can be
  removed only there.`,
};

export const SECRET_UNSAID: Message = {
  text: html`A secret comes with it that I can only tell you in our private chat, and you have not
  written to me there. Send me /start in private, then add it again. Nothing was changed.`,
};

export const CHANNELS_NOT_YOURS: Message = {
  text: html`What a group’s alerts reach besides Telegram is for its admins, or the Trader role, to
  say. In our private chat you can set up your own.`,
};

function choiceWords(kinds: readonly ChannelKind[]): readonly Html[] {
  const usable = kinds.filter((kind) => kind.obstacle === undefined);
  const first = usable[0];
  if (first === undefined) return [html`There is none that can be used here yet.`];
  return [
    html`There are: ${usable.map(({ name }) => name).join(', ')}.`,
    html`For example: <code>/channels add ${first.example}</code>`,
  ];
}

function choices(kinds: readonly ChannelKind[]) {
  const usable = kinds.filter((kind) => kind.obstacle === undefined);
  return pairs(usable.map(({ name }) => button(`➕ ${name}`, 'channel-add', { channel: name })));
}
