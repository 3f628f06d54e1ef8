import { FONT } from './layout.ts';
import type { Rows } from './scale.ts';
import { rounded, textAt, widthOf } from './text.ts';
import type { Theme } from './theme.ts';

/** Something that happened at a moment. */
export type Mark = {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly label?: string;
  readonly kind: 'ring' | 'dot' | 'entry' | 'exit' | 'buy' | 'sell';
};

type Shape = {
  /** Around 0, 0; some 16 pixels wide and high. */
  readonly path: string;
  readonly isAbove: boolean;
  readonly colour: (theme: Theme) => string;
  readonly letter?: string;
};

const CIRCLE = 'M8 0A8 8 0 1 1 -8 0A8 8 0 1 1 8 0z';

// A bell; triangles that point at the bar they stand by; round letters. None needs its colour to be told from the others.
const SHAPES: Readonly<Record<Mark['kind'], Shape>> = {
  ring: {
    path: 'M0 -8.5C1 -8.5 1.7 -7.8 1.7 -6.9C4.3 -6.2 5.5 -4 5.5 -1.5V2.2L7.5 4.4V5.3H-7.5V4.4L-5.5 2.2V-1.5C-5.5 -4 -4.3 -6.2 -1.7 -6.9C-1.7 -7.8 -1 -8.5 0 -8.5zM-2.4 6.4H2.4C2.2 7.7 1.3 8.5 0 8.5C-1.3 8.5 -2.2 7.7 -2.4 6.4z',
    isAbove: true,
    colour: ({ mark }) => mark,
  },
  // For rings that are too many for bells.
  dot: { path: 'M4 0A4 4 0 1 1 -4 0A4 4 0 1 1 4 0z', isAbove: true, colour: ({ mark }) => mark },
  entry: { path: 'M0 -8L8.5 7H-8.5z', isAbove: false, colour: ({ up }) => up },
  exit: { path: 'M0 8L8.5 -7H-8.5z', isAbove: true, colour: ({ down }) => down },
  buy: { path: CIRCLE, isAbove: false, colour: ({ up }) => up, letter: 'B' },
  sell: { path: CIRCLE, isAbove: true, colour: ({ down }) => down, letter: 'S' },
};

const AWAY = 14;
const STACKED = 20;
const HALF = 9;

type MarkedColumn = {
  readonly x: number;
  /** Rows of the bar's high and low. */
  readonly high: number;
  readonly low: number;
};

/** Which entry was current at a moment: the last that began by then; undefined before the first. */
export function indexAt(times: Float64Array, at: number): number | undefined {
  const after = times.findIndex((time) => time > at);
  const index = after < 0 ? times.length - 1 : after - 1;
  return index < 0 ? undefined : index;
}

type MarkPlot = {
  readonly marks: readonly Mark[];
  readonly times: Float64Array;
  /** The column of that number; undefined when nothing is drawn there. */
  readonly column: (index: number) => MarkedColumn | undefined;
  readonly rows: Rows;
};

/** Shapes above and below the bars in which something happened; further ones of the same bar stand further out. */
export function drawMarks({ marks, times, column, rows }: MarkPlot, theme: Theme): string {
  const stacked = new Map<string, number>();
  const labelled: Box[] = [];
  const drawn = marks.flatMap((mark) => {
    const index = indexAt(times, mark.at);
    const place = index === undefined ? undefined : column(index);
    if (!place) return [];
    const shape = SHAPES[mark.kind];
    const key = `${String(index)} ${String(shape.isAbove)}`;
    const level = stacked.get(key) ?? 0;
    stacked.set(key, level + 1);
    const distance = AWAY + level * STACKED;
    const wanted = shape.isAbove ? place.high - distance : place.low + distance;
    const y = Math.max(rows.top + HALF, Math.min(rows.bottom - HALF, wanted));
    return (
      drawMark({ mark, shape, x: place.x, y }, theme) +
      drawLabel({ mark, x: place.x, y }, labelled, theme)
    );
  });
  return drawn.join('');
}

type PlacedMark = { readonly mark: Mark; readonly x: number; readonly y: number };

function drawMark({ mark, shape, x, y }: PlacedMark & { shape: Shape }, theme: Theme): string {
  const { path, colour, letter } = shape;
  const body = `<path d="${path}" fill="${colour(theme)}" stroke="${theme.background}" stroke-width="3" paint-order="stroke"/>`;
  const style = { size: 13, isBold: true, anchor: 'middle', fill: theme.background } as const;
  const inside = letter === undefined ? '' : textAt(0, 5, { ...style, text: letter });
  return `<g class="mark ${mark.kind}" transform="translate(${rounded(x)} ${rounded(y)})">${body}${inside}</g>`;
}

type Box = { readonly left: number; readonly right: number; readonly y: number };

/** Beside the shape, unless another label is there already. */
function drawLabel({ mark, x, y }: PlacedMark, taken: Box[], theme: Theme): string {
  if (mark.label === undefined) return '';
  const style = { size: FONT.label, fill: theme.ink, halo: theme.background } as const;
  const width = widthOf(mark.label, style);
  const left = x - HALF - 3 - width;
  const box = { left, right: x + HALF, y };
  const isFree = taken.every(
    (other) => other.right < left || other.left > box.right || Math.abs(other.y - y) > FONT.label,
  );
  if (!isFree || left < 0) return '';
  taken.push(box);
  return textAt(left, y + 5, { ...style, text: mark.label, class: 'mark-label' });
}
