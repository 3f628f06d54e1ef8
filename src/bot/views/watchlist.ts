import type { PriceTable } from '../../app/price-lines.ts';
import { html, lines } from '../../core/html.ts';
import { button, type Button, type Message } from '../../core/message.ts';
import { pageButtons } from './pages.ts';
import { priceLines, PRICES_PER_PAGE } from './price-table.ts';

const PICKED_PER_PAGE = 24;

/** The watchlist: a thin table of prices, then each market's session and how old its prices are. */
export function watchlistMessage(table: PriceTable, page = 0): Message {
  const all = table.lines;
  if (all.length === 0) {
    return {
      text: html`👀 Nothing is watched here yet. /watch NVDA ^GSPC BTC-USD adds three at once.`,
      buttons: [[button('➕ Add', 'watch-more', {})]],
    };
  }
  return {
    text: lines(html`👀 <b>Watching here</b> · ${all.length}`, ...priceLines(table, page)),
    buttons: [
      ...pageButtons({
        verb: 'watch-page',
        subject: {},
        page,
        of: Math.ceil(all.length / PRICES_PER_PAGE),
      }),
      [
        button('➕ Add', 'watch-more', {}),
        button('➖ Remove', 'watch-pick', { page: 0 }),
        button('🔄', 'watch-page', { page }),
      ],
    ],
  };
}

/** A button for each watched ticker, to take it off the list. */
export function pickMessage(tickers: readonly string[], page: number): Message {
  const shown = tickers.slice(page * PICKED_PER_PAGE, (page + 1) * PICKED_PER_PAGE);
  const rows: (readonly Button[])[] = [];
  for (let i = 0; i < shown.length; i += 4)
    rows.push(
      shown.slice(i, i + 4).map((ticker) => button(ticker, 'watch-drop', { tickers: ticker })),
    );
  return {
    text: html`Which one shall go?`,
    buttons: [
      ...rows,
      ...pageButtons({
        verb: 'watch-pick',
        subject: {},
        page,
        of: Math.ceil(tickers.length / PICKED_PER_PAGE),
      }),
      [button('‹ Back', 'watch-page', { page: 0 })],
    ],
  };
}
