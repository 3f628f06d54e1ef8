import type { ChatId } from '../core/people.ts';
import type { StoredRule } from '../core/records.ts';
import type { Ticker } from '../core/ticker.ts';
import type { ListRow, NamedList } from '../db/lists.ts';
import { parseRule } from '../rules/parse.ts';
import type { AppDeps } from './deps.ts';
import type { Doing } from './doing.ts';
import { noteList, rulesAbout, tickersOf } from './list-rows.ts';
import { listUndos, type DeletedList } from './list-undo.ts';
import { priceTable, type PriceTable } from './price-lines.ts';
import { knownTicker, type Added, type Found } from './ticker-look-up.ts';

export type { DeletedList } from './list-undo.ts';

export type ListSummary = {
  readonly name: string;
  readonly count: number;
  /** Rules about it, whatever their state. */
  readonly rules: number;
};

export type ListCard = PriceTable & { readonly name: string; readonly rules: number };

export type ListAddition =
  | {
      readonly kind: 'added';
      readonly name: string;
      /** The list did not exist before. */
      readonly isNew: boolean;
      readonly added: readonly Added[];
      /** Where in the list the new ones stand, to take them out again. */
      readonly rows: readonly ListRow[];
      /** How many tickers it has now. */
      readonly count: number;
    }
  | { readonly kind: 'too-many-lists'; readonly limit: number };

export type ListRemoval = {
  readonly name: string;
  readonly rows: readonly ListRow[];
  /** What was not in it. */
  readonly missing: readonly Ticker[];
  readonly left: number;
  /** Rules about the list. */
  readonly rules: number;
};

export type Renaming =
  | { readonly kind: 'renamed'; readonly rules: number }
  | { readonly kind: 'taken' | 'gone' }
  /** A rule about it would become longer than rules may be. */
  | { readonly kind: 'too-long'; readonly code: string };

export const MOST_IN_LIST = 100;
const MOST_LISTS = 30;

/** A chat's named lists. Changes are called within the commit of the update that asks for them. */
export function listsApp(deps: AppDeps) {
  const { store } = deps;
  return {
    all: (chat: ChatId): readonly ListSummary[] =>
      store.lists.ofChat(chat).map((list) => summary(deps, chat, list)),
    /** Undefined when there is no such list. */
    tickers: (chat: ChatId, name: string): readonly Ticker[] | undefined =>
      store.lists.tickers(chat, name),
    rulesAbout: (chat: ChatId, name: string): number => rulesAbout(deps, chat, name).length,
    /** A list with its prices; undefined when there is none. Awaits the provider. */
    async card(chat: ChatId, name: string): Promise<ListCard | undefined> {
      const tickers = store.lists.tickers(chat, name);
      if (tickers === undefined) return undefined;
      const table = await priceTable(deps, chat, tickers);
      return { ...table, name, rules: rulesAbout(deps, chat, name).length };
    },
    /** Adds what is known to exist, making the list where there is none. */
    add: (name: string, found: readonly Found[], doing: Doing): ListAddition =>
      add(deps, { name, found }, doing),
    /** @returns undefined when there is no such list */
    drop: (name: string, tickers: readonly Ticker[], doing: Doing): ListRemoval | undefined =>
      drop(deps, { name, tickers }, doing),
    rename: (from: string, to: string, doing: Doing): Renaming => rename(deps, { from, to }, doing),
    /** Rules about it that are kept wait until there is a list of that name again. */
    remove: (name: string, wish: { rulesToo: boolean }, doing: Doing): DeletedList | undefined =>
      remove(deps, { name, ...wish }, doing),
    ...listUndos(deps),
  };
}

function summary(deps: AppDeps, chat: ChatId, { name, tickers }: NamedList): ListSummary {
  return { name, count: tickers.length, rules: rulesAbout(deps, chat, name).length };
}

function add(
  deps: AppDeps,
  { name, found }: { name: string; found: readonly Found[] },
  doing: Doing,
): ListAddition {
  const { store, clock } = deps;
  const { place, user } = doing.by;
  const before = store.lists.tickers(place.chat, name);
  if (before === undefined && store.lists.ofChat(place.chat).length >= MOST_LISTS)
    return { kind: 'too-many-lists', limit: MOST_LISTS };
  const inIt = new Set<Ticker>(before);
  const added = found.map((one): Added => {
    if (one.kind === 'read' && inIt.has(one.reading.ticker))
      return { found: one, outcome: 'already' };
    const ticker = knownTicker(one);
    if (ticker === undefined) return { found: one, outcome: 'refused' };
    if (inIt.size >= MOST_IN_LIST) return { found: one, outcome: 'full' };
    inIt.add(ticker);
    return { found: one, outcome: 'added' };
  });
  const tickers = [...inIt].filter((ticker) => before?.includes(ticker) !== true);
  // A list that holds nothing is made only when nothing was asked to be in it.
  const isWanted = before !== undefined || tickers.length > 0 || found.length === 0;
  if (isWanted) {
    store.lists.add({ chat: place.chat, name, tickers, by: user }, clock());
    afresh(deps, rulesAbout(deps, place.chat, name), tickers);
    noteList(deps, doing, { action: 'list-add', name, after: tickers.join(' ') });
  }
  const rows = store.lists.rows(place.chat, name).filter(({ ticker }) => tickers.includes(ticker));
  const isNew = before === undefined && isWanted;
  return { kind: 'added', name, isNew, added, rows, count: inIt.size };
}

/** What such a rule knew of a ticker from an earlier time in the list is no reason to ring: it begins anew. */
function afresh(
  { store }: AppDeps,
  rules: readonly StoredRule[],
  tickers: readonly Ticker[],
): void {
  for (const { id } of rules) {
    for (const ticker of tickers) {
      const state = store.rules.state(id, ticker);
      if (state.phase === 'new') continue;
      const fresh = { phase: 'new', pendingSince: undefined, pendingCount: 0 } as const;
      store.rules.putState(id, ticker, { ...state, ...fresh });
    }
  }
}

function drop(
  deps: AppDeps,
  { name, tickers }: { name: string; tickers: readonly Ticker[] },
  doing: Doing,
): ListRemoval | undefined {
  const { store } = deps;
  const { chat } = doing.by.place;
  const all = store.lists.tickers(chat, name);
  if (all === undefined) return undefined;
  const rows = store.lists.rows(chat, name).filter(({ ticker }) => tickers.includes(ticker));
  store.lists.drop(chat, name, tickers);
  noteList(deps, doing, { action: 'list-drop', name, before: tickersOf(rows) });
  const missing = tickers.filter((ticker) => !all.includes(ticker));
  const rules = rulesAbout(deps, chat, name).length;
  return { name, rows, missing, left: all.length - rows.length, rules };
}

function rename(deps: AppDeps, { from, to }: { from: string; to: string }, doing: Doing): Renaming {
  const { store, clock } = deps;
  const { chat } = doing.by.place;
  if (store.lists.tickers(chat, from) === undefined) return { kind: 'gone' };
  if (store.lists.tickers(chat, to) !== undefined) return { kind: 'taken' };
  const about = rulesAbout(deps, chat, from);
  const long = about.find(
    ({ text }) => isRule(text) && !isRule(`@${to}${text.slice(from.length + 1)}`),
  );
  if (long) return { kind: 'too-long', code: long.code };
  store.lists.rename(chat, from, to);
  store.rules.renameList(chat, { from, to }, clock());
  noteList(deps, doing, { action: 'list-rename', name: to, before: from, after: to });
  return { kind: 'renamed', rules: about.length };
}

function isRule(text: string): boolean {
  return parseRule(text).kind === 'rule';
}

function remove(
  deps: AppDeps,
  { name, rulesToo }: { name: string; rulesToo: boolean },
  doing: Doing,
): DeletedList | undefined {
  const { store, clock } = deps;
  const { chat } = doing.by.place;
  if (store.lists.tickers(chat, name) === undefined) return undefined;
  const rows = store.lists.rows(chat, name);
  const about = rulesAbout(deps, chat, name);
  const rules = rulesToo ? about.map(({ id, status }) => ({ id, status })) : [];
  for (const { id } of rules) store.rules.setStatus(id, 'deleted', clock());
  store.lists.remove(chat, name);
  const after = rulesToo ? `with ${rules.length} rules` : 'rules kept';
  noteList(deps, doing, { action: 'list-delete', name, before: tickersOf(rows), after });
  return { name, rows, rules, kept: about.length - rules.length };
}
