import { slotFinder, weekAt, type TradingHours } from './bar-slots.ts';
import { MARKET_HOURS } from './market-hours.ts';
import { DAY_MS, instant, plus, type Instant } from './time.ts';
import type { Timeframe } from './timeframe.ts';

const LONGEST_WEEKS = 4;

/**
 * When the next bar of a length closes: strictly after `now`, by the market's own hours.
 *
 * @returns undefined where that is not known: the hours of `other`, and days of markets that open in the evening, whose
 *   end is their vendor's
 */
export function nextClose(
  timeframe: Timeframe,
  hours: TradingHours,
  now: Instant,
): Instant | undefined {
  const { market, calendar } = hours;
  if (market === 'other') return undefined;
  if (timeframe === '1w') return nextWeekClose(hours, now);
  const isEvening = MARKET_HOURS[market].opens.daysBefore === 1;
  if (timeframe === '1d' && isEvening) return undefined;
  const closeOf =
    timeframe === '1d'
      ? (at: Instant) => calendar.sessionAt(market, at)?.closesAt
      : (at: Instant) => slotFinder(timeframe, hours)(at)?.closesAt;
  const opening = calendar.nextChange(market, now);
  const close = closeOf(now) ?? (opening?.kind === 'opens' ? closeOf(opening.at) : undefined);
  return close === undefined ? undefined : instant(close);
}

function nextWeekClose(hours: TradingHours, now: Instant): Instant | undefined {
  for (let weeks = 0; weeks < LONGEST_WEEKS; weeks++) {
    const week = weekAt(hours, plus(now, weeks * 7 * DAY_MS));
    if (week !== undefined && week.closesAt > now) return instant(week.closesAt);
  }
  return undefined;
}
