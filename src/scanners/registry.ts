import { barsScanner, type BarsDeps } from './bars.ts';
import { quotesScanner, type QuotesDeps, type QuotesOptions } from './quotes.ts';
import { job, scanJob, type Job, type RunDeps } from './run.ts';
import { MINUTE_MS } from '../core/time.ts';
import { lengthOf, type Timeframe } from '../core/timeframe.ts';
import { tidy, type TidyDeps } from './tidy.ts';

/** What any scanner may ask for; each takes its part. */
export type ScannerDeps = RunDeps &
  QuotesDeps &
  BarsDeps &
  TidyDeps & {
    readonly quotes: QuotesOptions;
    readonly barScans: { readonly pattern: string; readonly intervalMs: number };
  };

/** Bars of a minute cannot wait for the quarter of an hour; they are asked for only where a rule reads them. */
const EVERY_MINUTE = { name: 'bars-short', pattern: '20 * * * * *', intervalMs: MINUTE_MS };

function isLong(timeframe: Timeframe): boolean {
  return lengthOf(timeframe) > 5 * MINUTE_MS;
}

/** Everything that is done by the clock, apart from looking after the program itself: a file and a line each. */
const SCANNERS: readonly ((deps: ScannerDeps) => Job)[] = [
  (deps) => scanJob(deps, quotesScanner(deps.quotes), deps),
  (deps) => scanJob(deps, barsScanner({ ...deps.barScans, name: 'bars', isMine: isLong }), deps),
  (deps) => scanJob(deps, barsScanner({ ...EVERY_MINUTE, isMine: (one) => !isLong(one) }), deps),
  (deps) =>
    job(deps, { name: 'tidy', pattern: '*/30 * * * * *', everyMs: 30_000 }, () => tidy(deps)),
];

/** The scanners as jobs, ready for their turns. */
export function createScanners(deps: ScannerDeps): readonly Job[] {
  return SCANNERS.map((make) => make(deps));
}
