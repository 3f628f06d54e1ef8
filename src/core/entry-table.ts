import { ENTRY_DAYS, feedsOf, isOurs, type ToldEntry } from './entry.ts';
import { formatChange, formatPrice } from './format.ts';
import { html, lines, type Html } from './html.ts';

/** Telephones break longer lines. */
const WIDEST = 34;
const LONGEST_NAME = 9;

const SKIPPED = '~';
const FEED_ONLY = '*';
const FEED_TOO = '+';

/**
 * Entries as a thin table, two lines each: ticker, days, marks, level and close; then N, the stop and how far below the
 * close it lies. Figures that a feed does not tell are a dash.
 */
export function entryTable(entries: readonly ToldEntry[]): Html {
  const rows = entries.map((entry) => ({
    name: entry.ticker.slice(0, LONGEST_NAME),
    days: `${ENTRY_DAYS[entry.system]}${marksOf(entry)}`,
    level: formatPrice(entry.level),
    close: priceOr(entry.close),
    below: belowLine(entry),
  }));
  const wide = (pick: (row: (typeof rows)[number]) => string) =>
    Math.max(0, ...rows.map((row) => pick(row).length));
  const [name, days] = [wide((row) => row.name), wide((row) => row.days)];
  const [level, close] = [wide((row) => row.level), wide((row) => row.close)];
  const table = rows.flatMap((row) => [
    `${row.name.padEnd(name)} ${row.days.padEnd(days)} ${row.level.padStart(level)} ${row.close.padStart(close)}`,
    row.below,
  ]);
  return html`<pre>${table.map((line) => line.slice(0, WIDEST).trimEnd()).join('\n')}</pre>`;
}

/** What the columns and the marks in a table mean. */
export function entryLegend(entries: readonly ToldEntry[]): Html {
  const feeds = [...new Set(entries.flatMap(feedsOf))].join(', ');
  const marks = [
    entries.some(({ isSkipped }) => isSkipped) &&
      `${SKIPPED} skipped by System 1: the breakout before it would have won`,
    entries.some((entry) => !isOurs(entry)) && `${FEED_ONLY} only ${feeds} says so`,
    entries.some((entry) => isOurs(entry) && feedsOf(entry).length > 0) &&
      `${FEED_TOO} ${feeds} says so too`,
  ].filter((mark) => mark !== false);
  const meaning = html`Days, level broken, close; below it N, and the stop two N under the level`;
  return html`<i>${lines(meaning, ...marks.map((mark) => html`${mark}`))}</i>`;
}

function marksOf(entry: ToldEntry): string {
  const source = isOurs(entry) ? (feedsOf(entry).length > 0 ? FEED_TOO : '') : FEED_ONLY;
  return `${entry.isSkipped ? SKIPPED : ''}${source}`;
}

function belowLine(entry: ToldEntry): string {
  const distance = stopDistance(entry);
  const far = distance === undefined ? '' : ` ${formatChange(distance)}`;
  return `  N ${rangeText(entry)} stop ${priceOr(entry.stop)}${far}`;
}

/** From the close to the stop, in percent; undefined when either is not known. */
export function stopDistance({
  close,
  stop,
}: Pick<ToldEntry, 'close' | 'stop'>): number | undefined {
  return close === undefined || stop === undefined ? undefined : ((stop - close) * 100) / close;
}

/** The rule that opens from an entry: its level, broken by price. */
export function entryRule({ ticker, level }: Pick<ToldEntry, 'ticker' | 'level'>): string {
  return `${ticker} price > ${formatPrice(level).replaceAll(',', '')}`;
}

/** N as finely as the prices that it is a part of are written; a dash when it is not known. */
export function rangeText({ n, level }: Pick<ToldEntry, 'n' | 'level'>): string {
  return n === undefined || level < CENTS_FROM ? priceOr(n) : n.toFixed(2);
}

/** From here on prices are written to the cent. */
const CENTS_FROM = 20;

function priceOr(price: number | undefined): string {
  return price === undefined ? '–' : formatPrice(price);
}
