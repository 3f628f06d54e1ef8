import type { UnknownReason } from '../core/alert.ts';
import { formatDuration } from '../core/duration.ts';
import { formatPrice } from '../core/format.ts';
import type { Quote } from '../core/market.ts';
import { splitName } from '../core/split.ts';
import type { TickerState } from '../core/ticker-state.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, type Instant } from '../core/time.ts';
import {
  canSplit,
  looksLike,
  NO_SPLIT_FACTS,
  SPLIT_FROM,
  splitMissedBy,
  withFootedClose,
  type SplitFacts,
} from './split-jump.ts';

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
      /** What could settle it is whether there was a split: that is to be asked. */
      readonly asksSplit?: true;
    };

export type AdmitFacts = {
  /** Since when its market has been open without a break; undefined while it is closed. */
  readonly openSince: Instant | undefined;
  /** No table says that it is open today: a silent morning may be a holiday. */
  readonly isAssumed?: boolean;
  readonly scanIntervalMs: number;
  /** Left out where nothing is known and nobody asks: then what looks like a split is just not believed. */
  readonly splits?: SplitFacts;
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
 * neither fires nor clears anything. Prices off by a hundredfold are units mixed up and are never believed. What may be
 * a split waits until that is known; one that is known has been taken into `state` before, if the quote is from after it.
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
  const { known } = facts.splits ?? NO_SPLIT_FACTS;
  // Rules and bars go by today's shares, and this price does not.
  if (known.some((split) => quote.at < split.at && split.at <= now)) return { kind: 'same' };
  const jump = jumpOf(state, quote);
  const doubt =
    jump &&
    (absurd(jump) ??
      unsplit(state, jump, facts) ??
      another(last, quote) ??
      inBand(state, jump, now));
  return doubt ?? { kind: 'new', quote: withFootedClose(quote, last, known) };
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

/** A price held against the one before it. */
type Jump = {
  readonly quote: Quote;
  readonly from: number;
  readonly ratio: number;
  /** The last price is not so old that anything may have happened since. */
  readonly isRecent: boolean;
  /** It carries the very time of the last price: nobody traded in between. */
  readonly isRestated: boolean;
};

function jumpOf({ quote: last }: TickerState, quote: Quote): Jump | undefined {
  const from = last?.price ?? quote.previousClose;
  if (from === undefined) return undefined;
  return {
    quote,
    from,
    ratio: quote.price / from,
    isRecent: last === undefined || quote.at - last.at <= REFERENCE_HOLDS_FOR_MS,
    isRestated: last?.at === quote.at,
  };
}

/** However often it is said: no price moves by so much within a week without its steps having been seen. */
const IMPOSSIBLE = 75;

function absurd(jump: Jump): Admission | undefined {
  const { from, quote, ratio, isRecent } = jump;
  if (!isHundredfold(ratio)) {
    if (!isRecent || Math.max(ratio, 1 / ratio) < IMPOSSIBLE) return undefined;
    // Without the number, which may have three hundred digits.
    const how = ratio > 1 ? 'more than a hundred times' : 'less than a hundredth of';
    return unknown('suspect', `the price that came is ${how} the last one, ${formatPrice(from)}`);
  }
  const why = `the price jumped from ${formatPrice(from)} to ${formatPrice(quote.price)}, a hundredfold: most likely pence and pounds mixed up`;
  return { ...unknown('suspect', why), ...(canSplit(quote) && { asksSplit: true }) };
}

/** What may be a split, until that is known. */
function unsplit(
  state: TickerState,
  jump: Jump,
  { splits = NO_SPLIT_FACTS, now }: AdmitFacts & { now: Instant },
): Admission | undefined {
  const { quote, ratio, isRecent, isRestated } = jump;
  if (sizeOf(jump) <= (isRecent ? SPLIT_FROM : BAND) || !canSplit(quote)) return undefined;
  const { ticker } = quote;
  const like = looksLike(ratio);
  const seen =
    like === undefined ? moved(jump) : `${moved(jump)}, which looks like a ${like} split`;
  const { held } = holding(state, quote.price, now);
  const missed = splitMissedBy(quote, ratio, splits.known);
  if (missed !== undefined) {
    const why = `it is quoted as if there had been no ${splitName(missed)} split`;
    return unknown('suspect', why);
  }
  switch (splits.answer) {
    case 'nobody-asks':
      if (like === undefined || !isRecent || sizeOf(jump) <= BAND) return undefined;
      return unknown('suspect', `${seen}; I am asking`);
    case 'unasked':
      return { ...unknown('suspect', `${seen}; I am asking`), held, asksSplit: true };
    case 'failed':
      return {
        ...unknown('suspect', `${seen}; I am waiting to learn whether ${ticker} was split`),
        held,
        asksSplit: true,
      };
    case 'none':
      if (!isRestated) return undefined;
      return unknown('suspect', `${seen}, without a trade; I am waiting for the next one`);
  }
}

/** So long at most one session lasts without a break; nights are longer. */
const SAME_SESSION_MS = 4 * HOUR_MS;
/** Beyond this share another close and another price at once are no coincidence. */
const OTHER = 0.1;

/** Within a session the close of the day before stays: where it and the price change at once, the row is about something else. */
function another(last: Quote | undefined, quote: Quote): Admission | undefined {
  if (last?.previousClose === undefined || quote.previousClose === undefined) return undefined;
  const hasOtherClose = Math.abs(quote.previousClose / last.previousClose - 1) > OTHER;
  const hasOtherPrice = Math.abs(quote.price / last.price - 1) > OTHER;
  if (!hasOtherClose || !hasOtherPrice || quote.at - last.at > SAME_SESSION_MS) return undefined;
  const closes = `${formatPrice(last.previousClose)} to ${formatPrice(quote.previousClose)}`;
  return unknown(
    'suspect',
    `its price and its last close changed at once, the close from ${closes}: most likely those of something else`,
  );
}

function inBand(state: TickerState, jump: Jump, now: Instant): Admission | undefined {
  if (!jump.isRecent || sizeOf(jump) <= BAND) return undefined;
  const { held, isSecond } = holding(state, jump.quote.price, now);
  if (isSecond) return undefined;
  return { ...unknown('suspect', `${moved(jump)}; I am waiting for a second reading`), held };
}

/** A price that is not believed yet, since when, and whether that is long enough ago. */
function holding({ held }: TickerState, price: number, now: Instant) {
  const agrees = held !== undefined && Math.abs(price / held.price - 1) <= AGREEMENT;
  return {
    held: agrees ? held : { price, since: now },
    isSecond: agrees && now - held.since >= SECOND_READING_AFTER_MS,
  };
}

function sizeOf({ ratio }: Jump): number {
  return Math.abs(ratio - 1);
}

function moved(jump: Jump): string {
  const { from, quote } = jump;
  const percent = Math.round(sizeOf(jump) * 100);
  return `the price moved ${percent}% at once, from ${formatPrice(from)} to ${formatPrice(quote.price)}`;
}

function isHundredfold(ratio: number): boolean {
  return Math.abs(ratio / 100 - 1) <= BAND || Math.abs(ratio * 100 - 1) <= BAND;
}

function unknown(reason: UnknownReason, why: string) {
  return { kind: 'unknown', reason, why } as const;
}
