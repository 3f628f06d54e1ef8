import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createCalendar } from '../../src/core/calendar.ts';
import type { Quote } from '../../src/core/market.ts';
import { chatId, userId, type ChatId } from '../../src/core/people.ts';
import type { Log } from '../../src/core/ports/log.ts';
import type { Ticker } from '../../src/core/ticker.ts';
import { instant, type Instant } from '../../src/core/time.ts';
import { quotesScanner } from '../../src/scanners/quotes.ts';
import { scanJob } from '../../src/scanners/run.ts';
import { createProgram, type Program } from '../../src/wire/program.ts';
import type { Store } from '../../src/db/store.ts';
import { configOf } from '../../test/support/config.ts';
import { silentLog } from '../../test/support/log.ts';
import { aQuote } from '../../test/support/quote.ts';

export const OWNER = 101;
export const MIGRATIONS = join(import.meta.dirname, '..', '..', 'drizzle');

/** Share markets are closed, so that a price which stays the same is no outage. */
export const SATURDAY = Date.UTC(2026, 0, 3, 15, 30);

/** A folder on the disk of the project, since the memory file systems of some machines make every commit free. */
export function workFolder(): { readonly path: string; [Symbol.dispose](): void } {
  mkdirSync('artifacts', { recursive: true });
  const path = mkdtempSync(join('artifacts', 'bench-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

export type Clock = { now: number };

/** The real program before a pretend Telegram; its clock stands still until it is moved. */
export async function startProgram(
  apiRoot: string,
  folder: string,
  clock: Clock,
): Promise<Program> {
  const program = createProgram(
    {
      config: configOf({
        OWNER_IDS: String(OWNER),
        DATABASE_PATH: join(folder, 'bench.db'),
        MAX_ALERTS_PER_MINUTE: '1000',
      }),
      log: LOG,
      clock: () => instant(clock.now),
      calendar: createCalendar(),
      telegram: { token: '1234567:A', apiRoot },
      yahooRoot: undefined,
      migrations: MIGRATIONS,
    },
    { alarms: 'none' },
  );
  await program.start();
  return program;
}

const complain = (message: string, fields?: object): void => console.error(message, fields);
/** Says only what went wrong, since a bench in which something did measures nothing. */
const LOG: Log = {
  ...silentLog,
  warn: complain,
  error: complain,
  fatal: complain,
  child: () => LOG,
};

/** The ticker of that number: `T0`, `T1` … */
export function ticker(n: number): Ticker {
  return `T${n}` as Ticker;
}

export function quoteOf(name: Ticker, price: number, at: number): Quote {
  return aQuote({ ticker: name, price, at: instant(at), previousClose: 100 });
}

type Prices = (tickers: readonly Ticker[]) => ReadonlyMap<Ticker, Quote>;

/** The quotes scanner of such a program, before a market that brings what it is given. */
export function quotesJob(parts: Program['parts'], quotes: Prices, clock: Clock) {
  const market = {
    quotes: (tickers: readonly Ticker[]) =>
      Promise.resolve({ quotes: quotes(tickers), unknown: [], failures: [] }),
    bars: () => Promise.resolve({ kind: 'unknown' as const }),
    suggest: () => Promise.resolve([]),
  };
  const now = () => instant(clock.now);
  return scanJob(
    { ...parts, maxAlertsPerMinute: 1_000, defaultZone: 'UTC', clock: now, log: LOG },
    quotesScanner({ pattern: '* * * * * *', intervalMs: 1_000, outsideHours: true }),
    { ...parts, market, calendar: createCalendar() },
  );
}

type Filling = {
  readonly count: number;
  readonly chats: number;
  readonly text: (n: number) => { readonly ticker: Ticker; readonly text: string };
};

/** Writes rules for as many chats as asked, the owner's first. */
export function fillRules(store: Store, { count, chats, text }: Filling, now: Instant): void {
  store.transact(() => {
    for (let n = 1; n < chats; n++) {
      store.chats.add({ id: chatOf(n), kind: 'private', title: 'x', linkedBy: undefined }, now);
    }
    for (let n = 0; n < count; n++) {
      const { ticker, text: words } = text(n);
      store.rules.add(
        {
          target: { kind: 'ticker', ticker },
          text: words,
          place: { chat: chatOf(n % chats), thread: undefined },
          code: `R${n}`,
          reference: 100,
          expiresAt: undefined,
          by: userId(OWNER),
        },
        now,
      );
    }
  });
}

function chatOf(n: number): ChatId {
  return chatId(OWNER + n);
}
