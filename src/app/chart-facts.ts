import type { Level } from '../analysis/levels.ts';
import type { ChartPicture } from '../core/picture.ts';
import { instant, type Instant } from '../core/time.ts';
import type { Unit } from '../rules/measure.ts';
import { isPriced } from '../rules/read-measure.ts';
import type { ChartLine } from './chart-lines.ts';
import { sidesOf, type ChartScene } from './chart-scene.ts';

/** A price, and how far it is from the last one, in percent of that. */
type Away = { readonly price: number; readonly awayPct: number };

/** Where one line of a chart stands at its end. */
export type Standing = {
  readonly label: string;
  readonly value: number;
  readonly unit: Unit['kind'];
  /** How far the price is above it, in percent of it; for lines of prices. */
  readonly abovePct: number | undefined;
};

/** What a picture shows, in numbers: for those who cannot see it, and for those who want to be sure. */
export type ChartFacts = {
  readonly price: number;
  /** Since the close before, in percent; undefined when that is not known. */
  readonly dayPct: number | undefined;
  readonly count: number;
  readonly from: Instant;
  /** Over the bars shown, in percent. */
  readonly windowPct: number;
  readonly high: Dated;
  readonly low: Dated;
  readonly standings: readonly Standing[];
  readonly triggers: readonly {
    readonly of: string;
    readonly level: number;
    readonly awayPct: number;
  }[];
  readonly support: (Away & { readonly touches: number }) | undefined;
  readonly resistance: (Away & { readonly touches: number }) | undefined;
  readonly closedAt: Instant;
  readonly isForming: boolean;
  /** Who gave the bars, and when. */
  readonly source: string;
  readonly askedAt: Instant;
  /** Moments shown at which the rule rang. */
  readonly rings: number;
};

type Dated = { readonly price: number; readonly at: Instant };

/** The price at the chart's end, and the close that its change is counted from. */
type Now = { readonly price: number; readonly previousClose: number | undefined };

/** Reads a chart's numbers off what it shows. */
export function chartFacts(
  picture: ChartPicture,
  scene: ChartScene,
  { price, previousClose }: Now,
): ChartFacts {
  const { window, lines, turns, kept, until } = scene;
  const { support, resistance } = sidesOf(turns, price);
  const { bars } = window;
  const from = bars.openedAt[0] ?? NaN;
  const all = [
    ...lines.overlays,
    ...lines.panes.flatMap((pane) => [...pane.lines, ...columnsOf(pane)]),
  ];
  return {
    price,
    dayPct: previousClose ? pctFrom(previousClose, price) : undefined,
    count: bars.close.length,
    from: instant(from),
    windowPct: pctFrom(bars.open[0] ?? NaN, price),
    high: extreme(bars.high, bars.openedAt, 1),
    low: extreme(bars.low, bars.openedAt, -1),
    standings: all.map((line) => standingOf(line, price)),
    triggers: lines.levels.map(({ of, level }) => ({ of, level, awayPct: pctFrom(price, level) })),
    support: nearest(support, price),
    resistance: nearest(resistance, price),
    closedAt: window.closedAt,
    isForming: window.isForming,
    source: kept.source,
    askedAt: kept.askedAt,
    rings: picture.marks.filter((at) => at >= from && at <= until).length,
  };
}

function columnsOf({ columns }: { readonly columns: ChartLine | undefined }): readonly ChartLine[] {
  return columns === undefined ? [] : [columns];
}

function standingOf({ name, values, unit, read }: ChartLine, price: number): Standing {
  const value = values.at(-1) ?? NaN;
  const abovePct = isPriced(read) ? pctFrom(value, price) : undefined;
  return { label: name, value, unit: unit.kind, abovePct };
}

function extreme(column: Float64Array, openedAt: Float64Array, way: 1 | -1): Dated {
  let found = -1;
  for (let n = 0; n < column.length; n++) {
    const value = (column[n] ?? NaN) * way;
    if (value > (column[found] ?? NaN) * way || (found < 0 && !Number.isNaN(value))) found = n;
  }
  return { price: column[found] ?? NaN, at: instant(openedAt[found] ?? NaN) };
}

function nearest([level]: readonly Level[], price: number) {
  if (level === undefined) return undefined;
  return { price: level.price, touches: level.touches, awayPct: pctFrom(price, level.price) };
}

function pctFrom(base: number, value: number): number {
  return ((value - base) * 100) / Math.abs(base);
}
