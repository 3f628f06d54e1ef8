import { afterEach, expect, test } from 'vitest';
import type { Quote } from '../../src/core/market.ts';
import type { BarsReply, BarsWish, QuoteBatch } from '../../src/core/ports/market-data.ts';
import type { Ticker } from '../../src/core/ticker.ts';
import { type Instant, instant } from '../../src/core/time.ts';
import { createCache } from '../../src/providers/cache.ts';
import { createFallback } from '../../src/providers/fallback.ts';
import { nearest } from '../../src/providers/nearest.ts';
import { POPULAR_TICKERS } from '../../src/providers/popular.ts';
import type { Provider } from '../../src/providers/provider.ts';
import { createMarketData } from '../../src/providers/registry.ts';
import type { FeedQuote } from '../../src/sandbox/feed.ts';
import { aQuote } from '../support/quote.ts';
import { tickers } from '../support/ticker.ts';
import { aFeedQuote, startTroubledYahoo, type TroubledYahoo } from '../support/vendor-yahoo.ts';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

test('the first provider that has a quote gives it, and is the only one asked for it', async () => {
  const first = aProvider('first', { NVDA: 1 });
  const second = aProvider('second', { NVDA: 2, AMD: 3 });
  const { quotes } = await createFallback([first, second]).quotes(tickers('NVDA', 'AMD'));
  expect([...quotes.values()].map(({ price }) => price)).toEqual([1, 3]);
  expect(second.asked).toEqual([['AMD']]);
});

test('a failed ticker is asked of the next provider', async () => {
  const first = aProvider('first', { NVDA: 'failed' });
  const second = aProvider('second', { NVDA: 2 });
  const batch = await createFallback([first, second]).quotes(tickers('NVDA'));
  expect(batch.quotes.size).toBe(1);
  expect(batch.failures).toEqual([]);
});

test('unknown needs every provider to say so; otherwise the first failure stands', async () => {
  const first = aProvider('first', { A: 'failed', D: 'failed' });
  const second = aProvider('second', { B: 'failed', D: 'failed' });
  const batch = await createFallback([first, second]).quotes(tickers('A', 'B', 'C', 'D'));
  expect(batch.unknown).toEqual(['C']);
  expect(batch.failures.map(({ ticker, source }) => [ticker, source])).toEqual([
    ['A', 'first'],
    ['B', 'second'],
    ['D', 'first'],
  ]);
});

test('a quote is given again while it is fresh, with the exchange’s own time', async () => {
  const { cache, inner, clock } = aCache({ NVDA: 1 });
  const first = await cache.quotes(tickers('NVDA'));
  clock.now = instant(clock.now + 4_999);
  const second = await cache.quotes(tickers('NVDA'));
  expect([...second.quotes]).toEqual([...first.quotes]);
  expect(inner.asked.length).toBe(1);
  clock.now = instant(clock.now + 1);
  await cache.quotes(tickers('NVDA'));
  expect(inner.asked.length).toBe(2);
});

test('a clock set back forgets what was kept', async () => {
  const { cache, inner, clock } = aCache({ NVDA: 1 });
  await cache.quotes(tickers('NVDA'));
  clock.now = instant(clock.now - 60_000);
  await cache.quotes(tickers('NVDA'));
  expect(inner.asked.length).toBe(2);
});

test('failures and unknown names are asked again', async () => {
  const { cache, inner } = aCache({ NVDA: 'failed' });
  await cache.quotes(tickers('NVDA', 'X'));
  const batch = await cache.quotes(tickers('NVDA', 'X'));
  expect(inner.asked.length).toBe(2);
  expect(batch.unknown).toEqual(['X']);
  expect(batch.failures).toMatchObject([{ ticker: 'NVDA' }]);
});

test('who asks at the same time shares the request, each getting only what was asked', async () => {
  const { cache, inner } = aCache({ NVDA: 1, AMD: 2, INTC: 3 });
  const [a, b] = await Promise.all([
    cache.quotes(tickers('NVDA', 'AMD')),
    cache.quotes(tickers('AMD', 'INTC')),
  ]);
  expect(inner.asked).toEqual([['NVDA', 'AMD'], ['INTC']]);
  expect([...a.quotes.keys()].sort()).toEqual(['AMD', 'NVDA']);
  expect([...b.quotes.keys()].sort()).toEqual(['AMD', 'INTC']);
});

test('keeping for 0 ms turns it off', async () => {
  const { cache, inner } = aCache({ NVDA: 1 }, 0);
  await cache.quotes(tickers('NVDA'));
  await cache.quotes(tickers('NVDA'));
  expect(inner.asked.length).toBe(2);
});

test.each([
  ['NVDIA', 'NVDA'],
  ['NDVA', 'NVDA'],
  ['APPL', 'AAPL'],
  ['TSAL', 'TSLA'],
  ['GOOGLE', 'GOOGL'],
  ['BTCUSD', 'BTC-USD'],
  ['BRKB', 'BRK.B'],
])('%s is nearest to %s', (typed, meant) => {
  expect(nearest(typed, POPULAR_TICKERS)[0]).toBe(meant);
});

test('both classes of a share are offered', () => {
  expect(nearest('GOGL', POPULAR_TICKERS).slice(0, 2)).toEqual(['GOOGL', 'GOOG']);
});

test('nothing is near a name that is far from all', () => {
  expect(nearest('QZXWJK', POPULAR_TICKERS)).toEqual([]);
});

test('the whole: a typing mistake that Yahoo does not find brings near names that it confirms', async () => {
  const { market } = await start([aFeedQuote(), aFeedQuote({ symbol: 'AMD', name: 'AMD' })]);
  const found = await market.suggest('nvdia');
  expect(found.map(({ ticker }) => ticker)).toEqual(['NVDA']);
});

test('the whole: what Yahoo finds comes before near names', async () => {
  const { market } = await start([aFeedQuote({ symbol: 'NVDL', name: 'nvdia 2x' }), aFeedQuote()]);
  expect((await market.suggest('nvdia')).map(({ ticker }) => ticker)).toEqual(['NVDL']);
});

test('the whole: nothing is asked for an empty name', async () => {
  const { market, vendor } = await start([aFeedQuote()]);
  expect(await market.suggest('  ')).toEqual([]);
  expect(vendor.requests).toEqual([]);
});

test('the whole: callers at the same time cost one request', async () => {
  const { market, vendor } = await start([aFeedQuote()]);
  await Promise.all([market.quotes(tickers('NVDA')), market.quotes(tickers('NVDA'))]);
  expect(vendor.count('/v7/finance/quote')).toBe(1);
});

test('bars come from the first provider that has them', async () => {
  const asked: string[] = [];
  const provider = (name: string, reply: BarsReply): Provider => ({
    ...aProvider(name, {}),
    bars: () => {
      asked.push(name);
      return Promise.resolve(reply);
    },
  });
  const failed = { kind: 'failed', source: 'b', reason: 'timeout', detail: 'x' } as const;
  const tooOld = { kind: 'too-old', detail: 'x' } as const;
  const unknown = provider('a', { kind: 'unknown' });
  const ask = (...providers: Provider[]) => createFallback(providers).bars(aWish());

  expect(await ask(unknown, provider('b', failed), provider('c', someBars(1)))).toEqual(
    someBars(1),
  );
  expect(await ask(provider('d', someBars(2)), provider('e', someBars(3)))).toEqual(someBars(2));
  expect(asked).toEqual(['a', 'b', 'c', 'd']);
  expect(await ask(unknown, provider('b', failed), unknown)).toEqual(failed);
  expect(await ask(provider('b', tooOld), provider('c', failed))).toEqual(tooOld);
  expect(await ask(unknown, unknown)).toEqual({ kind: 'unknown' });
});

test('those who ask for the same bars at the same time share one answer, and none is kept', async () => {
  const { bars, answer, asked } = heldBars();
  const both = Promise.all([bars(aWish(1)), bars(aWish(3)), bars(aWish(9))]);
  answer(someBars(1, 2, 3, 4));
  const [all, later, none] = await both;
  expect(asked()).toBe(1);
  expect(all).toEqual(someBars(1, 2, 3, 4));
  expect(later).toEqual(someBars(3, 4));
  expect(none).toEqual({ ...someBars(), sessionEndsAt: undefined });
  void bars(aWish(1));
  expect(asked()).toBe(2);
});

test('who asks for older bars, others or another length has a request of its own', async () => {
  const { bars, asked } = heldBars();
  void bars(aWish(5));
  void bars(aWish(4));
  void bars({ ...aWish(5), timeframe: '1h' });
  void bars({ ...aWish(5), ticker: AMD });
  expect(asked()).toBe(4);
  // The one that reaches furthest back serves all who ask later.
  void bars(aWish(5));
  expect(asked()).toBe(4);
});

test('a fault is shared too, and the next one asks anew', async () => {
  const { bars, answer, asked } = heldBars();
  const failed = { kind: 'failed', source: 'b', reason: 'timeout', detail: 'x' } as const;
  const both = Promise.all([bars(aWish(1)), bars(aWish(2))]);
  answer(failed);
  expect(await both).toEqual([failed, failed]);
  void bars(aWish(2));
  expect(asked()).toBe(2);
});

test('the whole: bars of one series cost one request', async () => {
  const { market, vendor } = await start([aFeedQuote()]);
  const wish = { ...aWish(), from: instant(NOON - 86_400_000) };
  const [one, other] = await Promise.all([market.bars(wish), market.bars(wish)]);
  expect([one.kind, other.kind]).toEqual(['bars', 'bars']);
  expect(vendor.count('/v8/finance/chart/NVDA')).toBe(1);
});

/** Bars before a provider that answers all at once when told to. */
function heldBars() {
  const waiting: ((reply: BarsReply) => void)[] = [];
  let asked = 0;
  const cache = createCache(
    {
      ...aProvider('held', {}),
      bars: () => {
        asked += 1;
        return new Promise((resolve) => waiting.push(resolve));
      },
    },
    { clock: () => NOON, keepMs: 5_000 },
  );
  return {
    bars: cache.bars,
    asked: () => asked,
    answer: (reply: BarsReply) => waiting.splice(0).forEach((resolve) => resolve(reply)),
  };
}

function aWish(from = 0): BarsWish {
  return { ticker: NVDA, timeframe: '1d', from: instant(from) };
}

/** Flat bars that opened at these moments, each with a dividend. */
function someBars(...openedAt: readonly number[]): BarsReply {
  const column = Float64Array.from(openedAt);
  const bars = { openedAt: column, open: column, high: column, low: column, close: column };
  return {
    kind: 'bars',
    source: 'test',
    bars: { ...bars, volume: column },
    actions: openedAt.map((at) => ({ kind: 'dividend', at: instant(at), amount: 1 })),
    sessionEndsAt: instant(10),
  };
}

async function start(
  quotes: readonly FeedQuote[],
): Promise<{ market: Provider; vendor: TroubledYahoo }> {
  const vendor = await startTroubledYahoo(quotes);
  const market = createMarketData(
    { yahooRoot: vendor.url },
    { clock: () => NOON, elapsed: () => performance.now(), random: () => 0 },
  );
  closers.push(
    () => market.close(),
    () => vendor.close(),
  );
  return { market, vendor };
}

const [NVDA = expect.fail(), AMD = expect.fail()] = tickers('NVDA', 'AMD');
const NOON: Instant = instant(1_740_000_060_000);

type Known = Readonly<Record<string, number | 'failed'>>;
type Asked = Provider & { readonly asked: string[][] };

/** A provider that knows these prices and fails for the rest marked so. */
function aProvider(name: string, known: Known): Asked {
  const asked: string[][] = [];
  return {
    name,
    asked,
    quotes(list) {
      asked.push([...list]);
      return Promise.resolve(batchOf(name, list, known));
    },
    bars: () => Promise.resolve({ kind: 'unknown' }),
    suggest: () => Promise.resolve([]),
    close: () => Promise.resolve(),
  };
}

function batchOf(source: string, list: readonly Ticker[], known: Known): QuoteBatch {
  const quotes = new Map<Ticker, Quote>();
  const failed = list.filter((ticker) => known[ticker] === 'failed');
  for (const ticker of list) {
    const price = known[ticker];
    if (typeof price === 'number')
      quotes.set(ticker, aQuote({ ticker, price, at: instant(NOON - 60_000) }));
  }
  return {
    quotes,
    unknown: list.filter((ticker) => known[ticker] === undefined),
    failures: failed.map((ticker) => ({ ticker, source, reason: 'timeout', detail: 'x' })),
  };
}

function aCache(
  known: Known,
  keepMs = 5_000,
): { cache: Provider; inner: Asked; clock: { now: Instant } } {
  const clock = { now: NOON };
  const inner = aProvider('inner', known);
  return { cache: createCache(inner, { clock: () => clock.now, keepMs }), inner, clock };
}
