import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCalendar } from '../../src/core/calendar.ts';
import type { BarSeries, MarketId } from '../../src/core/market.ts';
import { newTickerState, type TickerState } from '../../src/core/ticker-state.ts';
import { instant, MINUTE_MS, plus, type Instant } from '../../src/core/time.ts';
import { createDesk } from '../../src/rules/desk.ts';
import { readyRule } from '../../src/rules/ready.ts';
import { judgeUnseen } from '../../src/scanners/blind-replay.ts';
import { blindFacts, spellsEnded } from '../../src/scanners/blind.ts';
import type { Ticker } from '../../src/core/ticker.ts';
import type { LiveRule } from '../../src/scanners/live-rules.ts';
import { aDatabase } from '../support/database.ts';
import { aQuote } from '../support/quote.ts';
import { tickers } from '../support/ticker.ts';

const [NVDA] = tickers('NVDA') as [Ticker];
/** A Monday, 10:30 in New York. */
const NOW = instant(Date.UTC(2026, 0, 5, 15, 30));
const SATURDAY = instant(Date.UTC(2026, 0, 10, 15, 30));
const INTERVAL_MS = 15_000;

function aState(fields: Partial<TickerState> = {}, market: MarketId = 'us'): TickerState {
  const quote = aQuote({ ticker: NVDA, at: plus(NOW, -MINUTE_MS) });
  const instrument = { ...quote.instrument, market };
  return { ...newTickerState(NVDA), quote: { ...quote, instrument }, ...fields };
}

/** What a look at `now` finds that comes so long after the last one. */
function lookAfter(ms: number, state = aState(), now = NOW) {
  const { store } = aDatabase();
  store.quotes.put(state);
  store.jobs.count('quotes', { status: 'done' }, plus(now, -ms));
  const facts = { store, calendar: createCalendar(), intervalMs: INTERVAL_MS, isPlayed: false };
  return spellsEnded([], blindFacts({ ...facts, tickers: [NVDA] }, now));
}

describe('nobody looked', () => {
  test('for two minutes of trading: that is blindness, under that it is a restart', () => {
    expect(lookAfter(2 * MINUTE_MS)).toMatchObject([
      { ticker: NVDA, since: NOW - 2 * MINUTE_MS, until: NOW, cause: 'stopped' },
    ]);
    expect(lookAfter(2 * MINUTE_MS - 1)).toEqual([]);
  });

  test('over a weekend: only coins missed anything', () => {
    const day = 24 * 60 * MINUTE_MS;
    expect(lookAfter(day / 2, aState(), SATURDAY)).toEqual([]);
    expect(lookAfter(day / 2, aState({}, 'always'), SATURDAY)).toHaveLength(1);
  });

  test('from before a close until after it: the spell ends with the close', () => {
    const now = instant(Date.UTC(2026, 0, 6, 3, 0));
    const close = Date.UTC(2026, 0, 5, 21, 0);
    expect(lookAfter(7 * 60 * MINUTE_MS, aState(), now)).toMatchObject([
      { since: now - 7 * 60 * MINUTE_MS, until: close },
    ]);
  });

  test('at a ticker that never had a price: nothing was missed', () => {
    expect(lookAfter(60 * MINUTE_MS, newTickerState(NVDA))).toEqual([]);
  });
});

test('a source that answers again ends a spell that began with its first fault', () => {
  const trouble = { why: 'it is down', since: plus(NOW, -20 * MINUTE_MS), isTold: true };
  const before = aState({ trouble });
  const { store } = aDatabase();
  store.jobs.count('quotes', { status: 'failed' }, plus(NOW, -INTERVAL_MS));
  const calendar = createCalendar();
  const facts = blindFacts(
    { store, calendar, intervalMs: INTERVAL_MS, isPlayed: false, tickers: [NVDA] },
    NOW,
  );
  expect(spellsEnded([{ before, after: { ...before, trouble: undefined } }], facts)).toMatchObject([
    { cause: 'source', why: 'it is down', since: trouble.since, until: NOW },
  ]);
  expect(spellsEnded([{ before, after: before }], facts)).toEqual([]);
});

test('a spell is kept once, told once, and known by the last price before it', () => {
  const { store } = aDatabase();
  const [spell] = lookAfter(10 * MINUTE_MS);
  if (spell === undefined) throw new Error('no spell');
  store.blindSpells.add([spell]);
  store.blindSpells.add([{ ...spell, until: plus(NOW, MINUTE_MS) }]);
  const [kept, ...more] = store.blindSpells.untold(10);
  expect(kept).toMatchObject(spell);
  expect(more).toEqual([]);
  expect(store.blindSpells.since(NVDA, spell.last?.at ?? NOW)).toBe(spell.since);
  expect(store.blindSpells.since(NVDA, NOW)).toBeUndefined();
  store.blindSpells.told(kept?.id ?? 0, NOW);
  expect(store.blindSpells.untold(10)).toEqual([]);
});

describe('what a rule would have done unseen', () => {
  /** Bars of a minute after `NOW`, each with the same low and high around its close. */
  function unseen(rule: string, path: readonly { low: number; high: number; close: number }[]) {
    const ready = readyRule(rule);
    if (ready === undefined) throw new Error('unreadable');
    const stored = { id: 1, reference: 100, createdAt: 0 as Instant };
    const base = series(path);
    const live = { ...ready, stored, ticker: NVDA } as unknown as LiveRule;
    return judgeUnseen(live, {
      spell: {
        since: NOW,
        until: plus(NOW, path.length * MINUTE_MS),
        last: { price: 100, at: NOW },
      },
      desk: createDesk((timeframe) => (timeframe === '1m' ? base : undefined)),
      base,
      quote: aQuote({ ticker: NVDA }),
    });
  }

  function series(path: readonly { low: number; high: number; close: number }[]): BarSeries {
    const column = (pick: (n: number) => number) => Float64Array.from(path, (_, n) => pick(n));
    return {
      timeframe: '1m',
      bars: {
        openedAt: column((n) => NOW + n * MINUTE_MS),
        open: column((n) => path[n - 1]?.close ?? 100),
        high: column((n) => path[n]?.high ?? NaN),
        low: column((n) => path[n]?.low ?? NaN),
        close: column((n) => path[n]?.close ?? NaN),
        volume: column(() => 1),
      },
      closesAt: column((n) => NOW + (n + 1) * MINUTE_MS),
    };
  }

  test('is known from within a bar too', () => {
    const seen = unseen('NVDA < 95', [{ low: 94, high: 101, close: 100 }]);
    expect(seen).toMatchObject({ kind: 'came-true', holds: false });
    expect(unseen('NVDA < 93', [{ low: 94, high: 101, close: 100 }])).toEqual({ kind: 'nothing' });
  });

  test('is not told again of what was so before', () => {
    expect(unseen('NVDA < 105', [{ low: 99, high: 101, close: 100 }])).toEqual({ kind: 'nothing' });
  });

  test('came true exactly when the price went below the level', () => {
    const bar = fc
      .tuple(
        fc.double({ min: 80, max: 120, noNaN: true }),
        fc.double({ min: 0, max: 5, noNaN: true }),
      )
      .map(([close, room]) => ({ close, room }));
    fc.assert(
      fc.property(fc.array(bar, { minLength: 1, maxLength: 30 }), (bars) => {
        const path = bars.map(({ close, room }, n) => {
          const open = bars[n - 1]?.close ?? 100;
          const [low, high] = [Math.min(open, close) - room, Math.max(open, close) + room];
          return { low, high, close };
        });
        const seen = unseen('NVDA < 90', path);
        const touched = path.some(({ low }) => low < 90);
        expect(seen.kind).toBe(touched ? 'came-true' : 'nothing');
        if (seen.kind === 'came-true') expect(seen.holds).toBe((path.at(-1)?.close ?? 0) < 90);
      }),
    );
  });
});
