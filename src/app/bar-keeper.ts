import type { MarketId } from '../core/market.ts';
import type { BarFault, BarKeeper, BarWant } from '../core/ports/bar-keeper.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Instant } from '../core/time.ts';
import { madeFrom, type FetchedTimeframe, type Timeframe } from '../core/timeframe.ts';
import { checkActions } from './bar-actions.ts';
import { dueCloses, missing } from './bar-due.ts';
import { fetchBars } from './bar-fetch.ts';
import { barLedger, type BarDeps, type Keeping } from './bar-ledger.ts';
import { reachOf } from './bar-plan.ts';
import type { SeriesFault } from './bar-rest.ts';
import { barLayer } from './kept-bars.ts';
import { tickerQueue } from './ticker-queue.ts';

/** Whose hours count, from when on bars are wanted, and under which names. */
type Wish = {
  readonly market: MarketId;
  /** Undefined when any will do. */
  readonly reach: Instant | undefined;
  readonly asked: ReadonlySet<Timeframe>;
};

const MOST_REQUESTS = 4;
/** A ticker's five lengths, each twice when a split comes to light, and as many again. */
const MOST_ROUNDS = 20;

/** Keeps closed bars in the database, and asks for what is missing when somebody needs it. */
export function createBarKeeper(deps: BarDeps): BarKeeper {
  const { store, calendar, clock } = deps;
  const keeping: Keeping = {
    ...deps,
    ledger: barLedger(deps),
    dueClose: dueCloses(calendar),
  };
  const lay = barLayer(calendar);
  const queue = tickerQueue(MOST_REQUESTS);
  return {
    async topUp(wants) {
      const byTicker = grouped(wants, (want) => reachOf(want, calendar, clock()));
      const faults = [...byTicker].map(async ([ticker, wishes]) => {
        const isWorthAsking = [...wishes].some(
          ([timeframe, { market, reach }]) =>
            missing(keeping, { ticker, timeframe, market }, reach)?.isResting === false,
        );
        return isWorthAsking
          ? queue(ticker, byTicker.size, () => bring(keeping, ticker, wishes))
          : faultsNow(keeping, ticker, wishes);
      });
      return (await Promise.all(faults)).flat();
    },
    read(ticker, timeframe) {
      const fetched = madeFrom(timeframe);
      const bars = store.bars.read(ticker, fetched);
      const about = store.bars.about(ticker, fetched);
      if (bars === undefined || about === undefined) return undefined;
      const { market, source = '' } = about;
      const { askedAt, forming } = keeping.ledger.of({ ticker, timeframe: fetched, market });
      if (askedAt === undefined) return undefined;
      return lay({ bars, timeframe: fetched, market, source, askedAt, forming }, timeframe);
    },
    checkActions: (ticker, from) =>
      queue(ticker, 1, async () => {
        const check = await checkActions(keeping, ticker, from);
        const todo = new Map<FetchedTimeframe, Wish>();
        if (check === 'refooted') askAnew(keeping, ticker, todo);
        await bring(keeping, ticker, todo);
        return check !== 'failed';
      }),
    actions: (ticker) => store.actions.of(ticker),
  };
}

type Wishes = ReadonlyMap<FetchedTimeframe, Wish>;

/** One series after the other, so that a split that one of them shows is known to the next. */
async function bring(
  keeping: Keeping,
  ticker: Ticker,
  wishes: Wishes,
): Promise<readonly BarFault[]> {
  const todo = new Map(wishes);
  const passing: BarFault[] = [];
  let rounds = 0;
  for (const [timeframe, wish] of todo) {
    if (++rounds > MOST_ROUNDS) break;
    const series = { ticker, timeframe, market: wish.market };
    const lack = missing(keeping, series, wish.reach);
    if (lack === undefined || lack.isResting) continue;
    const outcome = await fetchBars(keeping, { series, plan: lack.plan });
    if (outcome.kind === 'not so far') passing.push(...told(ticker, wish.asked, outcome.fault));
    if (outcome.kind === 'refooted') askAnew(keeping, ticker, todo);
  }
  return [...passing, ...faultsNow(keeping, ticker, wishes)];
}

/** What was withdrawn is asked for, whether anybody wants it now or not. */
function askAnew({ store }: Keeping, ticker: Ticker, todo: Map<FetchedTimeframe, Wish>): void {
  for (const timeframe of store.bars.timeframes(ticker)) {
    const about = store.bars.about(ticker, timeframe);
    if (about === undefined || about.askedAt !== undefined) continue;
    const wish = todo.get(timeframe) ?? {
      market: about.market,
      reach: undefined,
      asked: new Set<Timeframe>(),
    };
    // Taken out and put in again, it comes after all that is still to do.
    todo.delete(timeframe);
    todo.set(timeframe, wish);
  }
}

/** Why series that still lack something do. */
function faultsNow(keeping: Keeping, ticker: Ticker, wishes: Wishes): readonly BarFault[] {
  return [...wishes].flatMap(([timeframe, { market, reach, asked }]) => {
    const series = { ticker, timeframe, market };
    const { fault } = keeping.ledger.of(series);
    if (fault === undefined || missing(keeping, series, reach) === undefined) return [];
    return told(ticker, asked, fault);
  });
}

function told(ticker: Ticker, asked: ReadonlySet<Timeframe>, fault: SeriesFault): BarFault[] {
  const { why, isFinal } = fault;
  return [...asked].map((timeframe) => ({ ticker, timeframe, why, isFinal }));
}

/** Wishes by ticker and by the series that is asked for, each with the longest history that anybody wants. */
function grouped(
  wants: readonly BarWant[],
  reachOfWant: (want: BarWant) => Instant,
): ReadonlyMap<Ticker, Wishes> {
  const byTicker = new Map<Ticker, Map<FetchedTimeframe, Wish>>();
  for (const want of wants) {
    const { ticker, market, timeframe } = want;
    const wishes = byTicker.get(ticker) ?? new Map<FetchedTimeframe, Wish>();
    byTicker.set(ticker, wishes);
    const fetched = madeFrom(timeframe);
    const reach = reachOfWant(want);
    const known = wishes.get(fetched);
    const earliest = known?.reach !== undefined && known.reach < reach ? known.reach : reach;
    const asked = new Set([...(known?.asked ?? []), timeframe]);
    wishes.set(fetched, { market, reach: earliest, asked });
  }
  return byTicker;
}
