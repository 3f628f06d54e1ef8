import { instant, DAY_MS } from '../core/time.ts';
import { zoned, type WallTime } from '../core/zone.ts';
import { widthOf } from './text.ts';

export type TimeTick = {
  /** The column, and the middle of the label, which at the edges is not the same. */
  readonly x: number;
  readonly labelX: number;
  readonly label: string;
  /** A year, or a day among hours: what to find one's way by. */
  readonly isMajor: boolean;
};

export type TimeAxis = {
  /** Epoch milliseconds, oldest first. */
  readonly times: Float64Array;
  /** The column of each, in pixels. */
  readonly xs: Float64Array;
  readonly zone: string;
  readonly left: number;
  readonly right: number;
  /** Of the labels, in pixels. */
  readonly fontSize: number;
  /** Without, no label is finer than a day. */
  readonly hasClock: boolean;
};

type Unit = {
  /** Two moments with the same number lie in the same year, week, hour … */
  readonly number: (wall: WallTime) => number;
  readonly label: 'year' | 'month' | 'day' | 'clock';
  /** How far apart its labels should be on average, in pixels. */
  readonly gapPx: number;
};

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const dayNumber = ({ year, month, day }: WallTime) => Date.UTC(year, month - 1, day) / DAY_MS;
const minuteNumber = (wall: WallTime) => dayNumber(wall) * 1_440 + wall.hour * 60 + wall.minute;
const months = (count: number): Unit => ({
  number: ({ year, month }) => Math.floor((year * 12 + month - 1) / count),
  label: 'month',
  gapPx: 52,
});
const minutes = (count: number): Unit => ({
  number: (wall) => Math.floor(minuteNumber(wall) / count),
  label: 'clock',
  gapPx: 68,
});

/** Longest first. A boundary of one is a boundary of all that follow, but for months, which begin within weeks. */
const UNITS: readonly Unit[] = [
  { number: ({ year }) => year, label: 'year', gapPx: 52 },
  months(6),
  months(3),
  months(1),
  // The first of January 1970 was a Thursday; weeks begin on Mondays.
  { number: (wall) => Math.floor((dayNumber(wall) + 3) / 7), label: 'day', gapPx: 60 },
  { number: dayNumber, label: 'day', gapPx: 60 },
  ...[720, 360, 180, 60, 30, 15, 5, 1].map(minutes),
];
const DAY_RANK = UNITS.findIndex(({ number }) => number === dayNumber);

// A label stands for a few bars at least, so more moments than this need not be looked at.
const LOOKED_AT = 1_000;

type Boundary = { readonly index: number; readonly rank: number; readonly wall: WallTime };

/** Labels at the beginnings of years, months, weeks, days or hours in `zone`, whichever fit, none over another. */
export function timeTicks(axis: TimeAxis): readonly TimeTick[] {
  const [first, ...boundaries] = boundariesOf(axis);
  if (!first) return [];
  const width = axis.right - axis.left;
  const fits = (rank: number) =>
    boundaries.filter((one) => one.rank <= rank).length * (UNITS[rank]?.gapPx ?? 0) <= width;
  const finest = UNITS.findLastIndex(
    (_, rank) => (axis.hasClock || rank <= DAY_RANK) && fits(rank),
  );
  const shown = boundaries
    .filter(({ rank }) => rank <= finest)
    .sort((a, b) => a.rank - b.rank || a.index - b.index);
  const isIntraday = shown.some(({ rank }) => rank > DAY_RANK);
  const ticks: TimeTick[] = [];
  // The first bar begins nothing, but where next to nothing else is labelled it tells the date.
  for (const one of shown.length < 2 ? [...shown, first] : shown) {
    const tick = tickOf(axis, one, isIntraday);
    if (ticks.every((other) => isClear(tick, other, axis))) ticks.push(tick);
  }
  return ticks.sort((a, b) => a.x - b.x);
}

function boundariesOf({ times, zone }: TimeAxis): readonly Boundary[] {
  const step = Math.max(1, Math.ceil(times.length / LOOKED_AT));
  const found: Boundary[] = [];
  let before: readonly number[] | undefined;
  for (let index = 0; index < times.length; index += step) {
    const at = times[index] ?? NaN;
    if (!Number.isFinite(at)) continue;
    const wall = zoned(instant(at), zone);
    const numbers = UNITS.map(({ number }) => number(wall));
    const rank = before ? numbers.findIndex((number, n) => number !== before?.[n]) : DAY_RANK;
    if (rank >= 0) found.push({ index, rank, wall });
    before = numbers;
  }
  return found;
}

function tickOf(axis: TimeAxis, { index, rank, wall }: Boundary, isIntraday: boolean): TimeTick {
  const label = labelOf(wall, UNITS[rank]?.label ?? 'day', isIntraday);
  const half = widthOf(label, { size: axis.fontSize, isBold: true }) / 2;
  const x = axis.xs[index] ?? NaN;
  const labelX = Math.max(axis.left + half, Math.min(x, axis.right - half));
  return { x, labelX, label, isMajor: rank === 0 || (isIntraday && rank <= DAY_RANK) };
}

function labelOf(wall: WallTime, label: Unit['label'], isIntraday: boolean): string {
  const month = MONTHS[wall.month - 1] ?? '';
  const two = (part: number) => String(part).padStart(2, '0');
  if (label === 'clock') return `${two(wall.hour)}:${two(wall.minute)}`;
  if (label === 'day' || isIntraday) return `${wall.day} ${month}`;
  return label === 'month' ? month : String(wall.year);
}

function isClear(a: TimeTick, b: TimeTick, { fontSize }: TimeAxis): boolean {
  const style = { size: fontSize, isBold: true } as const;
  const halves = (widthOf(a.label, style) + widthOf(b.label, style)) / 2;
  return Math.abs(a.labelX - b.labelX) >= halves + fontSize * 0.75;
}
