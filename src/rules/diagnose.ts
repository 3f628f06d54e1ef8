import { EOF, type IRecognitionException, type IToken, type TokenType } from 'chevrotain';
import { EVENTS } from './events.ts';
import { MODIFIER_KEYS } from './modifier-keys.ts';
import { nearest } from './nearest.ts';
import { plainEnglish } from './phrases.ts';
import { rewritten, respelled, without, type Fault, type Span } from './problem.ts';
import type { MeasureTable } from './registry.ts';
import { knownMeasures } from './resolve-measure.ts';
import { tokenSpan } from './resolve-value.ts';
import * as t from './tokens.ts';

/** Where the grammar could not go on. */
export type Stuck = {
  readonly text: string;
  /** The target as written, and where the condition begins. */
  readonly target: string;
  readonly start: number;
  readonly tokens: readonly IToken[];
  readonly known: MeasureTable;
  readonly error: IRecognitionException;
};

type Place = Stuck & {
  readonly at: IToken;
  readonly before: IToken | undefined;
  readonly span: Span;
  readonly isAtEnd: boolean;
};

/** Says in a person's words why the grammar stopped, and guesses what was meant. */
export function diagnose(stuck: Stuck): Fault {
  const at = stuck.error.token;
  const isAtEnd = at.tokenType === EOF;
  const index = isAtEnd ? stuck.tokens.length : stuck.tokens.indexOf(at);
  const before = stuck.tokens[index - 1];
  const end = before ? t.endOf(before) : stuck.start;
  const span = isAtEnd ? { from: end, to: end + 1 } : tokenSpan(at);
  const place: Place = { ...stuck, at, before, span, isAtEnd };
  const fault =
    foreignOperator(place) ??
    brokenRange(place) ??
    unknownWord(place) ??
    bracket(place) ??
    (isAtEnd ? unfinished(place) : (loneValue(place) ?? unexpected(place)));
  return { ...fault, tries: [...fault.tries, ...asEnglish(stuck)] };
}

const FOREIGN: { readonly [op: string]: readonly string[] } = {
  '=>': ['>='],
  '=<': ['<='],
  '>>': ['>'],
  '<<': ['<'],
  '<>': ['x'],
  '!=': ['x'],
};

function foreignOperator({ tokens, text }: Place): Fault | undefined {
  const op = tokens.find(({ tokenType }) => tokenType === t.ForeignOp);
  if (!op) return undefined;
  const span = tokenSpan(op);
  const wishes = FOREIGN[op.image] ?? ['x', '>', '<'];
  const why = FOREIGN[op.image]
    ? `I don't know “${op.image}”.`
    : 'A price is rarely equal to a number for long. I can tell you when it crosses one.';
  return { ...span, why, tries: wishes.map((wish) => rewritten(text, span, ` ${wish} `)) };
}

function brokenRange({ tokens, at, span, text, error, isAtEnd }: Place): Fault | undefined {
  const index = isAtEnd ? tokens.length : tokens.indexOf(at);
  const opens = tokens
    .slice(Math.max(0, index - 3), index)
    .some(({ tokenType }) => tokenType === t.RangeOp || tokenType === t.Dots);
  if (!opens || !/comparison|unary|atom/.test(error.context.ruleStack.at(-1) ?? '')) {
    return undefined;
  }
  const tries = isAtEnd ? [] : [rewritten(text, span, '..')];
  return { ...span, why: 'A range has two numbers with dots between, as in 140..150.', tries };
}

/** Words that are no measure, of which the first is the one to explain. */
function unknownWord({ tokens, known, text, start }: Place): Fault | undefined {
  const word = tokens.find((token) => token.tokenType === t.MeasureToken && !isKnown(token, known));
  if (!word) return undefined;
  const span = tokenSpan(word);
  const image = word.image.toLowerCase();
  const key = MODIFIER_KEYS.get(image);
  if (key) {
    return { ...span, why: `“${image}” needs a colon, as in ${image}:….`, tries: [] };
  }
  const wordings = { word: image, known: [...known.keys(), ...OPERATOR_WORDS] };
  const near = nearest(image, wordings.known);
  const tries = respelled(text, span, wordings);
  const way = plainEnglish(image)[0] ?? image;
  if (way !== image && way !== '') {
    return { ...span, why: `I don't know “${word.image}”; I write it “${way}”.`, tries };
  }
  const line = text.slice(start).replaceAll(/\s+/g, ' ').trim();
  const isEnglish = plainEnglish(line)[0] !== line;
  const hint = isEnglish ? 'I compare with >, <, x (crosses), in and exits.' : knownMeasures(known);
  const why = `I don't know the word “${word.image}”.${near.length > 0 ? '' : ` ${hint}`}`;
  return { ...span, why, tries };
}

const OPERATOR_WORDS = ['crosses above', 'crosses below', 'crosses', 'exits', 'outside', 'since'];

function isKnown({ image }: IToken, known: MeasureTable): boolean {
  const word = image.toLowerCase().split(/[,.]/)[0] ?? '';
  return known.has(word) || known.has(word.replace(/\d+$/, '')) || EVENT_WORDS.has(word);
}

const EVENT_WORDS = new Set(EVENTS.flatMap(({ name, words }) => [name, ...words]));

function bracket({ tokens, at, span, text, isAtEnd }: Place): Fault | undefined {
  const count = (type: TokenType) => tokens.filter(({ tokenType }) => tokenType === type).length;
  const [open, close] = [count(t.Open), count(t.Close)];
  if (at.tokenType === t.Close && close > open) {
    const tries = [without(text, span)];
    return { ...span, why: 'This bracket closes nothing.', tries };
  }
  if (!isAtEnd || open <= close) return undefined;
  const last = tokens.findLast(({ tokenType }) => tokenType === t.Open);
  const where = last ? tokenSpan(last) : span;
  const closed = `${text.slice(0, span.from)}${')'.repeat(open - close)}${text.slice(span.from)}`;
  return { ...where, why: 'This bracket is never closed.', tries: [closed] };
}

const JOINTS: ReadonlySet<TokenType> = new Set([t.And, t.Or, t.Not, t.Comma]);

function unfinished(place: Place): Fault {
  const { before, error, span, text, target, tokens } = place;
  const add = (words: readonly string[]) =>
    words.map((word) => `${text.slice(0, span.from)} ${word}${text.slice(span.from)}`);
  const rule = error.context.ruleStack.at(-1) ?? '';
  if (rule === 'moveStart') {
    const why = `I have ${said(tokens.slice(-2))}, but not since when.`;
    return { ...span, why, tries: add(['1d', 'since now', '15m']) };
  }
  if (before && JOINTS.has(before.tokenType)) {
    const tries = [without(text, tokenSpan(before))];
    return { ...span, why: `Nothing comes after “${before.image}”.`, tries };
  }
  if (before?.tokenType === t.MeasureToken && rule === 'comparison') {
    const why = `I have ${target} and ${before.image}, but not what it should do.`;
    return { ...span, why, tries: examples(place) };
  }
  const subject = tokens.find(({ tokenType }) => tokenType === t.MeasureToken)?.image ?? 'price';
  const why = `I have ${target} and ${subject}, but not the level.`;
  return { ...span, why, tries: examples(place) };
}

/** A line that ends in an amount which nothing has compared with anything. */
function loneValue({ at, span, tokens, target, text, error }: Place): Fault | undefined {
  const isLast = at === tokens.at(-1) && at.tokenType === t.NumberToken;
  const isOpen = /^(?:term|plain|comparison)$/.test(error.context.ruleStack.at(-1) ?? '');
  if (!isLast || !isOpen) return undefined;
  const why = `I have ${target} and ${at.image}, but not which way.`;
  if (!at.image.endsWith('%')) return { ...span, why, tries: ways(text, span) };
  const signs = ['+', '-', '±'].map((sign) => rewritten(text, span, `${sign}${at.image} 1d`));
  return { ...span, why, tries: signs };
}

function unexpected(place: Place): Fault {
  const { at, before, span, text, tokens } = place;
  if (at.tokenType === t.Timeframe) return strayTimeframe(place);
  if (at.tokenType === t.NumberToken && before?.tokenType === t.MeasureToken) {
    const joinedWord = rewritten(text, { from: t.endOf(before), to: span.from }, '');
    // Another comparison follows, so this number is not the level.
    const isPeriod = tokens.at(-1) !== at && /^\d+$/.test(at.image);
    const why = isPeriod
      ? `The periods of a measure are part of its word, as in ${before.image}${at.image}.`
      : `I have ${before.image} and ${at.image}, but not which way.`;
    return { ...span, why, tries: isPeriod ? [joinedWord] : ways(text, span) };
  }
  const joined = ['and', 'or'].map(
    (joint) => `${text.slice(0, span.from)}${joint} ${text.slice(span.from)}`,
  );
  const cut = text.slice(0, before ? t.endOf(before) : span.from);
  const bare = tokens.length === 1 ? [] : [without(text, span), cut];
  return { ...span, why: `I did not expect “${at.image}” here.`, tries: [...joined, ...bare] };
}

function strayTimeframe({ at, span, text, tokens }: Place): Fault {
  const rest = without(text, span);
  const measures = tokens.filter((token, i) => {
    const next = tokens[i + 1]?.tokenType;
    return token.tokenType === t.MeasureToken && next !== t.Timeframe;
  });
  // From the end backwards, so that the places in front stay where they are.
  const moved = measures.reduceRight((line, token) => {
    const end = t.endOf(token);
    return end > span.from ? line : rewritten(line, { from: end, to: end }, at.image);
  }, rest);
  const example = measures[0]?.image ?? 'rsi14';
  const why = `A timeframe belongs to its measure, as in ${example}${at.image}.`;
  return { ...span, why, tries: [moved, rest] };
}

/** The line with each way to compare put before a number. */
function ways(text: string, { from }: Span): string[] {
  return ['>', '<', 'x'].map((op) => `${text.slice(0, from)}${op} ${text.slice(from)}`);
}

/** The examples of the measure that was named, and moves for a price, whose level nobody here can guess. */
function examples({ target, tokens, known }: Place): string[] {
  const name = tokens.find(({ tokenType }) => tokenType === t.MeasureToken)?.image.toLowerCase();
  const measure = known.get(name ?? 'price') ?? known.get((name ?? '').replace(/[\d,.].*$/, ''));
  const isPrice = measure === undefined || measure.name === 'price';
  const event = EVENTS.find((one) => one.name === name);
  const usual = isPrice ? ['+5% 1d', '-5% 1d', '±8% since now'] : measure.examples;
  const ideas = event?.examples ?? usual;
  return ideas.map((idea) => `${target} ${idea}`);
}

function said(tokens: readonly IToken[]): string {
  return tokens.map(({ image }) => image).join('');
}

function asEnglish({ text, start }: Stuck): string[] {
  return plainEnglish(text.slice(start)).map((condition) => `${text.slice(0, start)} ${condition}`);
}
