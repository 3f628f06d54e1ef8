import type { QuoteBatch } from '../core/ports/market-data.ts';

/** Joins batches that were asked about different tickers. */
export function mergeBatches(batches: readonly QuoteBatch[]): QuoteBatch {
  return {
    quotes: new Map(batches.flatMap((batch) => [...batch.quotes])),
    unknown: batches.flatMap((batch) => batch.unknown),
    failures: batches.flatMap((batch) => batch.failures),
  };
}
