import type { Bars, MarketId } from '../core/market.ts';
import type { Ticker } from '../core/ticker.ts';
import { DAY_MS, HOUR_MS, instant, type Instant } from '../core/time.ts';
import type { FetchedTimeframe } from '../core/timeframe.ts';
import { barCache } from './bar-cache.ts';
import { barRows } from './bar-rows.ts';
import { insertInto } from './hot.ts';
import type { Db } from './open.ts';
import { barSeries } from './schema/bars.ts';

/** What is known of a series beside its bars. */
export type SeriesAbout = {
  /** Whose hours close its bars. */
  readonly market: MarketId;
  /**
   * When an answer last changed something. Undefined when there was none, or when what is kept stands on the footing
   * before a split: `read` then gives nothing.
   */
  readonly askedAt: Instant | undefined;
  readonly source: string | undefined;
  /** The earliest moment that was asked for: what is not kept since then does not exist. */
  readonly reachedFrom: Instant | undefined;
  readonly trouble: { readonly why: string; readonly since: Instant } | undefined;
};

type Series = { readonly bars: Bars; readonly about: SeriesAbout };

/** How long bars are kept, in milliseconds; daily ones for good. */
export const KEEP_BARS_MS: Readonly<Record<FetchedTimeframe, number>> = {
  '1m': 30 * DAY_MS,
  '5m': 90 * DAY_MS,
  '15m': 90 * DAY_MS,
  '1h': 800 * DAY_MS,
  '1d': Infinity,
};

const PRUNE_EVERY_MS = 6 * HOUR_MS;
/** 8 MB: some 130 series of five years of days. */
const CACHED_CELLS = 1_048_576;

/** Closed bars of the lengths that vendors are asked for. Writes what differs from what is there, and nothing else. */
export function barStore(db: Db) {
  const { sqlite } = db;
  const rows = barRows(db);
  const all = sqlite.prepare<[], Row>('select * from bar_series');
  const write = insertInto(db, barSeries, {
    onConflict: `on conflict (ticker, timeframe) do update set market = excluded.market,
      asked_at = excluded.asked_at, source = excluded.source, reached_from = excluded.reached_from,
      trouble = excluded.trouble, trouble_since = excluded.trouble_since`,
  });
  const cache = barCache(CACHED_CELLS);
  // This process is the only writer, so what it read or wrote is what there is.
  let series: Index | undefined;
  let prunedAt: Instant | undefined;

  const index = (): Index => (series ??= indexed(all.all()));

  function bookmark(ticker: Ticker, timeframe: FetchedTimeframe, about: SeriesAbout): boolean {
    const known = index().get(ticker) ?? new Map<FetchedTimeframe, SeriesAbout>();
    if (isSame(known.get(timeframe), about)) return false;
    write.run({
      ticker,
      timeframe,
      market: about.market,
      askedAt: about.askedAt ?? null,
      source: about.source ?? null,
      reachedFrom: about.reachedFrom ?? null,
      trouble: about.trouble?.why ?? null,
      troubleSince: about.trouble?.since ?? null,
    });
    index().set(ticker, known.set(timeframe, about));
    return true;
  }

  return {
    about: (ticker: Ticker, timeframe: FetchedTimeframe): SeriesAbout | undefined =>
      index().get(ticker)?.get(timeframe),
    /** The lengths that are known of a ticker. */
    timeframes: (ticker: Ticker): readonly FetchedTimeframe[] => [
      ...(index().get(ticker)?.keys() ?? []),
    ],
    /** The same object until the bars change or make room; undefined when there are none to be given. */
    read(ticker: Ticker, timeframe: FetchedTimeframe): Bars | undefined {
      if (index().get(ticker)?.get(timeframe)?.askedAt === undefined) return undefined;
      const key = keyOf(ticker, timeframe);
      const found = cache.get(key);
      if (found !== undefined) return found;
      const bars = rows.all(ticker, timeframe);
      if (bars.openedAt.length === 0) return undefined;
      cache.set(key, bars);
      return bars;
    },
    /** The last bars, `count` at most, oldest first. */
    tail: (ticker: Ticker, timeframe: FetchedTimeframe, count: number): Bars =>
      rows.tail(ticker, timeframe, count),
    /** Adds bars, and corrects those that are there. @returns how many rows were written, the one about the series not counted */
    put(ticker: Ticker, timeframe: FetchedTimeframe, { bars, about }: Series): number {
      return db.transact(() => {
        const written = rows.put(ticker, timeframe, bars);
        if (written > 0) cache.drop(keyOf(ticker, timeframe));
        bookmark(ticker, timeframe, about);
        return written;
      });
    },
    /** Drops what was there: from now on there are these bars. */
    replace(ticker: Ticker, timeframe: FetchedTimeframe, { bars, about }: Series): void {
      db.transact(() => {
        rows.drop(ticker, timeframe);
        rows.put(ticker, timeframe, bars);
        cache.drop(keyOf(ticker, timeframe));
        bookmark(ticker, timeframe, about);
      });
    },
    /** Remembers something about a series whose bars stay as they are. @returns whether it was news */
    bookmark,
    /** What a ticker's bars say is no longer true. They are not given to anybody until they are replaced. */
    withdraw(ticker: Ticker): void {
      for (const [timeframe, about] of index().get(ticker) ?? [])
        bookmark(ticker, timeframe, { ...about, askedAt: undefined });
    },
    /** Drops bars that are older than anybody may ask for; looks only every six hours. */
    prune(now: Instant): void {
      if (prunedAt !== undefined && now - prunedAt < PRUNE_EVERY_MS) return;
      prunedAt = now;
      for (const [ticker, known] of index())
        for (const timeframe of known.keys()) {
          const before = now - KEEP_BARS_MS[timeframe];
          if (Number.isFinite(before) && rows.dropBefore(ticker, timeframe, before))
            cache.drop(keyOf(ticker, timeframe));
        }
    },
    /** Reads anew what was kept; called after a transaction that failed. */
    forget(): void {
      cache.clear();
      series = undefined;
      prunedAt = undefined;
    },
  };
}

type Row = {
  readonly ticker: string;
  readonly timeframe: string;
  readonly market: string;
  readonly asked_at: number | null;
  readonly source: string | null;
  readonly reached_from: number | null;
  readonly trouble: string | null;
  readonly trouble_since: number | null;
};

type Index = Map<Ticker, Map<FetchedTimeframe, SeriesAbout>>;

function indexed(rows: readonly Row[]): Index {
  const series: Index = new Map();
  for (const row of rows) {
    const ticker = row.ticker as Ticker;
    const known = series.get(ticker) ?? new Map<FetchedTimeframe, SeriesAbout>();
    series.set(ticker, known.set(row.timeframe as FetchedTimeframe, toAbout(row)));
  }
  return series;
}

function toAbout(row: Row): SeriesAbout {
  return {
    market: row.market as MarketId,
    askedAt: moment(row.asked_at),
    source: row.source ?? undefined,
    reachedFrom: moment(row.reached_from),
    trouble:
      row.trouble === null
        ? undefined
        : { why: row.trouble, since: instant(row.trouble_since ?? 0) },
  };
}

function moment(at: number | null): Instant | undefined {
  return at === null ? undefined : instant(at);
}

function isSame(one: SeriesAbout | undefined, other: SeriesAbout): boolean {
  return (
    one !== undefined &&
    one.market === other.market &&
    one.askedAt === other.askedAt &&
    one.source === other.source &&
    one.reachedFrom === other.reachedFrom &&
    one.trouble?.why === other.trouble?.why &&
    one.trouble?.since === other.trouble?.since
  );
}

function keyOf(ticker: Ticker, timeframe: FetchedTimeframe): string {
  return `${ticker} ${timeframe}`;
}
