import type { Bars } from '../core/market.ts';
import { donchian } from './donchian.ts';
import { lowest } from './extremes.ts';
import { STOP_N, SYSTEM_1, SYSTEM_2, turtleN, type TurtleSystem } from './turtle.ts';
import { turtleSignals, type TurtleSignal } from './turtle-signals.ts';

/** A breakout upwards with which a system would begin a position, and what follows from it. */
export type TurtleBreakout = {
  readonly bar: number;
  /** 20 or 55: how many days before it the bar's high exceeds. */
  readonly days: number;
  /** The highest high of those days. */
  readonly level: number;
  readonly close: number;
  /** N as of the bar's close. */
  readonly n: number;
  /** Two N below the level. */
  readonly stop: number;
  /** Where the second, third and fourth unit are added: each half an N above the one before, the first at the level. */
  readonly adds: readonly number[];
  /** The low below which the system leaves, as of the bar's close. */
  readonly exit: number;
  /** Left out by System 1: the breakout before it would have won. */
  readonly isSkipped: boolean;
  /** Of a 55-day breakout: the bar of the 20-day one whose move it is part of, if one is still followed. */
  readonly faster: { readonly bar: number; readonly isSkipped: boolean } | undefined;
};

const LATER_UNITS = [0.5, 1, 1.5];

/**
 * The entries upwards of both systems on the bars from `from` on. A day that makes a new high within a move that is
 * being followed already is none; see `turtleSignals`.
 *
 * @returns oldest first, the 20-day one before the 55-day one
 * @see Faith, Way of the Turtle (2007), The Original Turtle Trading Rules
 */
export function turtleEntries(bars: Bars, from: number): readonly TurtleBreakout[] {
  const n = turtleN(bars);
  const fast = turtleSignals(bars, SYSTEM_1).filter(isLong);
  const slow = turtleSignals(bars, SYSTEM_2).filter(isLong);
  const found = [
    ...entriesOf({ bars, n, system: SYSTEM_1, signals: fast }, from),
    ...entriesOf({ bars, n, system: SYSTEM_2, signals: slow }, from).map((entry) => ({
      ...entry,
      faster: followed(fast, entry.bar),
    })),
  ];
  return found.sort((a, b) => a.bar - b.bar || a.days - b.days);
}

type Facts = {
  readonly bars: Bars;
  readonly n: Float64Array;
  readonly system: TurtleSystem;
  readonly signals: readonly TurtleSignal[];
};

function entriesOf({ bars, n, system, signals }: Facts, from: number): readonly TurtleBreakout[] {
  const { upper } = donchian(bars, system.entryDays);
  const exits = lowest(bars.low, system.exitDays);
  return signals
    .filter(({ bar }) => bar >= from)
    .map((signal) => {
      const level = upper[signal.bar] ?? NaN;
      const today = n[signal.bar] ?? NaN;
      // A day without its low has no range of its own.
      const range = Number.isNaN(today) ? signal.n : today;
      return {
        bar: signal.bar,
        days: system.entryDays,
        level,
        close: bars.close[signal.bar] ?? NaN,
        n: range,
        stop: level - STOP_N * range,
        adds: LATER_UNITS.map((units) => level + units * range),
        exit: exits[signal.bar] ?? NaN,
        isSkipped: signal.isSkipped,
        faster: undefined,
      };
    });
}

function isLong({ side }: TurtleSignal): boolean {
  return side === 'long';
}

/** The move that the faster system is in when a bar begins. */
function followed(signals: readonly TurtleSignal[], at: number): TurtleBreakout['faster'] {
  const found = signals.findLast(
    (one) => one.bar < at && (one.outcome === 'open' || one.exitBar > at),
  );
  return found && { bar: found.bar, isSkipped: found.isSkipped };
}
