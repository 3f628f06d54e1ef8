import { ENTRY_DAYS, mergeEntries } from '../../core/entry.ts';
import { formatPrice } from '../../core/format.ts';
import { html } from '../../core/html.ts';
import { formatDate } from '../../core/moment.ts';
import type { Ticker } from '../../core/ticker.ts';
import { isoDate, shiftDate, type IsoDate } from '../../core/zone.ts';
import type { BriefFacts, BriefSection } from './section.ts';

/** The last session may be a long weekend ago. */
const BACK_DAYS = 5;
const MOST_LISTED = 5;

/** 20- and 55-day highs of the last session that has closed, among what is watched. Older ones are no news: /entries. */
export const entries: BriefSection = {
  name: 'entries',
  lines(facts) {
    const { deps, watched, zone, now } = facts;
    const from = shiftDate(isoDate(now, zone), -BACK_DAYS);
    const told = mergeEntries(deps.store.entries.since(from)).filter(
      ({ ticker, session }) => watched.includes(ticker) && session >= lastClosed(facts, ticker),
    );
    const last = told
      .map(({ session }) => session)
      .sort()
      .at(-1);
    const fresh = told.filter(({ session, isSkipped }) => session === last && !isSkipped);
    if (last === undefined || fresh.length === 0) return [];
    const named = fresh
      .slice(0, MOST_LISTED)
      .map((one) => `${one.ticker} ${ENTRY_DAYS[one.system]}-day > ${formatPrice(one.level)}`);
    const more = fresh.length > MOST_LISTED ? ` and ${fresh.length - MOST_LISTED} more` : '';
    return [html`🐢 <b>Entries of ${formatDate(last)}:</b> ${named.join(', ')}${more} · /entries`];
  },
};

/** The day of the last session of its market that is over. */
function lastClosed({ deps, zone, now }: BriefFacts, ticker: Ticker): IsoDate {
  const market = deps.store.quotes.get(ticker)?.quote?.instrument.market ?? 'us';
  const last = deps.calendar.lastSession(market, now);
  const isOver = last !== undefined && deps.calendar.sessionAt(market, now) === undefined;
  const before = last && deps.calendar.previousSession(market, last.isoDate)?.isoDate;
  return (isOver ? last.isoDate : before) ?? isoDate(now, zone);
}
