import type { ChatId } from '../core/people.ts';
import type { RuleStatus, StoredRule } from '../core/records.ts';
import { parseTicker, type Ticker } from '../core/ticker.ts';
import { instant } from '../core/time.ts';
import type { WatchRow } from '../db/watches.ts';
import type { AppDeps } from './deps.ts';
import type { Doing } from './doing.ts';
import { priceTable, type PriceTable } from './price-lines.ts';
import {
  knownTicker,
  lookUpTickers,
  tickersIn,
  wordsOf,
  type Added,
  type Found,
  type LookUp,
} from './ticker-look-up.ts';

/** What an unwatching took away, to put it back. */
export type Unwatched = {
  readonly rows: readonly WatchRow[];
  readonly missing: readonly Ticker[];
  readonly rules: readonly { readonly id: number; readonly status: RuleStatus }[];
};

const MOST_WATCHED = 200;

/** What a chat watches. */
export function watchApp(deps: AppDeps) {
  const { store, clock } = deps;
  return {
    /** Reads tickers out of a line and looks them up. Awaits the provider. */
    lookUp: (line: string): Promise<LookUp> => lookUpTickers(deps, line),
    /** Tickers in a line, each once; what cannot be one is left out. */
    tickersIn,
    watched: (chat: ChatId): readonly Ticker[] => store.watches.ofChat(chat),
    add: (found: readonly Found[], doing: Doing): readonly Added[] =>
      found.map((one) => ({ found: one, outcome: addOne(deps, one, doing) })),
    /** Rules of this chat about any of the tickers. */
    rulesAbout: (chat: ChatId, tickers: readonly Ticker[]): number =>
      store.rules.ofChat(chat).filter((rule) => isOnlyAbout(rule, tickers)).length,
    remove: (tickers: readonly Ticker[], wish: { rulesToo: boolean }, doing: Doing): Unwatched =>
      remove(deps, tickers, { ...wish, ...doing }),
    /** The rows of those that are watched, to take them off again. */
    rowsOf: (chat: ChatId, tickers: readonly string[]): readonly WatchRow[] =>
      tickers.flatMap(
        (ticker) => store.watches.rowsOf(chat).find((row) => row.ticker === ticker) ?? [],
      ),
    /** Takes off what was added, as far as nobody has changed it since. @returns what went */
    undoAdd(added: readonly WatchRow[], doing: Doing): readonly Ticker[] {
      const there = store.watches.rowsOf(doing.by.place.chat);
      const same = ({ ticker, at }: WatchRow) =>
        there.some((one) => one.ticker === ticker && one.at === at);
      const tickers = added.filter(same).map(({ ticker }) => ticker);
      if (tickers.length > 0) remove(deps, tickers, { rulesToo: false, ...doing });
      return tickers;
    },
    /** Puts back what `remove` took, in its old place, as far as it is not there again. @returns what came back */
    restore(
      rows: readonly WatchRow[],
      rules: Unwatched['rules'],
      { by, updateId }: Doing,
    ): { readonly tickers: readonly Ticker[]; readonly rules: number } {
      const { chat } = by.place;
      const back = rows.filter(({ ticker, by: adder, at }) =>
        store.watches.add({ chat, ticker, by: adder }, at),
      );
      const gone = rules.filter(({ id }) => {
        const rule = store.rules.get(id);
        return rule?.place.chat === chat && rule.status === 'deleted';
      });
      for (const { id, status } of gone) store.rules.setStatus(id, status, clock());
      const tickers = back.map(({ ticker }) => ticker);
      const after = tickers.join(' ');
      const subject = String(chat);
      if (back.length + gone.length > 0)
        store.audit.add({ user: by.user, action: 'rewatch', subject, after, updateId }, clock());
      return { tickers, rules: gone.length };
    },
    /** The list with its prices. Awaits the provider. */
    card: (chat: ChatId): Promise<PriceTable> => priceTable(deps, chat, store.watches.ofChat(chat)),
  };
}

function addOne({ store, clock }: AppDeps, found: Found, { by, updateId }: Doing) {
  const { chat } = by.place;
  const watched = store.watches.ofChat(chat);
  if (found.kind === 'read' && watched.includes(found.reading.ticker)) return 'already';
  const ticker = knownTicker(found);
  if (ticker === undefined) return 'refused';
  if (watched.length >= MOST_WATCHED) return 'full';
  store.watches.add({ chat, ticker, by: by.user }, clock());
  const subject = `${chat}/${ticker}`;
  store.audit.add({ user: by.user, action: 'watch', subject, updateId }, clock());
  return 'added';
}

function remove(
  { store, clock }: AppDeps,
  tickers: readonly Ticker[],
  { by, updateId, rulesToo }: Doing & { rulesToo: boolean },
): Unwatched {
  const { chat } = by.place;
  const now = clock();
  const all = store.watches.rowsOf(chat);
  const rows = all.filter(({ ticker }) => tickers.includes(ticker));
  for (const { ticker } of rows) store.watches.remove(chat, ticker);
  const about = store.rules.ofChat(chat).filter((rule) => isOnlyAbout(rule, tickers));
  const rules = rulesToo ? about.map(({ id, status }) => ({ id, status })) : [];
  for (const { id } of rules) store.rules.setStatus(id, 'deleted', now);
  const before = rows.map(({ ticker }) => ticker).join(' ');
  const after = rulesToo ? `with ${rules.length} rules` : 'rules kept';
  const subject = String(chat);
  store.audit.add({ user: by.user, action: 'unwatch', subject, before, after, updateId }, now);
  const missing = tickers.filter((ticker) => !rows.some((row) => row.ticker === ticker));
  return { rows, missing, rules };
}

/** Rules for lists outlive what is taken from a list. */
function isOnlyAbout({ target }: StoredRule, tickers: readonly Ticker[]): boolean {
  return target.kind === 'ticker' && tickers.includes(target.ticker);
}

/** Rows as a button carries them: `NVDA:101:1767627000000 AMD:…`. */
export function spellRows(rows: readonly WatchRow[]): string {
  return rows.map(({ ticker, by, at }) => `${ticker}:${by}:${at}`).join(' ');
}

/** Reads back what `spellRows` wrote. */
export function readRows(text: string): readonly WatchRow[] {
  return wordsOf(text).flatMap((word) => {
    const [, name = '', by, at] = /^(.+):(\d+):(\d+)$/.exec(word) ?? [];
    const ticker = parseTicker(name);
    if (ticker === undefined || by === undefined || at === undefined) return [];
    return [{ ticker, by: Number(by) as WatchRow['by'], at: instant(Number(at)) }];
  });
}
