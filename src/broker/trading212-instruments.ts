import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { errorText } from '../core/error.ts';
import type { Log } from '../core/ports/log.ts';
import { HOUR_MS, type Instant, instant, MINUTE_MS } from '../core/time.ts';
import type { Ask } from './trading212-ask.ts';
import type { Instrument } from './trading212-map.ts';
import { sessionAt, tickerAt, type TimeEvent } from './trading212-venue.ts';
import {
  EXCHANGES,
  type ExchangesWire,
  INSTRUMENTS,
  type InstrumentsWire,
} from './trading212-wire.ts';

/** What is known of instruments and their exchanges at some moment. */
export type Book = {
  find(symbol: string): Instrument | undefined;
  session(symbol: string, at: Instant): 'open' | 'closed' | undefined;
};

export type Instruments = {
  /** The book, read anew when it is old or lacks one of the symbols; never more often than every ten minutes. */
  having(symbols: readonly string[], ask: Ask): Promise<Book>;
};

export type InstrumentsDeps = {
  /** Where the lists are kept; undefined: nowhere. */
  readonly folder: string | undefined;
  /** Of the broker's demonstration and its real world, which list different things. */
  readonly world: string;
  readonly elapsed: () => number;
  readonly clock: () => Instant;
  readonly log: Log;
};

/** The broker itself renews them every ten minutes. */
const SHORTEST_AGE_MS = 10 * MINUTE_MS;
const SHORTEST_RETRY_MS = MINUTE_MS;
const OLDEST_MS = { instruments: 24 * HOUR_MS, exchanges: 6 * HOUR_MS } as const;
/** Turns of these places are rare: whoever has none now makes do with what is known. */
const LONGEST_WAIT_MS = 1_000;

const KEPT = z.object({
  instruments: z.object({
    at: z.number(),
    rows: z.array(
      z.tuple([z.string(), z.string(), z.string(), z.string(), z.string(), z.number()]),
    ),
  }),
  exchanges: z.object({
    at: z.number(),
    rows: z.array(
      z.tuple([
        z.string(),
        z.array(z.tuple([z.number(), z.array(z.tuple([z.number(), z.string()]))])),
      ]),
    ),
  }),
});

type Kept = z.infer<typeof KEPT>;

const NOTHING: Kept = { instruments: { at: 0, rows: [] }, exchanges: { at: 0, rows: [] } };
const NO_SCHEDULE = -1;

/** The lists of one world, shared by all its accounts and kept in a file between runs. */
export function createInstruments(deps: InstrumentsDeps): Instruments {
  let kept: Kept | undefined;
  let book: Book | undefined;
  let triedAt = -Infinity;
  let renewing: Promise<void> | undefined;

  function current(): Kept {
    kept ??= readKept(deps) ?? NOTHING;
    return kept;
  }

  async function renew(ask: Ask): Promise<void> {
    const longestWaitMs = LONGEST_WAIT_MS;
    const [instruments, exchanges] = await Promise.all([
      ask({
        endpoint: 'instruments',
        path: 'metadata/instruments',
        schema: INSTRUMENTS,
        longestWaitMs,
      }),
      ask({ endpoint: 'exchanges', path: 'metadata/exchanges', schema: EXCHANGES, longestWaitMs }),
    ]);
    const next = { ...current() };
    if (instruments.kind === 'ok')
      next.instruments = { at: instruments.at, rows: instrumentRows(instruments.value) };
    else triedAt += SHORTEST_RETRY_MS - SHORTEST_AGE_MS;
    if (exchanges.kind === 'ok')
      next.exchanges = { at: exchanges.at, rows: exchangeRows(exchanges.value) };
    for (const answer of [instruments, exchanges])
      if (answer.kind === 'failed')
        deps.log.warn('a list of the broker could not be renewed', { why: answer.detail });
    kept = next;
    book = undefined;
    writeKept(deps, next);
  }

  function isOld(): boolean {
    const now = deps.clock();
    const { instruments, exchanges } = current();
    return now - instruments.at > OLDEST_MS.instruments || now - exchanges.at > OLDEST_MS.exchanges;
  }

  function mayRenew(): boolean {
    const { instruments } = current();
    const isFresh = Math.abs(deps.clock() - instruments.at) < SHORTEST_AGE_MS;
    return !isFresh && deps.elapsed() - triedAt >= SHORTEST_AGE_MS;
  }

  return {
    async having(symbols, ask) {
      book ??= bookOf(current());
      const known = book;
      const isLacking = symbols.some((symbol) => known.find(symbol) === undefined);
      if (renewing === undefined && (isLacking || isOld()) && mayRenew()) {
        triedAt = deps.elapsed();
        renewing = renew(ask).finally(() => {
          renewing = undefined;
        });
      }
      // Whoever finds all there is to know does not wait for news of the rest.
      if (renewing !== undefined && isLacking) await renewing;
      book ??= bookOf(current());
      return book;
    },
  };
}

function bookOf({ instruments, exchanges }: Kept): Book {
  const schedules = new Map<number, { exchange: string; events: readonly TimeEvent[] }>();
  for (const [exchange, own] of exchanges.rows)
    for (const [id, events] of own)
      schedules.set(id, {
        exchange,
        events: events.map(([at, type]) => ({ at: instant(at), type })),
      });
  const rows = new Map(instruments.rows.map((row) => [row[0], row]));
  return {
    find(symbol) {
      const row = rows.get(symbol);
      if (row === undefined) return undefined;
      const [, shortName, currency, isin, name, schedule] = row;
      return {
        ticker: tickerAt(schedules.get(schedule)?.exchange, shortName),
        currency,
        isin: isin === '' ? undefined : isin,
        name,
      };
    },
    session(symbol, at) {
      const schedule = schedules.get(rows.get(symbol)?.[5] ?? NO_SCHEDULE);
      return schedule === undefined ? undefined : sessionAt(schedule.events, at);
    },
  };
}

function instrumentRows(wire: InstrumentsWire): Kept['instruments']['rows'] {
  return wire.map(({ ticker, shortName, currencyCode, isin, name, workingScheduleId }) => [
    ticker,
    shortName ?? '',
    currencyCode ?? '',
    isin ?? '',
    name ?? ticker,
    workingScheduleId ?? NO_SCHEDULE,
  ]);
}

function exchangeRows(wire: ExchangesWire): Kept['exchanges']['rows'] {
  return wire.map(({ name, workingSchedules }) => [
    name,
    workingSchedules.map(({ id, timeEvents }) => [
      id,
      timeEvents
        .map(({ date, type }): [number, string] => [Date.parse(date), type])
        .toSorted(([a], [b]) => a - b),
    ]),
  ]);
}

function fileOf({ folder, world }: InstrumentsDeps): string | undefined {
  return folder === undefined ? undefined : join(folder, `trading212-${world}.json`);
}

/** A file that is not there, or not whole, is no news: the broker is asked. */
function readKept(deps: InstrumentsDeps): Kept | undefined {
  const file = fileOf(deps);
  if (file === undefined) return undefined;
  try {
    return KEPT.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

function writeKept(deps: InstrumentsDeps, kept: Kept): void {
  const file = fileOf(deps);
  if (file === undefined) return;
  try {
    mkdirSync(deps.folder ?? '.', { recursive: true });
    writeFileSync(`${file}.new`, JSON.stringify(kept));
    renameSync(`${file}.new`, file);
  } catch (error) {
    deps.log.warn('the lists of the broker could not be kept', { why: errorText(error) });
  }
}
