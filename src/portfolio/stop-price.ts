import type { Stretch } from '../core/calendar.ts';
import { wholeUnits } from '../core/currency.ts';
import { formatDuration } from '../core/duration.ts';
import type { Quote } from '../core/market.ts';
import type { Account, Position } from '../core/position.ts';
import type { Split } from '../core/split.ts';
import { MINUTE_MS, type Instant } from '../core/time.ts';

/** What a position's price may be read from. */
export type PriceSources = {
  readonly position: Position;
  readonly broker: Account['broker'];
  /** As the scanner of quotes has let it in. */
  readonly quote: Quote | undefined;
  /** The session in progress or the last one; undefined for what trades around the clock, or when nobody knows. */
  readonly session: Stretch | undefined;
  /** Splits of the ticker that are known. */
  readonly splits: readonly Split[];
  /** How old a quote may be, in milliseconds. */
  readonly allowedMs: number;
};

export type UsablePrice =
  | {
      readonly kind: 'price';
      readonly price: number;
      readonly at: Instant;
      readonly source: string;
      readonly delayMs: number;
      readonly previousClose: number | undefined;
      /** What the broker says beside it; undefined when it says nothing fresh, or is the source itself. */
      readonly second: number | undefined;
    }
  /** `why` follows "I can't judge the stop of NVDA: "; `isShut` is nobody's fault. */
  | { readonly kind: 'none'; readonly why: string; readonly isShut: boolean };

/** Closing auctions end a little after the session. */
const AUCTION_MS = 10 * MINUTE_MS;
/** A broker's price is read each minute. */
const BROKER_FRESH_MS = 5 * MINUTE_MS;

/** A price that a stop may be judged by: fresh, of the regular session, in the position's currency, on the footing of its shares. */
export function usablePrice(sources: PriceSources, now: Instant): UsablePrice {
  const { position, splits } = sources;
  const split = splits.find(({ at }) => at <= now && at > position.seenAt);
  if (split !== undefined && sources.broker !== 'manual')
    return none('it was split, and its broker has not told the new number of shares yet');
  const broker = brokerPrice(sources, now);
  const market = marketPrice(sources, now);
  if (market.kind === 'price') return { ...market, second: broker?.price };
  if (broker === undefined) return market;
  return {
    kind: 'price',
    ...broker,
    source: 'broker',
    delayMs: 0,
    previousClose: undefined,
    second: undefined,
  };
}

function marketPrice(
  { position, quote, session, allowedMs }: PriceSources,
  now: Instant,
): UsablePrice {
  if (quote === undefined) return none('no price of it has come');
  const { amount, currency } = wholeUnits({ amount: quote.price, currency: quote.currency });
  if (currency !== position.currency)
    return none(`it is quoted in ${currency} and held in ${position.currency}`);
  if (session !== undefined && isShut(session, now, allowedMs))
    return { kind: 'none', why: 'its market is closed', isShut: true };
  const isOfSession =
    session === undefined ||
    (quote.at >= session.opensAt && quote.at <= session.closesAt + AUCTION_MS);
  const ageMs = now - quote.at;
  if (!isOfSession || ageMs > allowedMs)
    return none(`its last price is ${formatDuration(Math.max(0, ageMs))} old`);
  const unit = amount / quote.price;
  return {
    kind: 'price',
    price: amount,
    at: quote.at,
    source: quote.source,
    delayMs: quote.delayMs,
    previousClose: quote.previousClose && quote.previousClose * unit,
    second: undefined,
  };
}

/** Prices of the session still come in for a while after it. */
function isShut({ closesAt }: Stretch, now: Instant, allowedMs: number): boolean {
  return now > closesAt + AUCTION_MS + allowedMs;
}

/** What the broker itself says; where we keep the book, that is only the quote once more. */
function brokerPrice({ position, broker, session }: PriceSources, now: Instant) {
  const { price, priceAt: at } = position;
  if (broker !== 'trading212' || price === undefined || at === undefined) return undefined;
  // Without a market's hours nobody can say that it is more than the close of yesterday.
  if (session === undefined || at < session.opensAt || at > session.closesAt) return undefined;
  return now - at <= BROKER_FRESH_MS ? { price, at } : undefined;
}

function none(why: string): UsablePrice {
  return { kind: 'none', why, isShut: false };
}
