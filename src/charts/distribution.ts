import { median } from '../analysis/forward-returns.ts';
import { FONT } from './layout.ts';
import { fitted, rounded, textAt } from './text.ts';
import type { Theme } from './theme.ts';

/** Some values against all: the few as lines, the many as columns behind them. */
export type Distribution = {
  readonly title: string;
  readonly caption: string;
  /** Percent. */
  readonly few: Float64Array;
  readonly many: Float64Array;
};

type Box = {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
};

const BINS = 31;
const HEADER = 44;
const AXIS = 26;
const FEW_HEIGHT = 26;
/** What lies further out in all is put into the last columns, so that one crash does not flatten everything else. */
const TAIL = 0.01;

/** How all values spread, and beneath them a line for each of the few; their middles are marked. */
export function drawDistribution(data: Distribution, box: Box, theme: Theme): string {
  const { left, top, width, height } = box;
  const reach = reachOf(data);
  const xOf = (value: number) =>
    left + ((Math.max(-reach, Math.min(reach, value)) + reach) / (2 * reach)) * width;
  const floor = top + height - AXIS - FEW_HEIGHT;
  const heading = { size: FONT.legend, isBold: true, fill: theme.ink } as const;
  const plain = { size: FONT.label, fill: theme.muted } as const;
  return [
    textAt(left, top + 16, { ...heading, text: fitted(data.title, width, heading) }),
    textAt(left, top + 36, { ...plain, text: fitted(data.caption, width, plain) }),
    columns(data.many, { ...box, reach, floor }, theme),
    `<path d="M${rounded(left)} ${floor + 0.5}h${rounded(width)}" stroke="${theme.grid}"/>`,
    `<path d="M${rounded(xOf(0))} ${top + HEADER}V${floor + FEW_HEIGHT}" stroke="${theme.muted}" stroke-dasharray="2 3"/>`,
    lines(data.few, xOf, { floor, theme }),
    middles(data, xOf, { top: top + HEADER, floor, theme }),
    ...[-reach, 0, reach].map((value, n) =>
      textAt([left, xOf(0), left + width][n] ?? left, top + height - 6, {
        ...plain,
        text: value === 0 ? '0' : `${value > 0 ? '+' : '−'}${Math.abs(value)}%`,
        ...(n === 0 ? {} : { anchor: n === 1 ? ('middle' as const) : ('end' as const) }),
      }),
    ),
  ].join('');
}

/** A round figure that holds all but the tails, the same on both sides of 0. */
function reachOf({ few, many }: Distribution): number {
  const sizes = many.map(Math.abs).toSorted();
  const most = sizes[Math.floor((sizes.length - 1) * (1 - TAIL))] ?? 1;
  const wanted = Math.max(
    most,
    few.length === 0 ? 0 : Math.min(2 * most, Math.max(...few.map(Math.abs))),
  );
  const step = [0.5, 1, 2, 3, 5, 8, 10, 15, 20, 25, 30, 40, 50, 75, 100].find(
    (one) => one >= wanted,
  );
  return step ?? Math.ceil(wanted / 100) * 100;
}

type Columns = Box & { readonly reach: number; readonly floor: number };

function columns(
  values: Float64Array,
  { left, top, width, reach, floor }: Columns,
  theme: Theme,
): string {
  const counts = new Uint32Array(BINS);
  for (const value of values) {
    const bin = Math.floor(((value + reach) / (2 * reach)) * BINS);
    const at = Math.max(0, Math.min(BINS - 1, bin));
    counts[at] = (counts[at] ?? 0) + 1;
  }
  const most = Math.max(1, ...counts);
  const slot = width / BINS;
  const room = floor - top - HEADER;
  const path = Array.from(counts, (count, n) => {
    const tall = (count / most) * room;
    return count === 0
      ? ''
      : `M${rounded(left + n * slot + 0.5)} ${floor}v${rounded(-Math.max(1, tall))}h${rounded(slot - 1)}V${floor}z`;
  });
  return `<path class="many" d="${path.join('')}" fill="${theme.volume}"/>`;
}

type Place = { readonly floor: number; readonly theme: Theme };

function lines(
  values: Float64Array,
  xOf: (value: number) => number,
  { floor, theme }: Place,
): string {
  const path = Array.from(
    values,
    (value) => `M${rounded(xOf(value))} ${floor + 4}v${FEW_HEIGHT - 8}`,
  );
  return `<path class="few" d="${path.join('')}" stroke="${theme.trigger}" stroke-width="2" stroke-opacity="0.75"/>`;
}

function middles(
  { few, many }: Distribution,
  xOf: (value: number) => number,
  { top, floor, theme }: Place & { readonly top: number },
): string {
  const at = (values: Float64Array) => rounded(xOf(median(values)));
  const ofMany =
    many.length === 0
      ? ''
      : `<path d="M${at(many)} ${top}V${floor}" stroke="${theme.muted}" stroke-width="2"/>`;
  const ofFew =
    few.length === 0
      ? ''
      : `<path d="M${at(few)} ${top}V${floor + FEW_HEIGHT}" stroke="${theme.trigger}" stroke-width="3" stroke-dasharray="6 3"/>`;
  return ofMany + ofFew;
}
