import type { HoldingLine } from '../../app/holding-lines.ts';
import type { StopCard, StopDoes, StopOff, StopSet } from '../../app/stops.ts';
import { formatMoney, formatSigned } from '../../core/format.ts';
import { html, lines, type Html } from '../../core/html.ts';
import { button, undoButton, type Button, type Message } from '../../core/message.ts';
import type { Stop } from '../../core/position.ts';
import type { Instant } from '../../core/time.ts';
import { formatShares, priceAge, stopAway } from './holding-words.ts';
import { presetRows, STOP_GONE } from './stop-problem.ts';

/** In whose time ages are told. */
export type StopView = { readonly zone: string; readonly now: Instant };

/** A holding with its stop, what rests at its broker, and what may be chosen. */
export function stopMessage(card: StopCard, view: StopView): Message {
  const { line } = card;
  return {
    text: lines(
      head(line),
      standing(card),
      ...atBroker(card),
      html`<i>${priceAge(line, view)}</i>`,
      card.presets.length === 0
        ? undefined
        : html`${again(line)} <i>Where each would stand now:</i>`,
    ),
    buttons: [
      ...presetRows(card),
      [
        ...(line.stop?.stop === undefined
          ? []
          : [button('✖ Take it off', 'stop-off', { position: line.position.id })]),
        ...guardButton(line),
        positionButton(line),
      ],
    ],
  };
}

/** What setting a stop came to. */
export function stopSetMessage(
  { plan, card, undo }: Extract<StopSet, { kind: 'set' }>,
  view: StopView,
): Message {
  const { line } = card;
  const { name, position } = line;
  const { currency } = position;
  const stop = line.stop?.stop;
  const first =
    stop?.price === undefined
      ? html`🛡 <b>${name}</b>: your stop holds, and stands as soon as it can be placed`
      : html`🛡 <b>${name}</b>: stop at <b>${formatMoney(stop.price, currency)}</b> ·
          ${line.stop === undefined ? '' : stopAway(line.stop)}`;
  return {
    text: lines(
      first,
      card.terms && html`It is ${card.terms.says}. It only ever rises.`,
      plan.kind === 'waiting' ? html`I can’t place it yet: ${plan.why}.` : undefined,
      plan.kind === 'placed' && plan.keptFrom !== undefined
        ? html`It stays where it stood: by these words it would be at
          ${formatMoney(plan.keptFrom, currency)}, and a stop is never lowered. To begin anew, take
          it off first.`
        : undefined,
      plan.kind === 'placed' ? flagLine(plan.flag, line) : undefined,
      doesLine(card.does),
      worthLine(line),
      ...atBroker(card),
      html`<i>${priceAge(line, view)}</i>`,
    ),
    buttons: [
      [undoButton('stop-undo', { undo: JSON.stringify(undo) }), positionButton(line)],
      ...askRow(card),
    ],
  };
}

/** A stop that was taken off. */
export function stopOffMessage(answer: StopOff, view: StopView): Message {
  switch (answer.kind) {
    case 'gone':
      return STOP_GONE;
    case 'none':
      return stopMessage(answer.card, view);
    case 'off': {
      const { card, before, was: text, undo } = answer;
      const { name, position } = card.line;
      const was =
        before.price === undefined
          ? ''
          : html`, at ${formatMoney(before.price, position.currency)}`;
      return {
        text: lines(
          html`✖ <b>${name}</b> has no stop of mine any more. It was <code>${text}</code>${was}.`,
          ...atBroker(card),
        ),
        buttons: [
          [undoButton('stop-undo', { undo: JSON.stringify(undo) }), positionButton(card.line)],
        ],
      };
    }
  }
}

/** What an Undo brought back. */
export function stopUndoneMessage({ line, terms }: StopCard): Message {
  const { name, stop, position } = line;
  const kept = stop?.stop;
  const at =
    kept?.price === undefined ? '' : html` at ${formatMoney(kept.price, position.currency)}`;
  const text =
    kept === undefined
      ? html`↩ Undone: <b>${name}</b> has no stop, as before.`
      : html`↩ Undone: the stop of <b>${name}</b> stands as before,
          <code>${terms?.text ?? ''}</code>${at}.`;
  return { text, buttons: [[positionButton(line)]] };
}

function head({ name, position, price }: HoldingLine): Html {
  const { currency, quantity } = position;
  const last = price === undefined ? '' : html` · <b>${formatMoney(price.price, currency)}</b>`;
  return html`🛡 <b>${name}</b> · ${formatShares(quantity)} shares${last}`;
}

function standing({ line, does, terms }: StopCard): Html {
  const stop = line.stop?.stop;
  if (stop === undefined || line.stop === undefined) return html`No stop of mine yet.`;
  const { currency } = line.position;
  const where =
    stop.price === undefined
      ? html`It waits for what it hangs on`
      : html`Stop <b>${formatMoney(stop.price, currency)}</b> ·
          ${stopAway(line.stop)}${stageWord(stop)}`;
  return lines(
    where,
    terms && html`<code>${terms.text}</code>: ${terms.says}. It only ever rises.`,
    doesLine(does),
  );
}

function stageWord({ stage }: Stop): string {
  if (stage === 'reached') return ' · reached';
  return stage === 'near' ? ' · near' : '';
}

function again({ stop }: HoldingLine): string {
  return stop?.stop === undefined ? 'Choose one.' : 'New words never lower it.';
}

/** Whether it only rings. */
function doesLine(does: StopDoes): Html {
  switch (does) {
    case 'alert':
      return html`<b>It will only alert</b>: nothing is sold by it.`;
    case 'ask':
      return html`<b>It may sell</b>: I ask you first, and silence keeps.`;
    case 'auto':
      return html`<b>It may sell without asking</b>, within what you allowed in /autosell.`;
  }
}

function worthLine({ position, stop }: HoldingLine): Html | undefined {
  const at = stop?.stop?.price;
  if (at === undefined) return undefined;
  const { quantity, averagePrice, currency } = position;
  const made = (at - averagePrice) * quantity;
  return html`Sold there, ${formatShares(quantity)} shares would have made
    <b>${formatSigned(made, currency)}</b> before fees; a gap may go below it.`;
}

function atBroker({ brokerStops, line }: StopCard): readonly Html[] {
  return brokerStops.map(
    ({ price, quantity, isByHand }) =>
      html`🏦 At the broker rests a stop order ${isByHand ? 'of your own' : 'of mine'}:
      ${formatShares(quantity)} shares at ${formatMoney(price, line.position.currency)}.`,
  );
}

function flagLine(flag: 'covered' | 'tight' | undefined, { position }: HoldingLine) {
  if (flag === 'covered')
    return html`⚠️ All of it is worth less than what may be lost by that, so the stop stands where
    almost nothing is left. A percentage protects more.`;
  if (flag === 'tight')
    return html`⚠️ Over ${formatShares(position.quantity)} shares that is less than a spread: it
    stands a tenth of a percent below instead.`;
  return undefined;
}

/** What more than an alert may come of it; only where a broker could be asked to sell. */
function askRow({ does, line: { account, position } }: StopCard): readonly (readonly Button[])[] {
  if (does !== 'alert' || account.broker === 'manual') return [];
  return [[button('🙋 Ask me to sell…', 'autosell-set', { position: position.id })]];
}

/** Rules beside the stop: MACD crossovers and closes across a short average. */
function guardButton({ position: { ticker } }: HoldingLine): readonly Button[] {
  if (ticker === undefined) return [];
  return [button('📐 Guard rules', 'pack-arm', { pack: 'guard', on: ticker })];
}

function positionButton({ position, name }: HoldingLine): Button {
  return button(`📊 ${name}`, 'position', { id: position.id });
}
