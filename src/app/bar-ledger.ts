import { closesAt } from '../core/bar-time.ts';
import type { Calendar } from '../core/calendar.ts';
import type { MarketId } from '../core/market.ts';
import type { FormingBar } from '../core/ports/bar-keeper.ts';
import type { Log } from '../core/ports/log.ts';
import type { MarketData } from '../core/ports/market-data.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Clock, Instant } from '../core/time.ts';
import type { FetchedTimeframe } from '../core/timeframe.ts';
import type { Store } from '../db/store.ts';
import type { Asked } from './bar-rest.ts';

export type BarDeps = {
  readonly store: Pick<Store, 'actions' | 'bars' | 'quotes' | 'transact'>;
  readonly market: Pick<MarketData, 'bars'>;
  readonly calendar: Calendar;
  readonly clock: Clock;
  readonly log: Log;
};

/** What everything that keeps bars works with. */
export type Keeping = BarDeps & {
  readonly ledger: BarLedger;
  /** The close of the newest bar that a healthy feed must have at a moment; undefined where hours are not known. */
  readonly dueClose: (
    timeframe: FetchedTimeframe,
    market: MarketId,
    at: Instant,
  ) => Instant | undefined;
};

/** One series and whose hours close its bars. */
export type Series = {
  readonly ticker: Ticker;
  readonly timeframe: FetchedTimeframe;
  readonly market: MarketId;
};

/** What is remembered of a series for as long as the program runs. */
type Entry = Asked & {
  readonly market: MarketId;
  /** The close of the last bar that is kept, epoch ms; -Infinity when there is none. */
  readonly closedTo: number;
  readonly forming: FormingBar | undefined;
};

type BarLedger = ReturnType<typeof barLedger>;

const MOST_REMEMBERED = 20_000;

/** What is known of each series beside the database: nothing of it is worth a write. */
export function barLedger({ store, calendar }: Pick<BarDeps, 'store' | 'calendar'>) {
  const entries = new Map<string, Entry>();

  function closedTo({ ticker, timeframe, market }: Series): number {
    const last = store.bars.tail(ticker, timeframe, 1).openedAt[0];
    if (last === undefined) return -Infinity;
    return closesAt(last, timeframe, { market, calendar }) ?? last;
  }

  function of(series: Series): Entry {
    const { ticker, timeframe, market } = series;
    const found = entries.get(`${ticker} ${timeframe}`);
    if (found?.market === market) return found;
    const askedAt = found?.askedAt ?? store.bars.about(ticker, timeframe)?.askedAt;
    const entry: Entry = {
      triedAt: askedAt,
      fault: undefined,
      forming: undefined,
      ...found,
      askedAt,
      market,
      closedTo: closedTo(series),
    };
    put(series, entry);
    return entry;
  }

  function put({ ticker, timeframe }: Series, entry: Entry): void {
    if (entries.size >= MOST_REMEMBERED) entries.clear();
    entries.set(`${ticker} ${timeframe}`, entry);
  }

  return {
    of,
    /** Something about a series has changed. */
    set: (series: Series, change: Partial<Asked & { forming: FormingBar | undefined }>): void =>
      put(series, { ...of(series), ...change }),
    /** The bars of a series have changed. */
    recount: (series: Series): void => put(series, { ...of(series), closedTo: closedTo(series) }),
    /** All that was known of a ticker's series is void. */
    drop(ticker: Ticker): void {
      for (const timeframe of store.bars.timeframes(ticker))
        entries.delete(`${ticker} ${timeframe}`);
    },
  };
}
