import type { Bars } from '../core/market.ts';
import { DAY_MS } from '../core/time.ts';
import { lengthOf, type Timeframe } from '../core/timeframe.ts';
import { columnsFor, drawTags, drawTimeAxis, drawValueAxis, middle, type Columns } from './axes.ts';
import { drawCandles, drawVolume, slotsOf, type Slots } from './candles.ts';
import { DEFAULT_SIZE, FONT, layOut, MARGIN, type Layout, type Size } from './layout.ts';
import { drawHeader, drawLegendRow, legendRows } from './legend.ts';
import {
  drawLevelLabels,
  drawLevelLines,
  placeLevels,
  shownLevels,
  tagsOf,
  type Level,
} from './levels.ts';
import { drawMarks, type Mark } from './marks.ts';
import { reading } from './numbers.ts';
import { drawLines, drawPane, legendText, scalePane, type Line, type Pane } from './panes.ts';
import { priceScale } from './price-scale.ts';
import { rowOf, spanOf, valueTicks, type Rows, type Scale } from './scale.ts';
import { svgOf } from './svg.ts';
import { textAt } from './text.ts';
import { THEMES, type Theme, type ThemeName } from './theme.ts';
import { timeTicks } from './time-ticks.ts';
import { formatPrice } from '../core/format.ts';

/** Everything that a picture of candles shows. */
export type ChartData = {
  readonly title: string;
  readonly subtitle: string;
  /** Oldest first. A bar with a price that is not a number leaves a gap. */
  readonly bars: Bars;
  readonly timeframe: Timeframe;
  /** The IANA zone of the time axis. */
  readonly zone: string;
  /** Drawn over the price, on its scale. */
  readonly overlays: readonly Line[];
  /** Strips under the price, each on a scale of its own. */
  readonly panes: readonly Pane[];
  readonly levels: readonly Level[];
  readonly marks: readonly Mark[];
  readonly theme: ThemeName;
};

type Part = {
  readonly data: ChartData;
  readonly theme: Theme;
  readonly columns: Columns;
  readonly slots: Slots;
};

const LEGEND_LIMIT = 2;
const PRICE_GAP = 34;

/**
 * Candles with everything over and under them, as a whole SVG document; the same data make the same document. Bars are
 * placed by their number, not by their time, so that nights and weekends leave no gaps. `size` is in pixels; there must be
 * room for the parts, so no less than about 400 × 300.
 */
export function chartSvg(data: ChartData, size: Size = DEFAULT_SIZE): string {
  const { bars, overlays } = data;
  const theme = THEMES[data.theme];
  const entries = overlays.map((line, n) => ({ text: legendText(line, '', formatPrice), line: n }));
  const legend = legendRows(entries, size.width - 2 * MARGIN, LEGEND_LIMIT);
  const volume = spanOf([bars.volume])?.high ?? 0;
  const layout = layOut(size, {
    legendRows: legend.length,
    hasVolume: volume > 0,
    panes: data.panes.length,
  });
  const last = lastClose(bars);
  const levels = shownLevels(data.levels, last, layout.main);
  const at = scaleOf(data, levels, layout.main);
  const placed = placeLevels(levels, at);
  const tags = tagsOf(placed, { price: last, colour: theme.ink }, { at, theme });
  const ticks = valueTicks(at, PRICE_GAP);
  const panes = data.panes.flatMap((pane, n) => {
    const rows = layout.panes[n];
    return rows ? scalePane(pane, rows) : [];
  });
  const columns = columnsFor(
    size.width,
    [...ticks, ...tags, ...panes.flatMap((pane) => pane.ticks)]
      .map(({ label }) => label)
      .concat(reading(volume)),
  );
  const slots = slotsOf(bars.openedAt.length, columns.left, columns.right);
  const part: Part = { data, theme, columns, slots };
  return svgOf(size, theme.background, [
    drawHeader(data, size.width, theme),
    ...legend.map((row, n) => drawLegendRow(row, { x: MARGIN, y: layout.legend[n] ?? 0 }, theme)),
    drawValueAxis({ ticks, at, tags }, columns, theme),
    drawTimes(part, layout),
    drawLevelLines(placed, columns, theme),
    drawLastLine(last, at, part),
    layout.volume ? drawVolumes(part, layout.volume, volume) : '',
    drawCandles(bars, slots, { at, theme }),
    drawOverlays(part, at),
    ...panes.map((pane) => drawPane(pane, { slots, columns }, theme)),
    drawMarksOf(part, at),
    drawLevelLabels(placed, columns.left, theme),
    drawTags(tags, columns.right, theme),
  ]);
}

/** The last close that is a number; NaN when none is. */
function lastClose({ close }: Bars): number {
  return close.findLast((price) => Number.isFinite(price)) ?? NaN;
}

function scaleOf(
  { bars, overlays, marks }: ChartData,
  levels: readonly Level[],
  rows: Rows,
): Scale {
  const priced = {
    low: bars.low,
    high: bars.high,
    overlays: overlays.map(({ values }) => values),
    levels: levels.map(({ price }) => price),
  };
  // Marks stand outside the candles.
  return priceScale(priced, rows, marks.length > 0 ? 26 : 8);
}

function drawTimes({ data, theme, columns, slots }: Part, layout: Layout): string {
  const ticks = timeTicks({
    times: data.bars.openedAt,
    xs: slots.xs,
    zone: data.zone,
    ...columns,
    fontSize: FONT.axis,
    hasClock: lengthOf(data.timeframe) < DAY_MS,
  });
  return drawTimeAxis(ticks, { top: layout.main.top, bottom: layout.timeTop }, theme);
}

function drawLastLine(last: number, at: Scale, { theme, columns }: Part): string {
  if (!Number.isFinite(last)) return '';
  const row = Math.round(rowOf(at, last)) + 0.5;
  return `<path d="M${columns.left} ${row}H${columns.right}" stroke="${theme.muted}" stroke-dasharray="1 3"/>`;
}

function drawVolumes({ data, theme, columns, slots }: Part, rows: Rows, most: number): string {
  const style = { size: FONT.axis, fill: theme.muted };
  return (
    drawVolume(data.bars.volume, slots, { ...rows, most, colour: theme.volume }) +
    textAt(columns.right + 7, middle((rows.top + rows.bottom) / 2, FONT.axis), {
      ...style,
      text: reading(most),
    })
  );
}

/** Overlays may leave the rows of the price; then what does is cut off, which costs a layer of the whole picture. */
function drawOverlays({ data, theme, columns, slots }: Part, at: Scale): string {
  const span = spanOf(data.overlays.map(({ values }) => values));
  const lines = drawLines(data.overlays, slots, { at, theme });
  if (!span || (span.low >= at.low && span.high <= at.high)) return lines;
  const { left, right } = columns;
  const frame = `<rect x="${left}" y="${at.top}" width="${right - left}" height="${at.bottom - at.top}"/>`;
  return `<clipPath id="price">${frame}</clipPath><g clip-path="url(#price)">${lines}</g>`;
}

function drawMarksOf({ data, theme, slots }: Part, at: Scale): string {
  const { bars, marks } = data;
  const column = (index: number) => {
    const high = rowOf(at, bars.high[index] ?? NaN);
    const low = rowOf(at, bars.low[index] ?? NaN);
    return Number.isFinite(high + low) ? { x: slots.xs[index] ?? NaN, high, low } : undefined;
  };
  return drawMarks({ marks, times: bars.openedAt, column, rows: at }, theme);
}
