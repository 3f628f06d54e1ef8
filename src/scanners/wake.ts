import { isAbout } from '../alerts/silence.ts';
import { formatAge } from '../core/duration.ts';
import { formatMoney } from '../core/format.ts';
import { html, lines, type Html } from '../core/html.ts';
import { button, type Message } from '../core/message.ts';
import type { Mute } from '../core/mute.ts';
import type { BarKeeper } from '../core/ports/bar-keeper.ts';
import type { StoredRule } from '../core/records.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Instant } from '../core/time.ts';
import type { Outbox } from '../db/outbox.ts';
import type { Store } from '../db/store.ts';
import { alertType } from '../rules/alert-type.ts';
import { createDesk } from '../rules/desk.ts';
import { readyRule, type ReadyRule } from '../rules/ready.ts';
import { sightOf } from '../rules/sight.ts';

export type WakeDeps = {
  readonly store: Store;
  readonly outbox: Outbox;
  readonly bars: Pick<BarKeeper, 'read'>;
};

const MOST_LISTED = 10;

/** Ends snoozes whose time is up; what still holds then is said once, since it will not become true anew. */
export function wakeSnoozed(deps: WakeDeps, now: Instant): void {
  const { store, outbox } = deps;
  for (const mute of store.mutes.overdueSnoozes(now)) {
    store.mutes.end(mute.id, now);
    const still = store.rules
      .ofChat(mute.chat)
      .filter(({ status }) => status === 'on')
      .flatMap((rule) => holding(deps, mute, rule));
    const [first] = still;
    if (first === undefined) continue;
    const message = wakeMessage(store, { mute, still, now });
    outbox.notice(`wake/${mute.id}`, { place: first.rule.place, message }, now);
  }
}

/** A rule that holds on one of its tickers. */
type Holding = { readonly rule: StoredRule; readonly ticker: Ticker };

function holding(deps: WakeDeps, mute: Mute, rule: StoredRule): readonly Holding[] {
  const ready = readyRule(rule.text, deps.store.chats.get(rule.place.chat)?.score);
  if (ready === undefined) return [];
  const type = alertType(ready.rule.condition);
  return deps.store.targets
    .tickersOf(rule)
    .filter((ticker) => isAbout(mute, { ruleCode: rule.code, ticker, type }))
    .filter((ticker) => holds(deps, { rule, ready, ticker }))
    .map((ticker) => ({ rule, ticker }));
}

function holds(
  { store, bars }: WakeDeps,
  { rule, ready, ticker }: Holding & { ready: ReadyRule },
): boolean {
  const quote = store.quotes.get(ticker)?.quote;
  if (quote === undefined) return false;
  const sight = sightOf(ready, {
    quote,
    desk: createDesk((timeframe) => bars.read(ticker, timeframe)),
    reference: rule.reference,
    priceAgo: (ms) => store.quotes.priceAgo(ticker, ms, quote.at),
  });
  return sight?.judgement.verdict === 'true';
}

type Woken = {
  readonly mute: Mute;
  readonly still: readonly Holding[];
  readonly now: Instant;
};

function wakeMessage(store: Store, { mute, still, now }: Woken): Message {
  const { scope, subject } = mute;
  const more = still.length - MOST_LISTED;
  return {
    text: lines(
      html`⏰ <b>The snooze is over</b>, and this still holds:`,
      ...still.slice(0, MOST_LISTED).map((one) => line(store, one, now)),
      more > 0 ? html`… and ${more} more: /rules` : undefined,
    ),
    buttons: [[button('😴 Snooze again', 'quiet-how', { verb: 'snooze', scope, subject })]],
  };
}

function line(store: Store, { rule, ticker }: Holding, now: Instant): Html {
  const { code, text, target } = rule;
  const quote = store.quotes.get(ticker)?.quote;
  if (quote === undefined) return html`<code>${code}</code> ${text}`;
  const price = formatMoney(quote.price, quote.currency);
  const age = formatAge(Math.max(0, now - quote.at));
  const which = target.kind === 'ticker' ? '' : ` on ${ticker}`;
  return html`<code>${code}</code> ${text}${which} · <b>${price}</b>, data ${age}`;
}
