import { lastDueClose } from '../core/bar-time.ts';
import type { Calendar } from '../core/calendar.ts';
import type { EntryLook, FeedRecord, TurtleEntry } from '../core/entry.ts';
import type { MarketId, Quote } from '../core/market.ts';
import type { Place } from '../core/people.ts';
import type { BarKeeper } from '../core/ports/bar-keeper.ts';
import type { EntryFeed, EntryFeedReply } from '../core/ports/entry-feed.ts';
import type { MarketData, QuoteBatch } from '../core/ports/market-data.ts';
import { sourceFault } from '../core/source-words.ts';
import type { Ticker } from '../core/ticker.ts';
import { newTickerState, type TickerState } from '../core/ticker-state.ts';
import { MINUTE_MS, plus, type Instant } from '../core/time.ts';
import { isoDate, shiftDate, type IsoDate } from '../core/zone.ts';
import type { Store } from '../db/store.ts';
import { sessionOf, type LookFacts } from './entry-look.ts';

export type EntriesDeps = {
  readonly store: Store;
  readonly market: Pick<MarketData, 'quotes'>;
  readonly bars: Pick<BarKeeper, 'topUp' | 'read'>;
  readonly calendar: Calendar;
  readonly entryFeed: EntryFeed | undefined;
};

/** A chat that is told of entries, and since when each of its tickers is in one of its lists. */
export type EntryReader = {
  readonly place: Place;
  readonly since: Instant;
  readonly tickers: ReadonlyMap<Ticker, Instant>;
};

export type FeedLook = {
  readonly host: string;
  readonly before: FeedRecord | undefined;
  readonly reply: EntryFeedReply;
};

export type EntriesData = {
  readonly asOf: Instant;
  readonly facts: readonly LookFacts[];
  readonly readers: readonly EntryReader[];
  /** What was found before, of the days that matter now. */
  readonly stored: readonly TurtleEntry[];
  /** Undefined when there is none, or when it was not asked. */
  readonly feed: FeedLook | undefined;
  /** Tickers of which nothing was known so far. */
  readonly fresh: readonly TickerState[];
  readonly failures: readonly string[];
};

export type LookWhen = {
  readonly now: Instant;
  /** The turn of the schedule that this look is, or makes good. */
  readonly slot: Instant;
  /** Days that closed by then are looked at. */
  readonly asOf: Instant;
  /** Looks that make good what an earlier one could not do ask the feed less often. */
  readonly asksFeed: boolean;
};

/** Enough for the 55 days, for N to forget how it began, and for breakouts before the last one. */
const BARS = 250;
const CLOSE_GRACE_MS = 5 * MINUTE_MS;
const REMEMBERED_DAYS = 15;
const MOST_FEED_TICKERS = 50;

/** Asks for what a look needs: the days of tickers that are not judged yet, and the feed. */
export async function gatherEntries(deps: EntriesDeps, when: LookWhen): Promise<EntriesData> {
  const { store, market, bars } = deps;
  const lists = tickersOfChats(store);
  const looks = store.entries.looks();
  const all = [...new Set([...lists.values()].flatMap((tickers) => [...tickers.keys()]))];
  const open = all.filter((ticker) => !isJudged(deps, looks.get(ticker), { ticker, when }));
  const batch = await quotesOf(market, open);
  const quoteOf = (ticker: Ticker) => batch.quotes.get(ticker) ?? knownQuote(store, ticker);
  const wants = open.flatMap((ticker) => {
    const id = quoteOf(ticker)?.instrument.market;
    return id === undefined ? [] : [{ ticker, market: id, timeframe: '1d' as const, bars: BARS }];
  });
  const faults = wants.length === 0 ? [] : await bars.topUp(wants);
  const feed = await askFeed(deps, when);
  const named = feed?.reply.kind === 'entries' ? feed.reply.entries : [];
  const strange = [...new Set(named.map(({ ticker }) => ticker))]
    .filter((ticker) => store.quotes.get(ticker) === undefined && !all.includes(ticker))
    .slice(0, MOST_FEED_TICKERS);
  const others = await quotesOf(market, strange);
  const whyOf = (ticker: Ticker): string | undefined =>
    faults.find((fault) => fault.ticker === ticker)?.why ??
    (quoteOf(ticker) === undefined ? whyUnquoted(batch, ticker) : undefined);
  return {
    asOf: when.asOf,
    facts: open.map((ticker) => {
      const quote = quoteOf(ticker);
      return {
        ticker,
        market: quote?.instrument.market,
        earnings: quote?.earnings,
        days: bars.read(ticker, '1d'),
        due: quote && dueSession(deps.calendar, quote, when.asOf),
        look: looks.get(ticker),
        why: whyOf(ticker),
      };
    }),
    readers: readersOf(store, lists),
    stored: store.entries.since(shiftDate(isoDate(when.now, 'UTC'), -REMEMBERED_DAYS)),
    feed,
    fresh: [...batch.quotes.values(), ...others.quotes.values()].flatMap((quote) =>
      store.quotes.get(quote.ticker) === undefined
        ? [{ ...newTickerState(quote.ticker), quote }]
        : [],
    ),
    failures: [
      ...faults
        .filter(({ isFinal }) => !isFinal)
        .map(({ ticker, why }) => `1d bars of ${ticker}: ${why}`),
      ...batch.failures
        .filter(({ ticker }) => quoteOf(ticker) === undefined)
        .map(({ ticker, source, detail }) => `${ticker} at ${source}: ${detail}`),
    ],
  };
}

/** The trading day whose bar must be there at a moment; undefined where hours are not known. */
function dueSession(calendar: Calendar, quote: Quote, asOf: Instant): IsoDate | undefined {
  const { market } = quote.instrument;
  const at = plus(asOf, -graceMs(quote));
  const closed = lastDueClose('1d', { market, calendar }, at);
  return closed && sessionOf(calendar, market, closed);
}

/** So long after the close a day may still change; a delayed feed makes it as late as its prices. */
function graceMs({ delayMs }: Pick<Quote, 'delayMs'>): number {
  return CLOSE_GRACE_MS + delayMs;
}

type OfTicker = { readonly ticker: Ticker; readonly when: LookWhen };

function isJudged(
  { store, calendar }: EntriesDeps,
  look: EntryLook | undefined,
  { ticker, when }: OfTicker,
): boolean {
  const quote = knownQuote(store, ticker);
  if (quote === undefined || look?.session === undefined) return false;
  const due = dueSession(calendar, quote, when.asOf);
  return due === undefined ? (look.at ?? 0) >= when.slot : look.session >= due;
}

function knownQuote(store: Store, ticker: Ticker): Quote | undefined {
  return store.quotes.get(ticker)?.quote;
}

const NO_QUOTES: QuoteBatch = { quotes: new Map(), unknown: [], failures: [] };

async function quotesOf(
  market: EntriesDeps['market'],
  tickers: readonly Ticker[],
): Promise<QuoteBatch> {
  return tickers.length === 0 ? NO_QUOTES : market.quotes(tickers);
}

function whyUnquoted({ failures }: QuoteBatch, ticker: Ticker): string {
  const failure = failures.find((one) => one.ticker === ticker);
  return failure ? sourceFault(failure) : 'the price source does not know it';
}

async function askFeed(
  { store, entryFeed }: EntriesDeps,
  { slot, asksFeed }: LookWhen,
): Promise<FeedLook | undefined> {
  if (entryFeed === undefined || !asksFeed) return undefined;
  const { host } = entryFeed;
  const before = store.entries.feeds().find((one) => one.host === host);
  if ((before?.okAt ?? 0) >= slot) return undefined;
  return { host, before, reply: await entryFeed.read() };
}

type Lists = ReadonlyMap<Place['chat'], ReadonlyMap<Ticker, Instant>>;

/** What each active chat watches or has in a list, and since when. */
function tickersOfChats({ chats, watches, lists }: Store): Lists {
  const active = chats.list().filter(({ status }) => status === 'active');
  return new Map(
    active.map(({ id }) => {
      const rows = [
        ...watches.rowsOf(id),
        ...lists.ofChat(id).flatMap(({ name }) => lists.rows(id, name)),
      ];
      const since = new Map<Ticker, Instant>();
      for (const { ticker, at } of rows) {
        const known = since.get(ticker);
        since.set(ticker, known !== undefined && known < at ? known : at);
      }
      return [id, since];
    }),
  );
}

function readersOf(store: Store, lists: Lists): readonly EntryReader[] {
  return store.entries.subscribers().flatMap(({ place, since }) => {
    const tickers = lists.get(place.chat);
    return tickers === undefined ? [] : [{ place, since, tickers }];
  });
}

/** Whose hours a ticker's days follow, as far as anybody knows. */
export function marketOf(facts: readonly LookFacts[], ticker: Ticker): MarketId {
  return facts.find((one) => one.ticker === ticker)?.market ?? 'us';
}
