import { z } from 'zod';

/** Anything but a number counts as missing, as does null, which Yahoo writes where nothing was traded. */
const cell = z.number().nullable().catch(null);
const column = z.array(cell);

/** Negative before 1970, and some series are older. */
const seconds = z.number();
const period = z.object({ start: seconds, end: seconds });
const price = z.number().positive().optional().catch(undefined);
const word = z.string().optional().catch(undefined);

/** Regular hours by the day: a list of lists, or under `regular` when hours before and after are told as well. */
const tradingPeriods = z
  .union([z.array(z.array(period)), z.object({ regular: z.array(z.array(period)) })])
  .transform((told) => (Array.isArray(told) ? told.flat() : told.regular.flat()))
  .catch([]);

const currentTradingPeriod = z
  .object({ regular: period })
  .transform(({ regular }) => [regular])
  .catch([]);

const meta = z
  .object({
    symbol: word,
    dataGranularity: word,
    exchangeTimezoneName: word,
    regularMarketPrice: price,
    chartPreviousClose: price,
    currentTradingPeriod,
    tradingPeriods,
  })
  .transform(({ currentTradingPeriod: current, tradingPeriods: past, ...told }) => ({
    ...told,
    // A name of ours: the library leaves alone what it does not know.
    sessions: [...past, ...current],
  }));

const split = z.object({ date: seconds, numerator: z.number(), denominator: z.number() });
const dividend = z.object({ date: seconds, amount: z.number() });

/** Each by itself: one that is spoilt hides no other. */
function eachOf<T extends z.ZodType>(event: T) {
  return z
    .record(z.string(), event.optional().catch(undefined))
    .transform((told) =>
      Object.fromEntries(Object.entries(told).filter(([, one]) => one !== undefined)),
    )
    .optional()
    .catch(undefined);
}

const events = z
  .object({ dividends: eachOf(dividend), splits: eachOf(split) })
  .optional()
  .catch(undefined);

const emptyChart = z
  .object({
    meta,
    timestamp: z.array(seconds).max(0).nullish(),
    events,
    // A column without a time is no bar but a sign that half of the reply is missing.
    indicators: z.object({ quote: z.array(z.strictObject({})).max(1) }),
  })
  .transform((told) => ({
    meta: told.meta,
    events: told.events,
    indicators: { quote: [{}] },
  }));

const filledChart = z
  .object({
    meta,
    timestamp: z.array(seconds).min(1),
    events,
    indicators: z.object({
      quote: z.tuple(
        [
          z.object({
            open: column,
            high: column,
            low: column,
            close: column,
            volume: column.optional().catch(undefined),
          }),
        ],
        z.unknown(),
      ),
    }),
  })
  .transform(({ indicators, ...told }) => {
    const [{ volume, ...prices }] = indicators.quote;
    const known = volume ?? told.timestamp.map(() => null);
    return { ...told, indicators: { quote: [{ ...prices, volume: known }] } };
  })
  .refine(
    ({ timestamp, indicators }) =>
      indicators.quote.every((columns) =>
        Object.values(columns).every((one) => one.length === timestamp.length),
      ),
    'its columns are not of one length',
  );

/** `{"chart":{"result":null,"error":{"code":"Not Found","description":"…"}}}`, with whatever status. */
export const chartRefusal = z.object({
  chart: z.object({ error: z.object({ code: z.string(), description: z.string().default('') }) }),
});

/**
 * What the vendor library is shown of a chart: what is read here, whole or not at all. It trips over an empty result, and
 * prints to the console where a list of columns is of another length than the times.
 */
export const chartReply = z.object({
  chart: z.object({ result: z.tuple([z.union([filledChart, emptyChart])]) }),
});

/** The library turns epoch seconds into dates where its own schema holds, and leaves the rest as it came. */
const moment = z.union([
  z.date().transform((date) => date.getTime()),
  z.number().transform((epochS) => epochS * 1_000),
]);

/** The library's answer. Times are epoch milliseconds; cells may be null. */
export const chartResult = z.looseObject({
  meta: z.looseObject({
    symbol: z.string().optional(),
    dataGranularity: z.string().optional(),
    exchangeTimezoneName: z.string().optional(),
    regularMarketPrice: z.number().optional(),
    chartPreviousClose: z.number().optional(),
    sessions: z.array(z.object({ start: moment, end: moment })),
  }),
  quotes: z.array(
    z.object({ date: moment, open: cell, high: cell, low: cell, close: cell, volume: cell }),
  ),
  events: z
    .looseObject({
      dividends: z.array(z.looseObject({ date: moment, amount: z.number() })).default([]),
      splits: z
        .array(z.looseObject({ date: moment, numerator: z.number(), denominator: z.number() }))
        .default([]),
    })
    .default({ dividends: [], splits: [] }),
});

export type ChartResult = z.infer<typeof chartResult>;
