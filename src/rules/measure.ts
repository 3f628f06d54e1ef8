import type { Bars, Quote } from '../core/market.ts';
import type { Instant } from '../core/time.ts';
import type { Timeframe } from '../core/timeframe.ts';

/** What a measure's numbers are, so that the parser can refuse the impossible and a card can write them. */
export type Unit =
  | { readonly kind: 'price' }
  /** In percent: 3 means 3 %. `min` is the least that can be, when there is one. */
  | { readonly kind: 'percent'; readonly min?: number }
  | { readonly kind: 'bounded'; readonly min: number; readonly max: number }
  | { readonly kind: 'count' | 'ratio' | 'sigma' | 'shares' | 'money' | 'index' };

/** How far past the level a reading must return before the rule may ring again. */
export type Distance = { readonly pct: number } | { readonly points: number };

type PeriodSpec<Name extends string = string> = {
  readonly name: Name;
  readonly default: number;
  readonly min: number;
  readonly max: number;
};

export type Periods<Name extends string = string> = { readonly [name in Name]: number };

type Common = {
  /** As typed in a rule, lower case. */
  readonly name: string;
  /** What it is, for help and cards: a phrase that follows "NVDA's". */
  readonly says: string;
  readonly unit: Unit;
  /** Whole conditions that parse; help shows them and the contract test tries them. */
  readonly examples: readonly string[];
  /** Unless the rule says otherwise. Percent are of the level; points are in `unit`. */
  readonly rearm: Distance;
};

/** Judged on every quote. */
export type QuoteMeasure = Common & {
  readonly kind: 'quote';
  /** The value in `unit`, or undefined when the view has too little to tell. */
  read(view: QuoteView): number | undefined;
};

/** Judged on closed bars of one timeframe. */
export type SeriesMeasure<Name extends string = string, Output extends string = string> = Common & {
  readonly kind: 'series';
  readonly periods: readonly PeriodSpec<Name>[];
  /** The first is meant when a rule names none. */
  readonly outputs: readonly [Output, ...Output[]];
  /** What an output is when it is something else than `unit`. */
  readonly units?: { readonly [output in Output]?: Unit };
  /** Set where there are several measures of one name: tells this one from the others. */
  readonly variant?: string;
  /** Its price unit is the size of a move, which may be 0 or below. */
  readonly isDifference?: true;
  /** Reads volume, which currencies and some indices do not have. */
  readonly hasVolume?: true;
  /** Looks only at the bars before each, so that it is known already for the bar in progress. */
  isPrior?(periods: Periods<Name>): boolean;
  /** Bars that are meant when a rule names none; `1d` when left out. */
  readonly timeframe?: Timeframe;
  /** Bars needed before the last value can be trusted. */
  lookback(periods: Periods<Name>): number;
  /** One column per output, as long as the bars, NaN in warm-up. */
  compute(
    bars: Bars,
    periods: Periods<Name>,
    columns?: Columns,
  ): { readonly [output in Output]: Float64Array };
};

export type Measure = QuoteMeasure | SeriesMeasure;

/** Other series of the same ticker and timeframe, for a measure that is made of measures. */
export type Columns = {
  column(read: Omit<SeriesRead, 'timeframe'>): Float64Array | undefined;
};

/** What a rule is judged against: one ticker at one moment. */
export type QuoteView = {
  readonly quote: Quote;
  /** The quote judged before this one. */
  readonly previous: { readonly price: number; readonly at: Instant } | undefined;
  /** The price that many milliseconds before the quote's own time; undefined when history does not reach. */
  priceAgo(ms: number): number | undefined;
  /** The price stored with the rule when it was made. */
  readonly reference: number | undefined;
};

/** The view of a rule that also reads series. A view without `series` leaves those readings unknown. */
export type RuleView = QuoteView & {
  series?(read: SeriesRead): SeriesReading | undefined;
  /** The bar that is judged, when it is one. */
  readonly bar?: JudgedBar;
  /** The view that many judgements earlier; only closed bars have one. */
  back?(count: number): RuleView | undefined;
};

/** The bar at whose close a rule is judged; one that is still forming may yet change. */
export type JudgedBar = {
  readonly timeframe: Timeframe;
  readonly openedAt: Instant;
  readonly closesAt: Instant;
  readonly isForming: boolean;
};

/** One series value as a rule names it: `bb20,2.lower@1h[1]`. */
export type SeriesRead = {
  readonly kind: 'series';
  readonly measure: SeriesMeasure;
  readonly periods: Periods;
  readonly output: string;
  readonly timeframe: Timeframe;
  readonly barsAgo: number;
};

/** The value `barsAgo` closed bars ago, and one bar before that. NaN in warm-up. */
export type SeriesReading = {
  readonly value: number;
  readonly previous: number;
  /** When the value's bar opened and closed, epoch milliseconds. */
  readonly openedAt?: number;
  readonly closedAt?: number;
};

/** Declares a measure; a series measure's period and output names are checked against its `compute`. */
export function defineMeasure(measure: QuoteMeasure): QuoteMeasure;
export function defineMeasure<const Name extends string, const Output extends string>(
  measure: SeriesMeasure<Name, Output>,
): SeriesMeasure<Name, Output>;
export function defineMeasure(measure: Measure): Measure {
  return measure;
}

/** From `base` to `price` in percent: 102.5 from 100 is exactly 2.5, which `price / base - 1` is not. */
export function percentFrom(base: number | undefined, price: number): number | undefined {
  return base === undefined || base === 0 ? undefined : ((price - base) * 100) / Math.abs(base);
}
