import type { ChatId } from '../core/people.ts';
import type { Db } from './open.ts';

/** What was decided for one place and is not written out yet, in the words of whoever owes it. */
export type Owed = { readonly id: number; readonly body: string };

/**
 * What has been decided and is on the disk, but not yet where everybody looks for it. It is written out piece by piece, and
 * whole before anything else is: nobody decides by what was before.
 */
export function owedStore({ sqlite }: Db) {
  const insert = sqlite.prepare<[number, string]>('insert into owed (chat_id, body) values (?, ?)');
  const next = sqlite.prepare<[], Owed>('select id, body from owed order by id limit 1');
  const remove = sqlite.prepare<[number]>('delete from owed where id = ?');
  let settleOne: (() => boolean) | undefined;
  let isSettling = false;

  /** @returns false when nothing is owed any more */
  function settle(): boolean {
    if (settleOne === undefined || isSettling) return false;
    isSettling = true;
    try {
      const isMore = settleOne();
      if (!isMore) settleOne = undefined;
      return isMore;
    } finally {
      isSettling = false;
    }
  }

  return {
    /** Within the transaction that decided it. @returns its id */
    add: (chat: ChatId, body: string): number => Number(insert.run(chat, body).lastInsertRowid),
    next: (): Owed | undefined => next.get(),
    /** Within the transaction that writes it out. */
    done: (id: number): void => void remove.run(id),
    /** @param one writes out the oldest piece; false when there is none */
    settleBy: (one: () => boolean): void => void (settleOne = one),
    /** Whether something may be owed still. */
    isOpen: (): boolean => settleOne !== undefined,
    settle,
    settleAll(): void {
      while (settle());
    },
  };
}
