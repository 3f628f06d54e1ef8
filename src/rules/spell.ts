import { spellTarget, type Target } from '../core/target.ts';
import { DAY_MS } from '../core/time.ts';
import type { Distance, SeriesRead, Unit } from './measure.ts';
import { defaultModifiers } from './defaults.ts';
import { spellDuration, spellNumber } from './quantity.ts';
import type {
  Comparison,
  Condition,
  Every,
  Expiry,
  Happening,
  Leaf,
  MeasureRead,
  Modifiers,
  Move,
  Range,
  Rearm,
  Value,
} from './rule.ts';

/** The canonical text of a rule: the shortest that reads back as the same rule. */
export function spellRule(rule: {
  target: Target;
  condition: Condition;
  modifiers: Modifiers;
}): string {
  const { target, condition, modifiers } = rule;
  return [spellTarget(target), spellWhole(condition), ...spellModifiers(modifiers, condition)].join(
    ' ',
  );
}

/** A value as a rule spells it: `price`, `sma50@1d[1] * 2`. */
export function spellValue(value: Value, strength = 0): string {
  switch (value.kind) {
    case 'number':
      return spellNumber(value.value);
    case 'quote':
    case 'series':
      return spellRead(value);
    case 'arithmetic': {
      const own = value.op === '+' || value.op === '-' ? 1 : 2;
      const text = `${spellValue(value.left, own)} ${value.op} ${spellValue(value.right, own + 1)}`;
      return own < strength ? `(${text})` : text;
    }
  }
}

/** What a comparison's left side is held against: `< 2500`, `in 140..150`, `≥ +5%`. */
export function spellAgainst(leaf: Leaf): string {
  switch (leaf.kind) {
    case 'compare':
      return `${leaf.level ? 'is ' : ''}${leaf.op} ${spellSide(leaf.right, unitOf(leaf.left))}`;
    case 'range':
      return spellRange(leaf);
    case 'move':
      return spellMove(leaf);
    case 'event':
      return spellEvent(leaf);
  }
}

/** The unit that a value is in, when it has one. */
export function unitOf(value: Value): Unit | undefined {
  switch (value.kind) {
    case 'number':
      return undefined;
    case 'quote':
      return value.measure.unit;
    case 'series':
      return value.measure.units?.[value.output] ?? value.measure.unit;
    case 'arithmetic': {
      const [left, right] = [unitOf(value.left), unitOf(value.right)];
      if (value.op === '/' && right !== undefined) return undefined;
      return left === undefined || right === undefined || left.kind === right.kind
        ? (left ?? right)
        : undefined;
    }
  }
}

/** Whether a comparison is about percent already, so that a percentage of it is points. */
export function isInPercent(leaf: Leaf): boolean {
  if (leaf.kind === 'event') return false;
  return leaf.kind === 'move' || unitOf(leaf.left)?.kind === 'percent';
}

function spellWhole(condition: Condition): string {
  if (condition.kind !== 'compare' && condition.kind !== 'range') {
    return spellCondition(condition, 0);
  }
  // A lone comparison of the price needs no left side.
  const text = spellAgainst(condition);
  return isPrice(condition.left) ? text : `${spellLeft(condition)} ${text}`;
}

function spellCondition(condition: Condition, strength: number): string {
  switch (condition.kind) {
    case 'or':
    case 'and': {
      const own = condition.kind === 'or' ? 1 : 2;
      const of = condition.of.map((part) => spellCondition(part, own + 1));
      const text = of.join(` ${condition.kind} `);
      return own < strength ? `(${text})` : text;
    }
    case 'not': {
      const text = `not ${spellCondition(condition.of, 4)}`;
      return strength === 4 ? `(${text})` : text;
    }
    case 'at-least':
      return `${condition.count} of (${condition.of.map((part) => spellCondition(part, 0)).join(', ')})`;
    case 'compare':
    case 'range':
      return `${spellLeft(condition)} ${spellAgainst(condition)}`;
    case 'move':
      return spellMove(condition);
    case 'event':
      return spellEvent(condition);
  }
}

function spellEvent({ event, args, read }: Happening): string {
  const frame = read.timeframe === (read.measure.timeframe ?? '1d') ? '' : `@${read.timeframe}`;
  return `${event.name} ${args}${frame}`;
}

function spellLeft({ left, ...leaf }: Comparison | Range): string {
  return spellSide(left, leaf.kind === 'compare' ? unitOf(leaf.right) : undefined);
}

function spellSide(value: Value, other: Unit | undefined): string {
  const text = spellValue(value);
  return value.kind === 'number' && other?.kind === 'percent' ? `${text}%` : text;
}

function spellRange({ left, op, low, high, level }: Range): string {
  const mark = unitOf(left)?.kind === 'percent' ? '%' : '';
  return `${level ? 'is ' : ''}${op} ${spellNumber(low)}${mark}..${spellNumber(high)}${mark}`;
}

const SIGNS = { up: '+', down: '-', either: '±' } as const;

function spellMove({ direction, pct, from }: Move): string {
  const text = `${SIGNS[direction]}${spellNumber(pct)}%`;
  switch (from.kind) {
    case 'close':
      return `${text} 1d`;
    case 'reference':
      return `${text} since now`;
    case 'ago':
      // `1d` means the official close, so the same length of time is written in hours.
      return `${text} ${from.ms === DAY_MS ? '24h' : spellDuration(from.ms)}`;
    case 'measure':
      return `${text} from ${spellRead(from.read)}`;
  }
}

function spellRead(read: MeasureRead): string {
  if (read.kind === 'quote') return read.measure.name;
  return spellSeries(read) + (read.barsAgo > 0 ? `[${read.barsAgo}]` : '');
}

/** Names a series wherever its bars-ago is kept apart; equal names are one series. */
export function spellSeries({ measure, periods, output, timeframe }: SeriesRead): string {
  const numbers = measure.periods.map(({ name, default: usual }) => periods[name] ?? usual);
  // A lone period is part of how people say it: rsi14. Of several, the usual ones go without saying: macd.
  const isLone = measure.periods.length === 1 && numbers[0] !== 0;
  const isUsual = !isLone && measure.periods.every(({ default: usual }, i) => usual === numbers[i]);
  const named = output === measure.outputs[0] ? '' : `.${output}`;
  const frame = timeframe === (measure.timeframe ?? '1d') ? '' : `@${timeframe}`;
  return `${measure.name}${isUsual ? '' : numbers.join(',')}${named}${frame}`;
}

function spellModifiers(modifiers: Modifiers, condition: Condition): string[] {
  const usual = defaultModifiers(condition);
  const { session, holdFor, within, worsen, to, note } = modifiers;
  const parts: string[] = [];
  const add = (key: string, text: string, plain?: string) => {
    if (text !== plain) parts.push(`${key}:${text}`);
  };
  add('every', spellEvery(modifiers.every), spellEvery(usual.every));
  add('cooldown', spellDuration(modifiers.cooldownMs), spellDuration(usual.cooldownMs));
  add('rearm', spellRearm(modifiers.rearm), spellRearm(usual.rearm));
  if (holdFor) add('for', 'count' in holdFor ? `${holdFor.count}bars` : spellDuration(holdFor.ms));
  if (within) add('within', `${within}bars`);
  if (worsen) add('worsen', spellDistance(worsen));
  if (session) add('session', session);
  add('exp', spellExpiry(modifiers.expiry), spellExpiry(usual.expiry));
  add('sev', modifiers.severity, usual.severity);
  if (to.length > 0) add('to', to.map(spellPlace).join(','));
  if (note !== undefined) add('note', `"${note}"`);
  return parts;
}

function spellPlace(place: string): string {
  const name = /^topic:(.*[\s,].*)$/.exec(place)?.[1];
  return name === undefined ? place : `topic:"${name}"`;
}

function spellEvery(every: Every): string {
  return every.kind === 'span' ? spellDuration(every.ms) : every.kind;
}

function spellRearm(rearm: Rearm): string {
  return 'own' in rearm ? 'own' : spellDistance(rearm);
}

function spellDistance(distance: Distance): string {
  return 'pct' in distance ? `${spellNumber(distance.pct)}%` : spellNumber(distance.points);
}

function spellExpiry(expiry: Expiry): string {
  if (expiry.kind === 'never') return 'never';
  return expiry.kind === 'on' ? expiry.isoDate : spellDuration(expiry.ms);
}

export function isPrice(value: Value): boolean {
  return value.kind === 'quote' && value.measure.name === 'price';
}
