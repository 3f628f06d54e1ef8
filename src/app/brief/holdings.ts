import { formatDuration } from '../../core/duration.ts';
import { formatChange, formatMoney } from '../../core/format.ts';
import { html, type Html } from '../../core/html.ts';
import { userId } from '../../core/people.ts';
import type { Account, Position } from '../../core/position.ts';
import { wholeUnits } from '../../core/currency.ts';
import type { BriefFacts, BriefSection } from './section.ts';

const MOST_SHOWN = 5;
/** So close above its stop a position is named, whatever it did that day. */
const NEAR_PCT = 3;
/** An account that was read longer ago than this is not as it is now. */
const OLD_MS = 10 * 60_000;

type Moved = {
  readonly position: Position;
  /** Since the previous close. */
  readonly dayPct: number;
};

/** What the person holds: each account with its age, what moved most that day, and what is close to its stop. */
export const holdings: BriefSection = {
  name: 'holdings',
  isPrivate: true,
  lines(facts) {
    const { store } = facts.deps;
    const user = userId(facts.chat.id);
    const positions = store.positions.ofUser(user);
    if (positions.length === 0) return [];
    const moved = positions
      .flatMap((position) => movedOf(facts, position) ?? [])
      .sort((a, b) => Math.abs(b.dayPct) - Math.abs(a.dayPct))
      .slice(0, MOST_SHOWN);
    const near = positions.flatMap((position) => nearOf(facts, position) ?? []);
    return [
      html`<b>Your holdings</b>`,
      ...store.accounts.ofUser(user).map((account) => accountLine(facts, account)),
      ...moved.map((one) => html`· ${movedWords(one)}`),
      ...(near.length === 0 ? [] : [html`Close to their stops: ${near.join(' · ')}`]),
    ];
  },
};

function accountLine({ deps, now }: BriefFacts, account: Account): Html {
  const { name, worth, currency, positionsAt, trouble } = account;
  const held = deps.store.positions.ofAccount(account.id).length;
  const positions = held === 1 ? '1 position' : `${held} positions`;
  const total = worth === undefined ? '' : ` ${formatMoney(worth.total, currency)},`;
  const ageMs = positionsAt === undefined ? 0 : now - positionsAt;
  const age = ageMs > OLD_MS ? `, as of ${formatDuration(ageMs)} ago` : '';
  const cannot = trouble === undefined ? '' : ' ⚠️ cannot be read';
  return html`• ${name}:${total} ${positions}${age}${cannot}`;
}

function movedOf({ deps, now }: BriefFacts, position: Position): Moved | undefined {
  const quote = position.ticker && deps.store.quotes.get(position.ticker)?.quote;
  if (quote?.previousClose === undefined || quote.previousClose <= 0) return undefined;
  const last = deps.calendar.lastSession(quote.instrument.market, now);
  // What it did in a session before the last is no move of that day.
  if (last !== undefined && quote.at < last.opensAt) return undefined;
  const dayPct = ((quote.price - quote.previousClose) * 100) / quote.previousClose;
  return { position, dayPct };
}

function movedWords({ position: { ticker, averagePrice, price }, dayPct }: Moved): string {
  const since =
    price === undefined || averagePrice <= 0
      ? ''
      : `, ${formatChange(((price - averagePrice) * 100) / averagePrice)} in all`;
  return `${ticker ?? ''} ${formatChange(dayPct)} that day${since}`;
}

function nearOf({ deps }: BriefFacts, position: Position): string | undefined {
  const stop = deps.store.stops.live(position.id)?.price;
  const price = lastPrice(deps, position);
  if (stop === undefined || price === undefined || price <= 0) return undefined;
  const pct = ((price - stop) * 100) / price;
  const name = position.ticker ?? position.name;
  if (pct > NEAR_PCT) return undefined;
  return pct > 0 ? `${name} ${pct.toFixed(1)}% above` : `${name} at or below`;
}

function lastPrice({ store }: BriefFacts['deps'], position: Position): number | undefined {
  const quote = position.ticker && store.quotes.get(position.ticker)?.quote;
  if (quote === undefined || quote.at <= (position.priceAt ?? 0)) return position.price;
  const { amount, currency } = wholeUnits({ amount: quote.price, currency: quote.currency });
  return currency === position.currency ? amount : position.price;
}
