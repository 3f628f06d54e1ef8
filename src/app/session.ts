import type { Calendar, MarketChange } from '../core/calendar.ts';
import type { MarketId } from '../core/market.ts';
import type { Instant } from '../core/time.ts';

/** Whether a market trades, and until or from when. `change` is undefined for one that never closes. */
export type SessionFacts = {
  readonly market: MarketId;
  readonly isOpen: boolean;
  readonly change: MarketChange | undefined;
};

export function sessionFacts(calendar: Calendar, market: MarketId, now: Instant): SessionFacts {
  const isOpen = calendar.isOpen(market, now);
  return { market, isOpen, change: calendar.nextChange(market, now) };
}
