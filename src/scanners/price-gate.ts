import type { Quote } from '../core/market.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Store } from '../db/store.ts';
import { isPriceBound, priceBoundaries } from '../rules/price-boundaries.ts';
import { createThresholdIndex } from '../rules/threshold-index.ts';
import type { LiveRule } from './live-rules.ts';

/** Where a ticker's rules stand when a new price comes. */
type AtPrice = {
  readonly ticker: Ticker;
  /** Every rule that is judged on the ticker's quotes. */
  readonly rules: readonly LiveRule[];
  /** The last quote that they were judged by; undefined before the first. */
  readonly last: Quote | undefined;
};

export type PriceGate = {
  /**
   * Which rules a quote can make a difference to, in the order given. Whoever asks judges all of them, and writes down
   * what came of it together with the quote; the others would have stayed exactly as they are.
   */
  select(at: AtPrice, quote: Quote): readonly LiveRule[];
};

/** What is known of one ticker's rules. A rule is known by its place among them. */
type Lane = {
  readonly number: number;
  rules: readonly LiveRule[];
  /** The quote at which every rule that is not open was judged, or has lain between its boundaries since. */
  at: Quote | undefined;
  /** To be judged at every price: those with no boundaries, and those not yet seen to stay as they are. Ascending. */
  open: readonly number[];
  /** Rules by id whose state was written since they were last handed out. */
  readonly written: Set<number>;
  /** The open ones that were handed out for a quote of which it is not known yet whether it was written down. */
  handed: { readonly quote: Quote; readonly open: readonly number[] } | undefined;
};

type Known = { readonly lanes: Map<Ticker, Lane>; mark: number };

/**
 * Holds back rules that a price cannot make a difference to.
 *
 * Nobody reports to it. That a judgement counted shows in the store's last quote being the very one it was made by; what
 * anybody wrote into states, undone or not, shows in the store's log of them. Whatever does not fit is judged in full.
 */
export function createPriceGate(store: Store): PriceGate {
  const index = createThresholdIndex();
  const known: Known = { lanes: new Map(), mark: store.rules.written.mark() };

  function laneOf(at: AtPrice): Lane {
    const found = known.lanes.get(at.ticker);
    if (found !== undefined && isSame(found.rules, at.rules)) {
      found.rules = at.rules;
      return found;
    }
    const lane: Lane = {
      number: found?.number ?? known.lanes.size,
      rules: at.rules,
      at: at.last,
      open: every(at.rules),
      written: new Set(),
      handed: undefined,
    };
    known.lanes.set(at.ticker, lane);
    index.clear(lane.number);
    return lane;
  }

  function reopen(lane: Lane, last: Quote | undefined): void {
    index.clear(lane.number);
    Object.assign(lane, { at: last, open: every(lane.rules), handed: undefined });
  }

  /** What was handed out has been judged by the lane's quote: whoever stayed as they were wait for their boundaries. */
  function settle(lane: Lane, ticker: Ticker, judged: readonly number[]): void {
    lane.open = judged.filter((place) => {
      const rule = lane.rules[place];
      if (rule === undefined || !isPriceBound(rule)) return true;
      const boundaries = priceBoundaries(rule, store.rules.state(rule.stored.id, ticker).phase);
      if (boundaries !== undefined) index.put(lane.number, place, boundaries);
      return boundaries === undefined;
    });
  }

  function openWritten(lane: Lane): void {
    if (lane.written.size === 0) return;
    const isWritten = ({ stored }: LiveRule) => lane.written.has(stored.id);
    const places = lane.rules.flatMap((rule, place) => (isWritten(rule) ? [place] : []));
    lane.open = union(lane.open, places);
    lane.written.clear();
  }

  return {
    select(at, quote) {
      follow(store, known);
      const lane = laneOf(at);
      const { handed } = lane;
      if (handed !== undefined && at.last === handed.quote) {
        lane.at = handed.quote;
        settle(lane, at.ticker, handed.open);
      } else if (at.last !== lane.at) reopen(lane, at.last);
      openWritten(lane);
      if (at.last !== undefined) index.seek(lane.number, at.last.price);
      lane.handed = { quote, open: lane.open };
      const places = union(lane.open, index.tick(lane.number, quote.price));
      return places.flatMap((place) => lane.rules[place] ?? []);
    },
  };
}

/** Learns whose state was written; of a log that has been lost, that it may be everybody's. */
function follow({ rules }: Store, known: Known): void {
  const mark = rules.written.mark();
  if (mark === known.mark) return;
  const changes = rules.written.since(known.mark);
  known.mark = mark;
  if (changes === undefined) {
    for (const lane of known.lanes.values())
      for (const { stored } of lane.rules) lane.written.add(stored.id);
  }
  for (const { ruleId, ticker } of changes ?? []) known.lanes.get(ticker)?.written.add(ruleId);
}

function isSame(before: readonly LiveRule[], after: readonly LiveRule[]): boolean {
  if (before === after) return true;
  if (before.length !== after.length) return false;
  // Words that change are compiled anew.
  return before.every(
    ({ stored, compiled }, n) =>
      after[n]?.stored.id === stored.id && after[n]?.compiled === compiled,
  );
}

function every(rules: readonly LiveRule[]): readonly number[] {
  return rules.map((_, place) => place);
}

/** Two ascending lists as one, each place once. */
function union(some: readonly number[], others: readonly number[]): readonly number[] {
  if (others.length === 0) return some;
  if (some.length === 0) return others;
  return [...new Set([...some, ...others])].sort((a, b) => a - b);
}
