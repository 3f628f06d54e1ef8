import { quotesScanner, type QuotesDeps, type QuotesOptions } from './quotes.ts';
import { job, scanJob, type Job, type RunDeps } from './run.ts';
import { tidy } from './tidy.ts';

/** What any scanner may ask for; each takes its part. */
export type ScannerDeps = RunDeps & QuotesDeps & { readonly quotes: QuotesOptions };

/** Everything that is done by the clock, apart from looking after the program itself: a file and a line each. */
const SCANNERS: readonly ((deps: ScannerDeps) => Job)[] = [
  (deps) => scanJob(deps, quotesScanner(deps.quotes), deps),
  (deps) =>
    job(deps, { name: 'tidy', pattern: '*/30 * * * * *', everyMs: 30_000 }, () => tidy(deps)),
];

/** The scanners as jobs, ready for their turns. */
export function createScanners(deps: ScannerDeps): readonly Job[] {
  return SCANNERS.map((make) => make(deps));
}
