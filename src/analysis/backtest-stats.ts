import { DAY_MS } from '../core/time.ts';
import type { Bars } from '../core/market.ts';
import { sharpe, sortino } from './stats.ts';

/** Percentages are 3 for three percent. NaN where there is too little to tell, as a best trade without trades. */
export type BacktestStats = {
  readonly finalEquity: number;
  readonly peakEquity: number;
  readonly returnPct: number;
  /** Of holding the instrument from the first close to the last. */
  readonly buyAndHoldPct: number;
  /** Bars on which one of the trades was on, of all. */
  readonly exposurePct: number;
  /** By the calendar, 365.25 days to a year. */
  readonly cagrPct: number;
  /** By days of trading: their geometric mean, compounded over a year of them. */
  readonly annualReturnPct: number;
  /** Of compounded daily returns, backtesting.py's form; larger than deviation times √days when returns are good. */
  readonly compoundedVolatilityPct: number;
  /** `annualReturnPct` over `compoundedVolatilityPct`: backtesting.py's form. */
  readonly sharpeCompounded: number;
  /** `annualReturnPct` over the yearly downside deviation of daily returns: backtesting.py's form. */
  readonly sortinoCompounded: number;
  /** `annualReturnPct` over the deepest fall: backtesting.py's form. */
  readonly calmar: number;
  /** Mean over sample deviation of daily returns, for a year; the usual form, as `stats.ts`. */
  readonly sharpe: number;
  /** Mean over downside deviation of daily returns, for a year; the usual form, as `stats.ts`. */
  readonly sortino: number;
  /** 0 or below: −25 is a quarter lost from a peak. */
  readonly maxDrawdownPct: number;
  /** Mean of the depths of all falls from a peak. */
  readonly avgDrawdownPct: number;
  /** From a peak until it is reached again, or to the last bar; milliseconds, 0 without one. */
  readonly maxDrawdownMs: number;
  readonly avgDrawdownMs: number;
  readonly trades: number;
  readonly winRatePct: number;
  readonly bestTradePct: number;
  readonly worstTradePct: number;
  /** Geometric mean of the trades' returns. */
  readonly avgTradePct: number;
  /** Plain mean of the trades' returns. */
  readonly expectancyPct: number;
  /** Mean result in units of what the first stop risked; of trades with a stop. */
  readonly expectancyR: number;
  /** Sum of winning returns over that of losing ones: backtesting.py's form. */
  readonly profitFactorOfReturns: number;
  /** Money won over money lost: the usual form. */
  readonly profitFactorOfMoney: number;
  /** System quality number: √n times the mean of the trades' results in money over their sample deviation. */
  readonly sqn: number;
  /** Share of the account that the Kelly criterion would risk, from results in money. */
  readonly kelly: number;
  readonly avgTradeBars: number;
  readonly maxTradeBars: number;
};

type Traded = {
  readonly pnl: number;
  readonly returnPct: number;
  readonly r: number;
  readonly entryBar: number;
  readonly exitBar: number;
  readonly barsHeld: number;
};

type Course = {
  readonly bars: Bars;
  readonly equity: Float64Array;
  readonly trades: readonly Traded[];
  /** With which it began. */
  readonly cash: number;
};

/**
 * How a course of trading is judged. Daily returns are between the last closes of days (UTC).
 *
 * @param options `perYear`, days of trading in a year. When left out: 252; 365 where weekends are traded, 52 and 12 where bars
 *   are a week or a month apart.
 */
export function backtestStats(
  course: Course,
  options: { readonly perYear?: number } = {},
): BacktestStats {
  const { bars, equity, trades, cash } = course;
  const { length } = equity;
  const final = equity.at(-1) ?? NaN;
  const perYear = options.perYear ?? daysPerYear(bars.openedAt);
  const years = ((bars.openedAt.at(-1) ?? NaN) - (bars.openedAt[0] ?? NaN)) / (365.25 * DAY_MS);
  const fallen = falls(course);
  const closes = bars.close.filter((close) => !Number.isNaN(close));
  return {
    finalEquity: final,
    peakEquity: furthest(Math.max, equity),
    returnPct: 100 * (final / cash - 1),
    buyAndHoldPct: 100 * ((closes.at(-1) ?? NaN) / (closes[0] ?? NaN) - 1),
    exposurePct: (100 * barsHolding(trades, length)) / length,
    cagrPct: years > 0 ? 100 * ((final / cash) ** (1 / years) - 1) : NaN,
    ...fallen,
    ...ratios(dailyReturns(course), perYear, -fallen.maxDrawdownPct / 100),
    ...ofTrades(trades),
  };
}

function ratios(returns: readonly number[], perYear: number, deepest: number) {
  const growth = 1 + geometricMean(returns);
  const annual = growth ** perYear - 1;
  const spread = (variance(returns) + growth ** 2) ** perYear - growth ** (2 * perYear);
  const volatility = Math.sqrt(spread);
  const downside = Math.sqrt(mean(returns.map((one) => Math.min(one, 0) ** 2)) * perYear);
  return {
    annualReturnPct: 100 * annual,
    compoundedVolatilityPct: 100 * volatility,
    sharpeCompounded: over(annual, volatility),
    sortinoCompounded: over(annual, downside),
    calmar: over(annual, deepest),
    sharpe: sharpe(returns, { perYear }),
    sortino: sortino(returns, { perYear }),
  };
}

/** Falls from a peak: each lasts from its peak to the bar that reaches it again, or to the last. */
function falls({ bars: { openedAt }, equity, cash }: Course) {
  const depths: number[] = [];
  const lasted: number[] = [];
  let peak = cash;
  let since = 0;
  let depth = 0;
  equity.forEach((value, bar) => {
    depth = Math.max(depth, 1 - value / peak);
    const isBack = value >= peak;
    if (!isBack && bar < equity.length - 1) return;
    if (depth > 0) {
      depths.push(depth);
      lasted.push((openedAt[bar] ?? NaN) - (openedAt[since] ?? NaN));
    }
    peak = Math.max(peak, value);
    since = bar;
    depth = 0;
  });
  return {
    maxDrawdownPct: depths.length === 0 ? 0 : -100 * furthest(Math.max, depths),
    avgDrawdownPct: depths.length === 0 ? 0 : -100 * mean(depths),
    maxDrawdownMs: lasted.length === 0 ? 0 : furthest(Math.max, lasted),
    avgDrawdownMs: lasted.length === 0 ? 0 : mean(lasted),
  };
}

function ofTrades(trades: readonly Traded[]) {
  const money = trades.map(({ pnl }) => pnl);
  const returns = trades.map(({ returnPct }) => returnPct / 100);
  const held = trades.map(({ barsHeld }) => barsHeld);
  const won = money.filter((pnl) => pnl > 0);
  const lost = money.filter((pnl) => pnl < 0);
  const winRate = won.length / trades.length;
  return {
    trades: trades.length,
    winRatePct: 100 * winRate,
    bestTradePct: 100 * furthest(Math.max, returns),
    worstTradePct: 100 * furthest(Math.min, returns),
    avgTradePct: 100 * geometricMean(returns),
    expectancyPct: 100 * mean(returns),
    expectancyR: mean(trades.map(({ r }) => r).filter((r) => !Number.isNaN(r))),
    profitFactorOfReturns: over(
      sum(returns.filter((one) => one > 0)),
      -sum(returns.filter((one) => one < 0)),
    ),
    profitFactorOfMoney: over(sum(won), -sum(lost)),
    sqn: over(Math.sqrt(trades.length) * mean(money), Math.sqrt(variance(money))),
    kelly: winRate - ((1 - winRate) * -mean(lost)) / mean(won),
    avgTradeBars: mean(held),
    maxTradeBars: furthest(Math.max, held),
  };
}

function barsHolding(trades: readonly Traded[], length: number): number {
  const held = new Uint8Array(length);
  for (const { entryBar, exitBar } of trades) held.fill(1, entryBar, exitBar + 1);
  return held.reduce((count, one) => count + one, 0);
}

function dailyReturns({ bars: { openedAt }, equity }: Course): readonly number[] {
  const lasts: number[] = [];
  let today = NaN;
  equity.forEach((value, bar) => {
    const day = Math.floor((openedAt[bar] ?? NaN) / DAY_MS);
    if (day === today) lasts.pop();
    lasts.push(value);
    today = day;
  });
  // An account that was used up has nothing more to lose.
  return lasts
    .slice(1)
    .map((value, n) => (value === 0 && lasts[n] === 0 ? 0 : value / (lasts[n] ?? NaN) - 1));
}

function daysPerYear(openedAt: Float64Array): number {
  const days = [...new Set(Array.from(openedAt, (at) => Math.floor(at / DAY_MS)))];
  const apart = ((days.at(-1) ?? NaN) - (days[0] ?? NaN)) / (days.length - 1);
  if (apart > 20) return 12;
  if (apart > 4) return 52;
  // The first of January 1970 was a Thursday: 2 and 3 days later are the weekend. Futures open on Sundays only, a sixth.
  const weekend = days.filter((day) => day % 7 === 2 || day % 7 === 3).length;
  return weekend / days.length > 0.2 ? 365 : 252;
}

/** All is lost once a single return has lost all of it. */
function geometricMean(returns: readonly number[]): number {
  if (returns.some((one) => one <= -1)) return -1;
  return Math.exp(mean(returns.map((one) => Math.log1p(one)))) - 1;
}

function variance(values: readonly number[]): number {
  const middle = mean(values);
  return values.length < 2
    ? NaN
    : sum(values.map((one) => (one - middle) ** 2)) / (values.length - 1);
}

function over(part: number, whole: number): number {
  return whole > 0 ? part / whole : NaN;
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function furthest(choose: (a: number, b: number) => number, values: ArrayLike<number>): number {
  return Array.from(values).reduce((one, other) => choose(one, other), values[0] ?? NaN);
}
