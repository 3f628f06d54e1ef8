import { decide, eventKey, type Silence } from '../alerts/decide.ts';
import { silenceFor } from '../alerts/silence.ts';
import type { NotifyReason } from '../core/alert.ts';
import type { Random } from '../core/code.ts';
import { formatMoney } from '../core/format.ts';
import { html } from '../core/html.ts';
import type { Mute } from '../core/mute.ts';
import type { ChatId } from '../core/people.ts';
import { MINUTE_MS, plus, type Instant } from '../core/time.ts';
import { ring } from '../db/ring.ts';
import { endIfWoken, type WakeDeps } from './wake.ts';
import type { Finding, ScanResult } from './define.ts';

export type CommitDeps = WakeDeps & {
  readonly random: Random;
  readonly maxAlertsPerMinute: number;
};

/** Decides every finding and writes state, alerts, deliveries and prices as one transaction. @returns alerts made */
export function commitScan(deps: CommitDeps, result: ScanResult, now: Instant): number {
  const { store } = deps;
  return store.transact(() => {
    if (result.blind) store.blindSpells.add(result.blind);
    for (const ticker of result.tickers) {
      store.quotes.put(ticker);
      if (ticker.quote) store.quotes.sample(ticker.ticker, ticker.quote.price, ticker.quote.at);
    }
    const desk = openDesk(deps, now);
    let made = 0;
    for (const finding of result.findings) made += commitFinding(deps, desk, finding);
    for (const { ticker, timeframe, to } of result.judged ?? [])
      store.judged.put(ticker, timeframe, to);
    if (result.entries) store.entries.write(result.entries);
    for (const notice of result.notices) deps.outbox.notice(notice.key, notice, now);
    return made;
  });
}

type Desk = {
  readonly now: Instant;
  silence(finding: Finding): Silence | undefined;
  rang(chat: ChatId): void;
};

// Mutes and rates are read once a chat, not once a rule.
function openDesk(deps: CommitDeps, now: Instant): Desk {
  const { store, maxAlertsPerMinute } = deps;
  const mutes = new Map<ChatId, readonly Mute[]>();
  const rung = new Map<ChatId, number>();
  const mutesOf = (chat: ChatId): readonly Mute[] =>
    remember(mutes, chat, () => store.mutes.live(chat, now));
  const rungBy = (chat: ChatId): number =>
    remember(rung, chat, () => store.alerts.countSince(chat, plus(now, -MINUTE_MS)));
  return {
    now,
    silence({ rule, ticker, type, severity }) {
      const { chat } = rule.place;
      const ringing = { ruleCode: rule.code, ticker, type, severity };
      // Prices are written down before anything is decided, so the price that rings is the one it is judged by.
      const isOver = (mute: Mute) => endIfWoken(deps, mute, { now, ringing: rule.code });
      const asked = silenceFor(ringing, mutesOf(chat), { now, isOver });
      if (asked !== undefined || severity === 'critical') return asked;
      return rungBy(chat) >= maxAlertsPerMinute ? 'rate' : undefined;
    },
    rang: (chat) => void rung.set(chat, rungBy(chat) + 1),
  };
}

function remember<K, V>(known: Map<K, V>, key: K, read: () => V): V {
  const found = known.get(key) ?? read();
  known.set(key, found);
  return found;
}

function commitFinding(deps: CommitDeps, desk: Desk, finding: Finding): number {
  const { store } = deps;
  const { rule, ticker, signal, policy } = finding;
  const { now } = desk;
  const state = store.rules.state(rule.id, ticker);
  if (state.phase !== 'new' && isJudged(deps, finding)) return 0;
  const at = finding.barOf === undefined ? now : signal.at;
  const decision = decide({ state, signal, policy, silence: () => desk.silence(finding) }, at);
  if (decision.next !== state) store.rules.putState(rule.id, ticker, decision.next);
  if (finding.reference !== undefined) store.rules.setReference(rule.id, finding.reference);
  if (decision.alert === undefined) {
    if (state.phase === 'new' && decision.next.phase === 'firing') tellAlready(deps, finding, now);
    return 0;
  }
  writeAlert(deps, finding, { ...decision.alert, desk });
  if (decision.isSpent) store.rules.setStatus(rule.id, 'done', now);
  return 1;
}

/** Two scans may have found the same bar closed; the one that commits first judges it. */
function isJudged({ store }: CommitDeps, { ticker, barOf, signal }: Finding): boolean {
  const judgedTo = barOf && store.judged.to(ticker, barOf);
  return judgedTo !== undefined && signal.at <= judgedTo;
}

/** A rule that was blind at first and then found true: it will not ring for what it never saw begin, so this is said. */
function tellAlready({ outbox }: CommitDeps, { rule, evidence }: Finding, now: Instant): void {
  const { price, currency, headline, rearm } = evidence();
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

function writeAlert(
  deps: CommitDeps,
  finding: Finding,
  made: { reason: NotifyReason; seq: number; desk: Desk },
): void {
  const { rule, ticker, severity } = finding;
  const { now } = made.desk;
  const isHeldBack = made.reason.startsWith('suppressed');
  const id = ring(
    deps,
    {
      eventKey: eventKey(rule, ticker, made.seq),
      place: rule.place,
      ruleId: rule.id,
      ticker,
      type: finding.type,
      severity,
      reason: made.reason,
      fate: isHeldBack ? 'suppressed' : 'open',
      evidence: finding.evidence(),
      firedAt: finding.signal.at,
    },
    now,
  );
  if (id === undefined) return;
  if (!isHeldBack) made.desk.rang(rule.place.chat);
  else if (made.reason === 'suppressed-rate') tellOfStorm(deps, finding, now);
}

function tellOfStorm({ outbox }: CommitDeps, { rule }: Finding, now: Instant): void {
  const minute = Math.floor(now / MINUTE_MS);
  const text = html`🌩 More alerts than this chat allows in a minute. Further ones are written down,
  not sent: see /history. Critical ones still come through.`;
  outbox.notice(`rate/${rule.place.chat}/${minute}`, { place: rule.place, message: { text } }, now);
}
