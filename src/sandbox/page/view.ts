import { SECOND_MS } from '../../core/time.ts';
import type { Replay } from '../replay/replay.ts';
import { PACES } from '../replay/pace.ts';
import { pictureSize } from '../telegram/picture-size.ts';
import type { WorldButton, WorldChat, WorldMessage } from '../telegram/state.ts';
import type { World } from '../telegram/world.ts';

/** What the page shows and steers. */
export type SandboxNeeds = {
  readonly world: World;
  readonly replay: Replay;
  /** Gives the person at the page something to hold on paper, once. @returns why not, when it does not */
  readonly lend?: () => Promise<{ readonly why?: string }>;
};

const MESSAGES_SHOWN = 300;

export function peopleView(world: World) {
  return world
    .users()
    .filter((user) => !user.isBot)
    .map(({ id, firstName }) => ({ id, name: firstName }));
}

/** The chats in a person's list: their own with the bot, and every place they belong to. */
export function chatsView(world: World, person: number) {
  return world
    .chats()
    .filter((chat) => isSeenBy(chat, person) && chat.migratedTo === undefined)
    .map((chat) => chatView(world, chat, person));
}

export function messagesView(world: World, person: number) {
  return world
    .chats()
    .filter((chat) => isSeenBy(chat, person))
    .flatMap((chat) => world.messages(chat.id).slice(-MESSAGES_SHOWN))
    .filter((message) => isMessageSeenBy(message, person))
    .map((message) => messageView(world, message));
}

export function isSeenBy(chat: WorldChat, person: number): boolean {
  if (chat.kind === 'private') return chat.id === person;
  const standing = chat.members.get(person);
  return standing !== undefined && standing !== 'left' && standing !== 'kicked';
}

export function isMessageSeenBy(message: WorldMessage, person: number): boolean {
  return message.visibleTo === undefined || message.visibleTo === person;
}

export function messageView(world: World, message: WorldMessage) {
  const { id, chat, at, text, entities, edited, thread, replyTo, silent } = message;
  const file = `/sandbox/file/${chat}/${id}?v=${message.fileId ?? ''}`;
  return {
    id,
    chat,
    at,
    text,
    entities,
    edited,
    thread,
    replyTo,
    silent,
    from: speaker(world, message),
    buttons: message.buttons.map((row) => row.map(buttonView)),
    prompt: message.prompt,
    replyKeyboard: message.replyKeyboard,
    photo: message.photo && { url: file, ...pictureSize(message.photo) },
    document: message.document && { name: message.document.name, url: file },
    forwardOf: message.forwardOf?.firstName,
    onlyYou: message.visibleTo !== undefined,
    service: message.service && serviceText(message),
  };
}

/** The replay's clock, state and prices at this moment. */
export function replayView(replay: Replay) {
  const { status, pace, now, day, jump, history, fault } = replay.state();
  return {
    status,
    pace: pace.name,
    now,
    day,
    jump,
    history,
    fault,
    paces: PACES.map(({ name, says }) => ({ name, says })),
    prices: replay.listings.flatMap(({ ticker, name, isGenerated }) => {
      const quote = replay.feed.quote(ticker);
      if (!quote) return [];
      const { price, previousClose, time } = quote;
      return [{ ticker, name, isGenerated, price, previousClose, at: time * SECOND_MS }];
    }),
  };
}

function chatView(world: World, chat: WorldChat, person: number) {
  const standing = chat.members.get(person);
  const isAdmin = standing === 'creator' || standing === 'administrator';
  return {
    id: chat.id,
    kind: chat.kind,
    title: chat.kind === 'private' ? world.bot.firstName : chat.title,
    members: chat.members.size,
    mayWrite: chat.kind !== 'channel' || isAdmin,
    isStarted: chat.bot !== 'absent',
    topics: [...chat.topics].map(([id, { name, isClosed }]) => ({ id, name, isClosed })),
    commands: world.commandsFor(chat.id, person),
  };
}

function speaker(world: World, message: WorldMessage) {
  if (message.senderChat !== undefined || !message.from) {
    const chat = world.chats().find(({ id }) => id === (message.senderChat ?? message.chat));
    return { id: chat?.id ?? message.chat, name: chat?.title ?? '', isBot: false };
  }
  const { id, firstName, isBot } = message.from;
  return { id, name: firstName, isBot };
}

function buttonView({ text, style, action }: WorldButton) {
  return { text, style, ...action };
}

function serviceText({ service = {}, from }: WorldMessage): string {
  const who = from?.firstName ?? 'Someone';
  if ('new_chat_members' in service) return `${who} added the bot`;
  if ('forum_topic_created' in service) return `${who} created a topic`;
  if ('migrate_to_chat_id' in service) return 'This group became a supergroup';
  if ('migrate_from_chat_id' in service) return 'This supergroup was a group before';
  return 'Something about this chat changed';
}
