import { parseDuration } from '../core/duration.ts';
import { DAY_MS, MINUTE_MS } from '../core/time.ts';
import type { CompareSyntax, MoveSyntax, RangeSyntax, Syntax } from './syntax.ts';
import { compareFault, moveFault, rangeFault } from './possible.ts';
import { rewritten, without } from './problem.ts';
import { priceMeasure } from './measures/price.ts';
import { resolveEvent } from './resolve-event.ts';
import { quoteRead, resolveMeasure, type Reading } from './resolve-measure.ts';
import { resolveNumber, resolveSide, tokenSpan, type Side } from './resolve-value.ts';
import type { CompareOp, Comparison, Condition, Move, MoveStart, Range } from './rule.ts';

/** Longest look back of a move; nobody keeps quotes for longer. */
const LONGEST_MOVE_MS = 365 * DAY_MS;

/** Understands what was written. When `reading.faults` has grown, the result is not to be used. */
export function resolveCondition(syntax: Syntax, reading: Reading): Condition {
  switch (syntax.kind) {
    case 'and':
    case 'or': {
      // "a and (b and c)" is "a and b and c".
      const of = syntax.of
        .map((part) => resolveCondition(part, reading))
        .flatMap((part) => (part.kind === syntax.kind ? part.of : [part]));
      return { kind: syntax.kind, of };
    }
    case 'not':
      return { kind: 'not', of: resolveCondition(syntax.of, reading) };
    case 'at-least':
      return resolveAtLeast(syntax, reading);
    case 'compare':
      return resolveComparison(syntax, reading);
    case 'range':
      return resolveRange(syntax, reading);
    case 'move':
      return resolveMove(syntax, reading);
    case 'event':
      return resolveEvent(syntax, reading);
  }
}

type AtLeastSyntax = Extract<Syntax, { kind: 'at-least' }>;

function resolveAtLeast({ count: token, of }: AtLeastSyntax, reading: Reading): Condition {
  const count = Number(token.image);
  const most = of.length;
  if (!(Number.isInteger(count) && count >= 1 && count <= most)) {
    const span = tokenSpan(token);
    const tries = [...new Set([Math.min(2, most), most])].map((wish) =>
      rewritten(reading.text, span, String(wish)),
    );
    const why = `There ${most === 1 ? 'is 1 condition' : `are ${most} conditions`} in the brackets, so “${token.image} of” cannot be.`;
    reading.faults.push({ ...span, why, tries });
  }
  return { kind: 'at-least', count, of: of.map((part) => resolveCondition(part, reading)) };
}

const OPS: { readonly [image: string]: CompareOp } = {
  '>': '>',
  '<': '<',
  '>=': '>=',
  '<=': '<=',
  '≥': '>=',
  '≤': '<=',
  x: 'x',
  'x>': 'x>',
  'x<': 'x<',
  cross: 'x',
  crosses: 'x',
};

function compareOp(image: string): CompareOp {
  const plain = image.toLowerCase().replaceAll(/\s/g, '');
  const way = /^cross(?:es)?(above|over|up|below|under|down)$/.exec(plain)?.[1];
  if (way !== undefined) return ['above', 'over', 'up'].includes(way) ? 'x>' : 'x<';
  return OPS[plain] ?? 'x';
}

const MIRRORED: { readonly [op in CompareOp]: CompareOp } = {
  '>': '<',
  '<': '>',
  '>=': '<=',
  '<=': '>=',
  x: 'x',
  'x>': 'x<',
  'x<': 'x>',
};

function resolveComparison(syntax: CompareSyntax, reading: Reading): Comparison {
  const written = compareOp(syntax.op.image);
  const before = syntax.left ? resolveSide(syntax.left, reading) : priceSide(syntax.op.startOffset);
  const after = resolveSide(syntax.right, reading);
  // "150 < price" is "price > 150": what moves stands on the left.
  const isTurned = before.value.kind === 'number' && after.value.kind !== 'number';
  const [left, right] = isTurned ? [after, before] : [before, after];
  const op = isTurned ? MIRRORED[written] : written;
  const level = syntax.is !== undefined;
  if (syntax.is && op.startsWith('x')) {
    const span = { from: syntax.is.startOffset, to: tokenSpan(syntax.op).to };
    reading.faults.push({
      ...span,
      why: '“is” asks whether it stays so, and a crossing is over at once. Leave one of them out.',
      tries: [
        without(reading.text, tokenSpan(syntax.is)),
        rewritten(reading.text, span, op === 'x<' ? 'is <' : 'is >'),
      ],
    });
  }
  const fault = compareFault({ left, op, right }, reading);
  if (fault) reading.faults.push(fault);
  return { kind: 'compare', left: left.value, op, right: right.value, level };
}

const RANGE_OPS: { readonly [image: string]: Range['op'] } = {
  in: 'in',
  inside: 'in',
  outside: 'outside',
  exit: 'exits',
  exits: 'exits',
};

function resolveRange(syntax: RangeSyntax, reading: Reading): Range {
  const op = RANGE_OPS[syntax.op.image.toLowerCase()] ?? 'in';
  const left = syntax.left ? resolveSide(syntax.left, reading) : priceSide(syntax.op.startOffset);
  const low = resolveSide(syntax.low, reading);
  const high = resolveSide(syntax.high, reading);
  if (syntax.is && op === 'exits') {
    const tries = [without(reading.text, tokenSpan(syntax.is))];
    const why = '“exits” is a moment, and “is” asks for a state. “is outside” would be one.';
    reading.faults.push({ ...tokenSpan(syntax.is), why, tries });
  }
  const fault = rangeFault({ left, low, high }, reading);
  if (fault) reading.faults.push(fault);
  const bound = ({ value }: Side) => (value.kind === 'number' ? value.value : NaN);
  const level = syntax.is !== undefined;
  return { kind: 'range', left: left.value, op, low: bound(low), high: bound(high), level };
}

function resolveMove(syntax: MoveSyntax, reading: Reading): Move {
  const { value: pct, isPercent } = resolveNumber(syntax.pct, reading);
  const direction = moveDirection(syntax.sign.image);
  const fault = moveFault({ token: syntax.pct, pct, isPercent, direction }, reading);
  if (fault) reading.faults.push(fault);
  return { kind: 'move', direction, pct, from: resolveMoveStart(syntax.start, reading) };
}

function moveDirection(sign: string): Move['direction'] {
  if (sign === '+') return 'up';
  return sign === '±' || sign === '+/-' ? 'either' : 'down';
}

function resolveMoveStart(start: MoveSyntax['start'], reading: Reading): MoveStart {
  if (start.kind === 'now') return { kind: 'reference' };
  if (start.kind === 'measure') {
    const read = resolveMeasure(start.read, reading);
    return read ? { kind: 'measure', read } : { kind: 'close' };
  }
  const image = start.span.image.toLowerCase();
  const ms = parseDuration(image);
  if (ms === DAY_MS && image.startsWith('1d')) return { kind: 'close' };
  if (ms !== undefined && ms >= MINUTE_MS && ms <= LONGEST_MOVE_MS) return { kind: 'ago', ms };
  const span = tokenSpan(start.span);
  reading.faults.push({
    ...span,
    why: `“${start.span.image}” is not a length of time I can look back. Moves are measured over 1m to 365d, or since now.`,
    tries: ['1d', '15m', 'since now'].map((wish) => rewritten(reading.text, span, wish)),
  });
  return { kind: 'close' };
}

/** A comparison without a left side is about the price. */
function priceSide(at: number): Side {
  return { value: quoteRead(priceMeasure), isPercent: false, span: { from: at, to: at } };
}
