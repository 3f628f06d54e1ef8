import type { ChatId } from './people.ts';
import type { Instant } from './time.ts';
import type { Timeframe } from './timeframe.ts';

export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A judgement that is neither yes nor no is its own answer: it never fires, resolves or re-arms. */
export type Verdict = 'true' | 'false' | 'unknown';

/** Why a source has no answer. `warm-up` has too few readings, `stale` too old a one. */
export type UnknownReason = 'no-data' | 'warm-up' | 'stale' | 'suspect' | 'failed' | 'closed';

/** One measure as it was read for a decision. Values in the measure's own unit, which may be percent. */
export type Reading = {
  readonly label: string;
  readonly value: number;
  readonly previous: number | undefined;
  readonly isPercent: boolean;
  /** The comparison it took part in, as text: `< 2500`. */
  readonly against: string;
  /** The bar it was read from, when it was one. */
  readonly bar?: { readonly openedAt: Instant; readonly closedAt: Instant };
};

/** The very numbers a decision used; the message shows these and no others. One member per source. */
export type Evidence = RuleEvidence | PositionEvidence;

export type RuleEvidence = RuleFacts & {
  readonly kind: 'rule';
  readonly rule: string;
  /** What happened, in the past tense: `NVDA crossed above 150.00`. */
  readonly headline: string;
  readonly sentence: string;
  readonly rearm: string;
  readonly frequency: string;
  readonly note: string | undefined;
};

/** The numbers of it, without the words. */
export type RuleFacts = {
  /** What its chat calls the rule. */
  readonly code: string;
  readonly readings: readonly Reading[];
  readonly price: number;
  readonly previousPrice: number | undefined;
  readonly previousAt: Instant | undefined;
  readonly previousClose: number | undefined;
  readonly currency: string;
  readonly name: string;
  readonly source: string;
  readonly delayMs: number;
  /** The exchange's time of the price. */
  readonly quotedAt: Instant;
  /** The bar at whose close it rang; one still forming may yet change. */
  readonly bar?: {
    readonly timeframe: Timeframe;
    readonly openedAt: Instant;
    readonly closesAt: Instant;
    readonly isForming: boolean;
  };
  /** How long after the bar's close it could be judged at last, when that was late. */
  readonly lateMs?: number;
  /** Since when nothing had been seen before this price: it may have happened earlier. */
  readonly blindSince?: Instant;
  /** The dividend a share that left the price that day, in `currency`. */
  readonly exDividend?: number;
};

/** About something held: told to its holder alone. `code` names the stop or the book as a rule's code names a rule. */
export type PositionEvidence = Omit<RuleEvidence, 'kind'> & {
  readonly kind: 'position';
  readonly held: {
    readonly positionId: number | undefined;
    readonly quantity: number;
    readonly averagePrice: number;
    /** Where the stop stands, when it is about one. */
    readonly stop: number | undefined;
    /** Nothing but an alert comes of it; left out where a sale may. */
    readonly onlyAlerts?: true;
  };
};

/** Why a person was told, or was not. Stored with every alert and shown by `/history` and `/why`. */
export type NotifyReason =
  | 'first'
  | 'escalated'
  | 'worsened'
  | 'repeated'
  | 'resolved'
  | 'late'
  | 'suppressed-cooldown'
  | 'suppressed-muted'
  | 'suppressed-snoozed'
  | 'suppressed-rate'
  /** The move of the whole market explains it. */
  | 'suppressed-inhibited'
  /** Its route keeps it in the history alone. */
  | 'suppressed-log'
  | 'unchanged';

/** How an alert ended; `open` while a delivery is still under way. */
export type AlertFate = 'open' | 'sent' | 'suppressed' | 'expired' | 'dead';

/** What one subject's judgement looks like to the deciding half. */
export type Signal = {
  readonly verdict: Verdict;
  /** Whether the condition still holds when loosened by the re-arm distance; equal to `verdict` without one. */
  readonly held: Verdict;
  /** The left side's value, the reference of `worsen`; undefined when there is no single one. */
  readonly value: number | undefined;
  readonly at: Instant;
};

/** Names one transition of one subject: `rule/7/2/NVDA/14`. The same transition always makes the same key. */
export type EventKey = string & { readonly _: 'EventKey' };

/** What a channel had to leave out or do otherwise so that a message could arrive at all. */
export type Mend =
  | 'plain-text'
  | 'no-thread'
  | 'cut'
  | 'no-buttons'
  | 'sent-anew'
  /** A picture could not be drawn, or was refused: its caption went without it. */
  | 'no-picture'
  /** A file was refused: its caption went without it. */
  | 'no-file'
  /** What was to be changed turned out to be a text, or a photo, where the other was expected. */
  | 'as-text'
  | 'as-caption';

/** What a channel's `send` came to. */
export type Outcome =
  | {
      readonly kind: 'sent';
      readonly messageId: string;
      readonly mends?: readonly Mend[];
      /** How the message stands there where that is other than asked: without a picture, or under the one before. */
      readonly stands?: 'as-text' | 'under-old-photo';
    }
  /** Certainly not accepted. With `afterMs` the whole lane must wait so long, or all lanes of the channel. */
  | {
      readonly kind: 'retry';
      readonly afterMs: number | undefined;
      readonly counts: boolean;
      readonly code: string;
      readonly pausesChannel?: boolean;
    }
  /** Perhaps accepted: cut, timed out after writing, or a 5xx. */
  | { readonly kind: 'uncertain'; readonly code: string }
  | { readonly kind: 'moved'; readonly to: ChatId }
  /**
   * Certainly refused. `channelDead` means that nothing will ever arrive at this address until it is revived;
   * `asksAgainMs` that this refusal is to be believed only when it comes a second time, so much later.
   */
  | {
      readonly kind: 'rejected';
      readonly why: string;
      readonly channelDead: boolean;
      readonly asksAgainMs?: number;
    };
