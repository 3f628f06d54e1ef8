import { SourceError } from '../core/error.ts';
import type { BarsReply, BarsWish } from '../core/ports/market-data.ts';
import type { Clock } from '../core/time.ts';
import { type ChartAsked, joinCharts, oddity, readChart } from './yahoo-chart-map.ts';
import { ChartRefusal } from './yahoo-chart-refusal.ts';
import { chartResult, type ChartResult } from './yahoo-chart-wire.ts';
import { YAHOO } from './yahoo-map.ts';
import { type Span, spansFor, tooOldWords } from './yahoo-reach.ts';
import type { YahooSession } from './yahoo-session.ts';
import { toYahooSymbol } from './yahoo-symbol.ts';

/** Asks Yahoo's chart service for bars, splits and dividends; regular hours only. Never throws for a fault of Yahoo's. */
export function createYahooBars(
  session: YahooSession,
  clock: Clock,
): (wish: BarsWish) => Promise<BarsReply> {
  async function ask(asked: ChartAsked, { from, until }: Span): Promise<ChartResult> {
    const answer: unknown = await session.run((yahoo) =>
      yahoo.chart(
        asked.symbol,
        {
          period1: new Date(from),
          period2: new Date(until),
          interval: asked.timeframe,
          includePrePost: false,
          events: 'div|split',
          return: 'array',
        },
        { validateResult: false },
      ),
    );
    const read = chartResult.safeParse(answer);
    if (!read.success) throw unreadableChart('the chart is not one');
    const fault = oddity(read.data, asked);
    if (fault !== undefined) throw unreadableChart(fault);
    return read.data;
  }

  /** Oldest first. What lies further back than Yahoo reaches is left out, as long as something can be had. */
  async function askAll(asked: ChartAsked, spans: readonly Span[]): Promise<ChartResult[]> {
    const charts: ChartResult[] = [];
    for (const span of spans) {
      try {
        charts.unshift(await ask(asked, span));
      } catch (error) {
        const kind = error instanceof ChartRefusal ? error.kind : undefined;
        if (kind === 'nothing') continue;
        if (kind === 'too-old' && charts.length > 0) break;
        throw error;
      }
    }
    return charts;
  }

  return async ({ ticker, timeframe, from }) => {
    const now = clock();
    const asked = { symbol: toYahooSymbol(ticker), timeframe, from, now };
    try {
      const chart = joinCharts(await askAll(asked, spansFor(timeframe, { from, now })));
      const { bars, actions, sessionEndsAt } = readChart(chart, asked);
      return { kind: 'bars', source: YAHOO, bars, actions, sessionEndsAt };
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      if (error instanceof ChartRefusal && error.kind === 'unknown') return { kind: 'unknown' };
      if (error instanceof ChartRefusal && error.kind === 'too-old') {
        return { kind: 'too-old', detail: tooOldWords(timeframe) };
      }
      return { kind: 'failed', source: YAHOO, reason: error.reason, detail: error.message };
    }
  };
}

function unreadableChart(text: string): SourceError {
  return new SourceError(YAHOO, 'unreadable', { text });
}
