import type { Outcome } from '../core/alert.ts';
import type { Random } from '../core/code.ts';
import type { ChatId } from '../core/people.ts';
import type { Channel, FrozenMessage, Parcel, ParcelAbout } from '../core/ports/channel.ts';
import type { Log } from '../core/ports/log.ts';
import type { Reach } from '../core/ports/reach.ts';
import type { Clock, Instant } from '../core/time.ts';
import type { DeliveryRow } from '../db/deliveries.ts';
import type { Outbox } from '../db/outbox.ts';
import { concludeDelivery } from '../db/lose-chat.ts';
import type { Store } from '../db/store.ts';
import { mayStillLeave } from './reconsider.ts';

export type AttemptDeps = {
  readonly store: Store;
  readonly outbox: Outbox;
  readonly channels: ReadonlyMap<string, Channel>;
  /** Renders a row's message and makes its buttons; runs inside the claim's transaction. */
  readonly freeze: (row: DeliveryRow, now: Instant) => FrozenMessage;
  /** A line to stand above the body of a repeated or late message. */
  readonly prefix: (row: DeliveryRow, now: Instant) => string | undefined;
  readonly reach: Pick<Reach, 'openTarget' | 'lose'>;
  readonly defaultZone: string;
  /** Nothing will arrive in this chat any more; called within the transaction that found out. */
  readonly lose: (chat: ChatId, why: string) => void;
  readonly clock: Clock;
  readonly random: Random;
  readonly bootId: string;
  readonly log: Log;
};

const SEND_LIMIT_MS = 95_000;

/**
 * Takes a row for this process: `sending` is on disk, and the body frozen, before anything leaves.
 *
 * @returns undefined when there is nothing to send: the row is taken, or has just been given up
 */
export function claim(deps: AttemptDeps, id: number, now: Instant): DeliveryRow | undefined {
  const { store } = deps;
  return store.transact(() => {
    const row = store.deliveries.get(id);
    if (row === undefined) return undefined;
    if (row.expiresAt < now) return giveUp(deps, row, { status: 'expired', why: waitedFor(row) });
    if (!mayStillLeave(deps, row, now)) return undefined;
    const body = row.body ?? write(deps, row, now);
    if (body === undefined)
      return giveUp(deps, row, { status: 'dead', why: 'could not be written' });
    return store.deliveries.claim(id, deps.bootId, body) ? { ...row, body } : undefined;
  });
}

/** One message that cannot be written must not hold up its lane, or take the program down. */
function write(deps: AttemptDeps, row: DeliveryRow, now: Instant): string | undefined {
  try {
    return JSON.stringify(deps.freeze(row, now));
  } catch (error) {
    deps.log.error('a message could not be written', { error, delivery: row.id });
    return undefined;
  }
}

function giveUp(
  { store, outbox, clock }: AttemptDeps,
  row: DeliveryRow,
  end: { status: 'expired' | 'dead'; why: string },
): undefined {
  store.deliveries.giveUp(row.id, end, clock());
  outbox.fallBack(row, clock());
  concludeDelivery(store, row);
}

function waitedFor({ uncertain, lastCode }: DeliveryRow): string {
  if (uncertain > 0) return 'Telegram never confirmed it; it may have arrived';
  return lastCode === null ? 'its turn never came in time' : `gave up after ${lastCode}`;
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
  const edits = row.kind === 'edit' ? (row.messageId ?? edited?.messageId) : undefined;
  if (edits === null || (row.kind === 'edit' && edits === undefined)) {
    return { kind: 'rejected', why: 'what it changes never arrived', channelDead: false };
  }
  const parcel: Parcel = {
    key: row.key,
    address: row.address,
    thread: row.thread ?? undefined,
    body: JSON.parse(row.body ?? '') as FrozenMessage,
    prefix: deps.prefix(row, now),
    edits,
    target: deps.reach.openTarget(row.channel, row.address),
    about: aboutOf(deps.store, row),
  };
  return channel.send(parcel, AbortSignal.timeout(SEND_LIMIT_MS));
}

/** What a machine would want to know of it; of the most severe one, where it carries several. */
function aboutOf(store: Store, row: DeliveryRow): ParcelAbout | undefined {
  const bundled = row.bundleId === null ? [] : store.alerts.ofBundle(row.bundleId, { limit: 1 });
  const alert = row.alertId === null ? bundled[0] : store.alerts.get(row.alertId);
  if (alert === undefined) return undefined;
  const { ref, ticker, type, severity, reason, firedAt, evidence } = alert;
  return {
    ref,
    instance: row.bundleId === null ? alert.eventKey : `bundle/${row.bundleId}`,
    ticker,
    type,
    severity,
    reason,
    step: row.step ?? 'first',
    rule: evidence.code,
    price: evidence.price,
    currency: evidence.currency,
    quotedAt: evidence.quotedAt,
    firedAt,
    count: row.bundleId === null ? 1 : store.alerts.countOfBundle(row.bundleId),
  };
}
