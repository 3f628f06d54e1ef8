import type { Api, InputFile } from 'grammy';
import type { Mend, Outcome } from '../core/alert.ts';
import {
  REVEALED,
  type BytesFile,
  type KeptFile,
  type Revealed,
  type TextFile,
} from '../core/message.ts';
import type { Channel, FrozenButton, Parcel } from '../core/ports/channel.ts';
import type { Draw } from '../core/ports/draw.ts';
import type { Log } from '../core/ports/log.ts';
import { SECOND_MS } from '../core/time.ts';
import { letterOf, mend, standsOf, withoutFile, wordsOf, type Letter } from './telegram-letter.ts';
import { codeOf, describe, outcomeOf } from './telegram-outcome.ts';

export type TelegramDeps = {
  readonly api: Api;
  /** Bytes as grammY uploads them. */
  readonly upload: (bytes: Uint8Array, name: string) => InputFile;
  /** A file of the folder of backups; undefined when there is none of that name. */
  readonly openKept?: (name: string) => InputFile | undefined;
  /** What the database must not hold, for a message that is about to go out. */
  readonly reveal?: (what: Revealed) => string;
  readonly draw: Draw;
  readonly log: Log;
  /** How long drawing may hold up its chat; it counts towards the time of the whole try. */
  readonly drawLimitMs?: number;
};

const DRAW_LIMIT_MS = 20 * SECOND_MS;

/** Telegram as a channel: one message to one chat, every fault an Outcome. */
export function telegramChannel(deps: TelegramDeps): Channel {
  return {
    name: 'telegram',
    async send(given, signal) {
      const parcel = unveiled(deps, given);
      const mends: Mend[] = [];
      const png = await drawn(deps, parcel, signal);
      let letter = letterOf(parcel, png);
      if (letter.lacks !== undefined) mends.push('no-picture');
      if (isFileGone(deps, parcel)) {
        mends.push('no-file');
        letter = withoutFile(letter);
      }
      // Each mend is tried once, so this ends.
      for (;;) {
        try {
          return sent(await put(deps, letter, signal), { letter, parcel, mends });
        } catch (error) {
          if (isUnchanged(error)) return sent(parcel.edits ?? '', { letter, parcel, mends });
          const mended = mend(letter, error);
          if (mended === undefined || mends.includes(mended.how)) return outcomeOf(error);
          mends.push(mended.how);
          letter = mended.letter;
        }
      }
    },
  };
}

/** Only what asks for it by itself is given a secret: the words of people may say anything. */
function unveiled({ reveal }: TelegramDeps, parcel: Parcel): Parcel {
  const { reveals, html } = parcel.body;
  if (reveals === undefined || reveal === undefined) return parcel;
  return { ...parcel, body: { ...parcel.body, html: html.replace(REVEALED, reveal(reveals)) } };
}

type Ended = {
  readonly letter: Letter;
  readonly parcel: Parcel;
  readonly mends: readonly Mend[];
};

function sent(messageId: string, { letter, parcel, mends }: Ended): Outcome {
  return {
    kind: 'sent',
    messageId,
    ...(mends.length > 0 && { mends }),
    ...standsOf(letter, parcel),
  };
}

function isUnchanged(error: unknown): boolean {
  return codeOf(error) === 400 && describe(error).includes('message is not modified');
}

/** @returns undefined when no picture is wanted, or none can be had: the words go all the same */
async function drawn(
  { draw, log, drawLimitMs = DRAW_LIMIT_MS }: TelegramDeps,
  { body: { picture }, key }: Parcel,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  if (picture === undefined || picture === 'kept') return undefined;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(drawLimitMs)]);
  try {
    // What does not heed its signal is left behind.
    return await Promise.race([draw(picture, limit), endOf(limit)]);
  } catch (error) {
    log.warn('a picture could not be drawn', { error, key, picture });
    return undefined;
  }
}

function endOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('drawing took too long')));
  });
}

/** @returns the id of the message */
async function put(deps: TelegramDeps, letter: Letter, signal: AbortSignal): Promise<string> {
  const { parcel } = letter;
  if (parcel.edits === undefined) return String((await send(deps, letter, signal)).message_id);
  await edit(deps, letter, { id: Number(parcel.edits), signal });
  return parcel.edits;
}

type Controlled = Parameters<Api['sendMessage']>[3];

async function send(
  deps: TelegramDeps,
  letter: Letter,
  signal: AbortSignal,
): Promise<{ readonly message_id: number }> {
  const { api, upload } = deps;
  const { parcel, photo } = letter;
  const controlled = signal as Controlled;
  const options = {
    parse_mode: HTML,
    reply_markup: keysOf(parcel),
    ...(parcel.thread !== undefined && { message_thread_id: parcel.thread }),
    disable_notification: parcel.body.silent,
  };
  const words = wordsOf(letter);
  const { file } = parcel.body;
  const document = file && documentOf(deps, file);
  if (document !== undefined) {
    return api.sendDocument(parcel.address, document, { ...options, caption: words }, controlled);
  }
  if (photo.kind !== 'new')
    return api.sendMessage(parcel.address, words, { ...options, ...NO_PREVIEW }, controlled);
  const picture = upload(photo.png, PICTURE_NAME);
  return api.sendPhoto(parcel.address, picture, { ...options, caption: words }, controlled);
}

function documentOf(
  { upload, openKept }: TelegramDeps,
  file: TextFile | BytesFile | KeptFile,
): InputFile | undefined {
  if ('isKept' in file) return openKept?.(file.name);
  if ('base64' in file) return upload(Buffer.from(file.base64, 'base64'), file.name);
  return upload(new TextEncoder().encode(file.text), file.name);
}

/** A kept one may have been cleared away by the time it is sent again. */
function isFileGone(deps: TelegramDeps, { body: { file } }: Parcel): boolean {
  return file !== undefined && documentOf(deps, file) === undefined;
}

async function edit(
  { api, upload }: TelegramDeps,
  letter: Letter,
  { id, signal }: { readonly id: number; readonly signal: AbortSignal },
): Promise<void> {
  const { parcel, photo } = letter;
  const { address } = parcel;
  const controlled = signal as Controlled;
  const keys = { reply_markup: keysOf(parcel) };
  const words = wordsOf(letter);
  switch (photo.kind) {
    case 'none': {
      const options = { parse_mode: HTML, ...NO_PREVIEW, ...keys };
      await api.editMessageText(address, id, words, options, controlled);
      return;
    }
    case 'kept': {
      const options = { caption: words, parse_mode: HTML, ...keys };
      await api.editMessageCaption(address, id, options, controlled);
      return;
    }
    case 'new': {
      const file = { type: 'photo', media: upload(photo.png, PICTURE_NAME) } as const;
      const media = { ...file, caption: words, parse_mode: HTML };
      await api.editMessageMedia(address, id, media, keys, controlled);
    }
  }
}

const PICTURE_NAME = 'chart.png';
const HTML = 'HTML' as const;
const NO_PREVIEW = { link_preview_options: { is_disabled: true } };

function keysOf({ body }: Parcel) {
  return { inline_keyboard: body.keyboard.map((row) => row.map(toInlineButton)) };
}

function toInlineButton({ text, callbackData, url, copyText, style }: FrozenButton) {
  const look = { text, ...(style && { style }) };
  if (url !== undefined) return { ...look, url };
  if (copyText !== undefined) return { ...look, copy_text: { text: copyText } };
  return { ...look, callback_data: callbackData ?? 'none' };
}
