import { parseTicker, type Ticker } from './ticker.ts';

/** What a rule is about. `all` is every ticker that the chat watches. */
export type Target =
  | { readonly kind: 'ticker'; readonly ticker: Ticker }
  | { readonly kind: 'list'; readonly name: string }
  | { readonly kind: 'all' };

/** A list's name: up to 24 letters, digits, `-` and `_`, lower case. */
const LIST_NAME = /^[a-z][a-z0-9_-]{0,23}$/;

/** `NVDA`, `@semis`, `*`. */
export function spellTarget(target: Target): string {
  if (target.kind === 'all') return '*';
  return target.kind === 'list' ? `@${target.name}` : target.ticker;
}

/** Reads what `spellTarget` wrote. */
export function readSpelledTarget(text: string): Target | undefined {
  if (text === '*') return { kind: 'all' };
  if (text.startsWith('@')) return { kind: 'list', name: text.slice(1) };
  const ticker = parseTicker(text);
  return ticker && { kind: 'ticker', ticker };
}

/** @returns the list's name as it is kept, without `@`; undefined when it cannot be one */
export function parseListName(text: string): string | undefined {
  const name = text.trim().toLowerCase().replace(/^@/, '');
  return LIST_NAME.test(name) && !RESERVED.has(name) ? name : undefined;
}

// Words that stand for something else where a list may be named.
const RESERVED = new Set(
  'all ended here new add remove drop rename share delete del pack'.split(' '),
);
