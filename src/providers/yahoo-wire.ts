import { z } from 'zod';

/**
 * What the vendor library is shown of a quote row: only fields that are read here. Unread ones can be of any odd shape,
 * and the library prints its schema to the console when it meets some of them.
 */
const shownQuote = z.object({
  symbol: z.unknown().optional(),
  quoteType: z.unknown().optional(),
  exchange: z.unknown().optional(),
  fullExchangeName: z.unknown().optional(),
  market: z.unknown().optional(),
  currency: z.unknown().optional(),
  shortName: z.unknown().optional(),
  longName: z.unknown().optional(),
  regularMarketPrice: z.unknown().optional(),
  regularMarketTime: z.unknown().optional(),
  regularMarketPreviousClose: z.unknown().optional(),
  regularMarketOpen: z.unknown().optional(),
  exchangeDataDelayedBy: z.unknown().optional(),
  earningsTimestamp: z.unknown().optional(),
  earningsTimestampStart: z.unknown().optional(),
  earningsTimestampEnd: z.unknown().optional(),
  isEarningsDateEstimate: z.unknown().optional(),
});

/** Yahoo says some refusals with status 200: `{"finance":{"error":{"code":"Unauthorized"}}}`. */
export const refusal = z.object({
  finance: z.object({ error: z.object({ code: z.string() }) }),
});

export const quoteReply = z.union([
  z.object({
    quoteResponse: z.object({ result: z.array(shownQuote), error: z.null().optional() }),
  }),
  refusal,
]);

export const searchReply = z.union([
  z.object({
    quotes: z.array(
      z.object({ symbol: z.unknown().optional(), isYahooFinance: z.unknown().optional() }),
    ),
  }),
  refusal,
]);

/** A crumb is a short opaque word. Yahoo also answers 200 with an error sentence or a page in its place. */
export const crumb = z.string().regex(/^[^\s<>{}]{3,64}$/);

/** The library turns epoch seconds into dates where its own schema holds, and leaves the rest as it came. */
const epochMs = z.union([
  z.date().transform((date) => date.getTime()),
  z.number().transform((seconds) => seconds * 1_000),
]);

const positive = z.number().positive();
const moment = epochMs.pipe(positive).optional().catch(undefined);

/** A row that can be believed. Prices are in `currency`, the delay in minutes. */
export const quoteRow = z.looseObject({
  symbol: z.string(),
  quoteType: z.string(),
  exchange: z.string().default(''),
  fullExchangeName: z.string().optional().catch(undefined),
  market: z.string().default(''),
  currency: z.string().min(1),
  shortName: z.string().optional().catch(undefined),
  longName: z.string().optional().catch(undefined),
  regularMarketPrice: positive,
  regularMarketTime: epochMs.pipe(positive),
  regularMarketPreviousClose: positive.optional().catch(undefined),
  regularMarketOpen: positive.optional().catch(undefined),
  exchangeDataDelayedBy: z.number().nonnegative().default(0).catch(0),
  earningsTimestamp: moment,
  earningsTimestampStart: moment,
  earningsTimestampEnd: moment,
  isEarningsDateEstimate: z.boolean().default(false).catch(false),
});

export type QuoteRow = z.infer<typeof quoteRow>;

/** The little that is needed to know whom a row speaks of, even when the rest of it is spoilt. */
export const namedRow = z.looseObject({ symbol: z.string() });

export const searchResult = z.looseObject({
  quotes: z.array(z.looseObject({ symbol: z.string().optional().catch(undefined) })),
});
