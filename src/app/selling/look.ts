import type { BrokerOrder, BrokerPosition } from '../../core/broker.ts';
import type { Quote } from '../../core/market.ts';
import type { Broker } from '../../core/ports/broker.ts';
import type { Account, Position } from '../../core/position.ts';
import { DAY_MS, plus, type Instant } from '../../core/time.ts';
import type { MarketFacts, PriceSeen } from '../../portfolio/sale-facts.ts';
import type { SellingDeps } from './deps.ts';

export type Held = { readonly account: Account; readonly position: Position };

/** What was found by asking, with undefined for what could not be. */
export type Seen = {
  readonly quote: (PriceSeen & { readonly currency: string }) | undefined;
  readonly previousClose: number | undefined;
  readonly instrument: Quote['instrument'] | undefined;
  readonly exchange: MarketFacts['exchange'];
  readonly action: MarketFacts['action'];
  readonly broker: Broker | undefined;
  readonly book:
    | {
        readonly readAt: Instant;
        /** Undefined: the broker lists none. */
        readonly position: BrokerPosition | undefined;
        readonly openSells: readonly BrokerOrder[];
      }
    | undefined;
  readonly isForeign: boolean | undefined;
};

/**
 * Asks providers and the broker for what a sale depends on. The list of positions is read last, so that it is the newest.
 *
 * @param since from when on a sale by hand counts; undefined when it was only just decided
 */
export async function lookAround(
  deps: SellingDeps,
  held: Held,
  since: Instant | undefined,
): Promise<Seen> {
  const { position, account } = held;
  const broker = deps.selling.brokerOf(account.id);
  const [quote, action, exchange, isForeign, pending] = await Promise.all([
    quoteOf(deps, position),
    actionOf(deps, position),
    broker?.session(position.symbol, deps.clock()),
    since === undefined ? false : soldByHand(broker, position.symbol, since),
    broker?.pending(),
  ]);
  const positions = await broker?.positions();
  const isRead = pending?.kind === 'ok' && positions?.kind === 'ok';
  return {
    quote: quote && priceOf(quote),
    previousClose: quote && wholePrice(quote, quote.previousClose),
    instrument: quote?.instrument,
    exchange,
    action,
    broker,
    book: isRead
      ? {
          readAt: positions.at,
          position: positions.value.find(({ symbol }) => symbol === position.symbol),
          openSells: pending.value.filter(
            ({ symbol, side }) => symbol === position.symbol && side === 'sell',
          ),
        }
      : undefined,
    isForeign,
  };
}

async function quoteOf({ market }: SellingDeps, { ticker }: Position): Promise<Quote | undefined> {
  if (ticker === undefined) return undefined;
  const { quotes } = await market.quotes([ticker]);
  return quotes.get(ticker);
}

function priceOf(quote: Quote): (PriceSeen & { readonly currency: string }) | undefined {
  const price = wholePrice(quote, quote.price);
  if (price === undefined) return undefined;
  const currency = quote.currency === 'GBp' ? 'GBP' : quote.currency;
  return { price, at: quote.at, currency };
}

function wholePrice({ currency }: Quote, price: number | undefined): number | undefined {
  return price === undefined || currency !== 'GBp' ? price : price / 100;
}

/** A split or an ex-date within the last day makes today's prices other ones. */
async function actionOf(
  { market, clock }: SellingDeps,
  { ticker }: Position,
): Promise<MarketFacts['action']> {
  if (ticker === undefined) return undefined;
  const from = plus(clock(), -10 * DAY_MS);
  const reply = await market.bars({ ticker, timeframe: '1d', from });
  if (reply.kind !== 'bars') return undefined;
  const now = clock();
  const recent = reply.actions.filter(({ at }) => Math.abs(now - at) < DAY_MS);
  return recent.find(({ kind }) => kind === 'split')?.kind ?? recent[0]?.kind ?? 'none';
}

async function soldByHand(
  broker: Broker | undefined,
  symbol: string,
  since: Instant,
): Promise<boolean | undefined> {
  const history = await broker?.history({ since, symbol });
  if (history?.kind !== 'ok') return undefined;
  return history.value.some(
    (order) =>
      order.symbol === symbol &&
      order.side === 'sell' &&
      order.initiatedFrom !== 'API' &&
      order.createdAt >= since &&
      order.filled > 0,
  );
}
