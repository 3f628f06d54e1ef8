import type { Orders, PendingOrder } from '../../app/positions.ts';
import type { OrderKind } from '../../core/broker.ts';
import { formatAge } from '../../core/duration.ts';
import { formatMoney } from '../../core/format.ts';
import { html, lines, type Html } from '../../core/html.ts';
import { button, type Message } from '../../core/message.ts';
import { moment } from '../../core/moment.ts';
import { formatShares, keptBy } from './holding-words.ts';
import { pageButtons } from './pages.ts';

const ON_A_PAGE = 10;

const KINDS: Readonly<Record<OrderKind, string>> = {
  market: 'at market',
  limit: 'limit',
  stop: 'stop',
  'stop-limit': 'stop limit',
};

/** Orders that wait at brokers: what each would do, at which price, and who gave it. */
export function ordersMessage(all: Orders, page = 0): Message {
  const { orders, accounts } = all;
  const pages = Math.max(1, Math.ceil(orders.length / ON_A_PAGE));
  const at = Math.min(Math.max(page, 0), pages - 1);
  const shown = orders.slice(at * ON_A_PAGE, (at + 1) * ON_A_PAGE);
  const head =
    orders.length === 0
      ? html`📋 <b>Orders</b> · none is pending`
      : html`📋 <b>Orders</b> · ${orders.length} pending`;
  return {
    text: lines(
      head,
      ...shown.flatMap((one) => orderLines(one, all)),
      ...accounts.map((account) => ageLine(account, all)),
      accounts.length === 0
        ? html`No broker is connected, so there are none to know of: /accounts connects one.`
        : undefined,
    ),
    buttons: [
      ...pageButtons({ verb: 'orders', subject: {}, page: at, of: pages }),
      [
        button('🔄 Refresh', 'orders', { page: at }),
        button('📊 Positions', 'positions', { page: 0 }),
      ],
    ],
  };
}

function orderLines({ order, account, name, price }: PendingOrder, view: Orders): readonly Html[] {
  const { side, kind, quantity, filled, limitPrice, stopPrice, currency, status } = order;
  const verb = side === 'buy' ? '🟢 Buy' : '🔴 Sell';
  const parts = [
    stopPrice === undefined ? '' : ` at ${formatMoney(stopPrice, currency)}`,
    limitPrice === undefined
      ? ''
      : `${stopPrice === undefined ? ' at' : ', not beyond'} ${formatMoney(limitPrice, currency)}`,
  ];
  const level = stopPrice ?? limitPrice;
  const away =
    level === undefined || price === undefined
      ? ''
      : ` · ${Math.abs(((level - price) * 100) / price).toFixed(1)}% ${level > price ? 'above' : 'below'} the price`;
  const part = filled > 0 ? ` · ${formatShares(filled)} of it done` : '';
  const odd = status === 'unclear' ? ' · the broker calls its state something I don’t know' : '';
  const where = view.accounts.length > 1 ? ` · ${account.name}` : '';
  return [
    html`${verb} <b>${formatShares(quantity)} ${name}</b> ${KINDS[kind]}${parts.join('')}${away}`,
    html`<i
      >${giver(order.initiatedFrom)}
      ${moment(order.createdAt, view.zone, view.now)}${part}${odd}${where}</i
    >`,
  ];
}

const GIVERS: Readonly<Record<string, string>> = {
  API: 'by me or another program with your key,',
  IOS: 'by you on an iPhone,',
  ANDROID: 'by you on an Android phone,',
  WEB: 'by you on the web,',
  SYSTEM: 'by the broker itself,',
  AUTOINVEST: 'by the broker’s auto-invest,',
};

/** Whose hand it was, as far as the broker says. */
function giver(from: string): string {
  return GIVERS[from] ?? (from === '' ? 'given' : `from ${from},`);
}

function ageLine(account: Orders['accounts'][number], { now }: Orders): Html {
  const { name, positionsAt, trouble } = account;
  const read =
    positionsAt === undefined
      ? 'not read yet'
      : `read ${formatAge(Math.max(0, now - positionsAt))}`;
  const why = trouble === undefined ? '' : `${trouble.why}; `;
  return html`<i
    >${trouble === undefined ? '' : '⚠️ '}${name} (${keptBy(account)}): ${why}${read}</i
  >`;
}
