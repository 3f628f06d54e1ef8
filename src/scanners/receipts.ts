import type { OutsideChannel, Receipt, Target } from '../core/ports/channel.ts';
import type { Reach } from '../core/ports/reach.ts';
import type { AlertRecord } from '../core/records.ts';
import { MINUTE_MS, plus, SECOND_MS, type Clock, type Instant } from '../core/time.ts';
import type { DeliveryRow } from '../db/deliveries.ts';
import type { Outbox } from '../db/outbox.ts';
import { acknowledge } from '../db/ring.ts';
import type { Store } from '../db/store.ts';
import type { Timer } from '../db/timers.ts';

export type ReceiptsDeps = {
  readonly store: Store;
  readonly outbox: Outbox;
  readonly outside: ReadonlyMap<string, OutsideChannel>;
  readonly reach: Pick<Reach, 'openTarget'>;
  readonly clock: Clock;
};

/** The timer that asks a service whether its reader has acknowledged what rings there. */
export const RECEIPT = 'receipt';

const ASK_EVERY_MS = 15 * SECOND_MS;
/** So long a service rings on at most; after that there is nothing to ask for or to stop. */
const RINGS_MS = 15 * MINUTE_MS;
const ASK_LIMIT_MS = 10 * SECOND_MS;
const AT_ONCE = 20;

/**
 * Brings acknowledgements home from services that ring until somebody answers, and stops their ringing when somebody has
 * answered here. @returns what could not be asked
 */
export async function receipts(deps: ReceiptsDeps): Promise<readonly string[]> {
  const due = deps.store.timers.due(RECEIPT, deps.clock(), AT_ONCE);
  const failures = await Promise.all(due.map((timer) => look(deps, timer)));
  return failures.filter((why) => why !== undefined);
}

type Ringing = {
  readonly timer: Timer;
  readonly row: DeliveryRow & { readonly messageId: string };
  readonly alert: AlertRecord;
  readonly calls: NonNullable<OutsideChannel['receipts']>;
  readonly target: Target;
};

/** @returns why it could not be asked */
async function look(deps: ReceiptsDeps, timer: Timer): Promise<string | undefined> {
  const { store, clock } = deps;
  const ringing = openReceipt(deps, timer);
  if (ringing === undefined || clock() - ringing.row.createdAt > RINGS_MS) {
    store.timers.done(timer.id, clock());
    return undefined;
  }
  const { alert } = ringing;
  try {
    if (alert.ackedAt === undefined && alert.resolvedAt === undefined) await ask(deps, ringing);
    else await silence(deps, ringing);
    return undefined;
  } catch (error) {
    store.timers.again(timer.id, plus(clock(), ASK_EVERY_MS));
    return `${ringing.row.channel}: ${String(error)}`;
  }
}

function openReceipt({ store, outside, reach }: ReceiptsDeps, timer: Timer): Ringing | undefined {
  const row = store.deliveries.get(timer.subject);
  const alert =
    row?.alertId === null || row === undefined ? undefined : store.alerts.get(row.alertId);
  const calls = row && outside.get(row.channel)?.receipts;
  const target = row && reach.openTarget(row.channel, row.address);
  if (row === undefined || alert === undefined || calls === undefined || target === undefined)
    return undefined;
  const { messageId } = row;
  return messageId === null
    ? undefined
    : { timer, row: { ...row, messageId }, alert, calls, target };
}

async function ask(deps: ReceiptsDeps, ringing: Ringing): Promise<void> {
  const { store, clock } = deps;
  const { timer, row, calls, target } = ringing;
  const receipt = await calls.poll(target, row.messageId, AbortSignal.timeout(ASK_LIMIT_MS));
  const now = clock();
  if (receipt.kind === 'waiting') store.timers.again(timer.id, plus(now, ASK_EVERY_MS));
  else store.transact(() => settle(deps, { ...ringing, receipt, now }));
}

function settle(
  { store, outbox }: ReceiptsDeps,
  {
    timer,
    row,
    alert,
    receipt,
    now,
  }: Ringing & { readonly receipt: Receipt; readonly now: Instant },
): void {
  store.timers.done(timer.id, now);
  if (receipt.kind !== 'acknowledged') return;
  const by = `${receipt.by} (${row.channel})`;
  if (!acknowledge(store, { id: alert.id, by }, now)) return;
  for (const copy of store.deliveries.ofAlert(alert.id))
    if (copy.kind === 'alert') outbox.redraw(copy, `acked/${alert.id}`, now);
}

/** It was answered elsewhere. */
async function silence({ store, clock }: ReceiptsDeps, ringing: Ringing): Promise<void> {
  const { timer, row, calls, target } = ringing;
  const isOver = await calls.cancel(target, row.messageId, AbortSignal.timeout(ASK_LIMIT_MS));
  if (isOver) store.timers.done(timer.id, clock());
  else store.timers.again(timer.id, plus(clock(), ASK_EVERY_MS));
}
