import type { ChatId } from '../core/people.ts';
import type { StoredRule } from '../core/records.ts';
import { parseTicker, type Ticker } from '../core/ticker.ts';
import { DAY_MS } from '../core/time.ts';
import type { Timeframe } from '../core/timeframe.ts';
import type { Store } from '../db/store.ts';
import { caretLines } from '../rules/problem.ts';
import { readyRule } from '../rules/ready.ts';
import { lookAtWake, readWake, type Wake, type WakeLook } from '../rules/wake.ts';
import type { AppDeps } from './deps.ts';

export type { Wake, WakeLook };

type Needs = Pick<AppDeps, 'store' | 'bars'>;

/** A snooze with a condition ends by itself after this, whatever happens. */
export const LONGEST_WAKE_MS = 30 * DAY_MS;

export type WakeWish =
  | { readonly kind: 'wake'; readonly wake: Wake }
  | {
      readonly kind: 'problem';
      /** The text as read and the carets beneath. */
      readonly lines: readonly [string, string];
      readonly why: string;
      /** Whole conditions that would work, with their ticker. */
      readonly repairs: readonly string[];
    }
  /** What is to be snoozed is no single ticker, and the words name none either. */
  | { readonly kind: 'no-ticker' }
  /** No rule here asks for prices of it, so that nobody would see the condition come. */
  | { readonly kind: 'blind'; readonly ticker: Ticker };

type Asked = {
  readonly ticker: Ticker | undefined;
  readonly words: string;
  readonly chat: ChatId;
};

/** Reads `< 140`, `rsi14@1h > 40`, or `NVDA < 140` where the snooze itself is about no single ticker. */
export function readWakeOf(deps: Needs, { ticker, words, chat }: Asked): WakeWish {
  const { store } = deps;
  const score = store.chats.get(chat)?.score;
  const named = namedFirst(store, words, chat);
  const text = named !== undefined || ticker === undefined ? words : `${ticker} ${words}`;
  if (named === undefined && ticker === undefined) return { kind: 'no-ticker' };
  const read = readWake(text, score);
  if (read.kind === 'problem') {
    const { problem } = read;
    return { kind: 'problem', lines: caretLines(problem), ...problem };
  }
  const { wake } = read;
  return isSeen(store, wake.ticker, chat) ? read : { kind: 'blind', ticker: wake.ticker };
}

/** The ticker that a condition begins with, when the chat has it in its rules. */
function namedFirst(store: Store, words: string, chat: ChatId): Ticker | undefined {
  const ticker = parseTicker(words.trim().split(/\s+/)[0] ?? '');
  return ticker !== undefined && isSeen(store, ticker, chat) ? ticker : undefined;
}

function isSeen(store: Store, ticker: Ticker, chat: ChatId): boolean {
  return store.rules
    .ofChat(chat)
    .some((rule) => rule.status === 'on' && store.targets.tickersOf(rule).includes(ticker));
}

/** Brings in the bars that a condition reads; the bars scanner goes on with them. */
export async function topUpFor({ store, bars }: Needs, wake: Wake): Promise<void> {
  const { ticker, ready } = wake;
  const market = store.quotes.get(ticker)?.quote?.instrument.market;
  if (market === undefined || ready.compiled.needs.bars.size === 0) return;
  const wants = [...ready.compiled.needs.bars].map(([timeframe, count]) => ({
    ticker,
    market,
    timeframe,
    bars: count,
  }));
  await bars.topUp(wants);
}

/** How far it is with a condition. */
export function lookFor({ store, bars }: Needs, wake: Wake): WakeLook | undefined {
  return lookAtWake(wake, {
    quote: (ticker) => store.quotes.get(ticker)?.quote,
    priceAgo: (ticker, ms, at) => store.quotes.priceAgo(ticker, ms, at),
    bars: (ticker, timeframe) => bars.read(ticker, timeframe),
  });
}

/** How long the bars are that a rule waits for; undefined for one that is judged on quotes. */
export function paceOfRule(store: Store, rule: StoredRule): Timeframe | undefined {
  const ready = readyRule(rule.text, store.chats.get(rule.place.chat)?.score);
  const pace = ready?.compiled.pace;
  return pace === undefined || pace.kind === 'quotes' ? undefined : pace.timeframe;
}

export type PriceLevels = {
  readonly price: number;
  readonly below: number;
  readonly above: number;
};

/** Round levels some two percent away on either side; undefined without a price. */
export function priceLevels(
  { store }: Pick<Needs, 'store'>,
  ticker: Ticker | undefined,
): PriceLevels | undefined {
  const price = ticker && store.quotes.get(ticker)?.quote?.price;
  if (price === undefined || !(price > 0)) return undefined;
  const step = 10 ** Math.floor(Math.log10(price * 0.02));
  const rounded = (steps: number) => Number((steps * step).toPrecision(8));
  const below = rounded(Math.floor((price * 0.985) / step));
  return { price, below, above: rounded(Math.ceil((price * 1.015) / step)) };
}
