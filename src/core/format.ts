import type { Quote } from './market.ts';

/**
 * A price as people write it: thousands separated, two decimals; up to four where rates and cheap shares have them, more
 * where a coin costs less than one.
 */
export function formatPrice(price: number): string {
  const size = Math.abs(price);
  const small = size >= 1 || size === 0 ? 2 : Math.min(8, 3 - Math.floor(Math.log10(size)));
  return formatWith(Math.min(small, 4), size >= 1 && size < 20 ? 4 : small).format(price);
}

/** A distance between prices of the size of `at`, with the decimals that those have: 0.85 of an index, 0.0012 of a rate. */
export function formatDistance(distance: number, at: number): string {
  const size = Math.abs(at);
  if (size < 1 || Math.abs(distance) < 0.01) return formatPrice(distance);
  return formatWith(2, size < 20 ? 4 : 2).format(distance);
}

// Kept: making a format costs a hundred times what using it does, and there are a dozen of them.
const FORMATS = new Map<string, Intl.NumberFormat>();

function formatWith(least: number, most: number): Intl.NumberFormat {
  const key = `${least} ${most}`;
  const known = FORMATS.get(key);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat('en-US', {
    minimumFractionDigits: least,
    maximumFractionDigits: most,
  });
  FORMATS.set(key, made);
  return made;
}

const SIGNS: Readonly<Record<string, string>> = { USD: '$', EUR: '€', GBP: '£', JPY: '¥' };

/** A price with its currency: `$150.42`, `308.80p`, `1.23 CHF`. Indices have none worth showing. */
export function formatMoney(price: number, currency: string): string {
  if (currency === 'GBp') return `${formatPrice(price)}p`;
  if (currency === '%') return `${formatPrice(price)}%`;
  const sign = SIGNS[currency];
  return sign === undefined
    ? `${formatPrice(price)} ${currency}`.trim()
    : `${sign}${formatPrice(price)}`;
}

/** A quote's price with its currency; an index is points and has none. */
export function formatQuoted({
  price,
  currency,
  instrument,
}: Pick<Quote, 'price' | 'currency' | 'instrument'>): string {
  return formatMoney(price, instrument.kind === 'index' ? '' : currency);
}

/** Money made or lost, with its sign: `+$2,902.00`, `−£3.10`. */
export function formatSigned(amount: number, currency: string): string {
  const sign = amount < 0 ? '−' : '+';
  return `${sign}${formatMoney(Math.abs(amount), currency)}`;
}

/** A change in percent with its direction in sign and arrow, never in colour alone: `▲2.1%`. */
export function formatChange(pct: number): string {
  if (Math.abs(pct) < 0.05) return '±0.0%';
  return `${pct > 0 ? '▲' : '▼'}${Math.abs(pct).toFixed(1)}%`;
}
