import type { PostOutcome } from '../core/broker.ts';
import type { Money } from '../core/currency.ts';
import type { NewPaperOrder, PaperBook, PaperHolding, PaperOrder } from '../core/ports/paper.ts';
import type { Clock, Instant } from '../core/time.ts';
import { toBrokerOrder } from './paper-order.ts';
import type { Prices, SeenPrice } from './paper-prices.ts';

/** Where paper orders are taken and filled. */
export type Floor = {
  place(wish: Wish): Promise<PostOutcome>;
  /** Fills what can be filled by now. */
  settle(): Promise<void>;
};

type Wish = Pick<NewPaperOrder, 'symbol' | 'kind' | 'quantity' | 'stopPrice'>;

type Needs = {
  readonly book: PaperBook;
  readonly prices: Prices;
  readonly clock: Clock;
  readonly convert: (money: Money, to: string) => number | undefined;
};

/**
 * Market orders are filled at the last price if that is fresh; else they rest, as they would at a broker, until there is one.
 * Stop orders rest until a fresh price is at or below theirs, and are filled at that price, which may be far below.
 */
export function paperFloor(needs: Needs): Floor {
  const { book, prices, clock } = needs;
  return {
    async place(wish) {
      const seen = (await prices.of([wish])).get(wish.symbol);
      const now = clock();
      return book.transact(() => {
        const refusal = refusalOf(needs, wish, { seen, now });
        if (refusal !== undefined) return { kind: 'rejected', ...refusal };
        const { currency } = heldOf(book, wish.symbol, now) ?? { currency: '' };
        const order = book.add({ ...wish, currency, createdAt: now });
        tryToFill(needs, order, { seen, now });
        return { kind: 'accepted', order: toBrokerOrder(book.order(order.id) ?? order) };
      });
    },
    async settle() {
      const waiting = book.pending();
      if (waiting.length === 0) return;
      const seen = await prices.of(waiting);
      const now = clock();
      book.transact(() => {
        for (const order of book.pending())
          tryToFill(needs, order, { seen: seen.get(order.symbol), now });
      });
    },
  };
}

type Sight = { readonly seen: SeenPrice | undefined; readonly now: Instant };

/** How much of a holding no pending order has reserved. */
export function availableOf(holding: PaperHolding, pending: readonly PaperOrder[]): number {
  const reserved = pending
    .filter(({ symbol }) => symbol === holding.symbol)
    .reduce((sum, { quantity }) => sum + quantity, 0);
  return Math.max(0, Number((holding.quantity - reserved).toPrecision(14)));
}

function heldOf(book: PaperBook, symbol: string, now: Instant): PaperHolding | undefined {
  return book.holdings(now).find((one) => one.symbol === symbol);
}

type Refusal = { readonly code: string; readonly detail: string };

function refusalOf(
  { book, convert }: Needs,
  { symbol, kind, quantity, stopPrice }: Wish,
  { seen, now }: Sight,
): Refusal | undefined {
  const account = book.account();
  if (account === undefined) return { code: 'no-account', detail: 'the account was removed' };
  if (!(quantity > 0) || !Number.isFinite(quantity))
    return { code: 'quantity', detail: `${quantity} is no quantity that can be sold` };
  const holding = heldOf(book, symbol, now);
  if (holding === undefined) return { code: 'not-held', detail: `no ${symbol} is held` };
  const available = availableOf(holding, book.pending());
  if (quantity > available)
    return { code: 'not-available', detail: `${quantity} are asked for, ${available} can be sold` };
  if (convert({ amount: 1, currency: holding.currency }, account.currency) === undefined)
    return {
      code: 'no-rate',
      detail: `no rate from ${holding.currency} to ${account.currency} is known`,
    };
  if (kind === 'market') return undefined;
  if (stopPrice === undefined || !(stopPrice > 0) || !Number.isFinite(stopPrice))
    return { code: 'stop-price', detail: 'a stop needs a price above zero' };
  if (seen?.isFresh === true && seen.price <= stopPrice)
    return { code: 'stop-price', detail: `the price is at or below it already: ${seen.price}` };
  return undefined;
}

/** Within a transaction. */
function tryToFill(needs: Needs, order: PaperOrder, { seen, now }: Sight): void {
  const { book, convert } = needs;
  const account = book.account();
  const holding = heldOf(book, order.symbol, now);
  if (account === undefined) return;
  // Brokers cancel what rests over a split, since neither its price nor its quantity is what was meant.
  const { ticker } = order;
  if (ticker !== undefined && book.wasSplit(ticker, order.createdAt, now)) {
    book.end(order.id, 'cancelled', now);
    return;
  }
  if (holding === undefined || holding.quantity < order.quantity) {
    book.end(order.id, 'rejected', now);
    return;
  }
  if (seen?.isFresh !== true || seen.currency !== holding.currency) return;
  if (order.stopPrice !== undefined && seen.price > order.stopPrice) return;
  const inAccount = (price: number) =>
    convert({ amount: price * order.quantity, currency: holding.currency }, account.currency);
  const proceeds = inAccount(seen.price);
  const cost = inAccount(holding.averagePrice);
  if (proceeds === undefined || cost === undefined) return;
  const fill = { price: seen.price, pricedAt: seen.at, proceeds, realised: proceeds - cost };
  book.fill(order, fill, now);
}
