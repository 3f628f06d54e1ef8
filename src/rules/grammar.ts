import {
  EmbeddedActionsParser,
  type IRecognitionException,
  type IToken,
  type ParserMethod,
} from 'chevrotain';
import { opensCondition, startsEvent, startsMove, type Ahead } from './look-ahead.ts';
import type { MeasureSyntax, MoveSyntax, Syntax, ValueSyntax } from './syntax.ts';
import * as t from './tokens.ts';

export type GrammarResult =
  | { readonly kind: 'read'; readonly syntax: Syntax }
  | { readonly kind: 'stuck'; readonly error: IRecognitionException };

/** Reads tokens as a condition. Reentrant use is impossible: one parser serves all, one line at a time. */
export function readCondition(tokens: IToken[]): GrammarResult {
  parser ??= new RuleParser({ isChecked: false });
  parser.input = tokens;
  const syntax = parser.condition();
  const [error] = parser.errors;
  return error === undefined ? { kind: 'read', syntax } : { kind: 'stuck', error };
}

// Built at the first rule, like the lexer.
let parser: RuleParser | undefined;

/** The grammar itself. `isChecked` lets a test ask the library whether it is sound, which costs too much at every start. */
export class RuleParser extends EmbeddedActionsParser {
  private readonly ahead: Ahead = (i) => this.LA(i);

  readonly condition: ParserMethod<[], Syntax> = this.RULE('condition', (): Syntax => {
    const of = [this.SUBRULE(this.conjunction)];
    this.MANY(() => {
      this.CONSUME(t.Or);
      of.push(this.SUBRULE1(this.conjunction));
    });
    return joined('or', of);
  });

  readonly conjunction: ParserMethod<[], Syntax> = this.RULE('conjunction', (): Syntax => {
    const of = [this.SUBRULE(this.term)];
    this.MANY(() => {
      this.CONSUME(t.And);
      of.push(this.SUBRULE1(this.term));
    });
    return joined('and', of);
  });

  readonly term: ParserMethod<[], Syntax> = this.RULE('term', (): Syntax => {
    const not = this.OPTION(() => this.CONSUME(t.Not));
    const of = this.OR({
      // An event and a measure begin alike; only the gate can tell, and it looks further.
      MAX_LOOKAHEAD: 1,
      DEF: [
        { GATE: () => startsEvent(this.ahead), ALT: () => this.SUBRULE(this.event) },
        { ALT: () => this.SUBRULE(this.plain), IGNORE_AMBIGUITIES: true },
      ],
    });
    return not ? { kind: 'not', of } : of;
  });

  readonly plain: ParserMethod<[], Syntax> = this.RULE('plain', () =>
    this.OR([
      { GATE: () => opensCondition(this.ahead), ALT: () => this.SUBRULE(this.nested) },
      { GATE: () => this.LA(2).tokenType === t.Of, ALT: () => this.SUBRULE(this.atLeast) },
      { GATE: () => startsMove(this.ahead), ALT: () => this.SUBRULE(this.move) },
      { ALT: () => this.SUBRULE(this.comparison), IGNORE_AMBIGUITIES: true },
    ]),
  );

  readonly nested: ParserMethod<[], Syntax> = this.RULE('nested', (): Syntax => {
    this.CONSUME(t.Open);
    const inner = this.SUBRULE(this.condition);
    this.CONSUME(t.Close);
    return inner;
  });

  readonly atLeast: ParserMethod<[], Syntax> = this.RULE('atLeast', (): Syntax => {
    const of: Syntax[] = [];
    const count = this.CONSUME(t.NumberToken);
    this.CONSUME(t.Of);
    this.CONSUME(t.Open);
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => of.push(this.SUBRULE(this.condition)),
    });
    this.CONSUME(t.Close);
    return { kind: 'at-least', count, of };
  });

  readonly move: ParserMethod<[], Syntax> = this.RULE('move', (): Syntax => {
    const sign = this.OR([
      { ALT: () => this.CONSUME(t.Plus) },
      { ALT: () => this.CONSUME(t.Minus) },
      { ALT: () => this.CONSUME(t.PlusMinus) },
    ]);
    const pct = this.CONSUME(t.NumberToken);
    const start = this.SUBRULE(this.moveStart);
    return { kind: 'move', sign, pct, start };
  });

  readonly moveStart: ParserMethod<[], MoveSyntax['start']> = this.RULE(
    'moveStart',
    (): MoveSyntax['start'] =>
      this.OR([
        { ALT: (): MoveSyntax['start'] => ({ kind: 'span', span: this.CONSUME1(t.NumberToken) }) },
        {
          ALT: (): MoveSyntax['start'] => {
            this.CONSUME(t.Since);
            this.CONSUME(t.Now);
            return { kind: 'now' };
          },
        },
        {
          ALT: (): MoveSyntax['start'] => {
            this.CONSUME(t.From);
            return { kind: 'measure', read: this.SUBRULE(this.measure) };
          },
        },
      ]),
  );

  readonly event: ParserMethod<[], Syntax> = this.RULE('event', (): Syntax => {
    const name = this.CONSUME(t.MeasureToken);
    const word = this.CONSUME1(t.MeasureToken);
    const timeframe = this.OPTION(() => this.CONSUME(t.Timeframe));
    return { kind: 'event', name, word, timeframe };
  });

  readonly comparison: ParserMethod<[], Syntax> = this.RULE('comparison', (): Syntax => {
    const left = this.OPTION(() => this.SUBRULE(this.value));
    const is = this.OPTION1(() => this.CONSUME(t.Is));
    return this.OR([
      {
        ALT: (): Syntax => {
          const op = this.CONSUME(t.CompareOpToken);
          return { kind: 'compare', left, is, op, right: this.SUBRULE1(this.value) };
        },
      },
      {
        ALT: (): Syntax => {
          const op = this.CONSUME(t.RangeOp);
          const low = this.SUBRULE(this.unary);
          this.CONSUME(t.Dots);
          return { kind: 'range', left, is, op, low, high: this.SUBRULE1(this.unary) };
        },
      },
    ]);
  });

  readonly value: ParserMethod<[], ValueSyntax> = this.RULE('value', (): ValueSyntax => {
    let left = this.SUBRULE(this.product);
    this.MANY(() => {
      const op = this.OR([
        { ALT: () => this.CONSUME(t.Plus) },
        { ALT: () => this.CONSUME(t.Minus) },
      ]);
      left = { kind: 'arithmetic', op, left, right: this.SUBRULE1(this.product) };
    });
    return left;
  });

  readonly product: ParserMethod<[], ValueSyntax> = this.RULE('product', (): ValueSyntax => {
    let left = this.SUBRULE(this.unary);
    this.MANY(() => {
      const op = this.OR([
        { ALT: () => this.CONSUME(t.Times) },
        { ALT: () => this.CONSUME(t.Divide) },
      ]);
      left = { kind: 'arithmetic', op, left, right: this.SUBRULE1(this.unary) };
    });
    return left;
  });

  readonly unary: ParserMethod<[], ValueSyntax> = this.RULE('unary', (): ValueSyntax => {
    const sign = this.OPTION(() =>
      this.OR([{ ALT: () => this.CONSUME(t.Plus) }, { ALT: () => this.CONSUME(t.Minus) }]),
    );
    const of = this.SUBRULE(this.atom);
    return sign ? { kind: 'sign', sign, of } : of;
  });

  readonly atom: ParserMethod<[], ValueSyntax> = this.RULE('atom', (): ValueSyntax =>
    this.OR([
      { ALT: (): ValueSyntax => ({ kind: 'number', number: this.CONSUME(t.NumberToken) }) },
      { ALT: () => this.SUBRULE(this.measure) },
      {
        ALT: () => {
          this.CONSUME(t.Open);
          const inner = this.SUBRULE(this.value);
          this.CONSUME(t.Close);
          return inner;
        },
      },
    ]),
  );

  readonly measure: ParserMethod<[], MeasureSyntax> = this.RULE('measure', (): MeasureSyntax => {
    const name = this.CONSUME(t.MeasureToken);
    const timeframe = this.OPTION(() => this.CONSUME(t.Timeframe));
    const barsAgo = this.OPTION1(() => this.CONSUME(t.BarsAgo));
    return { kind: 'measure', name, timeframe, barsAgo };
  });

  constructor({ isChecked }: { isChecked: boolean }) {
    super(t.TOKENS, { recoveryEnabled: false, maxLookahead: 2, skipValidations: !isChecked });
    this.performSelfAnalysis();
  }
}

function joined(kind: 'and' | 'or', of: readonly Syntax[]): Syntax {
  const [only] = of;
  return of.length === 1 && only ? only : { kind, of };
}
