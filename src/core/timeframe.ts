import { DAY_MS, HOUR_MS, MINUTE_MS } from './time.ts';

/** Lengths of bars that a rule may name, shortest first. */
export const TIMEFRAMES = ['1m', '5m', '15m', '30m', '1h', '4h', '1d', '1w'] as const;

export type Timeframe = (typeof TIMEFRAMES)[number];

/** Lengths that vendors are asked for; the others are put together from these. */
export type FetchedTimeframe = '1m' | '5m' | '15m' | '1h' | '1d';

const LENGTH_MS: Readonly<Record<Timeframe, number>> = {
  '1m': MINUTE_MS,
  '5m': 5 * MINUTE_MS,
  '15m': 15 * MINUTE_MS,
  '30m': 30 * MINUTE_MS,
  '1h': HOUR_MS,
  '4h': 4 * HOUR_MS,
  '1d': DAY_MS,
  '1w': 7 * DAY_MS,
};

const MADE_FROM: Readonly<Record<Timeframe, FetchedTimeframe>> = {
  '1m': '1m',
  '5m': '5m',
  '15m': '15m',
  '30m': '15m',
  '1h': '1h',
  '4h': '1h',
  '1d': '1d',
  '1w': '1d',
};

/** A bar's nominal length in milliseconds; one that a session's end cuts short is shorter. */
export function lengthOf(timeframe: Timeframe): number {
  return LENGTH_MS[timeframe];
}

/** The timeframe whose bars, put together, make these. */
export function madeFrom(timeframe: Timeframe): FetchedTimeframe {
  return MADE_FROM[timeframe];
}

export function isTimeframe(text: string): text is Timeframe {
  return TIMEFRAMES.some((timeframe) => timeframe === text);
}
