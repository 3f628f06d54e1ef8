const UNITS = ['kB', 'MB', 'GB'] as const;

/** A size as people write it, in steps of 1,000: `640 kB`, `4.2 MB`. */
export function formatBytes(bytes: number): string {
  let size = bytes / 1_000;
  let unit = 0;
  for (; size >= 999.5 && unit < UNITS.length - 1; unit++) size /= 1_000;
  return `${size.toFixed(size < 9.95 && unit > 0 ? 1 : 0)} ${UNITS[unit] ?? ''}`;
}
