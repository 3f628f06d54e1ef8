import type { Severity } from '../core/alert.ts';
import { alertPriority, LATE_ON_THE_WAY_MS, patienceMs, REPLY_PRIORITY } from '../core/delivery.ts';
import type { Message } from '../core/message.ts';
import { chatId, type Place } from '../core/people.ts';
import { TO_THE_PLACE, wayKey, type Routing, type Way } from '../core/ports/routing.ts';
import type { Instant } from '../core/time.ts';
import type { DeliveryRow, NewDelivery } from './deliveries.ts';
import { standsAsPhoto } from './frozen-body.ts';
import type { Store } from './store.ts';

export type Outbox = ReturnType<typeof createOutbox>;

/** What goes out about an alert, or about a bundle of them. */
export type Carried = {
  readonly place: Place;
  /** Of the most severe one. */
  readonly severity: Severity;
  /** Names what is carried: an alert's event key, or a bundle. */
  readonly key: string;
  readonly alertId?: number | undefined;
  readonly bundleId?: number | undefined;
};

/** What nobody waits for. */
const LATER = 3;

/** Steps whose message must get through somehow; others are told only where the first one was. */
const MUST_ARRIVE = /^(first|repeat|escalation)/;

/**
 * What must not be lost or doubled is written here, within the transaction of the change that it tells of.
 * `wake` is called after the running transaction has ended.
 */
export function createOutbox(store: Store, wake: () => void, routing: Routing = TO_THE_PLACE) {
  const add = adder(store, wake);

  const telegram = (place: Place) => ({
    channel: 'telegram',
    place: { ...place, chat: store.chats.current(place.chat) },
    address: String(store.chats.current(place.chat)),
  });

  /** Messages about one thing to each of the ways. */
  const alert = (
    carried: Carried,
    { ways, step }: { ways: readonly Way[]; step: string },
    now: Instant,
  ): void => {
    const { place, severity, alertId, bundleId } = carried;
    const key = alertId === undefined ? carried.key : alertKey(alertId, carried.key);
    const own = { ...place, chat: store.chats.current(place.chat) };
    for (const way of ways) {
      const isOwn = way.channel === 'telegram' && way.place === undefined;
      add(
        {
          channel: way.channel,
          address: way.address,
          place: way.place ?? own,
          key: `${key}/${isOwn ? 'telegram' : wayKey(way)}${topicOf(way)}/${step}`,
          kind: 'alert',
          alertId,
          bundleId,
          step,
          // Word that something is over is not urgent, however grave it was.
          priority: step === 'resolved' ? LATER : alertPriority(severity),
          patienceMs: patienceMs('alert', severity),
        },
        now,
      );
    }
  };

  return {
    /** Something that waits may go out again. */
    wake: (): void => queueMicrotask(wake),
    routing,
    alert,
    /**
     * A message did not get through, or not in time: it goes the next way, unless it has arrived by another already.
     *
     * @returns whether there is a next way
     */
    fallBack(row: DeliveryRow, now: Instant): boolean {
      const step = row.step ?? 'first';
      const carried = carriedBy(store, row);
      if (row.kind !== 'alert' || carried === undefined || !MUST_ARRIVE.test(step)) return false;
      const siblings = siblingsOf(store, row).filter((one) => (one.step ?? 'first') === step);
      if (siblings.some((one) => one.id !== row.id && isHopeful(one, now))) return false;
      const tried = new Set(siblings.map(wayKey));
      const ways = routing.next(carried.place, carried.severity, tried);
      alert(carried, { ways, step }, now);
      return ways.length > 0;
    },
    /** Makes a message of an alert read as it should now; the next one of the same key changes nothing. */
    redraw(row: DeliveryRow, key: string, now: Instant): void {
      if (row.channel !== 'telegram' || row.alertId === null) return;
      add(
        {
          channel: row.channel,
          address: row.address,
          place: { chat: chatId(row.chatId), thread: row.thread ?? undefined },
          key: `edit/${row.id}/${key}`,
          kind: 'edit',
          alertId: row.alertId,
          editsId: row.id,
          priority: LATER,
          patienceMs: patienceMs('edit', undefined),
        },
        now,
      );
    },
    /** The `n`th answer to an update: handling the update again makes no second one. */
    reply: (
      update: { id: number; n: number },
      to: { place: Place; message: Message },
      now: Instant,
    ) =>
      add(
        {
          ...telegram(to.place),
          key: `update/${update.id}/${update.n}`,
          kind: 'reply',
          priority: REPLY_PRIORITY,
          patienceMs: patienceMs('reply', undefined),
          content: JSON.stringify(to.message),
        },
        now,
      ),
    /** Something that nobody asked for, once per key. */
    notice: (key: string, to: { place: Place; message: Message }, now: Instant) =>
      add(noticeOf(key, { ...telegram(to.place), message: to.message }), now),
    /** The same to one of the chat's contacts instead of the chat. */
    contactNotice: (
      key: string,
      to: { place: Place; channel: string; address: string; message: Message },
      now: Instant,
    ) => add({ ...noticeOf(key, { ...telegram(to.place), ...to }), priority: REPLY_PRIORITY }, now),
    /**
     * Changes a message that was sent, in place; harmless when it happens twice. A picture for what stands there as a
     * text becomes a message of its own, and the text stays as it is.
     */
    edit: (
      edits: { deliveryId: number; key: string; messageId?: string | undefined },
      to: { place: Place; message: Message },
      now: Instant,
    ) => {
      const edited = store.deliveries.get(edits.deliveryId);
      const isInPlace =
        to.message.picture === undefined || (edited !== undefined && standsAsPhoto(edited));
      const kind = isInPlace ? 'edit' : 'reply';
      return add(
        {
          ...telegram(to.place),
          key: `edit/${edits.deliveryId}/${edits.key}`,
          kind,
          ...(isInPlace && { editsId: edits.deliveryId, messageId: edits.messageId }),
          priority: REPLY_PRIORITY,
          patienceMs: patienceMs(kind, undefined),
          content: JSON.stringify(to.message),
        },
        now,
      );
    },
  };
}

/** Writes a delivery down, and wakes the loop that sends once the running transaction has ended. */
function adder(store: Store, wake: () => void) {
  let isWaking = false;
  return (wish: NewDelivery, now: Instant): number | undefined => {
    if (!isWaking) {
      isWaking = true;
      queueMicrotask(() => {
        isWaking = false;
        wake();
      });
    }
    return store.deliveries.add(wish, now);
  };
}

/** Begins with the id: what is written together stands together in the index of keys, however long the history is. */
function alertKey(alertId: number, key: string): string {
  return `${String(alertId).padStart(12, '0')}/${key}`;
}

/** Two topics of one chat are two places. */
function topicOf({ place }: Way): string {
  return place?.thread === undefined ? '' : `#${place.thread}`;
}

function noticeOf(
  key: string,
  to: { place: Place; channel: string; address: string; message: Message },
): NewDelivery {
  return {
    channel: to.channel,
    place: to.place,
    address: to.address,
    key: `notice/${key}`,
    kind: 'notice',
    priority: 2,
    patienceMs: patienceMs('notice', undefined),
    content: JSON.stringify(to.message),
  };
}

/** It has arrived, or may yet in time. */
function isHopeful({ status, createdAt }: DeliveryRow, now: Instant): boolean {
  if (status === 'sent') return true;
  const isOver = status === 'dead' || status === 'expired';
  return !isOver && now - createdAt < LATE_ON_THE_WAY_MS;
}

function siblingsOf(store: Store, { alertId, bundleId }: DeliveryRow): readonly DeliveryRow[] {
  if (alertId !== null) return store.deliveries.ofAlert(alertId);
  return bundleId === null ? [] : store.deliveries.ofBundle(bundleId);
}

/** What a delivery is about, as it was when it was written; undefined when that has been erased. */
function carriedBy(store: Store, row: DeliveryRow): Carried | undefined {
  const { alertId, bundleId } = row;
  const lead =
    alertId === null
      ? store.alerts.ofBundle(bundleId ?? -1, { limit: 1 })[0]
      : store.alerts.get(alertId);
  if (lead === undefined) return undefined;
  const place = { chat: lead.chat, thread: lead.thread };
  const { severity, eventKey } = lead;
  if (alertId !== null) return { place, severity, key: eventKey, alertId };
  return { place, severity, key: `bundle/${bundleId}`, bundleId: bundleId ?? undefined };
}
