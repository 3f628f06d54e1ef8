import type { Ticker } from '../core/ticker.ts';
import { instant, type Instant } from '../core/time.ts';
import type { Timeframe } from '../core/timeframe.ts';
import { insertInto } from './hot.ts';
import type { Db } from './open.ts';
import { barJudged } from './schema/bars.ts';

/** How far rules have judged each length of bars. */
export function judgedStore(db: Db) {
  const all = db.sqlite.prepare<[], Row>('select * from bar_judged');
  const write = insertInto(db, barJudged, {
    onConflict: 'on conflict (ticker, timeframe) do update set judged_to = excluded.judged_to',
  });
  // This process is the only writer, so what it read or wrote is what there is.
  let known: Map<string, Instant> | undefined;
  const read = (): Map<string, Instant> =>
    (known ??= new Map(
      all.all().map((row) => [`${row.ticker} ${row.timeframe}`, instant(row.judged_to)]),
    ));
  return {
    /** The close of the last bar that was judged; undefined before the first. */
    to: (ticker: Ticker, timeframe: Timeframe): Instant | undefined =>
      read().get(`${ticker} ${timeframe}`),
    /** Bars that closed by then are judged. Writes nothing when that is known. */
    put(ticker: Ticker, timeframe: Timeframe, judgedTo: Instant): void {
      const key = `${ticker} ${timeframe}`;
      if (read().get(key) === judgedTo) return;
      read().set(key, judgedTo);
      write.run({ ticker, timeframe, judgedTo });
    },
    /** Reads anew what was kept; called after a transaction that failed. */
    forget: (): void => void (known = undefined),
  };
}

type Row = { readonly ticker: string; readonly timeframe: string; readonly judged_to: number };
