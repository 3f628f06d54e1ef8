import type { AlertRecord } from '../core/records.ts';
import { instant, type Instant } from '../core/time.ts';
import type { DeliveryRow } from '../db/deliveries.ts';
import type { AppDeps } from './deps.ts';

/** One alert, and the way of each of its copies. */
export type AlertReceipt = {
  readonly alert: AlertRecord;
  readonly copies: readonly Copy[];
};

/** One copy of an alert's message, on its way to one place. */
export type Copy = {
  readonly channel: string;
  readonly status: DeliveryRow['status'];
  readonly tries: readonly Try[];
  readonly sentAt: Instant | undefined;
  /** Until when it is not tried again; undefined when it has ended. */
  readonly waitsUntil: Instant | undefined;
  /** The channel's own words, or ours, for why it has not gone out. */
  readonly why: string | undefined;
  /** It may have arrived twice. */
  readonly isInDoubt: boolean;
};

type Try = {
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
  readonly outcome: string;
  readonly code: string;
};

/** What is written down of one alert; undefined when it has been erased. */
export function alertReceipt(
  { store }: Pick<AppDeps, 'store'>,
  id: number,
): AlertReceipt | undefined {
  const alert = store.alerts.get(id);
  if (alert === undefined) return undefined;
  const rows = store.deliveries.ofAlert(id).filter(({ kind }) => kind === 'alert');
  return { alert, copies: rows.map((row) => copyOf({ store }, row)) };
}

function copyOf({ store }: Pick<AppDeps, 'store'>, row: DeliveryRow): Copy {
  const { id, channel, status, finishedAt, notBefore, lastCode, uncertain } = row;
  const isOver = status === 'sent' || status === 'dead' || status === 'expired';
  return {
    channel,
    status,
    tries: store.deliveries.attemptsOf(id).map((one) => ({
      startedAt: instant(one.startedAt),
      finishedAt: instant(one.finishedAt),
      outcome: one.outcome,
      code: one.code,
    })),
    sentAt: status === 'sent' && finishedAt !== null ? instant(finishedAt) : undefined,
    waitsUntil: isOver ? undefined : instant(notBefore),
    why: status === 'sent' ? undefined : (lastCode ?? undefined),
    isInDoubt: uncertain > 0,
  };
}
