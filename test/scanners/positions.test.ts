import { expect, test } from 'vitest';
import { createCalendar } from '../../src/core/calendar.ts';
import { chatId } from '../../src/core/people.ts';
import { DAY_MS, MINUTE_MS, plus, SECOND_MS, type Instant } from '../../src/core/time.ts';
import type { Opened } from '../../src/db/account-door.ts';
import { createOutbox } from '../../src/db/outbox.ts';
import { createPositionsScan } from '../../src/scanners/positions.ts';
import { aDatabase, NOW } from '../support/database.ts';
import { aHolding, HOLDER, keepAccount } from '../support/holding.ts';
import { anEnded, aSummary, aTold, plainBroker } from '../support/plain-broker.ts';
import { aQuote } from '../support/quote.ts';
import { aTicker } from '../support/ticker.ts';

const NVDA = aTicker('NVDA');
const down = { kind: 'failed', fault: 'timeout', detail: 'no answer within 10 s' } as const;
const wrongKey = {
  kind: 'failed',
  fault: 'unauthorized',
  detail: 'it does not know the key',
} as const;

/** A desk whose accounts are plain brokers; `told` is what its person was sent since it was asked last. */
function aDesk() {
  const { db, store } = aDatabase();
  const time = { now: NOW };
  const clock = (): Instant => time.now;
  const doors = new Map<number, Opened>();
  const outbox = createOutbox(store, () => undefined);
  const scan = createPositionsScan({
    store,
    outbox,
    calendar: createCalendar(),
    defaultZone: 'UTC',
    door: { open: (id) => doors.get(id) ?? { kind: 'none' } },
    clock,
    installAccount: () => undefined,
  });
  let read = 0;
  const told = (): readonly string[] => {
    const rows = db.sqlite
      .prepare<[number], { id: number; chat: number; content: string }>(
        'select id, chat_id as chat, content from delivery where id > ? order by id',
      )
      .all(read);
    read = rows.at(-1)?.id ?? read;
    expect(rows.every(({ chat }) => chat === chatId(HOLDER))).toBe(true);
    return rows.map(({ content }) =>
      (JSON.parse(content) as { text: { html: string } }).text.html
        .replaceAll(/<[^>]+>/g, '')
        .replaceAll(/\s+/g, ' '),
    );
  };
  const plain = plainBroker(clock);
  const id = keepAccount(store);
  doors.set(id, { kind: 'open', broker: plain.broker });
  const after = async (ms: number): Promise<readonly string[]> => {
    time.now = plus(time.now, ms);
    return scan();
  };
  return { store, scan, after, told, doors, id, clock, ...plain };
}

test('the first look writes down all of an account and says so once', async () => {
  const desk = aDesk();
  desk.book.positions = [aTold(), aTold({ symbol: 'ODD_EQ', ticker: undefined, currency: 'ZZZ' })];
  desk.book.orders = [anEnded({ status: 'pending', filled: 0 })];
  desk.book.ended = [anEnded()];
  expect(await desk.scan()).toEqual([]);
  expect(desk.book.asked).toEqual(['summary', 'positions', 'pending', 'history']);
  expect(desk.store.accounts.get(desk.id)).toMatchObject({
    worth: { total: 20_000, freeCash: 1_000, realised: 250, at: NOW },
    positionsAt: NOW,
    trouble: undefined,
  });
  expect(desk.store.positions.ofUser(HOLDER)).toHaveLength(2);
  expect(desk.store.brokerOrders.ofAccount(desk.id)).toHaveLength(1);
  expect(desk.store.trades.ofAccount(desk.id)).toMatchObject([{ remoteId: 'O-1', positionId: 1 }]);
  expect(desk.told()).toEqual([
    expect.stringMatching(/^📒 Your account main is read: 2 positions, €20,000.00 in all/),
  ]);
  await desk.after(30 * SECOND_MS);
  expect(desk.told()).toEqual([]);
});

test('history is asked for when something differs, and else every ten minutes', async () => {
  const desk = aDesk();
  desk.book.positions = [aTold()];
  await desk.scan();
  for (let n = 0; n < 19; n++) await desk.after(30 * SECOND_MS);
  expect(desk.book.asked.filter((part) => part === 'history')).toHaveLength(1);
  await desk.after(30 * SECOND_MS);
  expect(desk.book.asked.filter((part) => part === 'history')).toHaveLength(2);
  desk.book.positions = [aTold({ quantity: 60 })];
  await desk.after(30 * SECOND_MS);
  expect(desk.book.asked.filter((part) => part === 'history')).toHaveLength(3);
});

test('what was sold by phone is told with the trade that explains it', async () => {
  const desk = aDesk();
  desk.book.positions = [aTold()];
  await desk.scan();
  desk.told();
  desk.book.positions = [aTold({ quantity: 60, available: 60 })];
  desk.book.ended = [anEnded({ createdAt: desk.clock() })];
  await desk.after(30 * SECOND_MS);
  expect(desk.told()).toEqual([
    '🧾 Your account main has changed at the broker • NVDA: 100 → 60 (sold 40 at $131.20 by phone) Read 15:30 UTC; I have taken over the broker’s figures. /positions',
  ]);
  expect(desk.store.positions.get(1)).toMatchObject({ quantity: 60, closedAt: undefined });
});

test('what is gone is closed after two whole looks, with the sale that was found at the first', async () => {
  const desk = aDesk();
  desk.book.positions = [aTold(), aTold({ symbol: 'B', ticker: aTicker('B') })];
  await desk.scan();
  desk.told();
  const limitOrder = { quantity: 100, filled: 100, createdAt: plus(NOW, -DAY_MS) };
  desk.book.positions = [aTold({ symbol: 'B', ticker: aTicker('B') })];
  desk.book.ended = [anEnded(limitOrder)];
  await desk.after(30 * SECOND_MS);
  expect(desk.told()).toEqual([]);
  expect(desk.store.positions.open()).toHaveLength(2);
  await desk.after(30 * SECOND_MS);
  expect(desk.told()).toEqual([
    expect.stringMatching(/• NVDA: 100 held before, none now \(sold 100 at \$131.20 by phone\)/),
  ]);
  expect(desk.store.positions.closedOf(desk.id)).toMatchObject([{ id: 1, quantity: 100 }]);
});

test('a look that failed in between counts neither for nor against', async () => {
  const desk = aDesk();
  desk.book.positions = [aTold(), aTold({ symbol: 'B' })];
  await desk.scan();
  desk.book.positions = [aTold()];
  await desk.after(30 * SECOND_MS);
  desk.book.faults.set('positions', down);
  for (let n = 0; n < 5; n++) await desk.after(30 * SECOND_MS);
  expect(desk.store.positions.open()).toHaveLength(2);
  desk.book.faults.clear();
  await desk.after(30 * SECOND_MS);
  expect(desk.store.positions.open()).toHaveLength(1);
});

test('a list of nothing beside a worth of something closes nothing', async () => {
  const desk = aDesk();
  desk.book.positions = [aTold()];
  await desk.scan();
  desk.book.positions = [];
  for (let n = 0; n < 4; n++)
    expect(await desk.after(30 * SECOND_MS)).toEqual([expect.stringMatching(/lists nothing held/)]);
  expect(desk.store.positions.open()).toHaveLength(1);
  const nothing = { value: 0, cost: 0, realised: 0, unrealised: 0 };
  desk.book.summary = aSummary({ invested: nothing });
  await desk.after(30 * SECOND_MS);
  await desk.after(30 * SECOND_MS);
  expect(desk.store.positions.open()).toEqual([]);
});

test('trouble is told once when it lasts, and so is its end', async () => {
  const desk = aDesk();
  desk.book.positions = [aTold()];
  await desk.scan();
  desk.told();
  desk.book.faults.set('summary', down);
  for (let n = 0; n < 6; n++) await desk.after(30 * SECOND_MS);
  expect(desk.told()).toEqual([]);
  for (let n = 0; n < 6; n++) await desk.after(30 * SECOND_MS);
  expect(desk.told()).toEqual([
    '⚠️ I can’t read your account main: no answer within 10 s. What I show of it is as of 15:30 UTC. Nothing is sold from it meanwhile, and no stop is judged by prices that are that old. I keep trying, and say when it works again.',
  ]);
  desk.book.faults.clear();
  await desk.after(30 * SECOND_MS);
  await desk.after(30 * SECOND_MS);
  expect(desk.told()).toEqual([
    '✅ Your account main can be read again, after 6 min. /positions shows it as it is now.',
  ]);
});

test('a hiccup is told to nobody', async () => {
  const desk = aDesk();
  desk.book.positions = [aTold()];
  await desk.scan();
  desk.told();
  desk.book.faults.set('positions', down);
  await desk.after(30 * SECOND_MS);
  desk.book.faults.clear();
  await desk.after(30 * SECOND_MS);
  expect(desk.told()).toEqual([]);
  expect(desk.store.accounts.get(desk.id)?.trouble).toBeUndefined();
});

test('a key that is refused is told at once, even after something else was told', async () => {
  const desk = aDesk();
  desk.book.faults.set('summary', down);
  await desk.scan();
  await desk.after(4 * MINUTE_MS);
  expect(desk.told()).toHaveLength(1);
  desk.book.faults.set('summary', wrongKey);
  await desk.after(30 * SECOND_MS);
  expect(desk.told()).toEqual([
    expect.stringMatching(
      /it does not know the key\. Nothing of it has been read yet\. Make a new/,
    ),
  ]);
  await desk.after(30 * SECOND_MS);
  expect(desk.told()).toEqual([]);
});

test('a key that opens another account than before changes nothing of the one before', async () => {
  const desk = aDesk();
  desk.book.positions = [aTold()];
  await desk.scan();
  desk.told();
  desk.book.summary = aSummary({ remoteId: 'R-9' });
  desk.book.positions = [aTold({ symbol: 'B' })];
  await desk.after(30 * SECOND_MS);
  expect(desk.told()).toEqual([expect.stringMatching(/its key opens account R-9 \(EUR\) now/)]);
  expect(desk.store.positions.open()).toMatchObject([{ symbol: 'NVDA_US_EQ' }]);
  expect(desk.store.accounts.get(desk.id)?.remoteId).toBe('R-1');
});

test('one account that fails, throws or is shut leaves the others alone', async () => {
  const desk = aDesk();
  desk.book.positions = [aTold()];
  const broken = keepAccount(desk.store, { name: 'broken' });
  const shut = keepAccount(desk.store, { name: 'shut' });
  const thrower = plainBroker(desk.clock).broker;
  const bad = { ...thrower, positions: () => Promise.reject(new Error('a bug')) };
  desk.doors.set(broken, { kind: 'open', broker: bad });
  desk.doors.set(shut, { kind: 'shut', why: 'cannot be opened' });
  expect(await desk.scan()).toEqual([
    `account ${broken}: a bug`,
    `account ${shut}: cannot be opened`,
  ]);
  expect(desk.store.positions.ofAccount(desk.id)).toHaveLength(1);
  expect(desk.told()).toHaveLength(2);
});

test('an account that is removed while it is read is not written down', async () => {
  const desk = aDesk();
  desk.book.positions = [aTold()];
  const scan = desk.scan();
  desk.store.accounts.remove(desk.id, NOW);
  expect(await scan).toEqual([]);
  desk.store.accounts.restore(desk.id);
  expect(desk.store.positions.open()).toEqual([]);
});

test('what the key may not do is no trouble, and the rest is read', async () => {
  const desk = aDesk();
  desk.book.positions = [aTold()];
  const scope = { kind: 'failed', fault: 'scope', detail: 'history is missing' } as const;
  desk.book.faults.set('history', scope);
  desk.book.faults.set('pending', scope);
  expect(await desk.scan()).toEqual([]);
  expect(desk.store.positions.open()).toHaveLength(1);
});

test('orders in a state that nobody knows are not taken for trades, nor twice for one', async () => {
  const desk = aDesk();
  desk.book.positions = [aTold()];
  desk.book.ended = [
    anEnded({ id: 'a', status: 'unclear' }),
    anEnded({ id: 'b' }),
    anEnded({ id: 'b' }),
    anEnded({ id: 'c', status: 'cancelled', filled: 0 }),
    anEnded({ id: 'd', status: 'cancelled', filled: 3 }),
  ];
  await desk.scan();
  expect(desk.store.trades.ofAccount(desk.id).map(({ remoteId }) => remoteId)).toEqual(['d', 'b']);
});

test('a price of the weekend is as old as Friday’s close', async () => {
  const desk = aDesk();
  desk.store.quotes.put({ ticker: NVDA, quote: aQuote(), held: undefined, trouble: undefined });
  desk.book.positions = [aTold()];
  await desk.after(5 * DAY_MS);
  const fridaysClose = Date.UTC(2026, 0, 9, 21, 0);
  expect(desk.store.positions.open()).toMatchObject([{ priceAt: fridaysClose }]);
});

test('what was typed in follows the known price, and keeps the highest', async () => {
  const desk = aDesk();
  const typed = keepAccount(desk.store, { name: 'typed', broker: 'manual' });
  const id = desk.store.positions.put(
    aHolding({ accountId: typed, price: undefined, priceAt: undefined, maxPrice: 121.4 }),
  );
  const quoteAt = async (price: number, currency = 'USD'): Promise<void> => {
    const quote = aQuote({ price, currency, at: plus(desk.clock(), 20 * SECOND_MS) });
    desk.store.quotes.put({ ticker: NVDA, quote, held: undefined, trouble: undefined });
    await desk.after(30 * SECOND_MS);
  };
  await quoteAt(140);
  expect(desk.store.positions.get(id)).toMatchObject({ price: 140, maxPrice: 140 });
  await quoteAt(120);
  expect(desk.store.positions.get(id)).toMatchObject({ price: 120, maxPrice: 140 });
  await quoteAt(150, 'CHF');
  expect(desk.store.positions.get(id)).toMatchObject({ price: 120, maxPrice: 140 });
});
