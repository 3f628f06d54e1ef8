import { createToken, Lexer, type IToken, type TokenType } from 'chevrotain';

/** `key:value`, whose value may be quoted. An unclosed quote runs to the end, to be pointed at. */
const ModifierToken = token(
  'Modifier',
  /[a-z]+\s*:\s*(?:"[^"]*"?|[“”][^”"]*[”"]?|'[^']*'?|‘[^’]*’?|(?:[^\s"“]|"[^"]*"?)*)/i,
);
export const And = token('And', /(?:and(?!\w)|&&?)/i);
export const Or = token('Or', /(?:or(?!\w)|\|\|?)/i);
export const Not = token('Not', /not(?!\w)/i);
export const Of = token('Of', /of(?!\w)/i);
export const Is = token('Is', /is(?![a-z_])/i);
export const Since = token('Since', /since(?!\w)/i);
export const Now = token('Now', /now(?!\w)/i);
export const From = token('From', /from(?!\w)/i);
export const RangeOp = token('RangeOp', /(?:inside|outside|exits?|in)(?![a-z_])/i);
/** Comparisons that people write and this language does not have; each has its repair. */
export const ForeignOp = token('ForeignOp', /(?:=[=<>]*|!=|<>|><|>>+|<<+)/);
export const CompareOpToken = token(
  'CompareOp',
  /(?:>=|<=|≥|≤|>|<|x\s*[<>]|x(?![a-z_])|cross(?:es)?(?:\s+(?:above|over|up|below|under|down))?(?!\w))/i,
);
export const Dots = token('Dots', /(?:\.\.\.?|…)/);
export const NumberToken = token(
  'Number',
  /\$?(?:\d+(?:[.,]\d+)*|\.\d+)(?:e[+-]?\d+)?(?:\s?%|[a-z]+)?/i,
);
/** `rsi14`, `bb20,2.lower`: name, periods and output are one word, so that a comma in a list stays a comma. */
export const MeasureToken = token(
  'Measure',
  /[a-z][a-z0-9_]*(?:,\d+(?:\.\d+)?)*(?:\.[a-z][a-z0-9]*)?/i,
);
export const Timeframe = token('Timeframe', /@\s?[a-z0-9]*/i);
export const BarsAgo = token('BarsAgo', /\[[^\]]*\]?/);
export const PlusMinus = token('PlusMinus', /(?:±|\+\/-)/);
export const Plus = token('Plus', /\+/);
export const Minus = token('Minus', /[-−–]/);
export const Times = token('Times', /[*×]/);
export const Divide = token('Divide', /[/÷]/);
export const Open = token('Open', /\(/);
export const Close = token('Close', /\)/);
export const Comma = token('Comma', /,/);
const Space = createToken({ name: 'Space', pattern: /\s+/, group: Lexer.SKIPPED });

/** In the order they are tried: what begins alike stands longest first. */
export const TOKENS: TokenType[] = [
  Space,
  ModifierToken,
  And,
  Or,
  Not,
  Of,
  Is,
  Since,
  Now,
  From,
  RangeOp,
  ForeignOp,
  CompareOpToken,
  Dots,
  NumberToken,
  MeasureToken,
  Timeframe,
  BarsAgo,
  PlusMinus,
  Plus,
  Minus,
  Times,
  Divide,
  Open,
  Close,
  Comma,
];

export type Scan = {
  /** What the grammar reads. */
  readonly tokens: IToken[];
  /** Modifiers may stand anywhere after the target; the grammar never sees them. */
  readonly modifiers: readonly IToken[];
  /** The first stretch that is no token at all. */
  readonly unreadable: { readonly from: number; readonly to: number } | undefined;
};

/** Cuts a condition and its modifiers into tokens; offsets count from the start of `text`. */
export function scan(text: string): Scan {
  lexer ??= new Lexer(TOKENS, { positionTracking: 'onlyOffset', ensureOptimizations: true });
  const { tokens: all, errors } = lexer.tokenize(text);
  const tokens: IToken[] = [];
  const modifiers: IToken[] = [];
  for (const one of all) (one.tokenType === ModifierToken ? modifiers : tokens).push(one);
  const [error] = errors;
  const unreadable = error && { from: error.offset, to: error.offset + error.length };
  return { tokens, modifiers, unreadable };
}

/** The column after a token's last character. */
export function endOf(token: IToken): number {
  return token.startOffset + token.image.length;
}

// Built at the first rule: a program without rules does not pay for it.
let lexer: Lexer | undefined;

function token(name: string, pattern: RegExp): TokenType {
  return createToken({ name, pattern });
}
