import type { Bars } from '../core/market.ts';
import type { Ticker } from '../core/ticker.ts';
import type { FetchedTimeframe } from '../core/timeframe.ts';
import type { Db } from './open.ts';

type Key = [ticker: string, timeframe: string];
/** In the order of the columns of `Bars`. */
type Row = readonly [
  openedAt: number,
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number | null,
];

const COLUMNS = 'opened_at, open, high, low, close, volume';

/** The table of bars, as columns of numbers. Rows come as arrays, not objects: a third of the time. */
export function barRows({ sqlite }: Db) {
  const all = sqlite
    .prepare<Key, Row>(
      `select ${COLUMNS} from bar where ticker = ? and timeframe = ? order by opened_at`,
    )
    .raw();
  const since = sqlite
    .prepare<[...Key, number], Row>(
      `select ${COLUMNS} from bar where ticker = ? and timeframe = ? and opened_at >= ? order by opened_at`,
    )
    .raw();
  const tail = sqlite
    .prepare<[...Key, number], Row>(
      `select ${COLUMNS} from bar where ticker = ? and timeframe = ? order by opened_at desc limit ?`,
    )
    .raw();
  const upsert = sqlite.prepare<[...Key, ...number[]]>(
    `insert into bar (ticker, timeframe, ${COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?)
       on conflict (ticker, timeframe, opened_at) do update set open = excluded.open,
         high = excluded.high, low = excluded.low, close = excluded.close, volume = excluded.volume`,
  );
  const drop = sqlite.prepare<Key>('delete from bar where ticker = ? and timeframe = ?');
  const dropBefore = sqlite.prepare<[...Key, number]>(
    'delete from bar where ticker = ? and timeframe = ? and opened_at < ?',
  );
  return {
    all: (ticker: Ticker, timeframe: FetchedTimeframe): Bars => toBars(all.all(ticker, timeframe)),
    tail: (ticker: Ticker, timeframe: FetchedTimeframe, count: number): Bars =>
      toBars(tail.all(ticker, timeframe, count).toReversed()),
    /**
     * Writes the bars that are not there yet or differ; those without a whole price are left out.
     *
     * @returns how many
     */
    put(ticker: Ticker, timeframe: FetchedTimeframe, bars: Bars): number {
      const { openedAt, open, high, low, close, volume } = bars;
      const stored = toBars(since.all(ticker, timeframe, openedAt[0] ?? Infinity));
      let written = 0;
      for (let i = 0, at = 0; i < openedAt.length; i++) {
        const when = openedAt[i] ?? NaN;
        while ((stored.openedAt[at] ?? Infinity) < when) at++;
        if (!hasPrices(bars, i) || isSameBar(stored, at, { bars, at: i })) continue;
        const cells = [open[i], high[i], low[i], close[i], volume[i]].map((cell) => cell ?? NaN);
        // SQLite has no NaN: it keeps NULL.
        upsert.run(ticker, timeframe, when, ...cells);
        written++;
      }
      return written;
    },
    drop: (ticker: Ticker, timeframe: FetchedTimeframe): void => void drop.run(ticker, timeframe),
    /** @returns whether there were any */
    dropBefore: (ticker: Ticker, timeframe: FetchedTimeframe, before: number): boolean =>
      dropBefore.run(ticker, timeframe, before).changes > 0,
  };
}

function hasPrices({ open, high, low, close }: Bars, i: number): boolean {
  return Number.isFinite((open[i] ?? NaN) + (high[i] ?? NaN) + (low[i] ?? NaN) + (close[i] ?? NaN));
}

function isSameBar(
  { openedAt, open, high, low, close, volume }: Bars,
  i: number,
  other: { readonly bars: Bars; readonly at: number },
): boolean {
  const { bars, at } = other;
  return (
    openedAt[i] === bars.openedAt[at] &&
    open[i] === bars.open[at] &&
    high[i] === bars.high[at] &&
    low[i] === bars.low[at] &&
    close[i] === bars.close[at] &&
    Object.is(volume[i], bars.volume[at])
  );
}

function toBars(rows: readonly Row[]): Bars {
  const column = (): Float64Array => new Float64Array(rows.length);
  const openedAt = column();
  const open = column();
  const high = column();
  const low = column();
  const close = column();
  const volume = column();
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    if (row === undefined) continue;
    openedAt[i] = row[0];
    open[i] = row[1];
    high[i] = row[2];
    low[i] = row[3];
    close[i] = row[4];
    volume[i] = row[5] ?? NaN;
  }
  return { openedAt, open, high, low, close, volume };
}
