import { and, eq, gt, sql } from 'drizzle-orm';
import type { ChatId } from '../core/people.ts';
import { instant, type Instant } from '../core/time.ts';
import type { Db } from './open.ts';
import { share } from './schema/shares.ts';
import { slots } from './slots.ts';

/** What a link hands on. */
export type SharedContent =
  | {
      readonly kind: 'rule';
      readonly text: string;
      /** What its list held, for a rule about one. */
      readonly tickers: readonly string[];
    }
  | { readonly kind: 'list'; readonly name: string; readonly tickers: readonly string[] };

export type Share = {
  readonly token: string;
  readonly content: SharedContent;
  readonly expiresAt: Instant;
};

/** Links by which others copy a rule or a list. */
export function shareStore({ orm, sqlite }: Db) {
  const at = sql.placeholder;
  const insert = orm.insert(share).values(slots(share)).prepare();
  const byToken = orm
    .select()
    .from(share)
    .where(eq(share.token, at('token')))
    .prepare();
  const alike = orm
    .select()
    .from(share)
    .where(
      and(
        eq(share.chatId, at('chatId')),
        eq(share.content, at('content')),
        gt(share.expiresAt, at('until')),
      ),
    )
    .prepare();
  const remove = orm
    .delete(share)
    .where(and(eq(share.token, at('token')), eq(share.chatId, at('chatId'))))
    .prepare();
  const prune = sqlite.prepare<[number]>('delete from share where expires_at < ?');

  return {
    /** @param by 0 for the program itself */
    add(wish: Share & { readonly chat: ChatId; readonly by: number }, now: Instant): void {
      insert.run({
        token: wish.token,
        kind: wish.content.kind,
        content: JSON.stringify(wish.content),
        chatId: wish.chat,
        createdBy: wish.by,
        createdAt: now,
        expiresAt: wish.expiresAt,
      });
    },
    get(token: string): Share | undefined {
      const row = byToken.get({ token });
      return row && toShare(row);
    },
    /** A link of that chat to the very same, that lasts beyond `until`. */
    alike(chatId: ChatId, content: SharedContent, until: Instant): Share | undefined {
      const row = alike.get({ chatId, content: JSON.stringify(content), until });
      return row && toShare(row);
    },
    /** @returns false when that chat has no such link */
    remove: (chatId: ChatId, token: string): boolean => remove.run({ chatId, token }).changes > 0,
    prune: (before: Instant): void => void prune.run(before),
  };
}

function toShare({ token, content, expiresAt }: typeof share.$inferSelect): Share {
  return {
    token,
    content: JSON.parse(content) as SharedContent,
    expiresAt: instant(expiresAt),
  };
}
