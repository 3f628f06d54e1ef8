import { z } from 'zod';
import { adx } from '../../src/analysis/adx.ts';
import { trueRange } from '../../src/analysis/atr.ts';
import { ema, sma, wilder, wma } from '../../src/analysis/average.ts';
import { bollinger } from '../../src/analysis/bollinger.ts';
import { crossesAbove, crossesBelow } from '../../src/analysis/cross.ts';
import { spread } from '../../src/analysis/deviation.ts';
import { highest, lowest } from '../../src/analysis/extremes.ts';
import { mfi, roc } from '../../src/analysis/momentum.ts';
import { rsi, stochRsi } from '../../src/analysis/rsi.ts';
import { stochastic } from '../../src/analysis/stochastic.ts';
import { obv } from '../../src/analysis/volume.ts';
import type { Bars } from '../../src/core/market.ts';
import { disagreements, TALIB_LATE, type Oracle } from './oracles.ts';

type Of<Input> = (input: Input) => Float64Array;

/** Why a series of theirs is not asserted. */
const MACD_SEED =
  'all its checks are on bar 33, where their fast average still shows its late seed';
const DERIVED = 'made of the indicators that are asserted';

/** TA-Lib's own regression table, by its names. */
const REGRESSION: Readonly<Record<string, Of<Bars> | string>> = {
  ...Object.fromEntries([2, 30].map((n) => [`sma${n}`, ({ close }: Bars) => sma(close, n)])),
  ...Object.fromEntries([2, 30].map((n) => [`wma${n}`, ({ close }: Bars) => wma(close, n)])),
  ...Object.fromEntries([2, 10].map((n) => [`ema${n}`, ({ close }: Bars) => ema(close, n)])),
  rsi14: ({ close }) => rsi(close, 14),
  stddev5: ({ close }) => spread(close, { period: 5, of: 'population' }).deviation,
  bbUpper20: ({ close }) => bollinger(close, 20, 2).upper,
  bbMiddle20: ({ close }) => bollinger(close, 20, 2).middle,
  bbLower20: ({ close }) => bollinger(close, 20, 2).lower,
  plusDI14: (bars) => adx(bars, 14).plusDI,
  minusDI14: (bars) => adx(bars, 14).minusDI,
  adx14: (bars) => adx(bars, 14).adx,
  stochSlowK_5_3_3: (bars) => stochastic(bars, { period: 5 }).k,
  stochSlowD_5_3_3: (bars) => stochastic(bars, { period: 5 }).d,
  stochSlowK_5_3_4: (bars) => stochastic(bars, { period: 5, smoothD: 4 }).k,
  stochSlowD_5_3_4: (bars) => stochastic(bars, { period: 5, smoothD: 4 }).d,
  macd: MACD_SEED,
  macdSignal: MACD_SEED,
  macdHist: MACD_SEED,
  dx14: DERIVED,
  adxr14: DERIVED,
};

const checks = z.array(z.object({ series: z.string(), index: z.number(), value: z.number() }));

export function regressionDisagreements({ bars, expected, tolerance }: Oracle): readonly string[] {
  return checks.parse(expected['checks']).flatMap(({ series, index, value }) => {
    const ours = REGRESSION[series] ?? `${series} is not in the table`;
    if (ours === MACD_SEED || ours === DERIVED || index < (TALIB_LATE[series] ?? 0)) return [];
    if (typeof ours === 'string') return [ours];
    return disagreements([ours(bars)[index] ?? NaN], [value], tolerance).map(
      (why) => `${series} ${index}: ${why}`,
    );
  });
}

type Case = {
  readonly inputs: readonly Float64Array[];
  readonly options: readonly number[];
};

const NOT_OURS = 'an indicator that we do not have';
const FIRST_VALUE = 'theirs is seeded with the first value, which these few bars do not forget';
const FIRST_RANGE = 'theirs counts the first bar’s high less low as a true range';
const SHORT_SUMS = 'theirs sums one move less, which these few bars do not forget';

/** Tulip's cases by its names: ours in the order of its outputs, or why not. */
const TULIP: Readonly<Record<string, ((one: Case) => readonly Float64Array[]) | string>> = {
  sma: ({ inputs: [values], options: [n] }) => [sma(column(values), period(n))],
  wma: ({ inputs: [values], options: [n] }) => [wma(column(values), period(n))],
  wilders: ({ inputs: [values], options: [n] }) => [wilder(column(values), period(n))],
  rsi: ({ inputs: [values], options: [n] }) => [rsi(column(values), period(n))],
  max: ({ inputs: [values], options: [n] }) => [highest(column(values), period(n))],
  min: ({ inputs: [values], options: [n] }) => [lowest(column(values), period(n))],
  // Theirs is a fraction.
  roc: ({ inputs: [values], options: [n] }) => [
    roc(column(values), period(n)).map((percent) => percent / 100),
  ],
  stochrsi({ inputs: [values], options: [n] }) {
    const length = period(n);
    const { value } = stochRsi(column(values), { rsi: length, stoch: length, smooth: 1 });
    return [value.map((percent) => percent / 100)];
  },
  stddev: ({ inputs: [values], options: [n] }) => [
    spread(column(values), { period: period(n), of: 'population' }).deviation,
  ],
  bbands({ inputs: [values], options: [n, k] }) {
    const { lower, middle, upper } = bollinger(column(values), period(n), k ?? NaN);
    return [lower, middle, upper];
  },
  stoch({ inputs, options: [n, smoothK, smoothD] }) {
    const periods = { period: period(n), smoothK: period(smoothK), smoothD: period(smoothD) };
    const { k, d } = stochastic(barsOf(inputs), periods);
    return [k, d];
  },
  willr: ({ inputs, options: [n] }) => [
    stochastic(barsOf(inputs), { period: period(n) }).raw.map((value) => value - 100),
  ],
  mfi: ({ inputs, options: [n] }) => [mfi(barsOf(inputs), period(n))],
  // But for the first bar, which has none with us.
  tr: ({ inputs }) => [trueRange(barsOf(inputs)).subarray(1)],
  obv: ({ inputs: [close, volume] }) => [obv({ close: column(close), volume: column(volume) })],
  crossover: ({ inputs: [a, b] }) => [Float64Array.from(crossesAbove(column(a), column(b)))],
  crossany({ inputs: [a, b] }) {
    const down = crossesBelow(column(a), column(b));
    return [Float64Array.from(crossesAbove(column(a), column(b)), (up, i) => up + (down[i] ?? 0))];
  },
  ema: FIRST_VALUE,
  macd: FIRST_VALUE,
  atr: FIRST_RANGE,
  natr: FIRST_RANGE,
  di: SHORT_SUMS,
  dm: SHORT_SUMS,
  adx: SHORT_SUMS,
  dx: 'an empty case',
  volatility: 'theirs is the population deviation of simple returns',
  cci: NOT_OURS,
  vwma: NOT_OURS,
};

const cases = z.array(
  z.object({
    indicator: z.string(),
    options: z.array(z.number()),
    inputs: z.array(z.array(z.number())),
    outputs: z.array(z.array(z.number())),
  }),
);

/** The outputs are aligned at the right: the last is that of the last bar. `misprinted` are the indicators to pass over. */
export function tulipDisagreements(
  { expected, tolerance }: Oracle,
  misprinted: readonly string[] = [],
): readonly string[] {
  return cases.parse(expected['cases']).flatMap(({ indicator, options, inputs, outputs }) => {
    const ours = TULIP[indicator] ?? NOT_LISTED;
    if (ours === NOT_LISTED) return [`${indicator} is not in the table`];
    if (typeof ours === 'string' || misprinted.includes(indicator)) return [];
    const columns = ours({ options, inputs: inputs.map((cells) => Float64Array.from(cells)) });
    return outputs.flatMap((wanted, at) => {
      const found = columns[at] ?? new Float64Array();
      const count = Math.min(wanted.length, found.length);
      return disagreements(found.slice(-count), wanted.slice(-count), tolerance).map(
        (why) => `${indicator} ${at}: ${why}`,
      );
    });
  });
}

const NOT_LISTED = 'not listed';

/** High, low, close, volume, as many as there are. */
function barsOf([high, low, close, volume]: readonly Float64Array[]): Bars {
  const rest = column(close);
  return {
    openedAt: rest,
    open: rest,
    high: column(high),
    low: column(low),
    close: rest,
    volume: volume ?? rest,
  };
}

function column(values: Float64Array | undefined): Float64Array {
  return values ?? new Float64Array();
}

function period(option: number | undefined): number {
  return option ?? NaN;
}
