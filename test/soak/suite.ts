export type Figure = readonly [label: string, value: string | number];

/** What a suite found. Nothing broken means that every promise was kept. */
export type Report = { readonly figures: readonly Figure[]; readonly broken: readonly string[] };

export type SuiteOptions = {
  readonly kills: number;
  /** Ends the killing after so long, however many are left. */
  readonly minutes?: number;
  readonly seed: number;
  /** The bundled program's `main.js`. */
  readonly main: string;
  /** An empty folder for the database, the ledger and the log. */
  readonly folder: string;
  readonly say: (line: string) => void;
};

export type Suite = {
  readonly name: string;
  readonly says: string;
  /** How many kills unless told otherwise; of what else, in a suite that kills nothing. */
  readonly kills: number;
  readonly unit?: 'kills' | 'lines' | 'cuts' | 'rounds' | 'seeds' | 'zones' | 'rules' | 'hours';
  /** Whether it needs the bundled program; those that kill do. */
  readonly needsBundle?: boolean;
  run(options: SuiteOptions): Promise<Report>;
};

/** A promise that was broken `faults.length` times: its first cases, and how many more. */
export function complaint(faults: readonly string[]): readonly string[] {
  const more = faults.length - SHOWN;
  return [...faults.slice(0, SHOWN), ...(more > 0 ? [`… and ${more} more like the last`] : [])];
}

const SHOWN = 5;

/** Median and 95th percentile, for a table. */
export function middleAndTail(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const [median, p95] = [0.5, 0.95].map(
    (share) => sorted[Math.floor(share * sorted.length)] ?? NaN,
  );
  return `${Math.round(median ?? NaN)} / ${Math.round(p95 ?? NaN)}`;
}
