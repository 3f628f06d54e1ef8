import { spellTarget } from '../core/target.ts';
import { splitLine, type Key, type Parts } from './backtest-parts.ts';
import {
  readCost,
  readSince,
  readStop,
  spellSince,
  spellStop,
  USUAL_COST_PCT,
  type Since,
  type StopWish,
} from './backtest-words.ts';
import { parseRule } from './parse.ts';
import type { RuleProblem, Span } from './problem.ts';
import { MEASURE_TABLE, type MeasureTable } from './registry.ts';
import type { Rule } from './rule.ts';

/** What is to be tried on the past. */
export type BacktestLine = {
  /** The whole wish in its canonical spelling but for when it begins. */
  readonly asked: string;
  readonly entry: Rule;
  /** How positions are left; undefined when only the firings are looked at. */
  readonly trade: TradeWish | undefined;
  readonly since: Since | undefined;
};

/** Left by a condition, a stop, or whichever comes first. */
type TradeWish = {
  readonly exit: Rule | undefined;
  readonly stop: StopWish | undefined;
  /** Of what a fill is worth, each way. */
  readonly costPct: number;
};

export type BacktestRead =
  | { readonly kind: 'line'; readonly line: BacktestLine }
  /** Its repairs are whole lines. */
  | { readonly kind: 'problem'; readonly problem: RuleProblem };

/**
 * Reads what follows `/backtest `: a rule, then if wished `exit` and another condition of the same ticker, `stop 8%`,
 * `cost:0.05%` and `since 2020`. Never throws, whatever the text.
 *
 * @param known the measures that it may name; all of them unless told
 */
export function readBacktest(typed: string, known: MeasureTable = MEASURE_TABLE): BacktestRead {
  const text = typed.toWellFormed().replaceAll(/[\s\p{Cc}]/gu, ' ');
  const parts = splitLine(text);
  const entryText = parts.entry?.text ?? '';
  const entry = parseRule(entryText, known);
  if (entry.kind === 'problem')
    return wrong(text, { ...entry.problem, parts, key: 'entry', at: parts.entry?.from ?? 0 });
  const since = parts.since && readSince(parts.since.text);
  if (parts.since && since === undefined) return unreadable(text, parts, 'since');
  const cost = parts.cost && readCost(parts.cost.text);
  if (parts.cost && cost === undefined) return unreadable(text, parts, 'cost');
  const stop = parts.stop && readStop(parts.stop.text);
  if (parts.stop && stop === undefined) return unreadable(text, parts, 'stop');
  const exit =
    parts.exit && readExit(text, parts, { target: spellTarget(entry.rule.target), known });
  if (exit?.kind === 'problem') return exit;
  const isTrade = exit !== undefined || stop !== undefined;
  const trade: TradeWish | undefined = isTrade
    ? { exit: exit?.rule, stop, costPct: cost ?? USUAL_COST_PCT }
    : undefined;
  const line = { entry: entry.rule, trade, since };
  return { kind: 'line', line: { ...line, asked: spell(line) } };
}

/** The line again, from another moment on. */
export function spellBacktest(asked: string, since: Since | undefined): string {
  return since === undefined ? asked : `${asked} since ${spellSince(since)}`;
}

/** Only what follows the target, since both sides are about the same one. */
export function withoutTarget({ target, text }: Rule): string {
  return text.slice(spellTarget(target).length).trim();
}

function spell({ entry, trade }: Pick<BacktestLine, 'entry' | 'trade'>): string {
  const { exit, stop, costPct = USUAL_COST_PCT } = trade ?? {};
  return [
    entry.text,
    ...(exit ? [`exit ${withoutTarget(exit)}`] : []),
    ...(stop ? [`stop ${spellStop(stop)}`] : []),
    ...(costPct === USUAL_COST_PCT ? [] : [`cost:${costPct}%`]),
  ].join(' ');
}

type Exit =
  | { readonly kind: 'rule'; readonly rule: Rule }
  | Extract<BacktestRead, { kind: 'problem' }>;

function readExit(
  text: string,
  parts: Parts,
  { target, known }: { target: string; known: MeasureTable },
): Exit {
  const { exit } = parts;
  if (exit === undefined || exit.text === '') return unreadable(text, parts, 'exit');
  const [first = ''] = exit.text.split(' ', 1);
  const repeats = first.toLowerCase() === target.toLowerCase() ? first.length + 1 : 0;
  const parsed = parseRule(`${target} ${exit.text.slice(repeats)}`, known);
  if (parsed.kind === 'rule') return parsed;
  const shift = exit.from + repeats - target.length - 1;
  return wrong(text, { ...parsed.problem, parts, key: 'exit', at: shift, target });
}

type Wrong = RuleProblem & {
  readonly parts: Parts;
  readonly key: 'entry' | 'exit';
  /** Where the part's first column stands in the whole line. */
  readonly at: number;
  readonly target?: string;
};

/** A side's problem, shown in the whole line, with repairs of the whole line. */
function wrong(text: string, { parts, key, at, target = '', ...problem }: Wrong) {
  const earliest = parts[key]?.from ?? 0;
  const from = Math.max(earliest, problem.from + at);
  const to = Math.max(from + 1, problem.to + at);
  const repairs = problem.repairs.map((repair) =>
    respelled(parts, key, key === 'exit' ? repair.slice(target.length).trim() : repair),
  );
  return shown(text, { from, to }, { why: problem.why, repairs });
}

const TAKES = {
  exit: {
    why: '“exit” takes a condition of the same ticker.',
    offers: ['price x< sma20', 'rsi14 x> 70'],
  },
  stop: {
    why: '“stop” takes a distance: 8%, 3atr, 2N (average true ranges of 14 and 20 bars), or trail 10%.',
    offers: ['8%', '3atr', 'trail 10%'],
  },
  since: {
    why: '“since” takes a year, a date such as 2018-01-31, a span such as 5y or 90d, or max.',
    offers: ['2020', '5y', 'max'],
  },
  cost: {
    why: '“cost:” takes percent of what a fill is worth, such as cost:0.05%, up to 5%.',
    offers: ['0.05%', '0.1%', '0%'],
  },
} as const;

function unreadable(text: string, parts: Parts, key: Exclude<Key, 'entry'>) {
  const { from, to } = parts[key] ?? { from: 0, to: text.length };
  const { why, offers } = TAKES[key];
  return shown(
    text,
    { from, to },
    { why, repairs: offers.map((one) => respelled(parts, key, one)) },
  );
}

/** The whole line with one part said anew. */
function respelled(parts: Parts, key: Key, said: string): string {
  const now = (one: Key) => (one === key ? said : parts[one]?.text);
  const after = (word: string, one: Key) => {
    const value = now(one);
    return value === undefined ? [] : [`${word}${value}`];
  };
  return [
    now('entry') ?? '',
    ...after('exit ', 'exit'),
    ...after('stop ', 'stop'),
    ...after('cost:', 'cost'),
    ...after('since ', 'since'),
  ].join(' ');
}

/** Only repairs that can be read are offered. */
function shown(
  text: string,
  { from, to }: Span,
  { why, repairs }: Pick<RuleProblem, 'why' | 'repairs'>,
) {
  const read = text.trimEnd();
  const start = Math.min(from, read.length);
  const problem: RuleProblem = {
    read,
    from: start,
    to: Math.max(start + 1, Math.min(to, read.length)),
    why,
    repairs: [...new Set(repairs)].filter((one) => readBacktest(one).kind === 'line'),
  };
  return { kind: 'problem', problem } as const;
}
