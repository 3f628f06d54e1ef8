import { barsScanner, type BarsDeps } from './bars.ts';
import type { QuotesDeps, QuotesOptions } from './asked-ticker.ts';
import { channelHealth, type ChannelHealthDeps } from './channel-health.ts';
import { entriesAgainScanner, entriesScanner, type EntriesOptions } from './entries.ts';
import type { EntriesDeps } from './entry-gather.ts';
import { equity, type EquityDeps } from './equity.ts';
import { fxRates, type FxDeps } from './fx.ts';
import { briefs, type BriefsDeps } from './briefs.ts';
import { tellBlind, type BlindDeps } from './blind-report.ts';
import { quotesScanner } from './quotes.ts';
import { nextSlot } from './schedule.ts';
import { job, scanJob, type Job, type RunDeps } from './run.ts';
import { DAY_MS, MINUTE_MS, type Instant } from '../core/time.ts';
import type { Timeframe } from '../core/timeframe.ts';
import { outcomes, type OutcomesDeps } from './outcomes.ts';
import { createPositionsScan, type PositionsDeps } from './positions.ts';
import { retention } from './retention.ts';
import { receipts, type ReceiptsDeps } from './receipts.ts';
import { riskBarsJob, riskJob, type RiskDeps } from './risk.ts';
import { createStopWatch, type StopsDeps } from './stops.ts';
import { sellingTurn, type SellingDeps } from './selling.ts';
import { tidy, type TidyDeps } from './tidy.ts';

/** What any scanner may ask for; each takes its part. */
export type ScannerDeps = RunDeps &
  QuotesDeps &
  BarsDeps &
  OutcomesDeps &
  EntriesDeps &
  BlindDeps &
  BriefsDeps &
  TidyDeps &
  ReceiptsDeps &
  SellingDeps &
  FxDeps &
  EquityDeps &
  StopsDeps &
  PositionsDeps &
  RiskDeps &
  ChannelHealthDeps & {
    readonly quotes: QuotesOptions;
    readonly entryScans: EntriesOptions;
    readonly positionScans: { readonly pattern: string; readonly everyMs: number };
    readonly barScans: { readonly pattern: string; readonly intervalMs: number };
  };

/**
 * A bar that has just closed need not wait for the quarter of an hour. What is not due is not asked for, and a bar that two
 * scans find is judged once.
 */
const SOON = { name: 'bars-soon', pattern: '20 * * * * *', intervalMs: MINUTE_MS };

/** Everything that is done by the clock, apart from looking after the program itself: a file and a line each. */
const SCANNERS: readonly ((deps: ScannerDeps) => Job)[] = [
  (deps) => scanJob(deps, quotesScanner(deps.quotes), deps),
  (deps) => job(deps, { ...deps.positionScans, name: 'positions' }, createPositionsScan(deps)),
  (deps) => stopsJob(deps),
  riskJob,
  riskBarsJob,
  (deps) => scanJob(deps, barsScanner({ ...deps.barScans, name: 'bars' }), deps),
  (deps) => scanJob(deps, barsScanner(SOON), deps),
  (deps) => scanJob(deps, entriesScanner(deps.entryScans), deps),
  (deps) => scanJob(deps, entriesAgainScanner(deps.entryScans), deps),
  (deps) =>
    job(deps, { name: 'outcomes', pattern: '40 * * * * *', everyMs: MINUTE_MS }, () =>
      outcomes(deps),
    ),
  (deps) =>
    job(deps, { name: 'late-reports', pattern: '50 * * * * *', everyMs: MINUTE_MS }, () =>
      tellBlind(deps),
    ),
  (deps) =>
    job(deps, { name: 'channels', pattern: '50 */5 * * * *', everyMs: 5 * MINUTE_MS }, () =>
      channelHealth(deps),
    ),
  (deps) =>
    job(deps, { name: 'briefs', pattern: '5,35 * * * * *', everyMs: 30_000 }, () => briefs(deps)),
  (deps) =>
    job(deps, { name: 'receipts', pattern: '*/15 * * * * *', everyMs: 15_000 }, () =>
      receipts(deps),
    ),
  (deps) =>
    job(deps, { name: 'fx', pattern: '25 */5 * * * *', everyMs: 5 * MINUTE_MS }, fxRates(deps)),
  (deps) =>
    job(deps, { name: 'equity', pattern: '55 */5 * * * *', everyMs: 5 * MINUTE_MS }, () =>
      Promise.resolve(equity(deps)),
    ),
  (deps) =>
    job(deps, { name: 'selling', pattern: '*/2 * * * * *', everyMs: 2_000 }, () =>
      sellingTurn(deps),
    ),
  (deps) =>
    job(deps, { name: 'tidy', pattern: '*/30 * * * * *', everyMs: 30_000 }, () => tidy(deps)),
  (deps) =>
    job(
      deps,
      { name: 'retention', pattern: '0 41 3 * * *', everyMs: DAY_MS, catchUp: 'latest' },
      () => retention(deps),
    ),
];

/** A little after the looks at prices, as these are usually. */
function stopsJob(deps: ScannerDeps): Job {
  const watch = createStopWatch(deps);
  const times = { name: 'stops', pattern: '5,20,35,50 * * * * *', everyMs: 15_000 };
  return job(deps, times, () => watch(deps.clock()));
}

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
  const slots = [scans.bars, SOON.pattern].flatMap(
    (pattern) => nextSlot({ pattern, zone }, after) ?? [],
  );
  return slots.sort((a, b) => a - b)[0];
}
