import type { Db } from '../../src/db/open.ts';

/** Counts statements that are prepared from now on; a hot path prepares none. */
export function countPrepared({ sqlite }: Db): () => number {
  const prepare = sqlite.prepare.bind(sqlite);
  let count = 0;
  sqlite.prepare = (text: string) => {
    count++;
    return prepare(text);
  };
  return () => count;
}
