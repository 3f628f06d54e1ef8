import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { adx } from '../../src/analysis/adx.ts';
import { atr, atrStop, natr, superTrend, trueRange } from '../../src/analysis/atr.ts';
import { ema, sma, wilder } from '../../src/analysis/average.ts';
import { bollinger } from '../../src/analysis/bollinger.ts';
import { crossesAbove, crossesBelow } from '../../src/analysis/cross.ts';
import { spread } from '../../src/analysis/deviation.ts';
import { donchian } from '../../src/analysis/donchian.ts';
import { highest, lowest } from '../../src/analysis/extremes.ts';
import { macd } from '../../src/analysis/macd.ts';
import { mfi, roc } from '../../src/analysis/momentum.ts';
import { rsi, rsiCutler } from '../../src/analysis/rsi.ts';
import {
  annualReturn,
  annualVolatility,
  calmar,
  maxDrawdown,
  percentileRank,
  sharpe,
  sortino,
} from '../../src/analysis/stats.ts';
import { stochastic } from '../../src/analysis/stochastic.ts';
import { obv, volumeRatio, volumeZ } from '../../src/analysis/volume.ts';
import type { Bars } from '../../src/core/market.ts';
import { regressionDisagreements, tulipDisagreements } from '../support/oracle-cases.ts';
import { disagreements, readOracle, TALIB_LATE, type Oracle } from '../support/oracles.ts';

/** Series computed elsewhere, when they lie beside the repository; an extra check, never a need. */
const FOLDER = join(import.meta.dirname, '..', '..', '..', 'shared', 'oracles');
const files = existsSync(FOLDER)
  ? readdirSync(FOLDER).map((name) => name.replace(/\.json$/, ''))
  : [];

const STANDARD = { fast: 12, slow: 26, signal: 9 };

type Series = { readonly [name: string]: Float64Array | undefined };

/** What ours make of the bars, by the file's names of the series; undefined for a series that we do not have. */
const SERIES: Readonly<Record<string, (bars: Bars) => Series>> = {
  sk_sma20_close: ({ close, open }) => ({ sma: sma(close, 20), sma_open: sma(open, 20) }),
  sk_sma20_volume: ({ volume }) => ({ sma_volume: sma(volume, 20) }),
  sk_ema20: ({ close, open }) => ({ ema: ema(close, 20), ema_open: ema(open, 20) }),
  sk_rsi14_wilder({ close }) {
    const moves = close.map((now, i) => now - (close[i - 1] ?? NaN));
    const gain = moves.map((move) => Math.max(move, 0));
    const loss = moves.map((move) => Math.max(-move, 0));
    return {
      gain,
      loss,
      avgGain: wilder(gain, 14),
      avgLoss: wilder(loss, 14),
      rsi: rsi(close, 14),
    };
  },
  rsi14_cutler_vs_wilder_default: ({ close }) => ({
    rsi_cutler: rsiCutler(close, 14),
    rsi_wilder: rsi(close, 14),
  }),
  sk_macd_12_26_9({ close }) {
    const { line, ...rest } = macd(close, STANDARD);
    return { emaFast: ema(close, 12), emaSlow: ema(close, 26), macd: line, ...rest };
  },
  sk_bollinger_20_2({ close }) {
    const { middle, z, ...rest } = bollinger(close, 20, 2);
    const stdev = spread(close, { period: 20, of: 'population' }).deviation;
    return { stdev, sma: middle, zscore: z, ...rest };
  },
  sk_stddev10_zscore({ close }) {
    const { mean, deviation } = spread(close, { period: 10, of: 'population' });
    return { stddev: deviation, mean, zscore: bollinger(close, 10, 2).z };
  },
  sk_true_range: (bars) => ({ tr: trueRange(bars) }),
  sk_atr14: (bars) => ({ tr: trueRange(bars), atr: atr(bars, 14), atrPercent: natr(bars, 14) }),
  sk_adx14: (bars) => ({
    ...adx(bars, 14),
    tr: trueRange(bars),
    // Steps on the way, and ADXR, which is the mean of two of them.
    ...none('plusDM1', 'minusDM1', 'tr14', 'plusDM14', 'minusDM14', 'dx', 'adxr'),
  }),
  sk_donchian20(bars) {
    const { upper, lower } = donchian(bars, 20);
    const center = upper.map((top, i) => (top + (lower[i] ?? NaN)) / 2);
    const width = upper.map((top, i) => (top - (lower[i] ?? NaN)) / (center[i] ?? NaN));
    return { upper, lower, center, width };
  },
  sk_stoch_14_3_3(bars) {
    const { raw, k, d } = stochastic(bars);
    return { rawK: raw, k, d, j: k.map((value, i) => 3 * value - 2 * (d[i] ?? NaN)) };
  },
  sk_obv: (bars) => ({ obv: obv(bars) }),
  sk_atrstop_21_3_close(bars) {
    const { stop, isBullish } = atrStop(bars, { period: 21, multiple: 3, from: 'close' });
    const reach = atr(bars, 21).map((value) => 3 * value);
    return {
      atr: atr(bars, 21),
      atrStop: stop,
      ...sides({ above: 'buyStop', below: 'sellStop' }, stop, isBullish),
      upperEval: bars.close.map((close, i) => close + (reach[i] ?? NaN)),
      lowerEval: bars.close.map((close, i) => close - (reach[i] ?? NaN)),
    };
  },
  sk_supertrend_14_3(bars) {
    const { stop, isBullish } = superTrend(bars, { period: 14, multiple: 3 });
    return {
      tr: trueRange(bars),
      atr14: atr(bars, 14),
      superTrend: stop,
      ...sides({ above: 'upperST', below: 'lowerST' }, stop, isBullish),
    };
  },
  volume_ratio_zscore_default: ({ volume }) => ({
    ratio20_prior: volumeRatio(volume, 20),
    z20_prior_sample: volumeZ(volume, 20),
    // Baselines that hold the bar itself, or that are no sample.
    ...none('ratio20_inclusive', 'z20_inclusive_pop', 'z20_prior_pop'),
  }),
  talib_all_default: talibSeries,
};

/** Files of other shapes. Each says where ours is wrong; nothing is as it should be. */
const OTHERS: Readonly<Record<string, (oracle: Oracle) => readonly string[]>> = {
  crossovers_default: checkCrossings,
  empyrical_ratios: checkRatios,
  percentile_rank_scipy_default({ input, expected, tolerance }) {
    const { values } = z.object({ values: z.array(z.number()) }).parse(input);
    const rows = z.object({ strict: z.number() }).nullable().array();
    const wanted = rows.parse(expected['percentile']).map((row) => row?.strict ?? null);
    return disagreements(percentileRank(Float64Array.from(values), 252), wanted, tolerance);
  },
  talib_regtest_252: regressionDisagreements,
  tulip_untest: (oracle) => tulipDisagreements(oracle),
  // In these two cases of theirs the decimal points are lost: 2358 is .2358, and 938 is .0938.
  tulip_atoz: (oracle) => tulipDisagreements(oracle, ['stddev', 'tr']),
};

const PATTERNS = 'oracles-patterns.test.ts';

/** Files that are not asserted here, and why. */
const NOT_HERE: Readonly<Record<string, string>> = {
  td_sequential_default: PATTERNS,
  td_sequential_bkx: PATTERNS,
  sk_fractal2: PATTERNS,
  sk_pivots_4_4_20: PATTERNS,
  sk_zigzag_close_3pct: PATTERNS,
  sk_pivotpoints_standard_monthly: PATTERNS,
  turtle_donchian_default: PATTERNS,
  turtle_N_unit_stops_book: PATTERNS,
  backtest_goog_smacross_10_30: PATTERNS,
  bs_vollib_reference: 'options: no series',
  bsm_greeks_iv_grid_11: 'options: no series',
  gex_spy_20250925: 'option chains: no series',
  gex_spx_20220611: 'option chains: no series',
  fx_ecb_cross: 'currencies: no series',
  stop_loss_papishares_sample: 'positions: no series',
};

if (files.length === 0) test.skip('figures computed elsewhere are absent here (../shared/oracles)');
else {
  test('every file is asserted here, or it is said where or why not', () => {
    const known = [SERIES, OTHERS, NOT_HERE].flatMap((table) => Object.keys(table));
    expect(files.toSorted()).toEqual(known.toSorted());
    const patterns = readFileSync(join(import.meta.dirname, PATTERNS), 'utf8');
    for (const [name, reason] of Object.entries(NOT_HERE)) {
      if (reason === PATTERNS) expect(patterns).toContain(`'${name}'`);
    }
  });

  describe('ours agree with', () => {
    test.each(Object.entries(SERIES))('%s', (name, compute) => {
      const { bars, expected, tolerance } = readOracle(join(FOLDER, `${name}.json`));
      const ours = compute(bars);
      expect(Object.keys(ours).toSorted()).toEqual(Object.keys(expected).toSorted());
      for (const [series, found] of Object.entries(ours)) {
        if (found === undefined) continue;
        const wanted = z.array(z.number().nullable()).parse(expected[series]);
        const late = name.startsWith('talib') ? (TALIB_LATE[series] ?? 0) : 0;
        const asserted = wanted.map((value, bar) => (bar < late ? null : value));
        expect(disagreements(found, asserted, tolerance), series).toEqual([]);
        expect(asserted.filter((value) => value !== null).length, series).toBeGreaterThan(50);
      }
    });

    test.each(Object.entries(OTHERS))('%s', (name, check) => {
      expect(check(readOracle(join(FOLDER, `${name}.json`)))).toEqual([]);
    });
  });
}

function talibSeries(bars: Bars): Series {
  const { close, high, low, volume } = bars;
  const band = bollinger(close, 20, 2);
  const lines = macd(close, STANDARD);
  const direction = adx(bars, 14);
  const { raw, k, d } = stochastic(bars);
  const first = volume[0] ?? NaN;
  const usual = spread(volume, { period: 20, of: 'population' });
  return {
    ...Object.fromEntries([10, 20, 50, 200].map((n) => [`sma${n}`, sma(close, n)])),
    ...Object.fromEntries([12, 20, 26, 50].map((n) => [`ema${n}`, ema(close, n)])),
    rsi14: rsi(close, 14),
    rsi2: rsi(close, 2),
    macd: lines.line,
    macdSignal: lines.signal,
    macdHist: lines.histogram,
    bbUpper: band.upper,
    bbMiddle: band.middle,
    bbLower: band.lower,
    stddev20: spread(close, { period: 20, of: 'population' }).deviation,
    tr: trueRange(bars),
    atr14: atr(bars, 14),
    atr20: atr(bars, 20),
    natr14: natr(bars, 14),
    plusDI14: direction.plusDI,
    minusDI14: direction.minusDI,
    adx14: direction.adx,
    stochK_14_3_3: k,
    stochD_14_3_3: d,
    fastK14: raw,
    fastD3: sma(raw, 3),
    willr14: raw.map((value) => value - 100),
    // Theirs begins with the first bar's volume.
    obv: obv(bars).map((value) => value + first),
    highest20_incl: highest(high, 20),
    lowest20_incl: lowest(low, 20),
    highest55_incl: highest(high, 55),
    lowest55_incl: lowest(low, 55),
    volSma20: usual.mean,
    volStd20: usual.deviation,
    mfi14: mfi(bars, 14),
    roc10: roc(close, 10),
    ...none('cci20', 'dx14'),
  };
}

function none(...names: readonly string[]): Series {
  return Object.fromEntries(names.map((name) => [name, undefined]));
}

/** The stop as two series; bars on the other side are none of theirs. */
function sides(
  names: { readonly above: string; readonly below: string },
  stop: Float64Array,
  isBullish: Float64Array,
): Series {
  return {
    [names.above]: stop.map((value, i) => (isBullish[i] === 0 ? value : NaN)),
    [names.below]: stop.map((value, i) => (isBullish[i] === 1 ? value : NaN)),
  };
}

function checkCrossings({ bars: { close }, expected }: Oracle): readonly string[] {
  const { line, signal } = macd(close, STANDARD);
  const zero = new Float64Array(close.length);
  const [fast, slow] = [sma(close, 50), sma(close, 200)];
  const found = {
    macdCrossUp: crossesAbove(line, signal),
    macdCrossDown: crossesBelow(line, signal),
    // The stricter rule makes the same of these bars.
    macdCrossUp_strictPrev: crossesAbove(line, signal),
    macdCrossDown_strictPrev: crossesBelow(line, signal),
    macdZeroUp: crossesAbove(line, zero),
    macdZeroDown: crossesBelow(line, zero),
    closeAboveSma200: crossesAbove(close, slow),
    closeBelowSma200: crossesBelow(close, slow),
    goldenCross_50_200: crossesAbove(fast, slow),
    deathCross_50_200: crossesBelow(fast, slow),
  };
  const bars = Object.entries(found).map(([name, marks]) => [
    name,
    Array.from(marks, (mark, bar) => (mark === 1 ? bar : -1)).filter((bar) => bar >= 0),
  ]);
  expect(Object.fromEntries(bars)).toEqual(expected);
  return [];
}

function checkRatios({ input, expected, tolerance }: Oracle): readonly string[] {
  const lists = z.record(z.string(), z.array(z.number().nullable())).parse(input);
  const list = (name: string) => (lists[name] ?? []).map((value) => value ?? NaN);
  const mixed = list('mixed_returns');
  const WEEKS = { perYear: 52 };
  const MONTHS = { perYear: 12 };
  const paid = list('weekly_monthly_returns');
  const benchmark = list('simple_benchmark');
  const byPeriod = (ratio: typeof calmar) => ({
    mixed_returns: ratio(mixed),
    weekly: ratio(paid, WEEKS),
    monthly: ratio(paid, MONTHS),
  });
  const ours: Record<string, Record<string, number>> = {
    sharpe: {
      mixed_returns: sharpe(mixed),
      mixed_vs_simple_benchmark: sharpe(mixed.map((value, i) => value - (benchmark[i] ?? NaN))),
      positive_returns: sharpe(list('positive_returns')),
      negative_returns: sharpe(list('negative_returns')),
      one_return: sharpe(list('one_return')),
      empty: sharpe(list('empty')),
    },
    annualReturn: byPeriod(annualReturn),
    annualVolatility: byPeriod(annualVolatility),
    calmar: byPeriod(calmar),
    sortino: {
      negative_returns: sortino(list('negative_returns')),
      weekly: sortino(paid, WEEKS),
      monthly: sortino(paid, MONTHS),
    },
    maxDrawdown: { dd_case: maxDrawdown(list('dd_case')), mixed_returns: maxDrawdown(mixed) },
  };
  const groups = z.record(z.string(), z.record(z.string(), z.number().nullable()));
  return Object.entries(groups.parse(expected)).flatMap(([group, values]) =>
    Object.entries(values).flatMap(([name, want]) => {
      const found = ours[group]?.[name] ?? NaN;
      // Theirs is null where there is nothing to divide by.
      if (want === null) return Number.isNaN(found) ? [] : [`${group} ${name}: ${found}`];
      return disagreements([found], [want], tolerance).map((why) => `${group} ${name}: ${why}`);
    }),
  );
}
