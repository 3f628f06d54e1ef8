import { FONT, MARGIN } from './layout.ts';
import { rowOf, type Scale, type Tick } from './scale.ts';
import { rounded, textAt, widthOf } from './text.ts';
import type { Theme } from './theme.ts';
import type { TimeTick } from './time-ticks.ts';

/** Left and right of everything that is drawn by columns. */
export type Columns = { readonly left: number; readonly right: number };

/** A price in a box of its own on the axis. */
export type Tag = {
  readonly row: number;
  readonly label: string;
  readonly colour: string;
  readonly isFilled: boolean;
};

export const TAG_HEIGHT = 20;
const INSET = 7;

/** How wide the axis must be for its labels. */
function axisWidth(labels: readonly string[]): number {
  const widest = Math.max(0, ...labels.map((text) => widthOf(text, { size: FONT.axis })));
  return Math.ceil(widest + 2 * INSET);
}

/** Lines across the columns, and their values to the right of them but where a tag stands. */
export function drawValueAxis(
  { ticks, at, tags = [] }: { ticks: readonly Tick[]; at: Scale; tags?: readonly Tag[] },
  { left, right }: Columns,
  theme: Theme,
): string {
  const rows = ticks.map(({ value, label }) => ({ label, row: rowOf(at, value) }));
  const lines = rows.map(({ row }) => `M${left} ${Math.round(row) + 0.5}H${right}`).join('');
  const isFree = (row: number, n: number) =>
    tags.every((tag) => Math.abs(tag.row - row) >= (TAG_HEIGHT + FONT.axis) / 2) &&
    rows.slice(0, n).every((before) => Math.abs(before.row - row) >= FONT.axis - 2);
  const labels = rows
    .filter(({ row }, n) => isFree(row, n))
    .map(({ row, label }) =>
      textAt(right + INSET, middle(row, FONT.axis), {
        size: FONT.axis,
        fill: theme.muted,
        text: label,
      }),
    );
  return `<path class="grid" d="${lines}" stroke="${theme.grid}"/>${labels.join('')}`;
}

/** Prices in boxes on the axis; their rows must be a tag's height apart. */
export function drawTags(tags: readonly Tag[], right: number, theme: Theme): string {
  return tags
    .map(({ row, label, colour, isFilled }) => {
      const width = widthOf(label, { size: FONT.axis }) + 2 * INSET - 4;
      const top = Math.round(row - TAG_HEIGHT / 2);
      const box = `<rect class="tag" x="${right + 2}" y="${top + 0.5}" width="${rounded(width)}" height="${TAG_HEIGHT - 1}" rx="2" fill="${isFilled ? colour : theme.background}" stroke="${colour}"/>`;
      const fill = isFilled ? theme.background : colour;
      return (
        box + textAt(right + INSET, middle(row, FONT.axis), { size: FONT.axis, fill, text: label })
      );
    })
    .join('');
}

type TimeAxisRows = { readonly top: number; readonly bottom: number };

/** Upright lines through all parts, and what they stand for under the last. */
export function drawTimeAxis(
  ticks: readonly TimeTick[],
  { top, bottom }: TimeAxisRows,
  theme: Theme,
): string {
  const lines = ticks.map(({ x }) => `M${Math.floor(x) + 0.5} ${top}V${bottom + 4}`).join('');
  const labels = ticks.map(({ labelX, label, isMajor }) =>
    textAt(labelX, bottom + 20, {
      size: FONT.axis,
      fill: isMajor ? theme.ink : theme.muted,
      ...(isMajor ? { isBold: true as const } : {}),
      anchor: 'middle',
      class: 'time',
      text: label,
    }),
  );
  return `<path d="${lines}" stroke="${theme.grid}"/>${labels.join('')}`;
}

/** The baseline on which text of that size stands in the middle of a row. */
export function middle(row: number, size: number): number {
  return Math.round(row + size * 0.36);
}

/** Where the columns end so that the labels of the axes have room beside them. */
export function columnsFor(width: number, labels: readonly string[]): Columns {
  return { left: MARGIN, right: width - 2 - axisWidth(labels) };
}
