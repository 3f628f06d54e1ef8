import { button, type Button, type Message } from '../../core/message.ts';
import { chatId, type Place } from '../../core/people.ts';
import type { Instant } from '../../core/time.ts';
import { cardText, nameOf } from './card-words.ts';
import type { SellingDeps } from './deps.ts';
import type { IntentView } from './results.ts';

/**
 * The one message of a decision, as it should read now. Its buttons: `sell-yes`, `sell-half`, `sell-keep` and `sell-snooze`
 * with `{intent, quantity, price}`, `sell-sold` and `sell-not-sold` with `{intent}`, and `sell-halt`.
 */
export function sellingCard(deps: SellingDeps, view: IntentView, now: Instant): Message {
  const zone = deps.store.chats.get(privatePlace(deps, view).chat)?.zone ?? deps.defaultZone;
  const steps = deps.store.intents.steps(view.intent.id);
  const isAskedAnew = steps.filter(({ state }) => state === 'awaiting_confirm').length > 1;
  return {
    text: cardText(view, { now, zone, isAskedAnew }),
    buttons: buttonsOf(view),
    onlyFor: view.owner,
  };
}

/** Where its person, and nobody else, reads of it. */
export function privatePlace({ store }: SellingDeps, { owner }: Pick<IntentView, 'owner'>): Place {
  return { chat: store.chats.current(chatId(owner)), thread: undefined };
}

function buttonsOf(view: IntentView): readonly (readonly Button[])[] {
  const { id, quantity, price, state, mode } = view.intent;
  const card = { intent: id, quantity, price };
  const stop = [button('⛔ Halt all selling', 'sell-halt', {})];
  switch (state) {
    case 'awaiting_confirm':
      return [
        [
          { ...button(`🔴 Sell ${quantity} ${nameOf(view)}`, 'sell-yes', card), style: 'danger' },
          button('Keep', 'sell-keep', card),
        ],
        [
          button('Half', 'sell-half', card),
          button('Snooze 15 min', 'sell-snooze', card),
          ...chartOf(view),
        ],
        stop,
      ];
    case 'armed':
      return mode === 'auto' ? [[button('Keep', 'sell-keep', card), ...chartOf(view)], stop] : [];
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

function chartOf({ position }: IntentView): readonly Button[] {
  if (position.ticker === undefined) return [];
  return [
    button('📈 Chart', 'chart', { about: 'ticker', ticker: position.ticker, timeframe: null }),
  ];
}
