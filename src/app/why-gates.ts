import { muteOn } from '../alerts/silence.ts';
import type { Quote } from '../core/market.ts';
import type { Mute } from '../core/mute.ts';
import type { RuleStatus } from '../core/records.ts';
import type { Trouble } from '../core/ticker-state.ts';
import { plus, type Instant } from '../core/time.ts';
import { alertType } from '../rules/alert-type.ts';
import { ASK_AFTER_CLOSE_MS, allowanceMs, isStale } from '../rules/admit.ts';
import type { Lack, Part } from '../rules/receipt.ts';
import { leafParts } from '../rules/receipt.ts';
import { known } from '../rules/verdict.ts';
import type { SessionFacts } from './session.ts';
import { ringGates, type RingGate } from './why-ring.ts';
import type { BarStock, GateOf, JudgingFacts, MarketFacts, WhyFacts } from './why-facts.ts';

export type Gate =
  | GateOf<'status', { readonly status: RuleStatus; readonly expiresAt: Instant | undefined }>
  /** Its words can still be read. */
  | GateOf<'text', { readonly text: string }>
  | GateOf<'chat', { readonly why: string | undefined }>
  | GateOf<'quiet', { readonly mute: Mute | undefined }>
  | GateOf<'price', { readonly quote: Quote | undefined; readonly trouble: Trouble | undefined }>
  | GateOf<
      'market',
      {
        readonly session: SessionFacts;
        /** Closed, but what it closed at may still be judged until then. */
        readonly lingersUntil: Instant | undefined;
        /** A bar has closed that is still to be judged. */
        readonly hasBar: boolean;
      }
    >
  /** `allowedMs` is undefined where nobody knows the hours, so that no price can be said to be late. */
  | GateOf<
      'quote',
      { readonly at: Instant; readonly ageMs: number; readonly allowedMs: number | undefined }
    >
  | GateOf<
      'bars',
      {
        readonly series: readonly BarStock[];
        readonly lacks: readonly Extract<Lack, { kind: 'bars' }>[];
      }
    >
  | GateOf<'known', { readonly lacks: readonly Lack[] }>
  | GateOf<'condition', { readonly part: Part | undefined }>
  | RingGate;

/**
 * Everything that must be so for a rule to ring on one of its tickers, in the order in which it is asked: the first that
 * is not passed is why it is silent. Gates that do not concern the rule are left out.
 */
export function gatesOf(facts: WhyFacts): readonly Gate[] {
  const { rule, ready, chat } = facts;
  const { status, expiresAt } = rule;
  const first: readonly Gate[] = [
    { gate: 'status', passed: known(status === 'on'), detail: { status, expiresAt } },
    { gate: 'text', passed: known(ready !== undefined), detail: { text: rule.text } },
    { gate: 'chat', passed: known(chat.isActive), detail: { why: chat.why } },
  ];
  if (ready === undefined) return first;
  const judging: JudgingFacts = { ...facts, ready };
  return [
    ...first,
    quietGate(judging),
    priceGate(judging),
    ...marketGate(judging),
    ...quoteGate(judging),
    ...barsGate(judging),
    ...knownGate(judging),
    conditionGate(judging),
    ...ringGates(judging),
  ];
}

/** The one that keeps a rule silent; undefined when nothing does, and it rings if what is read next is like the last. */
export function firstFailing(gates: readonly Gate[]): Gate | undefined {
  return gates.find(({ passed }) => passed !== 'true');
}

function quietGate({ rule, ready, ticker, mutes, now }: JudgingFacts): Gate {
  const { condition, modifiers } = ready.rule;
  const type = alertType(condition);
  const ringing = { ruleCode: rule.code, ticker, type, severity: modifiers.severity };
  const mute = muteOn(ringing, mutes, { now });
  return { gate: 'quiet', passed: known(mute === undefined), detail: { mute } };
}

function priceGate({ price: { quote, trouble } }: JudgingFacts): Gate {
  const passed = known(quote !== undefined && trouble === undefined);
  return { gate: 'price', passed, detail: { quote, trouble } };
}

function marketGate({ hours, price, bar, now }: JudgingFacts): readonly Gate[] {
  if (hours === undefined || price.quote === undefined) return [];
  const { session } = hours;
  const lingersUntil = bar === undefined ? lingering(hours, price.quote, now) : undefined;
  const hasBar = bar?.isWaiting === true;
  const passed = known(session.isOpen || lingersUntil !== undefined || hasBar);
  return [{ gate: 'market', passed, detail: { session, lingersUntil, hasBar } }];
}

/** Until when the closing price may still come; undefined when it has, or its time is over. */
function lingering({ closedAt }: MarketFacts, quote: Quote, now: Instant): Instant | undefined {
  if (closedAt === undefined || quote.at >= closedAt) return undefined;
  const until = plus(closedAt, ASK_AFTER_CLOSE_MS + quote.delayMs);
  return until >= now ? until : undefined;
}

/** A rule that waits for closes needs no fresh price. */
function quoteGate({ hours, price, bar, now, scanIntervalMs }: JudgingFacts): readonly Gate[] {
  const { quote } = price;
  if (quote === undefined || bar !== undefined) return [];
  const { at } = quote;
  // Where the hours are not known at all, no price can be said to be late.
  const isKnown = hours !== undefined && hours.session.market !== 'other';
  const openSince = isKnown ? hours.openSince : undefined;
  const allowedMs = isKnown ? allowanceMs(quote, scanIntervalMs) : undefined;
  const asking = { now, openSince, isAssumed: hours?.isAssumed ?? true, scanIntervalMs };
  // Right after the opening the last price is yesterday's, which is nobody's fault.
  const isEarly =
    openSince !== undefined && allowedMs !== undefined && now - openSince <= allowedMs;
  const passed = known(isEarly || !isStale(quote, asking));
  return [{ gate: 'quote', passed, detail: { at, ageMs: Math.max(0, now - at), allowedMs } }];
}

/** Bars that are missing, or too few where that leaves its condition open; and late ones where they set its pace. */
function barsGate({ series, bar, part }: JudgingFacts): readonly Gate[] {
  if (series.length === 0) return [];
  const lacks = openLacks(part).filter((lack) => lack.kind === 'bars');
  const pace = bar && series.find(({ timeframe }) => timeframe === bar.timeframe);
  const isBlind = pace !== undefined && (pace.has === 0 || pace.overdue !== undefined);
  const passed = known(!isBlind && lacks.length === 0);
  return [{ gate: 'bars', passed, detail: { series, lacks } }];
}

function knownGate({ part }: JudgingFacts): readonly Gate[] {
  if (part === undefined) return [];
  const lacks = openLacks(part).filter((lack) => lack.kind !== 'bars');
  return [{ gate: 'known', passed: known(part.verdict !== 'unknown'), detail: { lacks } }];
}

function conditionGate({ part }: JudgingFacts): Gate {
  return { gate: 'condition', passed: part?.verdict ?? 'unknown', detail: { part } };
}

/** What is missing for an answer; nothing while there is one in spite of it. */
function openLacks(part: Part | undefined): readonly Lack[] {
  return part?.verdict === 'unknown' ? leafParts(part).flatMap(({ lacks }) => lacks) : [];
}
