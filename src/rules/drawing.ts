import type { Bars } from '../core/market.ts';
import { leavesOf, readsOf } from './defaults.ts';
import type { Leaf, MeasureRead, Move, Range, Comparison, Rule, Value } from './rule.ts';
import type { SeriesRead } from './measure.ts';
import { spellSeries } from './spell.ts';

/** What a chart of a rule shows beside the price. */
export type Drawing = {
  /** As rules spell them, each once, in the order written. */
  readonly measures: readonly string[];
  /** What it rings at: a measure as spelled, `price` included, and its level. */
  readonly triggers: readonly { readonly of: string; readonly level: number }[];
  /** It is about support or resistance. */
  readonly hasLevels: boolean;
};

/** Where percentages are counted from; undefined where that is not known. */
export type Bases = {
  readonly previousClose: number | undefined;
  /** The price stored with the rule. */
  readonly reference: number | undefined;
};

const LEVELS: ReadonlySet<string> = new Set(['support', 'resistance']);

/** The lines and levels of a rule. What cannot be drawn, such as a sum of measures, is left out. */
export function drawingOf({ condition }: Pick<Rule, 'condition'>, bases: Bases): Drawing {
  const series = readsOf(condition).filter((read) => read.kind === 'series');
  const shown = series.filter((read) => barColumn(read) === undefined);
  const levels = leavesOf(condition).flatMap((leaf) => triggersOf(leaf, bases));
  const triggers = new Map(levels.map((one) => [`${one.of} ${one.level}`, one]));
  return {
    measures: [...new Set(shown.map(spellSeries))],
    triggers: [...triggers.values()],
    hasLevels: series.some(({ measure }) => LEVELS.has(measure.name)),
  };
}

/** Which column of the bars a series is, when it is one as it stands: it is drawn already. */
export function barColumn({ measure, periods }: SeriesRead): keyof Bars | undefined {
  const isPlain = Object.values(periods).every((period) => period === 0);
  switch (measure.name) {
    case 'open':
    case 'close':
      return measure.name;
    case 'high':
    case 'low':
      return isPlain ? measure.name : undefined;
    default:
      return undefined;
  }
}

type Trigger = Drawing['triggers'][number];

function triggersOf(leaf: Leaf, bases: Bases): readonly Trigger[] {
  switch (leaf.kind) {
    case 'compare':
      return compared(leaf, bases);
    case 'range':
      return ranged(leaf, bases);
    case 'move':
      return moved(leaf, bases);
    case 'event':
      return [];
  }
}

function compared({ left, right }: Comparison, bases: Bases): readonly Trigger[] {
  if (right.kind === 'number') return levelOf(left, right.value, bases);
  return left.kind === 'number' ? levelOf(right, left.value, bases) : [];
}

function ranged({ left, low, high }: Range, bases: Bases): readonly Trigger[] {
  return [low, high].flatMap((level) => levelOf(left, level, bases));
}

function moved({ direction, pct, from }: Move, bases: Bases): readonly Trigger[] {
  const base =
    from.kind === 'close'
      ? bases.previousClose
      : from.kind === 'reference'
        ? bases.reference
        : undefined;
  if (base === undefined) return [];
  const ways = { up: [1], down: [-1], either: [1, -1] }[direction];
  return ways.map((way) => ({ of: 'price', level: base * (1 + (way * pct) / 100) }));
}

function levelOf(value: Value, level: number, { previousClose }: Bases): readonly Trigger[] {
  if (value.kind === 'number' || value.kind === 'arithmetic') return [];
  if (isPriceLike(value)) return [{ of: 'price', level }];
  if (value.kind === 'series') return [{ of: spellSeries(value), level }];
  if (value.measure.name !== 'change' || previousClose === undefined) return [];
  return [{ of: 'price', level: previousClose * (1 + level / 100) }];
}

function isPriceLike(read: MeasureRead): boolean {
  return read.kind === 'series' ? barColumn(read) !== undefined : read.measure.name === 'price';
}
