import type { Changed } from '../../app/holding-rows.ts';
import type { Closed } from '../../app/holding-close.ts';
import type { HoldingUndo } from '../../app/holding-change.ts';
import type { HeldPrice } from '../../app/holding-lines.ts';
import type { Purchase } from '../../app/holding-draft.ts';
import { formatAge } from '../../core/duration.ts';
import { formatChange, formatMoney, formatSigned } from '../../core/format.ts';
import { html, lines, type Html } from '../../core/html.ts';
import { button, undoButton, type Button, type Message } from '../../core/message.ts';
import type { Position } from '../../core/position.ts';
import type { Instant } from '../../core/time.ts';
import { formatShares, sharesAt } from './holding-words.ts';
import { dayOf } from './when.ts';

/** In whose time days are told, and the last price. */
type View = {
  readonly zone: string;
  readonly now: Instant;
  readonly price: HeldPrice | undefined;
};

/** What was typed in, said back with what it comes to now. */
export function addedMessage(
  { before, after, undo }: Changed,
  purchase: Purchase,
  view: View,
): Message {
  const { quantity, averagePrice, currency, at, quote } = purchase;
  const bought = html`${sharesAt(quantity, averagePrice, currency)}, ${dayOf(at, view.zone)}`;
  const whole =
    before === undefined
      ? html`➕ <b>${after.symbol}</b>: ${bought}`
      : html`➕ <b>${after.symbol}</b>: ${bought}, on top of ${formatShares(before.quantity)}. You
          hold ${sharesAt(after.quantity, after.averagePrice, currency)} on average`;
  return {
    text: lines(
      whole,
      soFar(after, view),
      quote === undefined
        ? html`I have no price of it yet; the next look may bring one.`
        : undefined,
      html`I take your word for it: no broker is asked. Alerts on ${after.symbol} say here in
      private what it means to you.`,
    ),
    buttons: [
      [takenBack(undo), cardButton(after)],
      [button('🛡 Set a stop', 'stop-show', { position: after.id })],
    ],
  };
}

/** How something stands from now on. */
export function setMessage({ before, after, undo }: Changed, view: View): Message {
  const was = before === undefined ? '' : html` Before: ${told(before, view)}.`;
  return {
    text: lines(html`✏️ <b>${after.symbol}</b>: ${told(after, view)}.${was}`, soFar(after, view)),
    buttons: [[takenBack(undo), cardButton(after)]],
  };
}

/** What was sold of it, and what that made. `pricedAt`: the last known price was taken, of that moment. */
export function closedMessage(
  closed: Closed,
  { pricedAt, now }: { readonly pricedAt: Instant | undefined; readonly now: Instant },
): Message {
  const { after, sold, price, profit, undo } = closed;
  const isGone = after.closedAt !== undefined;
  const cost = after.averagePrice * sold;
  const made = html`${formatSigned(profit, after.currency)} (${formatChange((profit * 100) / cost)})`;
  const source =
    pricedAt === undefined
      ? undefined
      : html`That is the last price I know, ${formatAge(Math.max(0, now - pricedAt))}. If you got
          another: Undo, then <code>/positions close ${after.symbol} @ PRICE</code>.`;
  return {
    text: lines(
      html`💰 <b>${after.symbol}</b>: sold ${sharesAt(sold, price, after.currency)}, ${made}`,
      isGone
        ? html`It is closed; its history stays. Rules on it go on.`
        : html`${formatShares(after.quantity)} are left.`,
      source,
    ),
    buttons: [[takenBack(undo), ...(isGone ? [] : [cardButton(after)])]],
  };
}

/** What an Undo brought back. */
export function undoneMessage(back: readonly Position[]): Message {
  const names = back.map(({ symbol }) => symbol).join(', ');
  return {
    text:
      back.length === 0
        ? html`↩ Undone: nothing of it was kept.`
        : html`↩ Undone: <b>${names}</b> ${back.length === 1 ? 'stands' : 'stand'} as before.`,
    buttons: [[button('📊 Positions', 'positions', { page: 0 })]],
  };
}

function takenBack(undo: HoldingUndo): Button {
  return undoButton('position-undo', { undo: JSON.stringify(undo) });
}

function cardButton({ id, symbol }: Position): Button {
  return button(`📊 ${symbol}`, 'position', { id });
}

function told(
  { quantity, averagePrice, currency, openedAt }: Position,
  { zone }: Pick<View, 'zone'>,
): Html {
  return html`${sharesAt(quantity, averagePrice, currency)}, since ${dayOf(openedAt, zone)}`;
}

function soFar({ quantity, averagePrice, currency }: Position, { price: last, now }: View) {
  if (last === undefined) return undefined;
  const { price, at } = last;
  const profit = (price - averagePrice) * quantity;
  const pct = ((price - averagePrice) * 100) / averagePrice;
  return html`At ${formatMoney(price, currency)} that is ${formatSigned(profit, currency)}
    (${formatChange(pct)}) so far · <i>price ${formatAge(Math.max(0, now - at))}</i>`;
}
