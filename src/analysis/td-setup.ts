import type { Bars } from '../core/market.ts';

/** + is a buy setup (closes falling), − a sell setup. */
export type TdSide = 1 | -1;

export type TdSetups = {
  /**
   * The bar's number in its setup, + buy, − sell, 0 when no setup runs. ±9 completes it. The closes may go on in the
   * same way after that: those bars count on as ±10, ±11, … and belong to the same setup, not to a new one.
   */
  readonly setup: Float64Array;
  /** Which way the last completed setup went: 1 buy, −1 sell, 0 before the first. */
  readonly side: Float64Array;
  /**
   * 1 on the bar with which the last completed setup became perfected, else 0. That is bar 9 when its own or bar 8's
   * low (buy; sell: high) reaches beyond bars 6 and 7, and otherwise the first later bar that does, as long as no
   * other setup has been completed.
   */
  readonly perfected: Float64Array;
  /** TDST of the last completed buy setup, the highest true high of bars 1–9; NaN before the first. */
  readonly resistance: Float64Array;
  /** TDST of the last completed sell setup, the lowest true low of bars 1–9; NaN before the first. */
  readonly support: Float64Array;
  /** TDST of the last completed setup, whichever way it went; NaN before the first. */
  readonly tdst: Float64Array;
};

/** Prices as one side sees them: for the sell side everything is upside down, so that the buy rules serve both. */
export type TdView = Pick<Bars, 'high' | 'low' | 'close'>;

/** What one completed setup leaves behind, in the prices of its side's view. */
export type TdExtent = {
  readonly highestHigh: number;
  readonly highestTrueHigh: number;
  readonly lowestTrueLow: number;
};

const COMPLETE = 9;

/**
 * TD setups, their perfection and their TDST lines. A setup begins on a price flip (the close before was above the
 * close four bars before it, this one is below its own; sell mirrored) and needs nine such closes in a row: one that is
 * equal, missing or on the other side ends it.
 *
 * Series as long as `bars`, prices in theirs. Counts have no warm-up: 0 is "no setup", and a run that was under way when
 * the bars begin is not counted, for its flip was not seen. A bar is never judged by later ones.
 *
 * @see demark.com/sequential-indicator; J. Perl, DeMark Indicators, ch. 1.
 */
export function tdSetups(bars: Bars): TdSetups {
  const { length } = bars.close;
  const setup = setupCounts(bars.close);
  const views = { buy: bars, sell: upsideDown(bars) };
  const side = new Float64Array(length);
  const perfected = new Float64Array(length);
  const resistance = new Float64Array(length).fill(NaN);
  const support = new Float64Array(length).fill(NaN);
  const tdst = new Float64Array(length).fill(NaN);

  let last: { readonly view: TdView; readonly side: TdSide; isPerfect: boolean } | undefined;
  const lines = { resistance: NaN, support: NaN, tdst: NaN };
  let reach = NaN;
  for (let i = 0; i < length; i++) {
    const completed = completedOn(setup, i);
    if (completed !== undefined) {
      const view = completed === 1 ? views.buy : views.sell;
      last = { view, side: completed, isPerfect: false };
      reach = Math.min(at(view.low, i - 3), at(view.low, i - 2));
      lines.tdst = completed * extentOf(view, i).highestTrueHigh;
      if (completed === 1) lines.resistance = lines.tdst;
      else lines.support = lines.tdst;
    }
    if (last && !last.isPerfect) {
      const lowest = at(last.view.low, i);
      const isBar8Enough = completed !== undefined && at(last.view.low, i - 1) <= reach;
      last.isPerfect = lowest <= reach || isBar8Enough;
      if (last.isPerfect) perfected[i] = 1;
    }
    side[i] = last?.side ?? 0;
    resistance[i] = lines.resistance;
    support[i] = lines.support;
    tdst[i] = lines.tdst;
  }
  return { setup, side, perfected, resistance, support, tdst };
}

/** The side whose setup is completed by this very bar, its ninth. */
export function completedOn(setup: Float64Array, bar: number): TdSide | undefined {
  const count = setup[bar];
  if (count === COMPLETE) return 1;
  return count === -COMPLETE ? -1 : undefined;
}

/** The reach of bars 1–9 of a setup whose ninth bar is `last`. A missing price makes it NaN. */
export function extentOf(view: TdView, last: number): TdExtent {
  let highestHigh = -Infinity;
  let highestTrueHigh = -Infinity;
  let lowestTrueLow = Infinity;
  for (let i = last - COMPLETE + 1; i <= last; i++) {
    highestHigh = Math.max(highestHigh, at(view.high, i));
    highestTrueHigh = Math.max(highestTrueHigh, trueHigh(view, i));
    lowestTrueLow = Math.min(lowestTrueLow, trueLow(view, i));
  }
  return { highestHigh, highestTrueHigh, lowestTrueLow };
}

export function trueHigh(view: TdView, bar: number): number {
  return Math.max(at(view.high, bar), at(view.close, bar - 1));
}

export function trueLow(view: TdView, bar: number): number {
  return Math.min(at(view.low, bar), at(view.close, bar - 1));
}

/** The same market seen from the other side: what rose falls, and highs are lows. */
export function upsideDown(bars: TdView): TdView {
  return {
    high: bars.low.map((price) => -price),
    low: bars.high.map((price) => -price),
    close: bars.close.map((price) => -price),
  };
}

export function at(values: Float64Array, bar: number): number {
  return values[bar] ?? NaN;
}

function setupCounts(close: Float64Array): Float64Array {
  const setup = new Float64Array(close.length);
  let run = 0;
  let before = 0;
  for (let i = 4; i < close.length; i++) {
    const now = direction(at(close, i), at(close, i - 4));
    if (now !== 0 && now === Math.sign(run)) run += now;
    else run = now !== 0 && before === -now ? now : 0;
    setup[i] = run;
    before = now;
  }
  return setup;
}

/** 1 when the close is below the one four bars before (a buy setup's bar), −1 above, 0 equal or missing. */
function direction(close: number, fourBefore: number): number {
  if (close < fourBefore) return 1;
  return close > fourBefore ? -1 : 0;
}
