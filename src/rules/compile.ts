import type { Timeframe } from '../core/timeframe.ts';
import { leavesOf, readsOf } from './defaults.ts';
import { judgeCondition, stepAt, type Judgement } from './judge.ts';
import type { Distance, RuleView, SeriesRead } from './measure.ts';
import type { Condition, Leaf, Rule } from './rule.ts';
import { paceOf, type Pace } from './pace.ts';
import { spellSeries } from './spell.ts';

export type { Judgement };

/** A rule ready to be judged. */
export type CompiledRule = {
  readonly rule: Rule;
  readonly needs: Needs;
  /** When it is judged. */
  readonly pace: Pace;
  /** Written with `is`: rings while true, again after each cooldown. */
  readonly level: boolean;
  /** It is true for a moment only: a crossing, an event. What has just happened is then no state to wait out. */
  readonly isMoment: boolean;
  /** Whether `to` is so far beyond `from`, the value at the last ring, that `worsen` asks for another. */
  readonly hasWorsened: ((from: number, to: number) => boolean) | undefined;
  judge(view: RuleView): Judgement;
};

/** What must be at hand before a rule can be judged. */
type Needs = {
  /** How far back prices are asked for, in milliseconds, each once. */
  readonly spansMs: readonly number[];
  /** The price at the rule's creation. */
  readonly reference: boolean;
  /** How many closed bars of each timeframe it takes until its values can be trusted. */
  readonly bars: ReadonlyMap<Timeframe, number>;
  /** Each series once; `barsAgo` is the furthest back it is read. */
  readonly series: readonly SeriesRead[];
};

const NOTHING: Needs = { spansMs: [], reference: false, bars: new Map(), series: [] };

/** Prepares a rule. Thousands are kept, so what they have in common is shared and the rest is one closure. */
export function compileRule(rule: Rule): CompiledRule {
  const { condition, modifiers } = rule;
  const pace = paceOf(rule);
  return {
    rule,
    needs: needsOf(rule, pace),
    level: leavesOf(condition).some((leaf) => 'level' in leaf && leaf.level),
    isMoment: leavesOf(condition).some(isMoment),
    hasWorsened: modifiers.worsen && worsening(condition, modifiers.worsen),
    pace,
    judge: (view) => judgeCondition(condition, modifiers, view),
  };
}

/** What one series is known by, however many rules read it: `bb20,2.lower@1h`. */
export function seriesKey(read: SeriesRead): string {
  return spellSeries(read);
}

function isMoment(leaf: Leaf): boolean {
  if (leaf.kind === 'compare') return leaf.op.startsWith('x');
  return leaf.kind === 'event' || (leaf.kind === 'range' && leaf.op === 'exits');
}

function needsOf({ condition, modifiers }: Rule, pace: Pace): Needs {
  const starts = leavesOf(condition).flatMap((leaf) => (leaf.kind === 'move' ? [leaf.from] : []));
  const spansMs = new Set(starts.flatMap((start) => (start.kind === 'ago' ? [start.ms] : [])));
  const reference = starts.some(({ kind }) => kind === 'reference');
  const series = new Map<string, SeriesRead>();
  for (const read of readsOf(condition)) {
    if (read.kind !== 'series') continue;
    const seen = series.get(seriesKey(read));
    if (!seen || seen.barsAgo < read.barsAgo) series.set(seriesKey(read), read);
  }
  const bars = new Map<Timeframe, number>();
  const want = (timeframe: Timeframe, count: number) =>
    bars.set(timeframe, Math.max(bars.get(timeframe) ?? 0, count));
  const back = 2 + (modifiers.within ?? 1);
  for (const { measure, periods, barsAgo, timeframe } of series.values())
    want(timeframe, measure.lookback(periods) + barsAgo + back);
  if (pace.kind === 'bars') {
    want(pace.timeframe, back);
    // Yesterday's close is read from the days.
    want('1d', back);
  }
  if (spansMs.size === 0 && !reference && bars.size === 0) return NOTHING;
  return { spansMs: [...spansMs], reference, bars, series: [...series.values()] };
}

function worsening(condition: Condition, worsen: Distance) {
  const [leaf] = leavesOf(condition);
  if (!leaf) return undefined;
  return (from: number, to: number): boolean => {
    const step = stepAt(leaf, from, worsen);
    const way = wayOf(leaf, from);
    if (way === 0) return Math.abs(to - from) > step;
    // Subtracting first keeps the edge where a reader puts it: 2 % below 139 is 136.22.
    return way > 0 ? to > from + step : to < from - step;
  };
}

/** Which way is further: 1 up, -1 down, 0 either when the last ring does not tell. */
function wayOf(leaf: Leaf, rang: number): 1 | -1 | 0 {
  switch (leaf.kind) {
    case 'event':
      return 0;
    case 'move':
      return rang >= 0 ? 1 : -1;
    case 'range':
      return rang > leaf.high ? 1 : -1;
    case 'compare':
      if (leaf.op.includes('>')) return 1;
      if (leaf.op.includes('<')) return -1;
      if (leaf.right.kind !== 'number') return 0;
      return rang > leaf.right.value ? 1 : -1;
  }
}
