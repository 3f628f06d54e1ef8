import { z } from 'zod';
import type { SystemNumber } from '../core/entry.ts';
import type { FeedEntry } from '../core/ports/entry-feed.ts';
import { parseTicker } from '../core/ticker.ts';
import { instant } from '../core/time.ts';
import { isoDate, type IsoDate } from '../core/zone.ts';

/** What a feed may answer with: its rows, alone or under `entries`. */
export const feedReply = z.union([
  z.array(z.unknown()),
  z.looseObject({ entries: z.array(z.unknown()) }).transform(({ entries }) => entries),
]);

/** No price that a message could show is higher. */
const DEAREST = 1e9;
const NUMBER = /^\d{1,12}(?:\.\d{1,12})?$/;
const figure = z
  .union([z.number(), z.string().trim().regex(NUMBER).transform(Number)])
  .pipe(z.number().positive().max(DEAREST));
/** What a feed may leave out, or fill with words of its own. */
const perhaps = figure.optional().catch(undefined);
const word = z.union([z.string(), z.number().transform(String)]).nullish();

const row = z.looseObject({
  ticker: word,
  symbol: word,
  system: word,
  period: word,
  days: word,
  price: perhaps,
  level: perhaps,
  date: z.union([z.string(), z.number()]),
  stop: perhaps,
  n: perhaps,
  atr: perhaps,
  side: word,
  direction: word,
});

/** Only breakouts upwards are entries here. */
const UPWARDS = /^(?:long|buy|up|high|bull)/i;

/** Reads one row, whatever the case of its names; undefined when it is no entry that can be told. */
export function readFeedRow(value: unknown): FeedEntry | undefined {
  const read = row.safeParse(withLowerNames(value));
  if (!read.success) return undefined;
  const told = read.data;
  const ticker = parseTicker(told.ticker ?? told.symbol ?? '');
  const system = readSystem(told.system) ?? readSystem(told.period) ?? readSystem(told.days);
  const session = readDate(told.date);
  const level = told.level ?? told.price;
  if (!UPWARDS.test(told.side ?? told.direction ?? 'long')) return undefined;
  if (ticker === undefined || system === undefined || session === undefined || level === undefined)
    return undefined;
  return { ticker, system, session, level, n: told.n ?? told.atr, stop: told.stop };
}

function withLowerNames(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, cell]: [string, unknown]) => [name.toLowerCase(), cell]),
  );
}

const SYSTEMS: ReadonlyMap<string, SystemNumber> = new Map([
  ['1', 1],
  ['20', 1],
  ['2', 2],
  ['55', 2],
]);

/** `1`, `S2`, `system 1`, `20`, `55d`, `20-day`. */
function readSystem(text: string | null | undefined): SystemNumber | undefined {
  const [, number = ''] = /^\D*(\d{1,2})\D*$/.exec(text ?? '') ?? [];
  return SYSTEMS.get(number);
}

const EPOCH_MS_FROM = 1e11;

/** The day of `2026-01-05`, `2026-01-05T21:00:00Z`, `20260105`, or epoch seconds or milliseconds (UTC). */
function readDate(date: string | number): IsoDate | undefined {
  const [, year, month, day] =
    /^(\d{4})-?(\d{2})-?(\d{2})(?:$|[T ])/.exec(String(date).trim()) ?? [];
  if (year !== undefined) return realDate(`${year}-${month}-${day}`);
  if (typeof date === 'string' || !(date > 0 && date < 1e13)) return undefined;
  return isoDate(instant(date < EPOCH_MS_FROM ? date * 1_000 : date), 'UTC');
}

function realDate(text: string): IsoDate | undefined {
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(at) || isoDate(instant(at), 'UTC') !== text ? undefined : text;
}
