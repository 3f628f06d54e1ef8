import type { Quote } from '../core/market.ts';
import type { ChatId } from '../core/people.ts';
import type { BarFault } from '../core/ports/bar-keeper.ts';
import { plus, type Instant } from '../core/time.ts';
import { readBacktest, type BacktestLine } from '../rules/backtest-line.ts';
import { sinceAt, spellStop } from '../rules/backtest-words.ts';
import { explainRule } from '../rules/explain.ts';
import { caretLines } from '../rules/problem.ts';
import type { Rule } from '../rules/rule.ts';
import { measuresWith } from '../rules/score.ts';
import {
  backtestWants,
  earliestOf,
  sidesOf,
  USUAL_SPAN_MS,
  type Side,
  type Sides,
} from './backtest-bars.ts';
import { studyOf, type Stretch, type Study, type Untried } from './backtest-study.ts';
import { tradingOf, type Trading } from './backtest-trade.ts';
import type { AppDeps } from './deps.ts';
import { readTickers, type Reading } from './reading.ts';
import { severalProblem, unknownTicker, type Draft } from './rule-draft.ts';
import { deskOf } from './rule-sight.ts';

export type BacktestAnswer =
  /** As for a rule that is typed; its repairs are whole lines for `/backtest`. */
  | Exclude<Draft, { kind: 'ready' }>
  /** There are no such bars so long ago. */
  | {
      readonly kind: 'too-far';
      readonly timeframe: Side['timeframe'];
      readonly earliest: Instant;
      readonly asked: string;
      readonly zone: string;
    }
  | BacktestReport;

export type BacktestReport = {
  readonly kind: 'report';
  readonly said: Said;
  /** Nobody said from when on. */
  readonly isUsualSpan: boolean;
  readonly isSeveral: boolean;
  readonly each: readonly (Study | Trading | Untried)[];
  /** Tickers of its list that were too many to try. */
  readonly left: number;
  /** From when on it was to be tried. */
  readonly since: Instant;
  readonly zone: string;
  /** The chat wants its pictures dark. */
  readonly isDark: boolean;
  readonly chat: ChatId;
  readonly now: Instant;
};

/** The line in words. */
type Said = {
  /** In its canonical spelling, but for when it begins. */
  readonly asked: string;
  readonly entry: SaidRule;
  readonly exit: SaidRule | undefined;
  /** `8%`, `trail 3atr`. */
  readonly stop: string | undefined;
  /** Percent of what a fill is worth; undefined when nothing is traded. */
  readonly costPct: number | undefined;
};

type SaidRule = { readonly text: string; readonly sentence: string };

export type BacktestDeps = Pick<
  AppDeps,
  'store' | 'market' | 'bars' | 'calendar' | 'clock' | 'defaultZone'
>;

/** More would keep a person waiting for longer than an answer may take. */
const MOST_TICKERS = 20;

/** Rules tried on bars of the past, as far back as these can be had. */
export function backtestApp(deps: BacktestDeps) {
  return {
    /** Tries what follows `/backtest `; the name of a rule of the chat may stand for its words. Awaits the provider. */
    run: (text: string, chat: ChatId): Promise<BacktestAnswer> =>
      run(deps, named(deps, text, chat), chat),
  };
}

/** The line with a rule's own words in the place of its name. */
function named({ store }: BacktestDeps, text: string, chat: ChatId): string {
  const [, code = '', rest = ''] = /^\s*(\w{4,8})(\s[\s\S]*)?$/.exec(text) ?? [];
  const rule = store.rules.byCode(chat, code.toUpperCase());
  return rule === undefined ? text : rule.text + rest;
}

async function run(deps: BacktestDeps, text: string, chat: ChatId): Promise<BacktestAnswer> {
  const { store, clock, defaultZone } = deps;
  const about = store.chats.get(chat);
  const read = readBacktest(text, measuresWith(about?.score));
  if (read.kind === 'problem')
    return { ...read.problem, kind: 'problem', lines: caretLines(read.problem) };
  const { line } = read;
  const several = severalLine(deps, line, chat) ?? unseen(line);
  if (several !== undefined) return several;
  const now = clock();
  const zone = about?.zone ?? defaultZone;
  const sides = sidesOf(line, now);
  const short = sides.find(({ timeframe }) => isTooFar(line, earliestOf(timeframe, now)));
  if (short !== undefined) {
    const { timeframe } = short;
    const earliest = earliestOf(timeframe, now);
    return { kind: 'too-far', timeframe, earliest, asked: line.asked, zone };
  }
  const { target } = line.entry;
  const tickers = store.targets.tickersOf({ target, place: { chat, thread: undefined } });
  const found = await readTickers(deps, tickers.slice(0, MOST_TICKERS));
  const [only] = found;
  if (target.kind === 'ticker' && only?.kind === 'unknown') return unknownLine(line, only);
  const since = startOf(line, sides, now);
  const each = await tryAll(deps, found, { line, sides, stretch: { since, until: now } });
  const left = Math.max(0, tickers.length - MOST_TICKERS);
  return {
    kind: 'report',
    said: inWords(line),
    isUsualSpan: line.since === undefined,
    isSeveral: target.kind !== 'ticker',
    each,
    left,
    since,
    zone,
    isDark: about?.chartTheme === 'dark',
    chat,
    now,
  };
}

function inWords({ asked, entry, trade }: BacktestLine): Said {
  const said = (rule: Rule): SaidRule => ({
    text: rule.text,
    sentence: explainRule(rule).sentence,
  });
  return {
    asked,
    entry: said(entry),
    exit: trade?.exit && said(trade.exit),
    stop: trade?.stop && spellStop(trade.stop),
    costPct: trade?.costPct,
  };
}

function isTooFar({ since }: BacktestLine, earliest: Instant): boolean {
  return since?.kind === 'on' && since.at < earliest;
}

/** From when on it is tried; as far back as the bars of each side go where more was not asked for in so many words. */
function startOf({ since }: BacktestLine, sides: Sides, now: Instant): Instant {
  const wanted = since ? sinceAt(since, now) : plus(now, -USUAL_SPAN_MS);
  const reaches = sides.map(({ timeframe }) => earliestOf(timeframe, now));
  return reaches.reduce((latest, one) => (one > latest ? one : latest), wanted);
}

type Wish = {
  readonly line: BacktestLine;
  readonly sides: Sides;
  readonly stretch: Stretch;
};

async function tryAll(
  deps: BacktestDeps,
  found: readonly Reading[],
  wish: Wish,
): Promise<BacktestReport['each']> {
  const { store, bars, calendar, clock } = deps;
  const now = clock();
  const quoteOf = (reading: Reading): Quote | undefined =>
    reading.kind === 'unknown'
      ? undefined
      : (reading.quote ?? store.quotes.get(reading.ticker)?.quote);
  const faults = await bars.topUp(
    found.flatMap((reading) => {
      const market = quoteOf(reading)?.instrument.market;
      if (market === undefined) return [];
      const about = { ticker: reading.ticker, market };
      const { since } = wish.stretch;
      return wish.sides.flatMap((side) => backtestWants(side, about, { since, now, calendar }));
    }),
  );
  const each: BacktestReport['each'][number][] = [];
  for (const reading of found) {
    const { ticker } = reading;
    const quote = quoteOf(reading);
    if (quote) each.push(explained(tryOn(deps, quote, wish), faults));
    else {
      const why = 'why' in reading ? reading.why : 'the price source does not know it';
      each.push({ kind: 'untried', ticker, why });
    }
    // A long list must not keep everybody else waiting.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return each;
}

/** Tries a line on one ticker, on the bars that are kept. Asks nobody. */
export function tryOn(
  deps: Pick<BacktestDeps, 'bars'>,
  quote: Quote,
  { line, sides, stretch }: Wish,
): Study | Trading | Untried {
  const desk = deskOf(deps, quote.ticker);
  const [entry, exit] = sides.map((side) => ({ ...side, desk, quote }));
  if (entry === undefined)
    return { kind: 'untried', ticker: quote.ticker, why: 'nothing is asked' };
  const { trade } = line;
  if (trade === undefined) return studyOf(entry, stretch);
  return tradingOf({ entry, exit, stop: trade.stop, costPct: trade.costPct }, stretch);
}

/** What could not be tried for want of bars, with why these could not be had. */
function explained(
  one: Study | Trading | Untried,
  faults: readonly BarFault[],
): Study | Trading | Untried {
  const fault = faults.find(({ ticker }) => ticker === one.ticker);
  return one.kind === 'untried' && fault ? { ...one, why: `${one.why} (${fault.why})` } : one;
}

/** A list that is not there, with the whole line on those that are. */
function severalLine(deps: BacktestDeps, line: BacktestLine, chat: ChatId) {
  const problem = severalProblem(deps, line.entry, chat);
  if (problem?.kind !== 'problem') return undefined;
  const rest = line.asked.slice(line.entry.text.length);
  return { ...problem, repairs: problem.repairs.map((text) => text + rest) };
}

function unknownLine(line: BacktestLine, only: Extract<Reading, { kind: 'unknown' }>) {
  const unknown = unknownTicker(line.entry, only.suggestions, only.ticker);
  const rest = line.asked.slice(line.entry.text.length);
  const tries = unknown.tries.map((one) => ({ ...one, text: one.text + rest }));
  return { ...unknown, tries };
}

/** What is read and cannot be tried, as it could not be kept as a rule either. */
function unseen({ entry, trade }: BacktestLine): Extract<Draft, { kind: 'problem' }> | undefined {
  const rules = [entry, ...(trade?.exit ? [trade.exit] : [])];
  if (!rules.some(({ modifiers }) => modifiers.session === 'ext')) return undefined;
  const why = 'I see prices of regular hours only for now.';
  return { kind: 'problem', lines: undefined, why, repairs: [] };
}
