import type { Verdict } from '../../core/alert.ts';
import type { Lack, LeafPart, Part } from '../../app/why-facts.ts';
import { formatDuration } from '../../core/duration.ts';
import { formatChange, formatPrice } from '../../core/format.ts';
import { html, lines, type Html } from '../../core/html.ts';
import { formatMoment } from '../../core/moment.ts';
import type { Reading } from '../../core/alert.ts';
import type { Instant } from '../../core/time.ts';

/** When and for whom an explanation is read. */
export type Reader = { readonly zone: string; readonly now: Instant };

export const MARKS: Readonly<Record<Verdict, string>> = { true: '✓', false: '✗', unknown: '?' };

const INDENT = '\u2003';

/** A condition as a tree, a line for each part. */
export function partLines(part: Part, reader: Reader, depth = 1): readonly Html[] {
  const indent = INDENT.repeat(depth);
  const mark = MARKS[part.verdict];
  if (part.kind === 'leaf') return [html`${indent}${mark} ${leafText(part, reader)}`];
  return [
    html`${indent}${mark} ${joint(part)}`,
    ...part.of.flatMap((one) => partLines(one, reader, depth + 1)),
  ];
}

function joint(part: Exclude<Part, LeafPart>): string {
  switch (part.kind) {
    case 'and':
      return 'all of';
    case 'or':
      return 'any of';
    case 'not':
      return 'not';
    case 'at-least':
      return `${part.count} of these ${part.of.length} (${part.of.filter(({ verdict }) => verdict === 'true').length} hold)`;
  }
}

/** One comparison with its numbers: `price > 150: 148.20 · 1.80 (1.2%) below the trigger`. */
export function leafText(leaf: LeafPart, reader: Reader): Html {
  const { reading, text, gap, lacks, verdict } = leaf;
  if (reading === undefined) return html`${text}: ${lackWords(lacks)}`;
  const notes = [
    gap,
    leaf.isBeyond ? 'it is past that already, and only a crossing counts' : undefined,
    leaf.isEarlier ? 'so at an earlier bar, which counts' : undefined,
    verdict === 'true' && leaf.back !== undefined
      ? `ready again once back ${leaf.back}`
      : undefined,
    lacks.length > 0 ? lackWords(lacks) : undefined,
  ].filter((note) => note !== undefined);
  const said = notes.map((note) => ` · ${note}`).join('');
  return html`${readingText(reading, reader)}${said}`;
}

/** `rsi14 < 30: 27.80, before 31.20, bar 09:30 EST – 10:30 EST`. */
export function readingText(reading: Reading, { zone, now }: Reader): Html {
  const { label, value, previous, isPercent, against, bar } = reading;
  const text = (one: number) => (isPercent ? formatChange(one) : formatPrice(one));
  const before = previous === undefined ? '' : `, before ${text(previous)}`;
  const of =
    bar === undefined
      ? ''
      : `, bar ${formatMoment(bar.openedAt, zone, now)} – ${formatMoment(bar.closedAt, zone, bar.openedAt)}`;
  return html`${label} ${against}: <b>${text(value)}</b>${before}${of}`;
}

/** What is not known, as clauses. */
export function lackWords(lacks: readonly Lack[]): string {
  if (lacks.length === 0) return 'its value is not known, and I can’t tell why';
  return [...new Set(lacks.map(lackText))].join('; ');
}

function lackText(lack: Lack): string {
  switch (lack.kind) {
    case 'bars':
      return lack.has === 0
        ? `${lack.label} needs ${lack.needs} bars of ${lack.timeframe}, and there are none`
        : `${lack.label} still warms up: it needs ${lack.needs} bars of ${lack.timeframe}, and there are ${lack.has}`;
    case 'no-value':
      return `${lack.label} has no value although there are enough bars of ${lack.timeframe}: nothing moved, nothing was traded, or a bar has a hole`;
    case 'before':
      return `no reading of ${lack.label} before this one, so that no crossing can be told`;
    case 'price-ago':
      return `no price of ${formatDuration(lack.ms)} ago is kept`;
    case 'reference':
      return 'the price that it is measured from has not come yet';
    case 'previous-close':
      return 'its source has not told the previous close';
    case 'quote':
      return `${lack.label} (${lack.says}) has no value: its source does not tell what it is made of`;
  }
}

/** What is there for whoever wants to know more, under a heading. */
export function folded(title: string, ...rows: readonly (Html | undefined)[]): Html {
  const body = lines(html`<b>${title}</b>`, ...rows);
  return html`<blockquote expandable>${body}</blockquote>`;
}
