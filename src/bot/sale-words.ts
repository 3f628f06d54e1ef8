import type { ModeWish, SaleSize } from '../app/selling/results.ts';
import { parseDuration } from '../core/duration.ts';
import { GUARD_MODES, type GuardMode } from '../core/intent.ts';
import { DAY_MS } from '../core/time.ts';

/** Which of a person's positions is meant: by its number here, or by a name, of one account where that is told. */
export type Meant =
  | { readonly kind: 'id'; readonly id: number }
  | { readonly kind: 'name'; readonly name: string; readonly account: string | undefined };

/** What was typed behind /sell. */
export type SaleWords = {
  readonly meant: Meant;
  /** Undefined: not said. */
  readonly size: SaleSize | undefined;
  readonly floor: number | undefined;
  readonly phrase: string | undefined;
};

/** What was typed behind /autosell; undefined where nothing was said of it. */
export type GuardWords = {
  readonly meant: Meant;
  readonly mode: GuardMode | undefined;
} & Pick<ModeWish, 'maxPct' | 'floorPct' | 'days' | 'phrase'>;

/** `word` is what cannot be read, undefined when there is nothing at all; `why` what is wrong with it. */
type Unread = {
  readonly kind: 'unread';
  readonly word: string | undefined;
  readonly why: string;
};
export type Read<T> = { readonly kind: 'read'; readonly words: T } | Unread;

const PHRASE = /(?:^|\s)(SELL\s.+)$/i;

/** Reads `NVDA 50 limit 131.20`, `NVDA 25% in:demo`, `#7 all SELL 100 NVDA`. */
export function readSale(args: string): Read<SaleWords> {
  const { rest, phrase } = splitPhrase(args);
  const [name, ...words] = rest;
  if (name === undefined) return unread(undefined, 'there is no name of what is to be sold');
  let sale: SaleWords = { meant: meantBy(name), size: undefined, floor: undefined, phrase };
  for (let n = 0; n < words.length; n++) {
    const word = words[n] ?? '';
    const account = /^in:(.+)$/i.exec(word)?.[1];
    if (account !== undefined) {
      sale = { ...sale, meant: inAccount(sale.meant, account) };
      continue;
    }
    const isFloor = /^(?:limit|floor)$/i.test(word);
    const glued = /^(?:limit|floor):(.+)$/i.exec(word)?.[1];
    if (isFloor || glued !== undefined) {
      const typed = glued ?? words[++n] ?? '';
      const floor = numberIn(typed.replace(/^[$€£]/, ''));
      if (floor === undefined) return unread(typed || word, 'behind limit goes a price, as 131.20');
      sale = { ...sale, floor };
      continue;
    }
    const size = sizeIn(word);
    if (size === undefined) return unread(word, whyNoSize(word));
    if (sale.size !== undefined) return unread(word, 'that would be a second size');
    sale = { ...sale, size };
  }
  return { kind: 'read', words: sale };
}

/** Reads `NVDA ask max:50% floor:3% exp:7d`, with the phrase behind it where one is needed. */
export function readGuard(args: string): Read<GuardWords> {
  const { rest, phrase } = splitPhrase(args);
  const [name, ...words] = rest;
  if (name === undefined) return unread(undefined, 'there is no name of a position');
  let guard: GuardWords = { meant: meantBy(name), mode: undefined, phrase };
  for (const word of words) {
    const [, key, value = ''] = /^(in|max|floor|exp|expires):(.*)$/i.exec(word) ?? [];
    const next =
      key === undefined ? modeWord(guard, word) : keyWord(guard, key.toLowerCase(), value);
    if (typeof next === 'string') return unread(word, next);
    guard = next;
  }
  return { kind: 'read', words: guard };
}

function modeWord(guard: GuardWords, word: string): GuardWords | string {
  const mode = GUARD_MODES.find((one) => one === word.toLowerCase());
  if (mode === undefined) return 'a mode is off, shadow, ask or auto';
  return guard.mode === undefined ? { ...guard, mode } : 'that would be a second mode';
}

function keyWord(guard: GuardWords, key: string, value: string): GuardWords | string {
  if (key === 'in') return { ...guard, meant: inAccount(guard.meant, value) };
  if (key === 'max' || key === 'floor') {
    const pct = numberIn(value.replace(/%$/, ''));
    if (pct === undefined) return `behind ${key}: goes a share in percent, as ${key}:50%`;
    return key === 'max' ? { ...guard, maxPct: pct } : { ...guard, floorPct: pct };
  }
  const ms = parseDuration(value);
  if (ms === undefined) return 'behind exp: goes a length of time in days, as exp:7d';
  return { ...guard, days: ms / DAY_MS };
}

/** As a size: `50`, `1,200`, `0.25`, `25%`, `half`, `all`. */
export function sizeIn(word: string): SaleSize | undefined {
  if (/^(?:all|100%)$/i.test(word)) return { kind: 'percent', pct: 100 };
  if (/^half$/i.test(word)) return { kind: 'percent', pct: 50 };
  const pct = /^(.+)%$/.exec(word)?.[1];
  const number = numberIn(pct ?? word);
  if (number === undefined || number <= 0) return undefined;
  if (pct === undefined) return { kind: 'quantity', quantity: number };
  return number <= 100 ? { kind: 'percent', pct: number } : undefined;
}

/** The same size as it is typed. */
export function sizeText(size: SaleSize): string {
  if (size.kind === 'quantity') return String(size.quantity);
  return size.pct === 100 ? 'all' : `${size.pct}%`;
}

/** A plain number above or at zero; commas only between thousands, since 1,5 can be read in two ways. */
export function numberIn(text: string): number | undefined {
  if (!/^(?:\d{1,9}|\d{1,3}(?:,\d{3})+)(?:\.\d{1,8})?$/.test(text)) return undefined;
  return Number(text.replaceAll(',', ''));
}

export function whyNoSize(word: string): string {
  if (/^\d+,\d+%?$/.test(word))
    return 'a comma stands between thousands only; decimals have a point, as 1.5';
  return 'a size is a number of shares, a share in percent up to 100%, half or all';
}

function splitPhrase(args: string): { rest: readonly string[]; phrase: string | undefined } {
  const [, phrase] = PHRASE.exec(args) ?? [];
  const before = phrase === undefined ? args : args.slice(0, args.length - phrase.length);
  const rest = before.split(/\s+/).filter((word) => word !== '');
  return { rest, phrase: phrase?.trim() };
}

function meantBy(word: string): Meant {
  const [, id] = /^#(\d{1,12})$/.exec(word) ?? [];
  if (id !== undefined) return { kind: 'id', id: Number(id) };
  return { kind: 'name', name: word.replace(/^\$/, '').toUpperCase(), account: undefined };
}

function inAccount(meant: Meant, account: string): Meant {
  return meant.kind === 'name' ? { ...meant, account } : meant;
}

function unread(word: string | undefined, why: string): Unread {
  return { kind: 'unread', word, why };
}
