import type { BarWant } from '../core/ports/bar-keeper.ts';
import type { MarketId } from '../core/market.ts';
import type { Ticker } from '../core/ticker.ts';
import { parseTicker } from '../core/ticker.ts';
import { instant, type Instant } from '../core/time.ts';
import type { HeldRisk } from '../portfolio/risk.ts';
import {
  betaOf,
  historicalVar,
  movesOver,
  type DailyCloses,
  type ValueAtRisk,
} from '../portfolio/value-at-risk.ts';
import type { AppDeps } from './deps.ts';
import type { BookFacts } from './risk-book.ts';

export type MeasureDeps = Pick<AppDeps, 'store' | 'bars' | 'market'>;

/** What the moves of past days say about what is held now. Money in the book's currency. */
export type BookMeasures = {
  /** How many closes the days are of, and the last of them; undefined where there are no bars at all. */
  readonly days:
    | { readonly count: number; readonly from: Instant; readonly to: Instant }
    | undefined;
  readonly valueAtRisk: ValueAtRisk | undefined;
  readonly confidencePct: number;
  /** Left out, with what is missing; the rest is what the figures are of. */
  readonly without: readonly { readonly name: string; readonly why: string }[];
  readonly counted: number;
  readonly scenarios: readonly Scenario[];
};

/** What a move of a market would mean if everything moved with it as it has. */
export type Scenario = {
  readonly ticker: Ticker;
  readonly movePct: number;
  /** Undefined where its own bars are not known. */
  readonly result:
    | {
        readonly amount: number;
        /** Of all that is counted, weighted by value. */
        readonly beta: number;
        /** Greatest loss first. */
        readonly parts: readonly { readonly name: string; readonly beta: number; amount: number }[];
      }
    | undefined;
};

const CONFIDENCE_PCT = 95;
const CLOSES = 250;
/** Markets that never close have more days within the same time; so have those with fewer holidays than New York. */
const CLOSES_ALWAYS = 375;
const CLOSES_ELSEWHERE = 265;

type Factor = { readonly ticker: Ticker; readonly market: MarketId; readonly movePct: number };

const FACTORS: readonly Factor[] = [
  { ticker: known('SPY'), market: 'us', movePct: -3 },
  { ticker: known('^VIX'), market: 'us-index', movePct: 30 },
];

function known(text: string): Ticker {
  const ticker = parseTicker(text);
  if (ticker === undefined) throw new Error(`${text} is no ticker`);
  return ticker;
}

/** Brings in the daily bars of what is held and of what it is held against. Awaits; what cannot be had is left. */
export async function topUpFor(deps: MeasureDeps, tickers: readonly Ticker[]): Promise<void> {
  const markets = await marketsOf(deps, tickers);
  const wants = [...markets].map(([ticker, market]): BarWant => {
    const bars = market === 'always' ? CLOSES_ALWAYS : CLOSES_ELSEWHERE;
    return { ticker, market, timeframe: '1d', bars };
  });
  const others = FACTORS.filter(({ ticker }) => !markets.has(ticker)).map(
    ({ ticker, market }): BarWant => ({ ticker, market, timeframe: '1d', bars: CLOSES_ELSEWHERE }),
  );
  await deps.bars.topUp([...wants, ...others]);
}

/** Which market each trades in, asked of the vendor where no quote has told it yet. */
async function marketsOf(
  { store, market }: MeasureDeps,
  tickers: readonly Ticker[],
): Promise<ReadonlyMap<Ticker, MarketId>> {
  const kept = (ticker: Ticker) => store.quotes.get(ticker)?.quote;
  const missing = tickers.filter((ticker) => kept(ticker) === undefined);
  const { quotes } = missing.length === 0 ? { quotes: undefined } : await market.quotes(missing);
  return new Map(
    tickers.flatMap((ticker) => {
      const quote = kept(ticker) ?? quotes?.get(ticker);
      return quote === undefined ? [] : [[ticker, quote.instrument.market] as const];
    }),
  );
}

type Counted = { readonly name: string; readonly value: number; readonly moves: Float64Array };

/** What past days say, from bars that are kept; asks nobody. */
export function measuresOf(deps: MeasureDeps, { risk }: BookFacts): BookMeasures {
  const rows = [...risk.protecteds, ...risk.unprotecteds];
  const days = daysOf(deps, rows);
  const counted: Counted[] = [];
  const without: { name: string; why: string }[] = [];
  for (const row of rows) {
    const found = movesOf(deps, row.held.ticker, days);
    const { name } = row.held;
    if (!('why' in found)) counted.push({ name, value: row.value, moves: found.moves });
    else if (!without.some((one) => one.name === name)) without.push({ name, why: found.why });
  }
  const [from, to] = [days[0], days.at(-1)];
  return {
    days:
      from === undefined || to === undefined
        ? undefined
        : { count: days.length, from: instant(from), to: instant(to) },
    valueAtRisk: historicalVar(counted, CONFIDENCE_PCT),
    confidencePct: CONFIDENCE_PCT,
    without,
    counted: counted.length,
    scenarios: FACTORS.map((factor) => scenarioOf(deps, { factor, counted, days })),
  };
}

/** The ends of the days over which all is measured: those of SPY, or of the largest holding with bars. */
function daysOf(deps: MeasureDeps, rows: readonly Valued[]): Float64Array {
  const byValue = rows.toSorted((a, b) => b.value - a.value);
  const tickers = [FACTORS[0]?.ticker, ...byValue.map(({ held }) => held.ticker)];
  for (const ticker of tickers) {
    const closes = closesOf(deps, ticker);
    if (closes !== undefined && closes.closesAt.length > 1) return closes.closesAt.slice(-CLOSES);
  }
  return new Float64Array();
}

type Valued = Extract<HeldRisk, { readonly value: number }>;

function closesOf({ bars }: MeasureDeps, ticker: Ticker | undefined): DailyCloses | undefined {
  const kept = ticker === undefined ? undefined : bars.read(ticker, '1d');
  return kept && { closesAt: kept.closesAt, close: kept.bars.close };
}

function movesOf(
  deps: MeasureDeps,
  ticker: Ticker | undefined,
  days: Float64Array,
): { readonly moves: Float64Array } | { readonly why: string } {
  if (ticker === undefined) return { why: 'I don’t know where it trades' };
  const closes = closesOf(deps, ticker);
  if (closes === undefined || days.length < 2) return { why: 'no daily bars' };
  const moves = movesOver(closes, days);
  if (moves !== undefined) return { moves };
  const first = days[0] ?? 0;
  const within = closes.closesAt.filter((at) => at >= first).length;
  return { why: `${within} of ${days.length} closes` };
}

type Trying = {
  readonly factor: Factor;
  readonly counted: readonly Counted[];
  readonly days: Float64Array;
};

function scenarioOf(deps: MeasureDeps, { factor, counted, days }: Trying): Scenario {
  const { ticker, movePct } = factor;
  const market = movesOf(deps, ticker, days);
  const value = counted.reduce((sum, one) => sum + one.value, 0);
  if ('why' in market || !(value > 0)) return { ticker, movePct, result: undefined };
  const parts = counted.map((one) => {
    const beta = betaOf(one.moves, market.moves);
    return { name: one.name, beta, amount: (one.value * beta * movePct) / 100 };
  });
  const amount = parts.reduce((sum, part) => sum + part.amount, 0);
  if (!Number.isFinite(amount)) return { ticker, movePct, result: undefined };
  const beta = amount / value / (movePct / 100);
  return {
    ticker,
    movePct,
    result: { amount, beta, parts: parts.sort((a, b) => a.amount - b.amount) },
  };
}
