import type { Bars } from '../../src/core/market.ts';
import type { Job, Lent } from './indicator-jobs.ts';

/**
 * The practical limit: the least that the six can be computed with in plain loops over typed arrays. They know no gaps and no
 * warm-up, let their sums drift, and take a series for whole; nobody should use them.
 */
export const PLAIN_LOOPS: Readonly<Record<Job, (bars: Bars, lent: Lent) => void>> = {
  SMA20({ close }, { sma }) {
    let sum = 0;
    for (let i = 0; i < 20; i++) sum += close[i] ?? NaN;
    for (let i = 20; i < close.length; i++) {
      sum += (close[i] ?? NaN) - (close[i - 20] ?? NaN);
      sma[i] = sum / 20;
    }
  },
  EMA20({ close }, { ema }) {
    let average = close[0] ?? NaN;
    for (let i = 1; i < close.length; i++) {
      average = (19 / 21) * average + (2 / 21) * (close[i] ?? NaN);
      ema[i] = average;
    }
  },
  RSI14({ close }, { rsi }) {
    let move = 0;
    let way = 0;
    let last = close[0] ?? NaN;
    for (let i = 1; i < close.length; i++) {
      const price = close[i] ?? NaN;
      const change = price - last;
      last = price;
      move = (13 / 14) * move + (1 / 14) * change;
      way = (13 / 14) * way + (1 / 14) * Math.abs(change);
      rsi[i] = 50 + 50 * (move / way);
    }
  },
  MACD({ close }, { macd: { line, signal, histogram } }) {
    let fast = close[0] ?? NaN;
    let slow = fast;
    let average = 0;
    for (let i = 1; i < close.length; i++) {
      const price = close[i] ?? NaN;
      fast = (11 / 13) * fast + (2 / 13) * price;
      slow = (25 / 27) * slow + (2 / 27) * price;
      const now = fast - slow;
      average = 0.8 * average + 0.2 * now;
      line[i] = now;
      signal[i] = average;
      histogram[i] = now - average;
    }
  },
  BB20({ close }, { bands: { upper, middle, lower } }) {
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < 20; i++) {
      sum += close[i] ?? NaN;
      squares += (close[i] ?? NaN) ** 2;
    }
    for (let i = 20; i < close.length; i++) {
      const come = close[i] ?? NaN;
      const gone = close[i - 20] ?? NaN;
      sum += come - gone;
      squares += (come - gone) * (come + gone);
      const mean = sum * 0.05;
      const reach = 2 * Math.sqrt(squares * 0.05 - mean * mean);
      upper[i] = mean + reach;
      middle[i] = mean;
      lower[i] = mean - reach;
    }
  },
  ATR14({ high, low, close }, { atr }) {
    let average = 0;
    let last = close[0] ?? NaN;
    for (let i = 1; i < close.length; i++) {
      const top = high[i] ?? NaN;
      const bottom = low[i] ?? NaN;
      const around = Math.abs(top - bottom) + Math.abs(top - last) + Math.abs(last - bottom);
      average = (13 / 14) * average + (0.5 / 14) * around;
      last = close[i] ?? NaN;
      atr[i] = average;
    }
  },
};
