import type { Instant } from './time.ts';

/** How a person looks at all that they hold. What is undefined follows the installation's default. */
export type BookSettings = {
  /** ISO 4217 of totals over all accounts. */
  readonly currency: string | undefined;
  /** As much of everything as may be lost when every stop is reached, in percent. */
  readonly totalRiskPct: number | undefined;
  /** The same for one position. */
  readonly riskPct: number | undefined;
  /** Bars of the simple moving average and of the MACD that are shown with what is held. */
  readonly sma: number | undefined;
  readonly macd: readonly [fast: number, slow: number, signal: number] | undefined;
};

/** Whether the risk of a book stands beyond its limit; `seq` counts how often it went there. */
export type RiskStage = {
  readonly stage: 'within' | 'beyond';
  readonly seq: number;
  readonly at: Instant;
};

export const PLAIN_BOOK: BookSettings = {
  currency: undefined,
  totalRiskPct: undefined,
  riskPct: undefined,
  sma: undefined,
  macd: undefined,
};

/** How much of the account's worth may be at risk down to the stops, in percent: of everything together, and of one position. */
export type RiskLimits = { readonly totalPct: number; readonly perPct: number };
