import { decide, type Silence } from '../alerts/decide.ts';
import { silenceFor } from '../alerts/silence.ts';
import { formatMoney } from '../core/format.ts';
import { html } from '../core/html.ts';
import type { Mute } from '../core/mute.ts';
import type { ChatId } from '../core/people.ts';
import { DAY_MS, type Instant } from '../core/time.ts';
import type { Store } from '../db/store.ts';
import type { AnnounceDeps, Rung } from './announce.ts';
import type { Finding, ScanResult } from './define.ts';
import { isStorm, owe, writeOut } from './owed.ts';
import { resolve } from './resolve.ts';
import { endIfWoken, type WakeDeps } from './wake.ts';

export type CommitDeps = WakeDeps &
  AnnounceDeps & {
    /** From so many alerts on, a scan commits to them before it writes them out; never unless told. */
    readonly stormFrom?: number;
  };

/** Decides every finding and writes state, alerts, deliveries and prices as one transaction. @returns alerts made */
export function commitScan(deps: CommitDeps, result: ScanResult, now: Instant): number {
  const { store } = deps;
  return store.transact(() => {
    for (const ticker of result.tickers) {
      store.quotes.put(ticker);
      if (ticker.quote) store.quotes.sample(ticker.ticker, ticker.quote.price, ticker.quote.at);
    }
    if (result.blind) store.blindSpells.add(result.blind);
    const desk = openDesk(deps, now);
    const rung = result.findings.flatMap((finding) => commitFinding(deps, desk, finding) ?? []);
    if (isStorm(rung, deps.stormFrom)) owe(deps, rung, now);
    else writeOut(deps, { rung, states: desk.states }, now);
    desk.states.write();
    for (const { ticker, timeframe, to } of result.judged ?? [])
      store.judged.put(ticker, timeframe, to);
    if (result.entries) store.entries.write(result.entries);
    for (const notice of result.notices) deps.outbox.notice(notice.key, notice, now);
    return rung.length;
  });
}

type Desk = {
  readonly now: Instant;
  /** Where rules stand from now on, written together once all are decided. */
  readonly states: ReturnType<Store['rules']['stateBatch']>;
  silence(finding: Finding): Silence | undefined;
};

// Mutes are read once a chat, not once a rule.
function openDesk(deps: CommitDeps, now: Instant): Desk {
  const { store } = deps;
  const mutes = new Map<ChatId, readonly Mute[]>();
  const mutesOf = (chat: ChatId): readonly Mute[] => {
    const found = mutes.get(chat) ?? store.mutes.live(chat, now);
    mutes.set(chat, found);
    return found;
  };
  return {
    now,
    states: store.rules.stateBatch(),
    silence({ rule, ticker, type, severity }) {
      const ringing = { ruleCode: rule.code, ticker, type, severity };
      // Prices are written down before anything is decided, so the price that rings is the one it is judged by.
      const isOver = (mute: Mute) => endIfWoken(deps, mute, { now, ringing: rule.code });
      return silenceFor(ringing, mutesOf(rule.place.chat), { now, isOver });
    },
  };
}

/** @returns what is to be written down of it, rung or held back */
function commitFinding(deps: CommitDeps, desk: Desk, finding: Finding): Rung | undefined {
  const { store } = deps;
  const { rule, ticker, signal, policy } = finding;
  const { now } = desk;
  const state = store.rules.state(rule.id, ticker);
  if (state.phase !== 'new' && isJudged(deps, finding)) return undefined;
  const at = finding.barOf === undefined ? now : signal.at;
  const { alertId } = state;
  const decision = decide(
    {
      state,
      signal,
      policy,
      silence: () => desk.silence(finding),
      isAcked: () => alertId !== undefined && isAcked(deps, alertId, now),
    },
    at,
  );
  const { next } = decision;
  if (decision.alert !== undefined) desk.states.know(rule.id, ticker, next);
  else if (next !== state) desk.states.put(rule.id, ticker, next);
  if (finding.reference !== undefined) store.rules.setReference(rule.id, finding.reference);
  if (decision.isOver && alertId !== undefined) resolve(deps, alertId, now);
  if (decision.alert === undefined) {
    if (state.phase === 'new' && decision.next.phase === 'firing') tellAlready(deps, finding, now);
    return undefined;
  }
  if (decision.isSpent) store.rules.setStatus(rule.id, 'done', now);
  return { finding, reason: decision.alert.reason, state: next };
}

/** So long an acknowledgement keeps what it is about from ringing again. */
const ACK_HOLDS_MS = DAY_MS;

/** Somebody has acknowledged the last alert of what still holds. */
function isAcked({ store }: CommitDeps, alertId: number, now: Instant): boolean {
  const ackedAt = store.alerts.get(alertId)?.ackedAt;
  return ackedAt !== undefined && now - ackedAt < ACK_HOLDS_MS;
}

/** Two scans may have found the same bar closed; the one that commits first judges it. */
function isJudged({ store }: CommitDeps, { ticker, barOf, signal }: Finding): boolean {
  const judgedTo = barOf && store.judged.to(ticker, barOf);
  return judgedTo !== undefined && signal.at <= judgedTo;
}

/** A rule that was blind at first and then found true: it will not ring for what it never saw begin, so this is said. */
function tellAlready(
  { outbox }: CommitDeps,
  { rule, evidence, facts }: Finding,
  now: Instant,
): void {
  const { price, currency, headline, rearm } = evidence(facts());
  const again = rearm === 'never' ? '' : `, ${rearm}`;
  const text = html`👁 <code>${rule.code}</code> can be judged now, at
    ${formatMoney(price, currency)}, and is past its trigger already (${headline}). It rings on the
    next fresh one${again}.`;
  outbox.notice(
    `already/${rule.id}/${rule.rev}/${now}`,
    { place: rule.place, message: { text, silent: true } },
    now,
  );
}
