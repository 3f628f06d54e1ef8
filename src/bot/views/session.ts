import type { SessionFacts } from '../../app/session.ts';
import { formatDuration } from '../../core/duration.ts';
import { formatAge } from '../../core/duration.ts';
import { html, type Html } from '../../core/html.ts';
import type { Quote } from '../../core/market.ts';
import { HOUR_MS, type Instant } from '../../core/time.ts';
import { moment } from '../../core/moment.ts';

/** Whether a market trades and when that changes: `open, closes 16:00 EST (in 5 h 30 min)`. */
export function sessionText(
  { isOpen, change }: SessionFacts,
  { zone, now }: { zone: string; now: Instant },
): Html {
  if (change === undefined) return html`${isOpen ? 'open around the clock' : 'closed'}`;
  const soon = change.at - now < 24 * HOUR_MS ? ` (in ${formatDuration(change.at - now)})` : '';
  return html`${isOpen ? 'open' : 'closed'}, ${change.kind} ${moment(change.at, zone, now)}${soon}`;
}

/** As of when a standing is: of this moment, or of the last bar that closed. */
export function asOf(bar: Bar | undefined, { zone, now }: { zone: string; now: Instant }): Html {
  if (bar === undefined) return html`Now`;
  return html`At the last ${bar.timeframe} close, ${moment(bar.closesAt, zone, now)}:`;
}

type Bar = { readonly timeframe: string; readonly closesAt: Instant };

/** How old a price is; while its market is closed nothing newer can come, so then when the last trade was. */
export function tradeAge(
  quote: Quote,
  session: SessionFacts | undefined,
  { zone, now }: { zone: string; now: Instant },
): Html {
  return isShut(session)
    ? html`market closed, last trade ${moment(quote.at, zone, now)}`
    : html`${ageText(quote, now)}`;
}

/** Whether it is known that a market does not trade. */
export function isShut(session: SessionFacts | undefined): boolean {
  return session !== undefined && session.market !== 'other' && !session.isOpen;
}

/** How old a price is, and how late its feed says that it runs: `4 s old, feed delayed 15 min`. */
export function ageText({ at, delayMs }: Quote, now: Instant): string {
  const late = delayMs > 0 ? `, feed delayed ${formatDuration(delayMs)}` : '';
  return formatAge(Math.max(0, now - at)) + late;
}
