import { and, asc, eq, sql } from 'drizzle-orm';
import { userId, type ChatId, type UserId } from '../core/people.ts';
import type { Ticker } from '../core/ticker.ts';
import { instant, type Instant } from '../core/time.ts';
import type { Db } from './open.ts';
import { watch } from './schema/rules.ts';
import { slots } from './slots.ts';

/** Who put a ticker on a chat's list, and when: its place in the list. */
export type WatchRow = { readonly ticker: Ticker; readonly by: UserId; readonly at: Instant };

/** What each chat watches. `changed` is told of every change, since rules may be about all of it. */
export function watchStore({ orm }: Db, changed: () => void) {
  const ofChat = orm
    .select()
    .from(watch)
    .where(eq(watch.chatId, sql.placeholder('chatId')))
    .orderBy(asc(watch.addedAt), asc(watch.ticker))
    .prepare();
  const tickers = orm.selectDistinct({ ticker: watch.ticker }).from(watch).prepare();
  const insert = orm.insert(watch).values(slots(watch)).onConflictDoNothing().prepare();
  const remove = orm
    .delete(watch)
    .where(
      and(eq(watch.chatId, sql.placeholder('chatId')), eq(watch.ticker, sql.placeholder('ticker'))),
    )
    .prepare();

  return {
    ofChat: (chatId: ChatId): readonly Ticker[] =>
      ofChat.all({ chatId }).map((row) => row.ticker as Ticker),
    rowsOf: (chatId: ChatId): readonly WatchRow[] =>
      ofChat.all({ chatId }).map((row) => ({
        ticker: row.ticker as Ticker,
        by: userId(row.addedBy),
        at: instant(row.addedAt),
      })),
    tickers: (): readonly Ticker[] => tickers.all().map((row) => row.ticker as Ticker),
    /** @returns false when it was watched already */
    add(wish: { chat: ChatId; ticker: Ticker; by: UserId }, now: Instant): boolean {
      const row = { chatId: wish.chat, ticker: wish.ticker, addedBy: wish.by, addedAt: now };
      const isNew = insert.run(row).changes > 0;
      if (isNew) changed();
      return isNew;
    },
    /** @returns false when it was not watched */
    remove(chatId: ChatId, ticker: Ticker): boolean {
      const isGone = remove.run({ chatId, ticker }).changes > 0;
      if (isGone) changed();
      return isGone;
    },
  };
}
