import type { Evidence, RuleFacts, Severity, Signal } from '../core/alert.ts';
import type { EntryChanges } from '../core/entry.ts';
import type { Message } from '../core/message.ts';
import type { Place } from '../core/people.ts';
import type { StoredRule } from '../core/records.ts';
import type { RingPolicy } from '../core/rule.ts';
import type { Ticker } from '../core/ticker.ts';
import type { TickerState } from '../core/ticker-state.ts';
import type { Instant } from '../core/time.ts';
import type { BlindSpell } from '../db/blind-spells.ts';
import type { Timeframe } from '../core/timeframe.ts';

/** What a scan has to say about one rule on one ticker. */
export type Finding = {
  readonly rule: StoredRule;
  readonly ticker: Ticker;
  readonly type: string;
  readonly severity: Severity;
  /** The words behind the rule's `to:`; none means its own place. */
  readonly to: readonly string[];
  /** How far the price moved, in percent, when that is what the rule is about. */
  readonly movePct: number | undefined;
  readonly signal: Signal;
  readonly policy: RingPolicy;
  /** Set when the rule measures from a price that it did not have yet: this one, from now on. */
  readonly reference: number | undefined;
  /**
   * Set when a closed bar of this length was judged: once, and as of its own close, so that bars cool down by market time
   * whenever they are looked at.
   */
  readonly barOf?: Timeframe;
  /** Its numbers; read only when something is written down. */
  readonly facts: () => RuleFacts;
  /** The same with the rule's words. */
  readonly evidence: (facts: RuleFacts) => Evidence;
};

/** Something to tell a chat once, whatever its rules say. */
export type Notice = { readonly key: string; readonly place: Place; readonly message: Message };

export type JudgedSeries = {
  readonly ticker: Ticker;
  readonly timeframe: Timeframe;
  readonly to: Instant;
};

export type ScanResult = {
  readonly findings: readonly Finding[];
  /** Tickers of which something new is to be remembered. */
  readonly tickers: readonly TickerState[];
  /** Series that have been judged up to a bar's close; left out by scans that judge none. */
  readonly judged?: readonly JudgedSeries[];
  /** What a look for turtle entries has to write down; left out by scans of anything else. */
  readonly entries?: EntryChanges;
  /** Stretches in which nothing could be seen, and which are over; left out by scans that cannot tell. */
  readonly blind?: readonly BlindSpell[];
  readonly notices: readonly Notice[];
  /** Sources that could not be asked; the run is then a failure although the rest of it counts. */
  readonly failures: readonly string[];
};

export type Scanner<Deps, Data> = {
  readonly name: string;
  /** Six-field pattern, New York time. */
  readonly pattern: string;
  /** How far apart its slots are, in milliseconds; slower than 5 minutes, each slot has a row of its own. */
  readonly everyMs?: number;
  /** Awaits providers and the database; returns plain data with its failures. */
  gather(deps: Deps, now: Instant): Promise<Data>;
  /** What was gathered, judged: a plain function. */
  scan(data: Data, now: Instant): ScanResult;
};

/** Ties a scanner's two halves together, so that the types of what is gathered and judged agree. */
export function defineScanner<Deps, Data>(scanner: Scanner<Deps, Data>): Scanner<Deps, Data> {
  return scanner;
}
