import type { Bars } from '../core/market.ts';
import { donchian } from './donchian.ts';
import { STOP_N, turtleN, type TurtleSystem } from './turtle.ts';

/** A breakout, followed as if one unit had been traded on it. */
export type TurtleSignal = {
  readonly bar: number;
  readonly side: 'long' | 'short';
  /** The price broken, or the open where the bar opened beyond it. */
  readonly price: number;
  /** The N of the bar before, with which the stop was set. */
  readonly n: number;
  /** Left out by the filter: the breakout before it, traded or not, would have won. */
  readonly isSkipped: boolean;
} & (
  | { readonly outcome: 'open' }
  | { readonly outcome: 'won' | 'lost'; readonly exitBar: number; readonly exitPrice: number }
);

/** The bars as one side sees them: for the short side everything is upside down. */
type View = {
  readonly sign: 1 | -1;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  /** What an entry has to exceed. */
  readonly entry: Float64Array;
  /** Below this a position ends. */
  readonly exit: Float64Array;
};

/** Prices as its view sees them. */
type Trade = {
  readonly view: View;
  readonly bar: number;
  readonly price: number;
  readonly n: number;
};
type Exit = { readonly bar: number; readonly price: number };

/**
 * Every breakout of a system with what became of it. While one is followed, further breakouts to its side are the same move
 * and not signals. It ends where a bar trades below the low of the exit days (short: above the high), or touches the stop
 * two N from its price, whichever the falling price meets first, at the open where that lies beyond; and has won when it
 * ends better than it began. System 1 leaves out the signal after a winner; whoever left it out gets in at the next
 * breakout of System 2.
 *
 * Of one bar nobody knows which end came first: a position is not closed on the bar of its breakout; a bar that breaks out
 * both ways counts for the side to which it closed from its open.
 *
 * @returns oldest first. Later bars change only the outcome of one that is open. A signal needs the N of the bar before it,
 *   so that there is none in the first 21 bars.
 * @throws RangeError unless the days are whole numbers from 1, exit days no more than entry days
 * @see Faith, Way of the Turtle (2007), The Original Turtle Trading Rules
 */
export function turtleSignals(bars: Bars, system: TurtleSystem): readonly TurtleSignal[] {
  const { entryDays, exitDays } = system;
  if (exitDays > entryDays) {
    throw new RangeError(`exitDays must not exceed entryDays, not ${exitDays} of ${entryDays}.`);
  }
  const n = turtleN(bars);
  const views = viewsOf(bars, system);
  const signals: TurtleSignal[] = [];
  let trade: Trade | undefined;
  const write = (one: Trade, exit: Exit | undefined): void => {
    const isSkipped = system.isFiltered && signals.at(-1)?.outcome === 'won';
    signals.push(signalOf(one, exit, isSkipped));
  };
  for (let bar = 1; bar < bars.close.length; bar++) {
    const ended = trade;
    if (ended) {
      const exit = exitOn(ended, bar);
      if (!exit) continue;
      write(ended, exit);
    }
    trade = entryOn(views, bar, n[bar - 1] ?? NaN);
    // The same side again on the bar that ended it: its breakout came before the exit or was part of the same move.
    if (trade && trade.view === ended?.view) trade = undefined;
  }
  if (trade) write(trade, undefined);
  return signals;
}

function viewsOf(bars: Bars, { entryDays, exitDays }: TurtleSystem): readonly View[] {
  const entries = donchian(bars, entryDays);
  const exits = donchian(bars, exitDays);
  const negated = (values: Float64Array) => values.map((value) => -value);
  return [
    { ...bars, sign: 1, entry: entries.upper, exit: exits.lower },
    {
      sign: -1,
      open: negated(bars.open),
      high: negated(bars.low),
      low: negated(bars.high),
      close: negated(bars.close),
      entry: negated(entries.lower),
      exit: negated(exits.upper),
    },
  ];
}

function entryOn(views: readonly View[], bar: number, n: number): Trade | undefined {
  if (Number.isNaN(n)) return undefined;
  const broken = views.filter(({ high, entry }) => (high[bar] ?? NaN) > (entry[bar] ?? NaN));
  const [view] = broken.length > 1 ? broken.filter((one) => isOwnWay(one, bar)) : broken;
  if (!view) return undefined;
  return { view, bar, n, price: Math.max(view.open[bar] ?? NaN, view.entry[bar] ?? NaN) };
}

function isOwnWay({ open, close }: View, bar: number): boolean {
  return (close[bar] ?? NaN) > (open[bar] ?? NaN);
}

function exitOn({ view, price, n }: Trade, bar: number): Exit | undefined {
  const low = view.low[bar] ?? NaN;
  const stop = price - STOP_N * n;
  const exit = view.exit[bar] ?? NaN;
  const met = [...(low <= stop ? [stop] : []), ...(low < exit ? [exit] : [])];
  if (met.length === 0) return undefined;
  return { bar, price: Math.min(view.open[bar] ?? NaN, Math.max(...met)) };
}

function signalOf(trade: Trade, exit: Exit | undefined, isSkipped: boolean): TurtleSignal {
  const { view, bar, price, n } = trade;
  const side = view.sign === 1 ? 'long' : 'short';
  const signal = { bar, side, price: view.sign * price, n, isSkipped } as const;
  if (!exit) return { ...signal, outcome: 'open' };
  return {
    ...signal,
    outcome: exit.price > price ? 'won' : 'lost',
    exitBar: exit.bar,
    exitPrice: view.sign * exit.price,
  };
}
