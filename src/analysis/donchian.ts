import type { Bars } from '../core/market.ts';
import { highest, lowest } from './extremes.ts';

export type Channel = { readonly upper: Float64Array; readonly lower: Float64Array };

/**
 * Donchian channel of the `period` bars **before** each bar, so that a bar can break out of it; a channel that holds the bar
 * itself never could.
 *
 * @returns highest high and lowest low in the currency of the bars; NaN in the first `period` bars and in windows that hold a
 *   gap
 * @throws RangeError unless `period` is a whole number from 1
 * @see Faith, Way of the Turtle (2007), The Original Turtle Trading Rules
 */
export function donchian({ high, low }: Pick<Bars, 'high' | 'low'>, period: number): Channel {
  return { upper: aBarLater(highest(high, period)), lower: aBarLater(lowest(low, period)) };
}

function aBarLater(column: Float64Array): Float64Array {
  column.copyWithin(1, 0);
  if (column.length > 0) column[0] = NaN;
  return column;
}
