import type { IToken } from 'chevrotain';
import type { Unit } from './measure.ts';
import { rewritten, type Fault } from './problem.ts';
import { spellNumber } from './quantity.ts';
import type { Reading } from './resolve-measure.ts';
import { tokenSpan, type Side } from './resolve-value.ts';
import { readsIn } from './defaults.ts';
import type { CompareOp, Move, Value } from './rule.ts';
import { spellValue, unitOf } from './spell.ts';

type Compared = { readonly left: Side; readonly op: CompareOp; readonly right: Side };

/** Why a comparison could never tell anything, if so. */
export function compareFault({ left, op, right }: Compared, reading: Reading): Fault | undefined {
  // One complaint about a side is enough.
  if (reading.faults.length > 0) return undefined;
  if (left.value.kind === 'number') return nothingMoves(left, right, reading.text);
  if (spellValue(left.value) === spellValue(right.value)) {
    return { ...right.span, why: `${spellValue(right.value)} is compared with itself.`, tries: [] };
  }
  const unit = unitOf(left.value);
  return (
    percentFault(right, unit, { text: reading.text, op }) ??
    boundFault(right, unit, {
      text: reading.text,
      rises: op !== '<' && op !== '<=' && op !== 'x<',
      of: left.value,
    })
  );
}

/** Why a range could never tell anything, if so. */
export function rangeFault(
  { left, low, high }: { left: Side; low: Side; high: Side },
  { text, faults }: Reading,
): Fault | undefined {
  if (faults.length > 0) return undefined;
  if (left.value.kind === 'number') return nothingMoves(left, low, text);
  const [from, to] = [low.value, high.value];
  if (from.kind !== 'number' || to.kind !== 'number') {
    const { span } = from.kind === 'number' ? high : low;
    return { ...span, why: 'The ends of a range must be numbers, as in 140..150.', tries: [] };
  }
  const both = { from: low.span.from, to: high.span.to };
  if (from.value > to.value) {
    const turned = text.slice(high.span.from, high.span.to);
    const tries = [rewritten(text, both, `${turned}..${text.slice(low.span.from, low.span.to)}`)];
    return { ...both, why: 'A range goes from the lower number to the higher.', tries };
  }
  if (from.value === to.value) {
    const before = text.slice(0, low.span.from).replace(/(?:is\s+)?\S+\s*$/i, '');
    const tries = [`${before}x ${spellNumber(from.value)}${text.slice(both.to)}`];
    return { ...both, why: 'Both ends of the range are the same number.', tries };
  }
  const unit = unitOf(left.value);
  return (
    percentFault(low, unit, { text, op: undefined }) ??
    percentFault(high, unit, { text, op: undefined }) ??
    boundFault(low, unit, { text, rises: false, of: left.value }) ??
    boundFault(high, unit, { text, rises: true, of: left.value })
  );
}

type Moved = {
  readonly token: IToken;
  readonly pct: number;
  readonly isPercent: boolean;
  readonly direction: Move['direction'];
};

/** Why a move could never happen, or always has, if so. */
export function moveFault({ token, pct, isPercent, direction }: Moved, reading: Reading) {
  const span = tokenSpan(token);
  const stop = (why: string, wishes: readonly string[]): Fault => ({
    ...span,
    why,
    tries: wishes.map((wish) => rewritten(reading.text, span, wish)),
  });
  if (reading.faults.length > 0) return undefined;
  if (!isPercent) return stop('Moves are in percent.', [`${spellNumber(pct)}%`]);
  if (pct === 0) return stop('A move of 0% is always there.', ['1%', '3%', '5%']);
  if (direction === 'down' && pct >= 100) {
    return stop('A price cannot fall by 100% or more.', ['10%', '20%']);
  }
  return undefined;
}

function nothingMoves(left: Side, right: Side, text: string): Fault {
  const both = { from: left.span.from, to: Math.max(right.span.to, left.span.to) };
  const tries = left.span.to <= right.span.from ? [rewritten(text, left.span, 'price')] : [];
  return { ...both, why: 'Both sides are plain numbers, so nothing here can change.', tries };
}

function percentFault(
  side: Side,
  unit: Unit | undefined,
  { text, op }: { text: string; op: CompareOp | undefined },
): Fault | undefined {
  if (!side.isPercent || unit?.kind === 'percent') return undefined;
  const { from, to } = side.span;
  const written = text.slice(from, to);
  const plain = rewritten(text, side.span, written.replace(/\s?%$/, ''));
  if (unit?.kind !== 'price' || op === undefined) {
    return { from, to, why: `This is not measured in percent, and ${written} is.`, tries: [plain] };
  }
  const target = /^\s*\S+/.exec(text)?.[0].trim() ?? '';
  const amount = written.replace(/^[+\-−–]\s*/, '').replaceAll(' ', '');
  const sign = op.includes('<') || /^[-−–]/.test(written) ? '-' : '+';
  return {
    from,
    to,
    why: `${written} is a percentage, and a price is an amount of money.`,
    tries: [
      `${target} ${sign}${amount} 1d`,
      `${target} change ${op} ${sign === '-' ? '-' : ''}${amount}`,
      plain,
    ],
  };
}

function boundFault(
  side: Side,
  unit: Unit | undefined,
  { text, rises, of }: { text: string; rises: boolean; of: Value },
): Fault | undefined {
  if (side.value.kind !== 'number') return undefined;
  const { value } = side.value;
  if (!Number.isFinite(value)) {
    return { ...side.span, why: 'That does not come to a number.', tries: [] };
  }
  const { min, max } = boundsOf(unit);
  const [read] = readsIn(of);
  const name = read ? read.measure.name.toUpperCase() : 'It';
  if (value >= min && value <= max) return undefined;
  const offer = (wish: number) =>
    rewritten(text, side.span, `${spellNumber(wish)}${unit?.kind === 'percent' ? '%' : ''}`);
  if (max === Infinity) {
    const why = `This cannot be below ${min}${unit?.kind === 'percent' ? '%' : ''}.`;
    return { ...side.span, why, tries: [offer(value / 10), offer(value / 100)] };
  }
  const shares = rises ? [0.7, 0.8] : [0.3, 0.4];
  const why = `${name} runs from ${min} to ${max}, so ${spellNumber(value)} is never reached.`;
  return { ...side.span, why, tries: shares.map((share) => offer(min + share * (max - min))) };
}

function boundsOf(unit: Unit | undefined): { min: number; max: number } {
  if (unit?.kind === 'bounded') return unit;
  return { min: unit?.kind === 'percent' ? (unit.min ?? -Infinity) : -Infinity, max: Infinity };
}
