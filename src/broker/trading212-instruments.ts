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
const WAITING = { longestWaitMs: 1_000 } as const;

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
const PARTS = ['instruments', 'exchanges'] as const;
type Part = (typeof PARTS)[number];
const NO_SCHEDULE = -1;

/** The lists of one world, shared by all its accounts and kept in a file between runs. */
export function createInstruments(deps: InstrumentsDeps): Instruments {
  const triedAt = new Map<Part, number>();
  /** What the newest lists do not have: asking again for that alone is of no use. */
  const missed = new Set<string>();
  let kept: Kept | undefined;
  let book: Book | undefined;
  let renewing: Promise<void> | undefined;

  function current(): Kept {
    kept ??= readKept(deps) ?? NOTHING;
    return kept;
  }

  function ageOf(part: Part): number {
    // A list from the future was read by another clock: it is not known how old it is.
    const ageMs = deps.clock() - current()[part].at;
    return ageMs < 0 ? Infinity : ageMs;
  }

  function due(isLacking: boolean): readonly Part[] {
    return PARTS.filter(
      (part) =>
        (isLacking || ageOf(part) > OLDEST_MS[part]) &&
        ageOf(part) >= SHORTEST_AGE_MS &&
        deps.elapsed() - (triedAt.get(part) ?? -Infinity) >= SHORTEST_RETRY_MS,
    );
  }

  async function renew(parts: readonly Part[], ask: Ask): Promise<void> {
    for (const part of parts) triedAt.set(part, deps.elapsed());
    const answers = await Promise.all(parts.map((part) => READ[part](ask)));
    for (const answer of answers) {
      if (answer.kind === 'ok') kept = { ...current(), ...answer.value };
      else deps.log.warn('a list of the broker could not be renewed', { why: answer.detail });
    }
    missed.clear();
    book = undefined;
    if (answers.some(({ kind }) => kind === 'ok')) writeKept(deps, current());
  }

  return {
    async having(symbols, ask) {
      const { find } = (book ??= bookOf(current()));
      const isLacking = symbols.some((one) => find(one) === undefined && !missed.has(one));
      const parts = renewing === undefined ? due(isLacking) : [];
      if (parts.length > 0)
        renewing = renew(parts, ask).finally(() => {
          renewing = undefined;
        });
      // Whoever finds all there is to know does not wait for news of the rest.
      const readAt = current().instruments.at;
      if (isLacking) await renewing;
      const newest = (book ??= bookOf(current()));
      const isNew = current().instruments.at !== readAt;
      for (const symbol of isNew ? symbols : [])
        if (newest.find(symbol) === undefined) missed.add(symbol);
      return newest;
    },
  };
}

const READ = {
  async instruments(ask: Ask) {
    const path = 'metadata/instruments';
    const answer = await ask({ ...WAITING, endpoint: 'instruments', path, schema: INSTRUMENTS });
    if (answer.kind === 'failed') return answer;
    const { at, value } = answer;
    return { ...answer, value: { instruments: { at, rows: instrumentRows(value) } } };
  },
  async exchanges(ask: Ask) {
    const path = 'metadata/exchanges';
    const answer = await ask({ ...WAITING, endpoint: 'exchanges', path, schema: EXCHANGES });
    if (answer.kind === 'failed') return answer;
    const { at, value } = answer;
    return { ...answer, value: { exchanges: { at, rows: exchangeRows(value) } } };
  },
};

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
