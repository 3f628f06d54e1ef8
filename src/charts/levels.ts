import { formatPrice } from '../core/format.ts';
import { middle, TAG_HEIGHT, type Columns, type Tag } from './axes.ts';
import type { Canvas } from './candles.ts';
import { FONT } from './layout.ts';
import { rowOf, type Rows, type Scale } from './scale.ts';
import { spread } from './spread.ts';
import { fitted, textAt, widthOf } from './text.ts';
import type { Theme } from './theme.ts';

/** A price that means something. */
export type Level = {
  readonly price: number;
  readonly label: string;
  readonly kind: 'support' | 'resistance' | 'trigger' | 'stop';
};

/** A level as it is drawn: its line, its label beside the line, and its price on the axis. */
type Placed = {
  readonly level: Level;
  /** The row of its price; undefined when that is above or below the picture. */
  readonly row: number | undefined;
  readonly labelRow: number;
  readonly text: string;
};

// Kinds differ by their dashes too, not in colour alone.
const DASHES: Readonly<Record<Level['kind'], string>> = {
  support: '7 5',
  resistance: '7 5',
  trigger: '12 4',
  stop: '3 3',
};
const URGENT: readonly Level['kind'][] = ['trigger', 'stop'];
const LABEL_HEIGHT = 19;
const WIDEST_LABEL = 280;

/** Those levels that have room for a label: rules and stops first, then the nearest to the price. */
export function shownLevels(levels: readonly Level[], last: number, rows: Rows): readonly Level[] {
  const room = Math.floor((rows.bottom - rows.top) / TAG_HEIGHT) - 1;
  const away = ({ price }: Level) => (Number.isFinite(last) ? Math.abs(price - last) : price);
  return levels
    .filter(({ price }) => Number.isFinite(price))
    .sort((a, b) => rank(a) - rank(b) || away(a) - away(b))
    .slice(0, Math.max(0, room));
}

/** Where the lines and labels of levels stand; no label is over another. */
export function placeLevels(levels: readonly Level[], at: Scale): readonly Placed[] {
  const rows = levels.map(({ price }) => rowOf(at, price));
  const labelRows = spread(rows, LABEL_HEIGHT, at);
  return levels.map((level, n) => {
    const row = rows[n] ?? NaN;
    const isInside = row >= at.top && row <= at.bottom;
    const arrow = row < at.top ? '↑' : '↓';
    const text = isInside ? level.label : `${arrow} ${level.label} ${formatPrice(level.price)}`;
    return { level, row: isInside ? row : undefined, labelRow: labelRows[n] ?? NaN, text };
  });
}

/** Lines of levels across the columns; under the candles. */
export function drawLevelLines(
  placed: readonly Placed[],
  { left, right }: Columns,
  theme: Theme,
): string {
  return placed
    .flatMap(({ level: { kind }, row }) =>
      row === undefined
        ? []
        : `<path class="level ${kind}" d="M${left} ${Math.round(row) + 0.5}H${right}" stroke="${theme[kind]}" stroke-width="${kind === 'trigger' ? 2 : 1.5}" stroke-dasharray="${DASHES[kind]}"/>`,
    )
    .join('');
}

/** Labels of levels at the left edge, over the candles; one that had to move is joined with its line. */
export function drawLevelLabels(placed: readonly Placed[], left: number, theme: Theme): string {
  const style = { size: FONT.label } as const;
  return placed
    .map(({ level: { kind }, row, labelRow, text }) => {
      const short = fitted(text, WIDEST_LABEL, style);
      const width = Math.ceil(widthOf(short, style)) + 10;
      const top = Math.round(labelRow - LABEL_HEIGHT / 2);
      const box = `<rect class="label" x="${left}" y="${top + 0.5}" width="${width}" height="${LABEL_HEIGHT - 1}" rx="2" fill="${theme.background}" stroke="${theme[kind]}"/>`;
      const isMoved = row !== undefined && Math.abs(row - labelRow) > LABEL_HEIGHT / 2;
      const joint = isMoved
        ? `<path d="M${left + width} ${Math.round(labelRow)}L${left + width + 12} ${Math.round(row) + 0.5}" stroke="${theme[kind]}"/>`
        : '';
      return (
        joint +
        box +
        textAt(left + 5, middle(labelRow, FONT.label), { ...style, text: short, fill: theme[kind] })
      );
    })
    .join('');
}

/** Prices on the axis: of the last bar, and of the levels within the picture; none over another. */
export function tagsOf(
  placed: readonly Placed[],
  last: { readonly price: number; readonly colour: string },
  { at, theme }: Canvas,
): readonly Tag[] {
  const wanted: Tag[] = placed.flatMap(({ level, row }) =>
    row === undefined
      ? []
      : { row, label: formatPrice(level.price), colour: theme[level.kind], isFilled: false },
  );
  if (Number.isFinite(last.price)) {
    const label = formatPrice(last.price);
    wanted.push({ row: rowOf(at, last.price), label, colour: last.colour, isFilled: true });
  }
  const rows = spread(
    wanted.map(({ row }) => row),
    TAG_HEIGHT,
    at,
  );
  return wanted.map((tag, n) => ({ ...tag, row: rows[n] ?? NaN }));
}

function rank({ kind }: Level): number {
  return URGENT.includes(kind) ? 0 : 1;
}
