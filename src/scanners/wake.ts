import type { Mute } from '../core/mute.ts';
import type { Place } from '../core/people.ts';
import type { BarKeeper } from '../core/ports/bar-keeper.ts';
import type { StoredRule } from '../core/records.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Instant } from '../core/time.ts';
import type { Outbox } from '../db/outbox.ts';
import type { Store } from '../db/store.ts';
import { isAbout } from '../alerts/silence.ts';
import { alertType } from '../rules/alert-type.ts';
import { createDesk } from '../rules/desk.ts';
import { readyRule, type ReadyRule } from '../rules/ready.ts';
import { sightOf } from '../rules/sight.ts';
import { lookAtWake, openWake, type WakeEyes } from '../rules/wake.ts';
import { wakeMessage, type Ending, type Holding } from './wake-message.ts';

export type WakeDeps = {
  readonly store: Store;
  readonly outbox: Outbox;
  readonly bars: Pick<BarKeeper, 'read'>;
};

/**
 * Ends snoozes whose condition has come true or whose time is up; what still holds then is said once, since it will not
 * become true anew.
 */
export function wakeSnoozed(deps: WakeDeps, now: Instant): void {
  const { store } = deps;
  for (const mute of store.mutes.waking()) endIfWoken(deps, mute, { now });
  for (const mute of store.mutes.overdueSnoozes(now)) {
    store.mutes.end(mute.id, now);
    const still = stillHolding(deps, mute);
    if (still.length === 0 && mute.wake === undefined) continue;
    tell(deps, { mute, still, why: { kind: 'time' }, now });
  }
}

type Looking = {
  readonly now: Instant;
  /** The rule that is about to ring: its alert says what holds of it. */
  readonly ringing?: string;
};

/** Ends a snooze whose condition has come true, saying so. @returns whether it has */
export function endIfWoken(deps: WakeDeps, mute: Mute, { now, ringing }: Looking): boolean {
  if (mute.wake === undefined) return false;
  const wake = openWake(mute.wake, deps.store.chats.get(mute.chat)?.score);
  const look = wake && lookAtWake(wake, eyesOf(deps));
  if (wake === undefined || look?.verdict !== 'true') return false;
  if (!deps.store.mutes.end(mute.id, now)) return true;
  const still = stillHolding(deps, mute).filter(({ rule }) => rule.code !== ringing);
  tell(deps, { mute, still, why: { kind: 'woken', wake, look }, now });
  return true;
}

function eyesOf({ store, bars }: WakeDeps): WakeEyes {
  return {
    quote: (ticker) => store.quotes.get(ticker)?.quote,
    priceAgo: (ticker, ms, at) => store.quotes.priceAgo(ticker, ms, at),
    bars: (ticker, timeframe) => bars.read(ticker, timeframe),
  };
}

function tell(deps: WakeDeps, ending: Ending): void {
  const { mute, now } = ending;
  const message = wakeMessage(deps.store, ending);
  deps.outbox.notice(`wake/${mute.id}`, { place: placeOf(deps, ending), message }, now);
}

/** Where its rules ring: in their topic, when they have one. */
function placeOf(deps: WakeDeps, { mute, still }: Ending): Place {
  const [first] = still;
  const rule = first?.rule ?? (mute.scope === 'rule' ? ruleOf(deps, mute) : undefined);
  return rule?.place ?? { chat: mute.chat, thread: undefined };
}

function ruleOf({ store }: WakeDeps, { chat, subject }: Mute): StoredRule | undefined {
  return store.rules.byCode(chat, subject);
}

/** What snoozes wait for, by ticker: its bars are needed as those of rules are. */
export function wakingRules(store: Store): ReadonlyMap<Ticker, readonly ReadyRule[]> {
  const found = store.mutes.waking().flatMap(({ wake, chat }) => {
    const open = openWake(wake ?? '', store.chats.get(chat)?.score);
    return open === undefined ? [] : [open];
  });
  const byTicker = Map.groupBy(found, ({ ticker }) => ticker);
  return new Map([...byTicker].map(([ticker, wakes]) => [ticker, wakes.map((one) => one.ready)]));
}

function stillHolding(deps: WakeDeps, mute: Mute): readonly Holding[] {
  return deps.store.rules
    .ofChat(mute.chat)
    .filter(({ status }) => status === 'on')
    .flatMap((rule) => holding(deps, mute, rule));
}

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
