import type { HoldingLine } from '../../app/holding-lines.ts';
import type { HoldingBook } from '../../app/positions.ts';
import { formatAge } from '../../core/duration.ts';
import { formatChange, formatMoney, formatPrice, formatSigned } from '../../core/format.ts';
import { html, lines, type Html } from '../../core/html.ts';
import { button, type Button, type Message } from '../../core/message.ts';
import { instant } from '../../core/time.ts';
import { formatDate, moment } from '../../core/moment.ts';
import { formatShares, keptBy, priceAge, shortMoney } from './holding-words.ts';
import { pageButtons } from './pages.ts';
import { isShut } from './session.ts';

/** Two lines each, and a button each, two in a row. */
const ON_A_PAGE = 8;
const PER_ROW = 2;
const MOST_NAMED = 6;

/** A person's table of all that they hold, a page at a time; totals are of all pages. */
export function positionsMessage(book: HoldingBook, page = 0): Message {
  if (book.lines.length === 0) return nothingHeld(book);
  const pages = Math.ceil(book.lines.length / ON_A_PAGE);
  const at = Math.min(Math.max(page, 0), pages - 1);
  const shown = book.lines.slice(at * ON_A_PAGE, (at + 1) * ON_A_PAGE);
  return {
    text: lines(
      html`📊 <b>Positions</b> · ${book.lines.length} held`,
      html`<pre>${table(shown)}</pre>`,
      ...totalLines(book),
      ...agesOf(book),
    ),
    buttons: [
      ...cardButtons(shown, book.lines),
      ...pageButtons({ verb: 'positions', subject: {}, page: at, of: pages }),
      [
        button('🔄 Refresh', 'positions', { page: at }),
        button('➕ Add', 'position-new', {}),
        button('📋 Orders', 'orders', {}),
      ],
    ],
  };
}

/** Nothing is held; what there is to do about that. */
function nothingHeld({ accounts, zone, now }: HoldingBook): Message {
  const add = html`<code>/positions add NVDA 100 @ 121.40</code> types one in;
    <code>/positions import</code>, as an answer to a CSV file, brings in many.`;
  const kept = accounts.filter(({ broker }) => broker !== 'manual');
  return {
    text: lines(
      html`📊 <b>Positions</b> · nothing held`,
      ...kept.map((account) => accountLine(account, { zone, now })),
      kept.length === 0 ? html`No broker is connected either: /accounts does that.` : undefined,
      add,
    ),
    buttons: [[button('➕ Add', 'position-new', {})]],
  };
}

/** Three columns within 34, two rows a position, with the same two as their head. */
function table(shown: readonly HoldingLine[]): string {
  const head = [row(['', 'shares', 'last']), row([' day', 'profit', 'to stop'])];
  return [...head, ...shown.flatMap(twoRows)].join('\n');
}

const WIDTHS = [11, 10, 11] as const;
const WIDEST_NAME = 12;

function twoRows({ name, position, price, held, stop }: HoldingLine): readonly string[] {
  const { currency, quantity } = position;
  const last = price === undefined ? 'no price' : formatPrice(price.price);
  const day = held?.day === undefined ? '–' : shortMoney(held.day.amount, currency);
  const profit = held === undefined ? '–' : plainPct(held.profitPct);
  const away =
    stop === undefined
      ? 'no stop'
      : stop.awayPct === undefined
        ? '–'
        : `${stop.awayPct.toFixed(1)}%`;
  const short = name.length > WIDEST_NAME ? `${name.slice(0, WIDEST_NAME - 1)}…` : name;
  return [row([short, formatShares(quantity), last]), row([` ${day}`, profit, away])];
}

/** The first from the left, the others from the right; what is too long for its own column takes from the one before. */
function row([first, second, third]: readonly [string, string, string]): string {
  const [wide, next, last] = WIDTHS;
  const left = first.padEnd(wide);
  const room = wide + 1 + next - left.length;
  return `${left}${second.padStart(room)} ${third.padStart(last)}`;
}

function plainPct(pct: number): string {
  return Number.isFinite(pct) ? formatChange(pct) : '–';
}

function totalLines({ totals, cash }: HoldingBook): readonly Html[] {
  const { currency, value, profit, profitPct, day, count } = totals;
  const left = totals.unpriced.length + totals.unrated.length;
  if (left === count) return [...leftOut(totals), ...cashLine(cash, currency)];
  const today =
    day === undefined
      ? html``
      : html` · day <b>${formatSigned(day.amount, currency)}</b> (${plainPct(day.pct)})`;
  const whole = left === 0 ? 'Worth' : `${count - left} of ${count} are worth`;
  return [
    html`${whole} <b>${formatMoney(value, currency)}</b>${today}`,
    html`Profit so far <b>${formatSigned(profit, currency)}</b> (${plainPct(profitPct)})`,
    ...cashLine(cash, currency),
    ...leftOut(totals),
  ];
}

function cashLine(cash: number | undefined, currency: string): readonly Html[] {
  return cash === undefined ? [] : [html`Cash ${formatMoney(cash, currency)}, besides that`];
}

/** What the totals do without, and why. */
function leftOut({
  count,
  unpriced,
  unrated,
  undayed,
  currency,
  ratesOf,
}: HoldingBook['totals']): readonly Html[] {
  const pairs = [...new Set(unrated.map((one) => one.currency))].map((one) => `${one}–${currency}`);
  const names = unrated.map(({ name }) => name);
  return [
    ...(unpriced.length === 0
      ? []
      : [html`⚠️ ${unpriced.length} of ${count} ${have(unpriced)} no price: ${named(unpriced)}`]),
    ...(names.length === 0
      ? []
      : [
          html`⚠️ ${names.length} of ${count} left out, since I have no rate for ${pairs.join(', ')}
          yet: ${named(names)}`,
        ]),
    ...(undayed.length === 0 || undayed.length === count
      ? []
      : [html`The day is without ${named(undayed)}, whose last close I don’t know`]),
    ...(ratesOf === undefined
      ? []
      : [html`Other currencies at the rates of ${formatDate(ratesOf)}`]),
  ];
}

function have(names: readonly string[]): string {
  return names.length === 1 ? 'has' : 'have';
}

function named(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return names.slice(0, MOST_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** How old prices are, and when each account was last read. */
function agesOf(book: HoldingBook): readonly Html[] {
  return [
    ...pricesAge(book),
    ...book.accounts
      .filter(({ broker }) => broker !== 'manual')
      .map((account) => accountLine(account, book)),
    ...typedLine(book),
  ];
}

function pricesAge({ lines: all, zone, now }: HoldingBook): readonly Html[] {
  const priced = all.flatMap((line) =>
    line.price === undefined ? [] : [{ line, at: line.price.at }],
  );
  const open = priced.filter(({ line }) => !isShut(line.session));
  const shut = priced.length - open.length;
  const oldest = open.toSorted((a, b) => a.at - b.at)[0];
  const last = instant(Math.max(...priced.map(({ at }) => at)));
  const closed =
    shut === 0
      ? []
      : open.length === 0
        ? [html`<i>Markets closed, last trade ${moment(last, zone, now)}</i>`]
        : [html`<i>${shut} of ${all.length}: market closed</i>`];
  if (oldest === undefined) return closed;
  const only = open.length === 1 ? '' : 'up to ';
  const age =
    open.length === 1
      ? priceAge(oldest.line, { zone, now })
      : html`prices ${only}${formatAge(Math.max(0, now - oldest.at))}`;
  const lateMs = Math.max(0, ...open.map(({ line }) => line.delayMs));
  const late = lateMs > 0 && open.length > 1 ? html`, some from a delayed feed` : html``;
  return [html`<i>${age}${late}</i>`, ...closed];
}

function accountLine(
  account: HoldingBook['accounts'][number],
  { now }: Pick<HoldingBook, 'zone' | 'now'>,
): Html {
  const { name, positionsAt, trouble } = account;
  const read =
    positionsAt === undefined
      ? 'not read yet'
      : `read ${formatAge(Math.max(0, now - positionsAt))}`;
  return trouble === undefined
    ? html`<i>${name} (${keptBy(account)}): ${read}</i>`
    : html`⚠️ <i>${name} (${keptBy(account)}): ${trouble.why}; ${read}</i>`;
}

function typedLine({ lines: all }: HoldingBook): readonly Html[] {
  const typed = all.filter(({ account }) => account.broker === 'manual').length;
  if (typed === 0) return [];
  const how = typed === all.length ? 'All' : `${typed} of ${all.length}`;
  return [html`<i>${how} as you typed them in; no broker confirms that</i>`];
}

/** What is held in several accounts has the account behind its name. */
function cardButtons(
  shown: readonly HoldingLine[],
  held: readonly HoldingLine[],
): readonly (readonly Button[])[] {
  const names = held.map(({ name }) => name);
  const several = new Set(names.filter((name, i) => names.indexOf(name) !== i));
  const buttons = shown.map(({ name, position, account }) =>
    button(several.has(name) ? `${name} · ${account.name}` : name, 'position', {
      id: position.id,
    }),
  );
  return buttons.flatMap((_, i) => (i % PER_ROW === 0 ? [buttons.slice(i, i + PER_ROW)] : []));
}
