import { afterEach, expect, test, vi } from 'vitest';
import { instant, MINUTE_MS, SECOND_MS } from '../../src/core/time.ts';
import type { Provider } from '../../src/providers/provider.ts';
import { createYahoo } from '../../src/providers/yahoo.ts';
import type { FeedQuote } from '../../src/sandbox/feed.ts';
import { closedAddress } from '../support/vendor-http.ts';
import { tickers } from '../support/ticker.ts';
import { aFeedQuote, startTroubledYahoo, type TroubledYahoo } from '../support/vendor-yahoo.ts';

const NOW_S = 1_740_000_030;
const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

const EVERY_KIND: readonly (readonly [FeedQuote, string, string])[] = [
  [aFeedQuote(), 'share', 'us'],
  [aFeedQuote({ symbol: 'SPY', quoteType: 'ETF', exchange: 'PCX' }), 'etf', 'us'],
  [aFeedQuote({ symbol: '^GSPC', quoteType: 'INDEX', exchange: 'SNP' }), 'index', 'us'],
  [aFeedQuote({ symbol: '^VIX', quoteType: 'INDEX', exchange: 'WCB' }), 'index', 'us-index'],
  [aFeedQuote({ symbol: 'ES=F', quoteType: 'FUTURE', exchange: 'CME' }), 'future', 'futures'],
  [aFeedQuote({ symbol: 'CL=F', quoteType: 'FUTURE', exchange: 'NYM' }), 'future', 'futures'],
  [aFeedQuote({ symbol: 'EURUSD=X', quoteType: 'CURRENCY', exchange: 'CCY' }), 'fx', 'fx'],
  [
    aFeedQuote({ symbol: 'BTC-USD', quoteType: 'CRYPTOCURRENCY', exchange: 'CCC' }),
    'crypto',
    'always',
  ],
  [aFeedQuote({ symbol: 'SAP.DE', exchange: 'GER', currency: 'EUR' }), 'share', 'xetra'],
  [aFeedQuote({ symbol: 'SAP.F', exchange: 'FRA', currency: 'EUR' }), 'share', 'other'],
  [aFeedQuote({ symbol: 'MC.PA', exchange: 'PAR', currency: 'EUR' }), 'share', 'euronext'],
  [aFeedQuote({ symbol: 'ASML.AS', exchange: 'AMS', currency: 'EUR' }), 'share', 'euronext'],
  [aFeedQuote({ symbol: 'EQNR.OL', exchange: 'OSL', currency: 'NOK' }), 'share', 'other'],
  [aFeedQuote({ symbol: '600519.SS', exchange: 'SHH', currency: 'CNY' }), 'share', 'shanghai'],
  [aFeedQuote({ symbol: '000001.SZ', exchange: 'SHZ', currency: 'CNY' }), 'share', 'shanghai'],
  [
    aFeedQuote({ symbol: 'VOD.L', exchange: 'LSE', currency: 'GBp', price: 71.3 }),
    'share',
    'london',
  ],
];

test('quotes shares, ETFs, indices, futures, currencies, crypto and London pence', async () => {
  const { yahoo } = await start(EVERY_KIND.map(([quote]) => quote));
  const asked = tickers(...EVERY_KIND.map(([{ symbol }]) => symbol));
  const { quotes, unknown, failures } = await yahoo.quotes(asked);
  expect({ unknown, failures }).toEqual({ unknown: [], failures: [] });
  expect(asked.map((ticker) => quotes.get(ticker)?.instrument)).toMatchObject(
    EVERY_KIND.map(([, kind, market]) => ({ kind, market })),
  );
  expect(quotes.get(asked.at(-1) ?? expect.fail())).toMatchObject({ currency: 'GBp', price: 71.3 });
});

test('a quote carries the exchange’s time, its delay, yesterday’s close and the name', async () => {
  const { yahoo } = await start([aFeedQuote({ delayedBy: 15, open: 119.5 })]);
  const [nvda] = tickers('NVDA');
  const { quotes } = await yahoo.quotes(tickers('NVDA'));
  expect(nvda && quotes.get(nvda)).toMatchObject({
    price: 120.5,
    currency: 'USD',
    at: instant(1_740_000_000_000),
    delayMs: 15 * MINUTE_MS,
    previousClose: 118,
    open: 119.5,
    source: 'yahoo',
    instrument: { name: 'NVIDIA Corporation' },
  });
});

test('a class share is asked by Yahoo’s spelling and answered by ours', async () => {
  const { yahoo, vendor } = await start([aFeedQuote({ symbol: 'BRK-B' })]);
  const { quotes } = await yahoo.quotes(tickers('BRK.B'));
  expect([...quotes.keys()]).toEqual(['BRK.B']);
  expect(vendor.requests.at(-1)?.query.get('symbols')).toBe('BRK-B');
});

test('two spellings of one share, and one ticker twice, make one symbol', async () => {
  const { yahoo, vendor } = await start([aFeedQuote({ symbol: 'BRK-B' })]);
  const { quotes } = await yahoo.quotes(tickers('BRK.B', 'BRK-B', 'BRK.B'));
  expect([...quotes.keys()]).toEqual(['BRK.B', 'BRK-B']);
  expect(vendor.requests.at(-1)?.query.get('symbols')).toBe('BRK-B');
});

test('250 tickers are asked in three requests of at most 100', async () => {
  const names = Array.from({ length: 250 }, (_, i) => `T${i}`);
  const { yahoo, vendor } = await start(names.map((symbol) => aFeedQuote({ symbol })));
  const { quotes } = await yahoo.quotes(tickers(...names));
  expect(quotes.size).toBe(250);
  expect(vendor.count('/v7/finance/quote')).toBe(3);
  expect(vendor.count('/getcrumb')).toBe(1);
});

test('asks nothing for no tickers', async () => {
  const { yahoo, vendor } = await start([]);
  expect(await yahoo.quotes([])).toEqual({ quotes: new Map(), unknown: [], failures: [] });
  expect(vendor.requests).toEqual([]);
});

test('a ticker that Yahoo does not know is unknown, and the others are quoted', async () => {
  const { yahoo } = await start([aFeedQuote()]);
  const { quotes, unknown, failures } = await yahoo.quotes(tickers('NVDA', 'NVDAX'));
  expect([...quotes.keys()]).toEqual(['NVDA']);
  expect({ unknown, failures }).toEqual({ unknown: ['NVDAX'], failures: [] });
});

test.each([
  ['down', 'unreachable'],
  ['rate-limited', 'rate-limited'],
  ['server-error', 'server-error'],
  ['html', 'unreadable'],
  ['truncated', 'unreachable'],
  ['slow', 'timeout'],
  ['null-price', 'unreadable'],
  ['crumb-refused', 'unauthorised'],
  ['crumb-poisoned', 'unreadable'],
] as const)('%s: every ticker fails as %s and none is unknown', async (trouble, reason) => {
  const { yahoo, vendor } = await start([aFeedQuote(), aFeedQuote({ symbol: 'AMD' })]);
  vendor.setTrouble(trouble);
  const { quotes, unknown, failures } = await yahoo.quotes(tickers('NVDA', 'AMD'));
  expect({ quotes: quotes.size, unknown }).toEqual({ quotes: 0, unknown: [] });
  expect(failures).toMatchObject([
    { ticker: 'NVDA', source: 'yahoo', reason },
    { ticker: 'AMD', source: 'yahoo', reason },
  ]);
});

test('nobody listening: every ticker fails as unreachable', async () => {
  const yahoo = open(await closedAddress());
  const { failures } = await yahoo.quotes(tickers('NVDA'));
  expect(failures).toMatchObject([{ ticker: 'NVDA', reason: 'unreachable' }]);
});

test.each([
  '{"quoteResponse":{"resu',
  '{"quoteResponse":{"result":null,"error":null}}',
  '{}',
  '[]',
  'null',
  '7',
  '"x"',
])('the body %s is unreadable', async (body) => {
  const { yahoo, vendor } = await start([aFeedQuote()]);
  vendor.setQuoteBody(body);
  const { failures } = await yahoo.quotes(tickers('NVDA'));
  expect(failures).toMatchObject([{ ticker: 'NVDA', reason: 'unreadable' }]);
});

test.each([
  ['a bare NaN', 'NaN'],
  ['an overflowing number', '1e999'],
])('%s spoils the whole reply, which then is no reply', async (_what, price) => {
  const { yahoo, vendor } = await start([aFeedQuote()]);
  const row = `{"symbol":"NVDA","quoteType":"EQUITY","regularMarketPrice":${price}}`;
  vendor.setQuoteBody(`{"quoteResponse":{"result":[${row}],"error":null}}`);
  const { failures } = await yahoo.quotes(tickers('NVDA'));
  expect(failures).toMatchObject([{ ticker: 'NVDA', reason: 'unreadable' }]);
});

test.each([
  ['price null', { regularMarketPrice: null }],
  ['price zero', { regularMarketPrice: 0 }],
  ['price negative', { regularMarketPrice: -3 }],
  ['price as text', { regularMarketPrice: 'NaN' }],
  ['price as an object', { regularMarketPrice: { odd: true } }],
  ['no price', { regularMarketPrice: undefined }],
  ['no time', { regularMarketTime: undefined }],
  ['time null', { regularMarketTime: null }],
  ['time zero', { regularMarketTime: 0 }],
  ['time as text', { regularMarketTime: 'yesterday-ish' }],
  ['time over 2 minutes ahead', { regularMarketTime: NOW_S + 121 }],
  ['time in milliseconds', { regularMarketTime: NOW_S * 1_000 }],
  ['no currency', { currency: null }],
])('%s: that ticker alone fails', async (_what, change) => {
  const { yahoo, vendor } = await start([aFeedQuote(), aFeedQuote({ symbol: 'AMD' })]);
  vendor.setRow((row) => (row['symbol'] === 'AMD' ? { ...row, ...change } : row));
  const { quotes, unknown, failures } = await yahoo.quotes(tickers('NVDA', 'AMD'));
  expect([...quotes.keys()]).toEqual(['NVDA']);
  expect(unknown).toEqual([]);
  expect(failures).toMatchObject([{ ticker: 'AMD', reason: 'unreadable' }]);
});

test('a time up to 2 minutes ahead is a matter of clocks', async () => {
  const { yahoo } = await start([aFeedQuote({ time: NOW_S + 119 })]);
  expect((await yahoo.quotes(tickers('NVDA'))).quotes.size).toBe(1);
});

test('an unusable close of yesterday or delay does not spoil the price', async () => {
  const { yahoo, vendor } = await start([aFeedQuote()]);
  vendor.setRow((row) => ({
    ...row,
    regularMarketPreviousClose: 0,
    exchangeDataDelayedBy: null,
    longName: 7,
    fullExchangeName: null,
  }));
  const { quotes } = await yahoo.quotes(tickers('NVDA'));
  expect([...quotes.values()]).toMatchObject([
    { price: 120.5, previousClose: undefined, delayMs: 0 },
  ]);
});

test('stale and hundredfold prices pass with the exchange’s own time: judging them is not the provider’s', async () => {
  const { yahoo, vendor } = await start([aFeedQuote()]);
  vendor.setTrouble('stale');
  const stale = await yahoo.quotes(tickers('NVDA'));
  const staleAt = instant((1_740_000_000 - 30 * 86_400) * SECOND_MS);
  expect([...stale.quotes.values()]).toMatchObject([{ at: staleAt }]);
  vendor.setTrouble('times-100');
  const large = await yahoo.quotes(tickers('NVDA'));
  expect([...large.quotes.values()]).toMatchObject([{ price: 12_050 }]);
});

test('rows that nobody asked for make the missing ones failures, not unknown', async () => {
  const { yahoo, vendor } = await start([aFeedQuote(), aFeedQuote({ symbol: 'AMD' })]);
  vendor.setRow((row) => (row['symbol'] === 'AMD' ? { ...row, symbol: 'INTC' } : row));
  const { quotes, unknown, failures } = await yahoo.quotes(tickers('NVDA', 'AMD'));
  expect([...quotes.keys()]).toEqual(['NVDA']);
  expect(unknown).toEqual([]);
  expect(failures).toMatchObject([{ ticker: 'AMD', reason: 'unreadable' }]);
});

test('a ticker answered twice with different prices is not believed', async () => {
  const { yahoo, vendor } = await start([aFeedQuote(), aFeedQuote({ symbol: 'AMD', price: 9 })]);
  vendor.setRow((row) => ({ ...row, symbol: 'NVDA' }));
  const { failures } = await yahoo.quotes(tickers('NVDA', 'AMD'));
  expect(failures.map(({ ticker }) => ticker)).toEqual(['NVDA', 'AMD']);
});

test('an empty list for what was quoted before is an outage, not a delisting', async () => {
  const { yahoo, vendor } = await start([aFeedQuote()]);
  await yahoo.quotes(tickers('NVDA'));
  vendor.setTrouble('empty');
  const { unknown, failures } = await yahoo.quotes(tickers('NVDA', 'AMD'));
  expect(unknown).toEqual([]);
  expect(failures).toMatchObject([{ reason: 'unreadable' }, { reason: 'unreadable' }]);
});

test('an empty list for one new name means that it is unknown', async () => {
  const { yahoo, vendor } = await start([]);
  vendor.setTrouble('empty');
  expect((await yahoo.quotes(tickers('NVDAX'))).unknown).toEqual(['NVDAX']);
});

test('an empty list for a whole watchlist is an outage, even right after the start', async () => {
  const { yahoo, vendor } = await start([]);
  vendor.setTrouble('empty');
  const { unknown, failures } = await yahoo.quotes(tickers('A', 'B', 'C', 'D', 'E'));
  expect({ unknown, failed: failures.length }).toEqual({ unknown: [], failed: 5 });
});

test('a crumb no longer accepted is replaced, once, and the call repeated', async () => {
  const { yahoo, vendor } = await start([aFeedQuote()]);
  await yahoo.quotes(tickers('NVDA'));
  vendor.setTrouble('crumb-refused-once');
  const { quotes } = await yahoo.quotes(tickers('NVDA'));
  expect(quotes.size).toBe(1);
  expect(vendor.count('/getcrumb')).toBe(2);
});

test('a crumb that stays refused is replaced once only per call', async () => {
  const { yahoo, vendor } = await start([aFeedQuote()]);
  vendor.setTrouble('crumb-refused');
  await yahoo.quotes(tickers('NVDA'));
  expect(vendor.count('/v7/finance/quote')).toBe(2);
});

test('a poisoned crumb is never used, and the next good one is', async () => {
  const { yahoo, vendor } = await start([aFeedQuote()]);
  vendor.setTrouble('crumb-poisoned');
  await yahoo.quotes(tickers('NVDA'));
  expect(vendor.count('/v7/finance/quote')).toBe(0);
  vendor.setTrouble('none');
  expect((await yahoo.quotes(tickers('NVDA'))).quotes.size).toBe(1);
});

test('a passing fault is got over within the call', async () => {
  const { yahoo, vendor } = await start([aFeedQuote()], 2);
  vendor.setTrouble('server-error');
  const asked = yahoo.quotes(tickers('NVDA'));
  await vi.waitUntil(() => vendor.requests.length > 0, { interval: 1 });
  vendor.setTrouble('none');
  expect((await asked).quotes.size).toBe(1);
});

test('after repeated failures Yahoo is left alone', async () => {
  const { yahoo, vendor } = await start([aFeedQuote()]);
  vendor.setTrouble('server-error');
  for (let i = 0; i < 8; i++) await yahoo.quotes(tickers('NVDA'));
  expect(vendor.requests.length).toBe(5);
  const { failures } = await yahoo.quotes(tickers('NVDA'));
  expect(failures).toMatchObject([{ reason: 'breaker-open' }]);
});

test('nothing is printed and no crumb is told, whatever the trouble', async () => {
  const printed = (['log', 'error', 'warn', 'info', 'dir', 'debug'] as const).map((method) =>
    vi.spyOn(console, method).mockImplementation(() => undefined),
  );
  const told: string[] = [];
  for (const trouble of ['none', 'html', 'server-error', 'crumb-refused', 'null-price'] as const) {
    const { yahoo, vendor } = await start([aFeedQuote()]);
    vendor.setTrouble(trouble);
    vendor.setRow((row) => ({ ...row, corporateActions: 'odd', regularMarketDayRange: 7 }));
    const { failures } = await yahoo.quotes(tickers('NVDA', 'AMD'));
    told.push(JSON.stringify(failures));
  }
  expect(printed.flatMap((spy) => spy.mock.calls)).toEqual([]);
  expect(told.join()).not.toMatch(/crumb=|sAndBoX/);
});

test('suggests what Yahoo’s search finds, best first, at most five', async () => {
  const names = ['APLE', 'AAPL', 'APP', 'APD', 'APH', 'APO'];
  const { yahoo } = await start(names.map((symbol) => aFeedQuote({ symbol, name: 'Apple-ish' })));
  const found = await yahoo.suggest('apple');
  expect(found.map(({ ticker }) => ticker)).toEqual(names.slice(0, 5));
  expect(found[0]).toMatchObject({ kind: 'share', market: 'us', currency: 'USD' });
});

test('suggests nothing when it could not ask', async () => {
  const yahoo = open(await closedAddress());
  expect(await yahoo.suggest('apple')).toEqual([]);
});

type Started = { readonly yahoo: Provider; readonly vendor: TroubledYahoo };

async function start(quotes: readonly FeedQuote[], retries = 0): Promise<Started> {
  const vendor = await startTroubledYahoo(quotes);
  closers.push(() => vendor.close());
  return { yahoo: open(vendor.url, retries), vendor };
}

function open(root: string, retries = 0): Provider {
  const yahoo = createYahoo(
    { root, limits: { retries, attemptMs: 700, retryMs: 50 } },
    { clock: () => instant(NOW_S * SECOND_MS), elapsed: () => performance.now(), random: () => 1 },
  );
  closers.push(() => yahoo.close());
  return yahoo;
}
