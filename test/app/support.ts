import type { WhyFacts } from '../../src/app/why-facts.ts';
import { firstFailing, gatesOf } from '../../src/app/why-gates.ts';
import type { TickerWhy } from '../../src/app/why.ts';
import type { Mute } from '../../src/core/mute.ts';
import { NEW_RULE_STATE, type RuleState } from '../../src/core/rule.ts';
import type { StoredRule } from '../../src/core/records.ts';
import { HOUR_MS, instant, MINUTE_MS, plus } from '../../src/core/time.ts';
import { readyRule, type ReadyRule } from '../../src/rules/ready.ts';
import { receiptOf } from '../../src/rules/receipt.ts';
import type { RuleView } from '../../src/rules/measure.ts';
import { aView } from '../rules/support.ts';

/** A Monday, 10:30 in New York. */
export const NOW = instant(Date.UTC(2026, 0, 5, 15, 30));
export const OPENED_AT = instant(Date.UTC(2026, 0, 5, 14, 30));
export const CLOSES_AT = instant(Date.UTC(2026, 0, 5, 21, 0));

export const ARMED: RuleState = { ...NEW_RULE_STATE, phase: 'armed' };

export type WhyWish = {
  readonly text?: string;
  readonly view?: RuleView;
  /** How many bars of each length there are. */
  readonly bars?: number;
  readonly facts?: Partial<WhyFacts>;
};

/** A rule that nothing holds back, read at 151 while New York trades; give what differs. */
export function whyFacts({ text = 'NVDA > 150', view, bars = 0, facts }: WhyWish = {}): WhyFacts {
  const ready = readied(text);
  const seen = view ?? aView({ price: 151, previous: 151 });
  const quote = { ...seen.quote, at: plus(NOW, -4_000) };
  const { condition, modifiers } = ready.rule;
  const isStill = ready.compiled.pace.kind !== 'bars';
  return {
    now: NOW,
    rule: aStored(text),
    ready,
    ticker: quote.ticker,
    chat: { isActive: true, why: undefined },
    mutes: [],
    price: { quote, trouble: undefined },
    hours: {
      session: { market: 'us', isOpen: true, change: { kind: 'closes', at: CLOSES_AT } },
      openSince: OPENED_AT,
      closedAt: undefined,
      isAssumed: false,
    },
    scanIntervalMs: MINUTE_MS,
    series: [],
    bar: undefined,
    part: receiptOf(condition, modifiers, { view: seen, isStill, barsOf: () => bars }),
    readAt: quote.at,
    state: ARMED,
    rate: { count: 0, most: 20 },
    nextLook: plus(NOW, MINUTE_MS),
    ...facts,
  };
}

/** What is said of them. */
export function whyOf(facts: WhyFacts): TickerWhy {
  const gates = gatesOf(facts);
  return { facts, gates, first: firstFailing(gates), mutedBy: 'Ann' };
}

export function readied(text: string): ReadyRule {
  const ready = readyRule(text);
  if (ready === undefined) throw new Error(`${text} is no rule`);
  return ready;
}

export function aStored(text: string, fields: Partial<StoredRule> = {}): StoredRule {
  const { target } = readied(text).rule;
  return {
    id: 1,
    place: { chat: 101 as never, thread: undefined },
    code: 'R7K2',
    rev: 1,
    text,
    target,
    reference: undefined,
    status: 'on',
    expiresAt: undefined,
    createdBy: 101 as never,
    createdAt: plus(NOW, -HOUR_MS),
    ...fields,
  };
}

/** Two hours after the close. */
export const CLOSED = {
  session: {
    market: 'us',
    isOpen: false,
    change: { kind: 'opens', at: plus(NOW, 17 * HOUR_MS) },
  },
  openSince: undefined,
  closedAt: plus(NOW, -2 * HOUR_MS),
  isAssumed: false,
} as const;

/** Ann's, on NVDA, for an hour from now. */
export function aMute(fields: Partial<Mute> = {}): Mute {
  return {
    id: 1,
    chat: 101 as never,
    verb: 'mute',
    scope: 'ticker',
    subject: 'NVDA',
    until: plus(NOW, HOUR_MS),
    coversCritical: false,
    createdBy: 101 as never,
    createdAt: NOW,
    ...fields,
  };
}
