import type { EventKey, Evidence, NotifyReason } from '../core/alert.ts';
import { chatId } from '../core/people.ts';
import type { AlertRecord } from '../core/records.ts';
import type { Ticker } from '../core/ticker.ts';
import { instant } from '../core/time.ts';
import type { alert } from './schema/alerts.ts';

/** A row as the rest of the program knows it. */
export function toRecord(row: typeof alert.$inferSelect): AlertRecord {
  return {
    id: row.id,
    eventKey: row.eventKey as EventKey,
    ref: row.ref,
    chat: chatId(row.chatId),
    thread: row.thread ?? undefined,
    ruleId: row.ruleId ?? undefined,
    ticker: row.ticker as Ticker,
    type: row.type,
    severity: row.severity,
    reason: row.reason as NotifyReason,
    fate: row.fate,
    evidence: JSON.parse(row.evidence) as Evidence,
    firedAt: instant(row.firedAt),
    createdAt: instant(row.createdAt),
    ackedAt: row.ackedAt === null ? undefined : instant(row.ackedAt),
    ackedBy: row.ackedBy ?? undefined,
    resolvedAt: row.resolvedAt === null ? undefined : instant(row.resolvedAt),
    inhibitedBy: row.inhibitedBy ?? undefined,
    bundleId: row.bundleId ?? undefined,
  };
}
