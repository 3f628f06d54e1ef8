import { MINUTE_MS, SECOND_MS } from '../core/time.ts';
import { gate, lastGate, open, shut, type GateRule, type Weighed } from './gate.ts';
import { FRESH, freshPrice, priceNow, type SaleFacts } from './sale-facts.ts';

/** So near to the opening and the close prices jump. */
const EDGE_MS = 5 * MINUTE_MS;
/** Two who tell of the same price differ by so much at most, in percent. */
const SOURCES_PCT = 0.5;
/** A price that was shown and the one it is sold at differ by so much at most, in percent. */
export const DRIFT_PCT = 0.5;
const JUMP_PCT = 40;
/** So far below its stop nothing is sold: it may be no price at all, or one that nobody wants. */
const THROUGH_PCT = 10;

/** Whether it is a moment to sell, and whether the price is one. */
export const MARKET_GATES: readonly GateRule[] = [
  gate('session', ({ market: { session } }) =>
    session === undefined ? shut('outside regular trading') : open('regular trading'),
  ),
  gate('exchange', exchangeGate),
  gate('edge', edgeGate),
  gate('clock', ({ now, market: { quote } }) =>
    quote !== undefined && quote.at - now > FRESH.skewMs
      ? shut('the exchange’s clock is ahead of ours')
      : open('clocks agree'),
  ),
  gate('quote', quoteGate),
  gate('second source', secondGate),
  gate('readings', readingsGate),
  lastGate('trading', tradingGate),
  gate('jump', jumpGate),
  gate('through', throughGate),
  gate('split', splitGate),
  gate('currency', currencyGate),
  gate('floor', floorGate),
  lastGate('drift', driftGate),
];

function exchangeGate({ market: { session, exchange } }: SaleFacts): Weighed {
  if (exchange === 'closed') return shut('closed by the broker’s timetable');
  if (exchange === 'open') return open('open by the broker’s timetable');
  return session?.isAssumed === true
    ? shut('nobody here knows the hours of this exchange')
    : open('open by the calendar');
}

function edgeGate({ now, market: { session } }: SaleFacts): Weighed {
  if (session === undefined) return open('no session to be near the end of');
  if (now - session.opensAt < EDGE_MS) return shut('it opened less than 5 min ago');
  return session.closesAt - now < EDGE_MS
    ? shut('it closes in less than 5 min')
    : open('not near the opening or the close');
}

function quoteGate({ now, market }: SaleFacts): Weighed {
  if (freshPrice(market.quote, now) !== undefined) return open(`quote ${ageOf(market.quote, now)}`);
  if (freshPrice(market.brokerPrice, now) !== undefined)
    return open(`broker’s price ${ageOf(market.brokerPrice, now)}`);
  return shut(market.quote === undefined ? 'no price' : `quote ${ageOf(market.quote, now)}`);
}

/** Alone, one source is enough only where a person looks at it. Two that contradict each other are never enough. */
function secondGate({ now, mode, market }: SaleFacts): Weighed {
  const first = freshPrice(market.quote, now);
  const second = freshPrice(market.brokerPrice, now);
  if (first === undefined || second === undefined) {
    const says = 'no second source';
    return mode === 'auto' || mode === 'shadow' ? shut(says) : open(`${says}: you decide`);
  }
  const apart = apartPct(first, second);
  const says = `second source ${second} (${apart.toFixed(2)}% apart)`;
  return apart <= SOURCES_PCT ? open(says) : shut(says);
}

/** What rang the stop must be so a second time, by a later look. */
function readingsGate(facts: SaleFacts): Weighed {
  const { mode, market, permission } = facts;
  if (mode === 'manual') return open('needs no stop');
  if (mode === 'ask' && permission.confirmedBy !== undefined) return open('you said Sell');
  const stop = permission.stop?.price;
  const price = priceNow(facts);
  if (stop === undefined || price === undefined) return shut('the stop cannot be looked at again');
  if (market.first.price > stop) return shut('its first reading was above the stop');
  return price <= stop
    ? open(`still at or below ${stop}`)
    : shut(`the price is above the stop ${stop} again`);
}

/** In a trading halt the exchange's time of the last price stands still. */
function tradingGate({ now, mode, market: { quote, first, brokerPrice } }: SaleFacts): Weighed {
  if (mode !== 'auto')
    return (freshPrice(quote, now) ?? freshPrice(brokerPrice, now))
      ? open('it has a price of just now')
      : shut('no price of just now: it may be halted');
  if (quote === undefined) return shut('whether it trades is not known');
  return quote.at > first.at
    ? open('it trades')
    : shut('no trade since it was decided: it may be halted');
}

function jumpGate(facts: SaleFacts): Weighed {
  const { previousClose } = facts.market;
  const price = priceNow(facts);
  if (price === undefined) return shut('no price');
  if (previousClose === undefined) {
    const says = 'the last close is not known';
    return facts.mode === 'auto' || facts.mode === 'shadow' ? shut(says) : open(says);
  }
  const pct = apartPct(previousClose, price);
  const says = `${pct.toFixed(1)}% from the last close`;
  return pct < JUMP_PCT ? open(says) : shut(says);
}

function throughGate(facts: SaleFacts): Weighed {
  const stop = facts.permission.stop?.price;
  const price = priceNow(facts);
  if (facts.mode === 'manual' || stop === undefined) return open('needs no stop');
  if (price === undefined) return shut('no price');
  return price >= stop * (1 - THROUGH_PCT / 100)
    ? open('near its stop')
    : shut(`more than ${THROUGH_PCT}% below its stop`);
}

function splitGate({ market: { action } }: SaleFacts): Weighed {
  if (action === undefined) return shut('whether there is a split today is not known');
  return action === 'none' ? open('no split, no ex-date') : shut(`a ${action} today`);
}

function currencyGate({ sale, market: { quote }, book }: SaleFacts): Weighed {
  const known = [quote?.currency, book?.currency].flatMap((one) => one ?? []);
  return known.every((one) => one === sale.currency)
    ? open(sale.currency)
    : shut(`prices in ${known.join(' and ')}, and it was decided in ${sale.currency}`);
}

function floorGate(facts: SaleFacts): Weighed {
  const price = priceNow(facts);
  if (price === undefined) return shut('no price');
  return price >= facts.sale.floor
    ? open('not below the floor')
    : shut(`the price is below the floor ${facts.sale.floor.toFixed(2)}`);
}

/** Whoever said Sell saw a price. What is sold without asking has its floor. */
function driftGate(facts: SaleFacts): Weighed {
  if (facts.mode === 'auto') return open('the floor holds');
  const price = priceNow(facts);
  if (price === undefined) return shut('no price');
  const pct = apartPct(facts.sale.price, price);
  const says = `${pct.toFixed(2)}% from the price shown`;
  return pct <= DRIFT_PCT ? open(says) : shut(says);
}

/** How far a price is from another, in percent of that. */
export function apartPct(from: number, to: number): number {
  return from > 0 ? (Math.abs(to - from) * 100) / from : Infinity;
}

function ageOf(seen: { readonly at: number } | undefined, now: number): string {
  if (seen === undefined) return 'unknown';
  return `${Math.max(0, Math.round((now - seen.at) / SECOND_MS))} s old`;
}
