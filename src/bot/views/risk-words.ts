import { formatMoney } from '../../core/format.ts';
import { clip } from '../../core/html.ts';

/** Money at a size at which cents say nothing: `$3,912`, `12.40 CHF`. */
export function roughMoney(amount: number, currency: string): string {
  const size = Math.abs(amount);
  const money = formatMoney(size < 100 ? size : Math.round(size), currency);
  return `${amount < 0 && money !== formatMoney(0, currency) ? '−' : ''}${size < 100 ? money : money.replace(/\.00(?=\D|$)/, '')}`;
}

/** The same with its sign: `+$2,130`. */
export function signedMoney(amount: number, currency: string): string {
  const money = roughMoney(amount, currency);
  return money.startsWith('−') ? money : `+${money}`;
}

/** A share of the account: `3.9%`, `0.65%`. */
export function percentText(pct: number): string {
  const size = Math.abs(pct);
  if (size < 0.005) return '0%';
  return `${pct < 0 ? '−' : ''}${size.toFixed(size < 1 ? 2 : 1)}%`;
}

/** A limit as it was set: `7%`, `0.75%`. */
export function limitText(pct: number): string {
  return `${Number(pct.toFixed(2))}%`;
}

/** The first few names, and how many more there are. */
export function someNames(names: readonly string[], most: number): string {
  const each = [...new Set(names)];
  const more = each.length - most;
  const shown = each.slice(0, most).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}

/** `name` with its figures to the right, in at most 34 columns. */
export function tableRows(
  rows: readonly { readonly name: string; readonly figures: readonly string[] }[],
): readonly string[] {
  const count = Math.max(0, ...rows.map(({ figures }) => figures.length));
  const wide = Array.from({ length: count }, (_, n) =>
    Math.max(...rows.map(({ figures }) => (figures[n] ?? '').length)),
  );
  const room = COLUMNS - wide.reduce((sum, one) => sum + one + 1, 0);
  const longest = Math.min(room, Math.max(...rows.map(({ name }) => name.length)));
  return rows.map(({ name, figures }) => {
    const short = name.length > longest ? `${name.slice(0, longest - 1)}…` : name;
    const padded = wide.map((width, n) => (figures[n] ?? '').padStart(width));
    return [short.padEnd(longest), ...padded].join(' ').trimEnd();
  });
}

const COLUMNS = 34;

/** A name as it fits among others on one line. */
export function short(name: string): string {
  return clip(name, LONGEST_NAME);
}

const LONGEST_NAME = 12;
