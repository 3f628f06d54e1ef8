import { onTestFinished } from 'vitest';
import { createCalendar } from '../../src/core/calendar.ts';
import type { Quote } from '../../src/core/market.ts';
import { userId } from '../../src/core/people.ts';
import type { StoredRule } from '../../src/core/records.ts';
import { readSpelledTarget, type Target } from '../../src/core/target.ts';
import type { Ticker } from '../../src/core/ticker.ts';
import { newTickerState } from '../../src/core/ticker-state.ts';
import { instant, type Instant } from '../../src/core/time.ts';
import { openDb } from '../../src/db/open.ts';
import { createOutbox } from '../../src/db/outbox.ts';
import { createStore, type Store } from '../../src/db/store.ts';
import { createLiveRules } from '../../src/scanners/live-rules.ts';
import { createPriceGate, type PriceGate } from '../../src/scanners/price-gate.ts';
import { quotesScanner } from '../../src/scanners/quotes.ts';
import { scanJob } from '../../src/scanners/run.ts';
import { aFolder, CHAT, MIGRATIONS, NOW } from './database.ts';
import { silentLog } from './log.ts';
import { aQuote } from './quote.ts';
import { tickers } from './ticker.ts';

export const [NVDA, AMD] = tickers('NVDA', 'AMD') as [Ticker, Ticker];
const TICKERS = [NVDA, AMD];

type Prices = { readonly NVDA?: number | undefined; readonly AMD?: number | undefined };

type Wish = { readonly fails?: 'scan' | 'commit'; readonly afterMs?: number };

/** The quotes scanner on a database of its own, with or without the gate; every rule that was judged is noted. */
export function aQuotesDesk(isGated: boolean) {
  const path = `${aFolder()}/gate.db`;
  const clock = { now: NOW };
  const judged: string[] = [];
  const luck = { isOut: false, isBroken: false };
  const quotes = new Map<string, Quote>();
  let life = start();
  onTestFinished(() => life.db.close());

  function start() {
    const db = openDb(path, MIGRATIONS);
    // No power fails here, and there are thousands of commits.
    db.sqlite.pragma('synchronous = OFF');
    const store = failing(createStore(db));
    const gate = isGated ? createPriceGate(store) : openGate;
    const noting: PriceGate = {
      select(at, quote) {
        const rules = gate.select(at, quote);
        judged.push(...rules.map(({ stored }) => stored.code));
        if (luck.isBroken) throw new Error('broken');
        return rules;
      },
    };
    const market = {
      quotes: () => Promise.resolve({ quotes: new Map(quotes), unknown: [], failures: [] }),
      suggest: () => Promise.resolve([]),
    };
    const job = scanJob(
      {
        store,
        outbox: createOutbox(store, () => undefined),
        bars: { read: () => undefined },
        maxAlertsPerMinute: 2,
        defaultZone: 'America/New_York',
        clock: () => clock.now,
        bootId: 'boot',
        log: silentLog,
      },
      quotesScanner({ pattern: '* * * * * *', intervalMs: 1_000, outsideHours: true }),
      {
        market: market as never,
        store,
        calendar: createCalendar(),
        rules: createLiveRules(store),
        gate: noting,
        bars: { read: () => undefined, checkActions: () => Promise.resolve(false) },
        outbox: createOutbox(store, () => undefined),
      },
    );
    return { db, store, job };
  }

  /** Without luck, whatever rings fails. */
  function failing(store: Store): Store {
    const addAll: Store['alerts']['addAll'] = (...wishes) => {
      if (luck.isOut) throw new Error('no luck');
      return store.alerts.addAll(...wishes);
    };
    return { ...store, alerts: { ...store.alerts, addAll } };
  }

  life.store.chats.add({ id: CHAT, kind: 'private', title: 'Ann', linkedBy: undefined }, NOW);

  return {
    store: () => life.store,
    now: () => clock.now,
    add: (code: string, text: string): StoredRule =>
      life.store.rules.add(
        {
          place: { chat: CHAT, thread: undefined },
          code,
          text,
          target: targetOf(text),
          reference: 100,
          expiresAt: undefined,
          by: userId(7),
        },
        clock.now,
      ),
    /** Brings prices and gives the scanner its turn. @returns the codes of the rules that were judged */
    async tick(prices: Prices, wish: Wish = {}) {
      clock.now = instant(clock.now + (wish.afterMs ?? 5_000));
      quotes.clear();
      for (const ticker of TICKERS) {
        const price = prices[ticker as 'NVDA' | 'AMD'];
        if (price !== undefined) quotes.set(ticker, quoteOf(ticker, price, clock.now));
      }
      luck.isOut = wish.fails === 'commit';
      luck.isBroken = wish.fails === 'scan';
      judged.length = 0;
      await life.job.run(clock.now);
      return judged.slice();
    },
    /** Puts another quote in the place of the last one, as a command that asked by itself. */
    bring(ticker: Ticker, price: number): void {
      const state = life.store.quotes.get(ticker) ?? newTickerState(ticker);
      life.store.quotes.put({ ...state, quote: quoteOf(ticker, price, clock.now) });
    },
    restart(): void {
      life.db.close();
      life = start();
    },
    /** Everything that was written down of rules, alerts and prices. */
    written(): unknown {
      const tables = ['rule', 'rule_state', 'alert', 'delivery', 'quote', 'quote_sample'];
      return tables.map((table) =>
        life.db.sqlite.prepare(`select * from ${table} order by 1, 2`).all(),
      );
    },
  };
}

/** What a rule's text is about. */
export function targetOf(text: string): Target {
  const target = readSpelledTarget(text.split(' ')[0] ?? '');
  if (target === undefined) throw new Error(`${text} is about nothing`);
  return target;
}

const openGate: PriceGate = { select: ({ rules }) => rules };

/** Of something that is always traded. */
function quoteOf(ticker: Ticker, price: number, at: Instant): Quote {
  const instrument = { kind: 'crypto', exchange: 'CCC', market: 'always' } as const;
  return aQuote({ ticker, price, at, previousClose: 100, instrument });
}

export type QuotesDesk = ReturnType<typeof aQuotesDesk>;
