import type { Calendar } from '../core/calendar.ts';
import type { CorporateAction, MarketId } from '../core/market.ts';
import { DAY_MS, HOUR_MS, plus, type Instant } from '../core/time.ts';

/** How long after an alert its price is looked at again. Days are days of trading. */
export const HORIZONS = ['1h', '1d', '5d'] as const;
export type Horizon = (typeof HORIZONS)[number];

/** A price after an alert, and the exchange's time of it. */
export type Later = { readonly price: number; readonly at: Instant };

/** What the price was when an alert rang, and when it is to be looked at again. */
export type DueOutcome = {
  readonly firedAt: Instant;
  readonly price: number;
  readonly dueAt: Instant;
};

export type OutcomeFacts = {
  /** Prices that are known at or after the due time, in any order, on the footing of today's shares. */
  readonly later: readonly Later[];
  readonly actions: readonly CorporateAction[];
  /** Since when no split that the vendor knows of can be missing from `actions`; undefined when nobody asked. */
  readonly actionsAsOf: Instant | undefined;
};

export type Outcome =
  | { readonly kind: 'wait' }
  /** It was a split, or the like, of which too little is known: only a vendor's answer can tell. */
  | { readonly kind: 'doubt' }
  | { readonly kind: 'unknown' }
  /** `price` is on the footing of the alert's own; `pct` the move between them, in percent. */
  | {
      readonly kind: 'known';
      readonly price: number;
      readonly at: Instant;
      readonly pct: number;
    };

/** A price may stand for a due time for so long after it, nights and weekends included. */
export const STANDS_FOR_MS = DAY_MS;
/** Delayed feeds and daily bars come late. */
const LATE_FEED_MS = 2 * HOUR_MS;
/** A move beyond this share may be a split that nobody has told of yet. */
const JUMP_PCT = 30;

/**
 * When an alert's price is to be looked at again: after an hour of trading, and at the same point of the session one and
 * five trading days later, at its close when that is shorter. Where a market never closes these are plain hours.
 */
export function dueTimes(
  firedAt: Instant,
  market: MarketId,
  calendar: Calendar,
): Readonly<Record<Horizon, Instant>> {
  return {
    '1h': hourLater(firedAt, market, calendar),
    '1d': daysLater(firedAt, 1, { market, calendar }),
    '5d': daysLater(firedAt, 5, { market, calendar }),
  };
}

/** The move from an alert to the first price at or after its due time, if that is known by now. */
export function outcomeOf(due: DueOutcome, facts: OutcomeFacts, now: Instant): Outcome {
  const { dueAt, firedAt, price } = due;
  const isOver = now > dueAt + STANDS_FOR_MS + LATE_FEED_MS;
  if (!(price > 0 && Number.isFinite(price))) return { kind: 'unknown' };
  const first = firstOf(facts.later, dueAt);
  if (first === undefined) return { kind: isOver ? 'unknown' : 'wait' };
  const factor = splitFactor(facts.actions, firedAt, now);
  if (!(factor > 0)) return { kind: 'unknown' };
  const then = first.price * factor;
  const pct = ((then - price) * 100) / price;
  const isSure = (facts.actionsAsOf ?? -Infinity) >= first.at;
  if (Math.abs(pct) > JUMP_PCT && !isSure) return { kind: isOver ? 'unknown' : 'doubt' };
  return { kind: 'known', price: then, at: first.at, pct };
}

function firstOf(later: readonly Later[], dueAt: Instant): Later | undefined {
  return later
    .filter(({ price, at }) => price > 0 && at >= dueAt && at <= dueAt + STANDS_FOR_MS)
    .reduce<Later | undefined>(
      (first, one) => (first && first.at <= one.at ? first : one),
      undefined,
    );
}

/** Old shares' worth of one new share's price: what a price of today is multiplied by to stand beside one of `from`. */
function splitFactor(actions: readonly CorporateAction[], from: Instant, to: Instant): number {
  return actions.reduce(
    (factor, action) =>
      action.kind === 'split' && action.at > from && action.at <= to
        ? (factor * action.numerator) / action.denominator
        : factor,
    1,
  );
}

/** More stretches than an hour can be cut into. */
const MOST_STRETCHES = 20;

function hourLater(from: Instant, market: MarketId, calendar: Calendar): Instant {
  let at = from;
  let leftMs = HOUR_MS;
  for (let n = 0; n < MOST_STRETCHES; n++) {
    const change = calendar.nextChange(market, at);
    if (change === undefined) break;
    if (calendar.isOpen(market, at)) {
      const roomMs = change.at - at;
      if (roomMs >= leftMs) break;
      leftMs -= roomMs;
    }
    at = change.at;
  }
  return plus(at, leftMs);
}

type Hours = { readonly market: MarketId; readonly calendar: Calendar };

function daysLater(from: Instant, days: number, { market, calendar }: Hours): Instant {
  const last = calendar.lastSession(market, from);
  const session =
    calendar.sessionAt(market, from) ?? (last && calendar.session(market, last.isoDate));
  if (market === 'always' || session === undefined) return plus(from, days * DAY_MS);
  let later = session;
  for (let n = 0; n < days; n++) later = calendar.nextSession(market, later.isoDate) ?? later;
  if (from >= session.closesAt) return later.closesAt;
  const due = plus(later.opensAt, Math.max(0, from - session.opensAt));
  return due < later.closesAt ? due : later.closesAt;
}
