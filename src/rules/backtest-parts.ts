import { readBareSince } from './backtest-words.ts';
import type { Span } from './problem.ts';

/** A stretch of the line with its words. */
type Word = Span & { readonly text: string };
export type Key = 'entry' | 'exit' | 'stop' | 'since' | 'cost';
/** What was typed of each part, without the word that begins it. */
export type Parts = Readonly<Record<Key, Word | undefined>>;

const WORDS: ReadonlyMap<string, Key> = new Map([
  ['exit', 'exit'],
  ['stop', 'stop'],
  ['trail', 'stop'],
  ['since', 'since'],
]);

/** Cuts the line at its own words. Quoted notes stay whole, and `since now` belongs to a rule. */
export function splitLine(text: string): Parts {
  const parts: Partial<Record<Key, Word>> = {};
  const words = wordsOf(text);
  let key: Key = 'entry';
  words.forEach((word, n) => {
    const next = words[n + 1];
    const cost = /^(?:costs?|fees?):(.*)$/i.exec(word.text);
    if (cost) {
      parts.cost = { ...word, text: cost[1] ?? '' };
      return;
    }
    const isNow = next?.text.toLowerCase() === 'now';
    const begins = isNow ? undefined : WORDS.get(word.text.toLowerCase());
    // `stop trail 10%`: the second word belongs to the first.
    const isOwn = begins === 'stop' && key === 'stop' && parts.stop?.text === '';
    if (begins !== undefined && !isOwn) {
      key = begins;
      const isTrail = word.text.toLowerCase() === 'trail';
      parts[key] = { ...word, text: isTrail ? 'trail' : '' };
      return;
    }
    const isLast = next === undefined && n > 0 && key !== 'since';
    if (isLast && readBareSince(word.text)) parts.since = word;
    else parts[key] = joined(text, parts[key], word);
  });
  return {
    entry: undefined,
    exit: undefined,
    stop: undefined,
    since: undefined,
    cost: undefined,
    ...parts,
  };
}

/** The words of one part with what stands between them; columns within it stay as typed. */
function joined(text: string, before: Word | undefined, word: Word): Word {
  if (before === undefined) return word;
  if (before.text === '') return word;
  if (before.text === 'trail') return { ...word, from: before.from, text: `trail ${word.text}` };
  return { from: before.from, to: word.to, text: text.slice(before.from, word.to) };
}

function wordsOf(text: string): readonly Word[] {
  return [...text.matchAll(/(?:[^\s"“”]|"[^"]*"?|“[^”]*”?)+/g)].map(({ 0: word, index }) => ({
    text: word,
    from: index,
    to: index + word.length,
  }));
}
