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
  /** The price at the end, or where that is not known the last close. */
  readonly price: number;
  /** Nearest to the price first. */
  readonly support: readonly Level[];
  readonly resistance: readonly Level[];
  readonly until: Instant;
};

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
  const isNewer = last !== undefined && last.at >= window.closedAt && last.at <= until;
  const price = isNewer ? last.price : (window.bars.close.at(-1) ?? NaN);
  const known = levels(window.closed);
  return {
    kept,
    window,
    lines: linesOf(picture, deskOf(deps, ticker), window),
    price,
    support: known.filter((level) => level.price <= price).toReversed(),
    resistance: known.filter((level) => level.price > price),
    until,
  };
}
