import { scoreOf, type ScorePart } from './measures/score.ts';
import { parseRule } from './parse.ts';
import { MEASURE_TABLE, type MeasureTable } from './registry.ts';
import { spellSeries } from './spell.ts';

/** A chat's score as it was typed and understood. */
export type ScoreWish =
  | { readonly kind: 'score'; readonly parts: readonly ScorePart[]; readonly text: string }
  | { readonly kind: 'problem'; readonly why: string };

const MOST_PARTS = 8;
const MOST_WEIGHT = 10;
const PART = /^([+\-−]?)([a-z][a-z0-9_,.]*?)(?::(\d+(?:\.\d+)?))?$/i;

/** Reads `rsi14:2 roc20 -volz20:0.5`: measures with their weights, 1 when left out, turned round by a minus. */
export function parseScore(text: string): ScoreWish {
  const words = text.trim().split(/\s+/).filter(Boolean);
  if (words.length === 0) return problem('Name the measures, as in rsi14:2 roc20 -volz20.');
  if (words.length > MOST_PARTS) return problem(`A score has ${MOST_PARTS} measures at most.`);
  const parts: ScorePart[] = [];
  for (const word of words) {
    const part = readPart(word);
    if (typeof part === 'string') return problem(part);
    parts.push(part);
  }
  return { kind: 'score', parts, text: parts.map(spellPart).join(' ') };
}

/** The measures of a chat whose score is made of these words; of one that has chosen nothing without them. */
export function measuresWith(score: string | undefined): MeasureTable {
  if (score === undefined) return MEASURE_TABLE;
  const known = tables.get(score);
  if (known !== undefined) return known;
  const wish = parseScore(score);
  const own = wish.kind === 'score' ? scoreOf(wish.parts, score) : undefined;
  const table = own ? new Map([...MEASURE_TABLE, [own.name, own]]) : MEASURE_TABLE;
  if (tables.size >= MOST_TABLES) tables.clear();
  tables.set(score, table);
  return table;
}

// One for each mix of weights that any chat has, so that rules of one chat share their columns.
const tables = new Map<string, MeasureTable>();
const MOST_TABLES = 200;

function readPart(word: string): ScorePart | string {
  const [, sign = '', name = '', amount = '1'] = PART.exec(word) ?? [];
  if (name === '') return `I can’t read “${word}”. A part looks like rsi14:2 or -volz20.`;
  const weight = Number(amount);
  if (!(weight > 0 && weight <= MOST_WEIGHT))
    return `A weight is above 0 and at most ${MOST_WEIGHT}, not ${amount}.`;
  const parsed = parseRule(`X ${name} > 1`);
  const left =
    parsed.kind === 'rule' && 'left' in parsed.rule.condition && parsed.rule.condition.left;
  if (!left || left.kind !== 'series' || left.measure.name === 'score')
    return `“${name}” is no measure of bars. /help rule has all of them.`;
  const { measure, periods, output } = left;
  return { measure, periods, output, weight: sign === '' || sign === '+' ? weight : -weight };
}

function spellPart({ measure, periods, output, weight }: ScorePart): string {
  const timeframe = measure.timeframe ?? '1d';
  const name = spellSeries({ kind: 'series', measure, periods, output, timeframe, barsAgo: 0 });
  const size = Math.abs(weight);
  return `${weight < 0 ? '-' : ''}${name}${size === 1 ? '' : `:${size}`}`;
}

function problem(why: string): ScoreWish {
  return { kind: 'problem', why };
}
