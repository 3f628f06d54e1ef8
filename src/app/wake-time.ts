import type { Calendar } from '../core/calendar.ts';
import { parseDuration } from '../core/duration.ts';
import { MARKET_HOURS } from '../core/market-hours.ts';
import type { MarketId } from '../core/market.ts';
import { DAY_MS, plus, type Instant } from '../core/time.ts';
import { isoDate, shiftDate } from '../core/zone.ts';

/** For how long something is to be quiet. `open` is the next opening, `tomorrow` the first on another day. */
export type Span =
  | { readonly kind: 'length'; readonly ms: number }
  | { readonly kind: 'close' | 'open' | 'tomorrow' | 'forever' };

const LONGEST_MS = 366 * DAY_MS;

/** Reads `2h`, `close`, `open`, `tomorrow`, `forever`. @returns undefined when it is none of these, or over a year */
export function readSpan(text: string): Span | undefined {
  const word = text.toLowerCase();
  if (word === 'close' || word === 'open' || word === 'tomorrow' || word === 'forever')
    return { kind: word };
  const ms = parseDuration(word);
  return ms === undefined || ms > LONGEST_MS ? undefined : { kind: 'length', ms };
}

type Where = { readonly calendar: Calendar; readonly market: MarketId };

/**
 * When the quiet ends.
 *
 * @returns undefined for what never ends, and `never-closes` when the market knows no opening or close
 */
export function wakeTime(
  { calendar, market }: Where,
  span: Span,
  now: Instant,
): Instant | undefined | 'never-closes' {
  if (span.kind === 'length') return plus(now, span.ms);
  if (span.kind === 'forever') return undefined;
  if (market === 'always') return 'never-closes';
  const { zone } = MARKET_HOURS[market];
  const today = isoDate(now, zone);
  const isWanted = {
    close: (at: Session) => at.closesAt > now,
    open: (at: Session) => at.opensAt > now,
    tomorrow: (at: Session) => at.opensAt > now && isoDate(at.opensAt, zone) > today,
  }[span.kind];
  const session = firstSession(calendar, { market, from: shiftDate(today, -1), isWanted });
  if (session === undefined) return 'never-closes';
  return span.kind === 'close' ? session.closesAt : session.opensAt;
}

type Session = NonNullable<ReturnType<Calendar['session']>>;

type Search = {
  readonly market: MarketId;
  readonly from: string;
  readonly isWanted: (session: Session) => boolean;
};

function firstSession(calendar: Calendar, { market, from, isWanted }: Search): Session | undefined {
  let session = calendar.nextSession(market, from);
  while (session !== undefined && !isWanted(session)) {
    session = calendar.nextSession(market, session.isoDate);
  }
  return session;
}
