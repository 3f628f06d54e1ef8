import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { instant } from '../../src/core/time.ts';
import { createYahoo } from '../../src/providers/yahoo.ts';
import { fromYahooSymbol } from '../../src/providers/yahoo-symbol.ts';
import { aFeedQuote, startTroubledYahoo } from '../support/vendor-yahoo.ts';

/** Recorded replies, when they lie beside the repository; an extra check, never a need. */
const FOLDER = new URL('../../../shared/data/yahoo/quote/', import.meta.url);

const recorded = z.object({
  response: z.object({
    bodyJson: z.object({
      quoteResponse: z.object({
        result: z.array(
          z.looseObject({
            symbol: z.string(),
            quoteType: z.string(),
            regularMarketPrice: z.number().optional(),
            currency: z.string().optional(),
          }),
        ),
      }),
    }),
  }),
});

const files = existsSync(FOLDER)
  ? readdirSync(FOLDER).filter((name) => name.endsWith('.json'))
  : [];
const started = startTroubledYahoo([aFeedQuote()]);
afterAll(async () => (await started).close());

if (files.length === 0) test.skip('recorded replies are absent here (../shared/data/yahoo)');

test.each(files)('the recorded reply %s is read whole', async (file) => {
  const vendor = await started;
  const { bodyJson } = recorded.parse(
    JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')),
  ).response;
  vendor.setQuoteBody(JSON.stringify(bodyJson));
  const rows = bodyJson.quoteResponse.result.flatMap((row) => {
    const ticker = fromYahooSymbol(row.symbol);
    return ticker === undefined ? [] : [{ ticker, row }];
  });
  const yahoo = createYahoo(
    { root: vendor.url },
    { clock: () => instant(1_800_000_000_000), elapsed: () => performance.now(), random: () => 0 },
  );
  const batch = await yahoo.quotes(rows.map(({ ticker }) => ticker));
  await yahoo.close();

  expect(batch.failures).toEqual([]);
  for (const { ticker, row } of rows) {
    const quote = batch.quotes.get(ticker);
    if (row.quoteType === 'NONE') expect(batch.unknown).toContain(ticker);
    else expect(quote).toMatchObject({ price: row.regularMarketPrice, currency: row.currency });
  }
});
