import { describe, expect, onTestFinished, test } from 'vitest';
import { createCalendar } from '../../src/core/calendar.ts';
import type { CorporateAction, MarketId, Quote } from '../../src/core/market.ts';
import type { KeptBars } from '../../src/core/ports/bar-keeper.ts';
import type { Ticker } from '../../src/core/ticker.ts';
import { newTickerState } from '../../src/core/ticker-state.ts';
import { HOUR_MS, instant, MINUTE_MS, type Instant } from '../../src/core/time.ts';
import { openDb } from '../../src/db/open.ts';
import { createStore, type Store } from '../../src/db/store.ts';
import { outcomes } from '../../src/scanners/outcomes.ts';
import { anAlertRow } from '../support/alert-row.ts';
import { barsOf } from '../support/bars.ts';
import { aFolder, CHAT, MIGRATIONS, NOW } from '../support/database.ts';
import { aQuote } from '../support/quote.ts';

const NVDA = 'NVDA' as Ticker;
const calendar = createCalendar();
const at = (iso: string) => instant(Date.parse(iso));

// Winter: New York trades from 14:30 to 21:00 UTC. Monday 5 January 2026.
const MONDAY_1030 = at('2026-01-05T15:30:00Z');

/** The job on a database of its own, with a clock, a vendor and rules that the test moves. */
function aDesk(market: MarketId = 'us') {
  const path = `${aFolder()}/outcomes.db`;
  let db = openDb(path, MIGRATIONS);
  let store = createStore(db);
  onTestFinished(() => db.close());
  store.chats.add({ id: CHAT, kind: 'private', title: 'Ann', linkedBy: undefined }, NOW);
  const desk = {
    now: MONDAY_1030,
    /** Tickers that rules ask for. */
    watched: [NVDA] as Ticker[],
    asked: [] as string[],
    toppedUp: [] as string[],
    offer: undefined as Quote | undefined,
    kept: new Map<string, KeptBars>(),
    /** What a vendor's bars bring when they are asked for. */
    onTopUp: (): void => undefined,
    actions: [] as CorporateAction[],
  };
  const deeds = {
    store: (): Store => store,
    quote: (price: number, when: Instant = desk.now, fields: Partial<Quote> = {}): Quote => {
      const quote = aQuote({ price, at: when, ...fields });
      return { ...quote, instrument: { ...quote.instrument, market } };
    },
    /** A quote that a scan has admitted. */
    scanned(price: number, when: Instant = desk.now): void {
      const quote = deeds.quote(price, when);
      const state = store.quotes.get(NVDA) ?? newTickerState(NVDA);
      store.quotes.put({ ...state, quote });
      store.quotes.sample(NVDA, price, quote.at);
    },
    rang(price: number | null, firedAt: Instant = desk.now): number {
      const id = store.alerts.add(
        {
          ...anAlertRow({ chat: CHAT, n: Math.random(), firedAt }),
          fate: 'sent',
          evidence: { kind: 'rule', price, headline: 'x', code: 'R7K2' } as never,
        },
        desk.now,
      );
      return id ?? expect.fail('no alert');
    },
    run: (): Promise<readonly string[]> =>
      outcomes({
        store,
        calendar,
        clock: () => desk.now,
        rules: () => ({ tickers: desk.watched }) as never,
        market: {
          quotes(tickers: readonly Ticker[]) {
            desk.asked.push(...tickers);
            const { offer } = desk;
            return Promise.resolve({
              quotes: new Map(offer && tickers.includes(NVDA) ? [[NVDA, offer]] : []),
              unknown: [],
              failures: [],
            });
          },
        } as never,
        bars: {
          topUp(wants) {
            desk.toppedUp.push(...wants.map(({ ticker, timeframe }) => `${ticker} ${timeframe}`));
            desk.onTopUp();
            return Promise.resolve([]);
          },
          read: (_, timeframe) => desk.kept.get(timeframe),
          checkActions: () => Promise.resolve(true),
          actions: () => desk.actions,
        },
      }),
    async runAt(iso: string): Promise<void> {
      desk.now = at(iso);
      await deeds.run();
    },
    restart(): void {
      db.close();
      db = openDb(path, MIGRATIONS);
      store = createStore(db);
    },
    /** `1h 2026-01-05T16:30 +2.00`, `1d 2026-01-06T15:30 due`, `unknown`. */
    told: (id: number): readonly string[] =>
      store.outcomes.ofAlert(id).map(({ horizon, dueAt, at: taken, pct }) => {
        const due = new Date(dueAt).toISOString().slice(0, 16);
        if (taken === undefined) return `${horizon} ${due} due`;
        return `${horizon} ${due} ${pct === undefined ? 'unknown' : pct.toFixed(2)}`;
      }),
  };
  deeds.scanned(100);
  return Object.assign(desk, deeds);
}

function keptHours(closes: readonly (readonly [string, number])[], askedAt: string): KeptBars {
  const ends = closes.map(([iso]) => Date.parse(iso));
  return {
    timeframe: '1h',
    bars: barsOf(closes.map(([iso, close]) => ({ at: Date.parse(iso) - HOUR_MS, close }))),
    closesAt: Float64Array.from(ends),
    source: 'test',
    askedAt: at(askedAt),
    forming: undefined,
  };
}

describe('what is due', () => {
  test('after an hour, and one and five trading days of the market', async () => {
    const desk = aDesk();
    const id = desk.rang(100);
    await desk.run();
    expect(desk.told(id)).toEqual([
      '1h 2026-01-05T16:30 due',
      '1d 2026-01-06T15:30 due',
      '5d 2026-01-12T15:30 due',
    ]);
  });

  test('an hour goes on in the next session, and a weekend is no trading day', async () => {
    const desk = aDesk();
    desk.now = at('2026-01-09T20:40:00Z');
    const id = desk.rang(100);
    await desk.run();
    expect(desk.told(id)).toEqual([
      '1h 2026-01-12T15:10 due',
      '1d 2026-01-12T20:40 due',
      '5d 2026-01-16T20:40 due',
    ]);
  });

  test('an alert of the close is looked at again at closes, early ones included', async () => {
    const desk = aDesk();
    // Wednesday 26 November 2025; Thanksgiving follows, and a Friday that ends at 18:00 UTC.
    desk.now = at('2025-11-26T21:00:00Z');
    const id = desk.rang(100);
    await desk.run();
    expect(desk.told(id).map((line) => line.slice(0, 19))).toEqual([
      '1h 2025-11-28T15:30',
      '1d 2025-11-28T18:00',
      '5d 2025-12-04T21:00',
    ]);
  });

  test('of an early close too, at the next close', async () => {
    const desk = aDesk();
    desk.now = at('2025-11-28T18:00:00Z');
    const id = desk.rang(100);
    await desk.run();
    expect(desk.told(id)[1]).toBe('1d 2025-12-01T21:00 due');
  });

  test('where trading never ends it is plain hours', async () => {
    const desk = aDesk('always');
    desk.now = at('2026-01-09T20:40:00Z');
    const id = desk.rang(100);
    await desk.run();
    expect(desk.told(id).map((line) => line.slice(0, 19))).toEqual([
      '1h 2026-01-09T21:40',
      '1d 2026-01-10T20:40',
      '5d 2026-01-14T20:40',
    ]);
  });

  test('is laid down once, however often it is looked at and whatever restarts', async () => {
    const desk = aDesk();
    const first = desk.rang(100);
    await desk.run();
    desk.restart();
    const second = desk.rang(100);
    await desk.run();
    await desk.run();
    expect(desk.told(first)).toHaveLength(3);
    expect(desk.told(second)).toHaveLength(3);
  });
});

describe('what became of an alert', () => {
  test('is the first admitted price at or after the due time, not one before it', async () => {
    const desk = aDesk();
    const id = desk.rang(100);
    desk.scanned(101, at('2026-01-05T16:29:30Z'));
    await desk.runAt('2026-01-05T16:30:40Z');
    expect(desk.told(id)[0]).toBe('1h 2026-01-05T16:30 due');
    desk.scanned(102, at('2026-01-05T16:31:10Z'));
    desk.scanned(109, at('2026-01-05T16:33:10Z'));
    await desk.runAt('2026-01-05T16:33:40Z');
    expect(desk.told(id)[0]).toBe('1h 2026-01-05T16:30 2.00');
    expect(desk.asked).toEqual([]);
  });

  test('survives a stop: what was missed is read from what was kept meanwhile', async () => {
    const desk = aDesk();
    const id = desk.rang(200);
    await desk.run();
    desk.scanned(190, at('2026-01-05T16:31:00Z'));
    desk.scanned(150, at('2026-01-05T20:31:00Z'));
    desk.restart();
    await desk.runAt('2026-01-05T22:00:00Z');
    expect(desk.told(id)[0]).toBe('1h 2026-01-05T16:30 -5.00');
  });

  test('a delayed feed is taken by the exchange’s time', async () => {
    const desk = aDesk();
    const id = desk.rang(100);
    // It is 16:40, and the feed is fifteen minutes behind.
    desk.scanned(103, at('2026-01-05T16:25:00Z'));
    await desk.runAt('2026-01-05T16:40:00Z');
    expect(desk.told(id)[0]).toContain('due');
    desk.scanned(104, at('2026-01-05T16:30:00Z'));
    await desk.runAt('2026-01-05T16:45:00Z');
    expect(desk.told(id)[0]).toBe('1h 2026-01-05T16:30 4.00');
  });

  test('at a close it is the closed bar, when the last quote came a moment before', async () => {
    const desk = aDesk();
    desk.now = at('2026-01-05T21:00:00Z');
    const id = desk.rang(100);
    await desk.run();
    desk.scanned(104, at('2026-01-06T20:59:58Z'));
    desk.kept.set('1d', {
      ...keptHours([['2026-01-06T21:00:00Z', 105]], '2026-01-06T21:06:00Z'),
      timeframe: '1d',
    });
    await desk.runAt('2026-01-06T21:06:00Z');
    expect(desk.told(id)[1]).toBe('1d 2026-01-06T21:00 5.00');
  });

  test('a closed market is waited out, and nobody is asked over the weekend', async () => {
    const desk = aDesk();
    desk.watched = [];
    desk.now = at('2026-01-09T20:40:00Z');
    const id = desk.rang(100);
    await desk.run();
    await desk.runAt('2026-01-10T12:00:00Z');
    await desk.runAt('2026-01-11T12:00:00Z');
    expect(desk.asked).toEqual([]);
    desk.now = at('2026-01-12T15:10:30Z');
    desk.offer = desk.quote(97);
    await desk.run();
    expect(desk.asked).toEqual([NVDA]);
    expect(desk.told(id)[0]).toBe('1h 2026-01-12T15:10 -3.00');
  });

  test('what no quote tells within half an hour is looked for in bars', async () => {
    const desk = aDesk();
    desk.watched = [];
    const id = desk.rang(100);
    await desk.runAt('2026-01-05T16:50:00Z');
    expect(desk.toppedUp).toEqual([]);
    desk.onTopUp = () =>
      void desk.kept.set(
        '1h',
        keptHours(
          [
            ['2026-01-05T15:30:00Z', 90],
            ['2026-01-05T16:30:00Z', 106],
          ],
          '2026-01-05T17:01:00Z',
        ),
      );
    await desk.runAt('2026-01-05T17:01:00Z');
    expect(desk.toppedUp).toEqual(['NVDA 1h']);
    expect(desk.told(id)[0]).toBe('1h 2026-01-05T16:30 6.00');
  });

  test('what nothing tells within a day is unknown for good', async () => {
    const desk = aDesk();
    const id = desk.rang(100);
    await desk.runAt('2026-01-06T16:00:00Z');
    expect(desk.told(id)[0]).toContain('due');
    await desk.runAt('2026-01-06T18:31:00Z');
    expect(desk.told(id)[0]).toBe('1h 2026-01-05T16:30 unknown');
    desk.scanned(104, at('2026-01-05T16:31:00Z'));
    await desk.runAt('2026-01-06T18:32:00Z');
    expect(desk.told(id)[0]).toBe('1h 2026-01-05T16:30 unknown');
  });

  test('a price of the next day but one does not stand for it', async () => {
    const desk = aDesk();
    const id = desk.rang(100);
    desk.scanned(104, at('2026-01-07T15:00:00Z'));
    await desk.runAt('2026-01-07T15:01:00Z');
    expect(desk.told(id)[0]).toContain('unknown');
  });

  test('an alert without a price is unknown at once, and holds up no other', async () => {
    const desk = aDesk();
    const bare = desk.rang(null);
    const id = desk.rang(100);
    desk.scanned(102, at('2026-01-05T16:30:00Z'));
    await desk.runAt('2026-01-05T16:31:00Z');
    expect(desk.told(bare)[0]).toContain('unknown');
    expect(desk.told(id)[0]).toContain('2.00');
  });
});

describe('a split between', () => {
  const split: CorporateAction = {
    kind: 'split',
    at: at('2026-01-06T14:30:00Z'),
    numerator: 10,
    denominator: 1,
  };

  test('is taken out of the move', async () => {
    const desk = aDesk();
    const id = desk.rang(100);
    desk.actions.push(split);
    desk.kept.set('1h', keptHours([['2026-01-06T15:30:00Z', 10.3]], '2026-01-06T15:31:00Z'));
    await desk.runAt('2026-01-06T15:31:00Z');
    expect(desk.told(id)[1]).toBe('1d 2026-01-06T15:30 3.00');
  });

  test('that nobody has told of is not taken for a fall', async () => {
    const desk = aDesk();
    const id = desk.rang(100);
    desk.scanned(10.3, at('2026-01-06T15:30:00Z'));
    await desk.runAt('2026-01-06T15:31:00Z');
    expect(desk.told(id)[1]).toContain('due');
    desk.onTopUp = () => {
      desk.actions.push(split);
      desk.kept.set('1h', keptHours([['2026-01-06T15:30:00Z', 10.3]], '2026-01-06T16:01:00Z'));
    };
    await desk.runAt('2026-01-06T16:01:00Z');
    expect(desk.told(id)[1]).toBe('1d 2026-01-06T15:30 3.00');
  });

  test('whose terms are not known leaves it unknown', async () => {
    const desk = aDesk();
    const id = desk.rang(100);
    desk.actions.push({ ...split, numerator: NaN });
    desk.scanned(10.3, at('2026-01-06T15:30:00Z'));
    await desk.runAt('2026-01-06T15:31:00Z');
    expect(desk.told(id)[1]).toBe('1d 2026-01-06T15:30 unknown');
  });

  test('a fall that the vendor’s bars confirm is one', async () => {
    const desk = aDesk();
    const id = desk.rang(100);
    desk.scanned(55, at('2026-01-05T16:30:00Z'));
    desk.kept.set('1h', keptHours([['2026-01-05T16:30:00Z', 55]], '2026-01-05T16:35:00Z'));
    desk.now = instant(at('2026-01-05T16:30:00Z') + 6 * MINUTE_MS);
    await desk.run();
    expect(desk.told(id)[0]).toBe('1h 2026-01-05T16:30 -45.00');
  });
});
