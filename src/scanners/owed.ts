import type { NotifyReason, RuleFacts, Signal } from '../core/alert.ts';
import type { RuleState } from '../core/rule.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Instant } from '../core/time.ts';
import type { Owed } from '../db/owed.ts';
import type { Store } from '../db/store.ts';
import { readyRule } from '../rules/ready.ts';
import { announce, type AnnounceDeps, type Rung } from './announce.ts';
import { findingAbout } from './judge-rule.ts';

type Batch = ReturnType<Store['rules']['stateBatch']>;

type Decided = { readonly rung: readonly Rung[]; readonly states: Batch };

/** From so many on, a scan's alerts are not written out before its commit. */
const STORM_FROM = 200;

/** Whether a scan rings so much that writing it all out would keep everybody else waiting. */
export function isStorm(rung: readonly Rung[], from = STORM_FROM): boolean {
  // Of closed bars one rule may have had several, each with a state of its own.
  return rung.length >= from && rung.every(({ finding }) => finding.barOf === undefined);
}

/** Writes alerts out, with the messages that carry them and the states that they follow from. */
export function writeOut(deps: AnnounceDeps, { rung, states }: Decided, now: Instant): void {
  for (const [{ finding, seq }, alertId] of announce(deps, rung, now))
    states.rang(finding.rule.id, finding.ticker, { seq, alertId });
}

/** A transition as it is kept: numbers alone, since words can be found again. */
type Kept = {
  readonly ruleId: number;
  readonly ticker: Ticker;
  readonly reason: NotifyReason;
  readonly signal: Signal;
  readonly state: RuleState;
  readonly facts: RuleFacts;
};

type Body = { readonly at: Instant; readonly kept: readonly Kept[] };

type Piece = {
  readonly at: Instant;
  readonly rung: readonly Rung[];
  readonly states: readonly RuleState[];
};

/**
 * Keeps what a storm has come to, place by place, as it was decided: with this it is committed. It is written out after the
 * transaction, a place at a time.
 */
export function owe(deps: AnnounceDeps, { rung, states }: Decided, now: Instant): void {
  const pieces = new Map<number, Piece>();
  const places = Map.groupBy(rung, ({ finding: { rule } }) => {
    return `${rule.place.chat}/${rule.place.thread ?? ''}`;
  });
  for (const group of places.values()) {
    const chat = group[0]?.finding.rule.place.chat;
    if (chat === undefined) continue;
    const next = group.flatMap(({ finding }) => states.take(finding.rule.id, finding.ticker) ?? []);
    const kept = group.flatMap((one, i) => toKept(one, next[i]) ?? []);
    const body = JSON.stringify({ at: now, kept } satisfies Body);
    pieces.set(deps.store.owed.add(chat, body), { at: now, rung: group, states: next });
  }
  settleBy(deps, pieces);
}

function toKept({ finding, reason }: Rung, state: RuleState | undefined): Kept | undefined {
  const { rule, ticker, signal, facts } = finding;
  return state && { ruleId: rule.id, ticker, reason, signal, state, facts: facts() };
}

/** Called at the start: what the life before this one still owed. */
export function takeOverOwed(deps: AnnounceDeps): void {
  settleBy(deps, new Map());
}

function settleBy(deps: AnnounceDeps, pieces: ReadonlyMap<number, Piece>): void {
  const { store } = deps;
  store.owed.settleBy(() => {
    const owed = store.owed.next();
    if (owed === undefined) return false;
    let isDone = false;
    store.transact(() => {
      settleOne(deps, owed, pieces.get(owed.id));
      isDone = true;
    });
    return isDone;
  });
  deps.outbox.wake();
}

function settleOne(deps: AnnounceDeps, owed: Owed, known: Piece | undefined): void {
  const { at, rung, states } = known ?? revived(deps, owed.body);
  const batch = deps.store.rules.stateBatch();
  rung.forEach(({ finding }, i) => {
    const state = states[i];
    if (state !== undefined) batch.put(finding.rule.id, finding.ticker, state);
  });
  writeOut(deps, { rung, states: batch }, at);
  batch.write();
  deps.store.owed.done(owed.id);
}

/** After a crash: the same transitions, from their numbers. */
function revived({ store }: AnnounceDeps, body: string): Piece {
  const { at, kept }: Body = JSON.parse(body);
  const found = kept.flatMap(({ ruleId, ticker, reason, signal, state, facts }) => {
    const stored = store.rules.get(ruleId);
    const ready = stored && readyRule(stored.text);
    if (stored === undefined || ready === undefined) return [];
    const about = findingAbout({ ...ready, stored, ticker }, signal);
    const finding = { ...about, reference: undefined, facts: () => facts };
    return [{ rung: { finding, reason, seq: state.seq }, state }];
  });
  return { at, rung: found.map(({ rung }) => rung), states: found.map(({ state }) => state) };
}
