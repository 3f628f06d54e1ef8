import type { Message } from '../core/message.ts';
import { chatId, type Actor, type ChatId } from '../core/people.ts';
import type { AlertRecord } from '../core/records.ts';
import type { Instant } from '../core/time.ts';
import { concludeDelivery } from '../db/lose-chat.ts';
import { acknowledge, ESCALATE } from '../db/ring.ts';
import { renderAlert } from './alert-view.ts';
import type { AppDeps } from './deps.ts';

type Needs = Pick<
  AppDeps,
  'store' | 'outbox' | 'clock' | 'calendar' | 'defaultZone' | 'token' | 'botName'
>;

export type Acked = {
  /** False when somebody was faster. */
  readonly isNews: boolean;
  readonly by: string;
  readonly at: Instant;
  readonly zone: string;
};

/** The copy of an alert that somebody pressed; undefined for a change that came from elsewhere. */
export type PressedCopy = {
  readonly updateId: number;
  readonly chat: ChatId | undefined;
  readonly messageId: string | undefined;
};

/** What is done about one alert that has rung. Writes are called within the commit of the update that asks for them. */
export function alertsApp(deps: Needs) {
  const { store, outbox, clock } = deps;
  return {
    get: (id: number): AlertRecord | undefined => store.alerts.get(id),
    /** The alert's message as it should read now in that chat; undefined when it has been erased. */
    view: (id: number, chat: ChatId): Message | undefined =>
      renderAlert(deps, { alertId: id, chat }, clock()),
    /** Acknowledges; the first one counts. */
    ack(id: number, by: Actor): Acked | undefined {
      const isNews = acknowledge(store, { id, by: by.name }, clock());
      const alert = store.alerts.get(id);
      if (alert?.ackedAt === undefined) return undefined;
      const zone = store.chats.get(alert.chat)?.zone ?? deps.defaultZone;
      return { isNews, by: alert.ackedBy ?? 'somebody', at: alert.ackedAt, zone };
    },
    /** Somebody has it before them and did something about it: nobody need be called again. */
    seen: (id: number): void => store.timers.end(ESCALATE, id, clock()),
    /** A message that was in doubt has been seen: it needs no repeat. */
    arrived(deliveryId: number, messageId: string): void {
      if (!store.deliveries.arrived(deliveryId, messageId, clock())) return;
      const row = store.deliveries.get(deliveryId);
      if (row !== undefined) concludeDelivery(store, row);
    },
    /** Makes every other copy of an alert read as it does now. */
    refreshOthers(id: number, pressed: PressedCopy): void {
      for (const row of store.deliveries.ofAlert(id)) {
        const isCopy = row.kind === 'alert' && row.channel === 'telegram' && row.messageId !== null;
        const chat = chatId(row.chatId);
        const isPressed = row.messageId === pressed.messageId && chat === pressed.chat;
        const message = isCopy && !isPressed && renderAlert(deps, { alertId: id, chat }, clock());
        if (!message) continue;
        const place = { chat, thread: row.thread ?? undefined };
        const edits = { deliveryId: row.id, key: `others/${pressed.updateId}` };
        outbox.edit(edits, { place, message }, clock());
      }
    },
  };
}
