import { formatMoney } from '../core/format.ts';
import { formatQuantity } from '../core/format-quantity.ts';
import { html, lines, type Html } from '../core/html.ts';
import { button, type Message } from '../core/message.ts';
import { moment } from '../core/moment.ts';
import type { Account } from '../core/position.ts';
import type { Instant } from '../core/time.ts';
import type { Trade } from '../core/trade.ts';
import type { Difference } from '../portfolio/account-changes.ts';

type Reading = { readonly account: Account; readonly zone: string; readonly now: Instant };

const MOST_LISTED = 15;

/** The broker has other figures than were kept: which, and what explains them. The broker's count. */
export function differenceCard(differences: readonly Difference[], reading: Reading): Message {
  const { account, zone, now } = reading;
  const more = differences.length - MOST_LISTED;
  return {
    text: lines(
      html`🧾 <b>Your account ${account.name} has changed at the broker</b>`,
      ...differences.slice(0, MOST_LISTED).map(line),
      ...(more > 0 ? [html`… and ${more} more`] : []),
      html`Read ${moment(now, zone, now)}; I have taken over the broker’s figures. /positions`,
    ),
    silent: true,
  };
}

/** The first whole look at an account. */
export function firstLookMessage(held: number, unpriced: number, reading: Reading): Message {
  const { account, zone, now } = reading;
  const positions = held === 1 ? '1 position' : `${held} positions`;
  return {
    text: lines(
      html`📒 <b>Your account ${account.name} is read</b>: ${positions}${worth(account)}, as of
        ${moment(now, zone, now)}.`,
      unpriced === 0
        ? undefined
        : html`${unpriced} of them I have no prices of my own for; they are shown with the broker’s.`,
      html`I look again every half minute, and tell you when the broker has other figures than I.`,
    ),
    buttons: [[button('📒 Accounts', 'accounts', {})]],
    silent: true,
  };
}

function worth({ worth: known, currency }: Account): string {
  return known === undefined ? '' : `, ${formatMoney(known.total, currency)} in all`;
}

function line({ kind, before, after, trades, symbol }: Difference): Html {
  const name = html`<b>${after?.ticker ?? before?.ticker ?? symbol}</b>`;
  const why = trades.length === 0 ? html`` : html` (${trades.map(tradeWords).join('; ')})`;
  switch (kind) {
    case 'split':
      return html`• ${name}: ${count(before)} → ${count(after)} shares by a split; what was paid
      stays, and the highest price follows`;
    case 'closed':
      return html`• ${name}: ${count(before)} held before, none now${why}`;
    case 'opened':
      return html`• ${name}: ${count(after)} held${at(after)},
      ${before === undefined ? 'new' : 'bought again'}${why}`;
    case 'changed':
      return before?.quantity === after?.quantity
        ? html`• ${name}: average price ${price(before)} → ${price(after)}${why}`
        : html`• ${name}: ${count(before)} → ${count(after)}${why}`;
  }
}

type Holding = Pick<NonNullable<Difference['after']>, 'quantity' | 'averagePrice' | 'currency'>;

function count(held: Holding | undefined): string {
  return formatQuantity(held?.quantity ?? 0);
}

function price(held: Holding | undefined): string {
  return held === undefined ? '' : formatMoney(held.averagePrice, held.currency);
}

function at(held: Holding | undefined): string {
  return held === undefined || held.averagePrice === 0 ? '' : ` at ${price(held)}`;
}

function tradeWords({ side, quantity, price: paid, currency, initiatedFrom }: Omit<Trade, 'id'>) {
  const did = side === 'buy' ? 'bought' : 'sold';
  const by = BY[initiatedFrom] ?? '';
  return `${did} ${formatQuantity(quantity)} at ${formatMoney(paid, currency)}${by}`;
}

const BY: Readonly<Record<string, string | undefined>> = {
  API: ' by a key',
  IOS: ' by phone',
  ANDROID: ' by phone',
  WEB: ' on the web',
  AUTOINVEST: ' by a pie',
  SYSTEM: ' by the broker',
};
