import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../core/time.ts';

export type Quantity =
  | { readonly kind: 'number'; readonly value: number; readonly isPercent: boolean }
  /** Separators that could be read in more than one way; `meant` are the readings, plain. */
  | { readonly kind: 'ambiguous'; readonly meant: readonly string[] }
  | { readonly kind: 'unit'; readonly digits: string; readonly unit: string }
  | { readonly kind: 'too-large' };

const WRITTEN = /^\$?(\d+(?:[.,]\d+)*|\.\d+)(?:e([+-]?\d+))?\s?(%|[a-z]+)?$/i;
const PLAIN = /^(?:\d+(?:\.\d+)?|\.\d+)$/;
const THOUSANDS = /^[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/;
const POWERS: { readonly [suffix: string]: number } = { k: 3, m: 6, b: 9, bn: 9 };

/** Reads an amount: `1,500.25`, `$2.5k`, `3%`. A comma before anything but three digits is refused, not guessed. */
export function readQuantity(image: string): Quantity {
  const [, digits = '', exponent = '0', suffix = ''] = WRITTEN.exec(image) ?? [];
  const plain = THOUSANDS.test(digits) ? digits.replaceAll(',', '') : digits;
  if (!PLAIN.test(plain)) return { kind: 'ambiguous', meant: readings(digits, suffix) };
  const isPercent = suffix === '%';
  const power = suffix === '' || isPercent ? 0 : POWERS[suffix.toLowerCase()];
  if (power === undefined) return { kind: 'unit', digits, unit: suffix };
  // Written as one literal: 1.005 × 1e6 would not be 1005000.
  const value = Number(`${plain}e${Number(exponent) + power}`);
  return Number.isFinite(value) ? { kind: 'number', value, isPercent } : { kind: 'too-large' };
}

/** The shortest spelling that reads back as the same number. */
export function spellNumber(value: number): string {
  return String(value);
}

const UNITS = [
  ['d', DAY_MS],
  ['h', HOUR_MS],
  ['m', MINUTE_MS],
] as const;

/** A length of time in whole seconds as a rule spells it, in the largest unit that divides it: `90m`, `90d`. */
export function spellDuration(ms: number): string {
  const [unit, unitMs] = UNITS.find(([, unitMs]) => ms % unitMs === 0) ?? ['s', SECOND_MS];
  return ms === 0 ? '0' : `${ms / unitMs}${unit}`;
}

function readings(digits: string, suffix: string): string[] {
  const last = Math.max(digits.lastIndexOf(','), digits.lastIndexOf('.'));
  const whole = digits.slice(0, last).replaceAll(/[.,]/g, '');
  const rest = digits.slice(last + 1);
  const unit = suffix === '%' || suffix.toLowerCase() in POWERS ? suffix : '';
  return [...new Set([`${whole}.${rest}${unit}`, `${Number(whole + rest)}${unit}`])];
}
