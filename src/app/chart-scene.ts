import { levels, type Level } from '../analysis/levels.ts';
import type { ChartPicture } from '../core/picture.ts';
import type { KeptBars } from '../core/ports/bar-keeper.ts';
import type { Instant } from '../core/time.ts';
import { linesOf, type ChartLines } from './chart-lines.ts';
import { windowOf, type ChartWindow } from './chart-window.ts';
import { deskOf, type SightDeps } from './rule-sight.ts';

/** Everything that a chart shows, from what is kept; its picture and its words are both made from this. */
export type ChartScene = {
  readonly kept: KeptBars;
  readonly window: ChartWindow;
  readonly lines: ChartLines;
  /** The last close shown, which for a bar in progress is the price. */
  readonly price: number;
  /** Prices at which swings have turned, lowest first. */
  readonly turns: readonly Level[];
  readonly until: Instant;
};

/** Levels at or below a price, and above it; the nearest of each side first. */
export function sidesOf(turns: readonly Level[], price: number) {
  return {
    support: turns.filter((level) => level.price <= price).toReversed(),
    resistance: turns.filter((level) => level.price > price),
  };
}

/** What a chart shows at its moment; undefined when no bars of that length are kept. Asks nobody. */
export function sceneOf(
  deps: Pick<SightDeps, 'bars'>,
  picture: ChartPicture,
  now: Instant,
): ChartScene | undefined {
  const { ticker, timeframe, last, bars } = picture;
  const until = picture.until ?? now;
  const kept = deps.bars.read(ticker, timeframe);
  const window = kept && windowOf(kept, { until, last, bars });
  if (kept === undefined || window === undefined) return undefined;
  return {
    kept,
    window,
    lines: linesOf(picture, deskOf(deps, ticker), window),
    price: window.bars.close.at(-1) ?? NaN,
    turns: levels(window.closed),
    until,
  };
}
