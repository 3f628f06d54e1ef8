import { formatAge } from '../../core/duration.ts';
import { formatChange, formatMoney } from '../../core/format.ts';
import { formatQuantity } from '../../core/format-quantity.ts';
import { html, type Html } from '../../core/html.ts';
import type { Position } from '../../core/position.ts';
import type { FactsDeps } from '../rule-facts.ts';
import type { Looking, Section } from './section.ts';

/** What the person holds of the ticker, in each of their accounts: how it stands, and where its stop is. */
export const held: Section = ({ store }, { alert, user, now }) =>
  store.positions
    .onTicker(alert.ticker)
    .filter(({ accountId }) => store.accounts.get(accountId)?.user === user)
    .map((position) => line({ store }, position, now));

function line({ store }: Pick<FactsDeps, 'store'>, position: Position, now: Looking['now']): Html {
  const { quantity, averagePrice, currency, accountId, ticker, name } = position;
  const account = store.accounts.get(accountId)?.name ?? '';
  const paid = averagePrice > 0 ? ` at ${formatMoney(averagePrice, currency)}` : '';
  return html`You hold <b>${formatQuantity(quantity)}</b> ${ticker ?? name}${paid}
    (${account})${resultOf(position, now)}${stopOf({ store }, position)}.`;
}

function resultOf({ price, priceAt, averagePrice }: Position, now: Looking['now']): string {
  if (price === undefined || priceAt === undefined || averagePrice <= 0) return '';
  const pct = ((price - averagePrice) * 100) / averagePrice;
  return `: ${formatChange(pct)} by a price ${formatAge(Math.max(0, now - priceAt))}`;
}

function stopOf({ store }: Pick<FactsDeps, 'store'>, { id, currency, price }: Position): string {
  const stop = store.stops.live(id)?.price;
  if (stop === undefined) return ', without a stop';
  const away = price === undefined || price <= 0 ? undefined : ((price - stop) * 100) / price;
  const where = away === undefined ? '' : away > 0 ? `, ${away.toFixed(1)}% below it` : ', reached';
  return `, stop at ${formatMoney(stop, currency)}${where}`;
}
