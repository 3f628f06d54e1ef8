import { formatPrice } from '../core/format.ts';
import type { Quote } from '../core/market.ts';
import { parseTicker } from '../core/ticker.ts';
import type { AppDeps } from './deps.ts';
import { readTicker } from './reading.ts';
import { findPack } from '../rules/packs.ts';
import { readyRule } from '../rules/ready.ts';
import { sightOf } from '../rules/sight.ts';
import type { ChatId } from '../core/people.ts';
import type { Asker } from './rule-destinations.ts';
import { draftRule } from './rule-draft.ts';
import { deskOf } from './rule-sight.ts';

export const RULE_FAMILIES = [
  'above',
  'below',
  'move',
  'change',
  'rsi',
  'average',
  'volume',
  'bands',
  'macd',
  'breakout',
  'td',
] as const;

export type RuleFamily = (typeof RULE_FAMILIES)[number];

/** What may be asked of a ticker in one family, and where that stands: `RSI 43.2 now`. */
export type Presets = { readonly says: string | null; readonly options: readonly string[] };

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
    /** Conditions to choose from, around the values as they are. Empty where nobody can tell them. */
    async presets(text: string, family: RuleFamily): Promise<Presets> {
      const ticker = parseTicker(text);
      const reading = ticker && (await readTicker(deps, ticker));
      const quote = reading && reading.kind !== 'unknown' ? reading.quote : undefined;
      if (READS[family].length === 0 || quote === undefined)
        return { says: null, options: conditions(family, quote?.price) };
      const { market } = quote.instrument;
      const want = { ticker: quote.ticker, market, timeframe: '1d', bars: DAYS_BACK } as const;
      await deps.bars.topUp([want]);
      const values = READS[family].map((name) => valueOf(deps, quote, name));
      return { says: values.join(' · '), options: conditions(family, quote.price) };
    },
    /** Why a condition cannot be had for a ticker; undefined when it can. */
    async complaint(text: string, asker: Asker): Promise<string | undefined> {
      const draft = await draftRule(deps, text, asker);
      return draft.kind === 'problem' ? draft.why : undefined;
    },
  };
}

/** What is told of a family beside the question. */
const READS: Readonly<Record<RuleFamily, readonly string[]>> = {
  above: [],
  below: [],
  move: [],
  change: [],
  rsi: ['rsi14'],
  average: ['sma50', 'sma200'],
  volume: ['volratio20'],
  bands: ['bb.lower', 'bb.upper'],
  macd: ['macd', 'macd.signal'],
  breakout: ['high20', 'low20'],
  td: ['td.setup'],
};

const DAYS_BACK = 320;

/** A measure as it stands, with its name: `rsi14 43.20`. */
function valueOf(deps: AppDeps, quote: Quote, name: string): string {
  const ready = readyRule(`${quote.ticker} ${name} > 0`);
  const desk = deskOf(deps, quote.ticker);
  const facts = { quote, desk, reference: undefined, priceAgo: () => undefined };
  const [reading] = (ready && sightOf(ready, facts)?.judgement.readings) ?? [];
  return reading === undefined ? `${name} not known yet` : `${name} ${formatPrice(reading.value)}`;
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
    case 'rsi':
      return [
        'rsi14 < 30',
        'rsi14 < 25',
        'rsi14 > 70',
        'rsi14 > 75',
        'rsi14@1h < 30',
        'rsi14@1h > 70',
      ];
    case 'average':
      return [
        'price > sma200',
        'price < sma200',
        'price x sma200',
        'price x sma50',
        'sma50 x> sma200',
        'sma50 x< sma200',
      ];
    case 'volume':
      return ['volratio20 > 2', 'volratio20 > 3', 'volz20 > 2.5', 'volratio20@1h > 3'];
    case 'bands':
      return ['price < bb.lower', 'price > bb.upper', 'close@1h < bb.lower@1h', 'bb.width < 0.05'];
    case 'macd':
      return ['macd x> macd.signal', 'macd x< macd.signal', 'macd x> 0', 'macd x< 0'];
    case 'breakout':
      return findPack('extremes')?.conditions ?? [];
    case 'td':
      return ['td9 buy', 'td9 sell', 'td13 buy', 'td13 sell'];
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
