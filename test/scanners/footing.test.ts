import { describe, expect, test } from 'vitest';
import { instant, MINUTE_MS, plus } from '../../src/core/time.ts';
import { applySplits, pendingSplits } from '../../src/scanners/footing.ts';
import { createOutbox } from '../../src/db/outbox.ts';
import { CHAT } from '../support/database.ts';
import { aQuotesDesk, NVDA, type QuotesDesk } from '../support/quotes-desk.ts';

const texts = (desk: QuotesDesk) =>
  desk
    .store()
    .rules.ofChat(CHAT)
    .map(({ text }) => text);

const rings = (desk: QuotesDesk) =>
  desk
    .store()
    .alerts.ofChat(CHAT, 100)
    .map(({ evidence }) => evidence.price)
    .toReversed();

/** Someone has learned of a split that counts from a moment on. */
function announce(desk: QuotesDesk, at: number, [numerator, denominator] = [10, 1]): void {
  const split = { kind: 'split', at: instant(at), numerator, denominator } as const;
  desk.store().actions.put(NVDA, [split], desk.now());
}

describe('a split that is known before any price shows it', () => {
  test('counts from its own moment on, once, across a restart', async () => {
    const desk = aQuotesDesk(true);
    desk.add('R1', 'NVDA < 95');
    await desk.tick({ NVDA: 100 });
    announce(desk, desk.now() + MINUTE_MS);
    await desk.tick({ NVDA: 99 });
    expect(texts(desk)).toEqual(['NVDA < 95']);
    desk.restart();
    await desk.tick({ NVDA: 9.9 }, { afterMs: MINUTE_MS });
    expect(texts(desk)).toEqual(['NVDA < 9.5']);
    desk.restart();
    announce(desk, desk.now() - 5_000);
    for (const price of [9.8, 9.7]) await desk.tick({ NVDA: price });
    expect(rings(desk)).toEqual([]);
    await desk.tick({ NVDA: 9.4 });
    expect(rings(desk)).toEqual([9.4]);
  });

  test('told again, even with another ratio, it is applied once', async () => {
    const desk = aQuotesDesk(true);
    desk.add('R1', 'NVDA < 95');
    await desk.tick({ NVDA: 100 });
    const at = desk.now() + 1_000;
    announce(desk, at);
    await desk.tick({ NVDA: 9.9 });
    announce(desk, at);
    announce(desk, at, [20, 1]);
    for (const price of [9.8, 9.9]) await desk.tick({ NVDA: price });
    expect(texts(desk)).toEqual(['NVDA < 9.5']);
    expect(desk.store().actions.unapplied()).toEqual([]);
  });

  test('two splits count one after the other', async () => {
    const desk = aQuotesDesk(true);
    desk.add('R1', 'NVDA < 95');
    await desk.tick({ NVDA: 100 });
    announce(desk, desk.now() + 2_000, [5, 1]);
    announce(desk, desk.now() + 1_000, [2, 1]);
    await desk.tick({ NVDA: 10.1 });
    expect(texts(desk)).toEqual(['NVDA < 9.5']);
    expect(rings(desk)).toEqual([]);
  });

  test('one from before a rule was made leaves it alone', async () => {
    const desk = aQuotesDesk(true);
    announce(desk, desk.now());
    desk.add('R1', 'NVDA < 95');
    await desk.tick({ NVDA: 100 });
    expect(texts(desk)).toEqual(['NVDA < 95']);
    expect(desk.store().actions.unapplied()).toEqual([]);
  });
});

describe('a split that is found when prices after it have been judged', () => {
  // 11 for 10 is too little to be seen in a price.
  const late = [11, 10] as const;

  test('moves rules only, and what it makes true is nobody’s crossing', async () => {
    const desk = aQuotesDesk(true);
    desk.add('R1', 'NVDA > 110');
    await desk.tick({ NVDA: 112 });
    const at = desk.now() + 1_000;
    await desk.tick({ NVDA: 102 });
    announce(desk, at, [...late]);
    const outbox = createOutbox(desk.store(), () => undefined);
    const splits = pendingSplits(desk.store(), desk.now()).get(NVDA) ?? [];
    const moment = { quotedAt: desk.now(), now: desk.now() };
    applySplits({ store: desk.store(), outbox }, splits, moment);
    expect(texts(desk)).toEqual(['NVDA > 100']);
    expect(desk.store().quotes.get(NVDA)?.quote?.price).toBe(102);
    await desk.tick({ NVDA: 102.1 });
    expect(rings(desk)).toEqual([]);
    for (const price of [99, 101]) await desk.tick({ NVDA: price });
    expect(rings(desk)).toEqual([101]);
  });

  test('what was judged falsely can ring again', async () => {
    const desk = aQuotesDesk(true);
    desk.add('R1', 'NVDA < 110 cooldown:0');
    await desk.tick({ NVDA: 115 });
    const at = desk.now() + 1_000;
    await desk.tick({ NVDA: 104 });
    announce(desk, at, [...late]);
    await desk.tick({ NVDA: 104 });
    await desk.tick({ NVDA: 104.5 });
    expect(rings(desk)).toEqual([104]);
    await desk.tick({ NVDA: 99.9 });
    expect(rings(desk)).toEqual([104, 99.9]);
  });
});

test('rules that wait at the gate for their prices are let through at the new ones', async () => {
  const desks = [aQuotesDesk(true), aQuotesDesk(false)];
  for (const desk of desks) {
    for (const [n, text] of ['> 104', '< 96', 'x 100', 'in 97..99', 'is > 103'].entries())
      desk.add(`R${n}`, `NVDA ${text} cooldown:0`);
    for (const price of [100, 101, 102, 101]) await desk.tick({ NVDA: price });
    announce(desk, desk.now() + 1_000);
    for (const price of [10.1, 10.2, 9.8, 9.5, 9.9, 10.5, 10.1]) await desk.tick({ NVDA: price });
  }
  const [gated, open] = desks;
  expect(gated?.written()).toEqual(open?.written());
  expect(gated && rings(gated)).toEqual([101, 9.8, 9.8, 9.5, 9.9, 10.5, 10.5, 10.5]);
});

test('all of it is written, or nothing', async () => {
  const desk = aQuotesDesk(true);
  desk.add('R1', 'NVDA < 95');
  desk.add('R2', 'NVDA > 120');
  await desk.tick({ NVDA: 100 });
  announce(desk, desk.now() + 1_000);
  const before = JSON.stringify(desk.written());
  const store = desk.store();
  const outbox = createOutbox(store, () => undefined);
  const broken = {
    store,
    outbox: {
      ...outbox,
      notice: () => {
        throw new Error('no room');
      },
    },
  };
  const now = plus(desk.now(), 5_000);
  const splits = pendingSplits(store, now).get(NVDA) ?? [];
  expect(() => applySplits(broken, splits, { quotedAt: now, now })).toThrow('no room');
  expect(JSON.stringify(desk.written())).toBe(before);
  expect(store.quotes.get(NVDA)?.quote?.price).toBe(100);
  await desk.tick({ NVDA: 9.9 });
  expect(texts(desk)).toEqual(['NVDA < 9.5', 'NVDA > 12']);
  expect(rings(desk)).toEqual([]);
});
