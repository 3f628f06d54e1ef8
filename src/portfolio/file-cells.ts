import type { IsoDate } from '../core/zone.ts';

/** What a cell of somebody's file says, or why it can't be told. */
export type CellRead<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'unclear'; readonly why: string };

/** Which sign stands before decimals in a file; undefined while nothing in it tells. */
export type DecimalSign = '.' | ',' | undefined;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Currency signs, blanks of any width, and the apostrophes that Swiss files have between thousands. */
const ORNAMENT = /[\s'’$€£¥]|^[A-Z]{3}\s|\s[A-Z]{3}$/g;

/** The sign that the cells of a file prove by being readable in one way only: `121,40`, `1.234,50`, `121.40`. */
export function decimalSignOf(cells: readonly string[]): DecimalSign {
  const plain = cells.map((cell) => cell.replaceAll(ORNAMENT, ''));
  const hasComma = plain.some((cell) => /,\d{1,2}$|,\d{4,}$|\.\d{3},\d/.test(cell));
  const hasPoint = plain.some((cell) => /\.\d{1,2}$|\.\d{4,}$|,\d{3}\.\d/.test(cell));
  if (hasComma === hasPoint) return undefined;
  return hasComma ? ',' : '.';
}

/**
 * A number as a broker's page writes it: `1,234.50`, `$121.40`, `(12.00)`. What could be two numbers is refused, unless the
 * file's other cells tell.
 */
export function readNumber(cell: string, sign: DecimalSign): CellRead<number> {
  const plain = cell.replaceAll(ORNAMENT, '');
  const isNegative = /^\(.*\)$/.test(plain) || /^[-−]/.test(plain);
  const digits = plain.replaceAll(/[()+−-]/g, '');
  const asPoint = /^(?:\d+|\d{1,3}(?:,\d{3})+)?(?:\.\d+)?$/.test(digits);
  const asComma = /^(?:\d+|\d{1,3}(?:\.\d{3})+)?(?:,\d+)?$/.test(digits);
  if (digits === '' || (!asPoint && !asComma)) return unclear(`“${cell}” is no number`);
  const point = asPoint ? Number(digits.replaceAll(',', '')) : undefined;
  const comma = asComma ? Number(digits.replaceAll('.', '').replace(',', '.')) : undefined;
  const meant = sign === ',' ? (comma ?? point) : (point ?? comma);
  // A point before three digits is a fraction of a share far more often than it is a thousand.
  const isOpen =
    sign === undefined && digits.includes(',') && point !== undefined && comma !== undefined;
  if (isOpen && point !== comma)
    return unclear(`“${cell}” can be ${comma} or ${point}: write it with a point`);
  return { kind: 'read', value: (isNegative ? -1 : 1) * (meant ?? NaN) };
}

/** A day: `2026-03-01`, with a time or not, `1 Mar 2026`, `01.03.2026`, and `3/1/2026` where only one month can be meant. */
export function readDay(cell: string): CellRead<IsoDate> {
  const text = cell.trim();
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T\s].*)?$/.exec(text);
  if (iso) return dayOf(text, iso.slice(1, 4).map(Number));
  const named = /^(\d{1,2})[\s-]+([A-Za-z]{3})[A-Za-z]*\.?[\s,-]+(\d{4})(?:\s.*)?$/.exec(text);
  if (named) return dayOf(text, [Number(named[3]), monthOf(named[2]), Number(named[1])]);
  const monthFirst = /^([A-Za-z]{3})[A-Za-z]*\.?[\s-]+(\d{1,2}),?[\s-]+(\d{4})(?:\s.*)?$/.exec(
    text,
  );
  if (monthFirst)
    return dayOf(text, [Number(monthFirst[3]), monthOf(monthFirst[1]), Number(monthFirst[2])]);
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:\s.*)?$/.exec(text);
  if (dotted) return dayOf(text, [Number(dotted[3]), Number(dotted[2]), Number(dotted[1])]);
  const slashed = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?:\s.*)?$/.exec(text);
  if (slashed) return ofSlashes(text, slashed.slice(1, 4).map(Number));
  return unclear(`“${cell}” is no day that I can read; 2026-03-01 is`);
}

function ofSlashes(text: string, [one = 0, two = 0, year = 0]: readonly number[]) {
  if (one > 12) return dayOf(text, [year, two, one]);
  if (two > 12 || one === two) return dayOf(text, [year, one, two]);
  const [american, european] = [isoOf([year, one, two]), isoOf([year, two, one])];
  return unclear(`“${text}” can be ${american} or ${european}: write it like that`);
}

function dayOf(text: string, parts: readonly number[]): CellRead<IsoDate> {
  const value = isoOf(parts);
  // A date that rolls over, such as 31 February, comes back as another.
  const isReal = new Date(`${value}T00:00:00Z`).toJSON()?.slice(0, 10) === value;
  return isReal ? { kind: 'read', value } : unclear(`“${text}” is no day of any calendar`);
}

function isoOf([year = 0, month = 0, day = 0]: readonly number[]): IsoDate {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

function monthOf(name = ''): number {
  return MONTHS.indexOf(name.toLowerCase()) + 1;
}

function unclear(why: string): { readonly kind: 'unclear'; readonly why: string } {
  return { kind: 'unclear', why };
}
