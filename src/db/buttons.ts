import { eq, sql } from 'drizzle-orm';
import type { ButtonSubject } from '../core/message.ts';
import type { StoredButton } from '../core/ports/buttons.ts';
import { instant, type Instant } from '../core/time.ts';
import type { Db } from './open.ts';
import { button, delivery } from './schema/alerts.ts';
import { slots } from './slots.ts';

export type NewButton = {
  readonly token: string;
  readonly deliveryId: number;
  readonly verb: string;
  readonly subject: ButtonSubject;
  readonly onlyFor: number | undefined;
  readonly once: boolean;
  readonly expiresAt: Instant;
};

/** What inline buttons mean. */
export function buttonStore({ orm, sqlite }: Db) {
  const insert = orm.insert(button).values(slots(button)).prepare();
  const byToken = orm
    .select()
    .from(button)
    .innerJoin(delivery, eq(delivery.id, button.deliveryId))
    .where(eq(button.token, sql.placeholder('token')))
    .prepare();
  const use = sqlite.prepare<[number, number, string]>(
    'update button set used_at = ?, used_by = ? where token = ? and used_at is null',
  );
  const prune = sqlite.prepare<[number]>('delete from button where expires_at < ?');

  return {
    add: (wish: NewButton, now: Instant): void =>
      void insert.run({
        token: wish.token,
        deliveryId: wish.deliveryId,
        verb: wish.verb,
        subject: JSON.stringify(wish.subject),
        onlyFor: wish.onlyFor ?? null,
        once: wish.once,
        createdAt: now,
        expiresAt: wish.expiresAt,
        usedAt: null,
        usedBy: null,
      }),
    get(token: string): StoredButton | undefined {
      const row = byToken.get({ token });
      if (row === undefined) return undefined;
      return {
        token,
        verb: row.button.verb,
        subject: JSON.parse(row.button.subject) as ButtonSubject,
        onlyFor: row.button.onlyFor ?? undefined,
        once: row.button.once,
        expiresAt: instant(row.button.expiresAt),
        usedAt: row.button.usedAt === null ? undefined : instant(row.button.usedAt),
        deliveryId: row.delivery.id,
        chatId: row.delivery.chatId,
        messageId: row.delivery.messageId ?? undefined,
        mayHaveCopies: row.delivery.uncertain > 0 || row.delivery.status !== 'sent',
      };
    },
    /** @returns false when it has been used already */
    use: (token: string, by: number, now: Instant): boolean => use.run(now, by, token).changes > 0,
    prune: (before: Instant): void => void prune.run(before),
  };
}
