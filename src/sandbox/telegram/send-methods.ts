import { z } from 'zod';
import { badRequest, violation } from './api-error.ts';
import { caption, markup, messageText, type Markup, type Words } from './compose.ts';
import { takeDocument, takePhoto } from './files.ts';
import { writable } from './gate.ts';
import { LIMITS } from './limits.ts';
import { captionFields, read, sendFields, textFields, whereFields, type Params } from './params.ts';
import { threadOfReply } from './people.ts';
import {
  addMessage,
  findMessage,
  nextMessageId,
  tell,
  type WorldChat,
  type WorldMessage,
  type WorldState,
} from './state.ts';
import { wireMessage, type Json } from './wire-shapes.ts';

const common = z.looseObject(sendFields);

export const messageSchema = z.looseObject({
  ...sendFields,
  ...textFields,
  text: z.string(),
  link_preview_options: z.unknown().optional(),
});

export const photoSchema = z.looseObject({
  ...sendFields,
  ...captionFields,
  photo: z.unknown().optional(),
  show_caption_above_media: z.unknown().optional(),
  has_spoiler: z.unknown().optional(),
});

export const documentSchema = z.looseObject({
  ...sendFields,
  ...captionFields,
  document: z.unknown().optional(),
  disable_content_type_detection: z.unknown().optional(),
});

export const actionSchema = z.looseObject({ ...whereFields, action: z.string() });

export function sendMessage(state: WorldState, params: Params): Json {
  const wish = read(messageSchema, params);
  return deliver(state, wish, () => messageText(state, wish));
}

export function sendPhoto(state: WorldState, params: Params): Json {
  const wish = read(photoSchema, params);
  return deliver(state, wish, () => {
    const { fileId, upload } = takePhoto(state, params, 'photo');
    return { ...captionOf(state, wish), fileId, photo: upload.bytes };
  });
}

export function sendDocument(state: WorldState, params: Params): Json {
  const wish = read(documentSchema, params);
  return deliver(state, wish, () => {
    const { fileId, upload } = takeDocument(state, params, 'document');
    return { ...captionOf(state, wish), fileId, document: upload };
  });
}

export function sendChatAction(state: WorldState, params: Params): true {
  const wish = read(actionSchema, params);
  if (!ACTIONS.includes(wish.action)) throw violation('wrong parameter action in request');
  const chat = writable(state, wish.chat_id, wish.message_thread_id);
  if (chat.kind === 'channel') throw badRequest('CHAT_ACTION_NOT_SUPPORTED');
  tell(state, { kind: 'action', chat: chat.id, action: wish.action });
  return true;
}

const captionSchema = z.looseObject(captionFields);

export type CaptionWish = z.output<typeof captionSchema>;

export function captionOf(state: WorldState, wish: CaptionWish): Words {
  return caption(state, {
    text: wish.caption ?? '',
    parse_mode: wish.parse_mode,
    entities: wish.caption_entities,
  });
}

const ACTIONS = [
  'typing',
  'upload_photo',
  'record_video',
  'upload_video',
  'record_voice',
  'upload_voice',
  'upload_document',
  'choose_sticker',
  'find_location',
  'record_video_note',
  'upload_video_note',
];

type SendWish = z.output<typeof common>;
type Content = Words & Pick<WorldMessage, 'photo' | 'document' | 'fileId'>;

function deliver(state: WorldState, wish: SendWish, content: () => Content): Json {
  const chat = writable(state, wish.chat_id, wish.message_thread_id);
  const replyTo = answered(state, chat, wish);
  const keys: Markup = markup(wish.reply_markup, chat.kind);
  const body = content();
  const thread = wish.message_thread_id ?? threadOfReply(state, chat, replyTo);
  const visibleTo = receiver(state, chat, wish);
  const message: WorldMessage = {
    id: nextMessageId(state, chat),
    chat: chat.id,
    at: state.now(),
    byBot: true,
    edited: false,
    silent: wish.disable_notification ?? false,
    ...body,
    ...keys,
    ...(chat.kind === 'channel' ? { from: undefined, senderChat: chat.id } : { from: state.bot }),
    ...(thread === undefined ? {} : { thread }),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(visibleTo === undefined ? {} : { visibleTo }),
  };
  // Telegram promises no more: whoever is offline may never get it.
  if (visibleTo === undefined || !state.away.has(visibleTo)) addMessage(state, message);
  return wireMessage(state, message);
}

function answered(state: WorldState, chat: WorldChat, wish: SendWish): number | undefined {
  const reply = wish.reply_parameters;
  if (!reply || reply.message_id === undefined) return undefined;
  const original = findMessage(state, chat.id, reply.message_id);
  if (!original && reply.allow_sending_without_reply !== true) {
    throw badRequest('message to be replied not found');
  }
  if (reply.quote !== undefined && reply.quote.length > LIMITS.quote) {
    throw violation('message quote is too long');
  }
  return original?.id;
}

// An ephemeral message exists in groups alone and only for somebody who is in them.
function receiver(state: WorldState, chat: WorldChat, wish: SendWish): number | undefined {
  const { receiver_user_id: id, callback_query_id: query } =
    wish.ephemeral_message_parameters ?? {};
  if (id === undefined || state.ignoresAlone) return undefined;
  if (chat.kind !== 'group' && chat.kind !== 'supergroup') {
    throw violation('ephemeral messages can be sent to groups only');
  }
  const standing = chat.members.get(id) ?? 'left';
  if (standing === 'left' || standing === 'kicked') throw badRequest('user not found');
  if (query !== undefined && !isAnswerable(state, query, id)) {
    throw badRequest('query is too old and response timeout expired or query ID is invalid');
  }
  return id;
}

function isAnswerable(state: WorldState, query: string, by: number): boolean {
  const pressed = state.presses.get(query);
  return pressed?.by === by && performance.now() - pressed.at <= state.aloneWithinMs;
}
