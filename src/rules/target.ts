import { parseTicker } from '../core/ticker.ts';
import { without, type Fault } from './problem.ts';
import { parseListName, type Target } from '../core/target.ts';

export type TargetResult =
  | { readonly kind: 'target'; readonly target: Target; readonly end: number }
  | { readonly kind: 'fault'; readonly fault: Fault };

const WRITTEN = /^\s*(\*|@[\w-]+|[$^\w][\w.\-=^]*(?::[\w.\-=^]+)?)\s*:?/;

/** Words of the language that a rule begins with when its ticker was forgotten. */
const NOT_TICKERS =
  /^(?:price|change|in|is|exits|inside|outside|crosses|and|or|not|\d+(?:\.\d+)?)$/i;

/** Reads what a rule is about: a ticker, a list, or everything watched. */
export function readTarget(text: string): TargetResult {
  const [whole = '', word = ''] = WRITTEN.exec(text) ?? [];
  const from = text.length - text.trimStart().length;
  const to = Math.max(from + word.length, from + 1);
  const stop = (why: string, tries: readonly string[] = []): TargetResult => ({
    kind: 'fault',
    fault: { from, to, why, tries },
  });
  if (text.trim() === '') return stop('There is no rule here yet. One looks like NVDA > 150.');
  if (word === '*') return { kind: 'target', target: { kind: 'all' }, end: whole.length };
  if (word.startsWith('@')) {
    const name = parseListName(word);
    if (name !== undefined)
      return { kind: 'target', target: { kind: 'list', name }, end: whole.length };
    if (/^@(?:all|watched)$/i.test(word))
      return stop('Everything that is watched here is written *.', [
        `* ${without(text, { from: 0, to })}`,
      ]);
    return stop(`“${word}” cannot be a list. A list's name is letters and digits, as in @semis.`);
  }
  if (word === '' || NOT_TICKERS.test(word)) {
    const isRelative = /^\s*(?:[+\-±−–]|change)/i.test(text);
    const why = 'I have a condition, but not which ticker. It comes first, as in NVDA > 150.';
    return stop(why, isRelative ? [`* ${text.trim()}`] : []);
  }
  const ticker = parseTicker(word);
  // Behind an exchange, as in NYSE:NOT, it would be spelled back as the word alone.
  if (!ticker || NOT_TICKERS.test(ticker))
    return stop(`“${word}” cannot be a ticker. One looks like NVDA, ^GSPC or BTC-USD.`);
  const fault = severalTickers(text, { from, to, word }) ?? gluedMove(text, { from, to, word });
  if (fault) return { kind: 'fault', fault };
  return { kind: 'target', target: { kind: 'ticker', ticker }, end: whole.length };
}

type Word = { readonly from: number; readonly to: number; readonly word: string };

function severalTickers(text: string, { from, to, word }: Word): Fault | undefined {
  const more = /^(?:\s*[,;]\s*[$^\w][\w.\-=^]*)+/.exec(text.slice(to))?.[0];
  if (more === undefined) return undefined;
  const end = to + more.length;
  const tickers = [word, ...more.split(/[,;]/).map((part) => part.trim())].filter(Boolean);
  return {
    from,
    to: end,
    why: 'A rule is about one ticker, a list such as @tech, or * for everything watched.',
    tries: tickers.map((ticker) => `${ticker} ${without(text, { from: 0, to: end })}`),
  };
}

/** `NVDA-3% 1d`: a dash may be part of a ticker, so the move went with it. */
function gluedMove(text: string, { from, to, word }: Word): Fault | undefined {
  const [, name, amount] = /^(.+)-(\d+(?:\.\d+)?)$/.exec(word) ?? [];
  if (name === undefined || amount === undefined || text[to] !== '%') return undefined;
  const why = `I read “${word}” as the ticker. Put a space before the move.`;
  return { from, to, why, tries: [`${name} -${amount}${text.slice(to)}`] };
}
