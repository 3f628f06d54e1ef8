import { formatAge } from '../../core/duration.ts';
import { formatChange, formatQuoted, formatPrice } from '../../core/format.ts';
import { html, type Html } from '../../core/html.ts';
import { moment } from '../../core/moment.ts';
import type { Quote } from '../../core/market.ts';
import { instant } from '../../core/time.ts';
import type { PriceLine } from '../price-lines.ts';
import type { BriefFacts, BriefSection } from './section.ts';

const MOST_MOVERS = 8;

/** What is watched and has moved most since the previous close, either way. */
export const movers: BriefSection = {
  name: 'movers',
  lines(facts) {
    const { table, watched } = facts;
    if (watched.length === 0)
      return [html`Nothing is watched here yet: <code>/watch NVDA AMD</code> begins.`];
    const old = table.lines.flatMap(({ reading }) =>
      reading.kind === 'priced' && isOld(reading.quote, facts) ? [reading.quote] : [],
    );
    const moved = table.lines.flatMap((line) => moverOf(line, facts) ?? []);
    const shown = moved.sort((a, b) => Math.abs(b.pct) - Math.abs(a.pct)).slice(0, MOST_MOVERS);
    const silent = table.lines.filter(({ reading }) => reading.kind !== 'priced');
    return [
      ...(shown.length === 0 ? [] : [html`<b>Movers</b> ${agesText(shown, facts)}`, rows(shown)]),
      ...(old.length === 0 ? [] : [oldText(old, facts)]),
      ...(silent.length === 0
        ? []
        : [
            html`⚠️ No price now:
            ${silent
              .map(({ ticker }) => ticker)
              .slice(0, 10)
              .join(', ')}`,
          ]),
    ];
  },
};

type Mover = { readonly ticker: string; readonly price: number; readonly pct: number } & {
  readonly at: number;
  readonly isOpen: boolean;
};

/** Whether it has not traded since the last session but one began: what it did then is no move of today. */
function isOld({ instrument: { market }, at }: Quote, { deps, now }: BriefFacts): boolean {
  const last = deps.calendar.lastSession(market, now);
  if (market === 'other' || last === undefined) return false;
  const before = deps.calendar.previousSession(market, last.isoDate);
  return before !== undefined && at < before.opensAt;
}

function oldText(old: readonly Quote[], { zone, now }: BriefFacts): Html {
  const named = old.slice(0, MOST_MOVERS).map((quote, i) => {
    const gap = i === 0 ? '' : ', ';
    return html`${gap}${quote.ticker} ${formatQuoted(quote)} of ${moment(quote.at, zone, now)}`;
  });
  return html`⚠️ Not traded lately: ${named}`;
}

function moverOf({ ticker, reading, session }: PriceLine, facts: BriefFacts): Mover | undefined {
  const quote = reading.kind === 'priced' ? reading.quote : undefined;
  const close = quote?.previousClose;
  if (quote === undefined || close === undefined || close === 0) return undefined;
  if (isOld(quote, facts)) return undefined;
  const pct = ((quote.price - close) * 100) / close;
  const isOpen = session === undefined || session.isOpen || session.market === 'other';
  return { ticker, price: quote.price, pct, at: quote.at, isOpen };
}

/** While its market is closed nothing newer can come, so then the last trade counts, not its age. */
function agesText(shown: readonly Mover[], { zone, now }: BriefFacts): Html {
  const open = shown.filter(({ isOpen }) => isOpen);
  const shut = shown.filter(({ isOpen }) => !isOpen);
  const trades = () => moment(instant(oldest(shut)), zone, now);
  if (open.length === 0) return html`of the last session · last trades ${trades()}`;
  const age = formatAge(Math.max(0, now - oldest(open)));
  const closed = shut.length === 0 ? html`` : html`, of closed markets from ${trades()}`;
  return html`since the last close · prices up to ${age}${closed}`;
}

function oldest(movers: readonly Mover[]): number {
  return Math.min(...movers.map(({ at }) => at));
}

/** `NVDA      148.20  ▲2.1%`: at most 34 columns. */
function rows(shown: readonly Mover[]): Html {
  const cells = shown.map(({ ticker, price, pct }) => ({
    name: ticker.slice(0, 10),
    price: formatPrice(price),
    change: formatChange(pct),
  }));
  const wide = (pick: (cell: (typeof cells)[number]) => string): number =>
    Math.max(...cells.map((cell) => pick(cell).length));
  const [names, prices, changes] = [
    wide(({ name }) => name),
    wide(({ price }) => price),
    wide(({ change }) => change),
  ];
  const text = cells.map(
    ({ name, price, change }) =>
      `${name.padEnd(names)} ${price.padStart(prices)} ${change.padStart(changes)}`,
  );
  return html`<pre>${text.join('\n')}</pre>`;
}
