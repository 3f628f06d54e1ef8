import type { Bars } from '../core/market.ts';
import { backtestStats, type BacktestStats } from './backtest-stats.ts';
import { firstStop, requireStop, tightened, type BacktestStop } from './backtest-stop.ts';

/** Flags of 0 and 1, as long as the bars; each is decided on the close of its bar and traded after it. */
export type BacktestSignals = {
  readonly entry: Uint8Array;
  readonly exit: Uint8Array;
  readonly shortEntry?: Uint8Array;
  readonly shortExit?: Uint8Array;
};

export type BacktestOptions = {
  /** 10,000 of the bars' currency when left out. */
  readonly cash?: number;
  /** Of what a fill is worth, paid on the way in and on the way out. */
  readonly commissionPct?: number;
  /** Between bid and ask, in percent of the price; each fill is half of it worse than the bar's price. */
  readonly spreadPct?: number;
  readonly stop?: BacktestStop;
  /** Fills at the close on which was decided, which nobody can promise; else at the next open. */
  readonly tradeOnClose?: boolean;
  /** Where a position that is left at the end is closed: at the last close (when left out), the last open, or not at all. */
  readonly finalizeTrades?: 'close' | 'open' | 'no';
  /** Fractions of a share or coin may be bought. */
  readonly isFractional?: boolean;
  /** Days of trading in a year; told from the bars when left out. */
  readonly perYear?: number;
};

type BacktestTrade = {
  readonly side: 'long' | 'short';
  /** Shares or coins, always positive. */
  readonly size: number;
  readonly entryBar: number;
  readonly exitBar: number;
  readonly entryPrice: number;
  readonly exitPrice: number;
  /** In the bars' currency, after commissions. */
  readonly pnl: number;
  /** Of what was paid for it, after commissions: 3 is three percent. */
  readonly returnPct: number;
  /** The result in units of what the first stop risked; NaN without a stop. */
  readonly r: number;
  readonly barsHeld: number;
  readonly exitReason: 'signal' | 'stop' | 'end' | 'ruin';
};

export type Backtest = {
  /** In the order in which they ended. */
  readonly trades: readonly BacktestTrade[];
  /** What the account is worth at each close. */
  readonly equity: Float64Array;
  readonly stats: BacktestStats;
};

type Rules = Required<Omit<BacktestOptions, 'stop' | 'perYear'>> & {
  readonly stop: BacktestStop | undefined;
};

type Position = {
  readonly side: 1 | -1;
  readonly size: number;
  readonly bar: number;
  readonly price: number;
  readonly commission: number;
  /** What the first stop risked for each share. */
  readonly risk: number;
  stop: number;
};

/** The account as it goes along. `cash` holds all results of closed trades; a position is worth its change on top. */
type Run = {
  readonly bars: Bars;
  readonly signals: BacktestSignals;
  readonly rules: Rules;
  readonly trades: BacktestTrade[];
  cash: number;
  position: Position | undefined;
  lastPrice: number;
};

type Fill = { readonly bar: number; readonly price: number };

/**
 * What trading signals would have come to, with all of the account in one position at a time, in whole shares. A signal on
 * the close of bar i is filled at the open of the next bar that has one. An entry to the other side closes what is held; an
 * entry and an exit of one side on the same bar leave nothing open. An account that is used up stays empty.
 *
 * @throws RangeError when series and bars differ in length, or a figure of the options is out of range
 */
export function backtest(
  bars: Bars,
  signals: BacktestSignals,
  options: BacktestOptions = {},
): Backtest {
  const rules = rulesOf(options);
  requireAlike(bars, signals, rules.stop);
  const { length } = bars.close;
  const equity = new Float64Array(length);
  const run: Run = {
    bars,
    signals,
    rules,
    trades: [],
    position: undefined,
    cash: rules.cash,
    lastPrice: NaN,
  };
  let decided = -1;
  for (let bar = 0; bar < length; bar++) {
    const open = bars.open[bar] ?? NaN;
    if (!rules.tradeOnClose && decided >= 0 && !Number.isNaN(open)) {
      trade(run, decided, { bar, price: open });
      decided = -1;
    }
    meetStop(run, bar);
    const close = bars.close[bar] ?? NaN;
    if (rules.tradeOnClose && !Number.isNaN(close)) trade(run, bar, { bar, price: close });
    if (bar === length - 1) finish(run, bar);
    moveStop(run, bar);
    if (!Number.isNaN(close)) run.lastPrice = close;
    equity[bar] = worth(run, bar);
    if (isDecided(signals, bar)) decided = bar;
  }
  const stats = backtestStats({ bars, equity, trades: run.trades, cash: rules.cash }, options);
  return { trades: run.trades, equity, stats };
}

function rulesOf(options: BacktestOptions): Rules {
  const { cash = 10_000, commissionPct = 0, spreadPct = 0, stop } = options;
  const { tradeOnClose = false, finalizeTrades = 'close', isFractional = false } = options;
  requireStop(stop);
  if (!(cash > 0)) throw new RangeError(`cash must be positive, not ${cash}.`);
  for (const [name, pct] of Object.entries({ commissionPct, spreadPct })) {
    if (!(pct >= 0 && pct < 100))
      throw new RangeError(`${name} must be from 0 to 100, not ${pct}.`);
  }
  return { cash, commissionPct, spreadPct, stop, tradeOnClose, finalizeTrades, isFractional };
}

function requireAlike(bars: Bars, signals: BacktestSignals, stop: BacktestStop | undefined): void {
  const { length } = bars.close;
  const columns: readonly (Uint8Array | Float64Array)[] = [
    ...Object.values(signals),
    ...Object.values(stop ?? {}).filter((part) => part instanceof Float64Array),
  ];
  for (const column of columns) {
    if (column.length === length) continue;
    throw new RangeError(`Series must be as long as the ${length} bars, not ${column.length}.`);
  }
}

function isDecided({ entry, exit, shortEntry, shortExit }: BacktestSignals, bar: number): boolean {
  return [entry, exit, shortEntry, shortExit].some((flags) => flags?.[bar] === 1);
}

/** Carries out what was decided on the close of the bar `decided`. */
function trade(run: Run, decided: number, fill: Fill): void {
  const { entry, exit, shortEntry, shortExit } = run.signals;
  const says = (flags: Uint8Array | undefined) => flags?.[decided] === 1;
  const leaves = (side: 1 | -1) => says(side === 1 ? exit : shortExit);
  const enters = Number(says(entry)) - Number(says(shortEntry));
  const held = run.position;
  run.lastPrice = fill.price;
  if (held && (leaves(held.side) || enters === -held.side)) close(run, fill, 'signal');
  const side = enters === 1 ? 1 : -1;
  if (enters !== 0 && !run.position && !leaves(side)) enter(run, { ...fill, side, decided });
}

function enter(
  run: Run,
  { bar, price, side, decided }: Fill & { side: 1 | -1; decided: number },
): void {
  const { rules, cash } = run;
  const paid = withSpread(price, side, rules);
  const share = rules.commissionPct / 100;
  const most = cash / (paid * (1 + share));
  const size = rules.isFractional ? most : Math.floor(most);
  if (!(size > 0 && Number.isFinite(size))) return;
  const commission = size * paid * share;
  const stop = firstStop(rules.stop, paid, { bars: run.bars, bar: decided, side });
  const risk = side * (paid - stop);
  run.position = { side, size, bar, price: paid, commission, stop, risk: risk > 0 ? risk : NaN };
}

function close(run: Run, { bar, price }: Fill, exitReason: BacktestTrade['exitReason']): void {
  const { position, rules } = run;
  if (!position) return;
  const { side, size, price: entryPrice, risk } = position;
  const exitPrice = withSpread(price, side === 1 ? -1 : 1, rules);
  const commission = position.commission + (size * exitPrice * rules.commissionPct) / 100;
  const pnl = side * size * (exitPrice - entryPrice) - commission;
  run.cash = Math.max(0, run.cash + pnl);
  run.position = undefined;
  run.trades.push({
    side: side === 1 ? 'long' : 'short',
    size,
    entryBar: position.bar,
    exitBar: bar,
    entryPrice,
    exitPrice,
    pnl,
    returnPct: (100 * pnl) / (size * entryPrice),
    r: pnl / (size * risk),
    barsHeld: bar - position.bar,
    exitReason,
  });
}

function meetStop(run: Run, bar: number): void {
  const { position, bars } = run;
  if (!position) return;
  const { side, stop } = position;
  const worst = side === 1 ? bars.low[bar] : bars.high[bar];
  if (!(side * ((worst ?? NaN) - stop) <= 0)) return;
  const open = bars.open[bar] ?? NaN;
  const isBeyond = side * (open - stop) < 0;
  close(run, { bar, price: isBeyond ? open : stop }, 'stop');
}

function moveStop({ bars, rules: { stop }, position }: Run, bar: number): void {
  if (position) position.stop = tightened(position.stop, stop, { bars, bar, side: position.side });
}

function finish(run: Run, bar: number): void {
  const { finalizeTrades } = run.rules;
  if (!run.position || finalizeTrades === 'no') return;
  const price = finalizeTrades === 'open' ? run.bars.open[bar] : run.bars.close[bar];
  const isKnown = price !== undefined && !Number.isNaN(price);
  close(run, { bar, price: isKnown ? price : run.lastPrice }, 'end');
}

/** What the account is worth at the bar's close. When that is nothing, what is held is closed there, and it stays at 0. */
function worth(run: Run, bar: number): number {
  const { position } = run;
  if (!position) return run.cash;
  const change = position.side * position.size * (run.lastPrice - position.price);
  const value = run.cash + change - position.commission;
  if (value > 0) return value;
  close(run, { bar, price: run.lastPrice }, 'ruin');
  return run.cash;
}

function withSpread(price: number, side: 1 | -1, { spreadPct }: Rules): number {
  return price * (1 + (side * spreadPct) / 200);
}
