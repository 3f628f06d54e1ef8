import type { Verdict } from '../core/alert.ts';
import type { Quote } from '../core/market.ts';
import type { Mute } from '../core/mute.ts';
import type { StoredRule } from '../core/records.ts';
import type { RuleState } from '../core/rule.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Trouble } from '../core/ticker-state.ts';
import type { Instant } from '../core/time.ts';
import type { Timeframe } from '../core/timeframe.ts';
import type { ReadyRule } from '../rules/ready.ts';
import type { Part } from '../rules/receipt.ts';
import type { SessionFacts } from './session.ts';

export type { Lack, LeafPart, Part } from '../rules/receipt.ts';

/** One thing that must be so before a rule rings, whether it is, and the numbers that say so. */
export type GateOf<Name extends string, Detail> = {
  readonly gate: Name;
  /** `unknown` where something before it leaves that open. */
  readonly passed: Verdict;
  readonly detail: Detail;
};

/** Everything that says whether one rule would ring on one of its tickers, as it is at one moment. */
export type WhyFacts = {
  readonly now: Instant;
  readonly rule: StoredRule;
  /** Undefined when its words can no longer be read. */
  readonly ready: ReadyRule | undefined;
  readonly ticker: Ticker;
  readonly chat: { readonly isActive: boolean; readonly why: string | undefined };
  readonly mutes: readonly Mute[];
  /** The last price that rules were allowed to see, and why none is believed at present. */
  readonly price: { readonly quote: Quote | undefined; readonly trouble: Trouble | undefined };
  /** Undefined while nobody knows where it trades. */
  readonly hours: MarketFacts | undefined;
  /** How far the looks at prices are apart, in milliseconds. */
  readonly scanIntervalMs: number;
  /** Every length of bars that the rule reads. */
  readonly series: readonly BarStock[];
  /** Set for a rule that is judged when bars close. */
  readonly bar: PaceBar | undefined;
  /** The condition by what was read last; undefined while there is nothing to hold it against. */
  readonly part: Part | undefined;
  /** The moment that this was read of: the quote's own time, or the bar's close. */
  readonly readAt: Instant | undefined;
  readonly state: RuleState;
  /** How many alerts its chat was sent within the last minute, and how many it is sent at most. */
  readonly rate: { readonly count: number; readonly most: number };
  /** When the rule is looked at next; undefined when that is not known. */
  readonly nextLook: Instant | undefined;
};

/** The same of a rule that can be judged. */
export type JudgingFacts = WhyFacts & { readonly ready: ReadyRule };

export type MarketFacts = {
  readonly session: SessionFacts;
  /** Since when it has been open without a break; undefined while it is closed. */
  readonly openSince: Instant | undefined;
  readonly closedAt: Instant | undefined;
  /** No table says that it is open today. */
  readonly isAssumed: boolean;
};

/** The bars of one length that a rule reads. */
export type BarStock = {
  readonly timeframe: Timeframe;
  /** From how many on all its values can be relied on. */
  readonly needs: number;
  readonly has: number;
  readonly lastClosedAt: Instant | undefined;
  readonly source: string | undefined;
  /** When its vendor last answered. */
  readonly askedAt: Instant | undefined;
  readonly trouble: { readonly why: string; readonly since: Instant } | undefined;
  /** The close of a bar that should have come by now, and has not. */
  readonly overdue: Instant | undefined;
};

/** The bars at whose close a rule is judged. */
export type PaceBar = {
  readonly timeframe: Timeframe;
  /** The close of the last bar that rules on this ticker were judged by, or that was there when this one was armed. */
  readonly judgedTo: Instant | undefined;
  /** A bar has closed that this rule is still to be judged by. */
  readonly isWaiting: boolean;
  readonly nextClose: Instant | undefined;
};
