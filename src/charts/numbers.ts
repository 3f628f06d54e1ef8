/** A number with thousands separated and exactly that many decimals: `123,456.78`. */
export function grouped(value: number, decimals: number): string {
  const [whole = '', fraction] = Math.abs(value).toFixed(decimals).split('.');
  const digits = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  const text = fraction === undefined ? digits : `${digits}.${fraction}`;
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}

const SHORT = [
  { from: 1e12, sign: 'T' },
  { from: 1e9, sign: 'B' },
  { from: 1e6, sign: 'M' },
] as const;

/** A reading of an indicator, short: `43.2`, `1.25`, `−0.0034`, `12.4M`. */
export function reading(value: number): string {
  const size = Math.abs(value);
  const short = SHORT.find(({ from }) => size >= from);
  if (short) return `${grouped(value / short.from, 1)}${short.sign}`;
  if (size >= 1_000 || size === 0) return grouped(value, 0);
  if (size >= 10) return grouped(value, 1);
  // Three digits that count, but no endless row of zeros where something is all but nothing.
  return grouped(value, size >= 1 ? 2 : Math.min(9, 2 - Math.floor(Math.log10(size))));
}
