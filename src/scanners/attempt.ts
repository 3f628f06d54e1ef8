import { settle, type Settlement } from '../alerts/outbox.ts';
import type { Outcome } from '../core/alert.ts';
import type { Random } from '../core/code.ts';
import { chatId } from '../core/people.ts';
import type { Channel, FrozenMessage, Parcel } from '../core/ports/channel.ts';
import { instant, type Clock, type Instant } from '../core/time.ts';
import type { DeliveryPatch, DeliveryRow } from '../db/deliveries.ts';
import type { Store } from '../db/store.ts';

export type AttemptDeps = {
  readonly store: Store;
  readonly channels: ReadonlyMap<string, Channel>;
  /** Renders a row's message and makes its buttons; runs inside the claim's transaction. */
  readonly freeze: (row: DeliveryRow, now: Instant) => FrozenMessage;
  /** A line to stand above the body of a repeated or late message. */
  readonly prefix: (row: DeliveryRow, now: Instant) => string | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly bootId: string;
};

const SEND_LIMIT_MS = 95_000;

/** Takes a row for this process: `sending` is on disk, and the body frozen, before anything leaves. */
export function claim(deps: AttemptDeps, id: number, now: Instant): DeliveryRow | undefined {
  const { store } = deps;
  return store.transact(() => {
    const row = store.deliveries.get(id);
    if (row === undefined) return undefined;
    const body = row.body ?? JSON.stringify(deps.freeze(row, now));
    return store.deliveries.claim(id, deps.bootId, body) ? { ...row, body } : undefined;
  });
}

/** Puts a claimed row on the wire. */
export async function transmit(
  deps: AttemptDeps,
  row: DeliveryRow,
  now: Instant,
): Promise<Outcome> {
  const channel = deps.channels.get(row.channel);
  if (channel === undefined) {
    return { kind: 'rejected', why: `no channel named ${row.channel}`, channelDead: false };
  }
  const edited = row.editsId === null ? undefined : deps.store.deliveries.get(row.editsId);
  const parcel: Parcel = {
    key: row.key,
    address: row.address,
    thread: row.thread ?? undefined,
    body: JSON.parse(row.body ?? '') as FrozenMessage,
    prefix: deps.prefix(row, now),
    edits: edited?.messageId ?? undefined,
  };
  return channel.send(parcel, AbortSignal.timeout(SEND_LIMIT_MS));
}

/** Writes down what a try came to, with everything that follows from it, as one transaction. */
export function conclude(
  deps: AttemptDeps,
  row: DeliveryRow,
  tried: { outcome: Outcome; startedAt: Instant },
): Settlement {
  const { store } = deps;
  const { outcome } = tried;
  const now = deps.clock();
  const inFlight = { ...row, expiresAt: instant(row.expiresAt) };
  const settlement = settle(inFlight, outcome, { now, random: deps.random });
  store.transact(() => {
    store.deliveries.addAttempt({
      deliveryId: row.id,
      bootId: deps.bootId,
      startedAt: tried.startedAt,
      finishedAt: now,
      outcome: outcome.kind,
      code: codeOf(outcome),
    });
    store.deliveries.settle(row.id, deps.bootId, toPatch(row, settlement, { outcome, now }));
    if (settlement.status === 'queued' && settlement.pausesLane) {
      store.lanes.pause(row.lane, settlement.notBefore);
    }
    concludeAlert(store, row.alertId);
    if (outcome.kind === 'moved') store.chats.move(chatId(row.chatId), outcome.to);
    if (outcome.kind === 'rejected' && outcome.channelDead) {
      closeLane(store, row, { why: outcome.why, now });
    }
  });
  return settlement;
}

function toPatch(
  row: DeliveryRow,
  settlement: Settlement,
  was: { outcome: Outcome; now: Instant },
): DeliveryPatch {
  const isOver = settlement.status !== 'queued' && settlement.status !== 'uncertain';
  return {
    status: settlement.status,
    notBefore: 'notBefore' in settlement ? settlement.notBefore : instant(row.notBefore),
    attempts: 'attempts' in settlement ? settlement.attempts : row.attempts,
    uncertain: 'uncertain' in settlement ? settlement.uncertain : row.uncertain,
    messageId: 'messageId' in settlement ? settlement.messageId : undefined,
    lastCode: 'why' in settlement ? settlement.why : codeOf(was.outcome),
    finishedAt: isOver ? was.now : undefined,
  };
}

function codeOf(outcome: Outcome): string {
  if ('code' in outcome) return outcome.code;
  return outcome.kind === 'rejected' ? outcome.why : outcome.kind;
}

/** An alert is as far as the best of its deliveries. */
function concludeAlert(store: Store, alertId: number | null): void {
  if (alertId === null) return;
  const ends = store.deliveries
    .ofAlert(alertId)
    .filter((row) => row.kind === 'alert')
    .map((row) => row.status);
  if (ends.includes('sent')) store.alerts.setFate(alertId, 'sent');
  else if (ends.some((end) => end === 'queued' || end === 'sending' || end === 'uncertain')) return;
  else store.alerts.setFate(alertId, ends.includes('expired') ? 'expired' : 'dead');
}

function closeLane(
  store: Store,
  row: DeliveryRow,
  { why, now }: { why: string; now: Instant },
): void {
  store.chats.setGone(chatId(row.chatId), why);
  for (const alertId of store.deliveries.dropLane(row.lane, why, now))
    concludeAlert(store, alertId);
}
