import { cpus, totalmem } from 'node:os';

/** One line of a bench's table. Low and high are what the repetitions ranged over. */
export type Figure = {
  readonly what: string;
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly unit: string;
  /** The most that it may be; absent where the line only stands beside another. */
  readonly goal?: number;
};

/** Something that is measured by `npm run bench -- <name>`. */
export type Bench = {
  readonly name: string;
  /** What is measured, from where to where. */
  readonly says: string;
  run(): Promise<readonly Figure[]>;
};

/** One figure of several repetitions, in their unit. */
export function figure(
  what: string,
  values: readonly number[],
  as: { readonly unit: string; readonly goal?: number },
): Figure {
  const sorted = values.toSorted((a, b) => a - b);
  return {
    what,
    median: percentile(values, 50),
    low: sorted[0] ?? NaN,
    high: sorted.at(-1) ?? NaN,
    ...as,
  };
}

/** The nearest-rank percentile of unsorted values. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? NaN;
}

/** The table of one bench, a line a figure. */
export function table({ name, says }: Bench, figures: readonly Figure[]): string {
  const rows = figures.map((one) => [
    one.what,
    shown(one.median, one.unit),
    `${shown(one.low, '')}–${shown(one.high, '')}`,
    one.goal === undefined ? '' : `≤ ${one.goal} ${one.unit}`,
    verdict(one),
  ]);
  const all = [['', 'median', 'range', 'goal', ''], ...rows];
  const widths = [0, 1, 2, 3, 4].map((i) => Math.max(...all.map((row) => (row[i] ?? '').length)));
  const lines = all.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  return [`${name}: ${says}`, ...lines].join('\n');
}

/** The machine by its size: what the figures depend on most. */
export function machine(): string {
  const processors = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  return `${processors.length} × ${model}, ${gigabytes} GB, Node ${process.versions.node}`;
}

function verdict({ median, goal }: Figure): string {
  if (goal === undefined) return '';
  return median <= goal ? 'met' : 'MISSED';
}

function shown(value: number, unit: string): string {
  const decimals = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return `${value.toFixed(decimals)} ${unit}`.trim();
}
