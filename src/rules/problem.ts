import { nearest } from './nearest.ts';

/** A rule text that could not be read: what was read, where it stopped, why, and what may have been meant. */
export type RuleProblem = {
  /** The text as read, on one line. */
  readonly read: string;
  /** The stretch that is meant, as positions in `read`; `to` is the one after its end, always above `from`. */
  readonly from: number;
  readonly to: number;
  /** One or two plain sentences. */
  readonly why: string;
  /** Whole rule texts that parse, at most three. */
  readonly repairs: readonly string[];
};

/** Where something is written. */
export type Span = { readonly from: number; readonly to: number };

/** A problem whose repairs have not been tried yet. */
export type Fault = Span & {
  readonly why: string;
  readonly tries: readonly string[];
  /** The line could be read, and what it says cannot be: that lies in the words that were typed. */
  readonly isMeant?: true;
};

/** The text and the line of carets beneath it, for a monospace block. */
export function caretLines({ read, from, to }: RuleProblem): readonly [string, string] {
  const columns = (text: string) => Array.from(text).length;
  const carets = Math.max(1, columns(read.slice(from, to)));
  return [read, ' '.repeat(columns(read.slice(0, from))) + '^'.repeat(carets)];
}

/** `text` with one stretch written anew. */
export function rewritten(text: string, { from, to }: Span, replacement: string): string {
  return text.slice(0, from) + replacement + text.slice(to);
}

/** `text` without one stretch, and without the gap it leaves. */
export function without(text: string, { from, to }: Span): string {
  return `${text.slice(0, from).trimEnd()} ${text.slice(to).trimStart()}`.trim();
}

/** `text` with each of the nearest words in place of one that is not known. */
export function respelled(
  text: string,
  span: Span,
  { word, known }: { word: string; known: Iterable<string> },
): string[] {
  return nearest(word, known).map((name) => rewritten(text, span, name));
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[], joint = 'and'): string {
  const head = words.slice(0, -1).join(', ');
  const last = words.at(-1) ?? '';
  return head === '' ? last : `${head} ${joint} ${last}`;
}
