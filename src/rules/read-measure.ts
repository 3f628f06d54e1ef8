import { listed } from './problem.ts';
import { nearest } from './nearest.ts';
import { MEASURE_TABLE, type MeasureTable } from './registry.ts';
import { resolveMeasure } from './resolve-measure.ts';
import type { MeasureRead } from './rule.ts';
import type { SeriesRead, Unit } from './measure.ts';
import { BarsAgo, MeasureToken, scan, Timeframe as TimeframeToken } from './tokens.ts';
import type { Timeframe } from '../core/timeframe.ts';

export type MeasureWord =
  | { readonly kind: 'read'; readonly read: MeasureRead; readonly hasTimeframe: boolean }
  /** `near` are names that may have been meant, and parse. */
  | { readonly kind: 'problem'; readonly why: string; readonly near: readonly string[] };

/**
 * Reads one measure by itself, as rules spell it: `sma50`, `bb20,2.lower@1h`. Never throws, whatever the text.
 *
 * @param known the measures there are; all of them unless told
 */
export function readMeasure(text: string, known: MeasureTable = MEASURE_TABLE): MeasureWord {
  const { tokens, modifiers, unreadable } = scan(text);
  const [name, ...more] = tokens;
  const timeframe = more.find(({ tokenType }) => tokenType === TimeframeToken);
  const barsAgo = more.find(({ tokenType }) => tokenType === BarsAgo);
  const taken = 1 + [timeframe, barsAgo].filter((token) => token !== undefined).length;
  const isOne = modifiers.length === 0 && unreadable === undefined && tokens.length === taken;
  if (name === undefined || name.tokenType !== MeasureToken || !isOne)
    return { kind: 'problem', why: notOne(text), near: nearTo(text, known) };
  const faults: Parameters<typeof resolveMeasure>[1]['faults'] = [];
  const reading = { text, known, faults };
  const read = resolveMeasure({ kind: 'measure', name, timeframe, barsAgo }, reading);
  if (read !== undefined) return { kind: 'read', read, hasTimeframe: timeframe !== undefined };
  const [fault] = faults;
  const isKnown = known.has(lettersOf(text));
  const near = isKnown ? (fault?.tries ?? []) : nearTo(text, known);
  return { kind: 'problem', why: fault?.why ?? notOne(text), near };
}

/** The unit of the output that is read. */
export function unitOfSeries({ measure, output }: SeriesRead): Unit {
  return measure.units?.[output] ?? measure.unit;
}

/** A series whose values are prices, so that it belongs on the price's own axis. */
export function isPriced(read: SeriesRead): boolean {
  return unitOfSeries(read).kind === 'price' && read.measure.isDifference !== true;
}

/** The same series on bars of that length, unless it means bars of a length of its own: the 52 weeks of `high52w` are days. */
export function onTimeframe(read: SeriesRead, timeframe: Timeframe): SeriesRead {
  return read.measure.timeframe === undefined ? { ...read, timeframe } : read;
}

function notOne(text: string): string {
  return `“${text}” is no measure by itself. One looks like ${listed(['sma50', 'rsi14', 'macd'], 'or')}.`;
}

/** Known names that may have been meant, with the periods that were typed where these fit. */
function nearTo(text: string, known: MeasureTable): readonly string[] {
  const letters = lettersOf(text);
  if (letters === '') return [];
  const rest = text.slice(letters.length);
  const tries = nearest(letters, known.keys()).flatMap((name) => [name + rest, name]);
  const found = tries.filter((one) => readsWhole(one, known));
  return [...new Set(found)].slice(0, MOST_NEAR);
}

const MOST_NEAR = 3;

function readsWhole(text: string, known: MeasureTable): boolean {
  const { tokens, unreadable } = scan(text);
  const [name] = tokens;
  if (tokens.length !== 1 || name?.tokenType !== MeasureToken || unreadable) return false;
  const syntax = { kind: 'measure', name, timeframe: undefined, barsAgo: undefined } as const;
  return resolveMeasure(syntax, { text, known, faults: [] }) !== undefined;
}

function lettersOf(text: string): string {
  return /^[a-z]*/i.exec(text)?.[0].toLowerCase() ?? '';
}
