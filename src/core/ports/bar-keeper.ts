import type { BarSeries, CorporateAction, MarketId } from '../market.ts';
import type { Ticker } from '../ticker.ts';
import type { Instant } from '../time.ts';
import type { Timeframe } from '../timeframe.ts';

/** One series that somebody needs, and how many closed bars back. */
export type BarWant = {
  readonly ticker: Ticker;
  readonly market: MarketId;
  readonly timeframe: Timeframe;
  readonly bars: number;
};

/** A series as it is kept. The same object is given until something about it changes. */
export type KeptBars = BarSeries & {
  readonly source: string;
  /** When its vendor last answered. */
  readonly askedAt: Instant;
  /** The bar in progress when the vendor last answered; never among `bars`. */
  readonly forming: FormingBar | undefined;
};

export type FormingBar = {
  readonly openedAt: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
};

/** A series that could not be brought up to date: `why` follows "I can't get 1h bars of NVDA: ". */
export type BarFault = {
  readonly ticker: Ticker;
  readonly timeframe: Timeframe;
  readonly why: string;
  /** It will not come by waiting: the ticker or such old bars do not exist. */
  readonly isFinal: boolean;
};

/** Looks after closed bars: asks vendors for what is missing and keeps it. */
export type BarKeeper = {
  /**
   * Brings series up to date, each vendor request at most once for all that are made from it. Awaits; never throws for a
   * vendor's fault. What is current already is not asked for again.
   */
  topUp(wants: readonly BarWant[]): Promise<readonly BarFault[]>;
  /** Closed bars as kept; undefined when there are none. */
  read(ticker: Ticker, timeframe: Timeframe): KeptBars | undefined;
  /**
   * Asks the vendor whether a ticker was split or paid a dividend since `from`, and keeps what is news. What was kept of
   * its bars from before a split is asked for anew.
   *
   * @returns whether it could be asked; never throws for a vendor's fault
   */
  checkActions(ticker: Ticker, from: Instant): Promise<boolean>;
  /** Splits and dividends that are known, oldest first. */
  actions(ticker: Ticker): readonly CorporateAction[];
};
