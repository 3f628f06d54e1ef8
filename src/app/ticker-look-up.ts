import { parseTicker, type Ticker } from '../core/ticker.ts';
import { readTickers, type Reading, type ReadingDeps } from './reading.ts';

/** What was typed, and what it turned out to be. */
export type Found =
  | { readonly kind: 'not-a-ticker'; readonly typed: string }
  | { readonly kind: 'read'; readonly typed: string; readonly reading: Reading };

export type LookUp =
  | { readonly kind: 'found'; readonly found: readonly Found[] }
  | { readonly kind: 'too-many'; readonly count: number; readonly limit: number };

/** What became of one typed ticker. `refused` covers what is no ticker, is not known, or could not be asked about. */
export type Added = {
  readonly found: Found;
  readonly outcome: 'added' | 'already' | 'refused' | 'full';
};

const MOST_AT_ONCE = 20;

/** Words between blanks, commas and semicolons. */
export function wordsOf(line: string): readonly string[] {
  return line.split(/[\s,;]+/).filter((word) => word !== '');
}

/** Tickers in a line, each once; what cannot be one is left out. */
export function tickersIn(line: string): readonly Ticker[] {
  return [...new Set(wordsOf(line).flatMap((word) => parseTicker(word) ?? []))];
}

/** Reads tickers out of a line and looks them up. Awaits the provider; writes nothing. */
export async function lookUpTickers(deps: ReadingDeps, line: string): Promise<LookUp> {
  const typed = new Map<string, string>();
  for (const word of wordsOf(line)) {
    const key = parseTicker(word) ?? word;
    if (!typed.has(key)) typed.set(key, word);
  }
  if (typed.size > MOST_AT_ONCE)
    return { kind: 'too-many', count: typed.size, limit: MOST_AT_ONCE };
  const tickers = [...typed.keys()].flatMap((key) => parseTicker(key) ?? []);
  const readings = new Map(
    (await readTickers(deps, tickers)).map((reading) => [reading.ticker as string, reading]),
  );
  const found = [...typed].map(([key, word]): Found => {
    const reading = readings.get(key);
    return reading ? { kind: 'read', typed: word, reading } : { kind: 'not-a-ticker', typed: word };
  });
  return { kind: 'found', found };
}

/** The ticker of what was found, when it is known to exist: a source that cannot be asked is no reason to refuse it. */
export function knownTicker(found: Found): Ticker | undefined {
  if (found.kind === 'not-a-ticker') return undefined;
  const { reading } = found;
  const isKnown =
    reading.kind === 'doubted' || (reading.kind !== 'unknown' && reading.quote !== undefined);
  return isKnown ? reading.ticker : undefined;
}
