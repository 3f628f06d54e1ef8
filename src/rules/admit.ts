import type { UnknownReason } from '../core/alert.ts';
import { formatDuration } from '../core/duration.ts';
import { formatPrice } from '../core/format.ts';
import type { Quote } from '../core/market.ts';
import type { TickerState } from '../core/ticker-state.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS, type Instant } from '../core/time.ts';

/** Whether rules may see a quote. */
export type Admission =
  | { readonly kind: 'new'; readonly quote: Quote }
  /** Nothing that was not known before. */
  | { readonly kind: 'same' }
  | {
      readonly kind: 'unknown';
      readonly reason: UnknownReason;
      /** For a person: what follows "I can't judge NVDA: ". */
      readonly why: string;
      readonly held?: TickerState['held'];
    };

export type AdmitFacts = {
  /** Since when its market has been open without a break; undefined while it is closed. */
  readonly openSince: Instant | undefined;
  /** No table says that it is open today: a silent morning may be a holiday. */
  readonly isAssumed?: boolean;
  readonly scanIntervalMs: number;
};

const FUTURE_TOLERANCE_MS = 2 * MINUTE_MS;
/** Feeds run late, and the closing price comes after the close: for so long prices are asked for still. */
export const ASK_AFTER_CLOSE_MS = 45 * MINUTE_MS;

const LEAST_ALLOWANCE_MS = 5 * MINUTE_MS;
const SECOND_READING_AFTER_MS = 30 * SECOND_MS;
const REFERENCE_HOLDS_FOR_MS = 7 * DAY_MS;
/** A jump beyond this share of the last price needs a second reading. */
const BAND = 0.25;
const AGREEMENT = 0.05;

/**
 * Judges a quote by the exchange's own time and by the last one: stale, future and absurd prices are unknown, which
 * neither fires nor clears anything. Prices off by a hundredfold are units mixed up and are never believed.
 */
export function admit(
  state: TickerState,
  quote: Quote,
  facts: AdmitFacts & { now: Instant },
): Admission {
  const { now } = facts;
  if (!Number.isFinite(quote.price) || quote.price <= 0) {
    return unknown('suspect', 'the price that came is not a number above zero');
  }
  if (quote.at > now + FUTURE_TOLERANCE_MS) {
    return unknown('suspect', 'the price carries a time in the future');
  }
  const last = state.quote;
  if (last !== undefined && last.currency !== quote.currency) {
    return unknown('suspect', `it was quoted in ${last.currency} and now in ${quote.currency}`);
  }
  if (isStale(quote, facts)) return staleness(quote, facts);
  if (last !== undefined && quote.at < last.at) return { kind: 'same' };
  if (last !== undefined && quote.at === last.at && quote.price === last.price)
    return { kind: 'same' };
  return inBand(state, quote, now) ?? { kind: 'new', quote };
}

/** Whether a quote is too old to be judged although its market is open. */
export function isStale(
  quote: Pick<Quote, 'at' | 'delayMs'>,
  { now, openSince, isAssumed, scanIntervalMs }: AdmitFacts & { now: Instant },
): boolean {
  if (openSince === undefined) return false;
  if (isAssumed === true && quote.at < openSince) return false;
  return now - quote.at > allowanceMs(quote, scanIntervalMs);
}

/** How old a quote may become while its market is open, in milliseconds. */
export function allowanceMs({ delayMs }: Pick<Quote, 'delayMs'>, scanIntervalMs: number): number {
  return delayMs + Math.max(2 * scanIntervalMs, LEAST_ALLOWANCE_MS);
}

// Right after the open the last price is yesterday's, which is nobody's fault.
function staleness(
  quote: Quote,
  { now, openSince, scanIntervalMs }: AdmitFacts & { now: Instant },
): Admission {
  const allowedMs = allowanceMs(quote, scanIntervalMs);
  if (openSince !== undefined && now - openSince <= allowedMs) return { kind: 'same' };
  const age = formatDuration(now - quote.at);
  return unknown('stale', `its last price is ${age} old although its market is open`);
}

function inBand(state: TickerState, quote: Quote, now: Instant): Admission | undefined {
  const reference = referencePrice(state, quote);
  if (reference === undefined) return undefined;
  const ratio = quote.price / reference.price;
  if (isHundredfold(ratio)) {
    return unknown(
      'suspect',
      `the price jumped from ${formatPrice(reference.price)} to ${formatPrice(quote.price)}, a hundredfold: most likely pence and pounds mixed up`,
    );
  }
  if (!reference.isRecent || Math.abs(ratio - 1) <= BAND) return undefined;
  const { held } = state;
  const agrees = held !== undefined && Math.abs(quote.price / held.price - 1) <= AGREEMENT;
  if (agrees && now - held.since >= SECOND_READING_AFTER_MS) return undefined;
  const percent = Math.round(Math.abs(ratio - 1) * 100);
  return {
    ...unknown(
      'suspect',
      `the price moved ${percent}% at once, from ${formatPrice(reference.price)} to ${formatPrice(quote.price)}; I am waiting for a second reading`,
    ),
    held: agrees ? held : { price: quote.price, since: now },
  };
}

function referencePrice({ quote: last }: TickerState, quote: Quote) {
  if (last !== undefined) {
    return { price: last.price, isRecent: quote.at - last.at <= REFERENCE_HOLDS_FOR_MS };
  }
  return quote.previousClose === undefined
    ? undefined
    : { price: quote.previousClose, isRecent: true };
}

function isHundredfold(ratio: number): boolean {
  return Math.abs(ratio / 100 - 1) <= BAND || Math.abs(ratio * 100 - 1) <= BAND;
}

function unknown(reason: UnknownReason, why: string) {
  return { kind: 'unknown', reason, why } as const;
}
