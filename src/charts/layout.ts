import type { Rows } from './scale.ts';

export type Size = { readonly width: number; readonly height: number };

/** A pixel is half a point on most phones, so nothing is written smaller than this. */
export const FONT = { title: 24, subtitle: 17, axis: 17, legend: 17, label: 16 } as const;

export const MARGIN = 10;
export const DEFAULT_SIZE: Size = { width: 800, height: 500 };

const HEADER = 56;
const LEGEND_ROW = 22;
const TIME_ROW = 28;
const BETWEEN = 6;

export type Wanted = {
  readonly legendRows: number;
  readonly hasVolume: boolean;
  readonly panes: number;
};

export type Layout = {
  /** Baselines of the legend's rows. */
  readonly legend: readonly number[];
  readonly main: Rows;
  readonly volume: Rows | undefined;
  /** `label` is the baseline of the pane's own legend, above its lines. */
  readonly panes: readonly (Rows & { readonly label: number })[];
  /** Where the time axis begins. */
  readonly timeTop: number;
};

/** Divides the height of a picture among its parts, from the title down to the time axis. */
export function layOut({ height }: Size, { legendRows, hasVolume, panes }: Wanted): Layout {
  const top = HEADER + legendRows * LEGEND_ROW;
  const timeTop = height - TIME_ROW;
  const room = timeTop - top;
  // Two thirds for the price at the least, half when there are many panes.
  const paneHeight = Math.round((room * Math.min(0.5, 0.12 + 0.15 * panes)) / Math.max(1, panes));
  const volumeHeight = hasVolume ? Math.round(room * 0.12) : 0;
  const below = panes * (paneHeight + BETWEEN) + (hasVolume ? volumeHeight + BETWEEN : 0);
  const mainBottom = timeTop - below;
  const volume = hasVolume
    ? { top: mainBottom + BETWEEN, bottom: mainBottom + BETWEEN + volumeHeight }
    : undefined;
  const panesTop = volume?.bottom ?? mainBottom;
  return {
    legend: Array.from({ length: legendRows }, (_, n) => HEADER + 14 + n * LEGEND_ROW),
    main: { top, bottom: mainBottom },
    volume,
    panes: Array.from({ length: panes }, (_, n) => {
      const start = panesTop + BETWEEN + n * (paneHeight + BETWEEN);
      return { label: start + 15, top: start + LEGEND_ROW, bottom: start + paneHeight };
    }),
    timeTop,
  };
}
