import { parseTicker, type Ticker } from '../core/ticker.ts';
import { instant, type Instant } from '../core/time.ts';
import { fromZoned, isoDate, shiftDate, type IsoDate } from '../core/zone.ts';
import { caretLines } from '../rules/problem.ts';
import { readQuantity } from '../rules/quantity.ts';

/** What was typed of something held: `NVDA 100 @ 121.40 2026-03-01`. What was left out is undefined. */
export type HoldingWords = {
  readonly ticker: Ticker;
  readonly quantity: number | undefined;
  /** As its exchange quotes it, so perhaps in pence. */
  readonly price: number | undefined;
  /** Of the price, when it was named: `USD`, `GBX`. */
  readonly currency: string | undefined;
  readonly at: Instant | undefined;
};

/** Why it could not be read: the line with carets under what is meant, and what is wrong with that. */
export type WordsProblem = {
  readonly lines: readonly [string, string] | undefined;
  readonly why: string;
};

export type WordsRead =
  | { readonly kind: 'read'; readonly words: HoldingWords }
  | { readonly kind: 'problem'; readonly problem: WordsProblem };

/** The person's own zone and the moment: a day is theirs, and lies not ahead. */
type Here = { readonly zone: string; readonly now: Instant };

type Word = { readonly text: string; readonly from: number };

class Misread extends Error {
  override readonly name = 'Misread';
  readonly word: Word;
  constructor(word: Word, why: string) {
    super(why);
    this.word = word;
  }
}

/** Words that say nothing: `100 shares of …`. */
const FILLING = /^(?:sh|shs|shares?|x|×)$/i;
const SIGNS: Readonly<Record<string, string>> = { $: 'USD', '€': 'EUR', '£': 'GBP', '¥': 'JPY' };

/** Reads a ticker, then in any order a quantity, a price behind `@`, a currency and a day. */
export function readHoldingWords(line: string, here: Here): WordsRead {
  const read = line.replaceAll(/\s+/g, ' ').trim();
  try {
    return { kind: 'read', words: wordsOf(read, here) };
  } catch (error) {
    if (!(error instanceof Misread)) throw error;
    const { from, text } = error.word;
    const lines =
      text === ''
        ? undefined
        : caretLines({ read, from, to: from + text.length, why: '', repairs: [] });
    return { kind: 'problem', problem: { lines, why: error.message } };
  }
}

function wordsOf(read: string, here: Here): HoldingWords {
  const [first, ...rest] = split(read);
  if (first === undefined)
    throw new Misread({ text: '', from: 0 }, 'Which one? A ticker comes first, such as NVDA.');
  const ticker = /[A-Za-z^]/.test(first.text) ? parseTicker(first.text) : undefined;
  if (ticker === undefined)
    throw new Misread(first, 'A ticker comes first, such as NVDA, VOD.L or BTC-USD.');
  const found: Found = {
    quantity: undefined,
    price: undefined,
    currency: undefined,
    at: undefined,
  };
  let isPrice = false;
  for (const word of rest) {
    if (word.text === '@' || /^at$/i.test(word.text)) isPrice = true;
    else if (!FILLING.test(word.text)) {
      take(found, word, { ...here, isPrice });
      isPrice = false;
    }
  }
  const last = rest.at(-1);
  if (isPrice && last !== undefined)
    throw new Misread(last, 'A price comes behind that, such as @ 121.40.');
  return { ticker, ...found };
}

type Found = { -readonly [Name in keyof Omit<HoldingWords, 'ticker'>]: HoldingWords[Name] };

/** `100@121.40` is three words. */
function split(read: string): readonly Word[] {
  return [...read.matchAll(/@|[^\s@]+/g)].map((match) => ({ text: match[0], from: match.index }));
}

function take(found: Found, word: Word, view: Here & { readonly isPrice: boolean }): void {
  const { text } = word;
  const day = dayIn(word, view);
  if (day !== undefined) {
    once(found.at, word, 'day');
    found.at = momentOf(word, day, view);
  } else if (/^[a-z]{3}$/i.test(text) && !/^all$/i.test(text)) {
    once(found.currency, word, 'currency');
    found.currency =
      /^gbp$/i.test(text) && text !== 'GBP' && text !== 'gbp' ? 'GBp' : text.toUpperCase();
  } else if (view.isPrice || (found.quantity !== undefined && found.price === undefined)) {
    once(found.price, word, 'price');
    found.price = amountOf(word);
    found.currency = SIGNS[text.slice(0, 1)] ?? found.currency;
  } else {
    once(found.quantity, word, 'quantity');
    found.quantity = amountOf(word);
  }
}

function once(known: unknown, word: Word, what: string): void {
  if (known !== undefined) throw new Misread(word, `I have a ${what} already. One is enough.`);
}

function amountOf(word: Word): number {
  const plain = word.text.replace(/^[€£¥]/, '');
  if (/^[-−]/.test(plain))
    throw new Misread(word, 'I keep what is held, not what is owed: a number above zero.');
  const read = readQuantity(plain);
  switch (read.kind) {
    case 'number':
      if (read.isPercent)
        throw new Misread(word, 'A percentage says nothing here: a plain number.');
      if (read.value === 0) throw new Misread(word, 'That is nothing: a number above zero.');
      return read.value;
    case 'ambiguous': {
      const meant = read.meant.filter((one) => /\d/.test(one));
      const ways = meant.length > 1 ? ` It can be ${meant.join(' or ')}.` : '';
      throw new Misread(word, `I can’t tell which number that is.${ways}`);
    }
    case 'unit':
      throw new Misread(word, `I don’t know the unit “${read.unit}” there.`);
    case 'too-large':
      throw new Misread(word, 'That is more than I can reckon with.');
  }
}

const DAY_LIKE = /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}$/;

function dayIn(word: Word, { zone, now }: Here): IsoDate | undefined {
  if (/^today$/i.test(word.text)) return isoDate(now, zone);
  if (/^yesterday$/i.test(word.text)) return shiftDate(isoDate(now, zone), -1);
  if (!DAY_LIKE.test(word.text)) return undefined;
  const isWhole =
    /^\d{4}-\d{2}-\d{2}$/.test(word.text) &&
    new Date(`${word.text}T00:00:00Z`).toJSON()?.slice(0, 10) === word.text;
  if (!isWhole) throw new Misread(word, 'A day is written year first: 2026-03-01.');
  return word.text;
}

const NOON = { hour: 12, minute: 0 };

/** Noon of a day gone by; of today the moment itself. */
function momentOf(word: Word, day: IsoDate, { zone, now }: Here): Instant {
  const today = isoDate(now, zone);
  if (day > today) throw new Misread(word, 'That day is still to come.');
  if (day < '1900-01-01') throw new Misread(word, 'That is longer ago than I can believe.');
  return day === today ? now : instant(fromZoned({ isoDate: day, ...NOON }, zone));
}
