import { z } from 'zod';

// Shapes of Trading 212's public API v0, current and legacy. What it may leave out is `nullish`: `undefined` or null.

/** Numbers past 2^53 come as text. */
const id = z.union([z.number(), z.string().min(1)]).transform(String);
const amount = z.number();
const moment = z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'a moment');

export const SUMMARY = z.looseObject({
  id,
  currency: z.string().min(3),
  totalValue: amount,
  cash: z.looseObject({
    availableToTrade: amount,
    reservedForOrders: amount.nullish(),
    inPies: amount.nullish(),
  }),
  investments: z.looseObject({
    currentValue: amount,
    totalCost: amount,
    realizedProfitLoss: amount.nullish(),
    unrealizedProfitLoss: amount.nullish(),
  }),
});

export const LEGACY_CASH = z.looseObject({
  free: amount,
  total: amount,
  ppl: amount,
  invested: amount,
  result: amount.nullish(),
  pieCash: amount.nullish(),
  blocked: amount.nullish(),
});

export const LEGACY_INFO = z.looseObject({ id, currencyCode: z.string().min(3) });

const named = z.looseObject({
  ticker: z.string().min(1),
  currency: z.string().nullish(),
  isin: z.string().nullish(),
  name: z.string().nullish(),
});

export const POSITIONS = z.array(
  z.looseObject({
    instrument: named,
    quantity: amount,
    quantityAvailableForTrading: amount.nullish(),
    quantityInPies: amount.nullish(),
    averagePricePaid: amount,
    currentPrice: amount.nullish(),
    createdAt: moment.nullish(),
    walletImpact: z
      .looseObject({
        totalCost: amount,
        currentValue: amount,
        unrealizedProfitLoss: amount,
        fxImpact: amount.nullish(),
      })
      .nullish(),
  }),
);

export const LEGACY_PORTFOLIO = z.array(
  z.looseObject({
    ticker: z.string().min(1),
    quantity: amount,
    averagePrice: amount,
    currentPrice: amount.nullish(),
    initialFillDate: moment.nullish(),
    maxSell: amount.nullish(),
    pieQuantity: amount.nullish(),
  }),
);

/** An order of either shape; the legacy one has `creationTime` and tells a sale by its sign. */
export const ORDER = z
  .looseObject({
    id,
    ticker: z.string().min(1).nullish(),
    instrument: named.nullish(),
    type: z.string(),
    status: z.string(),
    side: z.string().nullish(),
    quantity: amount.nullish(),
    value: amount.nullish(),
    filledQuantity: amount.nullish(),
    filledValue: amount.nullish(),
    limitPrice: amount.nullish(),
    stopPrice: amount.nullish(),
    initiatedFrom: z.string().nullish(),
    createdAt: moment.nullish(),
    creationTime: moment.nullish(),
  })
  .refine((order) => (order.ticker ?? order.instrument?.ticker) !== undefined, 'a ticker');

export const ORDERS = z.array(ORDER);

const fill = z.looseObject({
  id: id.nullish(),
  price: amount.nullish(),
  quantity: amount.nullish(),
  type: z.string().nullish(),
  filledAt: moment.nullish(),
  walletImpact: z.looseObject({ realisedProfitLoss: amount.nullish() }).nullish(),
});

/** A row of the history: one fill, or one order that had none. */
const HISTORY_ROW = z.looseObject({ order: ORDER, fill: fill.nullish() });

const LEGACY_HISTORY_ROW = z
  .looseObject({
    id,
    ticker: z.string().min(1),
    type: z.string(),
    status: z.string(),
    orderedQuantity: amount.nullish(),
    orderedValue: amount.nullish(),
    filledQuantity: amount.nullish(),
    limitPrice: amount.nullish(),
    stopPrice: amount.nullish(),
    executor: z.string().nullish(),
    dateCreated: moment,
    dateExecuted: moment.nullish(),
    dateModified: moment.nullish(),
    fillId: id.nullish(),
    fillPrice: amount.nullish(),
    fillResult: amount.nullish(),
    fillType: z.string().nullish(),
  })
  .transform((row): HistoryRowWire => {
    const isOfTrading = /^(otc|totv|trade)$/i.test(row.fillType ?? 'TRADE');
    const order = {
      id: row.id,
      ticker: row.ticker,
      type: row.type,
      status: row.status,
      quantity: row.orderedQuantity ?? row.filledQuantity,
      value: row.orderedValue,
      filledQuantity: row.filledQuantity,
      limitPrice: row.limitPrice,
      stopPrice: row.stopPrice,
      initiatedFrom: row.executor,
      createdAt: row.dateCreated,
    };
    const filled = {
      id: row.fillId,
      price: row.fillPrice,
      quantity: row.filledQuantity,
      type: isOfTrading ? 'TRADE' : row.fillType,
      filledAt: row.dateExecuted ?? row.dateModified,
      walletImpact: { realisedProfitLoss: row.fillResult },
    };
    return { order, fill: row.fillId ? filled : undefined };
  });

export type HistoryRowWire = z.infer<typeof HISTORY_ROW>;

export const HISTORY = z.looseObject({
  items: z.array(z.union([HISTORY_ROW, LEGACY_HISTORY_ROW])),
  nextPagePath: z.string().nullish(),
});

export const INSTRUMENTS = z.array(
  z.looseObject({
    ticker: z.string().min(1),
    shortName: z.string().nullish(),
    currencyCode: z.string().nullish(),
    isin: z.string().nullish(),
    name: z.string().nullish(),
    workingScheduleId: z.number().nullish(),
  }),
);

export const EXCHANGES = z.array(
  z.looseObject({
    name: z.string(),
    workingSchedules: z.array(
      z.looseObject({
        id: z.number(),
        timeEvents: z.array(z.looseObject({ date: moment, type: z.string() })),
      }),
    ),
  }),
);

export type SummaryWire = z.infer<typeof SUMMARY>;
export type LegacyCashWire = z.infer<typeof LEGACY_CASH>;
export type LegacyInfoWire = z.infer<typeof LEGACY_INFO>;
export type PositionWire = z.infer<typeof POSITIONS>[number];
export type LegacyPositionWire = z.infer<typeof LEGACY_PORTFOLIO>[number];
export type OrderWire = z.infer<typeof ORDER>;
export type InstrumentsWire = z.infer<typeof INSTRUMENTS>;
export type ExchangesWire = z.infer<typeof EXCHANGES>;
