import { alertPrefix } from '../alerts/message.ts';
import { assert } from '../core/error.ts';
import { encodeCallback } from '../core/callback.ts';
import type { Button, Message } from '../core/message.ts';
import { chatId, type ChatId } from '../core/people.ts';
import type { FrozenButton, FrozenMessage } from '../core/ports/channel.ts';
import { DAY_MS, instant, plus, type Instant } from '../core/time.ts';
import type { DeliveryRow } from '../db/deliveries.ts';
import { standsAsPhoto } from '../db/frozen-body.ts';
import type { Store } from '../db/store.ts';

export type FreezeDeps = {
  readonly store: Store;
  /** 96 random bits as text. */
  readonly token: () => string;
  readonly defaultZone: string;
  /** An alert's message as it should read now in the chat it goes to; undefined when it has been erased. */
  readonly renderAlert: (alertId: number, now: Instant, chat?: ChatId) => Message | undefined;
};

/** Buttons of alerts live as long as anybody may still scroll to them. */
const BUTTON_LIVES_MS = 30 * DAY_MS;

/** Makes the final body of a delivery and the rows behind its buttons. Runs inside the claim's transaction. */
export function freeze(deps: FreezeDeps, row: DeliveryRow, now: Instant): FrozenMessage {
  const message = messageOf(deps, row, now);
  const keyboard = (message.buttons ?? []).map((buttons) =>
    buttons.map((one) => freezeButton(deps, one, { row, onlyFor: message.onlyFor, now })),
  );
  const picture = message.picture ?? keptPicture(deps, row);
  return {
    html: message.text.html,
    keyboard,
    silent: message.silent ?? false,
    ...(picture && { picture }),
    ...(message.file && { file: message.file }),
    ...(message.reveals && { reveals: message.reveals }),
  };
}

/** A change that says nothing of a picture leaves the one that stands there. */
function keptPicture({ store }: FreezeDeps, row: DeliveryRow): 'kept' | undefined {
  const edited = row.editsId === null ? undefined : store.deliveries.get(row.editsId);
  return edited !== undefined && standsAsPhoto(edited) ? 'kept' : undefined;
}

/** The line above the frozen body, when there is something to say about this very copy. */
export function prefixOf(deps: FreezeDeps, row: DeliveryRow, now: Instant): string | undefined {
  if (row.kind === 'edit') return prefixOfEdited(deps, row);
  if (row.alertId !== null) {
    return journeyPrefix(deps, { alertId: row.alertId, uncertain: row.uncertain, at: now, now });
  }
  return row.uncertain > 0 ? '🔁 repeat: the first copy may not have arrived' : undefined;
}

/** A change of a message keeps what its copy was headed with. */
function prefixOfEdited(deps: FreezeDeps, row: DeliveryRow): string | undefined {
  const edited = row.editsId === null ? undefined : deps.store.deliveries.get(row.editsId);
  if (edited === undefined || edited.alertId === null) return undefined;
  const isKnownCopy = row.messageId === null || row.messageId === edited.messageId;
  return journeyPrefix(deps, {
    alertId: edited.alertId,
    uncertain: isKnownCopy ? edited.uncertain : 0,
    at: instant(edited.finishedAt ?? edited.createdAt),
    now: undefined,
  });
}

type Copy = {
  readonly alertId: number;
  readonly uncertain: number;
  /** When the copy left. */
  readonly at: Instant;
  /** Given when that is this very moment. */
  readonly now: Instant | undefined;
};

function journeyPrefix({ store, defaultZone }: FreezeDeps, copy: Copy): string | undefined {
  const alert = store.alerts.get(copy.alertId);
  if (alert === undefined) return undefined;
  const zone = store.chats.get(alert.chat)?.zone ?? defaultZone;
  const priceNow =
    copy.now === undefined ? undefined : store.quotes.get(alert.ticker)?.quote?.price;
  const { price: priceThen } = alert.evidence;
  const { uncertain, at } = copy;
  return alertPrefix({ ...alert, uncertain, zone, priceThen, priceNow }, at);
}

function messageOf(deps: FreezeDeps, row: DeliveryRow, now: Instant): Message {
  if (row.content !== null) return JSON.parse(row.content) as Message;
  const message =
    row.alertId === null ? undefined : deps.renderAlert(row.alertId, now, chatId(row.chatId));
  assert(message, `delivery ${row.id} has something to say`);
  return message;
}

type Minting = {
  readonly row: DeliveryRow;
  readonly onlyFor: number | undefined;
  readonly now: Instant;
};

function freezeButton(
  deps: FreezeDeps,
  { label, action, style }: Button,
  minting: Minting,
): FrozenButton {
  const look = { text: label, ...(style && { style }) };
  switch (action.kind) {
    case 'url':
      return { ...look, url: action.url };
    case 'copy':
      return { ...look, copyText: action.text };
    case 'verb': {
      const token = deps.token();
      const { row, onlyFor, now } = minting;
      deps.store.buttons.add(
        {
          token,
          deliveryId: row.id,
          verb: action.verb,
          subject: action.subject,
          onlyFor,
          once: action.once ?? false,
          expiresAt: plus(now, action.ttlMs ?? BUTTON_LIVES_MS),
        },
        now,
      );
      return { ...look, callbackData: encodeCallback(action.verb, token) };
    }
  }
}
