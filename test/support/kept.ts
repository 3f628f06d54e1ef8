import type { Db } from '../../src/db/open.ts';
import { CHAT } from './database.ts';

export type KeptAlert = {
  readonly key: string;
  readonly at: number;
  readonly fate?: 'open' | 'sent' | 'suppressed' | 'expired' | 'dead';
  readonly ruleId?: number;
  readonly chat?: number;
};

export type KeptDelivery = {
  readonly key: string;
  readonly at: number;
  readonly status: 'queued' | 'sending' | 'sent' | 'uncertain' | 'dead' | 'expired';
  readonly kind?: 'alert' | 'reply' | 'notice' | 'edit';
  readonly alertId?: number;
  readonly finishedAt?: number;
  readonly chat?: number;
  readonly text?: string;
};

/** Writes an alert as if it had been rung then. @returns its id */
export function keepAlert(db: Db, wish: KeptAlert): number {
  const { lastInsertRowid } = db.sqlite
    .prepare(
      `insert into alert (event_key, ref, chat_id, rule_id, ticker, type, severity, reason, fate, evidence,
         fired_at, created_at)
       values (:key, :key, :chat, :ruleId, 'NVDA', 'price', 'medium', 'first', :fate, '{}', :at, :at)`,
    )
    .run({ chat: CHAT, ruleId: null, fate: 'sent', ...wish });
  return Number(lastInsertRowid);
}

/** Writes a delivery with one try behind it. @returns its id */
export function keepDelivery(db: Db, wish: KeptDelivery): number {
  const chat = wish.chat ?? CHAT;
  const { lastInsertRowid } = db.sqlite
    .prepare(
      `insert into delivery (key, alert_id, kind, channel, chat_id, address, lane, priority, status, attempts,
         uncertain, not_before, expires_at, boot_id, content, created_at, finished_at)
       values (:key, :alertId, :kind, 'telegram', :chat, :address, :lane, 2, :status, 1, 0, :at, :at + 3600000,
         'boot', :content, :at, :finishedAt)`,
    )
    .run({
      key: wish.key,
      alertId: wish.alertId ?? null,
      kind: wish.kind ?? (wish.alertId === undefined ? 'notice' : 'alert'),
      chat,
      address: String(chat),
      lane: `telegram:${chat}`,
      status: wish.status,
      at: wish.at,
      content:
        wish.alertId === undefined
          ? JSON.stringify({ text: { html: wish.text ?? wish.key } })
          : null,
      finishedAt: wish.finishedAt ?? null,
    });
  const id = Number(lastInsertRowid);
  db.sqlite
    .prepare(
      `insert into delivery_attempt (delivery_id, boot_id, started_at, finished_at, outcome, code)
       values (?, 'boot', ?, ?, 'sent', '')`,
    )
    .run(id, wish.at, wish.at);
  return id;
}
