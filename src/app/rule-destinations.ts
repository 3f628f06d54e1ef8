import type { Settled } from '../core/destination.ts';
import { chatId, type ChatId, type UserId } from '../core/people.ts';
import type { Chat } from '../core/records.ts';
import type { AppDeps } from './deps.ts';

export type SettleDeps = Pick<AppDeps, 'store' | 'directory'>;

/** Who wants a rule to ring in other places, and from where. */
export type Asker = { readonly chat: ChatId; readonly by: UserId | undefined };

/** Where the words behind a rule's `to:` lead, or the first that leads nowhere this person may send to. */
export type Settling =
  | { readonly kind: 'settled'; readonly found: readonly Settled[] }
  | { readonly kind: 'refused'; readonly why: string };

/** Looks every word up. Asks Telegram where a name or a right has to be known; writes nothing. */
export async function settleDestinations(
  deps: SettleDeps,
  to: readonly string[],
  asker: Asker,
): Promise<Settling> {
  const found: Settled[] = [];
  for (const word of to) {
    const one = await settle(deps, word, asker);
    if (typeof one === 'string') return { kind: 'refused', why: one };
    if (one !== undefined) found.push(one);
  }
  return { kind: 'settled', found };
}

/** @returns a sentence when the word is refused; undefined when nothing has to be looked up for it */
async function settle(
  deps: SettleDeps,
  word: string,
  asker: Asker,
): Promise<Settled | string | undefined> {
  if (word === 'here' || word === 'log') return undefined;
  if (word === 'dm') return privateProblem(deps, asker);
  const topic = /^topic:(.*)$/.exec(word)?.[1];
  if (topic !== undefined) return settleTopic(deps, { word, name: topic }, asker);
  const chat = await chatNamed(deps, word);
  if (typeof chat === 'string') return chat;
  const refusal = await refusalOf(deps, chat, asker);
  if (refusal !== undefined) return refusal;
  const place = { chat: chat.id, thread: undefined };
  return { word, place, title: chat.title, isOpen: true };
}

function privateProblem({ store }: SettleDeps, { by }: Asker): string | undefined {
  const own = by === undefined ? undefined : store.chats.get(chatId(by));
  return own?.status === 'active'
    ? undefined
    : 'I have no private chat with you yet: send me /start there, then this again.';
}

function settleTopic(
  { store }: SettleDeps,
  { word, name }: { word: string; name: string },
  { chat }: Asker,
): Settled | string {
  const known = store.topics.ofChat(chat);
  const topic = known.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (topic === undefined) return unknownTopic(name, known);
  const title = `topic ${topic.name}`;
  return { word, place: { chat, thread: topic.thread }, title, isOpen: true };
}

const MOST_NAMED = 5;

function unknownTopic(name: string, known: readonly { name: string }[]): string {
  const names = known.slice(0, MOST_NAMED).map((one) => `“${one.name}”`);
  const others = names.length === 0 ? '' : ` I know ${names.join(', ')}.`;
  return `I know no topic “${name}” in this chat.${others} Send /link in the topic, and I do.`;
}

async function chatNamed({ store, directory }: SettleDeps, word: string): Promise<Chat | string> {
  const linked = store.chats
    .list()
    .filter(({ kind, status }) => kind !== 'private' && status === 'active');
  const id = word.startsWith('@') ? await directory.named(word) : 'none';
  if (id === undefined)
    return `Telegram does not answer just now, so I can’t look ${word} up. Try again in a minute.`;
  const named = linked.find((chat) => chat.id === id);
  if (named !== undefined) return named;
  const [first, second] = linked.filter(({ title }) => toName(title) === toName(word));
  if (first !== undefined && second === undefined) return first;
  if (first !== undefined)
    return `More than one linked chat is called ${first.title}: say it by its @name.`;
  const how = word.startsWith('@') ? `/link ${word}` : '/link';
  return `No linked group or channel is called ${word}. An owner links it with ${how}.`;
}

async function refusalOf(
  { store, directory }: SettleDeps,
  { id, title }: Chat,
  { chat, by }: Asker,
): Promise<string | undefined> {
  if (id === chat) return undefined;
  if (by !== undefined && store.people.get(by)?.role === 'owner') return undefined;
  const mayPost = by === undefined ? false : await directory.mayPost(by, id);
  if (mayPost === undefined)
    return `Telegram does not answer just now, so I can’t see whether you may post in ${title}. Try again in a minute.`;
  return mayPost
    ? undefined
    : `Sending alerts to ${title} takes one of its admins, or an owner of this bot.`;
}

const LONGEST_NAME = 64;

/** A title as it can stand behind `to:`: `News Desk` is `news-desk`. */
export function toName(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .slice(0, LONGEST_NAME)
    .replaceAll(/^-+|-+$/g, '');
}

/** Where a rule's alerts go, for people; empty when that is its own chat alone. `isShared`: others read along in it. */
export function whereTo(
  to: readonly string[],
  { settled, isShared }: { settled: readonly Settled[]; isShared: boolean },
): readonly string[] {
  const isHome = (word: string) => word === 'here' || (word === 'dm' && !isShared);
  if (to.every(isHome)) return [];
  const names = to.map((word) => {
    if (isHome(word)) return 'this chat';
    if (word === 'dm') return 'the private chat of its maker';
    if (word === 'log') return 'the history only';
    const one = settled.find((each) => each.word === word);
    return one?.isOpen === true ? nameOf(one) : `${word} (out of reach, so they come here instead)`;
  });
  return [...new Set(names)];
}

function nameOf({ word, title }: Settled): string {
  return word.startsWith('topic:') ? `the topic ${word.slice('topic:'.length)}` : title;
}
