import { commandsFor } from './command-menus.ts';
import type { CommandWords } from './limits.ts';
import { editSaid, postAsChannel, say, type SayOptions } from './people.ts';
import {
  addBotTo,
  addChat,
  addTopic,
  closeTopic,
  deleteTopic,
  migrate,
  setBotStanding,
  setStanding,
  type NewChat,
} from './places.ts';
import { press, sendData, type PressResult } from './presses.ts';
import {
  createState,
  type BotStanding,
  type Standing,
  type WorldChange,
  type WorldChat,
  type WorldMessage,
  type WorldOptions,
  type WorldState,
  type WorldUser,
} from './state.ts';
import { injectUpdate, type Update } from './updates.ts';

type NewUser = Omit<WorldUser, 'isBot'> & { readonly isBot?: boolean };

/** Who, where, and then what: `say(userId, chatId, text)`. */
type Gesture<Last extends readonly unknown[]> = [userId: number, chatId: number, ...what: Last];

/** A pretend Telegram, seen from the people's side. The bot meets it through `startBotApi` alone. */
export type World = {
  readonly token: string;
  readonly bot: WorldUser;
  /** Every time the bot broke a documented limit, with the method and the refusal. A good bot leaves it empty. */
  readonly violations: readonly string[];
  readonly addUser: (user: NewUser) => void;
  readonly addChat: (chat: NewChat) => void;
  readonly say: (...gesture: Gesture<[text: string, options?: SayOptions]>) => number;
  readonly edit: (...gesture: Gesture<[messageId: number, text: string]>) => void;
  readonly postAsChannel: (chatId: number, text: string) => number;
  readonly press: (...gesture: Gesture<[messageId: number, which: string]>) => Promise<PressResult>;
  /** Callback data that no button carries: an old screen, a changed client, a deleted message. */
  readonly forge: (...gesture: Gesture<[messageId: number, data: string]>) => Promise<PressResult>;
  readonly block: (userId: number) => void;
  /** Their phone is off: messages for them alone are taken and never arrive. */
  readonly goAway: (userId: number) => void;
  readonly unblock: (userId: number) => void;
  readonly kick: (chatId: number, byUser?: number) => void;
  readonly addBotTo: (chatId: number, byUser: number) => void;
  readonly setBotStanding: (chatId: number, byUser: number, standing: BotStanding) => void;
  readonly setStanding: (chatId: number, userId: number, standing: Standing) => void;
  readonly migrate: (chatId: number) => number;
  readonly addTopic: (chatId: number, name: string) => number;
  readonly closeTopic: (chatId: number, thread: number) => void;
  readonly deleteTopic: (chatId: number, thread: number) => void;
  readonly messages: (chatId: number) => readonly WorldMessage[];
  readonly chats: () => readonly WorldChat[];
  readonly users: () => readonly WorldUser[];
  readonly user: (id: number) => WorldUser | undefined;
  readonly commandsFor: (chatId: number, userId: number) => readonly CommandWords[];
  readonly onChange: (listener: (change: WorldChange) => void) => () => void;
  /** Updates not yet confirmed by an offset. */
  readonly pendingUpdates: () => number;
  readonly setNextUpdateId: (id: number) => void;
  readonly inject: (update: Update) => void;
  /** For the Bot API server, which acts on the bot's behalf. */
  readonly state: WorldState;
};

export function createWorld(options: WorldOptions): World {
  const state = createState(options);
  return {
    token: state.token,
    bot: state.bot,
    violations: state.violations,
    state,
    ...peopleSide(state),
    ...placesSide(state),
    ...onlookerSide(state),
  };
}

function peopleSide(state: WorldState) {
  return {
    addUser: ({ isBot = false, ...user }: NewUser) => {
      state.users.set(user.id, { ...user, isBot });
    },
    say: (...[by, chat, text, options]: Gesture<[text: string, options?: SayOptions]>) =>
      say(state, { by, chat, text }, options),
    edit: (...[by, chat, messageId, text]: Gesture<[messageId: number, text: string]>) => {
      editSaid(state, { by, chat, text }, messageId);
    },
    postAsChannel: (chatId: number, text: string) => postAsChannel(state, chatId, text),
    press: async (...[by, chat, message, which]: Gesture<[messageId: number, which: string]>) =>
      press(state, { by, chat, message }, which),
    forge: async (...[by, chat, message, data]: Gesture<[messageId: number, data: string]>) =>
      sendData(state, { by, chat, message }, data),
    goAway: (userId: number) => void state.away.add(userId),
    block: (userId: number) => {
      setBotStanding(state, { chat: userId, by: userId }, 'kicked');
    },
    unblock: (userId: number) => {
      setBotStanding(state, { chat: userId, by: userId }, 'member');
    },
  };
}

function placesSide(state: WorldState) {
  return {
    addChat: (chat: NewChat) => {
      addChat(state, chat);
    },
    kick: (chatId: number, byUser?: number) => {
      const first = [...(state.chats.get(chatId)?.members.keys() ?? [])][0];
      setBotStanding(state, { chat: chatId, by: byUser ?? first ?? state.bot.id }, 'kicked');
    },
    addBotTo: (chatId: number, byUser: number) => {
      addBotTo(state, { chat: chatId, by: byUser });
    },
    setBotStanding: (chatId: number, byUser: number, standing: BotStanding) => {
      setBotStanding(state, { chat: chatId, by: byUser }, standing);
    },
    setStanding: (chatId: number, userId: number, standing: Standing) => {
      setStanding(state, { chat: chatId, user: userId }, standing);
    },
    migrate: (chatId: number) => migrate(state, chatId),
    addTopic: (chatId: number, name: string) => addTopic(state, chatId, name),
    closeTopic: (chatId: number, thread: number) => {
      closeTopic(state, chatId, thread);
    },
    deleteTopic: (chatId: number, thread: number) => {
      deleteTopic(state, chatId, thread);
    },
  };
}

function onlookerSide(state: WorldState) {
  return {
    messages: (chatId: number) => state.messages.get(chatId) ?? [],
    chats: () => [...state.chats.values()],
    users: () => [...state.users.values()],
    user: (id: number) => state.users.get(id),
    commandsFor: (chatId: number, userId: number) => commandsFor(state, chatId, userId),
    onChange: (listener: (change: WorldChange) => void) => {
      state.listeners.add(listener);
      return () => {
        state.listeners.delete(listener);
      };
    },
    pendingUpdates: () => state.queue.entries.length,
    setNextUpdateId: (id: number) => {
      state.queue.nextId = id;
    },
    inject: (update: Update) => {
      injectUpdate(state.queue, update);
    },
  };
}
