import type { IToken } from 'chevrotain';
import { calculate, type Operator } from './arithmetic.ts';
import type { ValueSyntax } from './syntax.ts';
import { rewritten, type Span } from './problem.ts';
import { readQuantity } from './quantity.ts';
import { measureSpan, resolveMeasure, type Reading } from './resolve-measure.ts';
import type { Value } from './rule.ts';
import { endOf } from './tokens.ts';

/** One side of a comparison. A bare amount keeps whether it was written in percent. */
export type Side = { readonly value: Value; readonly isPercent: boolean; readonly span: Span };

/** What stands in where a complaint has been made; the rule it is part of is never used. */
const NO_VALUE: Value = { kind: 'number', value: 0 };

/** Understands one side of a comparison; sums of constants are worked out. */
export function resolveSide(syntax: ValueSyntax, reading: Reading): Side {
  const span = valueSpan(syntax);
  const bare = bareNumber(syntax);
  if (!bare) return { value: resolveValue(syntax, reading), isPercent: false, span };
  const amount = resolveNumber(bare.number, reading);
  const value = bare.isNegative ? -amount.value : amount.value;
  return { value: constant(value), isPercent: amount.isPercent, span };
}

/** The stretch of text that a value takes. */
function valueSpan(syntax: ValueSyntax): Span {
  switch (syntax.kind) {
    case 'number':
      return tokenSpan(syntax.number);
    case 'measure':
      return measureSpan(syntax);
    case 'sign':
      return { from: syntax.sign.startOffset, to: valueSpan(syntax.of).to };
    case 'arithmetic':
      return { from: valueSpan(syntax.left).from, to: valueSpan(syntax.right).to };
  }
}

/** The stretch of text that one token takes. */
export function tokenSpan(token: IToken): Span {
  return { from: token.startOffset, to: endOf(token) };
}

/** An amount as a number. Zero after a complaint. */
export function resolveNumber(
  token: IToken,
  { text, faults }: Reading,
): { value: number; isPercent: boolean } {
  const amount = readQuantity(token.image);
  if (amount.kind === 'number') return amount;
  const span = tokenSpan(token);
  const stop = (why: string, repairs: readonly string[]) => {
    faults.push({ ...span, why, tries: repairs.map((repair) => rewritten(text, span, repair)) });
    return { value: 0, isPercent: false };
  };
  switch (amount.kind) {
    case 'ambiguous':
      return stop(
        `“${token.image}” could be ${amount.meant.join(' or ')}. Write decimals with a point.`,
        amount.meant,
      );
    case 'unit':
      return stop(
        `“${amount.unit}” after ${amount.digits} is no unit I know. Amounts may end in k, m, b or %.`,
        [amount.digits],
      );
    case 'too-large':
      return stop('That number is too large for me.', []);
  }
}

function resolveValue(syntax: ValueSyntax, reading: Reading): Value {
  switch (syntax.kind) {
    case 'number':
      return constant(amountWithin(syntax.number, reading));
    case 'measure':
      return resolveMeasure(syntax, reading) ?? NO_VALUE;
    case 'sign': {
      const of = resolveValue(syntax.of, reading);
      return syntax.sign.image === '+' ? of : arithmetic('-', constant(0), of);
    }
    case 'arithmetic': {
      const left = resolveValue(syntax.left, reading);
      const right = resolveValue(syntax.right, reading);
      return arithmetic(operator(syntax.op.image), left, right);
    }
  }
}

/** Inside a sum a percentage could mean of what stands before it or of one; it is asked, not guessed. */
function amountWithin(token: IToken, reading: Reading): number {
  const { value, isPercent } = resolveNumber(token, reading);
  if (isPercent) {
    const span = tokenSpan(token);
    reading.faults.push({
      ...span,
      why: `I can't calculate with ${token.image}. Write it as a plain factor, such as ${1 + value / 100}.`,
      tries: [rewritten(reading.text, span, token.image.replace(/\s?%/, ''))],
    });
  }
  return value;
}

function operator(image: string): Operator {
  if (image === '+') return '+';
  if (image === '*' || image === '×') return '*';
  return image === '/' || image === '÷' ? '/' : '-';
}

function arithmetic(op: Operator, left: Value, right: Value): Value {
  if (left.kind === 'number' && right.kind === 'number') {
    return constant(calculate(op, left.value, right.value));
  }
  return { kind: 'arithmetic', op, left, right };
}

function bareNumber(syntax: ValueSyntax): { number: IToken; isNegative: boolean } | undefined {
  if (syntax.kind === 'number') return { number: syntax.number, isNegative: false };
  if (syntax.kind !== 'sign' || syntax.of.kind !== 'number') return undefined;
  return { number: syntax.of.number, isNegative: syntax.sign.image !== '+' };
}

function constant(value: number): Value {
  // Minus zero would be spelled 0 and so not read back as itself.
  return { kind: 'number', value: value === 0 ? 0 : value };
}
