import { and, asc, eq, sql } from 'drizzle-orm';
import type { ChatId, UserId } from '../core/people.ts';
import type { Ticker } from '../core/ticker.ts';
import { instant, type Instant } from '../core/time.ts';
import type { Db } from './open.ts';
import { listTicker, namedList } from './schema/lists.ts';
import { slots } from './slots.ts';

export type NamedList = { readonly name: string; readonly tickers: readonly Ticker[] };

/** A ticker of a list and when it was put there: its place in the list. */
export type ListRow = { readonly ticker: Ticker; readonly at: Instant };

/** Named lists of tickers, each chat its own. `changed` is told of every change, since rules may be about a list. */
export function listStore({ orm, sqlite }: Db, changed: () => void) {
  const at = sql.placeholder;
  const lists = orm
    .select()
    .from(namedList)
    .where(eq(namedList.chatId, at('chatId')))
    .orderBy(asc(namedList.name))
    .prepare();
  const members = orm
    .select()
    .from(listTicker)
    .where(and(eq(listTicker.chatId, at('chatId')), eq(listTicker.name, at('name'))))
    .orderBy(asc(listTicker.addedAt), asc(listTicker.ticker))
    .prepare();
  const create = orm.insert(namedList).values(slots(namedList)).onConflictDoNothing().prepare();
  const add = orm.insert(listTicker).values(slots(listTicker)).onConflictDoNothing().prepare();
  const drop = orm
    .delete(listTicker)
    .where(
      and(
        eq(listTicker.chatId, at('chatId')),
        eq(listTicker.name, at('name')),
        eq(listTicker.ticker, at('ticker')),
      ),
    )
    .prepare();
  const remove = orm
    .delete(namedList)
    .where(and(eq(namedList.chatId, at('chatId')), eq(namedList.name, at('name'))))
    .prepare();
  // Its tickers follow by the foreign key.
  const rename = sqlite.prepare<[string, number, string]>(
    'update or ignore named_list set name = ? where chat_id = ? and name = ?',
  );
  const tickersOf = (chatId: ChatId, name: string): readonly Ticker[] =>
    members.all({ chatId, name }).map((row) => row.ticker as Ticker);
  const names = (chatId: ChatId): readonly string[] => lists.all({ chatId }).map((row) => row.name);

  return {
    ofChat: (chatId: ChatId): readonly NamedList[] =>
      names(chatId).map((name) => ({ name, tickers: tickersOf(chatId, name) })),
    /** A list's tickers in the order they were added; undefined when there is no such list. */
    tickers: (chatId: ChatId, name: string): readonly Ticker[] | undefined =>
      names(chatId).includes(name) ? tickersOf(chatId, name) : undefined,
    /** The same with the moments, to put back what is taken away. */
    rows: (chatId: ChatId, name: string): readonly ListRow[] =>
      members
        .all({ chatId, name })
        .map((row) => ({ ticker: row.ticker as Ticker, at: instant(row.addedAt) })),
    /** Adds tickers, making the list where there is none. @returns those that were not in it before */
    add(
      wish: { chat: ChatId; name: string; tickers: readonly Ticker[]; by: UserId },
      now: Instant,
    ): readonly Ticker[] {
      const key = { chatId: wish.chat, name: wish.name };
      create.run({ ...key, createdBy: wish.by, createdAt: now });
      // Each after the one before, so that they stay in the order in which they were given.
      const last = members.all(key).at(-1)?.addedAt ?? 0;
      const from = Math.max(now, last + 1);
      const added = wish.tickers.filter(
        (ticker, i) => add.run({ ...key, ticker, addedAt: from + i }).changes > 0,
      );
      changed();
      return added;
    },
    /** Puts back what was taken away, each in its old place, making the list where there is none. */
    putBack(
      wish: { chat: ChatId; name: string; rows: readonly ListRow[]; by: UserId },
      now: Instant,
    ): void {
      const key = { chatId: wish.chat, name: wish.name };
      create.run({ ...key, createdBy: wish.by, createdAt: now });
      for (const { ticker, at: addedAt } of wish.rows) add.run({ ...key, ticker, addedAt });
      changed();
    },
    /** @returns those that were in it */
    drop(chatId: ChatId, name: string, tickers: readonly Ticker[]): readonly Ticker[] {
      const gone = tickers.filter((ticker) => drop.run({ chatId, name, ticker }).changes > 0);
      changed();
      return gone;
    },
    /** Rules about it are respelled elsewhere. @returns false when there was none, or there is one of the new name */
    rename(chatId: ChatId, from: string, to: string): boolean {
      const isDone = rename.run(to, chatId, from).changes > 0;
      changed();
      return isDone;
    },
    /** @returns false when there was none */
    remove(chatId: ChatId, name: string): boolean {
      const isGone = remove.run({ chatId, name }).changes > 0;
      changed();
      return isGone;
    },
  };
}
