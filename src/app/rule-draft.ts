import type { Instrument } from '../core/market.ts';
import type { Settled } from '../core/destination.ts';
import type { ChatId, Place } from '../core/people.ts';
import type { Ticker } from '../core/ticker.ts';
import { plus, type Instant } from '../core/time.ts';
import { fromZoned } from '../core/zone.ts';
import { compileRule } from '../rules/compile.ts';
import { caretLines } from '../rules/problem.ts';
import { measuresWith } from '../rules/score.ts';
import { parseRule } from '../rules/parse.ts';
import type { Expiry, Rule } from '../rules/rule.ts';
import type { AppDeps } from './deps.ts';
import type { BarFault } from '../core/ports/bar-keeper.ts';
import { readTickers, type Reading, type ReadingDeps } from './reading.ts';
import { settleDestinations, type Asker, type SettleDeps } from './rule-destinations.ts';
import { wantsFor } from './rule-wants.ts';

/** What came of a typed rule before anything is changed. */
export type Draft =
  | {
      readonly kind: 'problem';
      /** The text as read and the carets beneath; absent when the text is fine and only cannot be had. */
      readonly lines: readonly [string, string] | undefined;
      readonly why: string;
      /** Whole rules that would work, in their canonical text. */
      readonly repairs: readonly string[];
    }
  | {
      readonly kind: 'unknown-ticker';
      readonly ticker: Ticker;
      readonly tries: readonly { readonly instrument: Instrument; readonly text: string }[];
    }
  | ReadyDraft;

export type ReadyDraft = {
  readonly kind: 'ready';
  readonly rule: Rule;
  /** Every ticker that it is about, and what could be learned of it; unknown ones are left out. */
  readonly readings: readonly Reading[];
  /** Bars that could not be had for it. */
  readonly faults: readonly BarFault[];
  readonly expiresAt: Instant | undefined;
  /** Where its `to:` words lead, for whoever asked. */
  readonly settled: readonly Settled[];
};

export type DraftDeps = ReadingDeps & SettleDeps & Pick<AppDeps, 'defaultZone' | 'bars'>;

const MOST_TRIES = 5;

/** Reads a rule and looks its ticker up. Awaits the provider; writes nothing. */
export async function draftRule(deps: DraftDeps, text: string, asker: Asker): Promise<Draft> {
  const { chat } = asker;
  const parsed = parseRule(text, measuresWith(deps.store.chats.get(chat)?.score));
  if (parsed.kind === 'problem') {
    const { problem } = parsed;
    return { ...problem, kind: 'problem', lines: caretLines(problem) };
  }
  const { rule } = parsed;
  const several = severalProblem(deps, rule, chat);
  if (several) return several;
  const missing = notYet(rule);
  if (missing) return missing;
  const zone = deps.store.chats.get(chat)?.zone ?? deps.defaultZone;
  const now = deps.clock();
  const expiresAt = expiryOf(rule.modifiers.expiry, { now, zone });
  if (expiresAt !== undefined && expiresAt <= now) return overAlready(rule);
  const settling = await settleDestinations(deps, rule.modifiers.to, asker);
  if (settling.kind === 'refused') return refused(rule, settling.why, 'to');
  const tickers = deps.store.targets.tickersOf({ target: rule.target, place: placeOf(chat) });
  const found = await readTickers(deps, tickers);
  const [only] = found;
  if (rule.target.kind === 'ticker' && only?.kind === 'unknown')
    return unknownTicker(rule, only.suggestions, only.ticker);
  const readings = found.filter(({ kind }) => kind !== 'unknown');
  const { faults, missing: lacking } = await gatherBars(deps, rule, readings);
  const settled = settling.found;
  return lacking ?? { kind: 'ready', rule, readings, faults, expiresAt, settled };
}

/** Brings in the bars that the rule is judged and tried out on; what can never come is a reason to refuse it. */
async function gatherBars(
  deps: DraftDeps,
  rule: Rule,
  readings: readonly Reading[],
): Promise<{ readonly faults: readonly BarFault[]; readonly missing: Draft | undefined }> {
  const compiled = compileRule(rule);
  const quotes = readings.flatMap((reading) =>
    reading.kind === 'unknown' || reading.quote === undefined ? [] : [reading.quote],
  );
  const volume = compiled.needs.series.find(({ measure }) => measure.hasVolume);
  const bare = volume && quotes.find(({ instrument }) => NO_VOLUME.has(instrument.kind));
  if (volume !== undefined && bare !== undefined) {
    const why = `${bare.ticker} is traded without one place that counts it, so it has no volume and ${volume.measure.name} no value.`;
    return { faults: [], missing: { kind: 'problem', lines: undefined, why, repairs: [] } };
  }
  const wants = quotes
    .slice(0, MOST_TRIED)
    .flatMap(({ ticker, instrument: { market } }) => wantsFor(compiled, { ticker, market }));
  const faults = await deps.bars.topUp(wants);
  const never = faults.find(
    ({ isFinal, timeframe }) => isFinal && compiled.needs.bars.has(timeframe),
  );
  if (never === undefined || rule.target.kind !== 'ticker') return { faults, missing: undefined };
  const why = `I can’t get ${never.timeframe} bars of ${never.ticker}: ${never.why}.`;
  return { faults, missing: { kind: 'problem', lines: undefined, why, repairs: [] } };
}

/** Currencies change hands in many places, and nobody adds it up. */
const NO_VOLUME: ReadonlySet<string> = new Set(['fx']);
/** Of a long list only the first tickers are tried out; the rest come with the next scan. */
const MOST_TRIED = 20;

/** The moment a rule ends; undefined for never. A date's whole day counts, in the chat's zone. */
function expiryOf(
  expiry: Expiry,
  { now, zone }: { now: Instant; zone: string },
): Instant | undefined {
  switch (expiry.kind) {
    case 'never':
      return undefined;
    case 'after':
      return plus(now, expiry.ms);
    case 'on':
      return fromZoned({ isoDate: expiry.isoDate, hour: 24, minute: 0 }, zone);
  }
}

/** A ticker that nobody knows, with the same rule on those that may have been meant. */
export function unknownTicker(
  rule: Rule,
  found: readonly Instrument[],
  ticker: Ticker,
): Extract<Draft, { kind: 'unknown-ticker' }> {
  const rest = rule.text.slice(ticker.length);
  const tries = found
    .slice(0, MOST_TRIES)
    .map((instrument) => ({ instrument, text: `${instrument.ticker}${rest}` }));
  return { kind: 'unknown-ticker', ticker, tries };
}

/** Why a rule about several tickers cannot be kept: there is no such list, or nothing to measure from for each. */
export function severalProblem(
  { store }: Pick<DraftDeps, 'store'>,
  rule: Rule,
  chat: ChatId,
): Draft | undefined {
  const { target, text } = rule;
  if (target.kind === 'ticker') return undefined;
  const rest = text.replace(/^\S+/, '');
  const refuse = (why: string, repairs: readonly string[]): Draft => ({
    kind: 'problem',
    lines: undefined,
    why,
    repairs: workable(repairs).slice(0, 3),
  });
  const others = store.lists.ofChat(chat).map(({ name }) => `@${name}${rest}`);
  if (target.kind === 'list' && store.lists.tickers(chat, target.name) === undefined)
    return refuse(
      `There is no list @${target.name} here. /list new ${target.name} NVDA AMD makes one.`,
      [...others, `*${rest}`],
    );
  const tickers = store.targets.tickersOf({ target, place: placeOf(chat) });
  if (tickers.length === 0)
    return refuse('There is nothing in it yet: /watch NVDA or /list add fills it.', others);
  if (compileRule(rule).needs.reference)
    return refuse(
      '“since now” needs one price to start from, so it goes with one ticker.',
      tickers.map((ticker) => ticker + rest),
    );
  return undefined;
}

function placeOf(chat: ChatId): Place {
  return { chat, thread: undefined };
}

function overAlready(rule: Rule): Draft {
  return {
    kind: 'problem',
    lines: undefined,
    why: 'The day it should end on is over already.',
    repairs: workable([without(rule.text, 'exp'), `${without(rule.text, 'exp')} exp:30d`]),
  };
}

/** What the language knows and the program cannot keep yet is refused: a rule that is accepted is watched as it says. */
function notYet(rule: Rule): Draft | undefined {
  return rule.modifiers.session === 'ext'
    ? refused(rule, 'I see prices of regular hours only for now.', 'session')
    : undefined;
}

/** One modifier stands in the way; without it the rule would work. */
function refused({ text }: Rule, why: string, key: string): Draft {
  return { kind: 'problem', lines: undefined, why, repairs: workable([without(text, key)]) };
}

function without(text: string, key: string): string {
  const value = String.raw`(?:[^\s"]|"[^"]*")+`;
  return text.replace(new RegExp(String.raw`\s${key}:${value}`), '');
}

function workable(texts: readonly string[]): readonly string[] {
  return texts.filter((text) => parseRule(text).kind === 'rule');
}
