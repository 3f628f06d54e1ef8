import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide } from '../../src/alerts/decide.ts';
import { ringsIn } from '../../src/app/outlook.ts';
import type { BarSeries } from '../../src/core/market.ts';
import { sliceBars } from '../../src/core/bars-columns.ts';
import { NEW_RULE_STATE, type RuleState } from '../../src/core/rule.ts';
import { DAY_MS, instant } from '../../src/core/time.ts';
import type { LiveRule } from '../../src/scanners/live-rules.ts';
import { scanBars } from '../../src/scanners/bars.ts';
import { createDesk } from '../../src/rules/desk.ts';
import { readyRule, type ReadyRule } from '../../src/rules/ready.ts';
import { loadHistory } from '../../src/sandbox/replay/history.ts';
import { barsOf } from '../support/bars.ts';
import { aView } from '../rules/support.ts';

const CONDITIONS = [
  'rsi5 < 40',
  'rsi5 x> 50',
  'close > sma5',
  'price x sma10',
  'price > high5',
  'macd3,6,3 x> macd3,6,3.signal',
  'change > 1%',
  'change < -2% or volratio5 > 1.5',
  'close in 95..105',
  'close exits 97..103',
  'price < bb5,1.lower and rsi5 < 45',
  '2 of (close > open, rsi5 > 55, roc3 > 1%)',
  'not close > close[1]',
  'is > 101',
  'close > close[1] + 0.5 * atr5',
  '-3% from high10',
  'td9 buy',
  'td.setup <= -4',
  'obv > obv[2]',
  'sma3 x> sma8',
  '> 102 every:close',
  'stoch5,2,2 x> 30',
  'natr5 > 2%',
  'pivot.r1 < close',
] as const;

const MODIFIERS = [
  '',
  ' cooldown:0',
  ' cooldown:3d',
  ' rearm:3%',
  ' for:2bars',
  ' for:2d',
  ' every:once',
] as const;

/** Steps of a random walk, with days on which nothing is known of the volume. */
const steps = fc.array(
  fc.record({
    move: fc.double({ min: -0.03, max: 0.03, noNaN: true }),
    spread: fc.double({ min: 0, max: 0.02, noNaN: true }),
    volume: fc.option(fc.integer({ min: 0, max: 5_000 }), { nil: NaN, freq: 12 }),
    isHoliday: fc.boolean(),
  }),
  { minLength: 25, maxLength: 90 },
);

const rules = fc
  .tuple(fc.constantFrom(...CONDITIONS), fc.constantFrom(...MODIFIERS))
  .map(([condition, modifier]) => `NVDA ${condition}${modifier}`)
  .filter((text) => readyRule(text) !== undefined);

test('live, bar by bar and in lumps, a rule rings on exactly the bars that its preview lists', () => {
  fc.assert(
    fc.property(
      rules,
      steps,
      fc.infiniteStream(fc.integer({ min: 1, max: 7 })),
      (text, walk, lumps) => {
        const ready = readied(text);
        const whole = seriesOf(walk);
        expect(live(ready, whole, lumps)).toEqual(preview(ready, whole));
      },
    ),
    { numRuns: 250 },
  );
});

test('bars that come later change nothing about those before', () => {
  fc.assert(
    fc.property(rules, steps, fc.nat(), (text, walk, cut) => {
      const ready = readied(text);
      const whole = seriesOf(walk);
      const end = 5 + (cut % (walk.length - 5));
      const early = preview(ready, firstOf(whole, end));
      expect(preview(ready, whole).filter((index) => index < end)).toEqual(early);
    }),
    { numRuns: 250 },
  );
});

test('the same holds on the days of the S&P 500', () => {
  const days = loadHistory()?.sp500 ?? [];
  expect(days.length).toBeGreaterThan(5_000);
  const stretches = fc.integer({ min: 0, max: days.length - 150 });
  const lumps = fc.infiniteStream(fc.integer({ min: 1, max: 7 }));
  fc.assert(
    fc.property(rules, stretches, lumps, (text, from, sizes) => {
      const ready = readied(text);
      const rows = days
        .slice(from, from + 150)
        .map(({ day, ...prices }) => ({ ...prices, at: Date.parse(`${day}T14:30:00Z`) }));
      const bars = barsOf(rows);
      const whole = { timeframe: '1d', bars, closesAt: bars.openedAt.map((at) => at + 1) } as const;
      expect(live(ready, whole, sizes)).toEqual(preview(ready, whole));
    }),
    { numRuns: 100 },
  );
});

test('the walk makes rules ring at all', () => {
  const walk = fc.sample(steps, { numRuns: 40, seed: 7 });
  const rung = CONDITIONS.map((condition) => {
    const ready = readied(`NVDA ${condition} cooldown:0`);
    return walk.reduce((sum, one) => sum + preview(ready, seriesOf(one)).length, 0);
  });
  expect(rung.filter((count) => count === 0).length).toBeLessThanOrEqual(2);
});

function readied(text: string): ReadyRule {
  const ready = readyRule(text);
  if (ready === undefined) throw new Error(text);
  return ready;
}

type Step = { move: number; spread: number; volume: number; isHoliday: boolean };

function seriesOf(walk: readonly Step[]): BarSeries {
  let price = 100;
  let day = 0;
  const rows = walk.map(({ move, spread, volume, isHoliday }) => {
    const open = price;
    price *= 1 + move;
    day += isHoliday ? 3 : 1;
    const [low, high] = [
      Math.min(open, price) * (1 - spread),
      Math.max(open, price) * (1 + spread),
    ];
    return { at: day * DAY_MS, open, high, low, close: price, volume };
  });
  const bars = barsOf(rows);
  return { timeframe: '1d', bars, closesAt: bars.openedAt.map((at) => at + DAY_MS / 4) };
}

function firstOf({ timeframe, bars, closesAt }: BarSeries, count: number): BarSeries {
  return { timeframe, bars: sliceBars(bars, 0, count), closesAt: closesAt.slice(0, count) };
}

function deskOf(series: BarSeries) {
  return createDesk((timeframe) => (timeframe === series.timeframe ? series : undefined));
}

const QUOTE = aView({}).quote;

function preview(ready: ReadyRule, base: BarSeries): readonly number[] {
  const facts = { ready, desk: deskOf(base), base, quote: QUOTE };
  return ringsIn(facts, { from: 0, to: base.closesAt.length });
}

/** The scanner's own judging, given as many new bars at a time as it happens to find. */
function live(ready: ReadyRule, whole: BarSeries, lumps: Iterator<number>): readonly number[] {
  const rungAt: number[] = [];
  let state: RuleState = NEW_RULE_STATE;
  let judgedTo = instant(-1);
  let isSpent = false;
  for (let seen = 0; seen < whole.closesAt.length && !isSpent;) {
    seen = Math.min(whole.closesAt.length, seen + Number(lumps.next().value));
    const base = firstOf(whole, seen);
    const stored = { id: 1, rev: 1, code: 'R1', reference: undefined } as LiveRule['stored'];
    const rule: LiveRule = { ...ready, stored, ticker: QUOTE.ticker };
    const due = {
      ticker: QUOTE.ticker,
      quote: QUOTE,
      desk: deskOf(base),
      base,
      judgedTo,
      exDividend: () => undefined,
      rules: [{ live: rule, armedTo: undefined, isNew: false }],
    };
    const result = scanBars({ due: [due], faults: [], troubles: [], lateMs: 0 }, instant(1e12));
    for (const { signal, policy } of result.findings) {
      if (isSpent) break;
      const decision = decide({ state, signal, policy, silence: () => undefined }, signal.at);
      state = decision.next;
      isSpent = decision.isSpent;
      const reason = decision.alert?.reason;
      if (reason !== undefined && !reason.startsWith('suppressed'))
        rungAt.push(whole.closesAt.indexOf(signal.at));
    }
    judgedTo = result.judged?.[0]?.to ?? judgedTo;
  }
  return rungAt;
}
