import { settle, type Settled, type Settlement } from '../alerts/outbox.ts';
import type { Outcome } from '../core/alert.ts';
import { html } from '../core/html.ts';
import { chatId } from '../core/people.ts';
import { instant, type Instant } from '../core/time.ts';
import type { DeliveryPatch, DeliveryRow } from '../db/deliveries.ts';
import { asItStands } from '../db/frozen-body.ts';
import { concludeDelivery } from '../db/lose-chat.ts';
import type { AttemptDeps } from './attempt.ts';
import { RECEIPT } from './receipts.ts';

type Tried = { readonly outcome: Outcome; readonly startedAt: Instant };

/** Writes down what a try came to, with everything that follows from it, as one transaction. */
export function conclude(deps: AttemptDeps, row: DeliveryRow, tried: Tried): Settled {
  const { store } = deps;
  const { outcome } = tried;
  const now = deps.clock();
  const inFlight = { ...row, expiresAt: instant(row.expiresAt) };
  const settled = settle(inFlight, outcome, { now, random: deps.random });
  const { settlement, restsUntil } = settled;
  store.transact(() => {
    if (restsUntil !== undefined) {
      store.lanes.pause(row.lane, restsUntil);
      const isForAll = outcome.kind === 'retry' && outcome.pausesChannel === true;
      if (isForAll) store.lanes.pause(row.channel, restsUntil);
    }
    // Its person may have had themselves forgotten while it was on the wire.
    if (store.deliveries.get(row.id) === undefined) return;
    store.deliveries.addAttempt({
      deliveryId: row.id,
      bootId: deps.bootId,
      startedAt: tried.startedAt,
      finishedAt: now,
      outcome: outcome.kind,
      code: codeOf(outcome),
    });
    store.deliveries.settle(row.id, deps.bootId, toPatch(row, settlement, { outcome, now }));
    follow(deps, row, { outcome, settlement, now });
    concludeDelivery(store, row);
  });
  return settled;
}

type Ended = {
  readonly outcome: Outcome;
  readonly settlement: Settlement;
  readonly now: Instant;
};

/** What a try teaches about the place it went to. */
function follow(deps: AttemptDeps, row: DeliveryRow, { outcome, settlement, now }: Ended): void {
  const { store } = deps;
  if (outcome.kind === 'moved') {
    store.chats.move(chatId(row.chatId), outcome.to);
    store.rules.changed();
  }
  const isOver = settlement.status === 'dead' || settlement.status === 'expired';
  if (outcome.kind === 'rejected' && outcome.channelDead && isOver) {
    if (row.channel === 'telegram') deps.lose(chatId(row.chatId), outcome.why);
    else deps.reach.lose(row.address, outcome.why);
  }
  if (isOver) deps.outbox.fallBack(row, now);
  if (outcome.kind !== 'sent') return;
  watchReceipt(deps, row, now);
  if (outcome.stands !== undefined && row.body !== null) {
    store.deliveries.setBody(row.id, asItStands(row.body, outcome.stands));
  }
  if (row.editsId !== null && outcome.mends?.includes('sent-anew') === true) {
    store.deliveries.setMessage(row.editsId, outcome.messageId);
  }
  if (row.thread !== null && outcome.mends?.includes('no-thread') === true) {
    leaveTopic(deps, row, now);
  }
}

/** A topic that was closed or deleted: its rules write to the chat itself from now on, which is said once. */
function leaveTopic({ store, outbox }: AttemptDeps, row: DeliveryRow, now: Instant): void {
  const { thread } = row;
  const chat = chatId(row.chatId);
  if (thread === null || !store.chats.leaveThread(chat, thread)) return;
  store.rules.changed();
  const text = html`🧵 The topic that some of my messages went to is closed or deleted. They come
  here from now on.`;
  const place = { chat, thread: undefined };
  outbox.notice(`topic/${chat}/${thread}`, { place, message: { text } }, now);
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

/** A service whose readers acknowledge there is asked from now on whether they have. */
function watchReceipt({ store, channels }: AttemptDeps, row: DeliveryRow, now: Instant): void {
  const channel = channels.get(row.channel);
  const isCritical = row.priority === 0 && row.alertId !== null && row.step !== 'resolved';
  if (!isCritical || channel === undefined || !('receipts' in channel)) return;
  store.timers.add({ kind: RECEIPT, subject: row.id, step: 0, dueAt: now });
}
