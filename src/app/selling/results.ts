import type { Ceiling, Gate, Guard, Halt, Intent } from '../../core/intent.ts';
import type { Message } from '../../core/message.ts';
import type { UserId } from '../../core/people.ts';
import type { Account, Position, Stop } from '../../core/position.ts';
import type { Instant } from '../../core/time.ts';

/** How much of a position. Percent are of what the broker says may be sold. */
export type SaleSize =
  | { readonly kind: 'quantity'; readonly quantity: number }
  | { readonly kind: 'percent'; readonly pct: number };

export type SellWish = {
  readonly positionId: number;
  readonly size: SaleSize;
  /** Below this nothing is sent, in whole currency; the usual share below the price when left out. It stays when the price is shown anew. */
  readonly floor?: number | undefined;
  /** As typed, where one was asked for. */
  readonly phrase?: string | undefined;
};

/** Why nothing can be asked or answered here by this person. */
export type Barred =
  /** There is no such position or decision, or it is somebody else's. */
  | { readonly kind: 'not-yours' }
  /** Only for Traders, and only in their private chat. */
  | { readonly kind: 'not-allowed'; readonly why: string };

/** What became of asking for a sale. The card goes out by itself, as a message of its own. */
export type Proposed =
  | Barred
  | { readonly kind: 'proposed'; readonly intent: Intent }
  /** This much needs these words typed behind the command. */
  | {
      readonly kind: 'phrase';
      readonly phrase: string;
      readonly quantity: number;
      readonly worth: number;
      readonly currency: string;
    }
  /** A gate is closed, so that not even a card is sent. */
  | { readonly kind: 'refused'; readonly gate: Gate; readonly gates: readonly Gate[] }
  /** Another decision about these shares has not ended. */
  | { readonly kind: 'busy'; readonly intent: Intent }
  /** Nothing, or more than may be sold; or the size is no number above zero. */
  | { readonly kind: 'size'; readonly available: number; readonly why: string }
  /** Its broker cannot be asked, or none keeps it. */
  | { readonly kind: 'no-broker'; readonly why: string };

/** `message` is what the pressed card becomes. */
export type Answered =
  | Barred
  /** Another answer was first, or it ended by itself. */
  | { readonly kind: 'over'; readonly intent: Intent; readonly message: Message }
  /** The button is of a card that has another size or price by now. */
  | { readonly kind: 'changed'; readonly intent: Intent; readonly message: Message }
  /** Its time was up. */
  | { readonly kind: 'expired'; readonly intent: Intent; readonly message: Message };

export type Confirmed =
  | Answered
  | { readonly kind: 'armed'; readonly intent: Intent; readonly message: Message }
  /** The price has moved, or was shown too long ago: nothing is armed, and the card has the new price. */
  | {
      readonly kind: 'requoted';
      readonly intent: Intent;
      readonly was: number;
      readonly message: Message;
    }
  /** A gate is closed: the decision is called off. */
  | {
      readonly kind: 'refused';
      readonly intent: Intent;
      readonly gate: Gate;
      readonly message: Message;
    }
  /** Nobody could say what it costs now. Nothing is armed, and the card stands. */
  | { readonly kind: 'no-price'; readonly why: string };

/** Nothing is sold. */
export type Kept =
  | Answered
  | { readonly kind: 'kept'; readonly intent: Intent; readonly message: Message };

/** Nothing is sold, and it is asked again then. */
export type Snoozed =
  | Answered
  | {
      readonly kind: 'snoozed';
      readonly intent: Intent;
      readonly until: Instant;
      readonly message: Message;
    };

/** What a person said of an order that nobody could find out about. */
export type Settled = Answered | { readonly kind: 'settled'; readonly intent: Intent };

/** `called`: decisions that it called off; `cancelling`: orders of ours at brokers that are being cancelled. */
export type Halted = {
  readonly kind: 'halted' | 'already';
  readonly halt: Halt;
  readonly called: readonly Intent[];
  readonly cancelling: readonly Intent[];
};

export type Resumed =
  | { readonly kind: 'not-allowed'; readonly why: string }
  | { readonly kind: 'resumed'; readonly live: readonly GuardRow[] }
  /** Nothing is stopped. */
  | { readonly kind: 'running' }
  /** It has to be typed. */
  | { readonly kind: 'phrase'; readonly phrase: 'RESUME'; readonly live: readonly GuardRow[] }
  /** It was stopped less than a minute ago. */
  | { readonly kind: 'too-soon'; readonly from: Instant }
  /** What stops it is set outside: the file, or the variable. */
  | { readonly kind: 'outside'; readonly what: 'file' | 'environment' };

/** What is still missing before a position may be sold without asking. */
export type Need = { readonly name: string; readonly isMet: boolean; readonly says: string };

export type ModeWish = {
  readonly positionId: number;
  readonly mode: Guard['mode'];
  readonly maxPct?: number | undefined;
  readonly floorPct?: number | undefined;
  /** How long it holds, at most 30; asked for by `ask` and `auto`, 7 when left out. */
  readonly days?: number | undefined;
  readonly phrase?: string | undefined;
};

/** The most that a mode allows: so many shares, for so much. */
export type WorstCase = {
  readonly quantity: number;
  readonly price: number;
  readonly worth: number;
  readonly currency: string;
};

export type ModeSet =
  | Barred
  | { readonly kind: 'set'; readonly guard: Guard; readonly was: Guard | undefined }
  /** Whoever runs the program allows less. */
  | { readonly kind: 'ceiling'; readonly ceiling: Ceiling }
  | { readonly kind: 'not-ready'; readonly needs: readonly Need[] }
  | { readonly kind: 'phrase'; readonly phrase: string; readonly worst: WorstCase }
  | { readonly kind: 'no-stop' }
  | { readonly kind: 'range'; readonly what: 'max' | 'floor' | 'days'; readonly allowed: string };

/** What looking on has shown so far. */
export type ShadowRecord = {
  /** How often it would have sold. */
  readonly triggers: number;
  /** Since when it has been looking on, and how many sessions that is. */
  readonly since: Instant | undefined;
  readonly sessions: number;
  readonly last: readonly Intent[];
};

/** One position of the dashboard. */
export type GuardRow = {
  readonly position: Position;
  readonly account: Account;
  readonly stop: Stop | undefined;
  readonly guard: Guard;
  /** What it comes to now: less than what was chosen when that has run out or is above the ceiling. */
  readonly mode: Guard['mode'];
  /** Why it is less; undefined when it is not. */
  readonly whyLess: string | undefined;
  readonly record: ShadowRecord;
  readonly live: Intent | undefined;
};

/** Whether anything may be sold at all, and why not. */
export type SellingState = {
  readonly kind: 'active' | 'halted';
  readonly whys: readonly {
    readonly by: 'environment' | 'file' | 'person' | 'restore' | 'account';
    readonly says: string;
  }[];
  readonly halt: Halt | undefined;
};

export type SellingDashboard = {
  readonly state: SellingState;
  readonly ceiling: Ceiling;
  readonly rows: readonly GuardRow[];
  /** Of each account, today. */
  readonly used: readonly {
    readonly account: Account;
    readonly orders: number;
    readonly mostOrders: number;
    readonly worth: number;
    readonly mostWorth: number | undefined;
    readonly currency: string;
  }[];
};

/** Everything about one decision, for its card and for the log. */
export type IntentView = {
  readonly intent: Intent;
  readonly position: Position;
  readonly account: Account;
  readonly guard: Guard | undefined;
  readonly stop: Stop | undefined;
  /** As they stood at the last attempt; empty before the first. */
  readonly gates: readonly Gate[];
  readonly gatesAt: Instant | undefined;
  readonly owner: UserId;
};
