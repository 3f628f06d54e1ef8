import { formatAge } from '../../core/duration.ts';
import { html } from '../../core/html.ts';
import { formatDate } from '../../core/moment.ts';
import { DAY_MS } from '../../core/time.ts';
import { isoDate } from '../../core/zone.ts';
import type { BriefSection } from './section.ts';

const AHEAD_MS = 7 * DAY_MS;
const MOST_LISTED = 8;

/** Results that companies on the watchlist publish within a week. */
export const earnings: BriefSection = {
  name: 'earnings',
  lines({ table, zone, now }) {
    const soon = table.lines.flatMap(({ ticker, reading }) => {
      const quote = reading.kind === 'unknown' ? undefined : reading.quote;
      const next = quote?.earnings;
      const isSoon = next !== undefined && next.at >= now - DAY_MS && next.at - now <= AHEAD_MS;
      const isPast = next !== undefined && isoDate(next.at, zone) < isoDate(now, zone);
      return isSoon && !isPast ? [{ ticker, next, quotedAt: quote?.at ?? now }] : [];
    });
    if (soon.length === 0) return [];
    const oldest = Math.max(...soon.map(({ quotedAt }) => now - quotedAt));
    const named = soon
      .sort((a, b) => a.next.at - b.next.at)
      .slice(0, MOST_LISTED)
      .map(({ ticker, next }) => {
        const guess = next.isEstimate ? ' (estimated)' : '';
        return `${ticker} ${formatDate(isoDate(next.at, zone))}${guess}`;
      });
    const age = formatAge(Math.max(0, oldest));
    return [html`📅 <b>Earnings:</b> ${named.join(', ')} · as of quotes up to ${age}`];
  },
};
