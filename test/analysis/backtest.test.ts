import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backtest, type BacktestOptions } from '../../src/analysis/backtest.ts';
import { backtestStats } from '../../src/analysis/backtest-stats.ts';
import { calmar, maxDrawdown, sharpe, sortino } from '../../src/analysis/stats.ts';
import { DAY_MS } from '../../src/core/time.ts';
import { barsOf, firstBars, walks, type BarRow } from '../support/pattern-bars.ts';

/** Open, high, low, close. */
type Prices = readonly [number, number, number, number];
type Orders = Readonly<Partial<Record<'entry' | 'exit' | 'shortEntry' | 'shortExit', number[]>>>;

const bar = ([open, high, low, close]: Prices): BarRow => ({ open, high, low, close });
/** A bar that stands at one price. */
const at = (price: number): BarRow => bar([price, price, price, price]);

function run(rows: readonly BarRow[], orders: Orders, options: BacktestOptions = {}) {
  const flags = (bars: readonly number[] = []) =>
    Uint8Array.from(rows, (_, n) => Number(bars.includes(n)));
  return backtest(
    barsOf(rows),
    {
      entry: flags(orders.entry),
      exit: flags(orders.exit),
      shortEntry: flags(orders.shortEntry),
      shortExit: flags(orders.shortExit),
    },
    { cash: 1000, ...options },
  );
}

const said = (...wanted: Parameters<typeof run>) =>
  run(...wanted).trades.map(
    (one) =>
      `${one.side} ${one.size}: ${one.entryBar} at ${one.entryPrice}, ${one.exitBar} at ${one.exitPrice}, ${one.exitReason}`,
  );

describe('fills', () => {
  const rows = [at(10), bar([11, 13, 10, 12]), at(14), bar([15, 17, 14, 16]), at(18)];

  test('are at the open of the bar after the signal', () => {
    const { trades, equity } = run(rows, { entry: [0], exit: [2] });
    expect(trades).toMatchObject([
      { side: 'long', size: 90, entryBar: 1, entryPrice: 11, exitBar: 3, exitPrice: 15 },
    ]);
    expect(trades[0]).toMatchObject({ pnl: 360, barsHeld: 2, exitReason: 'signal' });
    expect(trades[0]?.returnPct).toBeCloseTo((100 * 4) / 11, 12);
    expect([...equity]).toEqual([1000, 1090, 1270, 1360, 1360]);
  });

  test('are at the close of the signal’s own bar when asked for', () => {
    expect(said(rows, { entry: [0], exit: [2] }, { tradeOnClose: true })).toEqual([
      'long 100: 0 at 10, 2 at 14, signal',
    ]);
  });

  test('wait for a bar that has an open', () => {
    const gap = [at(10), { ...at(NaN), close: 12 }, at(14), at(15)];
    expect(said(gap, { entry: [0] })).toEqual(['long 71: 2 at 14, 3 at 15, end']);
  });

  test('do not come from a signal on the last bar', () => {
    expect(said(rows, { entry: [4] })).toEqual([]);
  });

  test('are half the spread worse on each side', () => {
    expect(said([at(100), at(100), at(100)], { entry: [0] }, { spreadPct: 2 })).toEqual([
      'long 9: 1 at 101, 2 at 99, end',
    ]);
    expect(said([at(100), at(100), at(100)], { shortEntry: [0] }, { spreadPct: 2 })).toEqual([
      'short 10: 1 at 99, 2 at 101, end',
    ]);
  });

  test('pay commission on the way in, which the equity shows at once, and on the way out', () => {
    const flat = [at(100), at(100), at(110), at(110)];
    const { trades, equity } = run(flat, { entry: [0], exit: [2] }, { commissionPct: 1 });
    expect(trades[0]?.size).toBe(9);
    expect(trades[0]?.pnl).toBeCloseTo(90 - 9 - 9.9, 9);
    expect(trades[0]?.returnPct).toBeCloseTo((100 * (90 - 9 - 9.9)) / 900, 9);
    expect([equity[1], equity[2], equity[3]]).toEqual([991, 1081, expect.closeTo(1071.1, 9)]);
  });

  test('are of whole shares, unless fractions may be bought', () => {
    const dear = [at(1), at(3000), at(3300)];
    expect(said(dear, { entry: [0] })).toEqual([]);
    const { trades } = run(dear, { entry: [0] }, { isFractional: true });
    expect(trades[0]?.size).toBeCloseTo(1 / 3, 12);
    expect(trades[0]?.pnl).toBeCloseTo(100, 9);
  });
});

describe('signals', () => {
  const rows = [at(10), at(10), at(11), at(12), at(12), at(13)];

  test('to enter are passed over while that side is held', () => {
    expect(said(rows, { entry: [0, 1, 2], exit: [3] })).toEqual([
      'long 100: 1 at 10, 4 at 12, signal',
    ]);
  });

  test('to the other side close what is held and turn round at one price', () => {
    expect(said(rows, { entry: [0], shortEntry: [2] })).toEqual([
      'long 100: 1 at 10, 3 at 12, signal',
      'short 100: 3 at 12, 5 at 13, end',
    ]);
  });

  test('to exit do nothing to the other side or to nobody', () => {
    expect(said(rows, { entry: [0], shortExit: [1, 2], exit: [0] })).toEqual([]);
    expect(said(rows, { shortEntry: [0], exit: [1], shortExit: [2] })).toEqual([
      'short 100: 1 at 10, 3 at 12, signal',
    ]);
  });

  test('that contradict each other open nothing', () => {
    expect(said(rows, { entry: [0], shortEntry: [0] })).toEqual([]);
    expect(said(rows, { entry: [0, 2], exit: [2] })).toEqual([
      'long 100: 1 at 10, 3 at 12, signal',
    ]);
  });

  test('leave what is held at the end to be closed at the last close, the last open, or not', () => {
    const last = [at(10), at(10), bar([12, 14, 11, 13])];
    const end = (finalizeTrades: 'close' | 'open' | 'no') => {
      const { trades, equity } = run(last, { entry: [0] }, { finalizeTrades });
      return [trades[0]?.exitPrice, equity.at(-1)];
    };
    expect(end('close')).toEqual([13, 1300]);
    expect(end('open')).toEqual([12, 1200]);
    expect(end('no')).toEqual([undefined, 1300]);
  });
});

describe('a stop', () => {
  const fixed = { kind: 'fixed', pct: 10 } as const;

  test('is filled at its price on the bar that touches it, from the bar of the fill on', () => {
    const rows = (low: number) => [at(100), bar([100, 105, low, 101]), at(102)];
    expect(said(rows(90), { entry: [0] }, { stop: fixed })).toEqual([
      'long 10: 1 at 100, 1 at 90, stop',
    ]);
    expect(said(rows(90.01), { entry: [0] }, { stop: fixed })[0]).toMatch(/end$/);
  });

  test('is filled at the open of a bar that opens beyond it', () => {
    const rows = [at(100), at(100), bar([80, 95, 75, 90])];
    expect(said(rows, { entry: [0] }, { stop: fixed })).toEqual([
      'long 10: 1 at 100, 2 at 80, stop',
    ]);
    const up = [at(100), at(100), bar([120, 125, 118, 119])];
    expect(said(up, { shortEntry: [0] }, { stop: fixed })).toEqual([
      'short 10: 1 at 100, 2 at 120, stop',
    ]);
  });

  test('is not met by the bar on whose close it was filled', () => {
    const rows = [bar([100, 100, 50, 100]), at(100)];
    expect(said(rows, { entry: [0] }, { stop: fixed, tradeOnClose: true })[0]).toMatch(/end$/);
  });

  test('comes after a signal that is filled at the open', () => {
    const rows = [at(100), at(100), bar([100, 100, 50, 60])];
    expect(said(rows, { entry: [0], exit: [1] }, { stop: fixed })[0]).toMatch(/2 at 100, signal$/);
  });

  test('that trails follows the best close, each by its own figure', () => {
    const rows = [at(100), at(100), at(120), at(110), bar([109, 109, 100, 105])];
    const trailing = (pct: number | Float64Array) => ({ stop: { kind: 'trailing', pct } }) as const;
    expect(said(rows, { entry: [0] }, trailing(10))).toEqual(['long 10: 1 at 100, 4 at 108, stop']);
    const wide = Float64Array.of(50, 50, 10, 50, 50);
    expect(said(rows, { entry: [0] }, trailing(wide))[0]).toMatch(/4 at 108, stop$/);
    const none = new Float64Array(5).fill(NaN);
    expect(said(rows, { entry: [0] }, trailing(none))[0]).toMatch(/end$/);
  });

  test('by price is good from the next bar on, and stays where the series says nothing', () => {
    const rows = [at(100), at(100), at(100), bar([100, 100, 94, 98]), at(98)];
    const stop = (...price: number[]) => ({
      stop: { kind: 'price' as const, price: Float64Array.from(price) },
    });
    expect(said(rows, { entry: [0] }, stop(90, 95, NaN, 97, 99))).toEqual([
      'long 10: 1 at 100, 3 at 95, stop',
    ]);
    expect(said(rows, { entry: [0] }, stop(90, NaN, NaN, 97.5, 99))[0]).toMatch(/end$/);
    expect(said(rows, { entry: [0] }, stop(NaN, NaN, 95, 97, 99))[0]).toMatch(/3 at 95, stop$/);
  });

  test('measures results in what it risked', () => {
    const rows = [at(100), at(100), at(125), at(125)];
    const { trades, stats } = run(rows, { entry: [0], exit: [1] }, { stop: fixed });
    expect(trades[0]?.r).toBeCloseTo(2.5, 12);
    expect(stats.expectancyR).toBeCloseTo(2.5, 12);
    expect(run(rows, { entry: [0] }).stats.expectancyR).toBeNaN();
    const above = { kind: 'price', price: new Float64Array(4).fill(110) } as const;
    expect(run(rows, { entry: [0] }, { stop: above }).trades[0]?.r).toBeNaN();
  });

  test('never loosens: with it nothing is sold below where it ever stood, but for gaps', () => {
    fc.assert(
      fc.property(walks(), fc.double({ min: 0.5, max: 5, noNaN: true }), (bars, pct) => {
        const entry = new Uint8Array(bars.close.length).fill(1);
        const exit = new Uint8Array(bars.close.length);
        const { trades } = backtest(bars, { entry, exit }, { stop: { kind: 'trailing', pct } });
        for (const { entryBar, exitBar, exitPrice, exitReason } of trades) {
          if (exitReason !== 'stop') continue;
          const best = Math.max(...bars.close.subarray(entryBar - 1, exitBar));
          const stop = best * (1 - pct / 100);
          expect(exitPrice).toBeCloseTo(Math.min(stop, bars.open[exitBar] ?? NaN), 9);
        }
      }),
    );
  });
});

test('an account that is used up stays empty', () => {
  const rows = [at(10), at(10), at(25), at(10), at(10)];
  const { trades, equity, stats } = run(rows, { shortEntry: [0], entry: [2] });
  expect(trades).toMatchObject([{ side: 'short', exitBar: 2, exitReason: 'ruin', pnl: -1500 }]);
  expect([...equity]).toEqual([1000, 1000, 0, 0, 0]);
  expect([stats.returnPct, stats.annualReturnPct, stats.maxDrawdownPct]).toEqual([
    -100, -100, -100,
  ]);
  expect([stats.avgTradePct, stats.calmar]).toEqual([-100, -1]);
  expect(stats.compoundedVolatilityPct).toBeGreaterThan(0);
});

describe('figures', () => {
  const day = (n: number) => n * DAY_MS;
  /** A course whose equity is told; the bars only lend their days. */
  const stats = (equity: readonly number[], days = equity.map((_, n) => n)) => {
    const bars = { ...barsOf(equity), openedAt: Float64Array.from(days, day) };
    return backtestStats({
      bars,
      equity: Float64Array.from(equity),
      trades: [],
      cash: equity[0] ?? NaN,
    });
  };

  test('of falls: how deep, and how long until the peak was reached again', () => {
    const found = stats([100, 90, 95, 100, 120, 60, 90]);
    expect(found.maxDrawdownPct).toBeCloseTo(-50, 12);
    expect(found.avgDrawdownPct).toBeCloseTo(-30, 12);
    expect([found.maxDrawdownMs, found.avgDrawdownMs]).toEqual([day(3), day(2.5)]);
    const paid = run([at(100), at(100)], { entry: [0] }, { tradeOnClose: true, commissionPct: 1 });
    expect(paid.equity[0]).toBe(991);
    expect(paid.stats.maxDrawdownPct).toBeCloseTo(-1.8, 9);
    const rising = stats([100, 101, 102]);
    expect([rising.maxDrawdownPct, rising.maxDrawdownMs]).toEqual([0, 0]);
    expect(rising.calmar).toBeNaN();
  });

  test('of a year are by the calendar, or by its days of trading', () => {
    const found = stats([100, 110, 121], [0, 1, 365.25]);
    expect(found.cagrPct).toBeCloseTo(21, 9);
    const daily = stats([100, 110, 121], [4, 5, 6]);
    expect(daily.annualReturnPct / 100 + 1).toBeCloseTo(1.1 ** 252, -3);
  });

  test('know a market that never closes, and bars of weeks and months, by their days', () => {
    const yearly = (step: number, skip: (n: number) => boolean = () => false) => {
      const days = Array.from({ length: 60 }, (_, n) => n * step).filter((n) => !skip(n));
      const { annualReturnPct } = stats(
        days.map((_, n) => 1.001 ** n),
        days,
      );
      return Math.round(Math.log(annualReturnPct / 100 + 1) / Math.log(1.001));
    };
    const isWeekend = (n: number) => n % 7 === 2 || n % 7 === 3;
    const isSaturday = (n: number) => n % 7 === 2;
    const found = [yearly(1), yearly(1, isWeekend), yearly(1, isSaturday), yearly(7), yearly(30)];
    expect(found).toEqual([365, 252, 252, 52, 12]);
  });

  test('of intraday bars are between the last closes of days', () => {
    const days = [4, 4.25, 4.5, 5, 5.5, 6, 6.5];
    const equity = [100, 500, 110, 20, 121, 90, 100];
    const found = stats(equity, days);
    expect(found.sharpe).toBeCloseTo(sharpe([0.1, 100 / 121 - 1], { perYear: 252 }), 9);
  });

  test('in the usual form are those of the statistics, beside the compounded ones', () => {
    const returns = [0.02, -0.01, 0.03, -0.04, 0.01];
    const equity = returns.reduce((all, one) => [...all, (all.at(-1) ?? NaN) * (1 + one)], [100]);
    const found = stats(equity, [4, 5, 6, 7, 8, 11]);
    expect(found.sharpe).toBeCloseTo(sharpe(returns), 9);
    expect(found.sortino).toBeCloseTo(sortino(returns), 9);
    expect(found.calmar).toBeCloseTo(calmar(returns), 9);
    expect(found.maxDrawdownPct).toBeCloseTo(100 * maxDrawdown(returns), 9);
    expect(found.sharpeCompounded).not.toBeCloseTo(found.sharpe, 2);
  });

  test('of trades: wins, losses and what they say together', () => {
    // Entered at 100 each time: +20 %, −10 %, +5 % of 1000, 1200 and 1080.
    const rows = [100, 100, 120, 100, 90, 100, 105, 105].map(at);
    const { stats, trades } = run(rows, { entry: [0, 2, 4], exit: [1, 3, 5] });
    const [a, b, c] = [200, -120, 50];
    expect(trades.map(({ pnl }) => pnl)).toEqual([a, b, c]);
    expect(stats.trades).toBe(3);
    expect(stats.winRatePct).toBeCloseTo(200 / 3, 9);
    expect([stats.bestTradePct, stats.worstTradePct]).toEqual([
      expect.closeTo(20, 9),
      expect.closeTo(-10, 9),
    ]);
    expect(stats.expectancyPct).toBeCloseTo(5, 9);
    expect(stats.avgTradePct).toBeCloseTo(100 * ((1.2 * 0.9 * 1.05) ** (1 / 3) - 1), 9);
    expect(stats.profitFactorOfReturns).toBeCloseTo(2.5, 9);
    expect(stats.profitFactorOfMoney).toBeCloseTo(250 / 120, 9);
    const mean = (a + b + c) / 3;
    const spread = Math.sqrt(((a - mean) ** 2 + (b - mean) ** 2 + (c - mean) ** 2) / 2);
    expect(stats.sqn).toBeCloseTo((Math.sqrt(3) * mean) / spread, 9);
    expect(stats.kelly).toBeCloseTo(2 / 3 - 1 / 3 / (125 / 120), 9);
    expect(stats.exposurePct).toBeCloseTo((100 * 6) / 8, 9);
    expect([stats.avgTradeBars, stats.maxTradeBars]).toEqual([1, 1]);
    expect(stats.returnPct).toBeCloseTo(13, 9);
  });

  test('are unknown without trades or bars, and nothing throws', () => {
    const { stats } = run([at(10), at(20)], {});
    expect([stats.trades, stats.returnPct, stats.exposurePct]).toEqual([0, 0, 0]);
    expect(stats.buyAndHoldPct).toBe(100);
    expect([stats.winRatePct, stats.bestTradePct, stats.sqn, stats.kelly]).toEqual([
      NaN,
      NaN,
      NaN,
      NaN,
    ]);
    expect(run([], {}).stats.returnPct).toBeNaN();
  });
});

test.each<[string, BacktestOptions]>([
  ['no cash', { cash: 0 }],
  ['a negative commission', { commissionPct: -1 }],
  ['a spread that is not a number', { spreadPct: NaN }],
  ['a stop at no distance', { stop: { kind: 'fixed', pct: 0 } }],
  ['a stop series of another length', { stop: { kind: 'price', price: new Float64Array(1) } }],
])('%s is refused', (_, options) => {
  expect(() => run([at(1), at(2)], {}, options)).toThrow(RangeError);
});

describe('whatever the signals', () => {
  const flags = fc.array(fc.constantFrom(0, 0, 0, 1), { minLength: 120, maxLength: 120 });
  const orders = fc.tuple(flags, flags, flags, flags);
  const options = fc.record({
    commissionPct: fc.constantFrom(0, 0.5),
    spreadPct: fc.constantFrom(0, 0.2),
    tradeOnClose: fc.boolean(),
    finalizeTrades: fc.constantFrom('close' as const, 'no' as const),
  });
  const cut = ([entry, exit, shortEntry, shortExit]: readonly number[][], count: number) => ({
    entry: Uint8Array.from(entry?.slice(0, count) ?? []),
    exit: Uint8Array.from(exit?.slice(0, count) ?? []),
    shortEntry: Uint8Array.from(shortEntry?.slice(0, count) ?? []),
    shortExit: Uint8Array.from(shortExit?.slice(0, count) ?? []),
  });

  test('the money at the end is the money at the start and what the trades brought', () => {
    fc.assert(
      fc.property(walks(), orders, options, (bars, wanted, how) => {
        const signals = cut(wanted, bars.close.length);
        const { equity, trades } = backtest(bars, signals, { ...how, finalizeTrades: 'close' });
        const sum = trades.reduce((total, { pnl }) => total + pnl, 10_000);
        expect(equity.at(-1)).toBeCloseTo(sum, 6);
      }),
    );
  });

  test('later bars change nothing of what was done before', () => {
    fc.assert(
      fc.property(walks(), orders, fc.nat(120), (bars, wanted, count) => {
        const known = Math.min(count, bars.close.length);
        const how = { finalizeTrades: 'no', stop: { kind: 'trailing', pct: 2 } } as const;
        const whole = backtest(bars, cut(wanted, bars.close.length), how);
        const part = backtest(firstBars(bars, known), cut(wanted, known), how);
        expect(part.equity).toEqual(whole.equity.subarray(0, known));
        expect(part.trades).toEqual(whole.trades.filter(({ exitBar }) => exitBar < known));
      }),
    );
  });
});
