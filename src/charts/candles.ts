import type { Bars } from '../core/market.ts';
import { rowOf, type Rows, type Scale } from './scale.ts';
import type { Theme } from './theme.ts';

/** Bars stand side by side in equal slots, whatever time passed between them. */
export type Slots = { readonly xs: Float64Array; readonly slot: number };

/** What values are drawn on. */
export type Canvas = { readonly at: Scale; readonly theme: Theme };

const WIDEST = 25;
// Narrower, and a rim leaves nothing hollow.
const HOLLOW_FROM = 3;
const SHOULDER_BELOW = 4;

/** Middle columns of `count` slots that fill the width from `left` to `right`. */
export function slotsOf(count: number, left: number, right: number): Slots {
  const slot = (right - left) / Math.max(1, count);
  return { slot, xs: Float64Array.from({ length: count }, (_, n) => left + (n + 0.5) * slot) };
}

/** Falling candles are filled; rising ones hollow, or where they are too narrow for that, lighter. */
export function drawCandles(bars: Bars, { xs, slot }: Slots, { at, theme }: Canvas): string {
  const width = bodyWidth(slot);
  const paths = { up: '', down: '', upWicks: '', downWicks: '' };
  const isHollow = width >= HOLLOW_FROM;
  for (let n = 0; n < xs.length; n++) {
    const open = bars.open[n] ?? NaN;
    const close = bars.close[n] ?? NaN;
    const low = rowOf(at, bars.low[n] ?? NaN);
    const high = rowOf(at, bars.high[n] ?? NaN);
    if (!Number.isFinite(open + close + low + high)) continue;
    const left = Math.round((xs[n] ?? NaN) - width / 2);
    const top = Math.round(rowOf(at, Math.max(open, close)));
    // A bar that closes where it opened is a line.
    const height = Math.max(1, Math.round(rowOf(at, Math.min(open, close))) - top);
    const wick = `M${left + width / 2} ${Math.round(high)}V${Math.round(Math.max(low, top + height))}`;
    const isUp = close >= open;
    const rim = isUp && isHollow && height > 1 ? 0.5 : 0;
    const body = `M${left + rim} ${top + rim}h${width - 2 * rim}v${height - 2 * rim}h${2 * rim - width}z`;
    paths[isUp ? 'up' : 'down'] += body;
    paths[isUp ? 'upWicks' : 'downWicks'] += wick;
  }
  const up = isHollow ? `fill="${theme.background}" stroke="${theme.up}"` : `fill="${theme.up}"`;
  return [
    `<path class="wicks-up" d="${paths.upWicks}" stroke="${theme.up}"/>`,
    `<path class="wicks-down" d="${paths.downWicks}" stroke="${theme.down}"/>`,
    `<path class="up" d="${paths.up}" ${up}/>`,
    `<path class="down" d="${paths.down}" fill="${theme.down}"/>`,
  ].join('');
}

/** Columns from the bottom up; `most` fills the rows. */
export function drawVolume(
  volume: Float64Array,
  slots: Slots,
  rows: Rows & { readonly colour: string; readonly most: number },
): string {
  let path = '';
  for (let n = 0; n < slots.xs.length; n++) {
    const traded = volume[n] ?? NaN;
    if (!(traded > 0)) continue;
    const { left, width } = columnOf(slots, n);
    const height = Math.max(1, Math.round((traded / rows.most) * (rows.bottom - rows.top)));
    path += `M${left} ${rows.bottom}v${-height}h${width}v${height}z`;
  }
  return `<path class="volume" d="${path}" fill="${rows.colour}"/>`;
}

/** Columns from the row of 0: filled below it, lighter above, as candles are. */
export function drawHistogram(values: Float64Array, slots: Slots, { at, theme }: Canvas): string {
  const zero = Math.round(Math.min(at.bottom, Math.max(at.top, rowOf(at, 0))));
  const paths = { up: '', down: '' };
  for (let n = 0; n < slots.xs.length; n++) {
    const row = Math.round(rowOf(at, values[n] ?? NaN));
    if (!Number.isFinite(row) || row === zero) continue;
    const { left, width } = columnOf(slots, n);
    const column = `M${left} ${zero}h${width}V${row}h${-width}z`;
    paths[row < zero ? 'up' : 'down'] += column;
  }
  return (
    `<path class="above" d="${paths.up}" fill="${theme.up}"/>` +
    `<path class="below" d="${paths.down}" fill="${theme.down}"/>`
  );
}

// Where there is no room for a gap between columns of one width, they stand shoulder to shoulder.
function columnOf({ xs, slot }: Slots, n: number): { left: number; width: number } {
  const x = xs[n] ?? NaN;
  if (slot >= SHOULDER_BELOW) {
    const width = bodyWidth(slot);
    return { left: Math.round(x - width / 2), width };
  }
  const left = Math.round(x - slot / 2);
  return { left, width: Math.max(1, Math.round(x + slot / 2) - left) };
}

// Whole pixels keep edges sharp; odd ones keep the wick in the middle.
function bodyWidth(slot: number): number {
  const width = Math.min(WIDEST, Math.floor(slot * 0.72));
  if (width < 3) return Math.max(1, width);
  return width % 2 === 1 ? width : width - 1;
}
