import { parseTicker, type Ticker } from '../core/ticker.ts';
import { isTimeframe, TIMEFRAMES, type Timeframe } from '../core/timeframe.ts';
import { barColumn } from '../rules/drawing.ts';
import type { SeriesRead } from '../rules/measure.ts';
import { nearest } from '../rules/nearest.ts';
import { caretLines, listed } from '../rules/problem.ts';
import { onTimeframe, readMeasure } from '../rules/read-measure.ts';
import type { MeasureTable } from '../rules/registry.ts';
import { spellSeries } from '../rules/spell.ts';

/** What follows `/chart`, as understood: `NVDA 1h sma50 rsi levels`. */
export type ChartAsk =
  | {
      readonly kind: 'chart';
      readonly ticker: Ticker;
      /** The chat's usual when undefined. */
      readonly timeframe: Timeframe | undefined;
      /** What shall be drawn beside the price, as typed, each once. */
      readonly words: readonly string[];
      readonly isDark: boolean | undefined;
    }
  | { readonly kind: 'not-a-ticker'; readonly typed: string }
  | {
      readonly kind: 'bad-word';
      /** The line as read, and the carets beneath. */
      readonly lines: readonly [string, string];
      readonly why: string;
      /** The same line with a word that works in its place. */
      readonly repairs: readonly { readonly word: string; readonly args: string }[];
    };

/** What words other than the ticker and the timeframe come to. */
export type ChartContent = { readonly measures: readonly string[]; readonly hasLevels: boolean };

const LEVELS: ReadonlySet<string> = new Set(['levels', 'level', 'sr', 'support', 'resistance']);
/** Always there. */
const GIVEN: ReadonlySet<string> = new Set(['price', 'vol', 'volume', 'candles', 'bars']);
const THEMES: Readonly<Record<string, boolean>> = { dark: true, light: false };
const KNOWN = ['levels', 'dark', 'light', 'volume'];
const MOST_WORDS = 6;
const MOST_REPAIRS = 3;

/** Reads what was typed; asks nobody. */
export function readChart(args: string, measures: MeasureTable): ChartAsk {
  // Commas belong to measures: bb20,2.
  const [first = '', ...rest] = args.split(/\s+/).filter((word) => word !== '');
  const ticker = parseTicker(first);
  if (ticker === undefined) return { kind: 'not-a-ticker', typed: first };
  let timeframe: Timeframe | undefined;
  let isDark: boolean | undefined;
  const words = new Set<string>();
  for (const typed of rest) {
    const word = typed.toLowerCase();
    const frame = word.replace(/^@/, '');
    if (isTimeframe(frame)) timeframe = frame;
    else if (Object.hasOwn(THEMES, word)) isDark = THEMES[word];
    else if (GIVEN.has(word)) continue;
    else {
      const fault = LEVELS.has(word) ? undefined : faultOf(word, measures);
      if (fault !== undefined) return badWord([first, ...rest], typed, fault);
      words.add(LEVELS.has(word) ? 'levels' : canonical(word, measures));
    }
  }
  if (words.size > MOST_WORDS) {
    const why = `${MOST_WORDS} lines are as many as one picture can tell apart.`;
    return badWord([first, ...rest], [...words][MOST_WORDS] ?? '', { why, near: [] });
  }
  return { kind: 'chart', ticker, timeframe, words: [...words], isDark };
}

/** The measures of a chart's words, on its bars unless they name others. Words that mean nothing any more are left out. */
export function contentOf(
  words: readonly string[],
  timeframe: Timeframe,
  known: MeasureTable,
): ChartContent {
  const measures = words.flatMap((word) => {
    const found = readMeasure(word, known);
    if (found.kind === 'problem' || found.read.kind === 'quote') return [];
    const { read, hasTimeframe } = found;
    return [spellSeries(hasTimeframe ? read : onTimeframe(read, timeframe))];
  });
  return { measures, hasLevels: words.includes('levels') };
}

/** As the picture names it, so that one measure typed in two ways is one. */
function canonical(word: string, known: MeasureTable): string {
  const found = readMeasure(word, known);
  if (found.kind === 'problem' || found.read.kind === 'quote') return word;
  const { read, hasTimeframe } = found;
  const plain = spellSeries({ ...read, timeframe: read.measure.timeframe ?? '1d' });
  return hasTimeframe ? `${plain}@${read.timeframe}` : plain;
}

type WordFault = { readonly why: string; readonly near: readonly string[] };

function faultOf(word: string, known: MeasureTable): WordFault | undefined {
  const found = readMeasure(word, known);
  if (found.kind === 'read')
    return found.read.kind === 'series' ? seriesFault(found.read) : quoteFault(word);
  const near = [...nearest(word, [...KNOWN, ...TIMEFRAMES]), ...found.near];
  return { why: found.why, near };
}

function seriesFault(read: SeriesRead): WordFault | undefined {
  if (barColumn(read) === undefined) return undefined;
  return { why: 'The candles show that already.', near: [] };
}

function quoteFault(word: string): WordFault {
  const near = ['sma50', 'rsi14', 'levels'];
  return { why: `${word} is one number, not a line. A chart takes ${listed(near, 'or')}.`, near };
}

function badWord(all: readonly string[], typed: string, { why, near }: WordFault): ChartAsk {
  const at = all.findIndex((word, n) => n > 0 && word.toLowerCase() === typed.toLowerCase());
  const head = `/chart ${all.slice(0, at).join(' ')} `;
  const read = head + all.slice(at).join(' ');
  const problem = { read, from: head.length, to: head.length + typed.length, why, repairs: [] };
  const repairs = [...new Set(near)].slice(0, MOST_REPAIRS).map((word) => ({
    word,
    args: all.map((one, n) => (n === at ? word : one)).join(' '),
  }));
  return { kind: 'bad-word', lines: caretLines(problem), why, repairs };
}
