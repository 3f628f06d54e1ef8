import type { Severity } from '../core/alert.ts';
import type { Target } from '../core/target.ts';
import type { EventKind } from './event.ts';
import type { Distance, QuoteMeasure, SeriesRead } from './measure.ts';

/** A rule as understood. `text` is its canonical spelling: parsing it gives the same rule. */
export type Rule = {
  readonly target: Target;
  readonly condition: Condition;
  readonly modifiers: Modifiers;
  readonly text: string;
};

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'at-least'; readonly count: number; readonly of: readonly Condition[] }
  | Leaf;

/** One thing that is true, false or unknown by itself. */
export type Leaf = Comparison | Range | Move | Happening;

export type CompareOp = '>' | '<' | '>=' | '<=' | 'x' | 'x>' | 'x<';

export type Comparison = {
  readonly kind: 'compare';
  readonly left: Value;
  readonly op: CompareOp;
  readonly right: Value;
  /** Written with `is`: the state is asked for, not the moment it begins. */
  readonly level: boolean;
};

/** `in` and `outside` are states; `exits` was inside and now is not. Bounds belong to the range. */
export type Range = {
  readonly kind: 'range';
  readonly left: Value;
  readonly op: 'in' | 'outside' | 'exits';
  readonly low: number;
  readonly high: number;
  readonly level: boolean;
};

/** The price has gone `pct` percent (above 0) or more from where it was. */
export type Move = {
  readonly kind: 'move';
  readonly direction: 'up' | 'down' | 'either';
  readonly pct: number;
  readonly from: MoveStart;
};

/** Something with a name of its own that a series tells of: `td9 buy`. */
export type Happening = {
  readonly kind: 'event';
  readonly event: EventKind;
  /** One of the event's words, `buy`. */
  readonly args: string;
  readonly read: SeriesRead;
};

/** `close`: the previous official close. `reference`: the price stored with the rule when it was made. */
export type MoveStart =
  | { readonly kind: 'close' }
  | { readonly kind: 'reference' }
  | { readonly kind: 'ago'; readonly ms: number }
  | { readonly kind: 'measure'; readonly read: MeasureRead };

export type MeasureRead = QuoteRead | SeriesRead;

export type QuoteRead = { readonly kind: 'quote'; readonly measure: QuoteMeasure };

export type Value =
  | { readonly kind: 'number'; readonly value: number }
  | MeasureRead
  | {
      readonly kind: 'arithmetic';
      readonly op: '+' | '-' | '*' | '/';
      readonly left: Value;
      readonly right: Value;
    };

export type Every =
  /** Each quote as it comes. */
  | { readonly kind: 'quote' }
  /** Rings once, then the rule is done. */
  | { readonly kind: 'once' }
  | { readonly kind: 'close' }
  /** The bar still forming: provisional. */
  | { readonly kind: 'bar' }
  | { readonly kind: 'span'; readonly ms: number };

/** `own`: the comparisons have different defaults, and each keeps its own. */
export type Rearm = Distance | { readonly own: true };

export type HoldFor = { readonly count: number } | { readonly ms: number };

type Session = 'rth' | 'ext' | '24h';

export type Expiry =
  | { readonly kind: 'after'; readonly ms: number }
  /** The last day it is armed, `2026-12-31`. */
  | { readonly kind: 'on'; readonly isoDate: string }
  | { readonly kind: 'never' };

/** How a rule behaves around its condition, defaults filled in. */
export type Modifiers = {
  readonly every: Every;
  readonly cooldownMs: number;
  readonly rearm: Rearm;
  /** Must hold for so many judgements or so long. */
  readonly holdFor: HoldFor | undefined;
  /** Its parts may become true this many bars apart and still count as together. */
  readonly within: number | undefined;
  /** Rings again whenever it is this far beyond the last ring. */
  readonly worsen: Distance | undefined;
  /** The market's own when undefined. */
  readonly session: Session | undefined;
  readonly expiry: Expiry;
  readonly severity: Severity;
  /** Where to send; the chat's own table decides when empty. */
  readonly to: readonly string[];
  readonly note: string | undefined;
};
