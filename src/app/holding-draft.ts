import { wholeUnits } from '../core/currency.ts';
import type { Instrument, Quote } from '../core/market.ts';
import type { UserId } from '../core/people.ts';
import type { Ticker } from '../core/ticker.ts';
import { DAY_MS, instant, type Instant } from '../core/time.ts';
import type { Holding } from '../portfolio/holdings-diff.ts';
import type { AppDeps } from './deps.ts';
import { lookingOf } from './holding-lines.ts';
import { readHoldingWords, type HoldingWords, type WordsProblem } from './holding-words.ts';
import { readTicker, type Reading } from './reading.ts';

export type DraftDeps = Pick<
  AppDeps,
  'store' | 'market' | 'bars' | 'calendar' | 'clock' | 'defaultZone'
>;

/** A purchase as it was typed, looked up. */
export type HoldingDraft =
  | { readonly kind: 'problem'; readonly problem: WordsProblem }
  | {
      readonly kind: 'unknown';
      readonly ticker: Ticker;
      readonly suggestions: readonly Instrument[];
      /** What was typed behind the ticker. */
      readonly rest: string;
    }
  /** Nobody can tell in what it is quoted just now. `why` is a sentence without its end. */
  | { readonly kind: 'unasked'; readonly ticker: Ticker; readonly why: string }
  /** It is quoted in another currency than the price was given in. */
  | {
      readonly kind: 'other-currency';
      readonly ticker: Ticker;
      readonly given: string;
      readonly quoted: string;
    }
  | { readonly kind: 'no-quantity'; readonly ticker: Ticker; readonly quote: Quote | undefined }
  /** `typed` is what it would take with the price behind it. */
  | {
      readonly kind: 'no-price';
      readonly typed: string;
      readonly words: HoldingWords;
      readonly quote: Quote | undefined;
    }
  /** London quotes pence, and this looks like pounds: `typed` without a currency. */
  | {
      readonly kind: 'pence';
      readonly typed: string;
      readonly price: number;
      readonly quote: Quote;
      readonly whole: string;
    }
  | { readonly kind: 'ready'; readonly purchase: Purchase };

/** Something bought, ready to be written down. */
export type Purchase = Holding & {
  readonly at: Instant;
  readonly quote: Quote | undefined;
};

/** Reads `NVDA 100 @ 121.40 2026-03-01` and looks the ticker up. Awaits the provider; writes nothing. */
export async function draftHolding(
  deps: DraftDeps,
  line: string,
  user: UserId,
): Promise<HoldingDraft> {
  const looking = lookingOf(deps, user);
  const read = readHoldingWords(line, looking);
  if (read.kind === 'problem') return read;
  const { words } = read;
  const reading = await readTicker(deps, words.ticker);
  const draft = checked(line, words, { reading, now: looking.now });
  if (draft.kind === 'ready') await knowPast(deps, draft.purchase, looking.now);
  return draft;
}

type Looked = { readonly reading: Reading; readonly now: Instant };

function checked(line: string, words: HoldingWords, { reading, now }: Looked): HoldingDraft {
  const { ticker, quantity, price, at } = words;
  const typed = line.trim();
  if (reading.kind === 'unknown') {
    const rest = typed.replace(/^\S+\s*/, '');
    return { kind: 'unknown', ticker, suggestions: reading.suggestions, rest };
  }
  const { quote } = reading;
  const unit = unitOf(words, quote);
  if (unit === undefined) {
    const why = 'why' in reading ? reading.why : 'no price came';
    return { kind: 'unasked', ticker, why };
  }
  if (quote !== undefined && wholeOf(unit) !== wholeOf(quote.currency))
    return {
      kind: 'other-currency',
      ticker,
      given: wholeOf(unit),
      quoted: wholeOf(quote.currency),
    };
  if (quantity === undefined) return { kind: 'no-quantity', ticker, quote };
  if (price === undefined) return { kind: 'no-price', typed, words, quote };
  if (words.currency === undefined && quote !== undefined && isLikelyWhole(price, quote))
    return { kind: 'pence', typed, price, quote, whole: wholeOf(quote.currency) };
  const whole = wholeUnits({ amount: price, currency: unit });
  const purchase: Purchase = {
    ticker,
    name: quote?.instrument.name ?? ticker,
    currency: whole.currency,
    quantity,
    averagePrice: whole.amount,
    openedAt: at,
    at: at ?? now,
    quote,
  };
  return { kind: 'ready', purchase };
}

/** As it is quoted, unless somebody says otherwise. */
function unitOf({ currency }: HoldingWords, quote: Quote | undefined): string | undefined {
  return currency ?? quote?.currency;
}

function wholeOf(currency: string): string {
  return wholeUnits({ amount: 1, currency }).currency;
}

/** A hundredth of the price, more or less, where the price is told in hundredths. */
function isLikelyWhole(price: number, quote: Quote): boolean {
  if (wholeOf(quote.currency) === quote.currency) return false;
  const ratio = quote.price / price;
  return ratio > 25 && ratio < 400;
}

const LEAST_BARS = 120;
const MOST_BARS = 2_500;

/** Daily bars since the purchase tell how high it has been while held, and what its averages say. */
async function knowPast({ bars }: DraftDeps, purchase: Purchase, now: Instant): Promise<void> {
  const { ticker, at, quote } = purchase;
  if (quote === undefined) return;
  const days = Math.ceil((now - at) / DAY_MS);
  const count = Math.min(MOST_BARS, Math.max(LEAST_BARS, days));
  const { market } = quote.instrument;
  await bars.topUp([{ ticker, market, timeframe: '1d', bars: count }]);
}

/** The highest daily high since a purchase, in whole currency; undefined where no bars of that time are kept. */
export function highSince(
  { bars }: Pick<AppDeps, 'bars'>,
  { ticker, at, quote }: Purchase,
): { readonly price: number; readonly at: Instant } | undefined {
  const kept = bars.read(ticker, '1d');
  if (kept === undefined || quote === undefined) return undefined;
  let best: { price: number; at: Instant } | undefined;
  for (const [i, openedAt] of kept.bars.openedAt.entries()) {
    const price = wholeUnits({ amount: kept.bars.high[i] ?? NaN, currency: quote.currency }).amount;
    // The day of the purchase may have had its high before that.
    const isHeld = openedAt > at;
    if (isHeld && price > (best?.price ?? 0)) best = { price, at: instant(kept.closesAt[i] ?? at) };
  }
  return best;
}
