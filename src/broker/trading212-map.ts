import type {
  AccountSummary,
  BrokerOrder,
  BrokerPosition,
  OrderKind,
  OrderSide,
  OrderStatus,
} from '../core/broker.ts';
import { wholeUnits } from '../core/currency.ts';
import type { Ticker } from '../core/ticker.ts';
import { instant, type Instant } from '../core/time.ts';
import type {
  LegacyCashWire,
  LegacyInfoWire,
  LegacyPositionWire,
  OrderWire,
  PositionWire,
  SummaryWire,
} from './trading212-wire.ts';

/** What is known of an instrument from the broker's list of them. */
export type Instrument = {
  readonly ticker: Ticker | undefined;
  /** As the broker writes it: `GBX` for pence. */
  readonly currency: string;
  readonly isin: string | undefined;
  readonly name: string;
};

export type FindInstrument = (symbol: string) => Instrument | undefined;

/** ISO 4217 for "no currency": nothing can be converted from it. */
const NO_CURRENCY = 'XXX';

type Unit = { readonly currency: string; readonly perWhole: number };

/** In what prices are quoted, and how many of it make one of its currency. */
export function unitOf(currency: string | null | undefined): Unit {
  if (!/^[A-Za-z]{3}$/.test(currency ?? '')) return { currency: NO_CURRENCY, perWhole: 1 };
  const whole = wholeUnits({ amount: 100, currency: currency ?? '' });
  return { currency: whole.currency.toUpperCase(), perWhole: 100 / whole.amount };
}

export function summaryOf(wire: SummaryWire): AccountSummary {
  const { cash, investments } = wire;
  return {
    remoteId: wire.id,
    currency: unitOf(wire.currency).currency,
    totalValue: wire.totalValue,
    cash: {
      free: cash.availableToTrade,
      reserved: cash.reservedForOrders ?? 0,
      inPies: cash.inPies ?? 0,
    },
    invested: {
      value: investments.currentValue,
      cost: investments.totalCost,
      realised: investments.realizedProfitLoss ?? 0,
      unrealised: investments.unrealizedProfitLoss ?? 0,
    },
  };
}

export function legacySummaryOf(cash: LegacyCashWire, info: LegacyInfoWire): AccountSummary {
  return {
    remoteId: info.id,
    currency: unitOf(info.currencyCode).currency,
    totalValue: cash.total,
    cash: { free: cash.free, reserved: cash.blocked ?? 0, inPies: cash.pieCash ?? 0 },
    invested: {
      value: cash.invested + cash.ppl,
      cost: cash.invested,
      realised: cash.result ?? 0,
      unrealised: cash.ppl,
    },
  };
}

export function positionOf(wire: PositionWire, find: FindInstrument): BrokerPosition {
  const { instrument, walletImpact: wallet } = wire;
  const listed = find(instrument.ticker);
  const unit = unitOf(instrument.currency ?? listed?.currency);
  const inPies = wire.quantityInPies ?? 0;
  const apart = Math.max(0, wire.quantity - inPies);
  return {
    symbol: instrument.ticker,
    ticker: listed?.ticker,
    isin: instrument.isin ?? listed?.isin,
    name: instrument.name ?? listed?.name ?? instrument.ticker,
    currency: unit.currency,
    quantity: wire.quantity,
    available: Math.max(0, Math.min(wire.quantityAvailableForTrading ?? apart, apart)),
    inPies,
    averagePrice: wire.averagePricePaid / unit.perWhole,
    price: priceOf(wire.currentPrice, unit),
    openedAt: momentOf(wire.createdAt),
    wallet: wallet
      ? {
          cost: wallet.totalCost,
          value: wallet.currentValue,
          profit: wallet.unrealizedProfitLoss,
          fx: wallet.fxImpact ?? 0,
        }
      : undefined,
  };
}

/** The legacy answer names no currency: without the instrument's entry its price means nothing. */
export function legacyPositionOf(wire: LegacyPositionWire, find: FindInstrument): BrokerPosition {
  const listed = find(wire.ticker);
  const unit = unitOf(listed?.currency);
  const inPies = wire.pieQuantity ?? 0;
  const apart = Math.max(0, wire.quantity - inPies);
  return {
    symbol: wire.ticker,
    ticker: listed?.ticker,
    isin: listed?.isin,
    name: listed?.name ?? wire.ticker,
    currency: unit.currency,
    quantity: wire.quantity,
    available: Math.max(0, Math.min(wire.maxSell ?? apart, apart)),
    inPies,
    averagePrice: wire.averagePrice / unit.perWhole,
    price: listed === undefined ? undefined : priceOf(wire.currentPrice, unit),
    openedAt: momentOf(wire.initialFillDate),
    wallet: undefined,
  };
}

/** @param fallbackAt when it was asked for, where the answer does not say when the order was made */
export function orderOf(wire: OrderWire, find: FindInstrument, fallbackAt: Instant): BrokerOrder {
  const symbol = wire.ticker ?? wire.instrument?.ticker ?? '';
  const unit = unitOf(wire.instrument?.currency ?? find(symbol)?.currency);
  return {
    id: wire.id,
    symbol,
    side: sideOf(wire),
    kind: kindOf(wire),
    status: statusOf(wire.status),
    quantity: Math.abs(wire.quantity ?? 0),
    filled: Math.abs(wire.filledQuantity ?? 0),
    limitPrice: priceOf(wire.limitPrice, unit),
    stopPrice: priceOf(wire.stopPrice, unit),
    // Only fills tell their prices: a filled value may be in the account's currency or in the instrument's.
    fillPrice: undefined,
    currency: unit.currency,
    initiatedFrom: wire.initiatedFrom ?? '',
    createdAt: momentOf(wire.createdAt ?? wire.creationTime) ?? fallbackAt,
    realised: undefined,
  };
}

export function priceOf(price: number | null | undefined, unit: Unit): number | undefined {
  return price === null || price === undefined || price <= 0 ? undefined : price / unit.perWhole;
}

export function momentOf(text: string | null | undefined): Instant | undefined {
  return text === null || text === undefined ? undefined : instant(Date.parse(text));
}

const STATUSES: Readonly<Record<string, OrderStatus>> = {
  LOCAL: 'pending',
  UNCONFIRMED: 'pending',
  CONFIRMED: 'pending',
  NEW: 'pending',
  CANCELLING: 'pending',
  REPLACING: 'pending',
  PARTIALLY_FILLED: 'partially-filled',
  FILLED: 'filled',
  CANCELLED: 'cancelled',
  // Ended in favour of another order that has an id of its own.
  REPLACED: 'cancelled',
  REJECTED: 'rejected',
};

function statusOf(word: string): OrderStatus {
  return STATUSES[word.toUpperCase()] ?? 'unclear';
}

type Sided = Pick<OrderWire, 'side' | 'quantity' | 'filledQuantity' | 'value' | 'filledValue'>;

function sideOf(wire: Sided): OrderSide {
  if (wire.side?.toUpperCase() === 'SELL') return 'sell';
  if (wire.side?.toUpperCase() === 'BUY') return 'buy';
  const signed = [wire.quantity, wire.filledQuantity, wire.value, wire.filledValue];
  return signed.some((number) => (number ?? 0) < 0) ? 'sell' : 'buy';
}

const KINDS: Readonly<Record<string, OrderKind>> = {
  MARKET: 'market',
  LIMIT: 'limit',
  STOP: 'stop',
  STOP_LIMIT: 'stop-limit',
};

/** A kind that nobody here knows is told by the prices that it waits for. */
function kindOf(wire: Pick<OrderWire, 'type' | 'limitPrice' | 'stopPrice'>): OrderKind {
  const known = KINDS[wire.type.toUpperCase()];
  if (known !== undefined) return known;
  if (wire.stopPrice) return wire.limitPrice ? 'stop-limit' : 'stop';
  return wire.limitPrice ? 'limit' : 'market';
}
