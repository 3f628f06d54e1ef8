import type { Bars } from '../core/market.ts';
import type { BarsReply, BarsWish, MarketData } from '../core/ports/market-data.ts';
import type { Instant } from '../core/time.ts';

type InFlight = { readonly from: Instant; readonly reply: Promise<BarsReply> };

/**
 * Lets callers that want bars of the same series at the same time share one request, if that reaches far enough back.
 * Nothing is kept once it is answered: the database keeps bars.
 */
export function shareBars(inner: Pick<MarketData, 'bars'>): MarketData['bars'] {
  const inFlight = new Map<string, InFlight>();

  return async (wish) => {
    const series = `${wish.ticker} ${wish.timeframe}`;
    const other = inFlight.get(series);
    if (other !== undefined && other.from <= wish.from) return since(wish.from, await other.reply);
    const own = { from: wish.from, reply: inner.bars(wish) };
    inFlight.set(series, own);
    try {
      return await own.reply;
    } finally {
      if (inFlight.get(series) === own) inFlight.delete(series);
    }
  };
}

/** The part of a reply that a later `from` would have brought. */
function since(from: BarsWish['from'], reply: BarsReply): BarsReply {
  if (reply.kind !== 'bars') return reply;
  const { bars } = reply;
  const first = bars.openedAt.findIndex((openedAt) => openedAt >= from);
  const begin = first < 0 ? bars.openedAt.length : first;
  return {
    ...reply,
    bars: tail(bars, begin),
    actions: reply.actions.filter(({ at }) => at >= from),
    sessionEndsAt: first < 0 ? undefined : reply.sessionEndsAt,
  };
}

function tail(bars: Bars, begin: number): Bars {
  return {
    openedAt: bars.openedAt.slice(begin),
    open: bars.open.slice(begin),
    high: bars.high.slice(begin),
    low: bars.low.slice(begin),
    close: bars.close.slice(begin),
    volume: bars.volume.slice(begin),
  };
}
