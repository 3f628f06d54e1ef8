import { describe, expect, test } from 'vitest';
import type { BarSeries } from '../../src/core/market.ts';
import { DAY_MS, HOUR_MS, instant } from '../../src/core/time.ts';
import type { Timeframe } from '../../src/core/timeframe.ts';
import { barView } from '../../src/rules/bar-view.ts';
import { compileRule } from '../../src/rules/compile.ts';
import { createDesk, readingAt } from '../../src/rules/desk.ts';
import { formingView } from '../../src/rules/forming.ts';
import { defineMeasure } from '../../src/rules/measure.ts';
import { sightOf } from '../../src/rules/sight.ts';
import { readyRule } from '../../src/rules/ready.ts';
import { barsOf, type BarWish } from '../support/bars.ts';
import { aView, rule } from './support.ts';

const OPENS = Date.UTC(2026, 0, 5, 14, 30);
const QUOTE = aView({}).quote;

/** Days that open at 14:30 and close at 21:00 UTC, one for each close. */
function days(closes: readonly number[], more: Partial<BarWish> = {}): BarSeries {
  const bars = barsOf(closes.map((close, i) => ({ at: OPENS + i * DAY_MS, close, ...more })));
  return { timeframe: '1d', bars, closesAt: bars.openedAt.map((at) => at + 6.5 * HOUR_MS) };
}

function hours(closes: readonly number[], from = OPENS): BarSeries {
  const bars = barsOf(
    closes.map((close, i) => ({ at: from + i * HOUR_MS, close, open: close - 1 })),
  );
  return { timeframe: '1h', bars, closesAt: bars.openedAt.map((at) => at + HOUR_MS) };
}

function deskWith(...all: readonly BarSeries[]) {
  return createDesk((timeframe: Timeframe) => all.find((one) => one.timeframe === timeframe));
}

function readOf(condition: string) {
  const [read] = compileRule(rule(`NVDA ${condition}`)).needs.series;
  if (read === undefined) throw new Error(condition);
  return read;
}

describe('a desk', () => {
  test('works a column out once, however many rules read it and whichever output they want', () => {
    let times = 0;
    const counted = defineMeasure({
      kind: 'series',
      name: 'counted',
      says: 'made up',
      periods: [],
      outputs: ['a', 'b'],
      unit: { kind: 'count' },
      rearm: { points: 1 },
      lookback: () => 1,
      compute: ({ close }) => {
        times++;
        return { a: close, b: close };
      },
      examples: [],
    });
    const desk = deskWith(days([1, 2, 3]));
    const read = {
      kind: 'series',
      measure: counted,
      periods: {},
      timeframe: '1d',
      barsAgo: 0,
    } as const;
    desk.column({ ...read, output: 'a' });
    desk.column({ ...read, output: 'b' });
    desk.column({ ...read, output: 'a', barsAgo: 2 });
    expect(times).toBe(1);
  });

  test('shows nothing that was not complete at the moment', () => {
    const series = days([10, 20, 30]);
    const at = (moment: number) => readingAt(deskWith(series), moment)(readOf('close > 1'))?.value;
    const [first = 0, second = 0] = series.closesAt;
    expect(at(first - 1)).toBeUndefined();
    expect(at(first)).toBe(10);
    expect(at(second - 1)).toBe(10);
    expect(at(second)).toBe(20);
  });

  test('reads what looks only at bars before for the bar in progress, when that is asked for', () => {
    const series = days([10, 50, 20, 30]);
    const last = series.closesAt.at(-1) ?? 0;
    const read = readOf('price > high3');
    expect(readingAt(deskWith(series), last)(read)?.value).toBe(50);
    expect(readingAt(deskWith(series), last, { isLive: true })(read)).toMatchObject({
      value: 50,
      previous: 50,
    });
    const two = readOf('price > high2');
    expect(readingAt(deskWith(series), last)(two)?.value).toBe(50);
    expect(readingAt(deskWith(series), last, { isLive: true })(two)?.value).toBe(30);
  });
});

describe('the view at the close of a bar', () => {
  const daily = days([100, 110]);
  const hourly = hours([111, 112, 113], OPENS + 2 * DAY_MS);
  const facts = { desk: deskWith(daily, hourly), base: hourly, quote: QUOTE, reference: 90 };

  test('has its close as price, the day before as previous close, and the day’s first price', () => {
    const view = barView(facts, 1);
    expect(view.quote).toMatchObject({ price: 112, previousClose: 110, open: 110 });
    expect(view.quote.at).toBe(hourly.closesAt[1]);
    expect(view.previous?.price).toBe(111);
    expect(view.reference).toBe(90);
    expect(view.bar).toMatchObject({ timeframe: '1h', isForming: false });
  });

  test('remembers prices of the same series, and forgets across too long a gap', () => {
    const view = barView(facts, 2);
    expect(view.priceAgo(HOUR_MS)).toBe(112);
    expect(view.priceAgo(5 * HOUR_MS)).toBeUndefined();
  });

  test('can be followed back to the first bar', () => {
    const view = barView(facts, 2);
    expect(view.back?.(2)?.quote.price).toBe(111);
    expect(view.back?.(3)).toBeUndefined();
  });

  test('of a day knows the gap at its open', () => {
    const gapped = days([100, 120], { open: 105 });
    const view = barView({ ...facts, desk: deskWith(gapped), base: gapped }, 1);
    expect(compileRule(rule('NVDA gap > 4% every:close')).judge(view).verdict).toBe('true');
    expect(compileRule(rule('NVDA gap > 6% every:close')).judge(view).verdict).toBe('false');
  });
});

describe('within', () => {
  // The first part is true on the second bar alone, the other on the fourth alone.
  const series = days([10, 30, 20, 20, 20]);
  const volumes = { ...series.bars, volume: Float64Array.of(1, 1, 1, 9, 1) };
  const base = { ...series, bars: volumes };
  const verdicts = (text: string) =>
    [...base.closesAt].map(
      (_, i) =>
        compileRule(rule(text)).judge(
          barView({ desk: deskWith(base), base, quote: QUOTE, reference: undefined }, i),
        ).verdict,
    );

  test('lets parts come true some bars apart', () => {
    expect(verdicts('NVDA close > 25 and volume > 5')).not.toContain('true');
    expect(verdicts('NVDA close > 25 and volume > 5 within:2bars')).not.toContain('true');
    expect(verdicts('NVDA close > 25 and volume > 5 within:3bars')).toEqual([
      'unknown',
      'unknown',
      'false',
      'true',
      'false',
    ]);
  });

  test('sets the pace of bars, and needs more than one part', () => {
    const { pace } = compileRule(rule('NVDA > 25 and change > 1% within:3bars'));
    expect(pace).toEqual({ kind: 'bars', timeframe: '1d' });
  });
});

describe('the bar in progress', () => {
  const closed = days([10, 20, 30]);
  const now = instant(OPENS + 3 * DAY_MS + HOUR_MS);
  const quote = { ...QUOTE, price: 44, at: now };
  const told = {
    openedAt: OPENS + 3 * DAY_MS,
    open: 31,
    high: 40,
    low: 29,
    close: 35,
    volume: 7,
  };
  const text = 'NVDA close > 40 every:bar';

  test('goes on with the price of this moment, and is said to be provisional', () => {
    const view = { ...aView({ price: 44 }), ...formingView(factsWith(told), '1d') };
    expect(compileRule(rule(text)).judge(view).verdict).toBe('true');
    expect(view.bar).toMatchObject({ isForming: true, openedAt: told.openedAt });
    expect(view.series?.(readOf('high > 1'))?.value).toBe(44);
    expect(view.series?.(readOf('low > 1'))?.value).toBe(29);
  });

  test('that nobody has told of yet is made of the price alone', () => {
    const view = formingView(factsWith(undefined), '1d');
    expect(view.series?.(readOf('open > 1'))?.value).toBe(44);
    expect(view.series?.(readOf('volume > 1'))?.value).toBeNaN();
  });

  test('adds nothing to a bar that has closed', () => {
    const old = { ...factsWith(undefined), quote: { ...quote, at: instant(OPENS) } };
    expect(formingView(old, '1d').series?.(readOf('close > 1'))).toBeUndefined();
  });

  function factsWith(forming: typeof told | undefined) {
    return { desk: deskWith(closed), quote, forming: () => forming };
  }
});

test('a rule on bars stands where its last closed bar left it, whatever the price is now', () => {
  const ready = readyRule('NVDA close > 25');
  if (ready === undefined) throw new Error('unreadable');
  const closed = days([10, 30]);
  const facts = { quote: QUOTE, reference: undefined, priceAgo: () => undefined };
  const sight = sightOf(ready, { ...facts, desk: deskWith(closed) });
  expect(sight?.judgement.verdict).toBe('true');
  expect(sight?.judgedTo).toBe(closed.closesAt[1]);
  expect(sightOf(ready, { ...facts, desk: deskWith() })).toBeUndefined();
});

test.each([
  ['NVDA > 150', { kind: 'quotes' }],
  ['NVDA > 150 every:close', { kind: 'bars', timeframe: '1d' }],
  ['NVDA > 150 for:2bars', { kind: 'bars', timeframe: '1d' }],
  ['NVDA > 150 for:10m', { kind: 'quotes' }],
  ['NVDA rsi14@1h < 30', { kind: 'bars', timeframe: '1h' }],
  ['NVDA rsi14@1h < 30 and price > sma200', { kind: 'bars', timeframe: '1h' }],
  ['NVDA rsi14 < 30 every:once', { kind: 'bars', timeframe: '1d' }],
  ['NVDA price x sma200 every:quote', { kind: 'quotes' }],
  ['NVDA rsi14@5m < 30 every:bar', { kind: 'forming', timeframe: '5m' }],
  ['NVDA > 150 every:bar', { kind: 'quotes' }],
  ['NVDA td9 buy@4h', { kind: 'bars', timeframe: '4h' }],
  ['NVDA price x> vwap', { kind: 'bars', timeframe: '5m' }],
])('%s is judged at the pace of %j', (text, pace) => {
  expect(compileRule(rule(text)).pace).toEqual(pace);
});
