import type { Calendar } from './calendar.ts';
import type { MarketId } from './market.ts';
import type { Instant } from './time.ts';

/** The part of a span in which a market was open. */
export type OpenTime = {
  /** How long that was in all, in milliseconds. */
  readonly ms: number;
  /** When it was open for the first and for the last time within the span. */
  readonly from: Instant;
  readonly to: Instant;
};

// Two changes a day, four with a lunch break: half a year of them at least.
const MOST_CHANGES = 500;

/** When a market was open between two moments; 0 ms when it was not. */
export function openTime(
  calendar: Calendar,
  market: MarketId,
  { from, to }: { readonly from: Instant; readonly to: Instant },
): OpenTime {
  let at = from;
  let open: OpenTime = { ms: 0, from, to };
  for (let changes = 0; changes < MOST_CHANGES && at < to; changes++) {
    const change = calendar.nextChange(market, at);
    const end = change === undefined || change.at > to ? to : change.at;
    if (calendar.isOpen(market, at))
      open = { ms: open.ms + end - at, from: open.ms === 0 ? at : open.from, to: end };
    at = end;
  }
  return open;
}
