import { formatChange, formatDistance, formatPrice } from '../core/format.ts';
import type { RuleView, Unit } from './measure.ts';
import { moveNow, valueNow } from './read-value.ts';
import type { Comparison, Condition, Happening, Leaf, Move, Range } from './rule.ts';
import { leavesOf } from './defaults.ts';
import { spellAgainst, spellValue, unitOf } from './spell.ts';

/** Where a rule stands at this moment, for its card. */
export type Standing = {
  /** What it looks at: `148.20`, `▲0.4%`. */
  readonly now: string;
  /** How far that is from ringing: `1.80 (1.2%) below the trigger`. Undefined when there is no single distance. */
  readonly gap: string | undefined;
};

/** How far a condition is from becoming true, in its own unit and as a share; undefined while that is not known. */
export function standingOf(condition: Condition, view: RuleView): Standing | undefined {
  switch (condition.kind) {
    case 'compare':
      return compared(condition, view);
    case 'range':
      return ranged(condition, view);
    case 'move':
      return moved(condition, view);
    default:
      return several(condition, view);
  }
}

function compared({ left, right }: Comparison, view: RuleView): Standing | undefined {
  const now = valueNow(left, view);
  const level = valueNow(right, view);
  if (Number.isNaN(now) || Number.isNaN(level)) return undefined;
  const unit = unitOf(left);
  const side = now === level ? 'exactly at' : now < level ? 'below' : 'above';
  const away = now === level ? '' : `${distance(now, level, unit)} `;
  return { now: live(now, unit), gap: `${away}${side} the trigger` };
}

function ranged({ left, low, high, op }: Range, view: RuleView): Standing | undefined {
  const now = valueNow(left, view);
  if (Number.isNaN(now)) return undefined;
  const unit = unitOf(left);
  const isInside = now >= low && now <= high;
  const isNearLow = Math.abs(now - low) <= Math.abs(now - high);
  const away = distance(now, isNearLow ? low : high, unit);
  const end = isNearLow ? 'lower' : 'upper';
  if (isInside) return { now: live(now, unit), gap: `inside, ${away} from the ${end} end` };
  const side = now < low ? 'below' : 'above';
  const back = op === 'exits' ? '; it has to come in before it can leave' : '';
  return { now: live(now, unit), gap: `${away} ${side} the range${back}` };
}

function moved(leaf: Move, view: RuleView): Standing | undefined {
  const pct = moveNow(leaf, view);
  if (Number.isNaN(pct)) return undefined;
  const start = view.quote.price / (1 + pct / 100);
  const targets = { up: [1], down: [-1], either: [-1, 1] }[leaf.direction].map((way) =>
    formatPrice(start * (1 + (way * leaf.pct) / 100)),
  );
  const done = { up: pct, down: -pct, either: Math.abs(pct) }[leaf.direction];
  const left = leaf.pct - done;
  const word = left > 0 ? `${points(left)} to go` : `${points(-left)} past the trigger`;
  return { now: formatChange(pct), gap: `${word} (at ${targets.join(' or ')})` };
}

function several(condition: Condition, view: RuleView): Standing | undefined {
  const parts = leavesOf(condition).map((leaf) => reading(leaf, view));
  return parts.some((part) => part === undefined)
    ? undefined
    : { now: [...new Set(parts)].join(' · '), gap: undefined };
}

function reading(leaf: Leaf, view: RuleView): string | undefined {
  if (leaf.kind === 'event') return happening(leaf, view);
  const value = leaf.kind === 'move' ? moveNow(leaf, view) : valueNow(leaf.left, view);
  if (Number.isNaN(value)) return undefined;
  const unit: Unit | undefined = leaf.kind === 'move' ? { kind: 'percent' } : unitOf(leaf.left);
  const name = leaf.kind === 'move' ? 'move' : spellValue(leaf.left);
  return `${name} ${live(value, unit)} (${spellAgainst(leaf)})`;
}

function happening({ read, event, args }: Happening, view: RuleView): string | undefined {
  const count = valueNow(read, view);
  if (Number.isNaN(count)) return undefined;
  return `${spellValue(read)} ${count} (${event.name} ${args})`;
}

/** A value that was measured, as opposed to one that was typed: rounded to what the eye can use. */
function live(value: number, unit: Unit | undefined): string {
  return unit?.kind === 'percent' ? formatChange(value) : formatPrice(value);
}

function distance(now: number, level: number, unit: Unit | undefined): string {
  if (unit?.kind === 'percent') return points(Math.abs(level - now));
  const share = now === 0 ? '' : ` (${trimmed(Math.abs((level - now) / now) * 100)}%)`;
  return `${formatDistance(Math.abs(level - now), level)}${share}`;
}

function points(size: number): string {
  return `${trimmed(size)} points`;
}

function trimmed(size: number): string {
  return size < 1 ? size.toFixed(2) : size.toFixed(1);
}
