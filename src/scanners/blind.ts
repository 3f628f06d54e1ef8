import type { Calendar } from '../core/calendar.ts';
import type { MarketId } from '../core/market.ts';
import { openTime, type OpenTime } from '../core/open-time.ts';
import type { Ticker } from '../core/ticker.ts';
import { newTickerState, type TickerState } from '../core/ticker-state.ts';
import { instant, MINUTE_MS, type Instant } from '../core/time.ts';
import type { BlindSpell } from '../db/blind-spells.ts';
import type { JobRecord } from '../db/jobs.ts';
import type { Store } from '../db/store.ts';

/** So many looks missed, and so much time of an open market: less is a restart or a hiccup, and nobody is bothered. */
const MISSED_LOOKS = 3;
const LEAST_BLIND_MS = 2 * MINUTE_MS;

/** What one look at prices has to know to see that something went unseen before it. */
export type BlindFacts = {
  /** Since when nobody had looked, when that is too long; undefined when the last look was in time. */
  readonly stoppedSince: Instant | undefined;
  /** Every ticker that a rule is about, when nobody had looked; nothing otherwise. */
  readonly all: readonly TickerState[];
  readonly leastMs: number;
  /** When a market was open between a moment and this look. */
  open(market: MarketId, from: Instant): OpenTime;
};

type Facts = {
  readonly store: Pick<Store, 'jobs' | 'quotes'>;
  readonly calendar: Calendar;
  readonly intervalMs: number;
  /** Time that is played back jumps, and nothing is missed by that. */
  readonly isPlayed: boolean;
  readonly tickers: readonly Ticker[];
};

/** Looks up when prices were last looked at, before this turn. */
export function blindFacts(facts: Facts, now: Instant): BlindFacts {
  const { store, calendar, intervalMs, isPlayed, tickers } = facts;
  const leastMs = Math.max(LEAST_BLIND_MS, MISSED_LOOKS * intervalMs);
  const lookedAt = isPlayed ? undefined : lastLook(store.jobs.get('quotes'));
  const stoppedSince = lookedAt !== undefined && now - lookedAt >= leastMs ? lookedAt : undefined;
  return {
    stoppedSince,
    all:
      stoppedSince === undefined
        ? []
        : tickers.map((ticker) => store.quotes.get(ticker) ?? newTickerState(ticker)),
    leastMs,
    open: (market, from) => openTime(calendar, market, { from, to: isPlayed ? from : now }),
  };
}

/** A turn that failed was a look too: what its tickers missed is in their own trouble. */
function lastLook(job: JobRecord | undefined): Instant | undefined {
  const at = Math.max(job?.lastOkAt ?? -Infinity, job?.lastFailureAt ?? -Infinity);
  return Number.isFinite(at) ? instant(at) : undefined;
}

/** A ticker before and after one look. */
type Change = { readonly before: TickerState; readonly after: TickerState };

/** Which stretches of blindness this look has ended. Closed markets are not blindness. */
export function spellsEnded(changes: readonly Change[], facts: BlindFacts): readonly BlindSpell[] {
  const { stoppedSince, all } = facts;
  const seen = new Set(changes.map(({ before }) => before.ticker));
  const unasked = all.filter(({ ticker }) => !seen.has(ticker));
  return [
    ...changes.flatMap(({ before, after }) => {
      const trouble = after.trouble === undefined ? before.trouble : undefined;
      return spell(before, { trouble, stoppedSince, facts });
    }),
    ...unasked.flatMap((state) => spell(state, { trouble: undefined, stoppedSince, facts })),
  ];
}

type Seen = {
  /** What has just ended. */
  readonly trouble: TickerState['trouble'];
  readonly stoppedSince: Instant | undefined;
  readonly facts: BlindFacts;
};

const STOPPED = 'I was not running';

function spell(
  { ticker, quote }: TickerState,
  { trouble, stoppedSince, facts }: Seen,
): readonly BlindSpell[] {
  // Of a ticker that never had a price nothing can have been missed that its rules wait for.
  if (quote === undefined || (trouble === undefined && stoppedSince === undefined)) return [];
  const since = instant(Math.min(trouble?.since ?? Infinity, stoppedSince ?? Infinity));
  const open = facts.open(quote.instrument.market, since);
  if (open.ms < facts.leastMs) return [];
  const why = trouble === undefined ? STOPPED : trouble.why;
  return [
    {
      ticker,
      since: open.from,
      until: open.to,
      cause: trouble === undefined ? 'stopped' : 'source',
      why: trouble !== undefined && stoppedSince !== undefined ? `${why}; then ${STOPPED}` : why,
      last: { price: quote.price, at: quote.at },
    },
  ];
}
