import type { HoldingLine } from '../../app/holding-lines.ts';
import type { HoldingSignals } from '../../app/holding-signals.ts';
import type { HoldingCard } from '../../app/positions.ts';
import { formatAge } from '../../core/duration.ts';
import { formatChange, formatMoney, formatPrice, formatSigned } from '../../core/format.ts';
import { clip, html, lines, type Html } from '../../core/html.ts';
import { button, type Button, type Message } from '../../core/message.ts';
import { moment } from '../../core/moment.ts';
import { mayActAs, type Role } from '../../core/people.ts';
import type { Trade } from '../../core/trade.ts';
import { chartButton } from '../chart-wish.ts';
import { formatShares, keptBy, priceAge, sharesAt, stopAway } from './holding-words.ts';
import { dayOf } from './when.ts';

const MOST_TRADES = 6;
const MOST_RULES = 6;

/** One position in full: what it is worth, what it made, how high it was, its stop, and what its daily bars say. */
export function positionMessage(card: HoldingCard, role: Role): Message {
  const { line, signals, trades, rules } = card;
  const { name, position, price } = line;
  const last =
    price === undefined ? '' : html` · <b>${formatMoney(price.price, position.currency)}</b>`;
  const called = position.name === name ? '' : ` ${clip(position.name, 60)}`;
  return {
    text: lines(
      html`📊 <b>${name}</b>${called} · ${formatShares(position.quantity)} shares${last}`,
      ...worth(line),
      ...top(line, card),
      stopLine(line),
      ...(signals === undefined ? [] : signalLines(signals, card)),
      rules.length === 0
        ? undefined
        : html`🔔 Your rules on it: ${rules.slice(0, MOST_RULES).join(', ')}`,
      trades.length === 0 ? undefined : lots(trades, card),
      html`<i>${account(line, card)} · ${priceAge(line, card)}</i>`,
      line.trouble === undefined ? undefined : html`⚠️ ${line.trouble}.`,
    ),
    buttons: buttonsOf(line, mayActAs(role, 'trader')),
  };
}

function worth({
  position,
  account: { currency: own },
  held,
  price,
}: HoldingLine): readonly Html[] {
  const { currency, averagePrice, profit, available, quantity, inPies } = position;
  const paid = html`bought at ${formatMoney(averagePrice, currency)} on average`;
  if (held === undefined)
    return [html`Bought at ${formatMoney(averagePrice, currency)} on average`];
  const day =
    held.day === undefined
      ? html`Day not known, for want of the last close`
      : html`Day ${formatSigned(held.day.amount, currency)} (${formatChange(held.day.pct)})`;
  const told =
    profit !== undefined && own !== currency && price !== undefined
      ? [html`In ${own}, as the broker reckons: ${formatSigned(profit, own)} so far`]
      : [];
  const bound = quantity - available;
  return [
    html`Worth <b>${formatMoney(held.value, currency)}</b> · ${paid}`,
    html`${day} · so far
      <b>${formatSigned(held.profit, currency)}</b> (${formatChange(held.profitPct)})`,
    ...told,
    ...(bound > 1e-9
      ? [
          html`${formatShares(available)} can be sold: ${formatShares(bound)} are in pies or in
          orders${inPies > 0 ? html` (${formatShares(inPies)} in pies)` : ''}`,
        ]
      : []),
  ];
}

/** The highest price while held, and what was given back since. */
function top(
  { position, price }: HoldingLine,
  { zone }: Pick<HoldingCard, 'zone'>,
): readonly Html[] {
  const { maxPrice, maxAt, currency, quantity } = position;
  const highest = html`Highest while held ${formatMoney(maxPrice, currency)}, ${dayOf(maxAt, zone)}`;
  if (price === undefined) return [highest];
  const back = (maxPrice - price.price) * quantity;
  if (back <= 0) return [html`It has never stood higher while you held it`];
  const pct = ((maxPrice - price.price) * 100) / maxPrice;
  return [html`${highest}: ${formatMoney(back, currency)} given back since (${pct.toFixed(1)}%)`];
}

function stopLine({ stop, position: { currency } }: HoldingLine): Html {
  if (stop === undefined) return html`🛑 No stop`;
  if (stop.price === undefined) return html`🛑 Its stop waits for what it hangs on`;
  const where = stop.by === 'broker' ? ', an order at the broker' : '';
  return html`🛑 Stop <b>${formatMoney(stop.price, currency)}</b> · ${stopAway(stop)}${where}`;
}

function signalLines(
  { closedAt, sma, macd }: HoldingSignals,
  { zone, now }: Pick<HoldingCard, 'zone' | 'now'>,
): readonly Html[] {
  const side = sma.closePct >= 0 ? 'above' : 'below';
  const away = Math.abs(sma.closePct).toFixed(1);
  const average = html`Closed ${away}% ${side} its SMA${sma.period} (${formatPrice(sma.value)})`;
  const asOf = html`last daily bar ${moment(closedAt, zone, now)}`;
  if (macd === undefined) return [html`📐 ${average} · <i>${asOf}</i>`];
  const place = macd.isAbove ? 'above' : 'below';
  const crossed =
    macd.crossed === undefined
      ? ''
      : html`, crossed ${macd.crossed.way} ${barsAgo(macd.crossed.bars)}`;
  return [
    html`📐 ${average}`,
    html`MACD ${macd.periods.join('/')} is ${place} its signal line${crossed} · <i>${asOf}</i>`,
  ];
}

function barsAgo(bars: number): string {
  if (bars === 0) return 'on that bar';
  return bars === 1 ? '1 trading day before' : `${bars} trading days before`;
}

function lots(trades: readonly Trade[], { zone }: Pick<HoldingCard, 'zone'>): Html {
  const more = trades.length - MOST_TRADES;
  return html`<blockquote expandable>
    ${lines(
      ...trades.slice(0, MOST_TRADES).map((trade) => {
        const verb = trade.side === 'buy' ? 'Bought' : 'Sold';
        return html`${verb} ${sharesAt(trade.quantity, trade.price, trade.currency)},
        ${dayOf(trade.at, zone)}`;
      }),
      more > 0 ? html`… and ${more} before` : undefined,
    )}
  </blockquote>`;
}

function account({ account: kept, position }: HoldingLine, { zone, now }: HoldingCard): Html {
  const since = html`held since ${dayOf(position.openedAt, zone)}`;
  if (kept.broker === 'manual') return html`as you typed it in, ${since}`;
  const { positionsAt } = kept;
  const read =
    positionsAt === undefined
      ? 'not read yet'
      : `read ${formatAge(Math.max(0, now - positionsAt))}`;
  return html`${kept.name} (${keptBy(kept)}), ${read}, ${since}`;
}

function buttonsOf(
  { position, account: kept }: HoldingLine,
  maySell: boolean,
): readonly (readonly Button[])[] {
  const { ticker, id } = position;
  const chart = ticker === undefined ? [] : [chartButton({ kind: 'ticker' }, ticker)];
  const typed =
    kept.broker === 'manual'
      ? [
          [
            button('✏️ Correct', 'position-edit', { id }),
            button('💰 I sold it', 'position-sold', { id }),
          ],
        ]
      : maySell
        ? [[button('🔴 Sell…', 'sell-about', { position: id })]]
        : [];
  return [
    [button('🛡 Stop', 'stop-show', { position: id }), ...chart],
    ...typed,
    [button('🔄 Refresh', 'position', { id }), button('‹ Positions', 'positions', { page: 0 })],
  ];
}

/** Several accounts hold it: which one is meant. */
export function whichPosition(name: string, all: readonly HoldingLine[]): Message {
  return {
    text: html`📊 <b>${name}</b> is held in ${all.length} accounts. Which one?`,
    buttons: all.map(({ account: kept, position }) => [
      button(clip(`${kept.name} · ${formatShares(position.quantity)} shares`, 48), 'position', {
        id: position.id,
      }),
    ]),
  };
}
