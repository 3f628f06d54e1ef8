import { onNewFooting, type SplitRatio } from '../core/split.ts';
import { leavesOf } from './defaults.ts';
import type { Distance, Unit } from './measure.ts';
import { parseRule } from './parse.ts';
import type { Condition, Leaf, Modifiers, Rule, Value } from './rule.ts';
import { spellRule } from './spell.ts';

/** What a split does to a rule. */
export type Rescaled =
  /** It holds nothing against a number of money or shares. */
  | { readonly kind: 'same' }
  | { readonly kind: 'rescaled'; readonly rule: Rule }
  /** It has such numbers, and cannot be said with others: it is about several tickers, or adds unlike things. */
  | { readonly kind: 'cannot' };

/**
 * Says a rule anew for the shares after a split, so that it judges prices there as it judged those before. Numbers that
 * stand against prices go with them, those against shares the other way, and percentages and counts stay.
 *
 * @returns the rule with its text in canonical spelling: parsing it gives the very rule. New numbers are exact where they
 *   end soon; others have four decimals, or four digits where they are below 1
 */
export function rescaleRule(rule: Rule, split: SplitRatio): Rescaled {
  const condition = rescaleCondition(rule.condition, split);
  const modifiers = condition && rescaleModifiers(rule, split);
  if (condition === undefined || modifiers === undefined) return { kind: 'cannot' };
  const text = spellRule({ target: rule.target, condition, modifiers });
  if (text === rule.text) return { kind: 'same' };
  if (rule.target.kind !== 'ticker') return { kind: 'cannot' };
  const parsed = parseRule(text);
  // Digits may have made it longer than a rule can be, or a range so narrow that both its ends are one.
  return parsed.kind === 'rule' ? { kind: 'rescaled', rule: parsed.rule } : { kind: 'cannot' };
}

/** The value of a lone comparison at its last ring on the new footing; undefined when that cannot be said. */
export function rescaleValue(
  condition: Condition,
  value: number | undefined,
  split: SplitRatio,
): number | undefined {
  if (value === undefined || !('left' in condition)) return value;
  const dimension = dimensionOf(condition.left);
  return dimension === undefined ? undefined : onNewFooting(value, split, dimension);
}

/** `any` is a plain number, which is whatever it stands beside. Undefined where unlike things are added. */
type Dimension = number | 'any' | undefined;

/** Whether a value is money (1), a count of shares (-1), money for one share held against money (0), and so on. */
function dimensionIn(value: Value): Dimension {
  switch (value.kind) {
    case 'number':
      return 'any';
    case 'quote':
      return ofUnit(value.measure.unit);
    case 'series':
      return ofUnit(value.measure.units?.[value.output] ?? value.measure.unit);
    case 'arithmetic': {
      const [left, right] = [dimensionIn(value.left), dimensionIn(value.right)];
      if (left === undefined || right === undefined) return undefined;
      if (value.op === '*') return plain(left) + plain(right);
      if (value.op === '/') return plain(left) - plain(right);
      if (left === 'any') return right;
      return right === 'any' || left === right ? left : undefined;
    }
  }
}

function dimensionOf(value: Value): number | undefined {
  const dimension = dimensionIn(value);
  return dimension === 'any' ? 0 : dimension;
}

function plain(dimension: number | 'any'): number {
  return dimension === 'any' ? 0 : dimension;
}

function ofUnit({ kind }: Unit): number {
  if (kind === 'price') return 1;
  return kind === 'shares' ? -1 : 0;
}

function rescaleCondition(condition: Condition, split: SplitRatio): Condition | undefined {
  switch (condition.kind) {
    case 'and':
    case 'or':
    case 'at-least': {
      const of = condition.of.flatMap((part) => rescaleCondition(part, split) ?? []);
      return of.length < condition.of.length ? undefined : { ...condition, of };
    }
    case 'not': {
      const of = rescaleCondition(condition.of, split);
      return of && { ...condition, of };
    }
    case 'compare': {
      const dimension = dimensionOf(condition.left);
      const other = dimensionIn(condition.right);
      if (dimension === undefined || (other !== 'any' && other !== dimension)) return undefined;
      const scale = { split, dimension };
      const { left, right } = condition;
      return { ...condition, left: rescaled(left, scale), right: rescaled(right, scale) };
    }
    case 'range': {
      const dimension = dimensionOf(condition.left);
      if (dimension === undefined) return undefined;
      const scale = { split, dimension };
      const [low, high] = [sensible(condition.low, scale), sensible(condition.high, scale)];
      return { ...condition, left: rescaled(condition.left, scale), low, high };
    }
    case 'move':
    case 'event':
      return condition;
  }
}

type Scale = { readonly split: SplitRatio; readonly dimension: number };

/** A value whose numbers go with what they are added to. Factors stay: twice the price is twice the price. */
function rescaled(value: Value, scale: Scale): Value {
  if (value.kind === 'number') return { kind: 'number', value: sensible(value.value, scale) };
  if (value.kind !== 'arithmetic') return value;
  const { op, left, right } = value;
  if (op === '+' || op === '-')
    return { ...value, left: rescaled(left, scale), right: rescaled(right, scale) };
  const own = (side: Value): Value =>
    rescaled(side, { ...scale, dimension: dimensionOf(side) ?? 0 });
  return { ...value, left: own(left), right: own(right) };
}

/** Digits that a person would still write. */
const SHORT_DIGITS = 9;
const DECIMALS = 4;

function sensible(amount: number, { split, dimension }: Scale): number {
  const exact = onNewFooting(amount, split, dimension);
  if (exact === 0 || dimension === 0) return amount;
  if (Number(exact.toPrecision(SHORT_DIGITS)) === exact) return exact;
  return Math.abs(exact) < 1
    ? Number(exact.toPrecision(DECIMALS))
    : Number(exact.toFixed(DECIMALS));
}

/** Distances in points are in the unit of what they are past; one that serves unlike comparisons has no single unit. */
function rescaleModifiers(
  { condition, modifiers }: Pick<Rule, 'condition' | 'modifiers'>,
  split: SplitRatio,
): Modifiers | undefined {
  const { rearm, worsen } = modifiers;
  const inPoints = [rearm, worsen].some((distance) => distance && 'points' in distance);
  if (!inPoints) return modifiers;
  const [dimension, ...others] = new Set(leavesOf(condition).map(dimensionOfLeaf));
  if (dimension === undefined || others.length > 0) return undefined;
  const scale = { split, dimension };
  const far = (distance: Distance): Distance =>
    'points' in distance ? { points: sensible(distance.points, scale) } : distance;
  return {
    ...modifiers,
    rearm: 'own' in rearm ? rearm : far(rearm),
    worsen: worsen && far(worsen),
  };
}

function dimensionOfLeaf(leaf: Leaf): number | undefined {
  return 'left' in leaf ? dimensionOf(leaf.left) : 0;
}
