import type { Severity } from '../core/alert.ts';
import { alertPriority, patienceMs, REPLY_PRIORITY } from '../core/delivery.ts';
import type { Message } from '../core/message.ts';
import type { Place } from '../core/people.ts';
import type { Instant } from '../core/time.ts';
import { standsAsPhoto } from './frozen-body.ts';
import type { Store } from './store.ts';

export type Outbox = ReturnType<typeof createOutbox>;

/**
 * What must not be lost or doubled is written here, within the transaction of the change that it tells of.
 * `wake` is called after the running transaction has ended.
 */
export function createOutbox(store: Store, wake: () => void) {
  let isWaking = false;
  function wakeSoon(): void {
    if (isWaking) return;
    isWaking = true;
    queueMicrotask(() => {
      isWaking = false;
      wake();
    });
  }

  function add(wish: Parameters<Store['deliveries']['add']>[0], now: Instant): number | undefined {
    wakeSoon();
    return store.deliveries.add(wish, now);
  }

  const telegram = (place: Place) => ({
    channel: 'telegram',
    place: { ...place, chat: store.chats.current(place.chat) },
    address: String(store.chats.current(place.chat)),
  });

  return {
    /** Something that waits may go out again. */
    wake: (): void => queueMicrotask(wake),
    /** An alert's message to the chat of its rule. */
    alert: (
      alert: { id: number; eventKey: string; place: Place; severity: Severity },
      now: Instant,
    ) =>
      add(
        {
          ...telegram(alert.place),
          key: `${alert.eventKey}/telegram/first`,
          kind: 'alert',
          alertId: alert.id,
          priority: alertPriority(alert.severity),
          patienceMs: patienceMs('alert', alert.severity),
        },
        now,
      ),
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
      add(
        {
          ...telegram(to.place),
          key: `notice/${key}`,
          kind: 'notice',
          priority: 2,
          patienceMs: patienceMs('notice', undefined),
          content: JSON.stringify(to.message),
        },
        now,
      ),
    /** The same to one of the chat's contacts instead of the chat. */
    contactNotice: (
      key: string,
      to: { place: Place; channel: string; address: string; message: Message },
      now: Instant,
    ) =>
      add(
        {
          channel: to.channel,
          place: { ...to.place, chat: store.chats.current(to.place.chat) },
          address: to.address,
          key: `notice/${key}`,
          kind: 'notice',
          priority: REPLY_PRIORITY,
          patienceMs: patienceMs('reply', undefined),
          content: JSON.stringify(to.message),
        },
        now,
      ),
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
