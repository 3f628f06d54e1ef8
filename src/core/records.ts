import type { AlertFate, EventKey, Evidence, NotifyReason, Severity } from './alert.ts';
import type { ChatId, ChatKind, Place, Role, UserId } from './people.ts';
import type { Target } from './target.ts';
import type { Ticker } from './ticker.ts';
import type { Instant } from './time.ts';

/** A person as the database knows them. */
export type Person = {
  readonly id: UserId;
  readonly name: string;
  readonly username: string | undefined;
  readonly role: Role | undefined;
  readonly status: 'pending' | 'approved' | 'denied';
  readonly askedAt: Instant | undefined;
};

/** A chat as the database knows it. */
export type Chat = {
  readonly id: ChatId;
  readonly kind: ChatKind;
  readonly title: string;
  readonly status: 'active' | 'gone';
  readonly goneWhy: string | undefined;
  /** IANA zone; undefined until the chat has been asked. */
  readonly zone: string | undefined;
  /** How pictures look here; undefined until somebody has chosen. */
  readonly chartTheme: 'light' | 'dark' | undefined;
  readonly greetedAt: Instant | undefined;
  /** What its score is made of, `rsi14:2 roc20`; undefined for the usual mix. */
  readonly score?: string | undefined;
};

export type RuleStatus = 'on' | 'paused' | 'done' | 'expired' | 'deleted';

/** A rule as it is kept: its text is the truth, everything else is read from it. */
export type StoredRule = {
  readonly id: number;
  readonly place: Place;
  readonly code: string;
  readonly rev: number;
  readonly text: string;
  readonly target: Target;
  readonly reference: number | undefined;
  readonly status: RuleStatus;
  readonly expiresAt: Instant | undefined;
  readonly createdBy: UserId;
  readonly createdAt: Instant;
};

/** An alert as `/history` lists it. */
export type AlertRecord = {
  readonly id: number;
  readonly eventKey: EventKey;
  readonly ref: string;
  readonly chat: ChatId;
  readonly thread: number | undefined;
  readonly ruleId: number | undefined;
  readonly ticker: Ticker;
  readonly type: string;
  readonly severity: Severity;
  readonly reason: NotifyReason;
  readonly fate: AlertFate;
  readonly evidence: Evidence;
  readonly firedAt: Instant;
  readonly createdAt: Instant;
  readonly ackedAt: Instant | undefined;
  readonly ackedBy: string | undefined;
  /** When what it tells of was over. */
  readonly resolvedAt: Instant | undefined;
  /** The id of the alert whose news made this one needless. */
  readonly inhibitedBy: number | undefined;
  /** Carried with others by one message: the digest of a storm or a night, or a card. */
  readonly bundleId: number | undefined;
};
