import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnOn, windowOf } from '../../src/app/chart-window.ts';
import { linesOf } from '../../src/app/chart-lines.ts';
import type { KeptBars } from '../../src/core/ports/bar-keeper.ts';
import { HOUR_MS, instant } from '../../src/core/time.ts';
import { createDesk, readingAt } from '../../src/rules/desk.ts';
import { readMeasure } from '../../src/rules/read-measure.ts';
import { barsOf } from '../support/bars.ts';

const OPENS = Date.UTC(2026, 0, 5, 14, 30);

/** Hours one after the other; bar `n` closes at `100 + n`. */
function hours(count: number, more: Partial<KeptBars> = {}): KeptBars {
  const bars = barsOf(
    Array.from({ length: count }, (_, n) => ({
      at: OPENS + n * HOUR_MS,
      open: 99.5 + n,
      high: 110 + n,
      low: 90 + n,
      close: 100 + n,
    })),
  );
  return {
    timeframe: '1h',
    bars,
    closesAt: bars.openedAt.map((at) => at + HOUR_MS),
    source: 'yahoo',
    askedAt: instant(OPENS + count * HOUR_MS),
    forming: undefined,
    ...more,
  };
}

const at = (hoursLater: number) => instant(OPENS + hoursLater * HOUR_MS);
const none = { last: undefined, bars: 100 };
const seriesOf = (text: string) => {
  const word = readMeasure(text);
  if (word.kind !== 'read' || word.read.kind !== 'series') throw new Error(text);
  return word.read;
};

describe('the bars of a chart', () => {
  test('end with the last that had closed by its moment', () => {
    const window = windowOf(hours(10), { ...none, until: at(4) });
    expect([...(window?.bars.close ?? [])]).toEqual([100, 101, 102, 103]);
    expect(window?.closedAt).toBe(at(4));
    expect(window?.isForming).toBe(false);
    expect(windowOf(hours(10), { ...none, until: at(0.5) })).toBeUndefined();
  });

  test('show of a bar that has closed since only its open and the price of then', () => {
    const last = { price: 107, at: at(4.5) };
    const window = windowOf(hours(10), { until: at(4.5), last, bars: 100 });
    const { open, high, low, close } = window?.bars ?? expect.fail();
    expect([open, high, low, close].map((column) => column.at(-1))).toEqual([
      103.5, 107, 103.5, 107,
    ]);
    expect(window?.isForming).toBe(true);
    expect(window?.asOf.at(-1)).toBe(at(4.5));
  });

  test('show the whole bar in progress when it is asked about now', () => {
    const forming = { openedAt: at(3), open: 50, high: 60, low: 40, close: 55, volume: 7 };
    const kept = hours(3, { forming, askedAt: at(3.2) });
    const window = windowOf(kept, { until: at(3.5), last: { price: 62, at: at(3.4) }, bars: 3 });
    const { open, high, low, close, volume } = window?.bars ?? expect.fail();
    expect([open, high, low, close, volume].map((column) => column.at(-1))).toEqual([
      50, 62, 40, 62, 7,
    ]);
    expect(open).toHaveLength(3);
    const before = windowOf(kept, { until: at(3.1), last: { price: 51, at: at(3.1) }, bars: 3 });
    expect(before?.bars.high.at(-1)).toBe(51);
  });

  test('have the price alone where the vendor has not told of the bar yet', () => {
    const window = windowOf(hours(3), {
      until: at(20),
      last: { price: 120, at: at(20) },
      bars: 100,
    });
    const { open, high, low, close } = window?.bars ?? expect.fail();
    expect([open, high, low, close].map((column) => column.at(-1))).toEqual([120, 120, 120, 120]);
    expect(
      windowOf(hours(3), { until: at(3), last: { price: 1, at: at(3) }, bars: 9 })?.isForming,
    ).toBe(false);
  });

  test('never tell what came after their end', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 19 }),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        (n, part) => {
          const until = at(n + part);
          const ending = { until, last: { price: 100, at: until }, bars: 8 };
          const short = hours(20).bars;
          const cut = hours(n + 1, { askedAt: until });
          const whole = windowOf(hours(20), ending);
          const then = windowOf(
            { ...cut, bars: { ...cut.bars, high: short.high.slice(0, n + 1) } },
            ending,
          );
          expect(whole?.bars).toEqual(then?.bars);
          expect(whole?.bars.close.length).toBeLessThanOrEqual(8);
        },
      ),
    );
  });
});

describe('a column of a chart', () => {
  const kept = hours(60, { forming: undefined });
  const desk = createDesk((timeframe) => (timeframe === '1h' ? kept : undefined));

  test.each(['sma5@1h', 'rsi14@1h', 'bb@1h', 'high20@1h', 'macd.hist@1h'])(
    '%s is at each bar what a rule would have read at its close',
    (text) => {
      const read = seriesOf(text);
      const window = windowOf(kept, { ...none, until: at(60) }) ?? expect.fail();
      const column = columnOn(desk, read, window);
      const byRule = [...window.asOf].map((moment) => readingAt(desk, moment)(read)?.value ?? NaN);
      expect([...column]).toEqual(byRule);
      expect([...column]).toEqual([...(desk.column(read) ?? [])]);
    },
  );

  test('stands still in the bar in progress, but for what is known of it already', () => {
    const last = { price: 500, at: at(59.5) };
    const window = windowOf(kept, { until: at(59.5), last, bars: 5 }) ?? expect.fail();
    const sma = columnOn(desk, seriesOf('sma5@1h'), window);
    expect(sma.at(-1)).toBe(sma.at(-2));
    const high = columnOn(desk, seriesOf('high20@1h'), window);
    expect(high.at(-1)).toBe(168);
    expect(high.at(-2)).toBe(167);
  });

  test('of longer bars changes only when one of them closes', () => {
    const days = {
      ...hours(2),
      timeframe: '1d' as const,
      closesAt: Float64Array.of(at(7), at(31)),
    };
    const both = createDesk((timeframe) => (timeframe === '1h' ? kept : days));
    const window = windowOf(kept, { ...none, until: at(35) }) ?? expect.fail();
    const close = columnOn(both, seriesOf('sma1'), window);
    expect([close[5], close[6], close[29], close[30]]).toEqual([NaN, 100, 100, 101]);
  });

  test('goes over the price or into a pane of its kind, and brings its kin', () => {
    const window = windowOf(kept, { ...none, until: at(60) }) ?? expect.fail();
    const wanted = {
      timeframe: '1h',
      measures: ['sma5@1h', 'bb.lower@1h', 'rsi7@1h', 'rsi14@1h', 'macd@1h', 'close@1h', 'bb.b@1h'],
      triggers: [
        { of: 'rsi14@1h', level: 30 },
        { of: 'price', level: 140 },
        { of: 'sma5@1h', level: 150 },
      ],
      score: undefined,
    } as const;
    const { overlays, panes, levels } = linesOf(wanted, desk, window);
    expect(overlays.map(({ label }) => label)).toEqual([
      'sma5',
      'bb.upper',
      'bb.middle',
      'bb.lower',
    ]);
    expect(panes.map(({ label, lines }) => [label, ...lines.map((line) => line.label)])).toEqual([
      ['rsi', 'rsi7', 'rsi14'],
      ['macd', 'line', 'signal'],
      ['bb.b', 'bb.b'],
    ]);
    expect(panes[0]).toMatchObject({ bounds: { min: 0, max: 100 }, guides: [30] });
    expect(panes[1]?.columns?.name).toBe('macd.hist');
    expect(panes[1]?.lines.map(({ name }) => name)).toEqual(['macd.line', 'macd.signal']);
    expect(levels).toEqual([
      { of: 'price', level: 140 },
      { of: 'sma5@1h', level: 150 },
    ]);
  });
});
