import type { TextEntity } from './html-entities.ts';
import type { ChatKind, CommandWords, InlineKeyboard } from './limits.ts';
import { createQueue, type UpdateQueue } from './updates.ts';

export type WorldUser = {
  readonly id: number;
  readonly firstName: string;
  readonly username?: string;
  readonly languageCode?: string;
  readonly isBot: boolean;
};

export type Standing = 'creator' | 'administrator' | 'member' | 'left' | 'kicked';

/** `absent`: a private chat whose person never wrote to the bot, or a group it was never in. */
export type BotStanding = 'administrator' | 'member' | 'left' | 'kicked' | 'absent';

type Topic = { readonly name: string; readonly isClosed: boolean };

export type WorldChat = {
  readonly id: number;
  readonly kind: ChatKind;
  readonly title: string;
  /** What a public group or channel goes by, without the `@`. */
  readonly username?: string;
  readonly isForum: boolean;
  readonly members: ReadonlyMap<number, Standing>;
  readonly topics: ReadonlyMap<number, Topic>;
  readonly bot: BotStanding;
  readonly migratedTo?: number;
};

export type WorldButton = {
  readonly text: string;
  readonly style?: string;
  readonly action:
    | { readonly kind: 'callback'; readonly data: string }
    | { readonly kind: 'url'; readonly url: string }
    | { readonly kind: 'copy'; readonly text: string }
    | { readonly kind: 'web-app'; readonly url: string }
    | { readonly kind: 'other' };
};

type ReplyPrompt = { readonly placeholder?: string; readonly selective: boolean };

export type WorldMessage = {
  readonly id: number;
  readonly chat: number;
  /** Epoch milliseconds of the world's clock. */
  readonly at: number;
  /** Undefined for channel posts, which have no person behind them. */
  readonly from: WorldUser | undefined;
  readonly byBot: boolean;
  /** Another chat speaking: an anonymous admin's group, or a channel. */
  readonly senderChat?: number;
  /** As the bot wrote it when it used HTML; otherwise the plain text, escaped. */
  readonly html: string;
  /** What is read: text or caption, after parsing. */
  readonly text: string;
  readonly entities: readonly TextEntity[];
  readonly keyboard: InlineKeyboard;
  readonly buttons: readonly (readonly WorldButton[])[];
  readonly prompt?: ReplyPrompt;
  readonly replyKeyboard?: readonly (readonly string[])[];
  readonly edited: boolean;
  readonly editedAt?: number;
  readonly photo?: Uint8Array;
  readonly document?: { readonly name: string; readonly bytes: Uint8Array };
  readonly fileId?: string;
  readonly thread?: number;
  readonly replyTo?: number;
  readonly forwardOf?: WorldUser;
  readonly silent: boolean;
  /** The one person who sees an ephemeral message. */
  readonly visibleTo?: number;
  /** Service messages (members, migration, topics): the wire fields that make them so. */
  readonly service?: Readonly<Record<string, unknown>>;
};

export type CallbackAnswer = { readonly toast?: string; readonly alert?: boolean };

export type WorldChange =
  | { readonly kind: 'message'; readonly chat: number; readonly message: WorldMessage }
  | { readonly kind: 'edited'; readonly chat: number; readonly message: WorldMessage }
  | { readonly kind: 'deleted'; readonly chat: number; readonly id: number }
  | { readonly kind: 'chat'; readonly chat: number }
  | { readonly kind: 'action'; readonly chat: number; readonly action: string }
  | { readonly kind: 'toast'; readonly user: number; readonly answer: CallbackAnswer }
  | { readonly kind: 'violation'; readonly text: string }
  | { readonly kind: 'commands' };

export type WorldState = {
  readonly now: () => number;
  readonly bot: WorldUser;
  readonly token: string;
  readonly privacyMode: boolean;
  readonly answerWithinMs: number;
  readonly aloneWithinMs: number;
  readonly users: Map<number, WorldUser>;
  readonly chats: Map<number, WorldChat>;
  readonly messages: Map<number, readonly WorldMessage[]>;
  readonly lastMessageId: Map<number, number>;
  readonly queue: UpdateQueue;
  readonly callbacks: Map<string, (answer: CallbackAnswer) => void>;
  /** Who pressed what lately and when, in real milliseconds: a message for one person may answer it for a while. */
  readonly presses: Map<string, { readonly by: number; readonly at: number }>;
  /** People whose phone is off: what is shown to them alone is taken and never arrives. */
  readonly away: Set<number>;
  readonly commands: Map<string, readonly CommandWords[]>;
  readonly files: Map<string, Uint8Array>;
  readonly violations: string[];
  readonly listeners: Set<(change: WorldChange) => void>;
  nextSerial: number;
  /** An older Telegram: it does not know messages for one person, and shows them to all. */
  ignoresAlone: boolean;
  /** The method being carried out, which a violation names. */
  acting: string;
};

export type WorldOptions = {
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly botUsername?: string;
  readonly token?: string;
  readonly firstUpdateId?: number;
  /** On, as BotFather leaves it: in groups a bot that is no admin sees commands and replies to itself alone. */
  readonly privacyMode?: boolean;
  /** How long a pressed button spins before the person is told that nothing came. Real milliseconds. */
  readonly answerWithinMs?: number;
  /** How long a press may be answered by a message for one person. Real milliseconds. */
  readonly aloneWithinMs?: number;
};

export const ANONYMOUS_ADMIN = 1_087_968_824;
export const CHANNEL_BOT = 136_817_688;

export function createState(options: WorldOptions): WorldState {
  const token = options.token ?? '4242424242:AAF-sandbox-token-that-opens-nothing-real';
  const bot: WorldUser = {
    id: Number(token.split(':')[0]),
    firstName: 'Bellwether',
    username: options.botUsername ?? 'bellwether_bot',
    isBot: true,
  };
  return {
    now: options.now,
    bot,
    token,
    privacyMode: options.privacyMode ?? true,
    answerWithinMs: options.answerWithinMs ?? 10_000,
    aloneWithinMs: options.aloneWithinMs ?? 15_000,
    users: new Map([[bot.id, bot]]),
    chats: new Map(),
    messages: new Map(),
    lastMessageId: new Map(),
    queue: createQueue(options.firstUpdateId ?? 700_000_001),
    callbacks: new Map(),
    presses: new Map(),
    away: new Set(),
    commands: new Map(),
    files: new Map(),
    violations: [],
    listeners: new Set(),
    nextSerial: 1,
    ignoresAlone: false,
    acting: '',
  };
}

export function tell(state: WorldState, change: WorldChange): void {
  for (const listener of state.listeners) listener(change);
}

export function recordViolation(state: WorldState, what: string): void {
  const text = `${state.acting}: ${what}`;
  state.violations.push(text);
  tell(state, { kind: 'violation', text });
}

// One counter serves all private chats and basic groups of an account; supergroups and channels count for themselves.
export function nextMessageId(state: WorldState, chat: WorldChat): number {
  const counter = chat.kind === 'private' || chat.kind === 'group' ? 0 : chat.id;
  const id = (state.lastMessageId.get(counter) ?? 0) + 1;
  state.lastMessageId.set(counter, id);
  return id;
}

export function addMessage(state: WorldState, message: WorldMessage): void {
  state.messages.set(message.chat, [...(state.messages.get(message.chat) ?? []), message]);
  tell(state, { kind: 'message', chat: message.chat, message });
}

export function replaceMessage(state: WorldState, message: WorldMessage): void {
  const list = state.messages.get(message.chat) ?? [];
  state.messages.set(
    message.chat,
    list.map((old) => (old.id === message.id ? message : old)),
  );
  tell(state, { kind: 'edited', chat: message.chat, message });
}

export function findMessage(state: WorldState, chat: number, id: number): WorldMessage | undefined {
  return state.messages.get(chat)?.find((message) => message.id === id);
}

export function putChat(state: WorldState, chat: WorldChat): void {
  state.chats.set(chat.id, chat);
  tell(state, { kind: 'chat', chat: chat.id });
}

/** For the person's side, where a wrong id is a mistake in the test and not a case to handle. */
export function chatOf(state: WorldState, id: number): WorldChat {
  const chat = state.chats.get(id);
  if (!chat) throw new Error(`the sandbox has no chat ${id}`);
  return chat;
}

export function userOf(state: WorldState, id: number): WorldUser {
  const user = state.users.get(id);
  if (!user) throw new Error(`the sandbox has no user ${id}`);
  return user;
}

export function isAdmin(chat: WorldChat, userId: number): boolean {
  const standing = chat.members.get(userId);
  return standing === 'creator' || standing === 'administrator';
}
