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

/** Whether a scan rings so much that writing it all out would keep everybody else waiting. */
export function isStorm(rung: readonly Rung[], from = Infinity): boolean {
  // Of closed bars one rule may have had several, each with a state of its own.
  return rung.length >= from && rung.every(({ finding }) => finding.barOf === undefined);
}

/** Writes alerts out, with the messages that carry them and the states that they follow from. */
export function writeOut(deps: AnnounceDeps, { rung, states }: Decided, now: Instant): void {
  for (const [{ finding, state }, alertId] of announce(deps, rung, now))
    states.rang(finding.rule.id, finding.ticker, { state, alertId });
}

/** What all rules of a ticker have seen alike. */
type Seen = Omit<RuleFacts, 'code' | 'readings'>;

/** A transition as it is kept: numbers alone, since words can be found again; `seen` by its place in the body. */
type Kept = readonly [
  ruleId: number,
  ticker: Ticker,
  reason: NotifyReason,
  signal: Signal,
  state: RuleState,
  seen: number,
  code: string,
  readings: RuleFacts['readings'],
];

type Body = {
  readonly at: Instant;
  readonly seen: readonly Seen[];
  readonly kept: readonly Kept[];
};

type Piece = { readonly at: Instant; readonly rung: readonly Rung[] };

/**
 * Keeps what a storm has come to, place by place, as it was decided: with this it is committed. It is written out after the
 * transaction, a place at a time.
 */
export function owe(deps: AnnounceDeps, rung: readonly Rung[], now: Instant): void {
  const pieces = new Map<number, Piece>();
  const places = Map.groupBy(rung, ({ finding: { rule } }) => {
    return `${rule.place.chat}/${rule.place.thread ?? ''}`;
  });
  for (const group of places.values()) {
    const chat = group[0]?.finding.rule.place.chat;
    if (chat === undefined) continue;
    const body = JSON.stringify(bodyOf(group, now));
    pieces.set(deps.store.owed.add(chat, body), { at: now, rung: group });
  }
  settleBy(deps, pieces);
}

function bodyOf(group: readonly Rung[], at: Instant): Body {
  const seen: Seen[] = [];
  const places = new Map<Ticker, number>();
  const placeOf = (ticker: Ticker, facts: Seen): number => {
    const known = places.get(ticker);
    const last = known === undefined ? undefined : seen[known];
    if (known !== undefined && last !== undefined && isAlike(last, facts)) return known;
    places.set(ticker, seen.length);
    return seen.push(facts) - 1;
  };
  const kept = group.map(({ finding, reason, state }): Kept => {
    const { rule, ticker, signal, facts } = finding;
    const { code, readings, ...rest } = facts();
    return [rule.id, ticker, reason, signal, state, placeOf(ticker, rest), code, readings];
  });
  return { at, seen, kept };
}

/** Within one scan a ticker has one quote; what hangs on the rule besides may differ. */
function isAlike(one: Seen, other: Seen): boolean {
  return (
    one.bar === other.bar && one.exDividend === other.exDividend && one.lateMs === other.lateMs
  );
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
  const { at, rung } = known ?? revived(deps, owed.body);
  const states = deps.store.rules.stateBatch();
  writeOut(deps, { rung, states }, at);
  states.write();
  deps.store.owed.done(owed.id);
}

/** After a crash: the same transitions, from their numbers. */
function revived({ store }: AnnounceDeps, body: string): Piece {
  const { at, seen, kept }: Body = JSON.parse(body);
  const rung = kept.flatMap(([ruleId, ticker, reason, signal, state, place, code, readings]) => {
    const rest = seen[place];
    const stored = store.rules.get(ruleId);
    const ready = stored && readyRule(stored.text);
    if (stored === undefined || ready === undefined || rest === undefined) return [];
    const about = findingAbout({ ...ready, stored, ticker }, signal);
    const finding = { ...about, reference: undefined, facts: () => ({ code, readings, ...rest }) };
    return [{ finding, reason, state }];
  });
  return { at, rung };
}
