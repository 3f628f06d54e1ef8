import type { IToken } from 'chevrotain';

/** What was written, before any name or number in it has been understood. */
export type Syntax =
  | { readonly kind: 'and' | 'or'; readonly of: readonly Syntax[] }
  | { readonly kind: 'not'; readonly of: Syntax }
  | { readonly kind: 'at-least'; readonly count: IToken; readonly of: readonly Syntax[] }
  | CompareSyntax
  | RangeSyntax
  | MoveSyntax
  | EventSyntax;

export type EventSyntax = {
  readonly kind: 'event';
  readonly name: IToken;
  readonly word: IToken;
  readonly timeframe: IToken | undefined;
};

export type CompareSyntax = {
  readonly kind: 'compare';
  readonly left: ValueSyntax | undefined;
  readonly is: IToken | undefined;
  readonly op: IToken;
  readonly right: ValueSyntax;
};

export type RangeSyntax = {
  readonly kind: 'range';
  readonly left: ValueSyntax | undefined;
  readonly is: IToken | undefined;
  readonly op: IToken;
  readonly low: ValueSyntax;
  readonly high: ValueSyntax;
};

export type MoveSyntax = {
  readonly kind: 'move';
  readonly sign: IToken;
  readonly pct: IToken;
  readonly start:
    | { readonly kind: 'span'; readonly span: IToken }
    | { readonly kind: 'now' }
    | { readonly kind: 'measure'; readonly read: MeasureSyntax };
};

export type MeasureSyntax = {
  readonly kind: 'measure';
  readonly name: IToken;
  readonly timeframe: IToken | undefined;
  readonly barsAgo: IToken | undefined;
};

export type ValueSyntax =
  | { readonly kind: 'number'; readonly number: IToken }
  | MeasureSyntax
  | { readonly kind: 'sign'; readonly sign: IToken; readonly of: ValueSyntax }
  | {
      readonly kind: 'arithmetic';
      readonly op: IToken;
      readonly left: ValueSyntax;
      readonly right: ValueSyntax;
    };
