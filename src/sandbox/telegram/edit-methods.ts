import { z } from 'zod';
import { badRequest, orViolation } from './api-error.ts';
import { inline, messageText } from './compose.ts';
import { takeDocument, takePhoto } from './files.ts';
import { reachable } from './gate.ts';
import { keyboardProblem } from './limits.ts';
import {
  captionFields,
  inlineMarkup,
  integer,
  json,
  read,
  textFields,
  whereFields,
  type Params,
} from './params.ts';
import { captionOf } from './send-methods.ts';
import {
  findMessage,
  replaceMessage,
  tell,
  type WorldChat,
  type WorldMessage,
  type WorldState,
} from './state.ts';
import { wireMessage, type Json } from './wire-shapes.ts';

const target = {
  chat_id: whereFields.chat_id,
  message_id: integer,
  reply_markup: json(inlineMarkup).optional(),
};

export const editTextSchema = z.looseObject({
  ...target,
  ...textFields,
  text: z.string(),
  link_preview_options: z.unknown().optional(),
});

export const editCaptionSchema = z.looseObject({
  ...target,
  ...captionFields,
  show_caption_above_media: z.unknown().optional(),
});

export const editMediaSchema = z.looseObject({
  ...target,
  media: json(
    z.looseObject({
      ...captionFields,
      type: z.enum(['photo', 'document']),
      media: z.string(),
    }),
  ),
});

export const editMarkupSchema = z.looseObject(target);

export const deleteSchema = z.looseObject({ chat_id: whereFields.chat_id, message_id: integer });

export const deleteEphemeralSchema = z.looseObject({
  chat_id: whereFields.chat_id,
  receiver_user_id: integer,
  ephemeral_message_id: integer,
});

export function editMessageText(state: WorldState, params: Params): Json {
  const wish = read(editTextSchema, params);
  const { chat, message } = editable(state, wish);
  if (message.photo || message.document || message.service) {
    throw badRequest('there is no text in the message to edit');
  }
  const words = messageText(state, wish);
  return store(state, message, { ...message, ...words, ...keys(wish, chat) });
}

export function editMessageCaption(state: WorldState, params: Params): Json {
  const wish = read(editCaptionSchema, params);
  const { chat, message } = editable(state, wish);
  if (!message.photo && !message.document) {
    throw badRequest('there is no caption in the message to edit');
  }
  return store(state, message, { ...message, ...captionOf(state, wish), ...keys(wish, chat) });
}

export function editMessageMedia(state: WorldState, params: Params): Json {
  const wish = read(editMediaSchema, params);
  const { chat, message } = editable(state, wish);
  const nested: Params = { values: wish.media, files: params.files };
  const isPhoto = wish.media.type === 'photo';
  const { fileId, upload } = isPhoto
    ? takePhoto(state, nested, 'media')
    : takeDocument(state, nested, 'media');
  const { photo: _photo, document: _document, ...rest } = message;
  return store(state, message, {
    ...rest,
    ...captionOf(state, wish.media),
    ...keys(wish, chat),
    fileId,
    ...(isPhoto ? { photo: upload.bytes } : { document: upload }),
  });
}

export function editMessageReplyMarkup(state: WorldState, params: Params): Json {
  const wish = read(editMarkupSchema, params);
  const { chat, message } = editable(state, wish);
  return store(state, message, { ...message, ...keys(wish, chat) });
}

export function deleteMessage(state: WorldState, params: Params): true {
  const wish = read(deleteSchema, params);
  const chat = reachable(state, wish.chat_id);
  const message = findMessage(state, chat.id, wish.message_id);
  if (!message) throw badRequest('message to delete not found');
  const isOurs = message.byBot || chat.kind === 'private' || chat.bot === 'administrator';
  const isYoung = state.now() - message.at < DELETABLE_MS;
  if (!isOurs || !isYoung) throw badRequest("message can't be deleted for everyone");
  const left = (state.messages.get(chat.id) ?? []).filter(({ id }) => id !== message.id);
  state.messages.set(chat.id, left);
  tell(state, { kind: 'deleted', chat: chat.id, id: message.id });
  return true;
}

export function deleteEphemeralMessage(state: WorldState, params: Params): true {
  const wish = read(deleteEphemeralSchema, params);
  const chat = reachable(state, wish.chat_id);
  const isIt = (message: WorldMessage) =>
    message.id === wish.ephemeral_message_id && message.visibleTo === wish.receiver_user_id;
  const all = state.messages.get(chat.id) ?? [];
  const left = all.filter((message) => !isIt(message));
  // Whether it ever arrived is not told.
  if (left.length === all.length) return true;
  state.messages.set(chat.id, left);
  tell(state, { kind: 'deleted', chat: chat.id, id: wish.ephemeral_message_id });
  return true;
}

const DELETABLE_MS = 48 * 3_600_000;

type Target = z.output<typeof editMarkupSchema>;

function editable(
  state: WorldState,
  wish: Target,
): { readonly chat: WorldChat; readonly message: WorldMessage } {
  const chat = reachable(state, wish.chat_id);
  const message = findMessage(state, chat.id, wish.message_id);
  if (!message) throw badRequest('message to edit not found');
  // A prompt or a reply keyboard freezes its message: Telegram edits only what has inline buttons or none.
  const isFrozen = message.prompt !== undefined || message.replyKeyboard !== undefined;
  if (!message.byBot || isFrozen) throw badRequest("message can't be edited");
  return { chat, message };
}

// An edit that says nothing about buttons takes them away.
function keys(wish: Target, chat: WorldChat) {
  const rows = (wish.reply_markup?.inline_keyboard ?? []).filter((row) => row.length > 0);
  orViolation(keyboardProblem(rows, chat.kind));
  return inline(rows);
}

function store(state: WorldState, before: WorldMessage, after: WorldMessage): Json {
  if (looks(before) === looks(after)) {
    throw badRequest(
      'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    );
  }
  const edited: WorldMessage = { ...after, edited: true, editedAt: state.now() };
  replaceMessage(state, edited);
  return wireMessage(state, edited);
}

function looks({ text, entities, keyboard, fileId }: WorldMessage): string {
  return JSON.stringify([text, entities, keyboard, fileId]);
}
