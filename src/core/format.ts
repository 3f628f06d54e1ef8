/** A price as people write it: thousands separated, two decimals, more where a coin costs less than one. */
export function formatPrice(price: number): string {
  const size = Math.abs(price);
  const decimals = size >= 1 || size === 0 ? 2 : Math.min(8, 3 - Math.floor(Math.log10(size)));
  return price.toLocaleString('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}

const SIGNS: Readonly<Record<string, string>> = { USD: '$', EUR: '€', GBP: '£', JPY: '¥' };

/** A price with its currency: `$150.42`, `308.80p`, `1.23 CHF`. Indices have none worth showing. */
export function formatMoney(price: number, currency: string): string {
  if (currency === 'GBp') return `${formatPrice(price)}p`;
  const sign = SIGNS[currency];
  return sign === undefined
    ? `${formatPrice(price)} ${currency}`.trim()
    : `${sign}${formatPrice(price)}`;
}

/** A change in percent with its direction in sign and arrow, never in colour alone: `▲2.1%`. */
export function formatChange(pct: number): string {
  if (Math.abs(pct) < 0.05) return '±0.0%';
  return `${pct > 0 ? '▲' : '▼'}${Math.abs(pct).toFixed(1)}%`;
}
