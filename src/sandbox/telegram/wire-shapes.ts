import { pictureSize } from './picture-size.ts';
import {
  findMessage,
  type Standing,
  type WorldChat,
  type WorldMessage,
  type WorldState,
  type WorldUser,
} from './state.ts';

export type Json = Readonly<Record<string, unknown>>;

export function wireUser(user: WorldUser): Json {
  return {
    id: user.id,
    is_bot: user.isBot,
    first_name: user.firstName,
    ...(user.username === undefined ? {} : { username: user.username }),
    ...(user.languageCode === undefined ? {} : { language_code: user.languageCode }),
  };
}

export function wireChat(state: WorldState, chat: WorldChat): Json {
  if (chat.kind !== 'private') {
    const forum = chat.isForum ? { is_forum: true } : {};
    const name = chat.username === undefined ? {} : { username: chat.username };
    return { id: chat.id, type: chat.kind, title: chat.title, ...name, ...forum };
  }
  const person = state.users.get(chat.id);
  return {
    id: chat.id,
    type: 'private',
    first_name: person?.firstName ?? chat.title,
    ...(person?.username === undefined ? {} : { username: person.username }),
  };
}

export function wireMessage(state: WorldState, message: WorldMessage): Json {
  // What is said in a topic answers, when it answers nothing else, the message that made the topic.
  const to = message.replyTo ?? message.thread;
  const answered = to === undefined ? undefined : findMessage(state, message.chat, to);
  return {
    ...wireWithoutReply(state, message),
    ...(answered ? { reply_to_message: wireWithoutReply(state, answered) } : {}),
  };
}

/** What a button press carries when its message is gone. */
export function inaccessible(chat: Json, id: number): Json {
  return { chat, message_id: id, date: 0 };
}

export function wireMember(user: WorldUser, standing: Standing | 'absent'): Json {
  const base = { user: wireUser(user) };
  switch (standing) {
    case 'creator':
      return { ...base, status: 'creator', is_anonymous: false };
    case 'administrator':
      return { ...base, status: 'administrator', can_be_edited: false, ...ADMIN_RIGHTS };
    case 'kicked':
      return { ...base, status: 'kicked', until_date: 0 };
    case 'absent':
    case 'left':
      return { ...base, status: 'left' };
    case 'member':
      return { ...base, status: 'member' };
  }
}

const ADMIN_RIGHTS = {
  is_anonymous: false,
  can_manage_chat: true,
  can_delete_messages: true,
  can_post_messages: true,
  can_manage_video_chats: false,
  can_restrict_members: false,
  can_promote_members: false,
  can_change_info: false,
  can_invite_users: true,
  can_post_stories: false,
  can_edit_stories: false,
  can_delete_stories: false,
};

function wireWithoutReply(state: WorldState, message: WorldMessage): Json {
  const chat = state.chats.get(message.chat);
  const inTopic = message.thread !== undefined && chat?.isForum;
  return {
    message_id: message.visibleTo === undefined ? message.id : 0,
    ...(message.from ? { from: wireUser(message.from) } : {}),
    ...senderChat(state, message),
    chat: chat ? wireChat(state, chat) : { id: message.chat, type: 'private', first_name: '' },
    date: seconds(message.at),
    ...(message.editedAt === undefined ? {} : { edit_date: seconds(message.editedAt) }),
    ...(message.thread === undefined ? {} : { message_thread_id: message.thread }),
    ...(inTopic ? { is_topic_message: true } : {}),
    ...forward(message),
    ...ephemeral(state, message),
    ...content(message),
    ...(message.keyboard.length > 0 ? { reply_markup: { inline_keyboard: message.keyboard } } : {}),
  };
}

function senderChat(state: WorldState, message: WorldMessage): Json {
  if (message.senderChat === undefined) return {};
  const chat = state.chats.get(message.senderChat);
  return chat ? { sender_chat: wireChat(state, chat) } : {};
}

function forward(message: WorldMessage): Json {
  if (!message.forwardOf) return {};
  const origin = {
    type: 'user',
    date: seconds(message.at),
    sender_user: wireUser(message.forwardOf),
  };
  return { forward_origin: origin };
}

function ephemeral(state: WorldState, message: WorldMessage): Json {
  const receiver = message.visibleTo === undefined ? undefined : state.users.get(message.visibleTo);
  return receiver ? { receiver_user: wireUser(receiver), ephemeral_message_id: message.id } : {};
}

function content(message: WorldMessage): Json {
  if (message.service) return message.service;
  const entities = message.entities.length > 0 ? message.entities : undefined;
  if (!message.photo && !message.document) {
    return { text: message.text, ...(entities ? { entities } : {}) };
  }
  const caption = message.text === '' ? {} : { caption: message.text };
  const marks = entities ? { caption_entities: entities } : {};
  return { ...file(message), ...caption, ...marks };
}

function file(message: WorldMessage): Json {
  const bytes = message.photo ?? message.document?.bytes;
  const id = {
    file_id: message.fileId ?? '',
    file_unique_id: `u${message.fileId ?? ''}`,
    file_size: bytes?.length ?? 0,
  };
  if (message.document) return { document: { ...id, file_name: message.document.name } };
  const size = bytes && pictureSize(bytes);
  return { photo: [{ ...id, width: size?.width ?? 0, height: size?.height ?? 0 }] };
}

function seconds(at: number): number {
  return Math.floor(at / 1000);
}
