import { decide, eventKey, type Silence } from '../alerts/decide.ts';
import { silenceFor } from '../alerts/silence.ts';
import type { NotifyReason } from '../core/alert.ts';
import { freeCode, type Random } from '../core/code.ts';
import { html } from '../core/html.ts';
import type { Mute } from '../core/mute.ts';
import type { ChatId } from '../core/people.ts';
import { MINUTE_MS, plus, type Instant } from '../core/time.ts';
import type { Outbox } from '../db/outbox.ts';
import type { Store } from '../db/store.ts';
import type { Finding, ScanResult } from './define.ts';

export type CommitDeps = {
  readonly store: Store;
  readonly outbox: Outbox;
  readonly random: Random;
  readonly maxAlertsPerMinute: number;
};

const REF_LENGTH = 5;

/** Decides every finding and writes state, alerts, deliveries and prices as one transaction. @returns alerts made */
export function commitScan(deps: CommitDeps, result: ScanResult, now: Instant): number {
  const { store } = deps;
  return store.transact(() => {
    for (const ticker of result.tickers) {
      store.quotes.put(ticker);
      if (ticker.quote) store.quotes.sample(ticker.ticker, ticker.quote.price, ticker.quote.at);
    }
    const desk = openDesk(deps, now);
    let made = 0;
    for (const finding of result.findings) made += commitFinding(deps, desk, finding);
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
function openDesk({ store, maxAlertsPerMinute }: CommitDeps, now: Instant): Desk {
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
      const asked = silenceFor({ ruleCode: rule.code, ticker, type, severity }, mutesOf(chat), now);
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
  const decision = decide({ state, signal, policy, silence: () => desk.silence(finding) }, now);
  if (decision.next !== state) store.rules.putState(rule.id, ticker, decision.next);
  if (decision.alert === undefined) return 0;
  writeAlert(deps, finding, { ...decision.alert, desk });
  if (decision.isSpent) store.rules.setStatus(rule.id, 'done', now);
  return 1;
}

function writeAlert(
  deps: CommitDeps,
  finding: Finding,
  made: { reason: NotifyReason; seq: number; desk: Desk },
): void {
  const { store, outbox, random } = deps;
  const { rule, ticker, severity } = finding;
  const { now } = made.desk;
  const isHeldBack = made.reason.startsWith('suppressed');
  const key = eventKey(rule, ticker, made.seq);
  const id = store.alerts.add(
    {
      eventKey: key,
      ref: freeCode(random, REF_LENGTH, (ref) => store.alerts.hasRef(ref)),
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
  if (!isHeldBack) {
    outbox.alert({ id, eventKey: key, place: rule.place, severity }, now);
    made.desk.rang(rule.place.chat);
  } else if (made.reason === 'suppressed-rate') {
    const minute = Math.floor(now / MINUTE_MS);
    const text = html`🌩 More alerts than this chat allows in a minute. Further ones are written
    down, not sent: see /history. Critical ones still come through.`;
    outbox.notice(
      `rate/${rule.place.chat}/${minute}`,
      { place: rule.place, message: { text } },
      now,
    );
  }
}
