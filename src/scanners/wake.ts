import { isAbout } from '../alerts/silence.ts';
import { formatAge } from '../core/duration.ts';
import { formatMoney } from '../core/format.ts';
import { html, lines, type Html } from '../core/html.ts';
import { button, type Message } from '../core/message.ts';
import type { Mute } from '../core/mute.ts';
import type { StoredRule } from '../core/records.ts';
import type { Instant } from '../core/time.ts';
import type { Outbox } from '../db/outbox.ts';
import type { Store } from '../db/store.ts';
import { readyRule } from '../rules/ready.ts';

export type WakeDeps = { readonly store: Store; readonly outbox: Outbox };

const MOST_LISTED = 10;

/** Ends snoozes whose time is up; what still holds then is said once, since it will not become true anew. */
export function wakeSnoozed({ store, outbox }: WakeDeps, now: Instant): void {
  for (const mute of store.mutes.overdueSnoozes(now)) {
    store.mutes.end(mute.id, now);
    const still = store.rules
      .ofChat(mute.chat)
      .filter((rule) => rule.status === 'on' && isNamed(mute, rule) && holds(store, rule));
    const [first] = still;
    if (first === undefined) continue;
    const message = wakeMessage(store, { mute, still, now });
    outbox.notice(`wake/${mute.id}`, { place: first.place, message }, now);
  }
}

function isNamed(mute: Mute, { code, ticker }: StoredRule): boolean {
  return isAbout(mute, { ruleCode: code, ticker, type: 'price' });
}

function holds(store: Store, { text, ticker, reference }: StoredRule): boolean {
  const quote = store.quotes.get(ticker)?.quote;
  const ready = readyRule(text);
  if (quote === undefined || ready === undefined) return false;
  const priceAgo = (ms: number) => store.quotes.priceAgo(ticker, ms, quote.at);
  const { verdict } = ready.compiled.judge({ quote, previous: undefined, priceAgo, reference });
  return verdict === 'true';
}

type Woken = {
  readonly mute: Mute;
  readonly still: readonly StoredRule[];
  readonly now: Instant;
};

function wakeMessage(store: Store, { mute, still, now }: Woken): Message {
  const { scope, subject } = mute;
  const more = still.length - MOST_LISTED;
  return {
    text: lines(
      html`⏰ <b>The snooze is over</b>, and this still holds:`,
      ...still.slice(0, MOST_LISTED).map((rule) => line(store, rule, now)),
      more > 0 ? html`… and ${more} more: /rules` : undefined,
    ),
    buttons: [[button('😴 Snooze again', 'quiet-how', { verb: 'snooze', scope, subject })]],
  };
}

function line(store: Store, { code, text, ticker }: StoredRule, now: Instant): Html {
  const quote = store.quotes.get(ticker)?.quote;
  if (quote === undefined) return html`<code>${code}</code> ${text}`;
  const price = formatMoney(quote.price, quote.currency);
  const age = formatAge(Math.max(0, now - quote.at));
  return html`<code>${code}</code> ${text} · <b>${price}</b>, data ${age}`;
}
