import { formatDuration } from '../core/duration.ts';
import { html, lines } from '../core/html.ts';
import { chatId } from '../core/people.ts';
import { wayKey, type Way } from '../core/ports/routing.ts';
import type { AlertRecord } from '../core/records.ts';
import { plus, type Instant } from '../core/time.ts';
import type { Outbox } from '../db/outbox.ts';
import { ESCALATE } from '../db/ring.ts';
import type { Store } from '../db/store.ts';
import type { Timer } from '../db/timers.ts';

export type EscalateDeps = { readonly store: Store; readonly outbox: Outbox };

/** Nobody has acknowledged a critical alert: it goes out again, first to whoever has not had it. One transaction. */
export function escalate({ store, outbox }: EscalateDeps, timer: Timer, now: Instant): void {
  store.transact(() => {
    if (!store.timers.done(timer.id, now)) return;
    const alert = store.alerts.get(timer.subject);
    if (alert === undefined || !isStillOpen(alert) || isDropped(store, alert)) {
      store.timers.end(ESCALATE, timer.subject, now);
      return;
    }
    const { escalateAfterMs, repeatEveryMs } = store.chats.policy(alert.chat);
    const isOver = timer.step > escalateAfterMs.length;
    if (isOver) tellOwners({ store, outbox }, alert, now);
    if (isOver && repeatEveryMs === 0) return;
    ringAgain({ store, outbox }, { alert, step: timer.step }, now);
    if (isOver) {
      const dueAt = plus(now, repeatEveryMs);
      store.timers.add({ kind: ESCALATE, subject: alert.id, step: timer.step + 1, dueAt });
    }
  });
}

function isStillOpen({ ackedAt, resolvedAt, fate }: AlertRecord): boolean {
  return ackedAt === undefined && resolvedAt === undefined && fate !== 'suppressed';
}

/** Its people have taken its rule away, or rest it. */
function isDropped(store: Store, { ruleId }: AlertRecord): boolean {
  const rule = ruleId === undefined ? undefined : store.rules.get(ruleId);
  return rule === undefined || rule.status === 'deleted' || rule.status === 'paused';
}

function ringAgain(
  { store, outbox }: EscalateDeps,
  { alert, step }: { alert: AlertRecord; step: number },
  now: Instant,
): void {
  const place = { chat: alert.chat, thread: alert.thread };
  const rows = store.deliveries.ofAlert(alert.id).filter(({ kind }) => kind === 'alert');
  const others = outbox.routing.next(place, alert.severity, new Set(rows.map(wayKey)));
  const again = others.length > 0 ? others : outbox.routing.first(place, alert.severity);
  // What still waits for its first chance is not sent a second message.
  const waiting = new Set(
    rows
      .filter(({ status }) => status !== 'sent' && status !== 'dead' && status !== 'expired')
      .map(wayKey),
  );
  const ways = again.filter((way: Way) => !waiting.has(wayKey(way)));
  const carried = { place, severity: alert.severity, key: alert.eventKey, alertId: alert.id };
  outbox.alert(carried, { ways, step: `escalation-${step}` }, now);
}

/** The last word of it: whoever runs the program hears that nobody has answered. */
function tellOwners({ store, outbox }: EscalateDeps, alert: AlertRecord, now: Instant): void {
  const title = store.chats.get(alert.chat)?.title ?? 'a chat';
  const ago = formatDuration(now - alert.createdAt);
  const text = lines(
    html`📵 <b>Nobody has acknowledged #${alert.ref}</b> · ${alert.evidence.headline}`,
    html`It is critical and rang ${ago} ago in ${title}.`,
  );
  for (const { id, role } of store.people.list()) {
    if (role !== 'owner' || Number(id) === Number(alert.chat)) continue;
    const place = { chat: chatId(id), thread: undefined };
    if (store.chats.get(place.chat) === undefined) continue;
    outbox.notice(`unacked/${alert.id}/${id}`, { place, message: { text } }, now);
  }
}
