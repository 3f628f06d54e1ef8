import { formatDuration } from '../core/duration.ts';
import { DAY_MS } from '../core/time.ts';
import type { Comparison, Condition, Happening, Move, Range } from './rule.ts';
import { unitOf } from './spell.ts';
import { amount, measureIn, valueIn } from './wording.ts';

/** What a condition waits for, in the present tense. */
export function sentenceOf(condition: Condition, subject: string): string {
  if (condition.kind === 'compare') return compareBegins(condition, subject);
  if (condition.kind === 'range') return rangeBegins(condition, subject);
  return stateOf(condition, subject);
}

/** What has happened when it rings, in the past tense; what is asked for as a state stays in the present. */
export function headlineOf(condition: Condition, subject: string): string {
  switch (condition.kind) {
    case 'compare':
      return comparison(condition, subject, condition.level ? STANDS : BEGAN);
    case 'range':
      return condition.level
        ? rangeStands(condition, subject)
        : ranged(condition, subject, ENTERED);
    case 'move':
      return moveOf(condition, subject, MOVED);
    case 'event':
      return `${subject} ${condition.event.said(condition.args)}${framed(condition)}`;
    default:
      return stateOf(condition, subject);
  }
}

const BEGINS = {
  '>': 'crosses above',
  '<': 'crosses below',
  '>=': 'reaches',
  '<=': 'falls to',
  x: 'crosses',
  'x>': 'crosses above',
  'x<': 'crosses below',
} as const;

const BEGAN = {
  '>': 'crossed above',
  '<': 'crossed below',
  '>=': 'reached',
  '<=': 'fell to',
  x: 'crossed',
  'x>': 'crossed above',
  'x<': 'crossed below',
} as const;

const STANDS = {
  '>': 'is above',
  '<': 'is below',
  '>=': 'is at or above',
  '<=': 'is at or below',
  x: 'crosses',
  'x>': 'crosses above',
  'x<': 'crosses below',
} as const;

const STANDS_NOT = {
  '>': 'is not above',
  '<': 'is not below',
  '>=': 'is below',
  '<=': 'is above',
  x: 'does not cross',
  'x>': 'does not cross above',
  'x<': 'does not cross below',
} as const;

function compareBegins(leaf: Comparison, subject: string): string {
  if (leaf.level) return `${comparison(leaf, subject, STANDS)} (rings while it is so)`;
  const text = comparison(leaf, subject, BEGINS);
  return leaf.op === 'x' ? `${text} in either direction` : text;
}

function comparison(
  leaf: Comparison,
  subject: string,
  words: { readonly [op in Comparison['op']]: string },
): string {
  return `${valueIn(leaf.left, subject)} ${words[leaf.op]} ${levelOf(leaf)}`;
}

function levelOf({ left, right }: Comparison): string {
  return right.kind === 'number' ? amount(right.value, unitOf(left)) : valueIn(right, 'its');
}

const ENTERS = { in: 'enters', outside: 'goes outside', exits: 'leaves' } as const;
const ENTERED = { in: 'entered', outside: 'went outside', exits: 'left' } as const;
const LIES = { in: 'is within', outside: 'is outside', exits: 'leaves' } as const;

function rangeBegins(leaf: Range, subject: string): string {
  if (leaf.level) return `${rangeStands(leaf, subject)} (rings while it is so)`;
  return ranged(leaf, subject, ENTERS);
}

function rangeStands(leaf: Range, subject: string): string {
  return ranged(leaf, subject, LIES);
}

function ranged(
  leaf: Range,
  subject: string,
  words: { readonly [op in Range['op']]: string },
): string {
  return `${valueIn(leaf.left, subject)} ${words[leaf.op]} ${boundsOf(leaf)}`;
}

function boundsOf({ left, low, high }: Range): string {
  const unit = unitOf(left);
  return `the range ${amount(low, unit)} to ${amount(high, unit)}`;
}

/** A condition as a state of things, which is how the parts of a longer one read. */
function stateOf(condition: Condition, subject: string): string {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.of
        .map((part) =>
          part.kind === 'and' || part.kind === 'or'
            ? `(${stateOf(part, subject)})`
            : stateOf(part, subject),
        )
        .join(` ${condition.kind} `);
    case 'not':
      return condition.of.kind === 'compare'
        ? comparison(condition.of, subject, STANDS_NOT)
        : `it is not so that ${stateOf(condition.of, subject)}`;
    case 'at-least': {
      const parts = condition.of.map((part) => stateOf(part, subject));
      return `at least ${condition.count} of these ${parts.length} hold: ${parts.join('; ')}`;
    }
    case 'compare':
      return comparison(condition, subject, STANDS);
    case 'range':
      return rangeStands(condition, subject);
    case 'move':
      return moveOf(condition, subject, MOVES);
    case 'event':
      return `${subject} ${condition.event.says(condition.args)}${framed(condition)}`;
  }
}

function framed({ read }: Happening): string {
  return ` on ${read.timeframe} bars`;
}

const MOVES = { up: 'rises', down: 'falls', either: 'moves' } as const;

const MOVED = { up: 'rose', down: 'fell', either: 'moved' } as const;

function moveOf(
  { direction, pct, from }: Move,
  subject: string,
  words: { readonly [direction in Move['direction']]: string },
): string {
  const distance = `${amount(pct, { kind: 'percent' }).replace('+', '')} or more`;
  const way = direction === 'either' ? ' either way,' : '';
  const text = `${subject} ${words[direction]} ${distance}${way}`;
  switch (from.kind) {
    case 'close':
      return `${text} from the previous close`;
    case 'reference':
      return `${text} from where it was when this rule was made`;
    case 'ago':
      return `${text} within ${spanOf(from.ms)}`;
    case 'measure':
      return `${text} from its ${measureIn(from.read)}`;
  }
}

// "1 day" would read as the trading day, which is measured from its close.
function spanOf(ms: number): string {
  return ms === DAY_MS ? '24 h' : formatDuration(ms);
}
