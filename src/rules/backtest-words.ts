import { DAY_MS, instant, type Instant } from '../core/time.ts';
import { parseDuration } from '../core/duration.ts';
import { spellNumber } from './quantity.ts';

/** Where a trade is ended without its exit: so far below the fill, or below the best close so far. */
export type StopWish = {
  readonly isTrailing: boolean;
  readonly distance:
    | { readonly kind: 'percent'; readonly pct: number }
    /** So many times the average true range over so many bars. */
    | { readonly kind: 'ranges'; readonly times: number; readonly period: number };
};

/** From when on: a moment, so long before now, or as far back as there are bars. */
export type Since =
  | { readonly kind: 'on'; readonly at: Instant }
  | { readonly kind: 'ago'; readonly ms: number }
  | { readonly kind: 'max' };

/** Of a fill's worth, each way. */
export const USUAL_COST_PCT = 0.1;

const MOST_COST_PCT = 5;
const MOST_STOP_PCT = 95;
const MOST_RANGES = 50;
/** The turtles' N. */
const N_PERIOD = 20;
const ATR_PERIOD = 14;
const MOST_PERIOD = 200;

const STOP = /^(trail(?:ing)?\s+)?[-−]?(\d{1,3}(?:\.\d{1,3})?)\s*(?:(%)|(n)|atr(\d{1,3})?)$/i;

/** `8%`, `3atr`, `2N`, `trail 10%`. @returns undefined for anything else */
export function readStop(text: string): StopWish | undefined {
  const found = STOP.exec(text.trim());
  if (found === null) return undefined;
  const [, trail, figure = '', percent, n, periods] = found;
  const value = Number(figure);
  const isTrailing = trail !== undefined;
  if (percent !== undefined) {
    if (!(value > 0 && value <= MOST_STOP_PCT)) return undefined;
    return { isTrailing, distance: { kind: 'percent', pct: value } };
  }
  const period = n === undefined ? Number(periods ?? ATR_PERIOD) : N_PERIOD;
  if (!(value > 0 && value <= MOST_RANGES && period >= 1 && period <= MOST_PERIOD))
    return undefined;
  return { isTrailing, distance: { kind: 'ranges', times: value, period } };
}

/** As it is typed after the word `stop`. */
export function spellStop({ isTrailing, distance }: StopWish): string {
  return `${isTrailing ? 'trail ' : ''}${spellDistance(distance)}`;
}

function spellDistance(distance: StopWish['distance']): string {
  if (distance.kind === 'percent') return `${spellNumber(distance.pct)}%`;
  const { times, period } = distance;
  if (period === N_PERIOD) return `${spellNumber(times)}N`;
  return `${spellNumber(times)}atr${period === ATR_PERIOD ? '' : period}`;
}

/** `0.05%`, `0`. @returns percent; undefined for anything else */
export function readCost(text: string): number | undefined {
  const found = /^(\d(?:\.\d{1,4})?)\s*%?$/.exec(text.trim());
  const pct = Number(found?.[1] ?? NaN);
  return pct <= MOST_COST_PCT ? pct : undefined;
}

const YEAR_MS = 365.25 * DAY_MS;
const MONTH_MS = YEAR_MS / 12;

/** `2020`, `2020-03`, `2018-01-01`, `5y`, `6mo`, `90d`, `max`. @returns undefined for anything else */
export function readSince(text: string): Since | undefined {
  const word = text.trim().toLowerCase();
  if (word === 'max' || word === 'all') return { kind: 'max' };
  const at = dateOf(word);
  if (at !== undefined) return { kind: 'on', at };
  const [, count = '', unit] = /^(\d{1,3})\s*(y|yr|years?|mo|months?)$/.exec(word) ?? [];
  if (unit !== undefined)
    return spanOf(Number(count) * (unit.startsWith('y') ? YEAR_MS : MONTH_MS));
  const ms = parseDuration(word);
  return ms === undefined ? undefined : spanOf(ms);
}

/** What may stand at the end of the line without the word `since`: only what can be nothing else. */
export function readBareSince(text: string): Since | undefined {
  return /^(?:max|\d{1,2}y|\d{4}-\d{2}(?:-\d{2})?)$/i.test(text) ? readSince(text) : undefined;
}

/** As it is typed after the word `since`. */
export function spellSince(since: Since): string {
  switch (since.kind) {
    case 'max':
      return 'max';
    case 'on':
      return new Date(since.at).toISOString().slice(0, 10);
    case 'ago': {
      const years = since.ms / YEAR_MS;
      return Number.isInteger(years) ? `${years}y` : `${Math.round(since.ms / DAY_MS)}d`;
    }
  }
}

/** The moment that is meant; the first of all for `max`. */
export function sinceAt(since: Since, now: Instant): Instant {
  switch (since.kind) {
    case 'max':
      return instant(0);
    case 'on':
      return since.at;
    case 'ago':
      return instant(Math.max(0, Math.floor((now - since.ms) / DAY_MS) * DAY_MS));
  }
}

function spanOf(ms: number): Since | undefined {
  return ms >= DAY_MS && ms <= 100 * YEAR_MS ? { kind: 'ago', ms } : undefined;
}

function dateOf(word: string): Instant | undefined {
  if (!/^\d{4}(?:-\d{2}(?:-\d{2})?)?$/.test(word)) return undefined;
  const iso = `${word}-01-01`.slice(0, 10);
  const at = Date.parse(`${iso}T00:00:00Z`);
  // Parsed leniently, 31 February would be in March.
  const isReal = Number.isFinite(at) && new Date(at).toISOString().slice(0, 10) === iso;
  return isReal && at >= 0 ? instant(at) : undefined;
}
