import { NEW_RULE_STATE, type RuleState } from '../core/rule.ts';
import type { StoredRule } from '../core/records.ts';
import { onNewFooting, priceFactor, type Split } from '../core/split.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Instant } from '../core/time.ts';
import type { UnappliedSplit } from '../db/actions.ts';
import type { Outbox } from '../db/outbox.ts';
import type { Store } from '../db/store.ts';
import { readyRule, type ReadyRule } from '../rules/ready.ts';
import { rescaleRule, rescaleValue } from '../rules/rescale.ts';
import { splitCard, type SplitNews } from './split-card.ts';
import { refootTyped } from './stop-footing.ts';
import { refootWakes } from './wake-split.ts';

export type FootingDeps = { readonly store: Store; readonly outbox: Outbox };

/** Splits that rules do not stand on the footing of, by ticker. Those that lie ahead are left out. */
export function pendingSplits(
  { actions }: Store,
  now: Instant,
): ReadonlyMap<Ticker, readonly UnappliedSplit[]> {
  const due = actions.unapplied().filter(({ split }) => split.at <= now);
  return Map.groupBy(due, ({ ticker }) => ticker);
}

/**
 * Puts everything that is kept of a ticker on the footing of its shares after splits, each split as one transaction:
 * rules, where they stand, prices, and the card that tells of it.
 *
 * @param quotedAt the time of the price that has just come: a split counts from its own moment on, not before
 */
export function applySplits(
  deps: FootingDeps,
  splits: readonly UnappliedSplit[],
  { quotedAt, now }: { readonly quotedAt: Instant; readonly now: Instant },
): void {
  const { store } = deps;
  for (const { ticker, split } of splits) {
    if (split.at > quotedAt) continue;
    store.transact(() => {
      const seenAt = store.quotes.get(ticker)?.quote?.at;
      const step = { ticker, split, isSeen: seenAt !== undefined && seenAt >= split.at, now };
      refootPrices(deps, step);
      refootWakes(store, ticker, split);
      refootTyped(store, ticker, split);
      tell(deps, step, refootRules(deps, step));
      store.actions.setApplied(ticker, split.at, now);
    });
  }
}

type Step = {
  readonly ticker: Ticker;
  readonly split: Split;
  /** Prices from after the split have been judged before it was known. */
  readonly isSeen: boolean;
  readonly now: Instant;
};

function refootPrices({ store }: FootingDeps, { ticker, split, isSeen }: Step): void {
  store.quotes.refootSamples(ticker, split.at, priceFactor(split));
  const state = store.quotes.get(ticker);
  if (state?.quote === undefined || isSeen) return;
  const { price, previousClose, open: _, ...quote } = state.quote;
  store.quotes.put({
    ...state,
    quote: {
      ...quote,
      price: onNewFooting(price, split, 1),
      previousClose: previousClose && onNewFooting(previousClose, split, 1),
    },
    // It was held back for being on the other footing.
    held: undefined,
  });
}

function refootRules({ store }: FootingDeps, step: Step): readonly SplitNews[] {
  const { ticker, split } = step;
  const own = store.rules.writtenBefore(ticker, split.at);
  const several = store.rules
    .severalBefore(split.at)
    .filter((rule) => store.targets.tickersOf(rule).includes(ticker));
  return [...own, ...several].flatMap((rule) => refootRule(store, rule, step));
}

function refootRule(store: Store, was: StoredRule, step: Step): readonly SplitNews[] {
  const { ticker, split, now } = step;
  const ready = readyRule(was.text);
  if (ready === undefined) return [];
  const rescaled = rescaleRule(ready.rule, split);
  const state = store.rules.state(was.id, ticker);
  const isLeft = rescaled.kind === 'cannot';
  const isLate = step.isSeen && ready.compiled.pace.kind !== 'bars';
  const next = isLeft || isLate ? reseated(ready, state, now) : refootState(ready, state, split);
  if (state !== NEW_RULE_STATE) store.rules.putState(was.id, ticker, next);
  const text = rescaled.kind === 'rescaled' ? rescaled.rule.text : was.text;
  const reference = was.reference && onNewFooting(was.reference, split, 1);
  if (text !== was.text || reference !== was.reference)
    store.rules.refoot(was.id, { text, reference }, now);
  const isMeasured = ready.compiled.needs.reference && was.reference !== undefined;
  if (rescaled.kind === 'same' && !isMeasured) return [];
  const rule = store.rules.get(was.id) ?? was;
  note(store, { was, rule, now });
  if (rescaled.kind === 'rescaled') return [{ kind: 'rescaled', was, rule }];
  return isLeft ? [{ kind: 'left', rule }] : [{ kind: 'remeasured', was, rule }];
}

function refootState({ rule }: ReadyRule, state: RuleState, split: Split): RuleState {
  return { ...state, rangValue: rescaleValue(rule.condition, state.rangValue, split) };
}

/** What is true at the next judgement is taken for what it was before: the step between two footings is nobody's crossing. */
function reseated({ policy }: ReadyRule, state: RuleState, now: Instant): RuleState {
  return {
    ...state,
    phase: state.phase === 'new' ? 'new' : 'firing',
    pendingSince: undefined,
    pendingCount: 0,
    rangValue: undefined,
    // One that rings while it is so waits out its cooldown first.
    rangAt: policy.level ? now : state.rangAt,
  };
}

/** A rule on the footing before and after a split. */
type Noted = { readonly was: StoredRule; readonly rule: StoredRule; readonly now: Instant };

function note({ audit }: Store, { was, rule, now }: Noted): void {
  const { place, code } = was;
  audit.add(
    {
      user: undefined,
      action: 'rule-split',
      subject: `${place.chat}/${code}`,
      before: `${was.text} ${was.reference ?? ''}`.trimEnd(),
      after: `${rule.text} ${rule.reference ?? ''}`.trimEnd(),
    },
    now,
  );
}

/** One card for each place whose rules are armed or paused; rules that are over follow in silence. */
function tell({ store, outbox }: FootingDeps, step: Step, news: readonly SplitNews[]): void {
  const { ticker, split, now } = step;
  const worth = news.filter(({ rule: { status } }) => status === 'on' || status === 'paused');
  const byPlace = Map.groupBy(
    worth,
    ({ rule: { place } }) => `${place.chat}/${place.thread ?? ''}`,
  );
  for (const [key, ofPlace] of byPlace) {
    const place = ofPlace[0]?.rule.place;
    const chat = place && store.chats.get(place.chat);
    if (place === undefined || chat?.status !== 'active') continue;
    const zone = chat.zone ?? 'UTC';
    const message = splitCard({ ticker, split, news: ofPlace, zone, now });
    outbox.notice(`split/${key}/${ticker}/${split.at}`, { place, message }, now);
  }
}
