import { expect, test } from 'vitest';
import { DAY_MS, instant } from '../../src/core/time.ts';
import { createYahoo } from '../../src/providers/yahoo.ts';
import { tickers } from '../support/ticker.ts';
import { aFeedQuote, type Row, startTroubledYahoo } from '../support/vendor-yahoo.ts';

const NOW_S = 1_740_000_030;
const DAY_S = DAY_MS / 1000;

/** What is read from a quote whose row tells these things, in days from now. */
async function earningsOf(told: {
  readonly single?: number;
  readonly from?: number;
  readonly until?: number;
  readonly isEstimate?: unknown;
}) {
  const seconds = (days: number | undefined) =>
    days === undefined ? undefined : NOW_S + days * DAY_S;
  return earningsFrom({
    earningsTimestamp: seconds(told.single),
    earningsTimestampStart: seconds(told.from),
    earningsTimestampEnd: seconds(told.until),
    isEarningsDateEstimate: told.isEstimate,
  });
}

async function earningsFrom(fields: Row) {
  const vendor = await startTroubledYahoo([aFeedQuote()]);
  vendor.setRow((row) => ({ ...row, ...fields }));
  const yahoo = createYahoo(
    { root: vendor.url },
    { clock: () => instant(NOW_S * 1000), elapsed: () => performance.now(), random: () => 0 },
  );
  const { quotes } = await yahoo.quotes(tickers('NVDA'));
  await Promise.all([yahoo.close(), vendor.close()]);
  const [quote] = quotes.values();
  return (quote ?? expect.fail()).earnings;
}

const inDays = (days: number) => instant((NOW_S + days * DAY_S) * 1000);

test('the next results are told, not the last', async () => {
  expect(await earningsOf({ single: -20, from: 70, until: 70, isEstimate: false })).toEqual({
    at: inDays(70),
    isEstimate: false,
  });
});

test('a day that the vendor guesses is an estimate, by its word or by its span', async () => {
  const guessed = { at: inDays(70), isEstimate: true };
  expect(await earningsOf({ from: 70, until: 70, isEstimate: true })).toEqual(guessed);
  expect(await earningsOf({ from: 70, until: 74, isEstimate: false })).toEqual(guessed);
  expect(await earningsOf({ from: 70, until: 74 })).toEqual(guessed);
});

test('one date told in both ways keeps the span’s word on it', async () => {
  expect(await earningsOf({ single: 6, from: 6, until: 6, isEstimate: true })).toEqual({
    at: inDays(6),
    isEstimate: true,
  });
});

test('a span that has begun is still ahead until it ends', async () => {
  expect((await earningsOf({ single: 80, from: -1, until: 2 }))?.at).toBe(inDays(-1));
  expect((await earningsOf({ single: 80, from: -3, until: -1 }))?.at).toBe(inDays(80));
});

test('of past results the latest are told, as a fact', async () => {
  expect(await earningsOf({ single: -10, from: -100, until: -100 })).toEqual({
    at: inDays(-10),
    isEstimate: false,
  });
});

test('what is missing or odd is not told, and the quote stays', async () => {
  expect(await earningsOf({})).toBeUndefined();
  expect(
    await earningsFrom({ earningsTimestamp: 'soon', earningsTimestampStart: null }),
  ).toBeUndefined();
  expect(
    await earningsFrom({ earningsTimestampStart: -5, earningsTimestampEnd: {} }),
  ).toBeUndefined();
});

test('the sandbox’s vendor tells results as Yahoo does', async () => {
  const from = NOW_S + DAY_S;
  const vendor = await startTroubledYahoo([
    aFeedQuote({ earnings: { from, until: from, isEstimate: true } }),
  ]);
  const yahoo = createYahoo(
    { root: vendor.url },
    { clock: () => instant(NOW_S * 1000), elapsed: () => performance.now(), random: () => 0 },
  );
  const { quotes } = await yahoo.quotes(tickers('NVDA'));
  await Promise.all([yahoo.close(), vendor.close()]);
  expect([...quotes.values()][0]?.earnings).toEqual({ at: inDays(1), isEstimate: true });
});
