import { area } from 'd3-shape';
import { formatPrice } from '../core/format.ts';
import {
  columnsFor,
  drawTags,
  drawTimeAxis,
  drawValueAxis,
  type Columns,
  type Tag,
} from './axes.ts';
import { DEFAULT_SIZE, FONT, layOut, MARGIN, type Layout, type Size } from './layout.ts';
import { drawHeader, drawLegendRow, legendRows } from './legend.ts';
import { drawMarks, type Mark } from './marks.ts';
import { drawLines, legendText, type Line } from './panes.ts';
import { rowOf, scaleFor, spanOf, valueTicks, type Scale, type Tick } from './scale.ts';
import { svgOf } from './svg.ts';
import { textAt } from './text.ts';
import { lineColour, THEMES, type Theme, type ThemeName } from './theme.ts';
import { timeTicks } from './time-ticks.ts';

/** Everything that a picture of lines over time shows: the equity of a strategy, or a study. */
export type CurveData = {
  readonly title: string;
  readonly subtitle: string;
  /** Epoch milliseconds, oldest first. */
  readonly at: Float64Array;
  /** The IANA zone of the time axis. */
  readonly zone: string;
  /** Values as long as `at`, all on one scale; marks stand at the first. NaN is a gap. */
  readonly series: readonly Line[];
  /** Percent under the highest value so far, 0 or less, as long as `at`; hangs as an area in a strip of its own. */
  readonly drawdown?: Float64Array;
  readonly marks: readonly Mark[];
  readonly theme: ThemeName;
};

type Under = { readonly at: Scale; readonly ticks: readonly Tick[]; readonly label: number };
type Part = { readonly data: CurveData; readonly theme: Theme; readonly columns: Columns };

const LEGEND_LIMIT = 2;
const VALUE_GAP = 34;

/** Lines over time as a whole SVG document; the same data make the same document. Moments stand where their time is. */
export function curveSvg(data: CurveData, size: Size = DEFAULT_SIZE): string {
  const theme = THEMES[data.theme];
  const entries = data.series.map((one, n) => ({
    text: legendText(one, '', formatPrice),
    line: n,
  }));
  const legend = legendRows(entries, size.width - 2 * MARGIN, LEGEND_LIMIT);
  const layout = layOut(size, {
    legendRows: legend.length,
    hasVolume: false,
    panes: data.drawdown ? 1 : 0,
  });
  const span = spanOf(data.series.map(({ values }) => values)) ?? { low: 0, high: 1 };
  const at = scaleFor(span, layout.main, data.marks.length > 0 ? 26 : 10);
  const tags = lastTag(data, at, theme);
  const ticks = valueTicks(at, VALUE_GAP);
  const under = underOf(data.drawdown, layout);
  const labels = [...ticks, ...tags, ...(under?.ticks ?? [])].map(({ label }) => label);
  const columns = columnsFor(size.width, labels);
  const xs = columnsOf(data.at, columns);
  const part = { data, theme, columns };
  return svgOf(size, theme.background, [
    drawHeader(data, size.width, theme),
    ...legend.map((row, n) => drawLegendRow(row, { x: MARGIN, y: layout.legend[n] ?? 0 }, theme)),
    drawValueAxis({ ticks, at, tags }, columns, theme),
    drawTimes(part, xs, layout),
    under && data.drawdown ? drawUnder(under, { values: data.drawdown, xs }, part) : '',
    drawLines(data.series, { xs }, { at, theme }),
    drawMarksOf(part, xs, at),
    drawTags(tags, columns.right, theme),
  ]);
}

/** Columns in proportion to time; a single moment stands in the middle. */
function columnsOf(times: Float64Array, { left, right }: Columns): Float64Array {
  const first = times.at(0) ?? NaN;
  const length = (times.at(-1) ?? NaN) - first;
  const inset = 4;
  if (!(length > 0)) return times.map(() => (left + right) / 2);
  return times.map((at) => left + ((at - first) / length) * (right - left - inset));
}

function lastTag({ series: [first] }: CurveData, at: Scale, theme: Theme): readonly Tag[] {
  const last = first?.values.findLast((value) => Number.isFinite(value));
  if (last === undefined) return [];
  const colour = lineColour(theme, 0);
  return [{ row: rowOf(at, last), label: formatPrice(last), colour, isFilled: true }];
}

function underOf(drawdown: Float64Array | undefined, { panes }: Layout): Under | undefined {
  const [rows] = panes;
  if (!drawdown || !rows) return undefined;
  const deepest = Math.min(-1, spanOf([drawdown])?.low ?? -1);
  const at = { top: rows.top, bottom: rows.bottom, low: deepest, high: 0 };
  const ticks = valueTicks(at, 20).map(({ value, label }) => ({ value, label: `${label}%` }));
  return { at, ticks, label: rows.label };
}

function drawUnder(
  { at, ticks, label }: Under,
  { values, xs }: { readonly values: Float64Array; readonly xs: Float64Array },
  { theme, columns }: Part,
): string {
  const draw = area<number>()
    .defined((value) => Number.isFinite(value))
    .x((_, n) => xs[n] ?? NaN)
    .y0(rowOf(at, 0))
    .y1((value) => rowOf(at, value))
    .digits(1);
  const worst = (spanOf([values])?.low ?? 0).toFixed(1).replace('-', '−');
  const style = { size: FONT.legend, isBold: true, fill: theme.ink } as const;
  return [
    drawValueAxis({ ticks, at }, columns, theme),
    `<path class="drawdown" d="${draw(values) ?? ''}" fill="${theme.down}" fill-opacity="0.35" stroke="${theme.down}"/>`,
    textAt(columns.left, label, { ...style, text: `drawdown, at worst ${worst}%` }),
  ].join('');
}

function drawTimes({ data, theme, columns }: Part, xs: Float64Array, layout: Layout): string {
  const ticks = timeTicks({
    times: data.at,
    xs,
    zone: data.zone,
    ...columns,
    fontSize: FONT.axis,
    hasClock: true,
  });
  return drawTimeAxis(ticks, { top: layout.main.top, bottom: layout.timeTop }, theme);
}

function drawMarksOf({ data, theme }: Part, xs: Float64Array, at: Scale): string {
  const column = (index: number) => {
    const row = rowOf(at, data.series[0]?.values[index] ?? NaN);
    return Number.isFinite(row) ? { x: xs[index] ?? NaN, high: row, low: row } : undefined;
  };
  return drawMarks({ marks: data.marks, times: data.at, column, rows: at }, theme);
}
