import type { Gate, Intent, IntentStep } from '../core/intent.ts';
import { userId } from '../core/people.ts';
import { instant } from '../core/time.ts';
import type { intent, intentStep } from './schema/selling.ts';

type Row = typeof intent.$inferSelect;
type StepRow = typeof intentStep.$inferSelect;

export function toIntent(row: Row): Intent {
  return {
    id: row.id,
    key: row.key,
    accountId: row.accountId,
    positionId: row.positionId,
    symbol: row.symbol,
    mode: row.mode,
    state: row.state,
    quantity: row.quantity,
    price: row.price,
    floor: row.floor,
    currency: row.currency,
    quotedAt: instant(row.quotedAt),
    askedBy: row.askedBy === null ? undefined : userId(row.askedBy),
    confirmedBy: row.confirmedBy === null ? undefined : userId(row.confirmedBy),
    expiresAt: instant(row.expiresAt),
    postCount: row.postCount,
    submittedAt: row.submittedAt === null ? undefined : instant(row.submittedAt),
    heldBefore: row.heldBefore ?? undefined,
    remoteId: row.remoteId ?? undefined,
    filled: row.filled,
    fillPrice: row.fillPrice ?? undefined,
    why: row.why ?? undefined,
    alertId: row.alertId ?? undefined,
    createdAt: instant(row.createdAt),
    updatedAt: instant(row.updatedAt),
  };
}

export function toStep(row: StepRow): IntentStep {
  const gates: readonly Gate[] | undefined = row.gates === null ? undefined : JSON.parse(row.gates);
  return {
    id: row.id,
    intentId: row.intentId,
    at: instant(row.at),
    state: row.state,
    why: row.why ?? undefined,
    gates,
    by: row.by === null ? undefined : userId(row.by),
  };
}
