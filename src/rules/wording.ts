import { formatDuration } from '../core/duration.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../core/time.ts';
import type { Target } from '../core/target.ts';
import type { MeasureRead, Value } from './rule.ts';
import type { Unit } from './measure.ts';
import { spellSeries } from './spell.ts';

/** A value in its unit as a card writes it: `1,500.00`, `1.0875`, `+3%`, `2,500,000`. */
export function amount(value: number, unit: Unit | undefined): string {
  switch (unit?.kind) {
    case 'percent':
      return `${value > 0 ? '+' : ''}${plain(value, 0)}%`;
    case 'ratio':
      return `${plain(value, 0)}×`;
    case 'sigma':
      return `${plain(value, 0)}σ`;
    case 'money':
    case 'price':
      return plain(value, 2);
    default:
      return plain(value, 0);
  }
}

/** A number with thousands commas and at least so many decimals; small ones keep the digits that matter. */
function plain(value: number, decimals: number): string {
  const size = Math.abs(value);
  const most = size > 0 && size < 0.01 ? 10 : 6;
  return formatOf(decimals, most).format(value).replace('-', '−');
}

// Kept: making a format costs a hundred times what using it does, and a scan may word thousands of alerts.
const FORMATS = new Map<string, Intl.NumberFormat>();

function formatOf(least: number, most: number): Intl.NumberFormat {
  const key = `${least} ${most}`;
  const known = FORMATS.get(key);
  if (known !== undefined) return known;
  const digits = { minimumFractionDigits: least, maximumFractionDigits: most };
  const made = new Intl.NumberFormat('en-US', digits);
  FORMATS.set(key, made);
  return made;
}

/** Whom a rule is about: `NVDA`, `every ticker in @semis`. */
export function subjectOf(target: Target): string {
  switch (target.kind) {
    case 'ticker':
      return target.ticker;
    case 'list':
      return `any ticker in @${target.name}`;
    case 'all':
      return 'any watched ticker';
  }
}

/** A value in words, with whose it is: `NVDA`, `NVDA's change since the previous close`. */
export function valueIn(value: Value, subject: string): string {
  switch (value.kind) {
    case 'number':
      return plain(value.value, 0);
    case 'quote':
      return value.measure.name === 'price' && subject !== 'its'
        ? subject
        : `${whose(subject)} ${value.measure.says}`;
    case 'series':
      return `${whose(subject)} ${seriesIn(value)}`;
    case 'arithmetic':
      return `(${valueIn(value.left, subject)} ${value.op} ${valueIn(value.right, subject)})`;
  }
}

function whose(subject: string): string {
  return subject === 'its' ? subject : `${subject}’s`;
}

/** A measure in words without whose it is: `price`, `rsi21 on 1h bars`. */
export function measureIn(read: MeasureRead): string {
  return read.kind === 'quote' ? read.measure.says : seriesIn(read);
}

/** A length of time that something may happen once in: `an hour`, `15 min`. */
export function once(ms: number): string {
  if (ms === MINUTE_MS) return 'a minute';
  if (ms === HOUR_MS) return 'an hour';
  if (ms === DAY_MS) return 'a day';
  return `every ${formatDuration(ms)}`;
}

function seriesIn(read: Extract<MeasureRead, { kind: 'series' }>): string {
  const { timeframe, barsAgo } = read;
  const ago = barsAgo === 0 ? '' : `, ${barsAgo} ${barsAgo === 1 ? 'bar' : 'bars'} ago`;
  const name = spellSeries({ ...read, timeframe: read.measure.timeframe ?? '1d' });
  return `${name} on ${timeframe} bars${ago}`;
}
