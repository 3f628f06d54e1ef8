import { formatPrice } from '../core/format.ts';
import type { ChatId } from '../core/people.ts';
import { parseTicker } from '../core/ticker.ts';
import type { AppDeps } from './deps.ts';
import { readTicker } from './reading.ts';
import { draftRule } from './rule-draft.ts';

export type RuleFamily = 'above' | 'below' | 'move' | 'change';

export type TickerPeek =
  | { readonly kind: 'known'; readonly ticker: string; readonly says: string }
  | { readonly kind: 'unknown'; readonly says: string; readonly suggestions: readonly string[] };

/** What the setup of a rule offers. Everything here is plain JSON: a conversation stores it. */
export function rulePresets(deps: AppDeps) {
  const { store } = deps;
  return {
    /** Tickers that a new rule is most likely about: those of the latest rules, then what is watched. */
    likelyTickers(chat: ChatId): readonly string[] {
      const latest = [...store.rules.ofChat(chat)].sort((a, b) => b.id - a.id);
      const about = latest.flatMap(({ target }) =>
        target.kind === 'ticker' ? [target.ticker] : [],
      );
      return [...new Set([...about, ...store.watches.ofChat(chat)])];
    },
    /** Whether a typed ticker exists, and its price as a sentence. */
    async peek(text: string): Promise<TickerPeek> {
      const ticker = parseTicker(text);
      const cannot = `“${text}” cannot be a ticker. One looks like NVDA, ^GSPC or BTC-USD.`;
      if (ticker === undefined) return { kind: 'unknown', says: cannot, suggestions: [] };
      const reading = await readTicker(deps, ticker);
      if (reading.kind === 'unknown') {
        const suggestions = reading.suggestions.map((one) => one.ticker);
        return { kind: 'unknown', says: `I can’t find ${ticker}.`, suggestions };
      }
      const { quote } = reading;
      const price = quote ? `${formatPrice(quote.price)} now` : 'no price at the moment';
      return { kind: 'known', ticker, says: `${quote?.instrument.name ?? ticker}, ${price}` };
    },
    /** Conditions to choose from, around the price as it is. Empty when nobody can tell it. */
    async presets(text: string, family: RuleFamily): Promise<readonly string[]> {
      const ticker = parseTicker(text);
      const reading = ticker && (await readTicker(deps, ticker));
      const quote = reading && reading.kind !== 'unknown' ? reading.quote : undefined;
      return conditions(family, quote?.price);
    },
    /** Why a condition cannot be had for a ticker; undefined when it can. */
    async complaint(text: string, chat: ChatId): Promise<string | undefined> {
      const draft = await draftRule(deps, text, chat);
      return draft.kind === 'problem' ? draft.why : undefined;
    },
  };
}

function conditions(family: RuleFamily, price: number | undefined): readonly string[] {
  switch (family) {
    case 'above':
      return price === undefined ? [] : levels(price, 1).map((level) => `> ${level}`);
    case 'below':
      return price === undefined ? [] : levels(price, -1).map((level) => `< ${level}`);
    case 'move':
      return ['±2% 1d', '±3% 1d', '±5% 1d', '±10% 1d', '±5% since now', '±10% since now'];
    case 'change':
      return [
        'change > 1%',
        'change > 3%',
        'change > 5%',
        'change < -1%',
        'change < -3%',
        'change < -5%',
      ];
  }
}

/** Round numbers some 1 to 20 percent away from the price. */
function levels(price: number, way: 1 | -1): readonly number[] {
  const found = [1, 2, 5, 10, 15, 20].map((pct) => rounded(price * (1 + (way * pct) / 100)));
  return [...new Set(found)].filter((level) => (level - price) * way > 0);
}

/** To three figures, or four where three would be coarser than a percent. */
function rounded(value: number): number {
  return Number(value.toPrecision(value.toPrecision(1).startsWith('1') ? 4 : 3));
}
