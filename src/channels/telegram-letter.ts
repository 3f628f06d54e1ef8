import type { Mend, Outcome } from '../core/alert.ts';
import { cutHtml } from '../core/html-cut.ts';
import { escape, html, lines, plainText, type Html } from '../core/html.ts';
import type { Parcel } from '../core/ports/channel.ts';
import { codeOf, describe, outcomeOf } from './telegram-outcome.ts';

/** A parcel as Telegram is about to be given it: its picture drawn, or known to be missing. */
export type Letter = {
  readonly parcel: Parcel;
  readonly photo: Photo;
  /** Why the picture or file that was asked for is not there. */
  readonly lacks: 'not-drawn' | 'not-taken' | 'no-file' | undefined;
};

/** None, a new one as PNG, or the one that stands over the edited message already. */
type Photo =
  | { readonly kind: 'none' }
  | { readonly kind: 'new'; readonly png: Uint8Array }
  | { readonly kind: 'kept' };

type Mended = { readonly how: Mend; readonly letter: Letter };

/** Longest texts in UTF-16 units after their tags and entities are read, and what is tried when even that is too long. */
const TEXT = { longest: 4_096, shorter: 3_000 };
const CAPTION = { longest: 1_024, shorter: 800 };
const CUT_NOTE = html`<i>… cut here: the rest did not fit</i>`;

/** Stands below the text in place of the picture, or under the picture of before. */
const REMARKS = {
  'not-drawn': {
    none: html`<i>📉 I could not draw the chart</i>`,
    kept: html`<i>📉 I could not draw the new chart: this is the one before</i>`,
  },
  'not-taken': {
    none: html`<i>📉 Telegram did not take the chart</i>`,
    kept: html`<i>📉 Telegram did not take the new chart: this is the one before</i>`,
  },
};

const NO_FILE = html`<i>📎 The file could not be sent</i>`;

/** @param png the picture, when there is one to be drawn and it could be */
export function letterOf(parcel: Parcel, png: Uint8Array | undefined): Letter {
  const { picture } = parcel.body;
  const letter: Letter = { parcel, photo: { kind: 'none' }, lacks: undefined };
  if (picture === undefined) return letter;
  if (picture === 'kept') return { ...letter, photo: { kind: 'kept' } };
  if (png === undefined) return withoutPicture(letter, 'not-drawn');
  return { ...letter, photo: { kind: 'new', png } };
}

/** The words as they go out: prefix, text, remark; cut to what a text or a caption may have. */
export function wordsOf({ parcel, photo, lacks }: Letter): string {
  const { body, prefix } = parcel;
  const remark = remarkOn({ lacks, photo });
  const { longest } = roomOf({ parcel, photo });
  const room = remark === undefined ? longest : longest - plainText(remark).length - 1;
  const said = [...(prefix === undefined ? [] : [escape(prefix)]), body.html];
  const whole = { html: said.filter((part) => part !== '').join('\n') };
  const kept = cutHtml(whole, room, CUT_NOTE);
  return lines(kept.html === '' ? undefined : kept, remark).html;
}

function remarkOn({ lacks, photo }: Pick<Letter, 'lacks' | 'photo'>): Html | undefined {
  if (lacks === 'no-file') return NO_FILE;
  return lacks === undefined || photo.kind === 'new' ? undefined : REMARKS[lacks][photo.kind];
}

function roomOf({ parcel, photo }: Pick<Letter, 'parcel' | 'photo'>) {
  return photo.kind === 'none' && parcel.body.file === undefined ? TEXT : CAPTION;
}

/** How the message stands where that is other than asked. */
export function standsOf(
  { photo }: Letter,
  { body: { picture: asked } }: Parcel,
): Pick<Outcome & { kind: 'sent' }, 'stands'> {
  if (photo.kind === 'none') return asked === undefined ? {} : { stands: 'as-text' };
  const isAsAsked = photo.kind === 'new' || asked === 'kept';
  return isAsAsked ? {} : { stands: 'under-old-photo' };
}

/** Some refusals are cured at once by sending the same thing more simply. */
export function mend(letter: Letter, error: unknown): Mended | undefined {
  const isAbout = speaksOf(error);
  return (
    (codeOf(error) === 400 ? mendWords(letter, isAbout) : undefined) ??
    (codeOf(error) === 400 ? mendEdit(letter, isAbout) : undefined) ??
    mendFile(letter, error) ??
    mendPhoto(letter, error)
  );
}

type IsAbout = (...phrases: readonly string[]) => boolean;

function speaksOf(error: unknown): IsAbout {
  const text = describe(error).toLowerCase();
  return (...phrases) => phrases.some((phrase) => text.includes(phrase));
}

function mendWords(letter: Letter, isAbout: IsAbout): Mended | undefined {
  const { parcel } = letter;
  const { body } = parcel;
  const change = (how: Mend, changed: Partial<Parcel>): Mended => ({
    how,
    letter: { ...letter, parcel: { ...parcel, ...changed } },
  });
  if (isAbout("can't parse entities"))
    return change('plain-text', { body: { ...body, html: escape(plainText(body)) } });
  if (isAbout('message thread not found', 'topic_closed', 'topic_deleted'))
    return change('no-thread', { thread: undefined });
  if (!isAbout('too long', 'too_long')) return undefined;
  if (isAbout('markup')) return change('no-buttons', { body: { ...body, keyboard: [] } });
  const { shorter } = roomOf(letter);
  const short = { ...body, html: cutHtml(body, shorter, CUT_NOTE).html };
  return change('cut', { body: short });
}

function mendEdit(letter: Letter, isAbout: IsAbout): Mended | undefined {
  const { parcel, photo } = letter;
  if (parcel.edits === undefined) return undefined;
  if (isAbout('message to edit not found', "message can't be edited")) {
    const left: Photo = photo.kind === 'kept' ? { kind: 'none' } : photo;
    const anew = { ...parcel, edits: undefined };
    return { how: 'sent-anew', letter: { ...letter, parcel: anew, photo: left } };
  }
  // What stands there is not what was thought: one of two copies, say, went without its picture.
  if (isAbout('there is no caption in the message'))
    return { how: 'as-text', letter: { ...letter, photo: { kind: 'none' } } };
  if (isAbout('there is no text in the message'))
    return { how: 'as-caption', letter: { ...letter, photo: { kind: 'kept' } } };
  return undefined;
}

/** What a file would have held is told about all the same. */
function mendFile(letter: Letter, error: unknown): Mended | undefined {
  const { parcel } = letter;
  const { file } = parcel.body;
  const outcome = outcomeOf(error);
  if (file === undefined || outcome.kind !== 'rejected') return undefined;
  if (outcome.channelDead && !speaksOf(error)('document', 'media')) return undefined;
  return { how: 'no-file', letter: withoutFile(letter) };
}

/** What its file would have held is told about all the same. */
export function withoutFile(letter: Letter): Letter {
  const { file: _gone, ...body } = letter.parcel.body;
  return { ...letter, parcel: { ...letter.parcel, body }, lacks: 'no-file' };
}

/** A picture that is refused, or unwelcome in this chat, must not take its words with it. */
function mendPhoto(letter: Letter, error: unknown): Mended | undefined {
  if (letter.photo.kind !== 'new') return undefined;
  const outcome = outcomeOf(error);
  if (outcome.kind !== 'rejected') return undefined;
  if (outcome.channelDead && !speaksOf(error)('photo', 'media')) return undefined;
  return { how: 'no-picture', letter: withoutPicture(letter, 'not-taken') };
}

function withoutPicture(letter: Letter, lacks: Letter['lacks']): Letter {
  const kind = letter.parcel.edits === undefined ? 'none' : 'kept';
  return { ...letter, photo: { kind }, lacks };
}
