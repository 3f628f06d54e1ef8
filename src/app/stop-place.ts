import type { UserId } from '../core/people.ts';
import type { StopTerms } from '../core/position.ts';
import { isoDate } from '../core/zone.ts';
import { brokerStopsOf, type BrokerStop } from '../portfolio/broker-stops.ts';
import { modeNow } from '../portfolio/guard.ts';
import { STOP_BARS, stopFacts } from '../portfolio/stop-facts.ts';
import { planStop, type StopFacts, type StopPlan } from '../portfolio/stops.ts';
import { stopSays, stopText } from '../portfolio/stop-words.ts';
import type { AppDeps } from './deps.ts';
import { holdingLines, oneHolding, type HoldingLine } from './holding-lines.ts';

export type StopNeeds = Pick<
  AppDeps,
  'store' | 'calendar' | 'clock' | 'defaultZone' | 'bars' | 'selling'
>;

/** What reaching the stop does besides ringing. */
export type StopDoes = 'alert' | 'ask' | 'auto';

/** A holding as its stop is looked at. */
export type StopCard = {
  readonly line: HoldingLine;
  readonly brokerStops: readonly BrokerStop[];
  readonly does: StopDoes;
  /** The terms of the stop in force: as typed, and as a part of a sentence. */
  readonly terms: { readonly text: string; readonly says: string } | undefined;
  readonly presets: readonly StopPreset[];
};

/** Terms that may be chosen, with where they would put the stop now. */
type StopPreset = {
  /** As typed. */
  readonly words: string;
  readonly price: number;
};

const OFFERED: readonly StopTerms[] = [
  { kind: 'percent', pct: 5 },
  { kind: 'percent', pct: 8 },
  { kind: 'percent', pct: 10 },
  { kind: 'atr', multiple: 2, days: 14 },
  { kind: 'trail', pct: 10 },
  { kind: 'structure' },
];

/** Brings in the daily bars that some terms hang on. Awaits. */
export async function topUpFor(
  { bars }: StopNeeds,
  { position: { ticker }, session }: HoldingLine,
): Promise<void> {
  if (ticker === undefined || session === undefined) return;
  await bars.topUp([{ ticker, market: session.market, timeframe: '1d', bars: STOP_BARS }]);
}

/** A holding with its stop; undefined when it is not this person's, or no longer held. */
export function stopCard(deps: StopNeeds, user: UserId, id: number): StopCard | undefined {
  const line = oneHolding(deps, user, id);
  if (line === undefined) return undefined;
  const { store } = deps;
  const orders = store.brokerOrders.ofAccount(line.account.id);
  const stop = line.stop?.stop;
  return {
    line,
    brokerStops: brokerStopsOf(orders, line.position),
    does: doesOf(deps, line),
    terms: stop && { text: stopText(stop.terms), says: stopSays(stop.terms) },
    presets: presetsOf(deps, line),
  };
}

function doesOf(deps: StopNeeds, { position, account, stop }: HoldingLine): StopDoes {
  const { store, clock, selling } = deps;
  if (account.broker === 'manual') return 'alert';
  const at = { ceiling: selling.ceiling, stage: account.stage, stopId: stop?.stop?.id };
  const { mode } = modeNow(store.guards.get(position.id), { ...at, now: clock() });
  return mode === 'ask' || mode === 'auto' ? mode : 'alert';
}

/** Where terms would stand by what is known now. Markets that are closed have their last price. */
export function factsFor(deps: StopNeeds, line: HoldingLine, terms: StopTerms): StopFacts {
  const { store, bars, clock } = deps;
  const { position, account, price } = line;
  const { ticker } = position;
  return stopFacts(terms, {
    position,
    account,
    price: price?.price,
    bars: ticker && bars.read(ticker, '1d')?.bars,
    quoted: ticker && store.quotes.get(ticker)?.quote?.currency,
    rates: store.fx.on(isoDate(clock(), 'UTC')),
  });
}

/** What setting terms would come to. A stop that was reached has done its part: the next may stand lower. */
export function planFor(deps: StopNeeds, line: HoldingLine, terms: StopTerms): StopPlan {
  const { stop } = line.stop ?? {};
  const standing = stop?.stage === 'reached' ? undefined : stop?.price;
  return planStop(terms, standing, factsFor(deps, line, terms));
}

function presetsOf(deps: StopNeeds, line: HoldingLine): readonly StopPreset[] {
  const risk: StopTerms = { kind: 'risk', pct: deps.store.books.get(userOf(line)).riskPct ?? 0.7 };
  return [...OFFERED, risk].flatMap((terms) => {
    const plan = planFor(deps, line, terms);
    const isFree = plan.kind === 'placed' && plan.keptFrom === undefined;
    return isFree && plan.flag === undefined ? [{ words: stopText(terms), price: plan.price }] : [];
  });
}

function userOf({ account }: HoldingLine): UserId {
  return account.user;
}

/** What `NVDA` or `#12` names among what a person holds. */
export function heldAs(deps: StopNeeds, user: UserId, word: string): readonly HoldingLine[] {
  const id = /^#(\d{1,12})$/.exec(word)?.[1];
  if (id !== undefined) {
    const line = oneHolding(deps, user, Number(id));
    return line === undefined ? [] : [line];
  }
  const name = word.replace(/^\$/, '').toUpperCase();
  return holdingLines(deps, user).filter(
    (line) => line.name.toUpperCase() === name || line.position.symbol.toUpperCase() === name,
  );
}
