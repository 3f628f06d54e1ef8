import { line } from 'd3-shape';
import { drawValueAxis, type Columns } from './axes.ts';
import { drawHistogram, type Canvas, type Slots } from './candles.ts';
import { dashOf, drawLegendRow, legendRows } from './legend.ts';
import type { Layout } from './layout.ts';
import { FONT } from './layout.ts';
import { grouped, reading } from './numbers.ts';
import { rowOf, scaleFor, spanOf, valueTicks, type Scale, type Tick } from './scale.ts';
import { textAt, widthOf } from './text.ts';
import { lineColour, type Theme } from './theme.ts';

/** Values as long as the bars; NaN is a gap. */
export type Line = { readonly label: string; readonly values: Float64Array };

/** A strip of its own under the price. */
export type Pane = {
  readonly label: string;
  readonly lines: readonly Line[];
  /** What the values can be at all; what they are, when left out. */
  readonly bounds?: { readonly min: number; readonly max: number };
  /** Levels that are drawn across and written on the axis. */
  readonly guides: readonly number[];
  /** Columns from 0, as MACD's histogram; as long as the bars. */
  readonly bars?: Float64Array;
};

/** A pane with the scale on which it is drawn. */
export type ScaledPane = {
  readonly pane: Pane;
  readonly at: Scale;
  readonly ticks: readonly Tick[];
  readonly label: number;
};

/** Finds the scale and the axis of a pane in its rows. */
export function scalePane(pane: Pane, { top, bottom, label }: Layout['panes'][number]): ScaledPane {
  const { bounds, guides } = pane;
  const columns = [...pane.lines.map(({ values }) => values), ...(pane.bars ? [pane.bars] : [])];
  const own = [...guides, ...(pane.bars ? [0] : [])];
  const span = bounds
    ? { low: bounds.min, high: bounds.max }
    : (spanOf([...columns, Float64Array.from(own)]) ?? { low: 0, high: 1 });
  const rows = { top, bottom };
  const at = bounds ? { ...rows, ...span } : scaleFor(span, rows, 3);
  const ticks =
    guides.length > 0
      ? guides.map((value) => ({ value, label: guideLabel(value) }))
      : valueTicks(at, 30).map(({ value }) => ({ value, label: reading(value) }));
  return { pane, at, ticks, label };
}

function guideLabel(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e6 ? grouped(value, 0) : reading(value);
}

/** The lines of a pane, its axis and its legend. */
export function drawPane(
  { pane, at, ticks, label }: ScaledPane,
  { slots, columns }: { readonly slots: Slots; readonly columns: Columns },
  theme: Theme,
): string {
  const { left, right } = columns;
  const name = { size: FONT.legend, isBold: true, fill: theme.ink } as const;
  const x = left + widthOf(pane.label, name) + 14;
  const entries = pane.lines.map((one, n) => ({
    text: legendText(one, pane.label, reading),
    line: n,
  }));
  const [row = []] = legendRows(entries, right - x, 1);
  return [
    drawValueAxis({ ticks, at }, columns, theme),
    `<path d="M${left} ${at.bottom + 0.5}H${right}" stroke="${theme.grid}"/>`,
    pane.bars ? drawHistogram(pane.bars, slots, { at, theme }) : '',
    drawLines(pane.lines, slots, { at, theme }),
    textAt(left, label, { ...name, text: pane.label }),
    drawLegendRow(row, { x, y: label }, theme),
  ].join('');
}

/** Lines over columns; what is not a number leaves a gap. */
export function drawLines(
  lines: readonly Line[],
  { xs }: Pick<Slots, 'xs'>,
  { at, theme }: Canvas,
): string {
  const draw = line<number>()
    .defined((value) => Number.isFinite(value))
    .x((_, n) => xs[n] ?? NaN)
    .y((value) => rowOf(at, value))
    .digits(1);
  return lines
    .map(
      ({ values }, n) =>
        `<path class="line" d="${draw(values) ?? ''}" fill="none" stroke="${lineColour(theme, n)}" stroke-width="2" stroke-linejoin="round" stroke-linecap="round"${dashOf(n)}/>`,
    )
    .join('');
}

/** A line's name and its last value; a pane that is named like its only line need not say it twice. */
export function legendText(
  { label, values }: Line,
  paneLabel: string,
  write: (value: number) => string,
): string {
  const last = values.at(-1) ?? NaN;
  const value = Number.isFinite(last) ? write(last) : '–';
  return label === paneLabel ? value : `${label} ${value}`;
}
