import type { Bars } from '../core/market.ts';

const COLUMNS = 6;

/** Series that were read lately, as many as fit: `cells` numbers of eight bytes in all. The one read longest ago goes first. */
export function barCache(cells: number) {
  const kept = new Map<string, Bars>();
  let used = 0;
  const drop = (key: string): void => {
    const bars = kept.get(key);
    if (bars !== undefined && kept.delete(key)) used -= cellsOf(bars);
  };
  return {
    get(key: string): Bars | undefined {
      const bars = kept.get(key);
      if (bars !== undefined && kept.delete(key)) kept.set(key, bars);
      return bars;
    },
    set(key: string, bars: Bars): void {
      drop(key);
      kept.set(key, bars);
      used += cellsOf(bars);
      for (const oldest of kept.keys()) {
        if (used <= cells) return;
        drop(oldest);
      }
    },
    drop,
    clear(): void {
      kept.clear();
      used = 0;
    },
  };
}

function cellsOf({ openedAt }: Bars): number {
  return openedAt.length * COLUMNS;
}
