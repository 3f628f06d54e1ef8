import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { instant } from '../../src/core/time.ts';
import { scripted } from '../support/broker-script.ts';

const POSITION = {
  instrument: { ticker: 'AAPL_US_EQ', currency: 'USD', isin: 'US0378331005', name: 'Apple' },
  quantity: 8.8326871,
  quantityAvailableForTrading: 5.5,
  quantityInPies: 1.25,
  averagePricePaid: 149.88,
  currentPrice: 226.43,
  createdAt: '2024-03-01T14:31:07.000Z',
  walletImpact: {
    currency: 'GBP',
    totalCost: 1_041.3,
    currentValue: 1_560.2,
    unrealizedProfitLoss: 518.9,
    fxImpact: -12.4,
  },
};

const PENCE = {
  ...POSITION,
  instrument: { ...POSITION.instrument, ticker: 'IITU_EQ', currency: 'GBX' },
  averagePricePaid: 1_579.05,
  currentPrice: 2_440.5,
};

/** As the legacy answer writes it: `0E-10` is how it says nothing. */
const LEGACY = (ticker: string, more = ''): string =>
  `{"ticker":"${ticker}","quantity":12.5000000000,"averagePrice":1579.05,"currentPrice":2440.50,` +
  `"ppl":11.2,"fxPpl":null,"initialFillDate":"2022-01-19T17:42:07.000+02:00","maxSell":12.5,` +
  `"pieQuantity":0E-10${more}}`;

async function positions(answer: unknown, shape = 'current') {
  const place = shape === 'current' ? 'positions' : 'portfolio';
  const { broker } = await scripted({ [place]: answer }, { shape });
  return broker.positions();
}

test('a position is read with what may be sold, apart from pies and other orders', async () => {
  expect(await positions([POSITION])).toMatchObject({
    kind: 'ok',
    value: [
      {
        symbol: 'AAPL_US_EQ',
        ticker: 'AAPL',
        isin: 'US0378331005',
        name: 'Apple',
        currency: 'USD',
        quantity: 8.8326871,
        available: 5.5,
        inPies: 1.25,
        averagePrice: 149.88,
        price: 226.43,
        openedAt: Date.parse('2024-03-01T14:31:07.000Z'),
        wallet: { cost: 1_041.3, value: 1_560.2, profit: 518.9, fx: -12.4 },
      },
    ],
  });
});

test('what is in pies is never available, whatever the broker counts as such', async () => {
  const generous = {
    ...POSITION,
    quantity: 10,
    quantityInPies: 4,
    quantityAvailableForTrading: 10,
  };
  expect(await positions([generous])).toMatchObject({ value: [{ available: 6 }] });
  const all = { ...POSITION, quantity: 10, quantityInPies: 10, quantityAvailableForTrading: 10 };
  expect(await positions([all])).toMatchObject({ value: [{ available: 0, quantity: 10 }] });
});

test('prices in pence become pounds, and what the wallet says stays', async () => {
  expect(await positions([PENCE])).toMatchObject({
    value: [
      {
        ticker: 'IITU.L',
        currency: 'GBP',
        averagePrice: 15.7905,
        price: 24.405,
        quantity: 8.8326871,
        wallet: { cost: 1_041.3 },
      },
    ],
  });
});

test('pounds on the same exchange stay pounds', async () => {
  const pounds = { ...PENCE, instrument: { ticker: 'VUSAl_EQ', currency: 'GBP' } };
  expect(await positions([pounds])).toMatchObject({
    value: [{ ticker: 'VUSA.L', currency: 'GBP', averagePrice: 1_579.05, name: 'VUSA plc' }],
  });
});

test('the legacy answer has its currency from the list of instruments', async () => {
  expect(await positions(`[${LEGACY('IITU_EQ')}]`, 'legacy')).toMatchObject({
    value: [
      {
        ticker: 'IITU.L',
        currency: 'GBP',
        averagePrice: 15.7905,
        price: 24.405,
        quantity: 12.5,
        available: 12.5,
        inPies: 0,
        openedAt: Date.parse('2022-01-19T15:42:07.000Z'),
        wallet: undefined,
      },
    ],
  });
});

test('what is no longer held is left out', async () => {
  const empty = JSON.stringify([{ ...POSITION, quantity: 0 }]).replace(
    '"quantity":0',
    '"quantity":0E-10',
  );
  expect(await positions(empty)).toMatchObject({ kind: 'ok', value: [] });
  expect(await positions([])).toMatchObject({ kind: 'ok', value: [] });
});

describe('an instrument that is not in the list', () => {
  test('is told by what its position says, without a ticker of ours', async () => {
    const gone = { ...PENCE, instrument: { ticker: 'GONEl_EQ', currency: 'GBX', name: 'Gone' } };
    expect(await positions([gone, POSITION])).toMatchObject({
      value: [
        { symbol: 'GONEl_EQ', ticker: undefined, name: 'Gone', currency: 'GBP', price: 24.405 },
        { ticker: 'AAPL' },
      ],
    });
  });

  test('has no price in the legacy answer, which names no currency', async () => {
    const answer = `[${LEGACY('GONEl_EQ')},${LEGACY('IITU_EQ')}]`;
    expect(await positions(answer, 'legacy')).toMatchObject({
      value: [
        {
          symbol: 'GONEl_EQ',
          ticker: undefined,
          currency: 'XXX',
          price: undefined,
          quantity: 12.5,
        },
        { ticker: 'IITU.L', price: 24.405 },
      ],
    });
  });

  test('does not stand for all of them: without any list a legacy account is not read', async () => {
    const lists = { 'metadata/instruments': 500, 'metadata/exchanges': 500 };
    const script = { portfolio: `[${LEGACY('IITU_EQ')}]`, ...lists };
    const { broker } = await scripted(script, { shape: 'legacy' });
    expect(await broker.positions()).toMatchObject({ kind: 'failed', fault: 'unavailable' });
  });
});

test('an exchange or a currency that nobody knows gives no ticker, and its own code', async () => {
  const odd = { ...POSITION, instrument: { ticker: 'ODDx_EQ', currency: 'QQQ' } };
  const none = { ...POSITION, instrument: { ticker: 'ODDx_EQ', currency: '?' } };
  expect(await positions([odd])).toMatchObject({ value: [{ ticker: undefined, currency: 'QQQ' }] });
  expect(await positions([none])).toMatchObject({
    value: [{ ticker: undefined, currency: 'XXX' }],
  });
});

test('a price of nothing is none', async () => {
  const unpriced = { ...POSITION, currentPrice: 0 };
  expect(await positions([unpriced])).toMatchObject({ value: [{ price: undefined }] });
  expect(await positions([{ ...POSITION, currentPrice: null }])).toMatchObject({
    value: [{ price: undefined }],
  });
});

test.each<[string, unknown]>([
  ['one that lacks its quantity', [POSITION, { ...POSITION, quantity: undefined }]],
  ['one with a word for a number', [POSITION, { ...POSITION, quantity: 'many' }]],
  ['an object in place of a list', { positions: [] }],
  ['a number past all bounds', `[${LEGACY('AAPL_US_EQ').replace('12.5000000000', '1e999')}]`],
])('a list that cannot be read whole is not read at all: %s', async (_what, answer) => {
  // A position that was merely unreadable would look sold.
  expect(await positions(answer)).toMatchObject({ kind: 'failed', fault: 'payload' });
});

test('an account is worth what the broker says, in either shape', async () => {
  const current = await scripted({
    'account/summary': {
      id: 12_345_678,
      currency: 'GBP',
      totalValue: 14_594.48,
      cash: { availableToTrade: 4_210.37, reservedForOrders: 150, inPies: 0 },
      investments: {
        currentValue: 10_234.11,
        totalCost: 9_800,
        realizedProfitLoss: 512.4,
        unrealizedProfitLoss: 434.11,
      },
    },
  });
  const whole = {
    remoteId: '12345678',
    currency: 'GBP',
    totalValue: 14_594.48,
    cash: { free: 4_210.37, reserved: 150, inPies: 0 },
    invested: { value: 10_234.11, cost: 9_800, realised: 512.4, unrealised: 434.11 },
  };
  expect(await current.broker.summary()).toMatchObject({ kind: 'ok', value: whole });
  const legacy = await scripted(
    {
      'account/cash': {
        blocked: 150,
        free: 4_210.37,
        invested: 9_800,
        pieCash: 0,
        ppl: 434.11,
        result: 512.4,
        total: 14_594.48,
      },
      'account/info': { currencyCode: 'GBP', id: 12_345_678 },
    },
    { shape: 'legacy' },
  );
  const answer = await legacy.broker.summary();
  expect(answer).toMatchObject({ kind: 'ok', value: { ...whole, invested: { cost: 9_800 } } });
});

test('the number and the currency of a legacy account are asked for once', async () => {
  const { broker, seen } = await scripted(
    {
      'account/cash': { free: 1, total: 1, ppl: 0, invested: 0 },
      'account/info': { id: 1, currencyCode: 'EUR' },
    },
    { shape: 'legacy' },
  );
  for (let turn = 0; turn < 3; turn++)
    expect(await broker.summary()).toMatchObject({ value: { currency: 'EUR' } });
  expect(seen.filter(({ path }) => path.endsWith('/info'))).toHaveLength(1);
});

test('an account number past 2^53 keeps all its digits', async () => {
  const { broker } = await scripted(
    {
      'account/cash': { free: 1, total: 1, ppl: 0, invested: 0 },
      'account/info': '{"id":12345678901234567890,"currencyCode":"EUR"}',
    },
    { shape: 'legacy' },
  );
  expect(await broker.summary()).toMatchObject({ value: { remoteId: '12345678901234567890' } });
});

test('the shape is found out once, and changes with the broker', async () => {
  const script = { portfolio: `[${LEGACY('IITU_EQ')}]` };
  const { broker, seen } = await scripted(script, { shape: '' });
  await broker.positions();
  await broker.positions();
  const asked = seen.map(({ path }) => path.replace('/api/v0/equity/', ''));
  expect(asked.filter((path) => path === 'positions')).toHaveLength(1);
  expect(asked.filter((path) => path === 'portfolio')).toHaveLength(2);
  const moved = await scripted({ positions: [POSITION] }, { shape: 'legacy' });
  expect(await moved.broker.positions()).toMatchObject({ value: [{ ticker: 'AAPL' }] });
});

const RECORDED = new URL('../../../shared/data/trading212/', import.meta.url);

test.skipIf(!existsSync(RECORDED))('a recorded portfolio and recorded lists are read', async () => {
  const gz = (name: string): string => gunzipSync(readFileSync(new URL(name, RECORDED))).toString();
  const { broker } = await scripted(
    {
      portfolio: readFileSync(new URL('portfolio_legacy.json', RECORDED), 'utf8'),
      'metadata/instruments': gz('metadata_instruments.json.gz'),
      'metadata/exchanges': gz('metadata_exchanges.json.gz'),
    },
    { shape: 'legacy' },
  );
  const answer = await broker.positions();
  if (answer.kind !== 'ok') throw new Error(answer.detail);
  const known = answer.value.filter(({ ticker }) => ticker !== undefined);
  expect(answer.value.length).toBeGreaterThan(10);
  expect(known.length).toBeGreaterThan(5);
  // The list holds half of all instruments; what it holds has a currency, a price and a ticker.
  for (const one of known)
    expect(one).toMatchObject({ currency: expect.stringMatching(/^(USD|EUR|GBP)$/) });
  for (const one of answer.value) if (!known.includes(one)) expect(one.price).toBeUndefined();
  const iitu = answer.value.find(({ symbol }) => symbol === 'IITU_EQ');
  if (iitu?.ticker !== undefined) expect(iitu.price).toBeCloseTo(24.405);
  const at = instant(Date.parse('2024-08-06T15:00:00Z'));
  const us = known.find(({ symbol }) => symbol.endsWith('_US_EQ'));
  expect(await broker.session(us?.symbol ?? '', at)).toBe('open');
});
