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
    /** Puts back what `remove` took, in its old place. */
    restore(rows: readonly WatchRow[], rules: Unwatched['rules'], { by, updateId }: Doing): void {
      const { chat } = by.place;
      for (const { ticker, by: adder, at } of rows)
        store.watches.add({ chat, ticker, by: adder }, at);
      for (const { id, status } of rules) {
        const rule = store.rules.get(id);
        if (rule?.place.chat === chat && rule.status === 'deleted')
          store.rules.setStatus(id, status, clock());
      }
      const after = rows.map(({ ticker }) => ticker).join(' ');
      const subject = String(chat);
      store.audit.add({ user: by.user, action: 'rewatch', subject, after, updateId }, clock());
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

/** Reads rows back from a button: `NVDA:101:1767627000000 AMD:…`. */
export function readRows(text: string): readonly WatchRow[] {
  return wordsOf(text).flatMap((word) => {
    const [, name = '', by, at] = /^(.+):(\d+):(\d+)$/.exec(word) ?? [];
    const ticker = parseTicker(name);
    if (ticker === undefined || by === undefined || at === undefined) return [];
    return [{ ticker, by: Number(by) as WatchRow['by'], at: instant(Number(at)) }];
  });
}
