import type { Bars, CorporateAction } from '../core/market.ts';
import { DAY_MS, type Instant, instant, MINUTE_MS } from '../core/time.ts';
import type { FetchedTimeframe } from '../core/timeframe.ts';
import { isZone } from '../core/zone.ts';
import { joinBars, type SessionSpan, sessionOf } from './bar-join.ts';
import { type BarRow, believableRow } from './bar-row.ts';
import { onOneFooting } from './footing.ts';
import type { ChartResult } from './yahoo-chart-wire.ts';

export type ChartAsked = {
  /** In Yahoo's spelling. */
  readonly symbol: string;
  readonly timeframe: FetchedTimeframe;
  readonly from: Instant;
  readonly now: Instant;
};

export type ChartBars = {
  readonly bars: Bars;
  readonly actions: readonly CorporateAction[];
  readonly sessionEndsAt: Instant | undefined;
  /** Rows that were not believed. */
  readonly leftOut: number;
};

/** How far a bar's time may lie ahead of our clock before it is not believed. */
const CLOCK_SKEW_MS = 2 * MINUTE_MS;

/** What makes a chart another than the one asked for; undefined when it is that one. */
export function oddity({ meta }: ChartResult, asked: ChartAsked): string | undefined {
  if (meta.symbol !== undefined && meta.symbol.toUpperCase() !== asked.symbol) {
    return 'answered about another ticker';
  }
  const length = meta.dataGranularity === '60m' ? '1h' : meta.dataGranularity;
  return length === undefined || length === asked.timeframe
    ? undefined
    : 'answered with bars of another length';
}

/** One chart out of several about consecutive stretches of time, oldest first; an empty one when there are none. */
export function joinCharts(charts: readonly ChartResult[]): ChartResult {
  return {
    meta: {
      ...charts.at(-1)?.meta,
      chartPreviousClose: charts[0]?.meta.chartPreviousClose,
      sessions: charts.flatMap(({ meta }) => meta.sessions),
    },
    quotes: charts.flatMap(({ quotes }) => quotes),
    events: {
      dividends: charts.flatMap(({ events }) => events.dividends),
      splits: charts.flatMap(({ events }) => events.splits),
    },
  };
}

/** Reads a chart into bars that opened from `from` on, each once and each possible, and what was said beside them. */
export function readChart(chart: ChartResult, asked: ChartAsked): ChartBars {
  const { meta, quotes } = chart;
  const sessions = sessionsOf(chart);
  const zone = meta.exchangeTimezoneName ?? 'UTC';
  const rows = quotes
    .flatMap(({ date, ...cells }) => believableRow({ openedAt: date, ...cells }) ?? [])
    .filter(({ openedAt }) => openedAt <= asked.now + CLOCK_SKEW_MS)
    .sort((a, b) => a.openedAt - b.openedAt);
  const footed = onOneFooting(rows, {
    before: meta.chartPreviousClose,
    after: meta.regularMarketPrice,
  });
  const joined = joinBars(footed, {
    timeframe: asked.timeframe,
    sessions,
    zone: isZone(zone) ? zone : 'UTC',
  }).filter(({ openedAt }) => openedAt >= asked.from);
  const session = sessionOf(joined.at(-1)?.openedAt ?? NaN, sessions);
  return {
    bars: toColumns(joined),
    actions: actionsOf(chart).filter(({ at }) => at >= asked.from),
    sessionEndsAt: session && instant(session.end),
    leftOut: quotes.length - footed.length,
  };
}

/** Yahoo ends a round-the-clock day at 23:59, although it trades on until midnight. */
function sessionsOf({ meta }: ChartResult): readonly SessionSpan[] {
  return meta.sessions.map(({ start, end }) => ({
    start,
    end: end - start === DAY_MS - MINUTE_MS ? start + DAY_MS : end,
  }));
}

function toColumns(rows: readonly BarRow[]): Bars {
  return {
    openedAt: Float64Array.from(rows, (row) => row.openedAt),
    open: Float64Array.from(rows, (row) => row.open),
    high: Float64Array.from(rows, (row) => row.high),
    low: Float64Array.from(rows, (row) => row.low),
    close: Float64Array.from(rows, (row) => row.close),
    volume: Float64Array.from(rows, (row) => row.volume),
  };
}

/** Splits before dividends of the same moment; absurd ones are left out, and one that is told twice counts once. */
function actionsOf({ events }: ChartResult): readonly CorporateAction[] {
  const splits = events.splits.flatMap(({ date, numerator, denominator }): CorporateAction[] =>
    numerator > 0 && denominator > 0 && numerator !== denominator
      ? [{ kind: 'split', at: instant(date), numerator, denominator }]
      : [],
  );
  const dividends = events.dividends.flatMap(({ date, amount }): CorporateAction[] =>
    amount > 0 ? [{ kind: 'dividend', at: instant(date), amount }] : [],
  );
  const byKey = new Map([...splits, ...dividends].map((one) => [`${one.kind} ${one.at}`, one]));
  return [...byKey.values()].sort((a, b) => a.at - b.at);
}
