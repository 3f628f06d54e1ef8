import type { Severity } from '../../src/core/alert.ts';
import { USUAL_POLICY, type ChatPolicy, type Route } from '../../src/core/chat-policy.ts';
import { chatId, type Place } from '../../src/core/people.ts';
import type { Instant } from '../../src/core/time.ts';
import { sealContext } from '../../src/app/reach.ts';
import { createSeal } from '../../src/db/seal.ts';
import { holdKey } from '../../src/db/sealing-key.ts';
import type { Store } from '../../src/db/store.ts';
import type { Witness } from '../support/fleet.ts';
import { addHome, BY, makeHome, OWNER, placeOf, prepare, ruleOf } from '../support/homes.ts';
import type { Receivers, Service } from '../support/receivers.ts';

export const SYMBOLS = ['NVDA', 'AAPL', 'SPY', 'MSFT', 'TSLA', 'AMD'] as const;
export const TOPIC_ARN = 'arn:aws:sns:eu-west-1:123456789012:alerts.fifo';

/** Where so many rules ring together that they become digests. */
const SQUARES = [OWNER, -5001, -1_001_000_000_777];
const MUTED = -5001;
const FORUM = -1_001_000_000_888;

/** Rules whose threshold lies between the two sides of the market; `%` is the level. */
const RULES = [
  'x> % cooldown:0',
  'x< % cooldown:0',
  '> % cooldown:0 sev:critical',
  '< % cooldown:0 sev:high',
  'x< % cooldown:0 sev:medium',
  '> % cooldown:0 sev:low note:"cut & <dry>"',
];
const ONCE = 'x> % every:once';

/** By turns: one service alone, and all of them at once. */
const WAYS: readonly (readonly string[])[] = [
  ['telegram'],
  ['ntfy'],
  ['webhook'],
  ['sns'],
  ['telegram'],
  ['ntfy'],
  ['webhook'],
  ['sns'],
  ['telegram', 'ntfy', 'webhook', 'sns'],
];

export type Town = {
  /** People with a rule or two of their own each, besides the places with many. */
  readonly people: number;
  readonly squares: boolean;
};

type Settling = {
  readonly witness: Witness;
  readonly receivers: Receivers;
  readonly database: string;
  readonly town: Town;
};

/** People, groups, a forum and channels: in the pretend Telegram, and in the database with rules that keep ringing. */
export async function settle({ witness, receivers, database, town }: Settling): Promise<void> {
  const people = Array.from({ length: town.people }, (_, i) => 1_001 + i);
  for (const id of [OWNER, ...people]) await makeHome(witness, { id });
  const squares: Place[] = [];
  if (town.squares) {
    for (const id of SQUARES.filter((one) => one < 0))
      await makeHome(witness, { id, kind: kindOf(id) });
    await makeHome(witness, { id: FORUM, kind: 'supergroup', forum: true });
    const thread = Number(await witness.ask('topic', { chat: FORUM, name: 'Shares' }));
    squares.push(...SQUARES.map(placeOf), { chat: chatId(FORUM), thread });
  }
  const seal = createSeal(holdKey({ databasePath: database, sealingKey: undefined }).key);
  prepare(database, (store, now) => {
    const contact = (chat: number, channel: Service, i: number): void => {
      const target = targetOf(channel, receivers, i);
      const sealed = seal.close(JSON.stringify(target), sealContext(chat, channel));
      const row = { chat: chatId(chat), channel, label: channel, sealed, createdBy: BY };
      store.contacts.add(row, now);
    };
    for (const id of [OWNER, ...people]) addHome(store, { id }, now);
    squares.forEach((place, i) => {
      const { chat: id } = place;
      if (id < 0) addHome(store, { id, kind: kindOf(id) }, now);
      SYMBOLS.forEach((_, s) => addRule(store, { place, n: i + s, s }, now));
    });
    people.forEach((id, i) => {
      const ways = WAYS[i % WAYS.length] ?? [];
      for (const way of ways) if (isService(way)) contact(id, way, i);
      store.chats.setPolicy(chatId(id), policyOf([ways]));
      const n = Math.floor(i / WAYS.length);
      addRule(store, { place: placeOf(id), n, s: n, isOnce: i % 50 === 49 }, now);
      // Two that ring together about one ticker become a card.
      if (i % 10 === 3) addRule(store, { place: placeOf(id), n, s: n, isSecond: true }, now);
    });
    if (town.squares) muteOne(store, now);
    else addRule(store, { place: placeOf(OWNER), n: 1, s: 0 }, now);
  });
}

/** To all the services that the owner gets everything by, once they are added. */
export function ownersPolicy(): ChatPolicy {
  return policyOf([['telegram', 'webhook']]);
}

/** Reminders and ends make messages of their own, which a place or two have: here each alert is to be one. */
function policyOf(route: Route): ChatPolicy {
  const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low'];
  const routes = Object.fromEntries(severities.map((one) => [one, route]));
  return {
    ...USUAL_POLICY,
    routes: { ...USUAL_POLICY.routes, ...routes },
    escalateAfterMs: [],
    resolved: 'off',
  };
}

function isService(name: string): name is Service {
  return name === 'ntfy' || name === 'webhook' || name === 'sns';
}

function targetOf(channel: Service, { urls }: Receivers, i: number): object {
  if (channel === 'ntfy') return { server: null, topic: `door-${i}`, token: null };
  if (channel === 'sns') return { region: 'eu-west-1', to: TOPIC_ARN };
  return { url: `${urls.webhook}/hook/${i}`, secret: 'a-secret-of-the-town' };
}

function kindOf(id: number): 'private' | 'group' | 'channel' {
  if (id > 0) return 'private';
  return SQUARES.includes(id) && id !== MUTED ? 'channel' : 'group';
}

type NewRule = {
  readonly place: Place;
  /** Chooses the shape and the level. */
  readonly n: number;
  /** Chooses the symbol. */
  readonly s: number;
  readonly isOnce?: boolean;
  readonly isSecond?: boolean;
};

function addRule(store: Store, rule: NewRule, now: Instant): void {
  const { place, n, s, isOnce = false, isSecond = false } = rule;
  const symbol = SYMBOLS[s % SYMBOLS.length] ?? '';
  // Each symbol meets each shape in time.
  const shape = isOnce ? ONCE : (RULES[(n + Math.floor(n / RULES.length)) % RULES.length] ?? '');
  const text = `${symbol} ${shape.replace('%', String(98 + (n % 9) / 2 + (isSecond ? 0.25 : 0)))}`;
  const code = `${symbol.toLowerCase()}-${Math.abs(place.chat)}${isSecond ? '-2' : ''}`;
  store.rules.add(ruleOf(place, code, text), now);
}

function muteOne(store: Store, now: Instant): void {
  store.mutes.add(
    {
      chat: chatId(MUTED),
      verb: 'mute',
      scope: 'ticker',
      subject: 'SPY',
      until: undefined,
      coversCritical: false,
      createdBy: BY,
    },
    now,
  );
}
