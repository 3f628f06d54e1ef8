import { createCalendar } from '../../src/core/calendar.ts';
import type { MarketId } from '../../src/core/market.ts';
import { instant } from '../../src/core/time.ts';

export const calendar = createCalendar();
export const utc = (text: string) => instant(Date.parse(text));
export const iso = (at: number | undefined) => at && new Date(at).toISOString().slice(0, 16);

/** When the session of a date is open, in UTC. */
export function hours(market: MarketId, date: string) {
  const session = calendar.session(market, date);
  return session && `${iso(session.opensAt)} ${iso(session.closesAt)}`;
}
