import { IndicatorsSync } from '@ixjb94/indicators';
import * as technical from 'technicalindicators';
import { ATR, BollingerBands, EMA, MACD, RSI, SMA } from 'trading-signals';
import type { Bars } from '../../src/core/market.ts';
import type { Job } from './indicator-jobs.ts';

/** What the libraries like best: plain arrays, and bars as objects. */
export type PeerInput = {
  readonly high: number[];
  readonly low: number[];
  readonly close: number[];
  readonly candles: readonly Candle[];
};

type Candle = { readonly high: number; readonly low: number; readonly close: number };

/**
 * The results as they come, the last value that of the last bar: a column, or columns in the order line, signal, histogram
 * and upper, middle, lower.
 */
type Found = readonly (number | null)[] | readonly (readonly number[])[] | readonly Row[];

type Row = Readonly<Record<string, number | undefined>> | null;

/** A library that does the same six. */
export type Peer = {
  readonly name: string;
  readonly jobs: Readonly<Record<Job, (input: PeerInput) => Found>>;
  /** Its names of what stands in a row or, by number, in a list of columns. */
  readonly names: Readonly<Partial<Record<Job, readonly string[]>>>;
};

const direct = new IndicatorsSync();

export const PEERS: readonly Peer[] = [
  {
    name: '@ixjb94/indicators',
    jobs: {
      SMA20: ({ close }) => direct.sma(close, 20),
      EMA20: ({ close }) => direct.ema(close, 20),
      RSI14: ({ close }) => direct.rsi(close, 14),
      MACD: ({ close }) => direct.macd(close, 12, 26, 9),
      BB20: ({ close }) => direct.bbands(close, 20, 2),
      ATR14: ({ high, low, close }) => direct.atr(high, low, close, 14),
    },
    names: { MACD: ['0', '1', '2'], BB20: ['2', '1', '0'] },
  },
  {
    name: 'trading-signals',
    jobs: {
      SMA20: ({ close }) => fed(new SMA(20), close),
      EMA20: ({ close }) => fed(new EMA(20), close),
      RSI14: ({ close }) => fed(new RSI(14), close),
      MACD: ({ close }) => fed(new MACD(new EMA(12), new EMA(26), new EMA(9)), close),
      BB20: ({ close }) => fed(new BollingerBands(20, 2), close),
      ATR14: ({ candles }) => fed(new ATR(14), candles),
    },
    names: { MACD: ['macd', 'signal', 'histogram'], BB20: ['upper', 'middle', 'lower'] },
  },
  {
    name: 'technicalindicators',
    jobs: {
      SMA20: ({ close }) => technical.SMA.calculate({ values: close, period: 20 }),
      EMA20: ({ close }) => technical.EMA.calculate({ values: close, period: 20 }),
      RSI14: ({ close }) => technical.RSI.calculate({ values: close, period: 14 }),
      MACD: ({ close }) =>
        technical.MACD.calculate({
          values: close,
          fastPeriod: 12,
          slowPeriod: 26,
          signalPeriod: 9,
          SimpleMAOscillator: false,
          SimpleMASignal: false,
        }).map(({ MACD: line, signal, histogram }) => ({ line, signal, histogram })),
      BB20: ({ close }) =>
        technical.BollingerBands.calculate({ values: close, period: 20, stdDev: 2 }).map(
          ({ upper, middle, lower }) => ({ upper, middle, lower }),
        ),
      ATR14: ({ high, low, close }) => technical.ATR.calculate({ high, low, close, period: 14 }),
    },
    names: { MACD: ['line', 'signal', 'histogram'], BB20: ['upper', 'middle', 'lower'] },
  },
];

export function peerInput({ high, low, close }: Bars): PeerInput {
  const candles = Array.from(close, (last, i) => ({
    high: high[i] ?? NaN,
    low: low[i] ?? NaN,
    close: last,
  }));
  return { high: [...high], low: [...low], close: [...close], candles };
}

/** The last values that a peer found, in the order of ours. */
export function lastOf({ names }: Peer, job: Job, found: Found): readonly number[] {
  const wanted = names[job];
  if (wanted === undefined) return [Number(found.at(-1))];
  return wanted.map((name) => {
    const column = found[Number(name)];
    if (Array.isArray(column)) return Number(column.at(-1));
    const row = found.at(-1);
    return typeof row === 'object' && row !== null && name in row
      ? Number(Reflect.get(row, name))
      : NaN;
  });
}

function fed<Input, Result>(
  indicator: { update(input: Input, replace: boolean): Result },
  inputs: readonly Input[],
): Result[] {
  return inputs.map((input) => indicator.update(input, false));
}
