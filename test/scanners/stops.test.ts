import { describe, expect, test } from 'vitest';
import type { Bars } from '../../src/core/market.ts';
import { DAY_MS, HOUR_MS, instant, MINUTE_MS } from '../../src/core/time.ts';
import { refootStop, refootTyped } from '../../src/scanners/stop-footing.ts';
import { CHAT, NOW } from '../support/database.ts';
import { aStopDesk } from '../support/stop-desk.ts';

const FIXED = { kind: 'fixed', price: 132.5 } as const;

describe('a stop that is reached', () => {
  test('rings once, critical, in the private chat of its holder, with the very numbers', async () => {
    const desk = aStopDesk();
    desk.set(FIXED, 132.5);
    for (const price of [138, 136, 134, 132.31, 131, 132.4]) await desk.tick(price);
    expect(desk.alerts()).toEqual([
      'low open NVDA is 1.1% above your stop 132.50',
      'critical open NVDA reached your stop 132.50',
    ]);
    const [alert] = desk.store.alerts.ofChat(CHAT, 1);
    expect(alert?.eventKey).toBe(`stop/${desk.stop()?.id}/1`);
    expect(alert?.evidence).toMatchObject({
      kind: 'position',
      price: 132.31,
      previousPrice: 134,
      held: { positionId: desk.positionId, quantity: 100, stop: 132.5 },
    });
    expect(desk.stop()).toMatchObject({ stage: 'reached', seq: 1, alertId: alert?.id });
  });

  test('rings anew when it was left behind and is reached again', async () => {
    const desk = aStopDesk();
    desk.set(FIXED, 132.5);
    for (const price of [136, 132.4, 134.5, 132.4, 137, 140, 136, 132.4]) await desk.tick(price);
    expect(desk.stop()?.seq).toBe(2);
    expect(desk.alerts().filter((one) => one.startsWith('critical'))).toHaveLength(2);
    expect(desk.alerts().filter((one) => one.startsWith('low'))).toHaveLength(0);
  });

  test('is told of although its holder has muted everything that is not critical', async () => {
    const desk = aStopDesk();
    desk.set(FIXED, 132.5);
    const mute = {
      chat: CHAT,
      verb: 'mute',
      scope: 'chat',
      subject: '',
      until: undefined,
    } as const;
    desk.store.mutes.add({ ...mute, coversCritical: false, createdBy: CHAT as never }, NOW);
    for (const price of [137, 134, 132]) await desk.tick(price);
    expect(desk.alerts()).toEqual([
      'low suppressed NVDA is 1.1% above your stop 132.50',
      'critical open NVDA reached your stop 132.50',
    ]);
  });
});

test('a broker’s position has its sale drawn up with it, once for each time', async () => {
  const desk = aStopDesk({ account: { broker: 'paper' } });
  const id = desk.set(FIXED, 132.5);
  for (const price of [137, 134, 132.4, 131.9]) await desk.tick(price);
  const drafted = desk.store.intents.live();
  expect(drafted.map(({ key, mode, quantity }) => [key, mode, quantity])).toEqual([
    [`stop/${id}/1`, 'shadow', 100],
  ]);
});

describe('near', () => {
  test('is told once for each approach, however the price hovers there', async () => {
    const desk = aStopDesk();
    desk.set(FIXED, 132.5);
    for (const price of [136, 134.9, 135.3, 134.8, 135.9, 134.7, 137, 134.9])
      await desk.tick(price);
    expect(desk.alerts()).toEqual([
      'low open NVDA is 1.8% above your stop 132.50',
      'low open NVDA is 1.8% above your stop 132.50',
    ]);
  });
});

describe('a price that does not count', () => {
  test('a single bad tick neither fires nor moves anything', async () => {
    const desk = aStopDesk();
    desk.set({ kind: 'trail', pct: 10 }, 126);
    for (const price of [140, 100, 140, 200, 140]) await desk.tick(price);
    expect(desk.alerts()).toEqual([]);
    expect(desk.stop()?.price).toBe(126);
  });

  test('a real fall counts with the second reading', async () => {
    const desk = aStopDesk();
    desk.set(FIXED, 132.5);
    await desk.tick(120);
    expect(desk.stop()?.stage).toBe('watching');
    await desk.tick(119.5);
    expect(desk.stop()?.stage).toBe('reached');
  });

  test('a real fall counts at once when the broker says so too', async () => {
    const held = { price: 119.9, priceAt: instant(NOW + MINUTE_MS / 2) };
    const desk = aStopDesk({ account: { broker: 'trading212' }, held });
    desk.set(FIXED, 132.5);
    await desk.tick(120);
    expect(desk.stop()?.stage).toBe('reached');
  });

  test.each([
    ['is stale', { ageMs: 20 * MINUTE_MS }],
    ['is of yesterday', { ageMs: DAY_MS }],
    ['comes after hours', { afterMs: 7 * HOUR_MS }],
    ['is in another currency', { currency: 'EUR' }],
  ])('one that %s reaches nothing', async (_what, wish) => {
    const desk = aStopDesk();
    desk.set(FIXED, 132.5);
    await desk.tick(131, wish);
    await desk.tick(131, { ...wish, afterMs: 20_000 });
    expect(desk.stop()).toMatchObject({ stage: 'watching', price: 132.5 });
    expect(desk.alerts()).toEqual([]);
  });

  test('pence are taken for pence', async () => {
    const held = { currency: 'GBP', averagePrice: 3, price: 3.1, maxPrice: 3.1 };
    const desk = aStopDesk({ held });
    desk.set({ kind: 'fixed', price: 3 }, 3);
    await desk.tick(302, { currency: 'GBp' });
    expect(desk.stop()?.stage).toBe('near');
    await desk.tick(299, { currency: 'GBp' });
    expect(desk.alerts().at(-1)).toBe('critical open NVDA reached your stop 3.00');
  });

  test('a stop that cannot be judged for a quarter of an hour says so, once a day', async () => {
    const desk = aStopDesk();
    desk.set(FIXED, 132.5);
    for (let n = 0; n < 40; n++) await desk.tick(136, { currency: 'EUR' });
    expect(desk.told().filter((key) => key.includes('stop-blind/'))).toHaveLength(1);
  });
});

describe('moving', () => {
  test('a trailing stop follows the price up without a word and stays up', async () => {
    const desk = aStopDesk();
    desk.set({ kind: 'trail', pct: 10 });
    for (const price of [140, 144, 148, 145, 141]) await desk.tick(price);
    expect(desk.stop()?.price).toBeCloseTo(148 * 0.9, 9);
    expect(desk.alerts()).toEqual([]);
  });

  test('risk is converted by the rate of the day, and neither sold shares nor a smaller account loosen or fire it', async () => {
    const desk = aStopDesk({ account: { currency: 'EUR' } });
    const { store } = desk;
    const rate = { base: 'EUR', quote: 'USD', day: '2026-01-05', rate: 1.2, source: 't', at: NOW };
    desk.set({ kind: 'risk', pct: 1 });
    await desk.tick(140);
    expect(desk.stop()?.price).toBeUndefined();
    store.fx.put(rate);
    await desk.tick(140);
    expect(desk.stop()?.price).toBeCloseTo(140 - (50_000 * 1.2) / 100 / 100, 9);
    const before = desk.stop()?.price;
    const { id: _id, closedAt: _open, ...held } = store.positions.get(desk.positionId) ?? never();
    store.positions.put({ ...held, quantity: 50 });
    await desk.tick(140);
    store.accounts.setWorth(desk.accountId, { total: 50, freeCash: 0, realised: 0, at: NOW });
    store.fx.put({ ...rate, rate: 0.5, at: instant(NOW + 1) });
    await desk.tick(140);
    expect(desk.stop()).toMatchObject({ price: before, stage: 'watching' });
  });

  test('below support it waits for bars, and hangs under the last swing low', async () => {
    const desk = aStopDesk({ bars: swinging() });
    desk.set({ kind: 'structure' });
    await desk.tick(140);
    const price = desk.stop()?.price ?? NaN;
    expect(price).toBeLessThan(130);
    expect(price).toBeGreaterThan(128);
  });
});

describe('splits', () => {
  const split = {
    kind: 'split',
    at: instant(NOW + MINUTE_MS),
    numerator: 4,
    denominator: 1,
  } as const;

  test('what was typed in follows the vendor: shares, prices and stop together, and nothing rings', async () => {
    const desk = aStopDesk();
    desk.set(FIXED, 132.5);
    await desk.tick(138);
    const { ticker } = desk.store.positions.get(desk.positionId) ?? never();
    desk.store.transact(() => refootTyped(desk.store, ticker ?? never(), split));
    expect(desk.store.positions.get(desk.positionId)).toMatchObject({
      quantity: 400,
      averagePrice: 30.35,
      maxPrice: 35,
    });
    expect(desk.stop()).toMatchObject({ price: 33.125, terms: { kind: 'fixed', price: 33.125 } });
    await desk.tick(34.4);
    await desk.tick(34.4);
    expect(desk.alerts()).toEqual([]);
  });

  test('a broker that has not told of it yet leaves the stop alone, until its shares are new', async () => {
    const desk = aStopDesk({ account: { broker: 'trading212' } });
    const { store, positionId } = desk;
    const position = store.positions.get(positionId) ?? never();
    desk.set(FIXED, 132.5);
    await desk.tick(138);
    store.actions.put(position.ticker ?? never(), [split], NOW);
    // Long enough for the broker's own price to be stale.
    for (let n = 0; n < 12; n++) await desk.tick(34.4);
    expect(desk.stop()).toMatchObject({ price: 132.5, stage: 'watching' });
    const { id: _id, closedAt: _open, ...held } = position;
    const seen = { seenAt: desk.clock.now, price: 34.4, priceAt: desk.clock.now };
    store.positions.put({ ...held, ...seen, quantity: 400, averagePrice: 30.35, maxPrice: 35 });
    refootStop(store, positionId, split);
    for (let n = 0; n < 3; n++) await desk.tick(34.4);
    expect(desk.stop()).toMatchObject({ price: 33.125, stage: 'watching' });
    expect(desk.alerts()).toEqual([]);
  });
});

function never(): never {
  throw new Error('it is there');
}

/** Forty days that swing between 130 and 150. */
function swinging(): Bars {
  const days = Array.from(
    { length: 40 },
    (_, i) => 140 + 9 * Math.sin(((i + 0.5) / 10) * 2 * Math.PI),
  );
  const column = (read: (close: number, i: number) => number) => Float64Array.from(days, read);
  return {
    openedAt: column((_, i) => NOW - (41 - i) * DAY_MS),
    open: column((close) => close),
    high: column((close) => close + 1),
    low: column((close) => close - 1),
    close: column((close) => close),
    volume: column(() => 1_000),
  };
}
