import type { TextFile } from '../core/message.ts';
import type { Actor, ChatId } from '../core/people.ts';
import { parseTicker, type Ticker } from '../core/ticker.ts';
import { plus } from '../core/time.ts';
import type { AlertFilter } from '../db/alert-log.ts';
import type { AppDeps } from './deps.ts';
import { entryOf, type HistoryEntry } from './history-entry.ts';
import { historyFile, MOST_IN_FILE } from './history-file.ts';

type Needs = Pick<AppDeps, 'store' | 'clock' | 'defaultZone'>;

/** What somebody wants to look back at; plain, so that a button can carry it. */
export type HistoryWish = {
  /** A rule's code or a ticker; empty for everything. */
  readonly about: string;
  /** How far back in milliseconds; 0 for ever. */
  readonly backMs: number;
  readonly missed: boolean;
  /** From 0. */
  readonly page: number;
  /** The newest alert when the first page was shown; 0 on that page. */
  readonly upTo: number;
};

export type HistoryPage = {
  readonly entries: readonly HistoryEntry[];
  readonly total: number;
  readonly page: number;
  readonly pages: number;
  /** There is more than can be paged through. */
  readonly isCut: boolean;
  readonly upTo: number;
  readonly zone: string;
};

const ON_A_PAGE = 8;
const MOST_PAGES = 10;

/** What rang and what was held back in a chat, with what became of each. */
export function historyApp({ store, clock, defaultZone }: Needs) {
  function filterOf(wish: HistoryWish, by: Actor): AlertFilter {
    const chat = store.chats.current(by.place.chat);
    return {
      chat,
      ...subjectOf({ store }, chat, wish.about),
      since: wish.backMs === 0 ? undefined : plus(clock(), -wish.backMs),
      missed: wish.missed,
      upTo: wish.upTo === 0 ? undefined : wish.upTo,
    };
  }

  return {
    /** Whether `text` names something that this chat has or had. */
    knows(text: string, by: Actor): boolean {
      const chat = store.chats.current(by.place.chat);
      const { ruleId, ticker } = subjectOf({ store }, chat, text);
      if (ruleId !== undefined) return true;
      if (ticker === undefined) return false;
      const isKept =
        store.watches.ofChat(chat).includes(ticker) ||
        store.rules.ofChat(chat).some((rule) => store.targets.tickersOf(rule).includes(ticker));
      const all = { since: undefined, missed: false, upTo: undefined };
      return isKept || store.alertLog.count({ chat, ticker, ruleId: undefined, ...all }).n > 0;
    },
    page(wish: HistoryWish, by: Actor): HistoryPage {
      const filter = filterOf(wish, by);
      const { n: total, newest } = store.alertLog.count(filter);
      const whole = Math.max(1, Math.ceil(total / ON_A_PAGE));
      const pages = Math.min(whole, MOST_PAGES);
      const page = Math.min(Math.max(wish.page, 0), pages - 1);
      const ids = store.alertLog.page(filter, { limit: ON_A_PAGE, offset: page * ON_A_PAGE });
      return {
        entries: ids.flatMap((id) => entryOf(store, id) ?? []),
        total,
        page,
        pages,
        isCut: whole > MOST_PAGES,
        upTo: newest,
        zone: store.chats.get(filter.chat)?.zone ?? defaultZone,
      };
    },
    /** The newest of them as a table; undefined when there are none. `isCut`: there are older ones. */
    file(wish: HistoryWish, by: Actor): { file: TextFile; isCut: boolean } | undefined {
      const rows = { limit: MOST_IN_FILE + 1, offset: 0 };
      const ids = store.alertLog.page(filterOf(wish, by), rows);
      const entries = ids.slice(0, MOST_IN_FILE).flatMap((id) => entryOf(store, id) ?? []);
      if (entries.length === 0) return undefined;
      return { file: historyFile(entries, clock()), isCut: ids.length > MOST_IN_FILE };
    },
  };
}

function subjectOf(
  { store }: Pick<Needs, 'store'>,
  chat: ChatId,
  text: string,
): { ticker: Ticker | undefined; ruleId: number | undefined } {
  if (text === '') return { ticker: undefined, ruleId: undefined };
  const rule = store.rules.byCode(chat, text.toUpperCase());
  if (rule !== undefined) return { ticker: undefined, ruleId: rule.id };
  return { ticker: parseTicker(text), ruleId: undefined };
}
