import type { PriceLine, PriceTable } from '../../app/price-lines.ts';
import type { PriceAnswer } from '../../app/prices.ts';
import { formatChange, formatMoney } from '../../core/format.ts';
import { clip, html, lines, type Html } from '../../core/html.ts';
import type { Quote } from '../../core/market.ts';
import { button, type Button, type Message } from '../../core/message.ts';
import { sourceName } from '../../core/source-words.ts';
import { DAY_MS } from '../../core/time.ts';
import { chartButton } from '../chart-wish.ts';
import { earningsLine } from './earnings.ts';
import { priceLines } from './price-table.ts';
import { marketName } from '../../core/market-name.ts';
import { sessionText, tradeAge } from './session.ts';

type Prices = Extract<PriceAnswer, { kind: 'prices' }>;

/** Told in full, with a button each; of more there is one line each. */
const FEW = 3;
const SOON_MS = 14 * DAY_MS;
const MOST_SUGGESTED = 4;

/** Prices as asked: a few in full, many as a thin table; then what is not known, with what may have been meant. */
export function pricesMessage({ table, misread }: Prices): Message {
  const known = table.lines.filter(({ reading }) => reading.kind !== 'unknown');
  const isFew = known.length <= FEW;
  return {
    text: lines(
      ...(isFew ? fully(table, known) : inShort({ ...table, lines: known })),
      ...table.lines.flatMap(({ ticker, reading }) =>
        reading.kind === 'unknown' ? [html`⚠️ I can’t find <b>${ticker}</b>.`] : [],
      ),
      misread.length > 0
        ? html`⚠️ ${misread.map((typed) => `“${clip(typed, 30)}”`).join(', ')} cannot be a ticker.
          One looks like NVDA, ^GSPC or BTC-USD.`
        : undefined,
    ),
    buttons: [...(isFew ? chartButtons(known) : []), ...suggestions(table.lines)],
  };
}

function fully(table: PriceTable, known: readonly PriceLine[]): readonly Html[] {
  const isOne = known.length === 1;
  return known.flatMap((line, n) => [...(n > 0 ? [html``] : []), ...priceCard(line, table, isOne)]);
}

/** One ticker: last and change, the day, the session, how old that is, and what is to come. */
function priceCard(
  { ticker, reading, session }: PriceLine,
  view: PriceTable,
  isOne: boolean,
): readonly Html[] {
  const quote = reading.kind === 'unknown' ? undefined : reading.quote;
  const why = 'why' in reading ? reading.why : undefined;
  if (quote === undefined)
    return [html`⚠️ <b>${ticker}</b>: no price, because ${why ?? 'none came'}.`];
  const market =
    session === undefined
      ? undefined
      : html`${marketName(session.market)}: ${sessionText(session, view)}.`;
  const earnings = earningsLine(quote, view);
  return [
    html`💲 <b>${ticker}</b> ${clip(quote.instrument.name, 60)} ·
      <b>${money(quote, quote.price)}</b> ${changeText(quote)}`,
    ...dayLine(quote),
    ...(market ? [market] : []),
    ...(earnings ? [earnings] : []),
    html`<i>${tradeAge(quote, session, view)} · ${sourceName(quote.source)}</i>`,
    ...(why === undefined
      ? []
      : [html`⚠️ ${why}${isOne ? '. This is the last price I have' : ''}.`]),
  ];
}

function changeText({ price, previousClose }: Quote): string {
  if (!previousClose) return 'no close before it is known';
  return formatChange(((price - previousClose) * 100) / previousClose);
}

function dayLine(quote: Quote): readonly Html[] {
  const { previousClose, open, price } = quote;
  const parts = [
    ...(open === undefined
      ? []
      : [`opened at ${money(quote, open)} (${formatChange(((price - open) * 100) / open)} since)`]),
    ...(previousClose === undefined ? [] : [`last close ${money(quote, previousClose)}`]),
  ];
  const [first = '', ...rest] = parts;
  const text = [first.slice(0, 1).toUpperCase() + first.slice(1), ...rest].join(' · ');
  return parts.length === 0 ? [] : [html`${text}`];
}

function money({ instrument, currency }: Quote, price: number): string {
  return formatMoney(price, instrument.kind === 'index' ? '' : currency);
}

function inShort(table: PriceTable): readonly Html[] {
  const soon = table.lines.flatMap(({ ticker, reading }) => {
    const quote = reading.kind === 'unknown' ? undefined : reading.quote;
    const isSoon = quote?.earnings !== undefined && quote.earnings.at - table.now < SOON_MS;
    const line = isSoon ? earningsLine(quote, table) : undefined;
    return line === undefined ? [] : [html`${ticker} ${line}`];
  });
  const sources = new Set(
    table.lines.flatMap(({ reading }) =>
      reading.kind !== 'unknown' && reading.quote ? [sourceName(reading.quote.source)] : [],
    ),
  );
  return [
    html`💲 <b>${table.lines.length} prices</b>`,
    ...priceLines(table, 0),
    ...soon,
    html`<i>${[...sources].join(', ')}</i>`,
  ];
}

function chartButtons(known: readonly PriceLine[]): readonly (readonly Button[])[] {
  const row = known.map(({ ticker }) => ({
    ...chartButton({ kind: 'ticker' }, ticker),
    label: `📈 ${ticker}`,
  }));
  return row.length === 0 ? [] : [row];
}

function suggestions(all: readonly PriceLine[]): readonly (readonly Button[])[] {
  return all
    .flatMap(({ reading }) => (reading.kind === 'unknown' ? reading.suggestions : []))
    .slice(0, MOST_SUGGESTED)
    .map((one) => [
      button(clip(`${one.ticker} · ${one.name}`, 48), 'price', { tickers: one.ticker }),
    ]);
}
