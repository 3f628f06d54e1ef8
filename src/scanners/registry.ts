import { barsScanner, type BarsDeps } from './bars.ts';
import type { QuotesDeps, QuotesOptions } from './asked-ticker.ts';
import { quotesScanner } from './quotes.ts';
import { nextSlot } from './schedule.ts';
import { job, scanJob, type Job, type RunDeps } from './run.ts';
import { MINUTE_MS, type Instant } from '../core/time.ts';
import { lengthOf, type Timeframe } from '../core/timeframe.ts';
import { outcomes, type OutcomesDeps } from './outcomes.ts';
import { tidy, type TidyDeps } from './tidy.ts';

/** What any scanner may ask for; each takes its part. */
export type ScannerDeps = RunDeps &
  QuotesDeps &
  BarsDeps &
  OutcomesDeps &
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
    job(deps, { name: 'outcomes', pattern: '40 * * * * *', everyMs: MINUTE_MS }, () =>
      outcomes(deps),
    ),
  (deps) =>
    job(deps, { name: 'tidy', pattern: '*/30 * * * * *', everyMs: 30_000 }, () => tidy(deps)),
];

/** The scanners as jobs, ready for their turns. */
export function createScanners(deps: ScannerDeps): readonly Job[] {
  return SCANNERS.map((make) => make(deps));
}

/** When bars of a length, or prices when none is given, are looked at next, strictly after a moment. */
export function nextScan(
  scans: { readonly quotes: string; readonly bars: string },
  { timeframe, zone }: { readonly timeframe: Timeframe | undefined; readonly zone: string },
  after: Instant,
): Instant | undefined {
  if (timeframe === undefined) return nextSlot({ pattern: scans.quotes, zone }, after);
  const pattern = isLong(timeframe) ? scans.bars : EVERY_MINUTE.pattern;
  return nextSlot({ pattern, zone }, after);
}
