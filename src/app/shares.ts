import { explainRule } from '../rules/explain.ts';
import { parseRule } from '../rules/parse.ts';
import { parseTicker, type Ticker } from '../core/ticker.ts';
import type { ChatId } from '../core/people.ts';
import type { StoredRule } from '../core/records.ts';
import type { Instant } from '../core/time.ts';
import type { ListRow } from '../db/lists.ts';
import type { SharedContent } from '../db/shares.ts';
import type { AppDeps } from './deps.ts';
import type { Doing } from './doing.ts';
import { priceTable, type PriceTable } from './price-lines.ts';
import { readTickers } from './reading.ts';
import type { Draft } from './rule-draft.ts';
import { rulesApp } from './rules.ts';
import { linkFor, publicText, urlOf } from './share-link.ts';

/** A link that was just asked for. */
export type MadeLink = {
  readonly token: string;
  readonly url: string;
  readonly content: SharedContent;
  /** What it hands on, in words. */
  readonly says: string;
  readonly expiresAt: Instant;
  readonly isNew: boolean;
  readonly zone: string;
};

/** What a link turned out to be, for the chat that opened it. */
export type Opened =
  | {
      readonly kind: 'rule';
      readonly text: string;
      readonly draft: Draft;
      /** A list that the rule is about and this chat lacks: it comes with it. */
      readonly brings: { readonly name: string; readonly tickers: readonly Ticker[] } | undefined;
    }
  | {
      readonly kind: 'list';
      readonly name: string;
      readonly table: PriceTable;
      /** How many tickers this chat's own list of that name has; undefined when it has none. */
      readonly own: number | undefined;
      readonly unwatched: number;
    }
  | { readonly kind: 'expired'; readonly at: Instant; readonly zone: string }
  | { readonly kind: 'unknown' };

/** Links by which others copy a rule or a list. */
export function sharesApp(deps: AppDeps) {
  const { store, clock } = deps;
  const rules = rulesApp(deps);
  const make = (content: SharedContent, says: string, doing: Doing): MadeLink =>
    makeLink(deps, { content, says }, doing);
  return {
    /** @returns undefined for a rule that can no longer be read */
    rule(rule: StoredRule, doing: Doing): MadeLink | undefined {
      const text = publicText(rule.text);
      if (text === undefined) return undefined;
      const tickers = rule.target.kind === 'list' ? store.targets.tickersOf(rule) : [];
      return make({ kind: 'rule', text, tickers }, sentenceOf(text), doing);
    },
    /** @returns undefined when there is no such list, or nothing in it */
    list(name: string, doing: Doing): MadeLink | undefined {
      const tickers = store.lists.tickers(doing.by.place.chat, name);
      if (tickers === undefined || tickers.length === 0) return undefined;
      return make({ kind: 'list', name, tickers }, tickers.join(', '), doing);
    },
    /** @returns false when it was none of this chat's */
    revoke(token: string, { by }: Doing): boolean {
      const wasThere = store.shares.remove(by.place.chat, token);
      const subject = String(by.place.chat);
      if (wasThere) store.audit.add({ action: 'unshare', subject }, clock());
      return wasThere;
    },
    /** What the link of that token offers to a chat. Awaits the provider; writes nothing. */
    async open(token: string, chat: ChatId): Promise<Opened> {
      const share = store.shares.get(token);
      if (share === undefined) return { kind: 'unknown' };
      const zone = store.chats.get(chat)?.zone ?? deps.defaultZone;
      if (share.expiresAt <= clock()) return { kind: 'expired', at: share.expiresAt, zone };
      const { content } = share;
      if (content.kind === 'list') return openList(deps, chat, content);
      return openRule(deps, { content, chat, draft: rules.draft });
    },
    /** Makes the list that an opened rule brings with it. Called within the commit that makes the rule. @returns its rows */
    bring(
      { name, tickers }: { name: string; tickers: readonly Ticker[] },
      { by }: Doing,
    ): readonly ListRow[] {
      const { chat } = by.place;
      if (store.lists.tickers(chat, name) !== undefined) return [];
      store.lists.add({ chat, name, tickers, by: by.user }, clock());
      const after = tickers.join(' ');
      store.audit.add({ action: 'list-add', subject: `${chat}/@${name}`, after }, clock());
      return store.lists.rows(chat, name);
    },
  };
}

function makeLink(
  deps: AppDeps,
  { content, says }: { content: SharedContent; says: string },
  { by, updateId }: Doing,
): MadeLink {
  const { store, clock, defaultZone } = deps;
  const { chat } = by.place;
  const now = clock();
  const share = linkFor(deps, { chat, content, by: by.user }, now);
  const subject = `${chat}/${content.kind === 'list' ? `@${content.name}` : content.text}`;
  store.audit.add({ user: by.user, action: 'share', subject, updateId }, now);
  const zone = store.chats.get(chat)?.zone ?? defaultZone;
  return { ...share, says, url: urlOf(deps, share) ?? '', zone };
}

function sentenceOf(text: string): string {
  const parsed = parseRule(text);
  return parsed.kind === 'rule' ? explainRule(parsed.rule).sentence : text;
}

type OpeningRule = {
  readonly content: Extract<SharedContent, { kind: 'rule' }>;
  readonly chat: ChatId;
  readonly draft: (text: string, chat: ChatId) => Promise<Draft>;
};

async function openRule(deps: AppDeps, { content, chat, draft }: OpeningRule): Promise<Opened> {
  const { text } = content;
  const parsed = parseRule(text);
  const target = parsed.kind === 'rule' ? parsed.rule.target : undefined;
  const tickers = content.tickers.flatMap((one) => parseTicker(one) ?? []);
  const [first] = tickers;
  const lacks =
    target?.kind === 'list' && deps.store.lists.tickers(chat, target.name) === undefined;
  if (parsed.kind !== 'rule' || !lacks || first === undefined)
    return { kind: 'rule', text, draft: await draft(text, chat), brings: undefined };
  // There is no list yet to read it for: one of its tickers says whether the rule can be had.
  const like = await draft(text.replace(/^\S+/, first), chat);
  const brings = { name: target.name, tickers };
  if (like.kind !== 'ready') return { kind: 'rule', text, draft: like, brings };
  const readings = (await readTickers(deps, tickers)).filter(({ kind }) => kind !== 'unknown');
  return { kind: 'rule', text, draft: { ...like, rule: parsed.rule, readings }, brings };
}

async function openList(
  deps: AppDeps,
  chat: ChatId,
  { name, tickers: names }: Extract<SharedContent, { kind: 'list' }>,
): Promise<Opened> {
  const { store } = deps;
  const tickers = names.flatMap((one) => parseTicker(one) ?? []);
  const table = await priceTable(deps, chat, tickers);
  const watched = store.watches.ofChat(chat);
  return {
    kind: 'list',
    name,
    table,
    own: store.lists.tickers(chat, name)?.length,
    unwatched: tickers.filter((ticker) => !watched.includes(ticker)).length,
  };
}
