import {
  mergeEntries,
  type EntryLook,
  type FeedRecord,
  type ToldEntry,
  type TurtleEntry,
} from '../core/entry.ts';
import type { MarketId } from '../core/market.ts';
import type { ChatId } from '../core/people.ts';
import { onNewFooting, splitsOf } from '../core/split.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Instant } from '../core/time.ts';
import { isoDate, shiftDate, type IsoDate } from '../core/zone.ts';
import type { AppDeps } from './deps.ts';
import { subscriptions } from './entry-subscription.ts';
import { tickersIn } from './ticker-look-up.ts';

/** What somebody wants to see; plain, so that a button can carry it. */
export type EntriesWish = {
  /** `@list`, a ticker, or empty for everything that the chat has in its lists. */
  readonly about: string;
  /** How many trading days back. */
  readonly sessions: number;
  readonly page: number;
};

export type EntriesCard = {
  readonly wish: EntriesWish;
  /** Of the tickers asked about, newest day first; on the footing of today's shares. */
  readonly entries: readonly ToldEntry[];
  /** What feeds name in the same days beside the chat's tickers. */
  readonly strangers: readonly ToldEntry[];
  /** Tickers that no quote is known of. */
  readonly unknown: ReadonlySet<Ticker>;
  /** How many tickers were asked about, and how many of them have been looked at. */
  readonly asked: number;
  readonly looked: number;
  /** The newest trading day that was judged, and when any was last; undefined before the first look. */
  readonly session: IsoDate | undefined;
  readonly lookedAt: Instant | undefined;
  /** Due and not judged; `why` is a clause for a person. */
  readonly blind: readonly { readonly ticker: Ticker; readonly why: string }[];
  /** Not looked at yet, though some list here has them; and asked about, though none has. */
  readonly pending: readonly Ticker[];
  readonly strays: readonly Ticker[];
  /** Too few days are kept for the 55-day system. */
  readonly short: readonly Ticker[];
  readonly feeds: readonly FeedRecord[];
  readonly isSubscribed: boolean;
  readonly zone: string;
};

export type EntriesView =
  | { readonly kind: 'card'; readonly card: EntriesCard }
  | { readonly kind: 'no-list'; readonly name: string }
  | { readonly kind: 'nothing-watched' }
  | { readonly kind: 'unreadable'; readonly text: string };

type Needs = Pick<AppDeps, 'store' | 'bars' | 'calendar' | 'clock' | 'defaultZone'>;

/** 55 days before the day itself, and one for the first true range. */
const LEAST_DAYS = 56;
export const MOST_SESSIONS = 20;
/** Holidays and weekends included. */
const DAYS_A_SESSION = 3;

/** Turtle entries as they were found after each close. */
export function entriesApp(deps: Needs) {
  const { store } = deps;
  return {
    view(wish: EntriesWish, chat: ChatId): EntriesView {
      const here = store.chats.current(chat);
      const own = ownTickers(deps, here);
      if (wish.about.startsWith('@')) {
        const name = wish.about.slice(1);
        const tickers = store.lists.tickers(here, name);
        if (tickers === undefined) return { kind: 'no-list', name };
        return { kind: 'card', card: card(deps, here, { wish, own, tickers }) };
      }
      const tickers = wish.about === '' ? own : tickersIn(wish.about);
      if (wish.about !== '' && tickers.length === 0)
        return { kind: 'unreadable', text: wish.about };
      if (tickers.length === 0) return { kind: 'nothing-watched' };
      return { kind: 'card', card: card(deps, here, { wish, own, tickers }) };
    },
    ...subscriptions(deps),
  };
}

function ownTickers({ store }: Needs, chat: ChatId): readonly Ticker[] {
  const lists = store.lists.ofChat(chat).flatMap(({ tickers }) => tickers);
  return [...new Set([...store.watches.ofChat(chat), ...lists])];
}

type Asked = {
  readonly wish: EntriesWish;
  readonly own: readonly Ticker[];
  readonly tickers: readonly Ticker[];
};

function card(deps: Needs, chat: ChatId, { wish, own, tickers }: Asked): EntriesCard {
  const { store, clock, defaultZone } = deps;
  const looks = store.entries.looks();
  const mine = tickers.flatMap((ticker) => looks.get(ticker) ?? []);
  const judged = mine.filter(({ session }) => session !== undefined);
  const session = latest(judged.map((look) => look.session));
  const today = isoDate(clock(), 'UTC');
  const kept = store.entries.since(shiftDate(today, -DAYS_A_SESSION * wish.sessions - 7));
  const from = (ticker: Ticker) => firstSession(deps, looks.get(ticker), { wish, ticker });
  const shown = kept.filter((entry) => tickers.includes(entry.ticker) && isFrom(entry, from));
  const others = wish.about === '' ? kept.filter((entry) => !own.includes(entry.ticker)) : [];
  const anyFrom = session && sessionsBack(deps, 'us', { session, back: wish.sessions - 1 });
  const strangers = mergeEntries(
    others.filter((one) => one.source !== 'own' && one.session >= (anyFrom ?? today)),
  );
  return {
    wish,
    entries: mergeEntries(shown.map((entry) => onTodaysFooting(deps, entry))),
    strangers,
    unknown: new Set(
      strangers
        .map(({ ticker }) => ticker)
        .filter((ticker) => store.quotes.get(ticker) === undefined),
    ),
    asked: tickers.length,
    looked: judged.length,
    session,
    lookedAt: latest(judged.map(({ at }) => at)),
    blind: blindAmong(tickers, looks),
    pending: tickers.filter((ticker) => own.includes(ticker) && !looks.has(ticker)),
    strays: tickers.filter((ticker) => !own.includes(ticker) && !looks.has(ticker)),
    short: judged.map(({ ticker }) => ticker).filter((ticker) => isShort(deps, ticker)),
    feeds: store.entries.feeds(),
    isSubscribed: store.entries.isSubscribed(chat),
    zone: store.chats.get(chat)?.zone ?? defaultZone,
  };
}

function latest<T extends string | number>(values: readonly (T | undefined)[]): T | undefined {
  return values.reduce(
    (last, value) => (value !== undefined && (last === undefined || value > last) ? value : last),
    undefined,
  );
}

/** The first trading day to show of a ticker: of the last judged one, so many back. */
function firstSession(
  deps: Needs,
  look: EntryLook | undefined,
  { wish, ticker }: { readonly wish: EntriesWish; readonly ticker: Ticker },
): IsoDate | undefined {
  if (look?.session === undefined) return undefined;
  const market = deps.store.quotes.get(ticker)?.quote?.instrument.market ?? 'us';
  return sessionsBack(deps, market, { session: look.session, back: wish.sessions - 1 });
}

function sessionsBack(
  { calendar }: Needs,
  market: MarketId,
  { session, back }: { readonly session: IsoDate; readonly back: number },
): IsoDate {
  let date = session;
  for (let n = 0; n < back; n++) date = calendar.previousSession(market, date)?.isoDate ?? date;
  return date;
}

/** A ticker that was never looked at has whatever a feed tells of it. */
function isFrom(
  { ticker, session }: TurtleEntry,
  from: (ticker: Ticker) => IsoDate | undefined,
): boolean {
  return session >= (from(ticker) ?? '');
}

/** What was due the last time and could not be judged. */
function blindAmong(
  tickers: readonly Ticker[],
  looks: ReadonlyMap<Ticker, EntryLook>,
): EntriesCard['blind'] {
  return tickers.flatMap((ticker) => {
    const missed = looks.get(ticker)?.missed;
    return missed ? [{ ticker, why: missed.why }] : [];
  });
}

function isShort({ bars }: Needs, ticker: Ticker): boolean {
  const days = bars.read(ticker, '1d');
  return days !== undefined && days.bars.close.length < LEAST_DAYS;
}

/** Splits that came after it was written down change what its prices mean. */
function onTodaysFooting({ store, clock }: Needs, entry: TurtleEntry): TurtleEntry {
  const now = clock();
  const later = splitsOf(store.actions.of(entry.ticker)).filter(
    ({ at }) => at > entry.at && at <= now,
  );
  const rescaled = (price: number) =>
    later.reduce((scaled, split) => onNewFooting(scaled, split, 1), price);
  const perhaps = (price: number | undefined) =>
    price === undefined ? undefined : rescaled(price);
  return {
    ...entry,
    level: rescaled(entry.level),
    close: perhaps(entry.close),
    n: perhaps(entry.n),
    stop: perhaps(entry.stop),
  };
}
