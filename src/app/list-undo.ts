import type { RuleStatus } from '../core/records.ts';
import type { Ticker } from '../core/ticker.ts';
import type { ListRow } from '../db/lists.ts';
import type { AppDeps } from './deps.ts';
import type { Doing } from './doing.ts';
import { noteList, rulesAbout, tickersOf } from './list-rows.ts';

/** What was deleted, to put it back. */
export type DeletedList = {
  readonly name: string;
  readonly rows: readonly ListRow[];
  readonly rules: readonly { readonly id: number; readonly status: RuleStatus }[];
  /** Rules about it that were kept, and wait. */
  readonly kept: number;
};

type Added = { readonly rows: readonly ListRow[]; readonly isNew: boolean };

/** What takes back changes of named lists. Called within the commit of the press that asks for it. */
export function listUndos(deps: AppDeps) {
  const { store, clock } = deps;
  return {
    /**
     * Takes back an addition, as far as it still stands where it was put. A list that it made goes too, unless there is
     * more in it by now or a rule about it.
     *
     * @returns what went; undefined when nothing is left of the addition
     */
    undoAdd(
      name: string,
      { rows, isNew }: Added,
      doing: Doing,
    ): { readonly tickers: readonly Ticker[]; readonly isGone: boolean } | undefined {
      const { chat } = doing.by.place;
      const left = store.lists.rows(chat, name);
      const tickers = rows
        .filter((row) => left.some((one) => one.ticker === row.ticker && one.at === row.at))
        .map(({ ticker }) => ticker);
      store.lists.drop(chat, name, tickers);
      const isBare = store.lists.tickers(chat, name)?.length === 0;
      const isGone = isNew && isBare && rulesAbout(deps, chat, name).length === 0;
      if (isGone) store.lists.remove(chat, name);
      if (tickers.length === 0 && !isGone) return undefined;
      noteList(deps, doing, { action: 'list-undo', name, before: tickers.join(' ') });
      return { tickers, isGone };
    },
    /** Puts tickers back in their old places. @returns those that were not in it again already */
    putBack(name: string, rows: readonly ListRow[], doing: Doing): readonly Ticker[] {
      const { chat } = doing.by.place;
      const there = store.lists.tickers(chat, name);
      const gone = rows.filter(({ ticker }) => there?.includes(ticker) === false);
      if (gone.length === 0) return [];
      store.lists.putBack({ chat, name, rows: gone, by: doing.by.user }, clock());
      noteList(deps, doing, { action: 'list-undo', name, after: tickersOf(gone) });
      return gone.map(({ ticker }) => ticker);
    },
    /** Puts a deleted list back, with the rules that went with it. @returns how many those are */
    restore(
      { name, rows, rules }: Pick<DeletedList, 'name' | 'rows' | 'rules'>,
      doing: Doing,
    ): number {
      const { chat } = doing.by.place;
      const now = clock();
      store.lists.putBack({ chat, name, rows, by: doing.by.user }, now);
      const gone = rules.filter(({ id }) => {
        const rule = store.rules.get(id);
        return rule?.status === 'deleted' && rule.place.chat === chat;
      });
      for (const { id, status } of gone) store.rules.setStatus(id, status, now);
      noteList(deps, doing, { action: 'list-restore', name, after: tickersOf(rows) });
      return gone.length;
    },
  };
}
