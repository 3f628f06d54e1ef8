import { formatDuration } from '../../core/duration.ts';
import { html } from '../../core/html.ts';
import { marketName } from '../../core/market-name.ts';
import { MARKET_HOURS } from '../../core/market-hours.ts';
import type { MarketId } from '../../core/market.ts';
import { moment } from '../../core/moment.ts';
import { isoDate } from '../../core/zone.ts';
import type { BriefFacts, BriefSection } from './section.ts';

const MOST_MARKETS = 3;

/** What day it is for the markets of what is watched: open, a half day, a holiday, and what changes next. */
export const marketDay: BriefSection = {
  name: 'market day',
  lines: (facts) =>
    marketsOf(facts)
      .slice(0, MOST_MARKETS)
      .map((market) => line(facts, market)),
};

function marketsOf({ table }: BriefFacts): readonly MarketId[] {
  const seen = table.lines.flatMap(({ session }) => session?.market ?? []);
  const dated = new Set(seen.filter((market) => market !== 'always' && market !== 'other'));
  if (dated.has('us')) dated.delete('us-index');
  return dated.size === 0 ? ['us'] : [...dated];
}

function line({ deps: { calendar }, zone, now }: BriefFacts, market: MarketId) {
  const { zone: home } = MARKET_HOURS[market];
  const today = isoDate(now, home);
  const session = calendar.session(market, today);
  const day = session === undefined ? 'no trading today' : session.half ? 'half day' : 'full day';
  const isOpen = calendar.isOpen(market, now);
  const next = calendar.nextChange(market, now);
  const change =
    next === undefined
      ? html``
      : html`, ${next.kind} ${moment(next.at, zone, now)} (in ${formatDuration(next.at - now)})`;
  return html`🗓 ${marketName(market)}: ${day} · ${isOpen ? 'open' : 'closed'}${change}`;
}
