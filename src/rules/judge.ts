import type { Reading, Verdict } from '../core/alert.ts';
import { leavesOf, ownRearm, readsIn } from './defaults.ts';
import type { Distance, RuleView } from './measure.ts';
import { moveNow, valueBefore, valueNow } from './read-value.ts';
import type {
  Comparison,
  Condition,
  Happening,
  Leaf,
  Modifiers,
  Move,
  Range,
  Rearm,
  Value,
} from './rule.ts';
import { loneValue, readingOf } from './readings.ts';
import { isInPercent } from './spell.ts';
import { and, atLeast, known, not, or } from './verdict.ts';

/** What one rule made of one view. */
export type Judgement = {
  readonly verdict: Verdict;
  /** The condition loosened by the re-arm distance: the rule is ready to ring again once this is false. */
  readonly held: Verdict;
  /** The left side of a lone comparison, in its unit; undefined when there is no single one or it is unknown. */
  readonly value: number | undefined;
  /** Every comparison that could be read, in the order written. */
  readonly readings: readonly Reading[];
};

/**
 * How much slack the thresholds are given. `loose` is true wherever `exact` is, but for a crossing either way, whose
 * slack is the band around its level; `tight` is the reverse and serves what stands under a `not`.
 */
type Slack = 'exact' | 'loose' | 'tight';

type Leeway = Pick<Modifiers, 'rearm' | 'within'>;

type Scene = Leeway & { readonly view: RuleView; readonly slack: Slack };

const OPPOSITE: { readonly [slack in Slack]: Slack } = {
  exact: 'exact',
  loose: 'tight',
  tight: 'loose',
};

/** Judges a condition. The same function serves the live scanner, the preview and `/why`. */
export function judgeCondition(
  condition: Condition,
  { rearm, within: bars }: Leeway,
  view: RuleView,
): Judgement {
  const scene = { view, rearm, within: bars };
  return {
    verdict: verdictOf(condition, { ...scene, slack: 'exact' }),
    held: verdictOf(condition, { ...scene, slack: 'loose' }),
    value: loneValue(condition, view),
    readings: leavesOf(condition).flatMap((leaf) => readingOf(leaf, view)),
  };
}

function verdictOf(condition: Condition, scene: Scene): Verdict {
  switch (condition.kind) {
    case 'and':
      return and(...condition.of.map((part) => verdictOf(part, scene)));
    case 'or':
      return or(...condition.of.map((part) => verdictOf(part, scene)));
    case 'at-least':
      return atLeast(
        condition.count,
        condition.of.map((part) => verdictOf(part, scene)),
      );
    case 'not':
      return not(verdictOf(condition.of, { ...scene, slack: OPPOSITE[scene.slack] }));
    default:
      return lately(condition, scene);
  }
}

/** A single comparison now, or at any of the last bars when its rule lets its parts come one after the other. */
function lately(leaf: Leaf, scene: Scene): Verdict {
  const { view, within: bars = 1 } = scene;
  let verdict = leafVerdict(leaf, scene);
  for (let back = 1; back < bars; back++) {
    const earlier = view.back?.(back);
    if (earlier === undefined) return or(verdict, 'unknown');
    verdict = or(verdict, leafVerdict(leaf, { ...scene, view: earlier }));
  }
  return verdict;
}

function leafVerdict(leaf: Leaf, scene: Scene): Verdict {
  switch (leaf.kind) {
    case 'compare':
      return compare(leaf, scene);
    case 'range':
      return range(leaf, scene);
    case 'move':
      return move(leaf, scene);
    case 'event':
      return happened(leaf, scene.view);
  }
}

/** @returns whether one comparison of a rule holds in a view, for a receipt */
export function judgeLeaf(leaf: Leaf, { rearm, within: bars }: Leeway, view: RuleView): Verdict {
  return lately(leaf, { view, rearm, within: bars, slack: 'exact' });
}

function happened({ event, args, read }: Happening, view: RuleView): Verdict {
  const value = valueNow(read, view);
  return Number.isNaN(value) ? 'unknown' : known(event.happened(value, args));
}

function compare(leaf: Comparison, scene: Scene): Verdict {
  const now = valueNow(leaf.left, scene.view);
  const level = valueNow(leaf.right, scene.view);
  if (Number.isNaN(now) || Number.isNaN(level)) return 'unknown';
  const room = roomAt(leaf, level, scene);
  switch (leaf.op) {
    case '>':
      return known(now > level - room);
    case '>=':
      return known(now >= level - room);
    case '<':
      return known(now < level + room);
    case '<=':
      return known(now <= level + room);
    case 'x>':
      if (scene.slack === 'loose') return known(now > level - room);
      return and(crossed(leaf, scene.view, 1), known(now > level - room));
    case 'x<':
      if (scene.slack === 'loose') return known(now < level + room);
      return and(crossed(leaf, scene.view, -1), known(now < level + room));
    case 'x':
      if (scene.slack === 'loose') return known(now > level - room && now < level + room);
      return and(
        or(crossed(leaf, scene.view, 1), crossed(leaf, scene.view, -1)),
        known(now <= level + room || now >= level - room),
      );
  }
}

/**
 * Whether the left side went from one side of the right to the other. Where the present already says no, what came
 * before does not matter; otherwise a missing previous value leaves it unknown.
 */
function crossed({ left, right }: Comparison, view: RuleView, way: 1 | -1): Verdict {
  const now = way * (valueNow(left, view) - valueNow(right, view));
  if (!(now > 0)) return 'false';
  const before = valueBefore(left, view);
  const level = levelBefore(left, right, view);
  if (Number.isNaN(before) || Number.isNaN(level)) return 'unknown';
  return known(way > 0 ? before <= level : before >= level);
}

// Between two quotes a series stands still: held against its last closed bar, only the price can do the crossing.
function levelBefore(left: Value, right: Value, view: RuleView): number {
  const isQuoted = readsIn(left).some(({ kind }) => kind === 'quote');
  const isSeries = readsIn(right).every(({ kind }) => kind === 'series');
  return isQuoted && isSeries ? valueNow(right, view) : valueBefore(right, view);
}

function range(leaf: Range, scene: Scene): Verdict {
  const now = valueNow(leaf.left, scene.view);
  if (Number.isNaN(now)) return 'unknown';
  const { low, high, op } = leaf;
  const [lowRoom, highRoom] = [roomAt(leaf, low, scene), roomAt(leaf, high, scene)];
  if (op === 'in') {
    const isIn = now >= low && now <= high;
    if (scene.slack === 'exact') return known(isIn);
    const [least, most] = within(leaf, -lowRoom, -highRoom);
    const isWithin = now > least && now < most;
    return known(scene.slack === 'loose' ? isIn || isWithin : isIn && isWithin);
  }
  const [least, most] = within(leaf, lowRoom, highRoom);
  const isOutside = known(now < least || now > most);
  if (op === 'outside' || scene.slack === 'loose') return isOutside;
  return and(isOutside, exited(leaf, scene.view));
}

/** A range narrowed by its rooms (widened by negative ones); half of it always stays, so that a rule can re-arm. */
export function within({ low, high }: Range, lowRoom: number, highRoom: number): [number, number] {
  const most = (high - low) / 4;
  return [low + Math.min(lowRoom, most), high - Math.min(highRoom, most)];
}

function exited({ left, low, high }: Range, view: RuleView): Verdict {
  const now = valueNow(left, view);
  if (now >= low && now <= high) return 'false';
  const before = valueBefore(left, view);
  return Number.isNaN(before) ? 'unknown' : known(before >= low && before <= high);
}

function move(leaf: Move, scene: Scene): Verdict {
  const now = moveNow(leaf, scene.view);
  if (Number.isNaN(now)) return 'unknown';
  const room = Math.min(roomAt(leaf, leaf.pct, scene), leaf.pct / 2);
  const least = leaf.pct - room;
  switch (leaf.direction) {
    case 'up':
      return known(now >= least);
    case 'down':
      return known(-now >= least);
    case 'either':
      return known(Math.abs(now) >= least);
  }
}

/** How far a threshold gives way: outwards when loose, inwards (negative) when tight. */
function roomAt(leaf: Leaf, level: number, { rearm, slack }: Scene): number {
  if (slack === 'exact') return 0;
  const room = rearmRoom(leaf, level, rearm);
  return slack === 'loose' ? room : -room;
}

/** The re-arm distance at a level, in the leaf's own unit. What is in percent already takes percent as points. */
export function rearmRoom(leaf: Leaf, level: number, rearm: Rearm): number {
  return stepAt(leaf, level, 'own' in rearm ? ownRearm(leaf) : rearm);
}

/** A distance from `level` in the leaf's own unit. */
export function stepAt(leaf: Leaf, level: number, distance: Distance): number {
  if ('points' in distance) return distance.points;
  return isInPercent(leaf) ? distance.pct : (Math.abs(level) * distance.pct) / 100;
}
