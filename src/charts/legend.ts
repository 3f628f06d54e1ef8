import { FONT, MARGIN } from './layout.ts';
import { fitted, rounded, textAt, widthOf } from './text.ts';
import { lineColour, type Theme } from './theme.ts';

/** A name with the last value, and the line that it stands for. */
export type LegendEntry = { readonly text: string; readonly line: number };

const SWATCH = 18;
const GAP = 18;
const STYLE = { size: FONT.legend } as const;

/** Entries put into rows of `width` pixels, at most `limit` of them; the last row ends with a count of what did not fit. */
export function legendRows(
  entries: readonly LegendEntry[],
  width: number,
  limit: number,
): readonly (readonly LegendEntry[])[] {
  const rows: LegendEntry[][] = [];
  let used = Infinity;
  for (const { text, line } of entries) {
    const short = fitted(text, width - SWATCH - 6, STYLE);
    const needs = SWATCH + 6 + widthOf(short, STYLE) + GAP;
    if (used + needs - GAP > width) {
      if (rows.length === limit) break;
      rows.push([]);
      used = 0;
    }
    rows.at(-1)?.push({ text: short, line });
    used += needs;
  }
  return rows;
}

/** One row of a legend from `x` on; `y` is its baseline. */
export function drawLegendRow(
  row: readonly LegendEntry[],
  { x, y }: { readonly x: number; readonly y: number },
  theme: Theme,
): string {
  let at = x;
  return row
    .map(({ text, line }) => {
      const swatch = `<path d="M${rounded(at)} ${y - 5}h${SWATCH}" stroke="${lineColour(theme, line)}" stroke-width="3"${dashOf(line)}/>`;
      const label = textAt(at + SWATCH + 6, y, { ...STYLE, text, fill: theme.ink });
      at += SWATCH + 6 + widthOf(text, STYLE) + GAP;
      return swatch + label;
    })
    .join('');
}

// The first is whole; those that follow are told apart without their colour too.
const DASHES = ['', '9 3', '3 3', '9 3 3 3'];

/** The dash pattern of the line of that number, as an attribute. */
export function dashOf(line: number): string {
  const dash = DASHES[line % DASHES.length] ?? '';
  return dash === '' ? '' : ` stroke-dasharray="${dash}"`;
}

/** The title and the line under it, cut to the width. */
export function drawHeader(
  { title, subtitle }: { readonly title: string; readonly subtitle: string },
  width: number,
  theme: Theme,
): string {
  const room = width - 2 * MARGIN;
  const bold = { size: FONT.title, isBold: true, fill: theme.ink, class: 'title' } as const;
  const plain = { size: FONT.subtitle, fill: theme.muted, class: 'subtitle' } as const;
  return (
    textAt(MARGIN, 27, { ...bold, text: fitted(title, room, bold) }) +
    textAt(MARGIN, 48, { ...plain, text: fitted(subtitle, room, plain) })
  );
}
