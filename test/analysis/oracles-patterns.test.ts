import { describe, expect } from 'vitest';
import { z } from 'zod';
import { trueRange } from '../../src/analysis/atr.ts';
import { sma } from '../../src/analysis/average.ts';
import { backtest } from '../../src/analysis/backtest.ts';
import { crossesAbove, crossesBelow } from '../../src/analysis/cross.ts';
import { fractals, pivotPoints, pivots, zigzag } from '../../src/analysis/levels.ts';
import { swingLabels } from '../../src/analysis/swings.ts';
import {
  nextN,
  turtleAddAt,
  turtleBreakouts,
  turtleStops,
  turtleUnit,
} from '../../src/analysis/turtle.ts';
import { tdSequential } from '../../src/analysis/td-sequential.ts';
import { DAY_MS } from '../../src/core/time.ts';
import {
  barsFrom,
  column,
  disagreements,
  field,
  indices,
  withOracle,
} from '../support/pattern-oracles.ts';

const where = (values: Float64Array, wanted: number) =>
  Array.from(values, (value, bar) => (value === wanted ? bar : -1)).filter((bar) => bar >= 0);

/** Bars after which one of the programs compared counts from a setup that began without a flip. */
const NO_FLIP = { from: 259, until: 392 };

describe('TD Sequential as other programs count it', () => {
  describe.each([
    ['td_sequential_default', undefined],
    ['td_sequential_bkx', NO_FLIP],
  ] as const)('%s', (name, unlike) => {
    withOracle(name, ({ input, expected }) => {
      const bars = barsFrom(input);
      const { setup, perfected } = tdSequential(bars);
      expect(disagreements(setup, column(expected, 'setupSigned_consensus'))).toEqual([]);
      expect(where(setup, 9)).toEqual(indices(expected, 'buySetup9'));
      expect(where(setup, -9)).toEqual(indices(expected, 'sellSetup9'));
      for (const side of ['buySetup9Perfected_ourarash', 'sellSetup9Perfected_ourarash']) {
        const flags = z.record(z.string(), z.boolean()).parse(field(expected, side));
        for (const [bar, flag] of Object.entries(flags))
          expect([bar, perfected[Number(bar)]]).toEqual([bar, flag ? 1 : 0]);
      }

      const a = tdSequential(bars, { recycle: 'always', deferral: false, cancel: 'opposite' });
      const buy = a.countdown.map((count) => Math.max(0, count));
      const sell = a.countdown.map((count) => Math.max(0, -count));
      expect(disagreements(buy, column(expected, 'variantA_buyCountdown'))).toEqual([]);
      expect(disagreements(sell, column(expected, 'variantA_sellCountdown'))).toEqual([]);

      const b = tdSequential(bars, { recycle: 'never', deferral: true, cancel: 'opposite' });
      // There a 13 stays written until the next setup of the other direction; here it is over after its bar.
      const reached = column(expected, 'variantB_countdownSigned').map((count, bar) =>
        Math.abs(count ?? 0) === 13 || (unlike && bar >= unlike.from && bar < unlike.until)
          ? null
          : count,
      );
      expect(disagreements(b.running, reached)).toEqual([]);
      const isLike = (bar: number) => !unlike || bar < unlike.from || bar >= unlike.until;
      for (const [side, list] of [
        [13, 'variantB_buy13'],
        [-13, 'variantB_sell13'],
      ] as const)
        expect(where(b.countdown, side).filter(isLike)).toEqual(
          indices(expected, list).filter(isLike),
        );
    });
  });

  describe('a terminal’s chart of the BKX index, by the choices made when nothing is asked for', () => {
    withOracle('td_sequential_bkx', ({ input, expected }) => {
      const bars = barsFrom(input);
      const seen = z
        .looseObject({ sellCountdown: z.record(z.string(), z.number()) })
        .parse(field(expected, 'bloomberg_visual'));
      const { countdown, perfected, setup, tdst, resistance, support, risk } = tdSequential(bars);
      const on = (series: Float64Array, day: string) => series[bars.date.indexOf(day)] ?? NaN;
      for (const [day, count] of Object.entries(seen.sellCountdown))
        expect([day, on(countdown, day)]).toEqual([day, -count]);
      expect(on(risk, '2026-01-06')).toBeCloseTo(175.64, 2);
      expect(on(tdst, '2025-12-04')).toBeCloseTo(145.32, 2);
      expect(on(tdst, '2025-10-10')).toBeCloseTo(154.62, 2);
      expect(support.at(-1)).toBeCloseTo(145.32, 2);
      expect(resistance.at(-1)).toBeCloseTo(154.62, 2);
      expect(on(setup, '2025-08-08')).toBe(9);
      expect([on(perfected, '2025-08-08'), on(perfected, '2025-10-10')]).toEqual([0, 1]);
      for (const day of ['2025-07-01', '2025-09-23', '2025-12-04'])
        expect([on(setup, day), on(perfected, day)]).toEqual([-9, 1]);
    });
  });
});

/** Figures of spreadsheets, which leave a cell empty where there is no swing. */
const FIGURES = { abs: 1e-6, rel: 1e-9 };

describe('swings and pivot points as spreadsheets have them', () => {
  const isMarked = (values: ArrayLike<number | null>) =>
    Array.from(values).flatMap((value, bar) => (value === null || Number.isNaN(value) ? [] : bar));

  withOracle('sk_fractal2', ({ input, expected }) => {
    const { high, low } = fractals(barsFrom(input), 2);
    for (const [ours, theirs] of [
      [high, column(expected, 'bear')],
      [low, column(expected, 'bull')],
    ] as const) {
      expect(isMarked(ours)).toEqual(isMarked(theirs));
      expect(disagreements(ours, theirs, { abs: 1e-9 })).toEqual([]);
    }
  });

  withOracle('sk_pivots_4_4_20', ({ input, expected }) => {
    const { high, low } = pivots(barsFrom(input), 4, 4);
    for (const [side, ours] of [
      ['high', high],
      ['low', low],
    ] as const) {
      const points = column(expected, `${side}Point`);
      expect(isMarked(ours)).toEqual(isMarked(points));
      expect(disagreements(ours, points, FIGURES)).toEqual([]);
      const trend = z.array(z.string().nullable()).parse(field(expected, `${side}Trend`));
      const labels = swingLabels(ours, side, 20);
      for (const bar of isMarked(ours))
        expect([bar, labels[bar] ?? null]).toEqual([bar, trend[bar] ?? null]);
    }
  });

  withOracle('sk_zigzag_close_3pct', ({ input, expected }) => {
    const points = zigzag(barsFrom(input), { pct: 3, from: 'close' });
    const types = z.array(z.string().nullable()).parse(field(expected, 'type'));
    // Filled in by hand, the sheet has the low of this leg on bar 292 although bar 291 closed lower.
    const slip = (bar: number) => bar > 288 && bar < 297;
    const ours = points.flatMap(({ index, type, status }) =>
      status === 'confirmed' && !slip(index) ? [`${index} ${type}`] : [],
    );
    expect(ours).toEqual(
      types.flatMap((type, bar) => (type === null || slip(bar) ? [] : [`${bar} ${type}`])),
    );
    expect(points.filter(({ index }) => slip(index))).toMatchObject([{ index: 291, type: 'L' }]);
    const line = new Float64Array(types.length).fill(NaN);
    points.slice(1).forEach(({ index, price }, n) => {
      const from = points[n];
      const steps = index - (from?.index ?? NaN);
      const slope = (price - (from?.price ?? NaN)) / steps;
      for (let k = 0; k <= steps; k++)
        line[(from?.index ?? NaN) + k] = (from?.price ?? NaN) + k * slope;
    });
    const wanted = column(expected, 'zigzag').map((price, bar) => (slip(bar) ? null : price));
    expect(disagreements(line, wanted, FIGURES)).toEqual([]);
  });

  withOracle('sk_pivotpoints_standard_monthly', ({ input, expected }) => {
    const bars = barsFrom(input);
    const inMonth = (month: string) =>
      bars.date.flatMap((day, bar) => (day.startsWith(month) ? [bar] : []));
    const months = [...new Set(bars.date.map((day) => day.slice(0, 7)))];
    const given = bars.date.map((day) => {
      const before = inMonth(months[months.indexOf(day.slice(0, 7)) - 1] ?? 'none');
      const of = (values: Float64Array) => before.map((bar) => values[bar] ?? NaN);
      return pivotPoints(
        {
          open: of(bars.open)[0] ?? NaN,
          high: Math.max(...of(bars.high)),
          low: Math.min(...of(bars.low)),
          close: of(bars.close).at(-1) ?? NaN,
        },
        'standard',
      );
    });
    for (const [theirs, ours] of [
      ['pp', 'p'],
      ['r1', 'r1'],
      ['r2', 'r2'],
      ['r3', 'r3'],
      ['s1', 's1'],
      ['s2', 's2'],
      ['s3', 's3'],
    ] as const) {
      const series = given.map((points) => points[ours]);
      expect(disagreements(series, column(expected, theirs), FIGURES)).toEqual([]);
    }
  });
});

describe('the Turtles', () => {
  withOracle('turtle_donchian_default', ({ input, expected }) => {
    const bars = barsFrom(input);
    for (const days of [10, 20, 55]) {
      const { upper, lower, up, down, closeUp } = turtleBreakouts(bars, { days });
      const named = { donchianHigh: upper, donchianLow: lower };
      for (const [name, series] of Object.entries(named))
        expect(
          disagreements(series, column(expected, `${name}${days}_prior`), { abs: 1e-9 }),
        ).toEqual([]);
      if (days === 10) continue;
      const flags = { breakoutHigh: up, breakoutLow: down, newCloseHigh: closeUp };
      for (const [name, series] of Object.entries(flags))
        expect(disagreements(series, column(expected, `${name}${days}`))).toEqual([]);
    }
  });

  withOracle('turtle_N_unit_stops_book', ({ input, expected }) => {
    const heatingOil = barsFrom(field(input, 'heatingOil'));
    const printed = { abs: 0.00011 };
    const ranges = trueRange(heatingOil);
    ranges[0] = (heatingOil.high[0] ?? NaN) - (heatingOil.low[0] ?? NaN);
    expect(disagreements(ranges, column(expected, 'trueRange'), printed)).toEqual([]);
    const wanted = column(expected, 'N');
    const n = [wanted[0] ?? NaN];
    for (const range of ranges.subarray(1)) n.push(nextN(n.at(-1) ?? NaN, range));
    expect(disagreements(n, wanted, printed)).toEqual([]);

    const sizing = z
      .object({ account: z.number(), dollarsPerPoint: z.number(), N: z.number() })
      .parse(field(input, 'sizing'));
    const unit = turtleUnit({
      account: sizing.account,
      n: sizing.N,
      pointValue: sizing.dollarsPerPoint,
    });
    expect(Math.trunc(unit.exact * 100) / 100).toBe(field(expected, 'unitExact'));
    expect(unit.whole).toBe(field(expected, 'unitTruncated'));

    const pyramids = z
      .array(z.object({ name: z.string(), N: z.number(), breakout: z.number() }))
      .parse(field(input, 'pyramids'));
    for (const { name, N, breakout } of pyramids) {
      const position = { side: 'long', n: N, fills: [breakout] } as const;
      const first = turtleStops(position)[0];
      const fills: number[] = [breakout];
      for (;;) {
        const add = turtleAddAt({ ...position, fills });
        if (add === undefined) break;
        fills.push(add);
      }
      expect(disagreements(fills, column(field(expected, 'entries'), name), printed)).toEqual([]);
      expect(first).toBeCloseTo(Number(field(field(expected, 'stopAfterFirstUnit'), name)), 9);
      for (const stop of turtleStops({ ...position, fills }))
        expect(stop).toBeCloseTo(Number(field(field(expected, 'finalStopAfter4Units'), name)), 9);
    }
  });
});

describe('a crossing of averages traded as another program trades it', () => {
  withOracle('backtest_goog_smacross_10_30', ({ input, expected }) => {
    const bars = barsFrom(input);
    const fast = sma(bars.close, 10);
    const slow = sma(bars.close, 30);
    const up = crossesAbove(fast, slow);
    const down = crossesBelow(fast, slow);
    // It closes what is left at the last bar's open.
    const { trades, equity, stats } = backtest(
      bars,
      { entry: up, exit: down, shortEntry: down, shortExit: up },
      { cash: 10_000, finalizeTrades: 'open' },
    );
    const tolerance = { rel: 1e-8 };
    const wanted = z
      .array(z.record(z.string(), z.number().nullable()))
      .parse(field(expected, 'trades'));
    expect(trades).toHaveLength(wanted.length);
    for (const [name, ours] of Object.entries({
      size: trades.map(({ side, size }) => (side === 'long' ? size : -size)),
      entryBar: trades.map(({ entryBar }) => entryBar),
      exitBar: trades.map(({ exitBar }) => exitBar),
      entryPrice: trades.map(({ entryPrice }) => entryPrice),
      exitPrice: trades.map(({ exitPrice }) => exitPrice),
      pnl: trades.map(({ pnl }) => pnl),
      returnPct: trades.map(({ returnPct }) => returnPct / 100),
    })) {
      const theirs = wanted.map((trade) => trade[name] ?? null);
      expect([name, disagreements(ours, theirs, tolerance)]).toEqual([name, []]);
    }
    expect(disagreements(equity, column(expected, 'equity'), tolerance)).toEqual([]);

    const theirs = z.record(z.string(), z.number()).parse(field(expected, 'stats'));
    // Written in seconds, rounded up to whole days.
    const seconds = (ms: number) => (Math.ceil(ms / DAY_MS) * DAY_MS) / 1000;
    for (const [name, ours] of Object.entries({
      'Exposure Time [%]': stats.exposurePct,
      'Equity Final [$]': stats.finalEquity,
      'Equity Peak [$]': stats.peakEquity,
      'Return [%]': stats.returnPct,
      'Return (Ann.) [%]': stats.annualReturnPct,
      'Volatility (Ann.) [%]': stats.compoundedVolatilityPct,
      'CAGR [%]': stats.cagrPct,
      'Sharpe Ratio': stats.sharpeCompounded,
      'Sortino Ratio': stats.sortinoCompounded,
      'Calmar Ratio': stats.calmar,
      'Max. Drawdown [%]': stats.maxDrawdownPct,
      'Avg. Drawdown [%]': stats.avgDrawdownPct,
      'Max. Drawdown Duration': seconds(stats.maxDrawdownMs),
      'Avg. Drawdown Duration': seconds(stats.avgDrawdownMs),
      '# Trades': stats.trades,
      'Win Rate [%]': stats.winRatePct,
      'Best Trade [%]': stats.bestTradePct,
      'Worst Trade [%]': stats.worstTradePct,
      'Avg. Trade [%]': stats.avgTradePct,
      'Profit Factor': stats.profitFactorOfReturns,
      'Expectancy [%]': stats.expectancyPct,
      SQN: stats.sqn,
      'Kelly Criterion': stats.kelly,
    }))
      expect([name, disagreements([ours], [theirs[name] ?? NaN], tolerance)]).toEqual([name, []]);
  });
});
