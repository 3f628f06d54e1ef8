import type { Actor, ChatId } from '../core/people.ts';
import type { RuleStatus, StoredRule } from '../core/records.ts';
import { parseTicker, type Ticker } from '../core/ticker.ts';
import { instant, type Instant } from '../core/time.ts';
import type { WatchRow } from '../db/watches.ts';
import type { AppDeps } from './deps.ts';
import { readTickers, type Reading } from './reading.ts';
import { sessionFacts, type SessionFacts } from './session.ts';

/** What was typed, and what it turned out to be. */
export type Found =
  | { readonly kind: 'not-a-ticker'; readonly typed: string }
  | { readonly kind: 'read'; readonly typed: string; readonly reading: Reading };

export type LookUp =
  | { readonly kind: 'found'; readonly found: readonly Found[] }
  | { readonly kind: 'too-many'; readonly count: number; readonly limit: number };

/** What became of one typed ticker. `refused` covers what is no ticker, is not known, or could not be asked about. */
export type Added = {
  readonly found: Found;
  readonly outcome: 'added' | 'already' | 'refused' | 'full';
};

export type WatchLine = {
  readonly ticker: Ticker;
  readonly reading: Reading;
  readonly session: SessionFacts | undefined;
  readonly rulesOn: number;
};

export type WatchCard = {
  readonly lines: readonly WatchLine[];
  readonly zone: string;
  readonly now: Instant;
};

/** What an unwatching took away, to put it back. */
export type Unwatched = {
  readonly rows: readonly WatchRow[];
  readonly missing: readonly Ticker[];
  readonly rules: readonly { readonly id: number; readonly status: RuleStatus }[];
};

export type Doing = { readonly by: Actor; readonly updateId: number };

const MOST_AT_ONCE = 20;
const MOST_WATCHED = 200;

/** What a chat watches. */
export function watchApp(deps: AppDeps) {
  const { store, clock } = deps;
  return {
    /** Reads tickers out of a line and looks them up. Awaits the provider. */
    lookUp: (line: string): Promise<LookUp> => lookUp(deps, line),
    /** Tickers in a line, each once; what cannot be one is left out. */
    tickersIn: (line: string): readonly Ticker[] => [
      ...new Set(wordsOf(line).flatMap((word) => parseTicker(word) ?? [])),
    ],
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
    card: (chat: ChatId): Promise<WatchCard> => card(deps, chat),
  };
}

function wordsOf(line: string): readonly string[] {
  return line.split(/[\s,;]+/).filter((word) => word !== '');
}

async function lookUp(deps: AppDeps, line: string): Promise<LookUp> {
  const words = wordsOf(line);
  const typed = new Map<string, string>();
  for (const word of words) {
    const key = parseTicker(word) ?? word;
    if (!typed.has(key)) typed.set(key, word);
  }
  if (typed.size > MOST_AT_ONCE)
    return { kind: 'too-many', count: typed.size, limit: MOST_AT_ONCE };
  const tickers = [...typed.keys()].flatMap((key) => parseTicker(key) ?? []);
  const readings = new Map(
    (await readTickers(deps, tickers)).map((reading) => [reading.ticker as string, reading]),
  );
  const found = [...typed].map(([key, word]): Found => {
    const reading = readings.get(key);
    return reading ? { kind: 'read', typed: word, reading } : { kind: 'not-a-ticker', typed: word };
  });
  return { kind: 'found', found };
}

function addOne({ store, clock }: AppDeps, found: Found, { by, updateId }: Doing) {
  if (found.kind === 'not-a-ticker') return 'refused';
  const { ticker, kind, ...rest } = found.reading;
  const { chat } = by.place;
  const watched = store.watches.ofChat(chat);
  if (watched.includes(ticker)) return 'already';
  // A source that cannot be asked is no reason to refuse what it knew before.
  const isKnown = kind !== 'unknown' && 'quote' in rest && rest.quote !== undefined;
  if (!isKnown && kind !== 'doubted') return 'refused';
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

async function card(deps: AppDeps, chat: ChatId): Promise<WatchCard> {
  const { store, calendar, clock, defaultZone } = deps;
  const readings = await readTickers(deps, store.watches.ofChat(chat));
  const now = clock();
  const on = store.rules.ofChat(chat).filter(({ status }) => status === 'on');
  const lines = readings.map((reading): WatchLine => {
    const quote = reading.kind === 'unknown' ? undefined : reading.quote;
    return {
      ticker: reading.ticker,
      reading,
      session: quote && sessionFacts(calendar, quote.instrument.market, now),
      rulesOn: on.filter((rule) => store.targets.tickersOf(rule).includes(reading.ticker)).length,
    };
  });
  return { lines, zone: store.chats.get(chat)?.zone ?? defaultZone, now };
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
