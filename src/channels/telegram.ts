import type { Api } from 'grammy';
import type { Mend, Outcome } from '../core/alert.ts';
import { cutHtml } from '../core/html-cut.ts';
import { escape, plainText } from '../core/html.ts';
import type { Channel, FrozenButton, Parcel } from '../core/ports/channel.ts';
import { codeOf, describe, outcomeOf } from './telegram-outcome.ts';

type Sent = { readonly message_id: number };

/** Telegram's longest text, in UTF-16 units after its tags and entities are read. */
const LONGEST_TEXT = 4_096;
/** What is tried when Telegram finds even that too long. */
const SHORTER_TEXT = 3_000;
const CUT_NOTE = { html: '<i>… cut here: the rest did not fit</i>' };

/** Telegram as a channel: one message to one chat, every fault an Outcome. */
export function telegramChannel(api: Api): Channel {
  return {
    name: 'telegram',
    async send(parcel, signal) {
      const mends: Mend[] = [];
      let current = parcel;
      // Each mend is tried once, so this ends.
      for (;;) {
        try {
          return sent(await deliver(api, current, signal), mends);
        } catch (error) {
          if (isUnchanged(error))
            return {
              kind: 'sent',
              messageId: current.edits ?? '',
              ...(mends.length > 0 && { mends }),
            };
          const mended = mend(current, error);
          if (mended === undefined || mends.includes(mended.how)) return outcomeOf(error);
          mends.push(mended.how);
          current = mended.parcel;
        }
      }
    },
  };
}

function sent(reply: Sent, mends: readonly Mend[]): Outcome {
  return {
    kind: 'sent',
    messageId: String(reply.message_id),
    ...(mends.length > 0 && { mends }),
  };
}

function isUnchanged(error: unknown): boolean {
  return codeOf(error) === 400 && describe(error).includes('message is not modified');
}

/** Some refusals are cured at once by sending the same thing more simply. */
function mend(parcel: Parcel, error: unknown): { how: Mend; parcel: Parcel } | undefined {
  if (codeOf(error) !== 400) return undefined;
  const text = describe(error).toLowerCase();
  const { body } = parcel;
  if (text.includes("can't parse entities")) {
    const plain = { ...body, html: escape(plainText(body)) };
    return { how: 'plain-text', parcel: { ...parcel, body: plain } };
  }
  if (CLOSED_TOPIC.some((phrase) => text.includes(phrase)))
    return { how: 'no-thread', parcel: { ...parcel, thread: undefined } };
  if (text.includes('too long') || text.includes('too_long')) {
    if (text.includes('markup'))
      return { how: 'no-buttons', parcel: { ...parcel, body: { ...body, keyboard: [] } } };
    const short = { ...body, html: cutHtml(body, SHORTER_TEXT, CUT_NOTE).html };
    return { how: 'cut', parcel: { ...parcel, body: short } };
  }
  const cannotEdit = CANNOT_EDIT.some((phrase) => text.includes(phrase));
  return cannotEdit && parcel.edits !== undefined
    ? { how: 'sent-anew', parcel: { ...parcel, edits: undefined } }
    : undefined;
}

const CLOSED_TOPIC = ['message thread not found', 'topic_closed', 'topic_deleted'];
const CANNOT_EDIT = ['message to edit not found', "message can't be edited"];

async function deliver(api: Api, parcel: Parcel, signal: AbortSignal): Promise<Sent> {
  const { body, prefix } = parcel;
  const whole = prefix === undefined ? body.html : `${escape(prefix)}\n${body.html}`;
  const text = cutHtml({ html: whole }, LONGEST_TEXT, CUT_NOTE).html;
  const markup = {
    parse_mode: 'HTML' as const,
    link_preview_options: { is_disabled: true },
    reply_markup: { inline_keyboard: body.keyboard.map((row) => row.map(toInlineButton)) },
  };
  const controlled = signal as Parameters<Api['sendMessage']>[3];
  if (parcel.edits !== undefined) {
    const id = Number(parcel.edits);
    const edited = await api.editMessageText(parcel.address, id, text, markup, controlled);
    return edited === true ? { message_id: id } : edited;
  }
  const place = parcel.thread === undefined ? {} : { message_thread_id: parcel.thread };
  const options = { ...markup, ...place, disable_notification: body.silent };
  return api.sendMessage(parcel.address, text, options, controlled);
}

function toInlineButton({ text, callbackData, url, copyText, style }: FrozenButton) {
  const look = { text, ...(style && { style }) };
  if (url !== undefined) return { ...look, url };
  if (copyText !== undefined) return { ...look, copy_text: { text: copyText } };
  return { ...look, callback_data: callbackData ?? 'none' };
}
