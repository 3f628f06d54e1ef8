import type { Mute } from '../core/mute.ts';
import type { Actor, ChatId } from '../core/people.ts';
import { mayActAs } from '../core/people.ts';
import { parseTicker } from '../core/ticker.ts';
import { MINUTE_MS, type Instant } from '../core/time.ts';
import { aboutOf } from './alert-view.ts';
import { ALERT_TYPES } from '../rules/alert-type.ts';
import { openWake, type Wake, type WakeLook } from '../rules/wake.ts';
import type { AppDeps } from './deps.ts';
import { noteQuiet } from './quiet-note.ts';
import { wakeTime, type Span } from './wake-time.ts';
import { lookFor, paceOfRule, priceLevels, readWakeOf, topUpFor } from './wake-wish.ts';

type Needs = Pick<AppDeps, 'store' | 'clock' | 'calendar' | 'defaultZone' | 'bars'>;

/** What is to be quiet. `name` is how its people would say it. */
export type QuietWhat = Pick<Mute, 'scope' | 'subject'> & {
  readonly name: string;
  /** How a command calls it: `NVDA`, `type:price`, `here`. */
  readonly word: string;
};

export type QuietWish = {
  readonly verb: Mute['verb'];
  readonly what: Pick<Mute, 'scope' | 'subject'>;
  readonly until: Instant | undefined;
  /** What ends it before that, as `readWake` gave it. */
  readonly wake?: string | undefined;
  readonly coversCritical: boolean;
};

export type QuietRow = Mute & {
  readonly about: string;
  readonly by: string;
  /** How far it is with what ends it; undefined where nothing does, or nothing is known. */
  readonly look: WakeLook | undefined;
};

export type Quieted = {
  readonly mute: Mute;
  /** Mutes of the very same thing that this one takes the place of. */
  readonly replaced: readonly number[];
};

/** Alert types that there are: those of rules, and those about what is held. */
const TYPES: readonly string[] = [...ALERT_TYPES, 'stop', 'risk'];

const TWICE_WITHIN_MS = 2 * MINUTE_MS;
const RECENT = 60;

/** Snoozes and mutes of a chat. Writes are called within the commit of the update that asks for them. */
export function quietApp(deps: Needs) {
  const { store, clock, defaultZone } = deps;
  const here = (by: Actor): ChatId => store.chats.current(by.place.chat);
  return {
    types: TYPES,
    zoneOf: (by: Actor): string => store.chats.get(here(by))?.zone ?? defaultZone,
    /** Whether this person may quiet what others in the chat would hear. */
    isAllowed: (by: Actor, isChatAdmin: boolean): boolean =>
      by.chatKind === 'private' || isChatAdmin || mayActAs(by.role, 'trader'),
    /** Reads what a person calls something: a rule's code, a ticker, `type:price`, `here`, `all`. */
    find: (text: string, by: Actor): QuietWhat | undefined => find(deps, text, here(by)),
    /** What may well be meant, what rang last first. */
    suggest: (by: Actor, limit: number): readonly QuietWhat[] => suggest(deps, here(by), limit),
    /** When it would end; undefined for never. `never-closes` when its market knows no such moment. */
    wakeAt(what: Pick<Mute, 'scope' | 'subject'>, span: Span, by: Actor) {
      const ticker = tickerOf(deps, what, here(by));
      const market = ticker && store.quotes.get(ticker)?.quote?.instrument.market;
      const rule = what.scope === 'rule' ? store.rules.byCode(here(by), what.subject) : undefined;
      const timeframe = (rule && paceOfRule(store, rule)) ?? '1d';
      const zone = store.chats.get(here(by))?.zone ?? defaultZone;
      const where = { calendar: deps.calendar, market: market ?? 'us', zone, timeframe };
      return wakeTime(where, span, clock());
    },
    /** Reads a condition that is to end a snooze, `< 140`, about the ticker that the snooze is about. */
    readWake: (what: Pick<Mute, 'scope' | 'subject'>, words: string, by: Actor) =>
      readWakeOf(deps, { ticker: tickerOf(deps, what, here(by)), words, chat: here(by) }),
    /** Brings in the bars that a condition reads. Awaits; what cannot be had is left. */
    topUpFor: (wake: Wake): Promise<void> => topUpFor(deps, wake),
    /** How far it is with a condition; undefined while nothing is known of its ticker. */
    lookAt: (wake: Wake): WakeLook | undefined => lookFor(deps, wake),
    /** Levels below and above the price of what is to be snoozed, to choose from. */
    levels: (what: Pick<Mute, 'scope' | 'subject'>, by: Actor) =>
      priceLevels(deps, tickerOf(deps, what, here(by))),
    /** The same of what a button says. */
    named: ({ scope, subject }: Pick<Mute, 'scope' | 'subject'>): QuietWhat =>
      named(scope, subject),
    add: (wish: QuietWish, by: Actor): Quieted => add(deps, wish, by),
    get: (id: number, by: Actor): Mute | undefined => {
      const mute = store.mutes.get(id);
      return mute?.chat === here(by) ? mute : undefined;
    },
    /** Ends quiet. @returns those that had not ended before */
    end: (ids: readonly number[]): readonly number[] =>
      ids.filter((id) => store.mutes.end(id, clock()) && noteQuiet(deps, 'quiet-end', id)),
    /** Takes back that quiet was ended, or replaced. @returns those that hold again; not what is quiet anew or is over */
    reopen: (ids: readonly number[]): readonly number[] => ids.filter((id) => reopen(deps, id)),
    /** What this one took the place of within the last minute, to be brought back with its end. */
    replacedBy: (id: number): readonly number[] => replacedBy(deps, id),
    /** What is quiet in this chat at present, oldest first. */
    list: (by: Actor): readonly QuietRow[] =>
      store.mutes.live(here(by), clock()).map((mute) => ({
        ...mute,
        about: aboutOf(mute),
        by: store.people.get(mute.createdBy)?.name ?? 'somebody',
        look: lookAtText(deps, mute),
      })),
    /** Silencing critical alerts must be asked for twice. @returns whether this is the second time */
    confirmCritical(by: Actor): boolean {
      const key = `mute-critical/${by.user}`;
      const last = Number(store.meta.get(key) ?? Number.NaN);
      if (clock() - last <= TWICE_WITHIN_MS) {
        store.meta.remove(key);
        return true;
      }
      store.meta.set(key, String(clock()));
      return false;
    },
  };
}

function reopen(deps: Needs, id: number): boolean {
  const { store, clock } = deps;
  const now = clock();
  const mute = store.mutes.get(id);
  if (mute === undefined || (mute.until !== undefined && mute.until <= now)) return false;
  if (store.mutes.live(mute.chat, now).some((one) => isAlike(one, mute))) return false;
  store.mutes.reopen(id);
  return noteQuiet(deps, 'quiet-again', id);
}

function replacedBy({ store, clock }: Needs, id: number): readonly number[] {
  const mute = store.mutes.get(id);
  if (mute === undefined || clock() - mute.createdAt > MINUTE_MS) return [];
  return store.mutes
    .heldAt(mute.chat, mute.createdAt)
    .filter((one) => one.id < id && isAlike(one, mute))
    .map((one) => one.id);
}

/** Quiet of one kind about the very same thing. */
function isAlike(one: Mute, other: Pick<Mute, 'verb' | 'scope' | 'subject'>): boolean {
  return one.verb === other.verb && one.scope === other.scope && one.subject === other.subject;
}

function find({ store }: Needs, text: string, chat: ChatId): QuietWhat | undefined {
  const word = text.toLowerCase();
  if (word === 'here' || word === 'all') return named('chat', '');
  const [, type] = /^type:(.+)$/.exec(word) ?? [];
  if (type !== undefined) return TYPES.includes(type) ? named('type', type) : undefined;
  const code = text.toUpperCase();
  const rule = store.rules.byCode(chat, code);
  if (rule !== undefined && rule.status !== 'deleted') return named('rule', code);
  const ticker = parseTicker(text);
  const known = [
    ...store.watches.ofChat(chat),
    ...store.rules.ofChat(chat).flatMap((each) => store.targets.tickersOf(each)),
  ];
  if (ticker !== undefined && known.includes(ticker)) return named('ticker', ticker);
  // A ticker of that name comes first.
  const plain = TYPES.find((one) => word === one || word === `${one}s`);
  return plain === undefined ? undefined : named('type', plain);
}

function named(scope: Mute['scope'], subject: string): QuietWhat {
  const word = scope === 'chat' ? 'here' : scope === 'type' ? `type:${subject}` : subject;
  return { scope, subject, name: aboutOf({ scope, subject }), word };
}

function suggest({ store }: Needs, chat: ChatId, limit: number): readonly QuietWhat[] {
  const rang = store.alerts.ofChat(chat, RECENT);
  const rules = store.rules.ofChat(chat);
  const codes = new Set(rules.map((rule) => rule.code));
  const found = [
    ...rang.flatMap(({ evidence, ticker }) => [
      ...(codes.has(evidence.code) ? [named('rule', evidence.code)] : []),
      named('ticker', ticker),
    ]),
    ...rules.map((rule) => named('rule', rule.code)),
    ...store.watches.ofChat(chat).map((ticker) => named('ticker', ticker)),
  ];
  const byName = new Map(found.map((what) => [`${what.scope}/${what.subject}`, what]));
  return [...byName.values()].slice(0, limit);
}

function tickerOf({ store }: Needs, what: Pick<Mute, 'scope' | 'subject'>, chat: ChatId) {
  if (what.scope === 'ticker') return parseTicker(what.subject);
  const rule = what.scope === 'rule' ? store.rules.byCode(chat, what.subject) : undefined;
  return rule?.target.kind === 'ticker' ? rule.target.ticker : undefined;
}

function lookAtText(deps: Needs, { wake, chat }: Mute): WakeLook | undefined {
  const open = wake === undefined ? undefined : openWake(wake, deps.store.chats.get(chat)?.score);
  return open && lookFor(deps, open);
}

function add(deps: Needs, wish: QuietWish, by: Actor): Quieted {
  const { store, clock } = deps;
  const now = clock();
  const chat = store.chats.current(by.place.chat);
  const { scope, subject } = wish.what;
  const replaced = store.mutes
    .live(chat, now)
    .filter((one) => isAlike(one, { verb: wish.verb, scope, subject }))
    .map((one) => one.id);
  for (const id of replaced) store.mutes.end(id, now);
  const { verb, until, wake, coversCritical } = wish;
  const row = { chat, verb, scope, subject, until, wake, coversCritical, createdBy: by.user };
  const id = store.mutes.add(row, now);
  noteQuiet(deps, 'quiet', id);
  return { mute: { ...row, id, createdAt: now }, replaced };
}
