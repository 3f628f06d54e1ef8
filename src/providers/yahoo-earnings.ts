import type { Earnings } from '../core/market.ts';
import { type Instant, instant } from '../core/time.ts';
import type { QuoteRow } from './yahoo-wire.ts';

type Told = { readonly from: number; readonly until: number; readonly isEstimate: boolean };

/**
 * The next results, or the last ones when no next are told. Yahoo's single date is mostly the last; its span is the
 * next, and as long as that has two ends the day is a guess, whatever its flag says.
 */
export function readEarnings(row: QuoteRow, now: Instant): Earnings | undefined {
  const { earningsTimestamp: single, earningsTimestampStart: from } = row;
  const until = row.earningsTimestampEnd ?? from;
  const told: Told[] = [];
  if (from !== undefined && until !== undefined) {
    told.push({ from, until, isEstimate: row.isEarningsDateEstimate || from !== until });
  }
  // The same date told in both ways is one, and the span's word on it counts.
  if (single !== undefined && single !== from) {
    told.push({ from: single, until: single, isEstimate: false });
  }
  const ahead = told.filter(({ until: end }) => end >= now).sort((a, b) => a.from - b.from);
  const past = told.toSorted((a, b) => b.from - a.from);
  const chosen = ahead[0] ?? past[0];
  return chosen && { at: instant(chosen.from), isEstimate: chosen.isEstimate };
}
