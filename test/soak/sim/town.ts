import { contactAddress } from '../../../src/core/contact.ts';
import type { Quote } from '../../../src/core/market.ts';
import { chatId, userId, type ChatId } from '../../../src/core/people.ts';
import type { Instant } from '../../../src/core/time.ts';
import type { Store } from '../../../src/db/store.ts';
import { sealContext } from '../../../src/app/reach.ts';
import { aQuote } from '../../support/quote.ts';
import { aTicker } from '../../support/ticker.ts';
import { openSeal } from './life.ts';
import type { RefRule } from './reference.ts';
import type { RuleWish, Script } from './script.ts';

export const OWNER = userId(101);
const CHATS = [
  { id: chatId(101), kind: 'private', title: 'Ann', linkedBy: undefined },
  { id: chatId(-201), kind: 'group', title: 'Desk', linkedBy: OWNER },
  { id: chatId(-202), kind: 'group', title: 'Forum', linkedBy: OWNER },
] as const;
export const HOME_IDS: readonly ChatId[] = CHATS.map(({ id }) => id);
const CONTACTS = [
  ['ntfy', 'pushover'],
  ['email', 'webhook', 'ntfy'],
  ['pushover', 'pushover'],
];

/** Writes down the people, their chats, contacts and rules. @returns the rules as the reference knows them */
export function furnish(store: Store, script: Script, now: Instant): readonly RefRule[] {
  store.people.approve({ id: OWNER, name: 'Ann', role: 'owner', by: OWNER }, now);
  for (const [home, chat] of CHATS.entries()) {
    store.chats.add(chat, now);
    const policy = script.policies[home];
    if (policy !== undefined) store.chats.setPolicy(chat.id, policy);
    for (const channel of CONTACTS[home] ?? []) {
      const sealed = openSeal.close(`"${channel}"`, sealContext(chat.id, channel));
      const row = { chat: chat.id, channel, label: channel, sealed, createdBy: OWNER };
      store.contacts.add(row, now);
    }
  }
  const [, group] = HOME_IDS;
  if (group !== undefined) store.chats.setZone(group, 'America/New_York');
  return script.rules.map((wish, n) => addRule(store, { wish, n }, now));
}

function addRule(store: Store, { wish, n }: { wish: RuleWish; n: number }, now: Instant): RefRule {
  const code = `R${n}`;
  const { id } = store.rules.add(
    {
      place: { chat: HOME_IDS[wish.home] ?? chatId(0), thread: wish.thread },
      code,
      text: textOf(wish),
      target: { kind: 'ticker', ticker: tickerOf(wish.ticker) },
      reference: undefined,
      expiresAt: undefined,
      by: OWNER,
    },
    now,
  );
  return { ...wish, id, code };
}

/** A rule as a person would write it. */
export function textOf(rule: Omit<RefRule, 'id' | 'code' | 'home'>): string {
  const { ticker, isMove, isLevel, isUp, bound, cooldownMs, isOnce, severity } = rule;
  const words = [
    ticker,
    isMove ? 'change' : undefined,
    isLevel ? 'is' : undefined,
    isUp ? '>' : '<',
    isMove ? `${bound}%` : String(bound),
    `cooldown:${cooldownMs / 60_000}m`,
    isOnce ? 'every:once' : undefined,
    `sev:${severity}`,
  ];
  return words
    .filter((word) => word !== undefined)
    .join(' ')
    .replace('cooldown:0m', 'cooldown:0');
}

/** A share's price against yesterday's close of 100. */
export function quoteOf(name: string, price: number, at: Instant): Quote {
  return aQuote({ ticker: tickerOf(name), price, at, previousClose: 100 });
}

export const tickerOf = aTicker;

/** Which home a contact belongs to, by its address. */
export function contactAddresses(): readonly string[] {
  return CONTACTS.flat().map((_, i) => contactAddress(i + 1));
}
