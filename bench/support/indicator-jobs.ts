import { atr } from '../../src/analysis/atr.ts';
import { ema, sma } from '../../src/analysis/average.ts';
import { bollinger, bollingerBands } from '../../src/analysis/bollinger.ts';
import type { Bands } from '../../src/analysis/deviation.ts';
import { macd, type Macd } from '../../src/analysis/macd.ts';
import { rsi } from '../../src/analysis/rsi.ts';
import type { Bars } from '../../src/core/market.ts';

export const JOBS = ['SMA20', 'EMA20', 'RSI14', 'MACD', 'BB20', 'ATR14'] as const;

export type Job = (typeof JOBS)[number];

/** Columns to write to, of the bars' length. */
export type Lent = {
  readonly sma: Float64Array;
  readonly ema: Float64Array;
  readonly rsi: Float64Array;
  readonly macd: Macd;
  readonly bands: Bands;
  readonly atr: Float64Array;
};

export function lend(length: number): Lent {
  const column = (): Float64Array => new Float64Array(length);
  return {
    sma: column(),
    ema: column(),
    rsi: column(),
    macd: { line: column(), signal: column(), histogram: column() },
    bands: { upper: column(), middle: column(), lower: column() },
    atr: column(),
  };
}

const STANDARD = { fast: 12, slow: 26, signal: 9 };
const TWO_SIGMA = { period: 20, k: 2 };

export const OURS_LENT: Readonly<Record<Job, (bars: Bars, lent: Lent) => void>> = {
  SMA20: ({ close }, lent) => void sma(close, 20, lent.sma),
  EMA20: ({ close }, lent) => void ema(close, 20, lent.ema),
  RSI14: ({ close }, lent) => void rsi(close, 14, lent.rsi),
  MACD: ({ close }, lent) => void macd(close, STANDARD, lent.macd),
  BB20: ({ close }, lent) => void bollingerBands(close, TWO_SIGMA, lent.bands),
  ATR14: (bars, lent) => void atr(bars, 14, lent.atr),
};

/** As a rule computes them: into columns of their own, and all six of the Bollinger Bands. */
export const OURS_NEW: Readonly<Record<Job, (bars: Bars) => unknown>> = {
  SMA20: ({ close }) => sma(close, 20),
  EMA20: ({ close }) => ema(close, 20),
  RSI14: ({ close }) => rsi(close, 14),
  MACD: ({ close }) => macd(close, STANDARD),
  BB20: ({ close }) => bollinger(close, 20, 2),
  ATR14: (bars) => atr(bars, 14),
};
