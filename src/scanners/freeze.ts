import { alertPrefix } from '../alerts/journey.ts';
import { LATE_ON_THE_WAY_MS } from '../core/delivery.ts';
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
  /** Word that what an alert told of is over. */
  readonly renderOver: (alertId: number, now: Instant, chat: ChatId) => Message | undefined;
  /** A message that carries several alerts; undefined when they have been erased. */
  readonly renderBundle: (bundleId: number, now: Instant) => Message | undefined;
};

/** Buttons of alerts live as long as anybody may still scroll to them. */
const BUTTON_LIVES_MS = 30 * DAY_MS;

/** Makes the final body of a delivery and the rows behind its buttons. Runs inside the claim's transaction. */
export function freeze(deps: FreezeDeps, row: DeliveryRow, now: Instant): FrozenMessage {
  const message = messageOf(deps, row, now);
  const minting = { row, onlyFor: message.onlyFor, now };
  const keyboard = (message.buttons ?? []).map((buttons) =>
    buttons.flatMap((one) => freezeButton(deps, one, minting) ?? []),
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
  const journey =
    row.alertId === null
      ? bundlePrefix(row)
      : journeyPrefix(deps, {
          alertId: row.alertId,
          uncertain: row.uncertain,
          isUrged: row.step?.startsWith('escalation') === true,
          at: now,
          now,
        });
  const parts = [detourPrefix(deps, row), journey];
  const said = parts.filter((part) => part !== undefined);
  return said.length === 0 ? undefined : said.join('\n');
}

function bundlePrefix({ uncertain }: DeliveryRow): string | undefined {
  return uncertain > 0 ? '🔁 repeat: the first copy may not have arrived' : undefined;
}

/** It comes another way than its chat has chosen. */
function detourPrefix({ store }: FreezeDeps, row: DeliveryRow): string | undefined {
  if (row.alertId === null || row.kind !== 'alert') return undefined;
  const before = store.deliveries
    .ofAlert(row.alertId)
    .filter(({ kind, step, id }) => kind === 'alert' && step === row.step && id < row.id);
  const failed = before.find(({ channel, status, createdAt }) => {
    const isOver = status === 'dead' || status === 'expired';
    const isLate = status !== 'sent' && row.createdAt - createdAt >= LATE_ON_THE_WAY_MS;
    return channel !== row.channel && (isOver || isLate);
  });
  return failed && `↪️ ${failed.channel} has not taken this`;
}

/** A change of a message keeps what its copy was headed with. */
function prefixOfEdited(deps: FreezeDeps, row: DeliveryRow): string | undefined {
  const edited = row.editsId === null ? undefined : deps.store.deliveries.get(row.editsId);
  if (edited === undefined || edited.alertId === null) return undefined;
  const isKnownCopy = row.messageId === null || row.messageId === edited.messageId;
  return journeyPrefix(deps, {
    alertId: edited.alertId,
    uncertain: isKnownCopy ? edited.uncertain : 0,
    isUrged: false,
    at: instant(edited.finishedAt ?? edited.createdAt),
    now: undefined,
  });
}

type Copy = {
  readonly alertId: number;
  readonly uncertain: number;
  readonly isUrged: boolean;
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
  const { uncertain, isUrged, at } = copy;
  return alertPrefix({ ...alert, uncertain, isUrged, zone, priceThen, priceNow }, at);
}

function messageOf(deps: FreezeDeps, row: DeliveryRow, now: Instant): Message {
  if (row.content !== null) return JSON.parse(row.content) as Message;
  const message = carriedMessage(deps, row, now);
  assert(message, `delivery ${row.id} has something to say`);
  return message;
}

function carriedMessage(
  deps: FreezeDeps,
  { alertId, bundleId, step, chatId: chat }: DeliveryRow,
  now: Instant,
): Message | undefined {
  if (bundleId !== null) return deps.renderBundle(bundleId, now);
  if (alertId === null) return undefined;
  if (step === 'resolved') return deps.renderOver(alertId, now, chatId(chat));
  return deps.renderAlert(alertId, now, chatId(chat));
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
): FrozenButton | undefined {
  const look = { text: label, ...(style && { style }) };
  switch (action.kind) {
    case 'url':
      return { ...look, url: action.url };
    case 'copy':
      return { ...look, copyText: action.text };
    case 'verb': {
      const { row, onlyFor, now } = minting;
      // Only Telegram brings a press back.
      if (row.channel !== 'telegram') return undefined;
      const token = deps.token();
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
