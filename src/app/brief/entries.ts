import { ENTRY_DAYS, mergeEntries } from '../../core/entry.ts';
import { formatPrice } from '../../core/format.ts';
import { html } from '../../core/html.ts';
import { formatDate } from '../../core/moment.ts';
import { isoDate, shiftDate } from '../../core/zone.ts';
import type { BriefSection } from './section.ts';

/** The last session may be a long weekend ago. */
const BACK_DAYS = 4;
const MOST_LISTED = 5;

/** 20- and 55-day highs of the last session among what is watched. */
export const entries: BriefSection = {
  name: 'entries',
  lines({ deps: { store }, watched, zone, now }) {
    const from = shiftDate(isoDate(now, zone), -BACK_DAYS);
    const told = mergeEntries(store.entries.since(from)).filter(({ ticker }) =>
      watched.includes(ticker),
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
