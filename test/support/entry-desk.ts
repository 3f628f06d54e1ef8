import { createBarKeeper } from '../../src/app/bar-keeper.ts';
import { createCalendar, type Calendar } from '../../src/core/calendar.ts';
import type { TurtleEntry } from '../../src/core/entry.ts';
import { plainText } from '../../src/core/html.ts';
import type { MarketId, Quote } from '../../src/core/market.ts';
import type { Message } from '../../src/core/message.ts';
import { userId } from '../../src/core/people.ts';
import type { EntryFeed, EntryFeedReply } from '../../src/core/ports/entry-feed.ts';
import type { BarsReply, MarketData } from '../../src/core/ports/market-data.ts';
import type { Ticker } from '../../src/core/ticker.ts';
import { instant, plus, type Instant } from '../../src/core/time.ts';
import type { IsoDate } from '../../src/core/zone.ts';
import { createOutbox } from '../../src/db/outbox.ts';
import { entriesAgainScanner, entriesScanner } from '../../src/scanners/entries.ts';
import { scanJob } from '../../src/scanners/run.ts';
import { barsOf, type BarWish } from './bars.ts';
import { aDatabase, CHAT } from './database.ts';
import { silentLog } from './log.ts';
import { aQuote } from './quote.ts';

export const CALENDAR: Calendar = createCalendar();
export const NVDA = 'NVDA' as Ticker;
export const AMD = 'AMD' as Ticker;
export const FEED_HOST = 'signals.example.com';

/** A day as a test writes it; high and low lie a point about the close unless told. */
export type Day =
  | number
  | { readonly close: number; readonly high?: number; readonly low?: number };

export const MONDAY = '2026-01-05';
export const AFTER_CLOSE = '2026-01-05T21:30:00Z';
export const flat = (n: number): readonly Day[] => Array.from({ length: n }, () => 100);

/** Sixty flat days, highs of 101 and lows of 99 (N is 2), and then these. */
export const quietThen = (...days: readonly Day[]): readonly Day[] => [...flat(60), ...days];

/** NVDA with these days up to Monday, in a chat that is told of entries. */
export function aDesk(closes: readonly Day[]): EntryDesk {
  const desk = anEntryDesk({ at: AFTER_CLOSE });
  desk.list(NVDA, closes, { last: MONDAY });
  desk.subscribe();
  return desk;
}

export type EntryDesk = ReturnType<typeof anEntryDesk>;

/** Both scanners of entries on a real database and a real keeper of bars, before a vendor that a test fills. */
export function anEntryDesk({ at, feed }: { at: string; feed?: EntryFeedReply }) {
  const { db, store } = aDatabase();
  const state = { now: instant(Date.parse(at)), failing: new Set<Ticker>(), feed };
  const days = new Map<Ticker, { market: MarketId; rows: readonly BarWish[] }>();
  const clock = (): Instant => state.now;
  const asked: Ticker[] = [];
  let told = 0;
  const market: Pick<MarketData, 'bars' | 'quotes'> = {
    bars({ ticker, from }) {
      asked.push(ticker);
      return Promise.resolve(replyOf(ticker, from));
    },
    quotes: (tickers) =>
      Promise.resolve({
        quotes: new Map(
          tickers.flatMap((ticker) => {
            const known = days.get(ticker);
            return known ? [[ticker, quoteOf(ticker, known.market, clock())]] : [];
          }),
        ),
        unknown: tickers.filter((ticker) => !days.has(ticker)),
        failures: [],
      }),
  };
  function replyOf(ticker: Ticker, from: Instant): BarsReply {
    const known = days.get(ticker);
    if (known === undefined) return { kind: 'unknown' };
    if (state.failing.has(ticker))
      return { kind: 'failed', source: 'yahoo', reason: 'unreachable', detail: 'no answer' };
    const rows = known.rows.filter(({ at: openedAt }) => openedAt >= from && openedAt <= clock());
    const bars = barsOf(rows);
    return { kind: 'bars', source: 'yahoo', bars, actions: [], sessionEndsAt: undefined };
  }
  const entryFeed: EntryFeed = {
    host: FEED_HOST,
    read: () => Promise.resolve(state.feed ?? { kind: 'entries', entries: [], unread: 0 }),
  };
  const deps = {
    store,
    outbox: createOutbox(store, () => undefined),
    random: Math.random,
    maxAlertsPerMinute: 20,
    defaultZone: 'America/New_York',
    clock,
    bootId: 'boot',
    log: silentLog,
    market,
    bars: createBarKeeper({ store, market, calendar: CALENDAR, clock, log: silentLog }),
    calendar: CALENDAR,
    entryFeed: feed === undefined ? undefined : entryFeed,
  };
  const options = {
    pattern: '0 30 16 * * 1-5',
    zone: 'America/New_York',
    everyMs: 86_400_000,
    calendar: CALENDAR,
  };
  const jobs = {
    entries: scanJob(deps, entriesScanner(options), deps),
    'entries-again': scanJob(deps, entriesAgainScanner(options), deps),
  };
  const long = plus(clock(), -40 * 86_400_000);

  return {
    store,
    state,
    /** Vendor requests since this was last called. */
    asked: () => asked.splice(0),
    /** A ticker's days, the last of them on `last`; watched for long unless told otherwise. */
    list(ticker: Ticker, closes: readonly Day[], wish: Listing) {
      const { market: id = 'us', last, watchedAt = long } = wish;
      days.set(ticker, { market: id, rows: rowsUpTo(closes, { market: id, last }) });
      if (wish.isWatched !== false)
        store.watches.add({ chat: CHAT, ticker, by: userId(501) }, watchedAt);
    },
    watch: (ticker: Ticker) =>
      void store.watches.add({ chat: CHAT, ticker, by: userId(501) }, long),
    subscribe: (when = long) => store.entries.subscribe({ chat: CHAT, thread: undefined }, when),
    async run(name: keyof typeof jobs, when?: string) {
      if (when !== undefined) state.now = instant(Date.parse(when));
      await jobs[name].run(clock());
      return store.jobs.get(name);
    },
    found: (): readonly TurtleEntry[] => store.entries.since('2000-01-01'),
    /** What was said in the chat since this was last called. */
    said(): readonly Told[] {
      const rows = db.sqlite
        .prepare<[], { id: number; content: string }>(
          "select id, content from delivery where kind = 'notice' order by id",
        )
        .all();
      const fresh = rows.slice(told);
      told = rows.length;
      return fresh.map(({ content }) => toTold(JSON.parse(content) as Message));
    },
  };
}

type Listing = {
  readonly last: IsoDate;
  readonly market?: MarketId;
  readonly watchedAt?: Instant;
  readonly isWatched?: false;
};

type Told = {
  readonly text: string;
  readonly html: string;
  readonly silent: boolean;
  readonly labels: readonly string[];
};

function toTold({ text, silent, buttons }: Message): Told {
  const labels = (buttons ?? []).flat().map(({ label }) => label);
  return { text: plainText(text), html: text.html, silent: silent === true, labels };
}

/** Sessions of a market up to and including `last`, one for each day. */
function rowsUpTo(
  closes: readonly Day[],
  { market, last }: { market: MarketId; last: IsoDate },
): readonly BarWish[] {
  let session = CALENDAR.session(market, last);
  const rows: BarWish[] = [];
  for (const day of closes.toReversed()) {
    if (session === undefined) throw new Error(`no session at ${last}`);
    const { close, high, low } = typeof day === 'number' ? { close: day } : day;
    rows.unshift({
      at: session.opensAt,
      open: close,
      close,
      high: high ?? close + 1,
      low: low ?? close - 1,
    });
    session = CALENDAR.previousSession(market, session.isoDate);
  }
  return rows;
}

function quoteOf(ticker: Ticker, market: MarketId, at: Instant): Quote {
  const earnings = { at: instant(Date.parse('2026-01-14T21:00:00Z')), isEstimate: true };
  return aQuote({ ticker, at, earnings, source: 'yahoo', instrument: { exchange: '', market } });
}
