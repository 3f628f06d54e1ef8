import type { Api } from 'grammy';
import type { Outcome } from '../core/alert.ts';
import { escape, plainText } from '../core/html.ts';
import { chatId } from '../core/people.ts';
import type { Channel, FrozenButton, Parcel } from '../core/ports/channel.ts';
import { SECOND_MS } from '../core/time.ts';
import { classifyNetworkError } from '../http/telegram-network-error.ts';

type Sent = { readonly message_id: number };

/** Telegram as a channel: one message to one chat, every fault an Outcome. */
export function telegramChannel(api: Api): Channel {
  return {
    name: 'telegram',
    async send(parcel, signal) {
      try {
        return sent(await deliver(api, parcel, signal));
      } catch (error) {
        return recover(api, parcel, { error, signal });
      }
    },
  };
}

function sent(reply: Sent): Outcome {
  return { kind: 'sent', messageId: String(reply.message_id) };
}

type Trouble = { readonly error: unknown; readonly signal: AbortSignal };

/** Some refusals are cured at once by sending the same thing more simply. */
async function recover(api: Api, parcel: Parcel, { error, signal }: Trouble): Promise<Outcome> {
  const text = describe(error).toLowerCase();
  if (codeOf(error) !== 400) return outcomeOf(error);
  if (text.includes('message is not modified'))
    return { kind: 'sent', messageId: parcel.edits ?? '' };
  const simpler = simplify(parcel, text);
  if (simpler === undefined) return outcomeOf(error);
  try {
    return sent(await deliver(api, simpler, signal));
  } catch (again) {
    return outcomeOf(again);
  }
}

function simplify(parcel: Parcel, text: string): Parcel | undefined {
  if (text.includes("can't parse entities")) {
    return { ...parcel, body: { ...parcel.body, html: escape(plainText(parcel.body)) } };
  }
  if (
    text.includes('message thread not found') ||
    text.includes('topic_closed') ||
    text.includes('topic_deleted')
  ) {
    return { ...parcel, thread: undefined };
  }
  const cannotEdit =
    text.includes('message to edit not found') || text.includes("message can't be edited");
  return cannotEdit && parcel.edits !== undefined ? { ...parcel, edits: undefined } : undefined;
}

async function deliver(api: Api, parcel: Parcel, signal: AbortSignal): Promise<Sent> {
  const { body, prefix } = parcel;
  const text = prefix === undefined ? body.html : `${escape(prefix)}\n${body.html}`;
  const markup = {
    parse_mode: 'HTML' as const,
    link_preview_options: { is_disabled: true },
    reply_markup: { inline_keyboard: body.keyboard.map((row) => row.map(toInlineButton)) },
  };
  const controlled = signal as Parameters<Api['sendMessage']>[3];
  if (parcel.edits !== undefined) {
    const edited = await api.editMessageText(
      parcel.address,
      Number(parcel.edits),
      text,
      markup,
      controlled,
    );
    return edited === true ? { message_id: Number(parcel.edits) } : edited;
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

/** Telegram's answer or the lack of one, as what it means for the message. Codes decide first, then the text. */
export function outcomeOf(error: unknown): Outcome {
  const code = codeOf(error);
  if (code === undefined) return networkOutcome(error);
  const text = describe(error);
  const { retryAfterMs, movedTo } = parametersOf(error);
  if (code === 429)
    return { kind: 'retry', afterMs: retryAfterMs ?? SECOND_MS, counts: false, code: '429' };
  if (movedTo !== undefined) return { kind: 'moved', to: chatId(movedTo) };
  if (code >= 500) return { kind: 'uncertain', code: String(code) };
  if (code === 401 || code === 404) {
    // The token is wrong or revoked: nothing is lost by waiting until it is mended.
    return { kind: 'retry', afterMs: undefined, counts: true, code: String(code) };
  }
  return { kind: 'rejected', why: text, channelDead: isDead(code, text.toLowerCase()) };
}

const DEAD = [
  'bot was blocked',
  'user is deactivated',
  'bot was kicked',
  'bot is not a member',
  'group chat was deleted',
  'chat not found',
  'not enough rights',
  'have no rights to send',
  'need administrator rights',
];

function isDead(code: number, text: string): boolean {
  return code === 403 || DEAD.some((phrase) => text.includes(phrase));
}

function networkOutcome(error: unknown): Outcome {
  const isCertain = classifyNetworkError(error) === 'not-sent';
  return isCertain
    ? { kind: 'retry', afterMs: undefined, counts: true, code: 'unreachable' }
    : { kind: 'uncertain', code: 'no answer' };
}

// grammY's errors are read by shape: the library itself stays within the bot.
type ApiFault = {
  readonly error_code?: unknown;
  readonly description?: unknown;
  readonly parameters?: { readonly retry_after?: unknown; readonly migrate_to_chat_id?: unknown };
};

function faultOf(error: unknown): ApiFault {
  return typeof error === 'object' && error !== null ? error : {};
}

function codeOf(error: unknown): number | undefined {
  const { error_code: code } = faultOf(error);
  return typeof code === 'number' ? code : undefined;
}

function describe(error: unknown): string {
  const { description } = faultOf(error);
  return typeof description === 'string' ? description : '';
}

function parametersOf(error: unknown) {
  const { parameters } = faultOf(error);
  const after = parameters?.retry_after;
  const moved = parameters?.migrate_to_chat_id;
  return {
    retryAfterMs: typeof after === 'number' ? after * SECOND_MS : undefined,
    movedTo: typeof moved === 'number' ? moved : undefined,
  };
}
