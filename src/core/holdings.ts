import type { PaperHolding } from './ports/paper.ts';
import { onNewFooting, type Split } from './split.ts';
import type { Ticker } from './ticker.ts';
import { instant, type Instant } from './time.ts';
import type { Trade } from './trade.ts';

type Bought = Pick<Trade, 'symbol' | 'ticker' | 'side' | 'quantity' | 'price' | 'currency' | 'at'>;

type SplitsOf = (ticker: Ticker) => readonly Split[];

/**
 * What is left of purchases after sales, split by split. A sale takes nothing from the average price; more than there is
 * cannot be taken away.
 *
 * @param trades oldest first
 */
export function holdingsOf(
  trades: readonly Bought[],
  splitsOf: SplitsOf,
  now: Instant,
): readonly PaperHolding[] {
  const held = new Map<string, Held>();
  for (const trade of trades) {
    const before = held.get(trade.symbol);
    const at = before && footed(before, splitsOf, trade.at);
    held.set(trade.symbol, trade.side === 'buy' ? bought(at, trade) : sold(at, trade));
  }
  return [...held.values()]
    .map((one) => footed(one, splitsOf, now))
    .filter(({ quantity }) => quantity > 0)
    .map(({ footedAt: _moment, ...holding }) => holding);
}

type Held = PaperHolding & { readonly footedAt: Instant };

/** What is below that is the dust of arithmetic. */
const DUST = 1e-9;

function bought(before: Held | undefined, { quantity, price, at, ...about }: Bought): Held {
  const had = before?.quantity ?? 0;
  const { symbol, ticker, currency } = about;
  const cost = had * (before?.averagePrice ?? 0) + quantity * price;
  return {
    symbol,
    ticker,
    currency,
    quantity: sure(had + quantity),
    averagePrice: sure(cost / (had + quantity)),
    openedAt: had > 0 ? (before?.openedAt ?? at) : at,
    footedAt: at,
  };
}

function sold(before: Held | undefined, trade: Bought): Held {
  const kept = before ?? bought(undefined, { ...trade, quantity: 0 });
  const left = sure(kept.quantity - trade.quantity);
  return { ...kept, quantity: left > DUST ? left : 0, footedAt: trade.at };
}

function footed(held: Held, splitsOf: SplitsOf, until: Instant): Held {
  if (held.ticker === undefined) return held;
  const splits = splitsOf(held.ticker).filter(({ at }) => at > held.footedAt && at <= until);
  return splits.reduce(
    (one, split) => ({
      ...one,
      quantity: onNewFooting(one.quantity, split, -1),
      averagePrice: onNewFooting(one.averagePrice, split, 1),
    }),
    { ...held, footedAt: instant(Math.max(held.footedAt, until)) },
  );
}

function sure(value: number): number {
  return Number(value.toPrecision(14));
}
