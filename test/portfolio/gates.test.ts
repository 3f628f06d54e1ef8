import { describe, expect, it } from 'vitest';
import { userId } from '../../src/core/people.ts';
import { instant, MINUTE_MS, plus, type Instant } from '../../src/core/time.ts';
import { firstShut, GATES, weighGates } from '../../src/portfolio/gates.ts';
import { USUAL_CAPS, type SaleFacts } from '../../src/portfolio/sale-facts.ts';

const NOW = instant(Date.UTC(2026, 0, 5, 15, 30));
const ANN = userId(501);
const ago = (ms: number): Instant => plus(NOW, -ms);

/** A sale without asking, of which everything is as it should be. */
const FINE: SaleFacts = {
  now: NOW,
  mode: 'auto',
  sale: { quantity: 50, price: 99, floor: 96, currency: 'USD', expiresAt: plus(NOW, MINUTE_MS) },
  switches: { isOff: false, hasFile: false, isHalted: false, isRestored: false },
  permission: {
    ceiling: 'live',
    stage: 'live',
    remoteId: '42',
    pinned: '42',
    cleanDemoSales: 20,
    isAccountLocked: false,
    role: 'trader',
    mode: 'auto',
    whyLess: undefined,
    maxPct: 50,
    stop: { id: 1, price: 100, isLive: true },
    confirmedBy: undefined,
    owner: ANN,
    noticedAt: ago(30_000),
  },
  market: {
    session: {
      opensAt: ago(60 * MINUTE_MS),
      closesAt: plus(NOW, 60 * MINUTE_MS),
      isAssumed: false,
    },
    exchange: 'open',
    quote: { price: 99, at: ago(2_000), currency: 'USD' },
    brokerPrice: { price: 99.1, at: ago(1_000) },
    previousClose: 104,
    first: { price: 99, at: ago(40_000) },
    action: 'none',
  },
  book: {
    readAt: ago(1_000),
    held: 100,
    available: 100,
    currency: 'USD',
    kept: 100,
    openSells: 0,
    isForeign: false,
  },
  limits: {
    caps: USUAL_CAPS,
    ordersToday: 1,
    worth: 4_950,
    worthToday: 2_000,
    total: 20_000,
    lastSaleAt: ago(11 * MINUTE_MS),
    lossToday: 100,
  },
};

type Part = 'sale' | 'switches' | 'permission' | 'market' | 'limits';

function but<K extends Part>(part: K, change: Partial<SaleFacts[K]>): SaleFacts {
  return { ...FINE, [part]: { ...FINE[part], ...change } };
}

const book = (change: Partial<SaleFacts['book']>): SaleFacts => {
  const known = FINE.book;
  return known === undefined ? FINE : { ...FINE, book: { ...known, ...change } };
};

const asked = (facts: SaleFacts): SaleFacts => ({
  ...facts,
  mode: 'ask',
  permission: { ...facts.permission, confirmedBy: ANN },
});

/** One thing that is not as it should be, by the gate that it shuts. */
const SHUT: Readonly<Record<string, readonly SaleFacts[]>> = {
  environment: [but('switches', { isOff: true })],
  file: [but('switches', { hasFile: true })],
  halt: [but('switches', { isHalted: true })],
  restore: [but('switches', { isRestored: true })],
  ceiling: [
    but('permission', { ceiling: 'demo' }),
    but('permission', { ceiling: 'shadow' }),
    but('permission', { ceiling: 'off' }),
  ],
  pinned: [
    but('permission', { pinned: undefined }),
    but('permission', { pinned: '43' }),
    but('permission', { remoteId: undefined }),
  ],
  practice: [but('permission', { cleanDemoSales: 19 })],
  account: [but('permission', { isAccountLocked: true })],
  role: [but('permission', { role: 'member' }), but('permission', { role: undefined })],
  mode: [
    but('permission', { mode: 'ask' }),
    but('permission', { mode: 'shadow', whyLess: 'its time has run out' }),
    but('permission', { mode: 'off' }),
  ],
  stop: [but('permission', { stop: { id: 1, price: 100, isLive: false } })],
  consent: [
    but('permission', { noticedAt: undefined }),
    but('permission', { noticedAt: ago(29_999) }),
    { ...FINE, mode: 'ask' },
    { ...FINE, mode: 'ask', permission: { ...FINE.permission, confirmedBy: userId(502) } },
    { ...FINE, mode: 'shadow' },
  ],
  time: [but('sale', { expiresAt: NOW })],
  session: [but('market', { session: undefined })],
  exchange: [
    but('market', { exchange: 'closed' }),
    but('market', {
      exchange: undefined,
      session: { opensAt: ago(60 * MINUTE_MS), closesAt: plus(NOW, 1e7), isAssumed: true },
    }),
  ],
  edge: [
    but('market', {
      session: { opensAt: ago(299_999), closesAt: plus(NOW, 1e7), isAssumed: false },
    }),
    but('market', {
      session: { opensAt: ago(1e7), closesAt: plus(NOW, 299_999), isAssumed: false },
    }),
  ],
  clock: [
    asked(but('market', { quote: { price: 99, at: plus(NOW, 2_001), currency: 'USD' } })),
    but('market', { quote: { price: 99, at: plus(NOW, 2_001), currency: 'USD' } }),
  ],
  quote: [
    but('market', {
      quote: { price: 99, at: ago(15_001), currency: 'USD' },
      brokerPrice: { price: 99, at: ago(15_001) },
    }),
    but('market', { quote: undefined, brokerPrice: undefined }),
    but('market', { quote: { price: NaN, at: NOW, currency: 'USD' }, brokerPrice: undefined }),
  ],
  'second source': [
    but('market', { brokerPrice: undefined }),
    but('market', { brokerPrice: { price: 99.6, at: NOW } }),
    asked(but('market', { brokerPrice: { price: 99.6, at: NOW } })),
  ],
  readings: [
    but('market', { first: { price: 100.01, at: ago(40_000) } }),
    but('permission', { stop: { id: 1, price: 98.99, isLive: true } }),
    but('permission', { stop: { id: 1, price: undefined, isLive: true } }),
  ],
  trading: [but('market', { first: { price: 99, at: ago(2_000) } })],
  jump: [but('market', { previousClose: 165 }), but('market', { previousClose: undefined })],
  through: [
    {
      ...but('permission', { stop: { id: 1, price: 111, isLive: true } }),
    },
  ],
  split: [
    but('market', { action: 'split' }),
    but('market', { action: 'dividend' }),
    but('market', { action: undefined }),
  ],
  currency: [
    book({ currency: 'GBP' }),
    but('market', { quote: { price: 99, at: ago(2_000), currency: 'EUR' } }),
  ],
  floor: [but('sale', { floor: 99.01 })],
  drift: [asked(but('sale', { price: 99.6 }))],
  broker: [{ ...FINE, book: undefined }],
  reconciled: [book({ kept: 101 }), book({ kept: 99 })],
  'by hand': [book({ isForeign: true }), book({ isForeign: undefined })],
  quantity: [
    book({ available: 49 }),
    but('sale', { quantity: 0 }),
    but('sale', { quantity: -1 }),
    but('sale', { quantity: NaN }),
  ],
  'open order': [book({ openSells: 1 })],
  dust: [but('sale', { quantity: 0.01 })],
  'share cap': [but('permission', { maxPct: 49 })],
  'order cap': [but('limits', { worth: 10_001 }), but('limits', { worth: undefined })],
  'day count': [but('limits', { ordersToday: 3 })],
  'day cap': [but('limits', { worthToday: 15_051 }), but('limits', { total: undefined })],
  cooldown: [but('limits', { lastSaleAt: ago(599_999) })],
  loss: [but('limits', { lossToday: 1_000 })],
  reading: [book({ readAt: ago(5_001) }), book({ readAt: plus(NOW, 2_001) })],
};

describe('gates', () => {
  it('lets a sale through of which everything is as it should be', () => {
    expect(weighGates(FINE, 'submit').filter(({ isOpen }) => !isOpen)).toEqual([]);
    expect(firstShut(weighGates(asked(FINE), 'submit'))).toBeUndefined();
  });

  it('has a case for every gate', () => {
    expect(Object.keys(SHUT).toSorted()).toEqual(GATES.map(({ name }) => name).toSorted());
  });

  it.each(Object.entries(SHUT).flatMap(([name, cases]) => cases.map((facts) => ({ name, facts }))))(
    'stops a sale by $name',
    ({ name, facts }) => {
      const gates = weighGates(facts, 'submit');
      expect(gates.find((gate) => gate.name === name)).toMatchObject({ isOpen: false });
      expect(firstShut(gates)).toBeDefined();
    },
  );

  /** Without a price, or without the broker's books, every gate that needs them is shut as well. */
  const TOGETHER = new Set(['broker', 'quote']);

  it.each(Object.entries(SHUT).filter(([name]) => !TOGETHER.has(name)))(
    'stops a sale by %s alone',
    (name, [facts]) => {
      expect(facts).toBeDefined();
      const shut = weighGates(facts ?? FINE, 'submit').filter(({ isOpen }) => !isOpen);
      expect(shut.map((gate) => gate.name)).toEqual([name]);
    },
  );

  it('says of every gate what was found', () => {
    for (const gate of weighGates(FINE, 'submit')) expect(gate.says).not.toBe('');
  });

  it('sells nothing by a price that nobody knows', () => {
    const market = { ...FINE.market, quote: undefined, brokerPrice: undefined };
    for (const mode of ['auto', 'ask', 'manual', 'shadow'] as const)
      expect(firstShut(weighGates({ ...FINE, mode, market }, 'submit'))).toBeDefined();
  });
});
