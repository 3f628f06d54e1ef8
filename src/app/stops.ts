import type { UserId } from '../core/people.ts';
import type { Stop, StopTerms } from '../core/position.ts';
import { readStop, stopText, type StopWords } from '../portfolio/stop-words.ts';
import { stopStage, type StopPlan } from '../portfolio/stops.ts';
import type { Doing } from './doing.ts';
import { holdingLines, oneHolding, type HoldingLine } from './holding-lines.ts';
import {
  factsFor,
  heldAs,
  planFor,
  stopCard,
  topUpFor,
  type StopCard,
  type StopNeeds,
} from './stop-place.ts';

export type { StopCard, StopDoes } from './stop-place.ts';

/** What takes a change back: the stop that it made, and the one that it ended. */
export type StopUndo = {
  readonly position: number;
  readonly made: number | undefined;
  readonly former: number | undefined;
};

export type StopSet =
  /** It is not theirs, or no longer held. */
  | { readonly kind: 'gone' }
  | {
      readonly kind: 'beyond';
      readonly card: StopCard;
      readonly level: number;
    }
  | {
      readonly kind: 'set';
      readonly plan: Exclude<StopPlan, { kind: 'beyond' }>;
      readonly before: Stop | undefined;
      readonly card: StopCard;
      readonly undo: StopUndo;
    };

export type StopOff =
  | { readonly kind: 'gone' }
  /** There was none. */
  | { readonly kind: 'none'; readonly card: StopCard }
  | {
      readonly kind: 'off';
      /** Its terms as typed. */
      readonly was: string;
      readonly before: Stop;
      readonly card: StopCard;
      readonly undo: StopUndo;
    };

/** Where people want to leave what they hold. Writes are called within the commit of the update that asks for them. */
export function stopsApp(deps: StopNeeds) {
  return {
    read: (words: string): StopWords => readStop(words),
    /** Everything held, what has no stop first. */
    pick: (user: UserId): readonly HoldingLine[] =>
      holdingLines(deps, user).toSorted(
        (one, other) => Number(one.stop !== undefined) - Number(other.stop !== undefined),
      ),
    /** What a ticker, a broker's spelling or `#12` names; several where several accounts hold it. */
    named: (user: UserId, word: string): readonly HoldingLine[] => heldAs(deps, user, word),
    /** A holding with its stop, and what may be chosen. Tops its daily bars up; undefined when it is not theirs. */
    async card(user: UserId, id: number): Promise<StopCard | undefined> {
      const line = oneHolding(deps, user, id);
      if (line === undefined) return undefined;
      await topUpFor(deps, line);
      return stopCard(deps, user, id);
    },
    set: (id: number, terms: StopTerms, doing: Doing): StopSet => set(deps, { id, terms }, doing),
    off: (id: number, doing: Doing): StopOff => off(deps, id, doing),
    /** @returns undefined when it is no longer as the change left it */
    undo: (undo: StopUndo, doing: Doing): StopCard | undefined => takeBack(deps, undo, doing),
  };
}

type Setting = { readonly id: number; readonly terms: StopTerms };

function set(deps: StopNeeds, { id, terms }: Setting, doing: Doing): StopSet {
  const { store, clock } = deps;
  const { user } = doing.by;
  const line = oneHolding(deps, user, id);
  const seen = stopCard(deps, user, id);
  if (line === undefined || seen === undefined) return { kind: 'gone' };
  const plan = planFor(deps, line, terms);
  if (plan.kind === 'beyond') return { kind: 'beyond', card: seen, level: plan.level };
  const before = store.stops.live(id);
  const facts = factsFor(deps, line, terms);
  const { price } = facts;
  const stage =
    plan.price === undefined || price === undefined
      ? 'watching'
      : stopStage('watching', plan.price, { ...facts, price });
  const made = store.stops.set(
    // What stands above the price already is for the watch to find, which tells of it.
    {
      positionId: id,
      terms,
      price: plan.price,
      stage: stage === 'near' ? 'near' : 'watching',
      by: user,
    },
    clock(),
  );
  note(deps, { action: 'stop.set', id, before, after: store.stops.get(made) }, doing);
  const card = stopCard(deps, user, id) ?? seen;
  return { kind: 'set', plan, before, card, undo: { position: id, made, former: before?.id } };
}

function off(deps: StopNeeds, id: number, doing: Doing): StopOff {
  const { store, clock } = deps;
  const card = stopCard(deps, doing.by.user, id);
  if (card === undefined) return { kind: 'gone' };
  const before = store.stops.live(id);
  if (before === undefined) return { kind: 'none', card };
  store.stops.end(before.id, clock());
  note(deps, { action: 'stop.off', id, before, after: undefined }, doing);
  const undo = { position: id, made: undefined, former: before.id };
  return {
    kind: 'off',
    was: stopText(before.terms),
    before,
    card: stopCard(deps, doing.by.user, id) ?? card,
    undo,
  };
}

/** The former stop stands where it stood: never lower. */
function takeBack(deps: StopNeeds, undo: StopUndo, doing: Doing): StopCard | undefined {
  const { store, clock } = deps;
  const { position: id, made, former } = undo;
  if (oneHolding(deps, doing.by.user, id) === undefined) return undefined;
  const live = store.stops.live(id);
  // One that was reached meanwhile has rung: that is not to be unmade.
  if (live?.id !== made || live?.stage === 'reached') return undefined;
  const isOfThis = former === undefined || store.stops.get(former)?.positionId === id;
  if (!isOfThis) return undefined;
  if (live !== undefined) store.stops.end(live.id, clock());
  if (former !== undefined) store.stops.reopen(former);
  const after = former === undefined ? undefined : store.stops.get(former);
  note(deps, { action: 'stop.undo', id, before: live, after }, doing);
  return stopCard(deps, doing.by.user, id);
}

type Noted = {
  readonly action: 'stop.set' | 'stop.off' | 'stop.undo';
  readonly id: number;
  readonly before: Stop | undefined;
  readonly after: Stop | undefined;
};

function note(
  { store, clock }: StopNeeds,
  { action, id, before, after }: Noted,
  { by, updateId }: Doing,
): void {
  const change = {
    ...(before && { before: textOf(before) }),
    ...(after && { after: textOf(after) }),
  };
  const subject = `position/${id}`;
  store.audit.add({ user: by.user, action, subject, updateId, ...change }, clock());
}

function textOf({ terms, price }: Stop): string {
  return `${stopText(terms)} at ${price ?? '?'}`;
}
