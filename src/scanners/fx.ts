import { wholeUnits } from '../core/currency.ts';
import type { Quote } from '../core/market.ts';
import type { MarketData } from '../core/ports/market-data.ts';
import { parseTicker } from '../core/ticker.ts';
import { DAY_MS, HOUR_MS, instant, plus, type Clock, type Instant } from '../core/time.ts';
import { isoDate, shiftDate, type IsoDate } from '../core/zone.ts';
import type { Store } from '../db/store.ts';

export type FxDeps = {
  readonly store: Store;
  readonly market: MarketData;
  readonly clock: Clock;
};

/** Every rate is kept as so many of these; others follow from two of them. */
const QUOTED_IN = 'USD';
/** A rate that is so old is no rate of today, whoever tells it: markets rest three days at most, four over Christmas. */
const OLDEST_MS = 5 * DAY_MS;
/** No currency that people hold moves so far within a week without its steps having been seen. */
const JUMP = 0.25;
const JUMP_WITHIN_DAYS = 7;
const AGAIN_MS = HOUR_MS;
/** So near the first day that is needed, a weekend or a holiday lies between. */
const NEAR_DAYS = 7;

/**
 * Keeps the rates between all currencies that somebody's books are in: today's once an hour, and those of the past as far
 * back as there are trades and accounts. A rate that nobody tells stays missing; the last one before it stands in, with its day.
 */
export function fxRates(deps: FxDeps): () => Promise<readonly string[]> {
  const askedAt = new Map<string, Instant>();
  return async () => {
    const now = deps.clock();
    const due = neededCurrencies(deps.store).filter((base) => {
      const before = askedAt.get(base);
      const isKnown = deps.store.fx.firstDay(base, QUOTED_IN) !== undefined;
      return before === undefined || !isKnown || now - before >= AGAIN_MS;
    });
    if (due.length === 0) return [];
    const isFirst = due.filter((base) => !askedAt.has(base));
    const failures = [...(await askToday(deps, due)), ...(await askPast(deps, isFirst))];
    for (const base of due) askedAt.set(base, now);
    return failures;
  };
}

/** Currencies besides the dollar, when there are two to convert between. */
function neededCurrencies({ accounts, positions, books }: Store): readonly string[] {
  const all = accounts.all();
  const found = new Set([
    ...all.map(({ currency }) => currency),
    ...all.flatMap(({ user }) => books.get(user).currency ?? []),
    ...positions.open().map(({ currency }) => currency),
  ]);
  const whole = [...found].map((currency) => wholeUnits({ amount: 1, currency }).currency);
  const named = [...new Set(whole)].filter((currency) => /^[A-Z]{3}$/.test(currency));
  return named.length < 2 ? [] : named.filter((currency) => currency !== QUOTED_IN);
}

/** Yahoo's name of a pair. */
function pairOf(base: string) {
  return parseTicker(`${base}${QUOTED_IN}=X`);
}

async function askToday(
  { store, market, clock }: FxDeps,
  due: readonly string[],
): Promise<readonly string[]> {
  const pairs = due.flatMap((base) => {
    const ticker = pairOf(base);
    return ticker === undefined ? [] : [{ base, ticker }];
  });
  const { quotes } = await market.quotes(pairs.map(({ ticker }) => ticker));
  const now = clock();
  return store.transact(() =>
    pairs.flatMap(({ base, ticker }) => {
      const quote = quotes.get(ticker);
      const why = quote === undefined ? 'nobody told it' : problemOf(store, base, { quote, now });
      if (quote === undefined || why !== undefined) return [`${base} in ${QUOTED_IN}: ${why}`];
      const { price: rate, at, source } = quote;
      store.fx.put({ base, quote: QUOTED_IN, day: isoDate(at, 'UTC'), rate, source, at });
      return [];
    }),
  );
}

function problemOf(
  { fx }: Store,
  base: string,
  { quote, now }: { readonly quote: Quote; readonly now: Instant },
): string | undefined {
  const { price, currency, at } = quote;
  if (!Number.isFinite(price) || price <= 0) return 'what was told is no number above zero';
  if (currency !== QUOTED_IN) return `it was told in ${currency}`;
  if (now - at > OLDEST_MS || at > now + HOUR_MS) return 'its time is not of these days';
  const day = isoDate(at, 'UTC');
  const last = fx.rate(base, QUOTED_IN, day);
  if (last === undefined || last.day < shiftDate(day, -JUMP_WITHIN_DAYS)) return undefined;
  const ratio = price / last.rate;
  return Math.max(ratio, 1 / ratio) > 1 + JUMP
    ? `it jumped from ${last.rate} to ${price} at once, which I do not believe`
    : undefined;
}

/** Days before the first that is kept, as far back as something needs them. Asked once a start. */
async function askPast(
  { store, market, clock }: FxDeps,
  bases: readonly string[],
): Promise<readonly string[]> {
  const needed = store.fx.neededSince();
  const failures: string[] = [];
  for (const base of bases) {
    const ticker = pairOf(base);
    const today = isoDate(clock(), 'UTC');
    const since = store.fx.firstDay(base, QUOTED_IN) ?? today;
    if (needed === undefined || ticker === undefined || shiftDate(needed, NEAR_DAYS) >= since)
      continue;
    const from = plus(instant(Date.parse(`${needed}T00:00:00Z`)), -NEAR_DAYS * DAY_MS);
    const reply = await market.bars({ ticker, timeframe: '1d', from });
    if (reply.kind === 'bars') keepPast(store, base, { ...reply, before: since });
    else failures.push(`past ${base} in ${QUOTED_IN}: ${reply.kind}`);
  }
  return failures;
}

type Past = {
  readonly source: string;
  readonly bars: { readonly openedAt: Float64Array; readonly close: Float64Array };
  readonly before: IsoDate;
};

function keepPast(store: Store, base: string, { source, bars, before }: Past): void {
  store.transact(() => {
    bars.openedAt.forEach((openedAt, n) => {
      const rate = bars.close[n] ?? NaN;
      // A day of this market opens at midnight in London, which in summer is the evening before by UTC.
      const at = plus(instant(openedAt), DAY_MS / 2);
      const day = isoDate(at, 'UTC');
      if (day >= before || !(rate > 0)) return;
      store.fx.put({ base, quote: QUOTED_IN, day, rate, source, at });
    });
  });
}
