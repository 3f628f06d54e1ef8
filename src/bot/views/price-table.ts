import type { PriceLine, PriceTable } from '../../app/price-lines.ts';
import { formatAge, formatDuration } from '../../core/duration.ts';
import { formatChange, formatPrice } from '../../core/format.ts';
import { html, type Html } from '../../core/html.ts';
import { moment } from '../../core/moment.ts';
import { instant, SECOND_MS, type Instant } from '../../core/time.ts';
import { marketName } from '../../core/market-name.ts';
import { isShut, sessionText } from './session.ts';

export const PRICES_PER_PAGE = 25;

/** A page of a thin table of prices; then, for all pages, each market's session, how old its prices are, and what is silent. */
export function priceLines({ lines: all, zone, now }: PriceTable, page: number): readonly Html[] {
  const shown = all.slice(page * PRICES_PER_PAGE, (page + 1) * PRICES_PER_PAGE);
  const silent = all.filter(({ reading }) => reading.kind !== 'priced');
  return [
    html`<pre>${table(shown).join('\n')}</pre>`,
    ...markets(all, { zone, now }),
    ...grouped(silent).map(([why, tickers]) => html`⚠️ ${tickers.join(', ')}: ${why}`),
  ];
}

/** `NVDA      148.20  ▲2.1%  2●`: at most 34 columns, for phones. */
function table(shown: readonly PriceLine[]): readonly string[] {
  const cells = shown.map(({ ticker, reading, rulesOn }) => {
    const quote = reading.kind === 'unknown' ? undefined : reading.quote;
    const close = quote?.previousClose;
    const change = quote && close ? formatChange(((quote.price - close) * 100) / close) : '';
    const price = quote ? formatPrice(quote.price) : 'no price';
    return { ticker: ticker.slice(0, 9), price, change, rules: rulesOn > 0 ? `${rulesOn}🔔` : '' };
  });
  const wide = (pick: (cell: (typeof cells)[number]) => string) =>
    Math.max(0, ...cells.map((cell) => pick(cell).length));
  const [names, prices, changes] = [
    wide((cell) => cell.ticker),
    wide((cell) => cell.price),
    wide((cell) => cell.change),
  ];
  return cells.map(({ ticker, price, change, rules }) =>
    `${ticker.padEnd(names)} ${price.padStart(prices)} ${change.padStart(changes)} ${rules}`.trimEnd(),
  );
}

function markets(all: readonly PriceLine[], view: { zone: string; now: Instant }): readonly Html[] {
  const known = all.flatMap(({ session, reading }) =>
    session && reading.kind !== 'unknown' && reading.quote
      ? [{ session, quote: reading.quote }]
      : [],
  );
  const ids = [...new Set(known.map(({ session }) => session.market))];
  return ids.flatMap((market) => {
    const here = known.filter(({ session }) => session.market === market);
    const [first] = here;
    if (first === undefined) return [];
    const oldestMs = Math.max(...here.map(({ quote }) => view.now - quote.at));
    const lateMs = Math.max(...here.map(({ quote }) => quote.delayMs));
    const newest = instant(Math.max(...here.map(({ quote }) => quote.at)));
    const late = lateMs > 0 ? `, delayed ${formatDuration(lateMs)}` : '';
    // Nothing newer can come, so that no age is to be worried about.
    if (isShut(first.session))
      return [
        html`${marketName(market)}: ${sessionText(first.session, view)} · last trade
        ${moment(newest, view.zone, view.now)}`,
      ];
    return [
      html`${marketName(market)}: ${sessionText(first.session, view)} · prices
      ${here.length > 1 && oldestMs >= SECOND_MS ? 'up to ' : ''}${formatAge(Math.max(0, oldestMs))}${late}`,
    ];
  });
}

/** One outage is one line, however many tickers it blinds. */
function grouped(silent: readonly PriceLine[]): readonly (readonly [string, readonly string[]])[] {
  const byReason = new Map<string, string[]>();
  for (const { ticker, reading } of silent) {
    const why =
      reading.kind === 'unknown'
        ? 'the price source no longer knows this ticker.'
        : 'why' in reading
          ? `${reading.why}.`
          : '';
    byReason.set(why, [...(byReason.get(why) ?? []), ticker]);
  }
  return [...byReason];
}
