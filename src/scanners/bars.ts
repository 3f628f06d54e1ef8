import { lastIndexAt } from '../core/bars-columns.ts';
import { exDividend } from '../core/ex-dividend.ts';
import type { BarSeries, Quote } from '../core/market.ts';
import type { BarFault, BarKeeper, BarWant } from '../core/ports/bar-keeper.ts';
import type { Ticker } from '../core/ticker.ts';
import { instant, MINUTE_MS, type Instant } from '../core/time.ts';
import type { Timeframe } from '../core/timeframe.ts';
import type { Store } from '../db/store.ts';
import { barView } from '../rules/bar-view.ts';
import { createDesk, type Desk } from '../rules/desk.ts';
import { barNotices, seriesTroubles, type SeriesTrouble } from './bar-trouble.ts';
import { defineScanner, type Finding, type JudgedSeries, type ScanResult } from './define.ts';
import { pendingSplits } from './footing.ts';
import { judgeRule } from './judge-rule.ts';
import type { LiveRule, LiveRules } from './live-rules.ts';
import { wakingRules } from './wake.ts';

export type BarsDeps = {
  readonly store: Store;
  readonly bars: BarKeeper;
  readonly rules: () => LiveRules;
};

export type BarsOptions = {
  readonly name: string;
  readonly pattern: string;
  readonly intervalMs: number;
};

/** One ticker's bars of one length, and the rules whose pace they set. */
export type DueSeries = {
  readonly ticker: Ticker;
  readonly quote: Quote;
  readonly desk: Desk;
  readonly base: BarSeries;
  /** Bars that closed by then have been judged. */
  readonly judgedTo: Instant | undefined;
  /** The dividend a share that left the price on the day of a bar's close. */
  exDividend(at: Quote): number | undefined;
  readonly rules: readonly DueRule[];
};

/** A rule, up to when bars were there already when it was armed, and whether it has never seen one. */
type DueRule = {
  readonly live: LiveRule;
  readonly armedTo: Instant | undefined;
  readonly isNew: boolean;
};

type BarsData = {
  readonly due: readonly DueSeries[];
  readonly faults: readonly BarFault[];
  readonly troubles: readonly SeriesTrouble[];
  readonly lateMs: number;
};

/** After a long silence the last bars are judged; nobody needs to hear of older ones. */
const MOST_BARS_AT_ONCE = 2_000;

/** Closed bars of every series that a rule reads, judged bar by bar in the order they closed. */
export function barsScanner(options: BarsOptions) {
  return defineScanner<BarsDeps, BarsData>({
    name: options.name,
    pattern: options.pattern,
    everyMs: options.intervalMs,

    async gather(deps, now) {
      const wants = wantsOf(deps);
      const before = seriesTroubles(deps.store, wants);
      const faults = wants.length === 0 ? [] : await deps.bars.topUp(wants);
      const after = seriesTroubles(deps.store, wants);
      const troubles = wants.flatMap((want, i) => {
        const change = { want, before: before[i], after: after[i] };
        return change.before || change.after
          ? [{ ...change, rules: rulesReading(deps, want), now }]
          : [];
      });
      const lateMs = 2 * options.intervalMs + 15 * MINUTE_MS;
      return { due: dueSeries(deps, now), faults, troubles, lateMs };
    },

    scan: (data, now) => scanBars(data, now),
  });
}

/** The deciding half: what each bar that nobody has judged yet says about each rule. */
export function scanBars({ due, faults, troubles, lateMs }: BarsData, now: Instant): ScanResult {
  const findings = due.flatMap((series) =>
    series.rules.flatMap((rule) => judgeBars(series, rule, { now, lateMs })),
  );
  const judged = due.flatMap(({ ticker, base }): readonly JudgedSeries[] => {
    const to = base.closesAt.at(-1);
    return to === undefined ? [] : [{ ticker, timeframe: base.timeframe, to: instant(to) }];
  });
  return {
    // Two rules of one moment keep the order in which they were made.
    findings: findings.sort((a, b) => a.signal.at - b.signal.at || a.rule.id - b.rule.id),
    tickers: [],
    judged,
    notices: barNotices(troubles, now),
    failures: [
      ...new Set(
        faults
          .filter(({ isFinal }) => !isFinal)
          .map(({ ticker, timeframe, why }) => `${timeframe} bars of ${ticker}: ${why}`),
      ),
    ],
  };
}

function judgeBars(
  series: DueSeries,
  { live, armedTo, isNew }: DueRule,
  { now, lateMs }: { now: Instant; lateMs: number },
): readonly Finding[] {
  const { base, desk, quote, judgedTo } = series;
  const { reference } = live.stored;
  const count = base.closesAt.length;
  const known = Math.max(judgedTo ?? -Infinity, armedTo ?? -Infinity);
  // A rule that has seen nothing yet learns where it stands from the last bar alone.
  const hasSeen = !isNew && Number.isFinite(known);
  const first = hasSeen ? lastIndexAt(base.closesAt, known) + 1 : count - 1;
  const findings: Finding[] = [];
  for (let i = Math.max(0, first, count - MOST_BARS_AT_ONCE); i < count; i++) {
    const view = barView({ desk, base, quote, reference }, i);
    const isLate = now - view.quote.at > lateMs + quote.delayMs;
    const lateBy = isLate ? now : undefined;
    const dividend = () => series.exDividend(view.quote);
    findings.push({
      ...judgeRule(live, view, { lateBy, exDividend: dividend }),
      barOf: base.timeframe,
    });
  }
  return findings;
}

function dueSeries({ rules, store, bars }: BarsDeps, now: Instant): DueSeries[] {
  const due: DueSeries[] = [];
  // Bars go over to the new shares at once, rules with the first price on them: until then they are not held together.
  const pending = pendingSplits(store, now);
  for (const [ticker, live] of rules().onBars) {
    const quote = store.quotes.get(ticker)?.quote;
    if (quote === undefined || pending.has(ticker)) continue;
    const desk = createDesk((timeframe) => bars.read(ticker, timeframe));
    for (const [timeframe, group] of Map.groupBy(live, paceTimeframe)) {
      const base = timeframe && desk.series(timeframe);
      if (base === undefined || timeframe === undefined) continue;
      const judgedTo = store.judged.to(ticker, timeframe);
      const rules = group.map((one) => dueRule(store, one));
      const paid = (at: Quote) => exDividend(store.actions.of(ticker), at);
      due.push({ ticker, quote, desk, base, judgedTo, exDividend: paid, rules });
    }
  }
  return due;
}

function paceTimeframe({ compiled: { pace } }: LiveRule): Timeframe | undefined {
  return pace.kind === 'bars' ? pace.timeframe : undefined;
}

function dueRule(store: Store, live: LiveRule): DueRule {
  const { phase, judgedTo } = store.rules.state(live.stored.id, live.ticker);
  return { live, armedTo: judgedTo, isNew: phase === 'new' && judgedTo === undefined };
}

/** Every series that any rule or snooze reads, each once, with the longest history that any of them needs. */
function wantsOf({ rules, store }: BarsDeps): readonly BarWant[] {
  const { byTicker, onBars, tickers } = rules();
  const waking = wakingRules(store);
  return tickers.flatMap((ticker) => {
    const market = store.quotes.get(ticker)?.quote?.instrument.market;
    if (market === undefined) return [];
    const counts = new Map<Timeframe, number>();
    const rules = [...(byTicker.get(ticker) ?? []), ...(onBars.get(ticker) ?? [])];
    for (const { compiled } of [...rules, ...(waking.get(ticker) ?? [])]) {
      for (const [timeframe, bars] of compiled.needs.bars)
        counts.set(timeframe, Math.max(bars, counts.get(timeframe) ?? 0));
    }
    return [...counts].map(([timeframe, bars]) => ({ ticker, market, timeframe, bars }));
  });
}

function rulesReading({ rules }: BarsDeps, want: BarWant): readonly LiveRule[] {
  const { byTicker, onBars } = rules();
  const all = [...(byTicker.get(want.ticker) ?? []), ...(onBars.get(want.ticker) ?? [])];
  return all.filter(({ compiled }) => compiled.needs.bars.has(want.timeframe));
}
