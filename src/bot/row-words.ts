import type { DeletedList } from '../app/lists.ts';
import { parseTicker } from '../core/ticker.ts';
import { instant } from '../core/time.ts';

type ListRows = DeletedList['rows'];

/** Rows of a list as a button carries them: `NVDA:1767627000000 AMD:…`. */
export function spellListRows(rows: ListRows): string {
  return rows.map(({ ticker, at }) => `${ticker}:${at}`).join(' ');
}

/** Reads back what `spellListRows` wrote. */
export function readListRows(text: string): ListRows {
  return text.split(' ').flatMap((word) => {
    const [, name = '', at] = /^(.+):(\d+)$/.exec(word) ?? [];
    const ticker = parseTicker(name);
    return ticker === undefined || at === undefined ? [] : [{ ticker, at: instant(Number(at)) }];
  });
}
