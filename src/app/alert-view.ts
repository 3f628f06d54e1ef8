import { isMarketTicker } from '../alerts/inhibit.ts';
import { alertMessage, type Quiet } from '../alerts/message.ts';
import { overMessage } from '../alerts/over-message.ts';
import { isAbout } from '../alerts/silence.ts';
import type { Calendar } from '../core/calendar.ts';
import type { Evidence } from '../core/alert.ts';
import { isPublicChat } from '../core/chat-policy.ts';
import type { Message } from '../core/message.ts';
import type { Mute } from '../core/mute.ts';
import { userId, type ChatId } from '../core/people.ts';
import type { AlertRecord } from '../core/records.ts';
import { instant, type Instant } from '../core/time.ts';
import type { Store } from '../db/store.ts';
import { exposureOf } from './exposure.ts';
import { copyUrl, publicText, type LinkDeps } from './share-link.ts';

export type AlertViewDeps = LinkDeps & {
  readonly defaultZone: string;
  readonly calendar: Calendar;
};

/** One of an alert's messages: in the chat of its rule when none is given. */
export type AlertCopy = { readonly alertId: number; readonly chat: ChatId | undefined };

/**
 * An alert's message as it should read now in the chat it goes to; undefined when it has been erased. Where others read
 * along it is without what is its maker's own, and the link by which they copy its rule is made at first need: so it is
 * called within a transaction.
 */
export function renderAlert(
  deps: AlertViewDeps,
  { alertId, chat: to }: AlertCopy,
  now: Instant,
): Message | undefined {
  const { store, defaultZone } = deps;
  const alert = store.alerts.get(alertId);
  const home = alert && store.chats.current(alert.chat);
  const chat = home && store.chats.get(to === undefined ? home : store.chats.current(to));
  if (alert === undefined || chat === undefined) return undefined;
  const isPrivate = chat.kind === 'private';
  // A channel takes no commands, so no rule is at home in it.
  const isElsewhere = chat.id !== home || chat.kind === 'channel';
  const acked =
    alert.ackedAt === undefined ? undefined : { by: alert.ackedBy ?? '', at: alert.ackedAt };
  const sent = sentAt(store, { alertId, chat: chat.id });
  const facts = {
    ...alert,
    evidence: isPrivate ? alert.evidence : forReaders(alert.evidence),
    acked,
    // Quiet is kept by chat: what the rule's own chat has muted is nothing to another.
    quiet: isElsewhere ? undefined : quietSince(store, alert, now),
    sentAt: sent,
    quieted: isMarketTicker(alert.ticker) ? store.alertLog.explainedBy(alert.chat, alertId) : 0,
    isShut: isShut(deps, alert, sent ?? now),
    isPrivate,
    // A private chat has its person's own id.
    exposure: isPrivate ? exposureOf(store, alert, userId(chat.id)) : undefined,
    isPublic: isPublicChat(chat.kind, store.chats.policy(chat.id)),
    isElsewhere,
    copyUrl: isPrivate ? undefined : copyUrl(deps, alert, now),
    zone: chat.zone ?? defaultZone,
  };
  return alertMessage(facts, now);
}

/** Word that what an alert told of is over, for a chat that was told of it; undefined when it has been erased. */
export function renderOver(
  { store, defaultZone }: Pick<AlertViewDeps, 'store' | 'defaultZone'>,
  { alertId, chat }: AlertCopy,
  now: Instant,
): Message | undefined {
  const alert = store.alerts.get(alertId);
  if (alert === undefined) return undefined;
  const zone = store.chats.get(store.chats.current(chat ?? alert.chat))?.zone ?? defaultZone;
  const quote = store.quotes.get(alert.ticker)?.quote;
  return overMessage({ ...alert, zone, quote }, now);
}

/** What an alert was made of without what is its maker's own: the note, and where else it goes. */
export function forReaders(evidence: Evidence): Evidence {
  return { ...evidence, note: undefined, rule: publicText(evidence.rule) ?? '' };
}

/** What a mute is about, as it stands within a sentence. */
export function aboutOf({ scope, subject }: Pick<Mute, 'scope' | 'subject'>): string {
  switch (scope) {
    case 'rule':
      return `rule ${subject}`;
    case 'ticker':
      return subject;
    case 'type':
      return `all ${subject} alerts`;
    case 'chat':
      return 'this chat';
  }
}

/** The newest quiet about an alert that was asked for after it rang. */
function quietSince(store: Store, alert: AlertRecord, now: Instant): Quiet | undefined {
  const { ticker, type, evidence } = alert;
  const about = { ticker, type, ruleCode: evidence.code };
  const mute = store.mutes
    .live(alert.chat, now)
    .findLast((one) => one.createdAt >= alert.createdAt && isAbout(one, about));
  if (mute === undefined) return undefined;
  const by = store.people.get(mute.createdBy)?.name ?? 'somebody';
  return { ...mute, muteId: mute.id, about: aboutOf(mute), by };
}

/** Whether the market of an alert's ticker is known to have been closed at a moment. */
function isShut({ store, calendar }: AlertViewDeps, { ticker }: AlertRecord, at: Instant): boolean {
  const market = store.quotes.get(ticker)?.quote?.instrument.market ?? 'other';
  return market !== 'other' && !calendar.isOpen(market, at);
}

/** When the first copy left for a chat. */
function sentAt(store: Store, { alertId, chat }: { alertId: number; chat: ChatId }) {
  const sent = store.deliveries
    .ofAlert(alertId)
    .find((row) => row.kind === 'alert' && row.status === 'sent' && row.chatId === chat);
  const finishedAt = sent?.finishedAt ?? undefined;
  return finishedAt === undefined ? undefined : instant(finishedAt);
}
