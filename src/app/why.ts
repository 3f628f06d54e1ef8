import type { ChatId } from '../core/people.ts';
import type { StoredRule } from '../core/records.ts';
import { parseTicker, type Ticker } from '../core/ticker.ts';
import type { Instant } from '../core/time.ts';
import { explainRule, type Explanation } from '../rules/explain.ts';
import { shortfallOf } from '../rules/shortfall.ts';
import { alertReceipt, type AlertReceipt } from './alert-receipt.ts';
import { readyFor, ruleSight } from './rule-sight.ts';
import { tryRule, type Tried } from './rule-try.ts';
import type { WhyFacts } from './why-facts.ts';
import { firstFailing, gatesOf, type Gate } from './why-gates.ts';
import { gatherWhy, type WhyDeps } from './why-gather.ts';

/** Why one rule is silent on one ticker, or would ring. */
export type TickerWhy = {
  readonly facts: WhyFacts;
  readonly gates: readonly Gate[];
  /** Why it is silent; undefined when it rings as soon as it reads the like of what it read last. */
  readonly first: Gate | undefined;
  /** Who asked for quiet, when that is why. */
  readonly mutedBy: string | undefined;
};

/** Both ways: why a rule is silent now, and how it rang last. */
export type RuleWhy = {
  readonly rule: StoredRule;
  readonly said: Explanation | undefined;
  readonly isSeveral: boolean;
  /** The ticker that was asked about, or the one that is nearest to ringing; undefined when it is about none. */
  readonly main: TickerWhy | undefined;
  /** Its other tickers, the nearest first. */
  readonly others: readonly TickerWhy[];
  readonly last: AlertReceipt | undefined;
  readonly zone: string;
  readonly now: Instant;
};

/** What somebody asks about. */
export type Asked =
  | { readonly kind: 'rule'; readonly rule: StoredRule; readonly ticker: Ticker | undefined }
  | { readonly kind: 'alert'; readonly id: number }
  | { readonly kind: 'ticker'; readonly ticker: Ticker }
  /** The rule is there, and not about that. */
  | { readonly kind: 'not-about'; readonly rule: StoredRule; readonly text: string }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'unknown'; readonly text: string };

export type TickerAnswer = {
  readonly ticker: Ticker;
  readonly rules: readonly RuleWhy[];
  readonly last: AlertReceipt | undefined;
  readonly zone: string;
  readonly now: Instant;
};

const NAMED = 6;

/** Why rules rang, and why they did not. Reads only. */
export function whyApp(deps: WhyDeps) {
  const { store } = deps;
  const here = (chat: ChatId): ChatId => store.chats.current(chat);
  const zoneOf = (chat: ChatId): string => store.chats.get(chat)?.zone ?? deps.defaultZone;
  return {
    /** Reads `R7K2`, `R7K2 NVDA`, `#7Q2M9` or `NVDA`, or nothing with a message that was replied to. */
    find(text: string, asker: { chat: ChatId; repliesTo: string | undefined }): Asked {
      return find(deps, text.trim(), { ...asker, chat: here(asker.chat) });
    },
    rule: (rule: StoredRule, ticker?: Ticker): RuleWhy => ruleWhy(deps, rule, ticker),
    /** An alert, and how its rule stands now; undefined when the alert has been erased. */
    alert(id: number) {
      const receipt = alertReceipt(deps, id);
      if (receipt === undefined) return undefined;
      const { ruleId, ticker, chat } = receipt.alert;
      const rule = ruleId === undefined ? undefined : store.rules.get(ruleId);
      const why = rule && ruleWhy(deps, rule, ticker);
      return { receipt, why, zone: zoneOf(chat), now: deps.clock() };
    },
    /** Every rule of a chat that is about a ticker, and the last alert on it. */
    ticker(ticker: Ticker, chat: ChatId): TickerAnswer {
      const rules = aboutTicker(deps, ticker, here(chat));
      const [last] = lastOf(deps, here(chat), { ticker, ruleId: undefined });
      return {
        ticker,
        rules: rules.map((rule) => ruleWhy(deps, rule, ticker)),
        last: last === undefined ? undefined : alertReceipt(deps, last),
        zone: zoneOf(here(chat)),
        now: deps.clock(),
      };
    },
    /** A few rules that may be meant, those that rang last first. */
    suggest: (chat: ChatId): readonly StoredRule[] => suggest(deps, here(chat)),
    /** What a rule's alert would look like at this moment. */
    test: (rule: StoredRule, ticker?: Ticker): Tried => {
      const why = ruleWhy(deps, rule, ticker);
      return tryRule(deps, rule, why.main?.facts.ticker);
    },
  };
}

/** Why a rule is silent, on each of its tickers, and how it rang last. */
function ruleWhy(deps: WhyDeps, rule: StoredRule, ticker: Ticker | undefined): RuleWhy {
  const { store } = deps;
  const isSeveral = rule.target.kind !== 'ticker';
  const tickers = store.targets.tickersOf(rule);
  const each = sortedByNearness(deps, rule, tickers);
  const main = each.find((one) => one.facts.ticker === ticker) ?? each[0];
  const [last] = lastOf(deps, rule.place.chat, { ruleId: rule.id, ticker });
  const ready = readyFor(deps, rule);
  return {
    rule,
    said: ready && explainRule(ready.rule),
    isSeveral,
    main,
    others: each.filter((one) => one !== main),
    last: last === undefined ? undefined : alertReceipt(deps, last),
    zone: store.chats.get(rule.place.chat)?.zone ?? deps.defaultZone,
    now: deps.clock(),
  };
}

/** Those with fewer gates before them first, and among equals the one whose numbers are nearest. */
function sortedByNearness(
  deps: WhyDeps,
  rule: StoredRule,
  tickers: readonly Ticker[],
): readonly TickerWhy[] {
  return tickers
    .map((ticker) => {
      const why = tickerWhy(deps, rule, ticker);
      const ahead = why.first === undefined ? 0 : why.gates.length - why.gates.indexOf(why.first);
      const { quote } = why.facts.price;
      const sight = ruleSight(deps, rule, { ticker, quote });
      const short = sight ? shortfallOf(sight.ready.rule.condition, sight.view) : Infinity;
      return { why, ahead, short };
    })
    .sort((a, b) => a.ahead - b.ahead || (a.short < b.short ? -1 : Number(a.short > b.short)))
    .map(({ why }) => why);
}

function tickerWhy(deps: WhyDeps, rule: StoredRule, ticker: Ticker): TickerWhy {
  const facts = gatherWhy(deps, rule, ticker);
  const gates = gatesOf(facts);
  const quiet = gates.find((one) => one.gate === 'quiet')?.detail.mute;
  const mutedBy = quiet && (deps.store.people.get(quiet.createdBy)?.name ?? 'somebody');
  return { facts, gates, first: firstFailing(gates), mutedBy };
}

function find(
  deps: WhyDeps,
  text: string,
  { chat, repliesTo }: { chat: ChatId; repliesTo: string | undefined },
): Asked {
  const { store } = deps;
  if (text === '') {
    const replied = repliesTo === undefined ? undefined : store.alertLog.byMessage(chat, repliesTo);
    return replied === undefined ? { kind: 'nothing' } : { kind: 'alert', id: replied };
  }
  const [word = '', ...rest] = text.split(/\s+/);
  const rule = word.startsWith('#') ? undefined : store.rules.byCode(chat, word.toUpperCase());
  if (rule !== undefined) return ofRule(deps, rule, rest.join(' '));
  const id = store.alertLog.byRef(chat, word.replace(/^#/, '').toUpperCase());
  if (id !== undefined) return { kind: 'alert', id };
  const ticker = word.startsWith('#') || rest.length > 0 ? undefined : parseTicker(word);
  const isKnown =
    ticker !== undefined &&
    (aboutTicker(deps, ticker, chat).length > 0 ||
      lastOf(deps, chat, { ticker, ruleId: undefined }).length > 0);
  return isKnown ? { kind: 'ticker', ticker } : { kind: 'unknown', text };
}

function ofRule({ store }: WhyDeps, rule: StoredRule, text: string): Asked {
  if (text === '') return { kind: 'rule', rule, ticker: undefined };
  const ticker = parseTicker(text);
  const isIts = ticker !== undefined && store.targets.tickersOf(rule).includes(ticker);
  return isIts ? { kind: 'rule', rule, ticker } : { kind: 'not-about', rule, text };
}

function aboutTicker({ store }: WhyDeps, ticker: Ticker, chat: ChatId): readonly StoredRule[] {
  return store.rules.ofChat(chat).filter((rule) => store.targets.tickersOf(rule).includes(ticker));
}

/** The id of the newest alert, in a list that is empty when there is none. */
function lastOf(
  { store }: WhyDeps,
  chat: ChatId,
  about: { ticker: Ticker | undefined; ruleId: number | undefined },
): readonly number[] {
  const filter = { chat, ...about, since: undefined, missed: false, upTo: undefined };
  return store.alertLog.page(filter, { limit: 1, offset: 0 });
}

function suggest({ store }: WhyDeps, chat: ChatId): readonly StoredRule[] {
  const rules = store.rules.ofChat(chat);
  const rang = store.alerts
    .ofChat(chat, 30)
    .flatMap(({ ruleId }) => rules.find(({ id }) => id === ruleId) ?? []);
  return [...new Set([...rang, ...rules.toReversed()])].slice(0, NAMED);
}
