import type { Evidence, Severity } from '../core/alert.ts';
import { formatAge, formatDuration } from '../core/duration.ts';
import { formatChange, formatMoney, formatPrice } from '../core/format.ts';
import { html, lines, type Html } from '../core/html.ts';
import { button, type Button, type Message } from '../core/message.ts';
import { formatMoment } from '../core/moment.ts';
import { DAY_MS, type Instant } from '../core/time.ts';
import { formatClock } from '../core/zone.ts';
import { SEVERITY_ICONS } from './icons.ts';

/** One alert among several of one message. */
export type DigestItem = {
  readonly id: number;
  readonly ref: string;
  readonly severity: Severity;
  readonly ticker: string;
  readonly evidence: Evidence;
  readonly firedAt: Instant;
  readonly isAcked: boolean;
  readonly isOver: boolean;
};

/** What a message that carries several alerts needs to know. */
export type DigestFacts = {
  readonly bundleId: number;
  readonly kind: 'storm' | 'quiet' | 'card';
  /** Those that are shown, the most severe first. */
  readonly items: readonly DigestItem[];
  readonly total: number;
  /** How many of all are still unacknowledged. */
  readonly unacked: number;
  /** The day’s move of the market in percent, when it is known and worth a word. */
  readonly market: { readonly ticker: string; readonly pct: number } | undefined;
  /** When the first and the last of all rang. */
  readonly span: { readonly from: Instant; readonly to: Instant };
  /** From 0; undefined for the message as it first goes out. */
  readonly page: number | undefined;
  readonly pages: number;
  readonly zone: string;
};

/** So many stand in the open; what follows them is folded. */
const IN_THE_OPEN = 5;

/** How many alerts a page of a digest shows. */
export const ON_A_PAGE = 10;

/** A move of the market from which a storm is put down to it. */
const MARKET_MOVE_PCT = 1.5;

/** Several alerts as one message: a storm, a night, or rules that agree about one ticker. */
export function digestMessage(facts: DigestFacts, now: Instant): Message {
  const { items, total, page } = facts;
  if (page !== undefined) return pageMessage(facts, page);
  const more = total - items.length;
  // A fold with a single line in it hides more than it saves.
  const openCount = total === IN_THE_OPEN + 1 ? total : IN_THE_OPEN;
  const open = items.slice(0, openCount);
  const folded = items.slice(openCount);
  const rest = lines(
    ...folded.map((item) => itemLine(item, facts)),
    more > 0 ? html`… and ${more} more` : undefined,
  );
  return {
    text: lines(
      headline(facts, now),
      ...open.map((item) => itemLine(item, facts)),
      folded.length + more > 0 ? html`<blockquote expandable>${rest}</blockquote>` : undefined,
      footer(facts, now),
    ),
    buttons: keys(facts),
    silent: items.every(({ severity }) => severity === 'low'),
  };
}

function headline(facts: DigestFacts, now: Instant): Html {
  const { kind, total, span, zone, items } = facts;
  const [first] = items;
  if (kind === 'card' && first !== undefined) return cardHeadline(facts, first);
  if (kind === 'quiet')
    return html`🌅 <b>${total} ${total === 1 ? 'alert' : 'alerts'} while it was quiet</b> ·
      ${spanWords(span, zone, now)}`;
  const took = span.to - span.from;
  const within = took < 1_000 ? 'at once' : `in ${formatDuration(took)}`;
  return html`🌩 <b>${total} alerts ${within}</b>${marketWords(facts)}`;
}

/** `from 22:10 EST to 06:40 EST`, as every night crosses a midnight; days are named when it is longer ago than that. */
function spanWords({ from, to }: DigestFacts['span'], zone: string, now: Instant): string {
  const name = (at: Instant) =>
    now - from < DAY_MS ? formatClock(at, zone) : formatMoment(at, zone, now);
  const [first, last] = [name(from), name(to)];
  return first === last ? `at ${first}` : `from ${first} to ${last}`;
}

function marketWords({ market }: DigestFacts): Html {
  if (market === undefined) return html``;
  const isWide = Math.abs(market.pct) >= MARKET_MOVE_PCT;
  const move = `${market.ticker} ${formatChange(market.pct)}`;
  return isWide ? html` — looks market-wide (${move})` : html` · ${move} today`;
}

function cardHeadline({ items, total }: DigestFacts, first: DigestItem): Html {
  const { price, currency, previousClose } = newest(items, first).evidence;
  const change =
    previousClose === undefined || previousClose === 0
      ? ''
      : ` ${formatChange(((price - previousClose) * 100) / previousClose)}`;
  const icon = SEVERITY_ICONS[first.severity];
  const now = /^(?:GBp|%)$/.test(currency) ? formatMoney(price, currency) : formatPrice(price);
  return html`${icon} <b>${first.ticker}: ${total} rules rang together</b> · now
    <b>${now}</b>${change}`;
}

function newest(items: readonly DigestItem[], first: DigestItem): DigestItem {
  return items.reduce((a, b) => (b.evidence.quotedAt > a.evidence.quotedAt ? b : a), first);
}

/** On a phone most lines break once: what belongs together stays so. */
const NO_BREAK = '\u00A0';

function itemLine({ severity, evidence, isAcked, isOver }: DigestItem, facts: DigestFacts): Html {
  const { code, headline: what, price } = evidence;
  const icon = isAcked ? '✅' : isOver ? '☑️' : SEVERITY_ICONS[severity];
  const at = facts.kind === 'card' ? '' : `${NO_BREAK}· ${formatPrice(price)}`;
  const over = isOver ? `${NO_BREAK}·${NO_BREAK}over` : '';
  return html`${icon} ${what}${at}${over}${NO_BREAK}<code>${code}</code>`;
}

function footer({ items, kind, zone }: DigestFacts, now: Instant): Html {
  const times = items.map(({ evidence }) => evidence.quotedAt);
  const oldest = Math.max(0, now - Math.min(...times));
  const youngest = Math.max(0, now - Math.max(...times));
  const age =
    kind === 'card' || formatAge(oldest) === formatAge(youngest)
      ? formatAge(youngest)
      : `${formatAge(youngest)} to ${formatAge(oldest)}`;
  return html`data ${age} · ${formatClock(now, zone)}`;
}

function pageMessage(facts: DigestFacts, page: number): Message {
  const { items, total, pages, zone } = facts;
  return {
    text: lines(
      html`<b>${total} alerts</b>, the most severe
        first${pages > 1 ? ` · page ${page + 1} of ${pages}` : ''}`,
      ...items.map(
        (item) => html`${itemLine(item, facts)}${NO_BREAK}·${NO_BREAK}${timeOf(item, zone)}`,
      ),
      html`Each is in /history, with what became of it.`,
    ),
    buttons: keys(facts),
  };
}

function timeOf({ firedAt }: DigestItem, zone: string): string {
  return formatClock(firedAt, zone).replaceAll(' ', NO_BREAK);
}

function keys(facts: DigestFacts): readonly (readonly Button[])[] {
  const { bundleId, page, pages, unacked, total, kind, items } = facts;
  const subject = { bundle: bundleId };
  const ack =
    unacked === 0
      ? []
      : [button(`✅ Ack ${unacked === total ? 'all ' : ''}${unacked}`, 'bundle-ack', subject)];
  if (kind === 'card') return [[...ack, ...chartKey(items)], ...partKeys(facts)];
  const show =
    page === undefined ? [button('🔎 Show each', 'bundle-page', { ...subject, page: 0 })] : [];
  const back = page === undefined ? [] : [button('‹ All at once', 'bundle-page', subject)];
  const quiet = button('🔕 Quiet here 2h', 'bundle-quiet', subject);
  return [[...ack, ...show], [...back, quiet], ...turnKeys(page, pages, subject)].filter(
    ({ length }) => length > 0,
  );
}

function chartKey(items: readonly DigestItem[]): readonly Button[] {
  const [first] = items;
  return first === undefined ? [] : [button('📈 Chart', 'chart', { about: 'alert', id: first.id })];
}

/** Each part of a card is acknowledged by itself, too. */
function partKeys({ items, bundleId }: DigestFacts): readonly (readonly Button[])[] {
  const open = items.filter(({ isAcked }) => !isAcked).slice(0, IN_THE_OPEN);
  if (open.length < 2) return [];
  return [
    open.map(({ id, evidence }) =>
      button(`✅ ${evidence.code}`, 'bundle-ack', { bundle: bundleId, alert: id }),
    ),
  ];
}

function turnKeys(
  page: number | undefined,
  pages: number,
  subject: { readonly bundle: number },
): readonly (readonly Button[])[] {
  if (page === undefined || pages < 2) return [];
  const to = (label: string, target: number) =>
    target < 0 || target >= pages
      ? []
      : [button(label, 'bundle-page', { ...subject, page: target })];
  return [[...to('‹', page - 1), ...to('›', page + 1)]];
}
