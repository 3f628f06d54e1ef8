import { store } from './files.ts';
import { escaped, foundEntities } from './message-text.ts';
import {
  addMessage,
  ANONYMOUS_ADMIN,
  CHANNEL_BOT,
  chatOf,
  findMessage,
  nextMessageId,
  putChat,
  replaceMessage,
  userOf,
  type WorldChat,
  type WorldMessage,
  type WorldState,
  type WorldUser,
} from './state.ts';
import { pushUpdate } from './updates.ts';
import { wireMessage } from './wire-shapes.ts';

export type SayOptions = {
  readonly thread?: number;
  readonly replyTo?: number;
  /** The user whose message is passed on. */
  readonly forwardFrom?: number;
  /** Speaks as the group itself: no person to authorise. */
  readonly anonymousAdmin?: boolean;
  /** A text file that the words are the caption of. */
  readonly document?: { readonly name: string; readonly text: string };
  /** Speaks as this channel. */
  readonly viaChannel?: number;
};

export type Said = { readonly by: number; readonly chat: number; readonly text: string };

/** A person writes; returns the message id. What the bot may not see makes no update. */
export function say(state: WorldState, { by, chat, text }: Said, options: SayOptions = {}): number {
  const user = userOf(state, by);
  const place = opened(state, chat, by);
  if (place.migratedTo !== undefined) throw new Error(`group ${chat} became ${place.migratedTo}`);
  const isMember = place.kind === 'private' ? place.id === by : mayWrite(place, by);
  if (!isMember && options.viaChannel === undefined) {
    throw new Error(`user ${by} is not in chat ${chat} and cannot write there`);
  }
  const thread = threadOf(state, place, options);
  const message: WorldMessage = {
    ...personText(state, place, text),
    ...speaker(user, place, options),
    ...(options.document === undefined ? {} : attached(state, options.document)),
    ...(thread === undefined ? {} : { thread }),
    ...(options.replyTo === undefined ? {} : { replyTo: options.replyTo }),
    ...(options.forwardFrom === undefined ? {} : { forwardOf: userOf(state, options.forwardFrom) }),
  };
  addMessage(state, message);
  if (isHeard(state, place, message)) {
    pushUpdate(state.queue, 'message', wireMessage(state, message));
  }
  return message.id;
}

export function editSaid(state: WorldState, { by, chat, text }: Said, messageId: number): void {
  const message = findMessage(state, chat, messageId);
  if (message?.from?.id !== by) throw new Error(`user ${by} did not write message ${messageId}`);
  const edited: WorldMessage = {
    ...message,
    ...words(text),
    edited: true,
    editedAt: state.now(),
  };
  replaceMessage(state, edited);
  if (isHeard(state, chatOf(state, chat), edited)) {
    pushUpdate(state.queue, 'edited_message', wireMessage(state, edited));
  }
}

export function postAsChannel(state: WorldState, chat: number, text: string): number {
  const place = chatOf(state, chat);
  if (place.kind !== 'channel') throw new Error(`chat ${chat} is no channel`);
  const message = { ...personText(state, place, text), senderChat: chat };
  addMessage(state, message);
  if (isHeard(state, place, message)) {
    pushUpdate(state.queue, 'channel_post', wireMessage(state, message));
  }
  return message.id;
}

export function personText(state: WorldState, chat: WorldChat, text: string): WorldMessage {
  return {
    id: nextMessageId(state, chat),
    chat: chat.id,
    at: state.now(),
    from: undefined,
    byBot: false,
    ...words(text),
    keyboard: [],
    buttons: [],
    edited: false,
    silent: false,
  };
}

export function isPresent(chat: WorldChat): boolean {
  return chat.bot === 'member' || chat.bot === 'administrator';
}

/** The thread a reply falls into. In a plain supergroup it is the first message's id, though no topic: a known trap. */
export function threadOfReply(
  state: WorldState,
  chat: WorldChat,
  replyTo: number | undefined,
): number | undefined {
  if (chat.kind !== 'supergroup' || replyTo === undefined) return undefined;
  const answered = findMessage(state, chat.id, replyTo);
  return chat.isForum ? answered?.thread : (answered?.thread ?? answered?.id);
}

function attached(state: WorldState, { name, text }: { name: string; text: string }) {
  const bytes = new TextEncoder().encode(text);
  return { document: { name, bytes }, fileId: store(state, bytes) };
}

function words(text: string) {
  return { text, html: escaped(text), entities: foundEntities(text) };
}

function opened(state: WorldState, chatId: number, by: number): WorldChat {
  const known = state.chats.get(chatId);
  if (chatId !== by) return known ?? chatOf(state, chatId);
  if (known?.bot === 'kicked') throw new Error(`user ${by} blocked the bot: unblock first`);
  if (known && isPresent(known)) return known;
  const started: WorldChat = {
    ...(known ?? privateChat(userOf(state, by))),
    bot: 'member',
  };
  putChat(state, started);
  return started;
}

export function privateChat(user: WorldUser): WorldChat {
  return {
    id: user.id,
    kind: 'private',
    title: user.firstName,
    isForum: false,
    members: new Map([[user.id, 'member']]),
    topics: new Map(),
    bot: 'absent',
  };
}

function mayWrite(chat: WorldChat, userId: number): boolean {
  const standing = chat.members.get(userId);
  return standing !== undefined && standing !== 'left' && standing !== 'kicked';
}

function threadOf(
  state: WorldState,
  chat: WorldChat,
  { thread, replyTo }: SayOptions,
): number | undefined {
  if (thread === undefined) return threadOfReply(state, chat, replyTo);
  if (!chat.topics.has(thread)) throw new Error(`chat ${chat.id} has no topic ${thread}`);
  return thread;
}

function speaker(user: WorldUser, chat: WorldChat, options: SayOptions) {
  if (options.viaChannel !== undefined) {
    return {
      from: { id: CHANNEL_BOT, firstName: 'Channel', username: 'Channel_Bot', isBot: true },
      senderChat: options.viaChannel,
    };
  }
  if (!options.anonymousAdmin) return { from: user };
  return {
    from: { id: ANONYMOUS_ADMIN, firstName: 'Group', username: 'GroupAnonymousBot', isBot: true },
    senderChat: chat.id,
  };
}

function isHeard(state: WorldState, chat: WorldChat, message: WorldMessage): boolean {
  if (!isPresent(chat)) return false;
  const hearsAll = chat.kind === 'private' || chat.kind === 'channel' || !state.privacyMode;
  if (hearsAll || chat.bot === 'administrator') return true;
  const answered = findMessage(state, chat.id, message.replyTo ?? 0);
  return answered?.byBot === true || isCommandForUs(state, message.text);
}

function isCommandForUs(state: WorldState, text: string): boolean {
  const match = /^\/\w+(?:@(\w+))?/.exec(text);
  if (!match) return false;
  const addressee = match[1]?.toLowerCase();
  return addressee === undefined || addressee === state.bot.username?.toLowerCase();
}
