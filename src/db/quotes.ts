import { and, desc, eq, lte, sql } from 'drizzle-orm';
import type { Earnings, Instrument, Quote } from '../core/market.ts';
import type { Ticker } from '../core/ticker.ts';
import { DAY_MS, instant, MINUTE_MS, plus, type Instant } from '../core/time.ts';
import type { TickerState } from '../core/ticker-state.ts';
import type { Db } from './open.ts';
import { quote, quoteSample } from './schema/rules.ts';

/** The last admitted price of every ticker, and the samples that short moves are measured from. */
export function quoteStore({ orm, sqlite }: Db) {
  const at = sql.placeholder;
  const byTicker = orm
    .select()
    .from(quote)
    .where(eq(quote.ticker, at('ticker')))
    .prepare();
  const all = orm.select().from(quote).prepare();
  const put = sqlite.prepare<ReturnType<typeof toRow>>(
    `insert or replace into quote (ticker, price, currency, at, delay_ms, previous_close, earnings_at,
       earnings_estimated, source, instrument, held_price, held_since, trouble, trouble_since, trouble_told)
     values (:ticker, :price, :currency, :at, :delayMs, :previousClose, :earningsAt, :earningsEstimated, :source,
       :instrument, :heldPrice, :heldSince, :trouble, :troubleSince, :troubleTold)`,
  );
  const addSample = sqlite.prepare<[string, number, number]>(
    'insert into quote_sample (ticker, at, price) values (?, ?, ?) on conflict do nothing',
  );
  const sampleBefore = orm
    .select({ price: quoteSample.price, at: quoteSample.at })
    .from(quoteSample)
    .where(and(eq(quoteSample.ticker, at('ticker')), lte(quoteSample.at, at('before'))))
    .orderBy(desc(quoteSample.at))
    .limit(1)
    .prepare();
  const firstSample = sqlite.prepare<[string, number], { price: number; at: number }>(
    'select price, at from quote_sample where ticker = ? and at >= ? order by at limit 1',
  );
  const prune = sqlite.prepare<[number]>('delete from quote_sample where at < ?');
  const refoot = sqlite.prepare<[number, string, number]>(
    'update quote_sample set price = price * ? where ticker = ? and at < ?',
  );
  // This process is the only writer, so what it read or wrote is what there is. Every scan asks for every ticker.
  const known = new Map<Ticker, TickerState>();

  return {
    get(ticker: Ticker): TickerState | undefined {
      const found = known.get(ticker);
      if (found !== undefined) return found;
      const row = byTicker.get({ ticker });
      if (row === undefined) return undefined;
      const state = toState(row);
      known.set(ticker, state);
      return state;
    },
    all: (): readonly TickerState[] => all.all().map(toState),
    put(state: TickerState): void {
      known.set(state.ticker, state);
      put.run(toRow(state));
    },
    /** Reads anew what was kept; called after a transaction that failed. */
    forget: (): void => known.clear(),
    /** Keeps the price at the start of its minute; a second one in the same minute is ignored. */
    sample: (ticker: Ticker, price: number, when: Instant): void =>
      void addSample.run(ticker, Math.floor(when / MINUTE_MS) * MINUTE_MS, price),
    /**
     * The price `ms` milliseconds before `at`: the last sample by then, if it is near enough to stand for it (a weekend
     * for spans of days).
     */
    priceAgo(ticker: Ticker, ms: number, at: Instant): number | undefined {
      const before = plus(at, -ms);
      const found = sampleBefore.get({ ticker, before });
      const toleranceMs = Math.max(5 * MINUTE_MS, ms / 10, ms >= DAY_MS ? 4 * DAY_MS : 0);
      return found !== undefined && before - found.at <= toleranceMs ? found.price : undefined;
    },
    /** Samples from before a split are brought onto today's footing. */
    refootSamples: (ticker: Ticker, before: Instant, factor: number): void =>
      void refoot.run(factor, ticker, before),
    /** The first sample from a moment on; its time is the beginning of its minute. */
    sampleSince(
      ticker: Ticker,
      moment: Instant,
    ): { readonly price: number; readonly at: Instant } | undefined {
      const found = firstSample.get(ticker, moment);
      return found && { price: found.price, at: instant(found.at) };
    },
    pruneSamples: (before: Instant): void => void prune.run(before),
  };
}

function toState(row: typeof quote.$inferSelect): TickerState {
  return {
    ticker: row.ticker as Ticker,
    quote: toQuote(row),
    held:
      row.heldPrice === null || row.heldSince === null
        ? undefined
        : { price: row.heldPrice, since: instant(row.heldSince) },
    trouble:
      row.trouble === null || row.troubleSince === null
        ? undefined
        : { why: row.trouble, since: instant(row.troubleSince), isTold: row.troubleTold },
  };
}

function toQuote(row: typeof quote.$inferSelect): Quote | undefined {
  if (row.price === null || row.at === null || row.instrument === null) return undefined;
  return {
    ticker: row.ticker as Ticker,
    price: row.price,
    currency: row.currency ?? '',
    at: instant(row.at),
    delayMs: row.delayMs,
    previousClose: row.previousClose ?? undefined,
    earnings: toEarnings(row),
    source: row.source ?? '',
    instrument: JSON.parse(row.instrument) as Instrument,
  };
}

function toEarnings(row: typeof quote.$inferSelect): Earnings | undefined {
  if (row.earningsAt === null) return undefined;
  return { at: instant(row.earningsAt), isEstimate: row.earningsEstimated ?? true };
}

function toRow({ ticker, quote: last, held, trouble }: TickerState) {
  return {
    ticker,
    price: last?.price ?? null,
    currency: last?.currency ?? null,
    at: last?.at ?? null,
    delayMs: last?.delayMs ?? 0,
    previousClose: last?.previousClose ?? null,
    earningsAt: last?.earnings?.at ?? null,
    earningsEstimated: last?.earnings ? Number(last.earnings.isEstimate) : null,
    source: last?.source ?? null,
    instrument: last ? JSON.stringify(last.instrument) : null,
    heldPrice: held?.price ?? null,
    heldSince: held?.since ?? null,
    trouble: trouble?.why ?? null,
    troubleSince: trouble?.since ?? null,
    troubleTold: Number(trouble?.isTold ?? false),
  };
}
