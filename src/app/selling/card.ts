import type { Gate } from '../../core/intent.ts';
import { formatMoney } from '../../core/format.ts';
import { html, lines, type Html } from '../../core/html.ts';
import { button, type Button, type Message } from '../../core/message.ts';
import { moment } from '../../core/moment.ts';
import { chatId, type Place } from '../../core/people.ts';
import type { Instant } from '../../core/time.ts';
import type { SellingDeps } from './deps.ts';
import type { IntentView } from './results.ts';

/**
 * The one message of a decision, as it should read now. Its buttons: `sell-yes`, `sell-half`, `sell-keep` and `sell-snooze`
 * with `{intent, quantity, price}`, `sell-sold` and `sell-not-sold` with `{intent}`, and `sell-halt`.
 */
export function sellingCard(deps: SellingDeps, view: IntentView, now: Instant): Message {
  const zone = deps.store.chats.get(privatePlace(deps, view).chat)?.zone ?? deps.defaultZone;
  return {
    text: lines(
      headline(view),
      ...stateLines(view, { now, zone }),
      gatesLine(view.gates),
      html`<code>S${view.intent.id}</code> · mode ${view.intent.mode} · ${accountWords(view)}`,
    ),
    buttons: buttonsOf(view),
    onlyFor: view.owner,
  };
}

/** Where its person, and nobody else, reads of it. */
export function privatePlace({ store }: SellingDeps, { owner }: Pick<IntentView, 'owner'>): Place {
  return { chat: store.chats.current(chatId(owner)), thread: undefined };
}

/** What is sold is called by its ticker, where one is known. */
export function nameOf({ position }: Pick<IntentView, 'position'>): string {
  return position.ticker ?? position.symbol;
}

function accountWords({ account }: IntentView): string {
  const last = account.remoteId === undefined ? '' : ` ••${account.remoteId.slice(-2)}`;
  return `${account.stage.toUpperCase()} account ${account.name}${last}`;
}

function headline(view: IntentView): Html {
  const { intent, position } = view;
  const name = nameOf(view);
  const what = html`<b>SELL ${intent.quantity} of ${position.quantity} ${name}</b>`;
  return intent.mode === 'manual' ? html`🔴 ${what}` : html`🔴 ${name} reached its stop · ${what}`;
}

type Reading = { readonly now: Instant; readonly zone: string };

function stateLines(view: IntentView, { now, zone }: Reading): readonly (Html | undefined)[] {
  const { intent } = view;
  const { quantity, price, floor, currency } = intent;
  const price1 = formatMoney(price, currency);
  const worth = html`At ${price1}, quoted ${moment(intent.quotedAt, zone, now)}: about
  ${formatMoney(quantity * price, currency)}; not below ${formatMoney(floor, currency)}`;
  switch (intent.state) {
    case 'draft':
      return [worth, html`I am looking at prices and at the broker.`];
    case 'awaiting_confirm':
      return [
        worth,
        html`⏳ Nothing is sold unless you press Sell before ${moment(intent.expiresAt, zone, now)}.
        If the price moves by more than 0.5% I ask again.`,
      ];
    case 'armed':
      return [
        worth,
        intent.mode === 'auto'
          ? html`⏳ I sell 30 seconds after this has reached you, unless you press Keep.`
          : html`⏳ Your answer is taken; the order goes out now.`,
      ];
    case 'submitting':
      return [worth, html`The order is on its way to the broker.`];
    case 'accepted':
      return [
        worth,
        html`The broker has the order (${intent.remoteId ?? ''}); it is not filled yet.`,
      ];
    case 'partially_filled':
      return [worth, html`${intent.filled} of ${quantity} are sold so far.`];
    case 'filled':
      return [filledLine(view)];
    case 'unknown':
    case 'reconciling':
      return [
        html`❔ The broker gave no clear answer. I do <b>not</b> send it again; I am looking for it
          in the broker’s own lists, for 5 minutes at most.`,
      ];
    case 'needs_human':
      return [
        html`❗ ${intent.why ?? 'I cannot tell what became of it.'} Please look into the broker’s
        own app. Nothing is sold from this account until you have told me what you found.`,
      ];
    case 'absent_proven':
      return [
        html`The order never reached the broker. Nothing was sold, and nothing is sent again.`,
      ];
    case 'cancelled':
      return [html`Cancelled. ${intent.filled} of ${quantity} were sold.`, why(view)];
    case 'rejected':
      return [html`The broker did not take it. Nothing was sold.`, why(view)];
    case 'void':
      return [html`Nothing was sold.`, why(view)];
    case 'shadowed':
      return [html`Nothing was sold: this position is only looked at.`, why(view)];
  }
}

function why({ intent }: IntentView): Html | undefined {
  return intent.why === undefined ? undefined : html`Because ${intent.why}.`;
}

function filledLine({ intent, position }: IntentView): Html {
  const at =
    intent.fillPrice === undefined ? '' : ` at ${formatMoney(intent.fillPrice, intent.currency)}`;
  const gain = ((intent.fillPrice ?? intent.price) - position.averagePrice) * intent.filled;
  return html`✅ Sold ${intent.filled}${at}: ${formatMoney(gain, intent.currency)} against what they
  cost, before fees and taxes.`;
}

function gatesLine(gates: readonly Gate[]): Html | undefined {
  if (gates.length === 0) return undefined;
  const words = gates.map(({ isOpen, says }) => `${says} ${isOpen ? '✓' : '✗'}`).join(' · ');
  return html`<blockquote expandable>Gates: ${words}</blockquote>`;
}

function buttonsOf({ intent, position }: IntentView): readonly (readonly Button[])[] {
  const { id, quantity, price, state } = intent;
  const name = position.ticker ?? position.symbol;
  const card = { intent: id, quantity, price };
  const stop = [button('⛔ Halt all selling', 'sell-halt', {})];
  switch (state) {
    case 'awaiting_confirm':
      return [
        [
          { ...button(`🔴 Sell ${quantity} ${name}`, 'sell-yes', card), style: 'danger' },
          button('Keep', 'sell-keep', card),
        ],
        [button('Half', 'sell-half', card), button('Snooze 15 min', 'sell-snooze', card)],
        stop,
      ];
    case 'armed':
      return intent.mode === 'auto' ? [[button('Keep', 'sell-keep', card)], stop] : [];
    case 'needs_human':
      return [
        [
          button('It was sold', 'sell-sold', { intent: id }),
          button('It was not', 'sell-not-sold', { intent: id }),
        ],
      ];
    default:
      return [];
  }
}
