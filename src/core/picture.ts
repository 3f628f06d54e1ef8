import type { PnlSide, PnlSpan } from './pnl.ts';
import type { Ticker } from './ticker.ts';
import type { Instant } from './time.ts';
import type { Timeframe } from './timeframe.ts';

/** A picture as the program means it: plain facts, drawn anew from what is kept whenever it is sent. */
export type Picture = ChartPicture | RecordPicture | RiskPicture | PnlPicture;

/** Candles of one ticker with lines over and under them. */
export type ChartPicture = {
  readonly kind: 'chart';
  readonly ticker: Ticker;
  /** What it is called; undefined where nobody has told. */
  readonly name: string | undefined;
  readonly timeframe: Timeframe;
  /** Measures as rules spell them, `sma50`, `rsi14`; drawn over the price or in a pane of their own as their unit asks. */
  readonly measures: readonly string[];
  /** Support and resistance are drawn too. */
  readonly hasLevels: boolean;
  /** Lines of the rules: a measure as spelled, `price` included, and its level. */
  readonly triggers: readonly { readonly of: string; readonly level: number }[];
  /** Moments at which a rule rang, epoch milliseconds. */
  readonly marks: readonly number[];
  /** The last moment that is shown; now when undefined. An alert's chart ends where the alert was. */
  readonly until: Instant | undefined;
  /** The price at that moment: what the bar then in progress had come to. Without it only closed bars are shown. */
  readonly last: { readonly price: number; readonly at: Instant } | undefined;
  /** How many bars at most. */
  readonly bars: number;
  /** What the chat's score is made of, should it be drawn; the usual mix when undefined. */
  readonly score: string | undefined;
  /** The IANA zone in which its times are told. */
  readonly zone: string;
  readonly isDark: boolean;
};

/** What a rule would have done: its firings on the price, or the equity of trading it. */
export type RecordPicture = {
  readonly kind: 'record';
  /** The rule's text, or entry and exit as `/backtest` takes them. */
  readonly asked: string;
  readonly ticker: Ticker;
  readonly chat: number;
  readonly since: Instant;
  readonly until: Instant;
  readonly isDark: boolean;
};

/** The course of a person's accounts, of one or of all together. */
export type PnlPicture = {
  readonly kind: 'pnl';
  readonly user: number;
  readonly accountId: number | undefined;
  readonly span: PnlSpan;
  readonly side: PnlSide;
  readonly isDark: boolean;
};

/** What a book may lose down to its stops. Figures are in percent of the account, or in money while its worth is unknown. */
export type RiskPicture = {
  readonly kind: 'risk';
  readonly title: string;
  readonly subtitle: string;
  /** `%`, or the currency's name. */
  readonly unit: string;
  /** All of it and its limit, in percent; undefined while the account's worth is unknown. */
  readonly total: { readonly open: number; readonly limit: number } | undefined;
  /** What one position may risk, in percent; undefined while the account's worth is unknown. */
  readonly perLimit: number | undefined;
  readonly rows: readonly RiskPictureRow[];
  readonly isDark: boolean;
};

export type RiskPictureRow =
  | {
      readonly kind: 'stop';
      readonly name: string;
      readonly atStop: number;
      /** Against what was paid; a loss below 0. */
      readonly locked: number;
    }
  /** Nothing can be drawn of it; `why` stands in its place. */
  | { readonly kind: 'bare'; readonly name: string; readonly why: string };
