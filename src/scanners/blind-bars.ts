import type { BarSeries } from '../core/market.ts';
import type { BarKeeper, BarWant } from '../core/ports/bar-keeper.ts';
import type { Ticker } from '../core/ticker.ts';
import { DAY_MS, type Instant } from '../core/time.ts';
import { lengthOf, type FetchedTimeframe } from '../core/timeframe.ts';
import type { StoredSpell } from '../db/blind-spells.ts';
import type { Store } from '../db/store.ts';

/** The bars of what nobody saw: the shortest that could be had. */
export type Brought = { readonly timeframe: FetchedTimeframe; readonly base: BarSeries };

/** Bars that are asked for, shortest first, and how long ago a vendor still has them. */
const LENGTHS = [
  { timeframe: '1m', keptMs: 6 * DAY_MS },
  { timeframe: '5m', keptMs: 50 * DAY_MS },
  { timeframe: '15m', keptMs: 50 * DAY_MS },
] as const;

type Deps = { readonly store: Store; readonly bars: BarKeeper };
type Spell = Pick<StoredSpell, 'ticker' | 'since' | 'until' | 'last'>;

/** Fetches bars for each spell. Those that cannot be had, or do not reach from before it to its end, are left out. */
export async function bringBars(
  { store, bars }: Deps,
  spells: readonly Spell[],
  now: Instant,
): Promise<ReadonlyMap<Ticker, Brought>> {
  const brought = new Map<Ticker, Brought>();
  for (const { timeframe, keptMs } of LENGTHS) {
    const asked = spells.filter(
      ({ ticker, since }) => !brought.has(ticker) && now - since <= keptMs,
    );
    if (asked.length === 0) continue;
    const faults = await bars.topUp(
      asked.flatMap((spell) => wantsOf(store, spell, { timeframe, now })),
    );
    for (const spell of asked) {
      const base = bars.read(spell.ticker, timeframe);
      const isCurrent = !faults.some(
        (one) => one.ticker === spell.ticker && one.timeframe === timeframe,
      );
      if (base !== undefined && isCurrent && reaches(store, spell, timeframe))
        brought.set(spell.ticker, { timeframe, base });
    }
  }
  return brought;
}

const SPARE_BARS = 10;

function wantsOf(
  store: Store,
  { ticker, since }: Spell,
  { timeframe, now }: { timeframe: FetchedTimeframe; now: Instant },
): readonly BarWant[] {
  const market = store.quotes.get(ticker)?.quote?.instrument.market;
  if (market === undefined) return [];
  const count = Math.ceil((now - since) / lengthOf(timeframe)) + SPARE_BARS;
  return [
    { ticker, market, timeframe, bars: count },
    // Yesterday's close is read from the days.
    { ticker, market, timeframe: '1d', bars: 3 },
  ];
}

/** Whether it was asked for from before the spell on. That there are no bars in it then means that nobody traded. */
function reaches({ bars }: Store, { ticker, since }: Spell, timeframe: FetchedTimeframe): boolean {
  return (bars.about(ticker, timeframe)?.reachedFrom ?? Infinity) <= since;
}
