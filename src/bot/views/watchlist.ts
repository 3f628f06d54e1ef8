import type { WatchCard, WatchLine } from '../../app/watch.ts';
import { formatAge, formatDuration } from '../../core/duration.ts';
import { formatChange, formatPrice } from '../../core/format.ts';
import { html, lines, type Html } from '../../core/html.ts';
import { button, type Button, type Message } from '../../core/message.ts';
import { SECOND_MS, type Instant } from '../../core/time.ts';
import { marketName, sessionText } from './session.ts';
import { pageButtons } from './pages.ts';

const PER_PAGE = 25;
const PICKED_PER_PAGE = 24;

/** The watchlist: a thin table of prices, then each market's session and how old its prices are. */
export function watchlistMessage({ lines: all, zone, now }: WatchCard, page = 0): Message {
  if (all.length === 0) {
    return {
      text: html`👀 Nothing is watched here yet. /watch NVDA ^GSPC BTC-USD adds three at once.`,
      buttons: [[button('➕ Add', 'watch-more', {})]],
    };
  }
  const shown = all.slice(page * PER_PAGE, (page + 1) * PER_PAGE);
  const silent = all.filter(({ reading }) => reading.kind !== 'priced');
  return {
    text: lines(
      html`👀 <b>Watching here</b> · ${all.length}`,
      html`<pre>${table(shown).join('\n')}</pre>`,
      ...markets(all, { zone, now }),
      ...grouped(silent).map(([why, tickers]) => html`⚠️ ${tickers.join(', ')}: ${why}`),
    ),
    buttons: [
      ...pageButtons({
        verb: 'watch-page',
        subject: {},
        page,
        of: Math.ceil(all.length / PER_PAGE),
      }),
      [
        button('➕ Add', 'watch-more', {}),
        button('➖ Remove', 'watch-pick', { page: 0 }),
        button('🔄', 'watch-page', { page }),
      ],
    ],
  };
}

/** `NVDA      148.20  ▲2.1%  2●`: at most 34 columns, for phones. */
function table(shown: readonly WatchLine[]): readonly string[] {
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

function markets(all: readonly WatchLine[], view: { zone: string; now: Instant }): readonly Html[] {
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
    const late = lateMs > 0 ? `, delayed ${formatDuration(lateMs)}` : '';
    return [
      html`${marketName(market)}: ${sessionText(first.session, view)} · prices
      ${here.length > 1 && oldestMs >= SECOND_MS ? 'up to ' : ''}${formatAge(Math.max(0, oldestMs))}${late}`,
    ];
  });
}

/** One outage is one line, however many tickers it blinds. */
function grouped(silent: readonly WatchLine[]): readonly (readonly [string, readonly string[]])[] {
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
