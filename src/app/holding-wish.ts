import type { UserId } from '../core/people.ts';
import type { Account, Position } from '../core/position.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Instant } from '../core/time.ts';
import { heldPrice } from '../portfolio/holding-value.ts';
import type { Setting } from './holding-book.ts';
import { typedAccount } from './holding-change.ts';
import { typedPrice, type Selling } from './holding-close.ts';
import { lookingOf, type HoldingDeps } from './holding-lines.ts';
import { findTyped } from './holding-rows.ts';
import { readHoldingWords, type HoldingWords, type WordsProblem } from './holding-words.ts';

/** Why what was typed about something held cannot be done. */
export type WishProblem =
  | { readonly kind: 'problem'; readonly problem: WordsProblem }
  /** `keptBy`: the account whose broker keeps it, and whom it follows. */
  | {
      readonly kind: 'not-typed';
      readonly ticker: Ticker;
      readonly keptBy: Account | undefined;
      readonly typed: readonly string[];
    }
  | { readonly kind: 'nothing-new'; readonly position: Position }
  | { readonly kind: 'other-currency'; readonly position: Position; readonly given: string }
  | { readonly kind: 'no-price'; readonly position: Position }
  | { readonly kind: 'too-many'; readonly position: Position; readonly quantity: number };

export type SetWish =
  | WishProblem
  | { readonly kind: 'ready'; readonly position: Position; readonly setting: Setting };

export type CloseWish =
  | WishProblem
  | {
      readonly kind: 'ready';
      readonly position: Position;
      readonly selling: Selling;
      /** The last price that is known was taken, of that moment; undefined when a price was typed. */
      readonly pricedAt: Instant | undefined;
    };

/** Reads how something typed in is to stand: `NVDA 120 @ 118.20`. */
export function readSetting(deps: HoldingDeps, line: string, user: UserId): SetWish {
  const found = readAbout(deps, line, user);
  if (found.kind !== 'found') return found;
  const { words, position } = found;
  const averagePrice = priceIn(deps, words, position);
  if (averagePrice === 'other')
    return { kind: 'other-currency', position, given: words.currency ?? '' };
  const { quantity, at: openedAt } = words;
  if (quantity === undefined && averagePrice === undefined && openedAt === undefined)
    return { kind: 'nothing-new', position };
  return { kind: 'ready', position, setting: { quantity, averagePrice, openedAt } };
}

/** Reads what was sold of something typed in: `NVDA`, `NVDA 50 @ 150`; all of it, at the last known price, when nothing is said. */
export function readClosing(deps: HoldingDeps, line: string, user: UserId): CloseWish {
  const found = readAbout(deps, line.replace(/\sall\b/i, ''), user);
  if (found.kind !== 'found') return found;
  const { words, position } = found;
  const { quantity } = words;
  if (quantity !== undefined && quantity > position.quantity)
    return { kind: 'too-many', position, quantity };
  const typed = priceIn(deps, words, position);
  if (typed === 'other') return { kind: 'other-currency', position, given: words.currency ?? '' };
  const known = heldPrice(position, quoteOf(deps, position));
  const price = typed ?? known?.price;
  if (price === undefined) return { kind: 'no-price', position };
  const at = words.at ?? lookingOf(deps, user).now;
  const pricedAt = typed === undefined ? known?.at : undefined;
  return { kind: 'ready', position, selling: { quantity, price, at }, pricedAt };
}

type About =
  | WishProblem
  | { readonly kind: 'found'; readonly words: HoldingWords; readonly position: Position };

function readAbout(deps: HoldingDeps, line: string, user: UserId): About {
  const { store } = deps;
  const read = readHoldingWords(line, lookingOf(deps, user));
  if (read.kind === 'problem') return read;
  const { words } = read;
  const account = typedAccount(store, user);
  const position = account && findTyped(deps, account.id, words.ticker);
  if (position !== undefined) return { kind: 'found', words, position };
  const other = store.positions.ofUser(user).find(({ ticker }) => ticker === words.ticker);
  return {
    kind: 'not-typed',
    ticker: words.ticker,
    keptBy: other && store.accounts.get(other.accountId),
    typed: account === undefined ? [] : store.positions.ofAccount(account.id).map(symbolOf),
  };
}

function symbolOf({ symbol }: Position): string {
  return symbol;
}

function quoteOf({ store }: HoldingDeps, { ticker }: Position) {
  return ticker === undefined ? undefined : store.quotes.get(ticker)?.quote;
}

function priceIn(
  deps: HoldingDeps,
  { price, currency }: HoldingWords,
  position: Position,
): number | undefined | 'other' {
  if (price === undefined) return undefined;
  const quoted = quoteOf(deps, position)?.currency;
  return typedPrice(price, currency, { currency: position.currency, quoted }) ?? 'other';
}
