import { alertMessage, type Quiet } from '../alerts/message.ts';
import { isAbout } from '../alerts/silence.ts';
import type { Message } from '../core/message.ts';
import type { Mute } from '../core/mute.ts';
import type { AlertRecord } from '../core/records.ts';
import { instant, type Instant } from '../core/time.ts';
import type { Store } from '../db/store.ts';
import { copyUrl, type LinkDeps } from './share-link.ts';

export type AlertViewDeps = LinkDeps & { readonly defaultZone: string };

/**
 * An alert's message as it should read now in its own chat; undefined when it has been erased. Where others read along, the
 * link by which they copy its rule is made at first need: so it is called within a transaction.
 */
export function renderAlert(
  deps: AlertViewDeps,
  alertId: number,
  now: Instant,
): Message | undefined {
  const { store, defaultZone } = deps;
  const alert = store.alerts.get(alertId);
  const chat = alert && store.chats.get(alert.chat);
  if (alert === undefined || chat === undefined) return undefined;
  const acked =
    alert.ackedAt === undefined ? undefined : { by: alert.ackedBy ?? '', at: alert.ackedAt };
  const facts = {
    ...alert,
    acked,
    quiet: quietSince(store, alert, now),
    sentAt: sentAt(store, alertId),
    isPrivate: chat.kind === 'private',
    copyUrl: chat.kind === 'private' ? undefined : copyUrl(deps, alert, now),
    zone: chat.zone ?? defaultZone,
  };
  return alertMessage(facts, now);
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

function sentAt(store: Store, alertId: number): Instant | undefined {
  const sent = store.deliveries
    .ofAlert(alertId)
    .find((row) => row.kind === 'alert' && row.status === 'sent');
  const finishedAt = sent?.finishedAt ?? undefined;
  return finishedAt === undefined ? undefined : instant(finishedAt);
}
