import type { IToken } from 'chevrotain';
import type { MeasureSyntax } from './syntax.ts';
import type { Periods, QuoteMeasure, SeriesMeasure, SeriesRead } from './measure.ts';
import { isTimeframe, TIMEFRAMES } from '../core/timeframe.ts';
import { nearest } from './nearest.ts';
import { listed, respelled, rewritten, type Fault, type Span } from './problem.ts';
import type { MeasureTable } from './registry.ts';
import type { MeasureRead, QuoteRead } from './rule.ts';
import { endOf } from './tokens.ts';

/** The line being read, what names are looked up in, and where complaints go. */
export type Reading = {
  readonly text: string;
  readonly known: MeasureTable;
  readonly faults: Fault[];
};

const MOST_BARS_AGO = 250;

type Named = {
  readonly syntax: MeasureSyntax;
  /** The name with its periods and output. */
  readonly span: Span;
  readonly numbers: readonly number[];
  readonly output: string | undefined;
};

/** Finds the measure that is meant: `bb20,2.lower@1h[1]`. Undefined after a complaint. */
export function resolveMeasure(syntax: MeasureSyntax, reading: Reading): MeasureRead | undefined {
  const span = { from: syntax.name.startOffset, to: endOf(syntax.name) };
  const [whole = '', output] = syntax.name.image.toLowerCase().split(/\.(?=[a-z])/);
  const { measure, numbers } = findMeasure(whole, reading.known);
  if (!measure) return complain(reading, unknownMeasure(syntax.name.image, span, reading));
  const named = { syntax, span, numbers, output };
  return measure.kind === 'series'
    ? resolveSeries(measure, named, reading)
    : resolveQuote(measure, named, reading);
}

/** The node that reads a quote measure: one for all rules, since there are thousands. */
export function quoteRead(measure: QuoteMeasure): QuoteRead {
  const read = quoteReads.get(measure) ?? { kind: 'quote', measure };
  quoteReads.set(measure, read);
  return read;
}

const quoteReads = new WeakMap<QuoteMeasure, QuoteRead>();

/** Where a measure begins and ends, its timeframe and bars-ago included. */
export function measureSpan({ name, timeframe, barsAgo }: MeasureSyntax): Span {
  return { from: name.startOffset, to: endOf(barsAgo ?? timeframe ?? name) };
}

/** What stands after "I don't know that": names there are, as many as fit a phone. */
export function knownMeasures(known: MeasureTable): string {
  const names = [...known.keys()];
  if (names.length <= MOST_NAMED) return `I can watch ${listed(names)}.`;
  const some = FAMILIAR.filter((name) => known.has(name));
  return `I can watch ${some.join(', ')} and ${names.length - some.length} more: /help rule.`;
}

const MOST_NAMED = 8;
const FAMILIAR = ['price', 'change', 'sma', 'ema', 'rsi', 'macd', 'bb', 'volratio', 'high'];

// A name may end in digits (`high52w`, `vix3m`), so the whole word is tried before its digits are taken as periods.
function findMeasure(whole: string, known: MeasureTable) {
  const [word = '', ...more] = whole.split(',');
  const exact = known.get(word);
  if (exact) return { measure: exact, numbers: more.map(Number) };
  const [, name = '', digits = ''] = /^(.*?)(\d+)$/.exec(word) ?? [];
  return { measure: known.get(name), numbers: [digits, ...more].map(Number) };
}

function unknownMeasure(image: string, span: Span, { text, known }: Reading): Fault {
  const [, letters = ''] = /^([a-z]*)/i.exec(image) ?? [];
  const near = nearest(letters, known.keys());
  const guess = near.length > 0 ? ` Did you mean ${listed(near, 'or')}?` : '';
  return {
    ...span,
    why: `I don't know the measure “${image}”.${guess} ${knownMeasures(known)}`,
    tries: respelled(text, span, { word: letters, known: known.keys() }),
  };
}

function resolveQuote(
  measure: QuoteMeasure,
  { syntax, span, numbers, output }: Named,
  reading: Reading,
): MeasureRead | undefined {
  const whole = measureSpan(syntax);
  if (numbers.length > 0 || output !== undefined || whole.to > span.to) {
    const at = numbers.length > 0 || output !== undefined ? span : { ...whole, from: span.to };
    return complain(reading, {
      ...at,
      why: `${measure.name} is read from each quote, so it has no periods, timeframe or bars.`,
      tries: [rewritten(reading.text, whole, measure.name)],
    });
  }
  return quoteRead(measure);
}

function resolveSeries(
  measure: SeriesMeasure,
  { syntax, span, numbers, output = measure.outputs[0] }: Named,
  reading: Reading,
): SeriesRead | undefined {
  const timeframe =
    syntax.timeframe?.image.slice(1).trim().toLowerCase() ?? measure.timeframe ?? '1d';
  const barsAgo = syntax.barsAgo ? readBarsAgo(syntax.barsAgo.image) : 0;
  const { text } = reading;
  const stop = (at: Span, why: string, repair: string) =>
    complain(reading, { ...at, why, tries: [rewritten(text, at, repair)] });

  const periods = readPeriods(measure, numbers);
  if (!periods) return stop(span, periodsWanted(measure), measure.name);
  if (!measure.outputs.includes(output)) {
    const outputs = `${measure.name} gives ${listed(measure.outputs)}, not “${output}”.`;
    return stop(span, outputs, measure.name);
  }
  if (!isTimeframe(timeframe)) {
    return complain(reading, timeframeFault(syntax.timeframe ?? syntax.name, text));
  }
  if (barsAgo === undefined) {
    const { startOffset: from, image } = syntax.barsAgo ?? syntax.name;
    const why = `[1] means one bar ago; up to ${MOST_BARS_AGO} can be asked for.`;
    return stop({ from, to: from + image.length }, why, '[1]');
  }
  return { kind: 'series', measure, periods, output, timeframe, barsAgo };
}

/** What is wrong with a timeframe that there is not. */
export function timeframeFault({ startOffset: from, image }: IToken, text: string): Fault {
  const span = { from, to: from + image.length };
  const why = `Bars come in ${listed(TIMEFRAMES)}, not “${image.replace(/^@\s?/, '')}”.`;
  return { ...span, why, tries: [rewritten(text, span, '@1d')] };
}

function readPeriods(measure: SeriesMeasure, numbers: readonly number[]): Periods | undefined {
  if (numbers.length > measure.periods.length) return undefined;
  const entries = measure.periods.map((spec, i) => ({ spec, value: numbers[i] ?? spec.default }));
  const fits = entries.every(({ spec, value }) => value >= spec.min && value <= spec.max);
  return fits
    ? Object.fromEntries(entries.map(({ spec, value }) => [spec.name, value]))
    : undefined;
}

function periodsWanted({ name, periods }: SeriesMeasure): string {
  if (periods.length === 0) return `${name} takes no periods.`;
  const each = periods.map(({ name, min, max }) => `${name} (${min} to ${max})`);
  return `${name} takes ${listed(each)}.`;
}

function readBarsAgo(image: string): number | undefined {
  const digits = /^\[\s*(\d{1,3})\s*\]$/.exec(image)?.[1];
  const bars = Number(digits ?? NaN);
  return bars <= MOST_BARS_AGO ? bars : undefined;
}

function complain(reading: Reading, fault: Fault): undefined {
  reading.faults.push(fault);
  return undefined;
}
