import type { Calendar } from '../core/calendar.ts';
import type { MarketId } from '../core/market.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Instant } from '../core/time.ts';
import type { Store } from '../db/store.ts';
import { ASK_AFTER_CLOSE_MS } from '../rules/admit.ts';

type Hours = {
  readonly openSince: Instant | undefined;
  readonly closedAt: Instant | undefined;
  readonly isAssumed: boolean;
};

export type HoursOf = (market: MarketId) => Hours;

/** Every market's hours at one moment, looked up once a scan however many tickers trade there. */
export function hoursAt(calendar: Calendar, now: Instant): HoursOf {
  const known = new Map<MarketId, Hours>();
  return (market) => {
    const found = known.get(market);
    if (found !== undefined) return found;
    const last = calendar.lastSession(market, now);
    const openSince = calendar.isOpen(market, now) ? last?.opensAt : undefined;
    const hours = {
      openSince,
      closedAt: openSince === undefined ? last?.closesAt : undefined,
      isAssumed: last?.assumed ?? true,
    };
    known.set(market, hours);
    return hours;
  };
}

/** Whether a new price can have come: its market is open, or closed a moment ago, or nothing is known of it at all. */
export function isWorthAsking(
  store: Pick<Store, 'quotes'>,
  ticker: Ticker,
  { now, hours }: { readonly now: Instant; readonly hours: HoursOf },
): boolean {
  const known = store.quotes.get(ticker)?.quote;
  if (known === undefined) return true;
  const { openSince, closedAt } = hours(known.instrument.market);
  if (openSince !== undefined) return true;
  return closedAt !== undefined && now - closedAt <= ASK_AFTER_CLOSE_MS + known.delayMs;
}

/** Tickers of rules, and of everything that anybody holds: stops and books go by its price. */
export function withHeld(
  { store }: { readonly store: Pick<Store, 'positions'> },
  tickers: readonly Ticker[],
): readonly Ticker[] {
  const held = store.positions.open().flatMap(({ ticker }) => ticker ?? []);
  return held.length === 0 ? tickers : [...new Set([...tickers, ...held])];
}
