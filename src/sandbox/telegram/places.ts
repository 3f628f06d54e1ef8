import type { ChatKind } from './limits.ts';
import { isPresent, personText, privateChat } from './people.ts';
import {
  addMessage,
  chatOf,
  putChat,
  userOf,
  type BotStanding,
  type Standing,
  type WorldChat,
  type WorldState,
} from './state.ts';
import { pushUpdate } from './updates.ts';
import { wireChat, wireMember, wireMessage, wireUser } from './wire-shapes.ts';

export type NewChat = {
  readonly id: number;
  readonly kind: ChatKind;
  readonly title?: string;
  readonly username?: string;
  readonly members: readonly number[];
  readonly admins?: readonly number[];
  readonly forum?: boolean;
  /** Where the bot stands at first: in, unless said otherwise; in a channel as its administrator. */
  readonly bot?: BotStanding;
};

export function addChat(state: WorldState, chat: NewChat): void {
  const members = new Map<number, Standing>(chat.members.map((id) => [id, 'member']));
  for (const id of chat.admins ?? []) members.set(id, 'administrator');
  for (const id of members.keys()) userOf(state, id);
  if (chat.kind === 'private' && !members.has(chat.id)) {
    throw new Error(`private chat ${chat.id} must bear its person's id`);
  }
  putChat(state, {
    id: chat.id,
    kind: chat.kind,
    title: chat.title ?? `${chat.kind} ${chat.id}`,
    ...(chat.username !== undefined && { username: chat.username }),
    isForum: chat.forum ?? false,
    members,
    topics: new Map(),
    bot: chat.bot ?? (chat.kind === 'channel' ? 'administrator' : 'member'),
  });
}

/** The bot's own standing changes: blocked, kicked, added, promoted. The bot hears of it by my_chat_member. */
export function setBotStanding(
  state: WorldState,
  { chat: chatId, by }: { readonly chat: number; readonly by: number },
  standing: BotStanding,
): void {
  const chat = state.chats.get(chatId) ?? privateChat(userOf(state, chatId));
  const changed = { ...chat, bot: standing };
  putChat(state, changed);
  pushUpdate(state.queue, 'my_chat_member', {
    chat: wireChat(state, changed),
    from: wireUser(userOf(state, by)),
    date: Math.floor(state.now() / 1000),
    old_chat_member: wireMember(state.bot, chat.bot),
    new_chat_member: wireMember(state.bot, standing),
  });
}

export function addBotTo(
  state: WorldState,
  { chat: chatId, by }: { readonly chat: number; readonly by: number },
): void {
  const { kind } = chatOf(state, chatId);
  setBotStanding(state, { chat: chatId, by }, kind === 'channel' ? 'administrator' : 'member');
  if (kind === 'channel') return;
  serve(state, chatId, {
    by,
    service: { new_chat_members: [wireUser(state.bot)] },
  });
}

export function setStanding(
  state: WorldState,
  { chat: chatId, user: userId }: { readonly chat: number; readonly user: number },
  standing: Standing,
): void {
  const chat = chatOf(state, chatId);
  const user = userOf(state, userId);
  const before = chat.members.get(userId) ?? 'left';
  const changed = { ...chat, members: new Map([...chat.members, [userId, standing]]) };
  putChat(state, changed);
  if (!isPresent(chat)) return;
  pushUpdate(state.queue, 'chat_member', {
    chat: wireChat(state, changed),
    from: wireUser(user),
    date: Math.floor(state.now() / 1000),
    old_chat_member: wireMember(user, before),
    new_chat_member: wireMember(user, standing),
  });
}

/** A basic group becomes a supergroup with a new id; both sides say so, and the old id only points ahead. */
export function migrate(state: WorldState, chatId: number): number {
  const old = chatOf(state, chatId);
  if (old.kind !== 'group') throw new Error(`only a basic group can be upgraded, not ${chatId}`);
  const newId = -1_009_000_000_000 - state.nextSerial;
  state.nextSerial += 1;
  putChat(state, { ...old, id: newId, kind: 'supergroup' });
  putChat(state, { ...old, migratedTo: newId });
  const by = [...old.members.keys()][0] ?? state.bot.id;
  serve(state, chatId, { by, service: { migrate_to_chat_id: newId } });
  serve(state, newId, { by, service: { migrate_from_chat_id: chatId } });
  return newId;
}

export function addTopic(state: WorldState, chatId: number, name: string): number {
  const chat = chatOf(state, chatId);
  if (!chat.isForum) throw new Error(`chat ${chatId} is no forum`);
  const by = [...chat.members.keys()][0] ?? state.bot.id;
  const service = { forum_topic_created: { name, icon_color: 7_322_096 } };
  const thread = serve(state, chatId, { by, service });
  const topics = new Map([...chat.topics, [thread, { name, isClosed: false }]]);
  putChat(state, { ...chat, topics });
  return thread;
}

export function closeTopic(state: WorldState, chatId: number, thread: number): void {
  const chat = chatOf(state, chatId);
  const topic = chat.topics.get(thread);
  if (!topic) throw new Error(`chat ${chatId} has no topic ${thread}`);
  const topics = new Map([...chat.topics, [thread, { ...topic, isClosed: true }]]);
  putChat(state, { ...chat, topics });
}

export function deleteTopic(state: WorldState, chatId: number, thread: number): void {
  const chat = chatOf(state, chatId);
  const topics = new Map([...chat.topics].filter(([id]) => id !== thread));
  putChat(state, { ...chat, topics });
}

type Service = { readonly by: number; readonly service: Readonly<Record<string, unknown>> };

function serve(state: WorldState, chatId: number, { by, service }: Service): number {
  const chat: WorldChat = chatOf(state, chatId);
  const message = { ...personText(state, chat, ''), from: userOf(state, by), service };
  addMessage(state, message);
  if (isPresent(chat)) pushUpdate(state.queue, 'message', wireMessage(state, message));
  return message.id;
}
