import { alertPrefix } from '../alerts/message.ts';
import { assert } from '../core/error.ts';
import { encodeCallback } from '../core/callback.ts';
import type { Button, Message } from '../core/message.ts';
import type { FrozenButton, FrozenMessage } from '../core/ports/channel.ts';
import { DAY_MS, plus, type Instant } from '../core/time.ts';
import type { DeliveryRow } from '../db/deliveries.ts';
import type { Store } from '../db/store.ts';

export type FreezeDeps = {
  readonly store: Store;
  /** 96 random bits as text. */
  readonly token: () => string;
  readonly defaultZone: string;
  /** An alert's message as it should read now; undefined when it has been erased. */
  readonly renderAlert: (alertId: number, now: Instant) => Message | undefined;
};

/** Buttons of alerts live as long as anybody may still scroll to them. */
const BUTTON_LIVES_MS = 30 * DAY_MS;

/** Makes the final body of a delivery and the rows behind its buttons. Runs inside the claim's transaction. */
export function freeze(deps: FreezeDeps, row: DeliveryRow, now: Instant): FrozenMessage {
  const message = messageOf(deps, row, now);
  const keyboard = (message.buttons ?? []).map((buttons) =>
    buttons.map((one) => freezeButton(deps, one, { row, onlyFor: message.onlyFor, now })),
  );
  return { html: message.text.html, keyboard, silent: message.silent ?? false };
}

/** The line above the frozen body, when there is something to say about this very copy. */
export function prefixOf(
  { store, defaultZone }: FreezeDeps,
  row: DeliveryRow,
  now: Instant,
): string | undefined {
  if (row.kind === 'edit') return undefined;
  const alert = row.alertId === null ? undefined : store.alerts.get(row.alertId);
  if (alert === undefined)
    return row.uncertain > 0 ? '🔁 repeat: the first copy may not have arrived' : undefined;
  const zone = store.chats.get(alert.chat)?.zone ?? defaultZone;
  return alertPrefix({ ...alert, uncertain: row.uncertain, zone }, now);
}

function messageOf(deps: FreezeDeps, row: DeliveryRow, now: Instant): Message {
  if (row.content !== null) return JSON.parse(row.content) as Message;
  const message = row.alertId === null ? undefined : deps.renderAlert(row.alertId, now);
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
