import type { DatedRate, Rates } from '../core/currency.ts';
import { instant, type Instant } from '../core/time.ts';
import type { IsoDate } from '../core/zone.ts';
import type { Db } from './open.ts';
import { insertInto } from './hot.ts';
import { fxRate } from './schema/portfolio.ts';

/** How many `quote` one `base` was worth on a day. `at` is the market's own time of it. */
export type FxRate = {
  readonly base: string;
  readonly quote: string;
  readonly day: IsoDate;
  readonly rate: number;
  readonly source: string;
  readonly at: Instant;
};

/** Rates of exchange by day (UTC), each pair the way round in which it was asked for. */
export function fxStore(db: Db) {
  const { sqlite } = db;
  const put = insertInto(db, fxRate, {
    onConflict: `on conflict (base, quote, day) do update set rate = excluded.rate,
      source = excluded.source, at = excluded.at where excluded.at >= fx_rate.at`,
  });
  const byDay = sqlite.prepare<[string, string, string], FxRate>(
    `select base, quote, day, rate, source, at from fx_rate where base = ? and quote = ? and day <= ?
     order by day desc limit 1`,
  );
  const first = sqlite.prepare<[string, string], { day: string | null }>(
    'select min(day) as day from fx_rate where base = ? and quote = ?',
  );
  const needed = sqlite.prepare<[], { day: string | null }>(
    `select min(day) as day from (select min(day) as day from equity
       union all select date(min(at) / 1000, 'unixepoch') from trade)`,
  );

  /** Of that day, or of the last one before it that has one; its day says which. Only this way round. */
  function rate(base: string, quote: string, day: IsoDate): FxRate | undefined {
    const found = byDay.get(base, quote, day);
    return found && { ...found, at: instant(found.at) };
  }

  return {
    /** A rate of the same day is replaced by a newer one. */
    put: (wish: FxRate): void => void put.run(wish),
    rate,
    /** What `convert` converts by: the rates as they were known on a day. */
    on(day: IsoDate): Rates {
      const known = new Map<string, DatedRate | undefined>();
      return (base, quote) => {
        const pair = `${base}/${quote}`;
        if (!known.has(pair)) known.set(pair, rate(base, quote, day));
        return known.get(pair);
      };
    },
    /** The first day that has a rate of the pair. */
    firstDay: (base: string, quote: string): IsoDate | undefined =>
      first.get(base, quote)?.day ?? undefined,
    /** The first day of which there is something to convert: a trade, or what an account was worth. */
    neededSince: (): IsoDate | undefined => needed.get()?.day ?? undefined,
  };
}
