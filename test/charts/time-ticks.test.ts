import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { slotsOf } from '../../src/charts/candles.ts';
import { widthOf } from '../../src/charts/text.ts';
import { timeTicks } from '../../src/charts/time-ticks.ts';
import { NEW_YORK, walk } from './drawn.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function ticksOf(times: Float64Array, { zone = NEW_YORK, hasClock = true, width = 720 } = {}) {
  const { xs } = slotsOf(times.length, 0, width);
  return timeTicks({ times, xs, zone, left: 0, right: width, fontSize: 17, hasClock });
}

function labels(times: Float64Array, how?: Parameters<typeof ticksOf>[1]): readonly string[] {
  return ticksOf(times, how).map(({ label }) => label);
}

function every(stepMs: number, count: number, from: string): Float64Array {
  return Float64Array.from({ length: count }, (_, n) => Date.parse(from) + n * stepMs);
}

describe('labels are at the beginnings of', () => {
  test('months, with the year in January, over a year of days', () => {
    expect(labels(walk(250).openedAt).slice(0, 4)).toEqual(['Dec', '2026', 'Feb', 'Mar']);
  });

  test('half years over five years of weeks', () => {
    const weeks = walk(250, { stepMs: 7 * DAY }).openedAt;
    expect(labels(weeks).slice(0, 4)).toEqual(['2026', 'Jul', '2027', 'Jul']);
  });

  test('weeks over two months, Mondays unless the month began', () => {
    expect(labels(walk(40).openedAt).slice(0, 4)).toEqual(['24 Nov', 'Dec', '8 Dec', '15 Dec']);
  });

  test('days over a week of hours, and hours between them where there is room', () => {
    const week = every(HOUR, 7 * 24, '2026-11-16T05:00Z');
    expect(labels(week)).toEqual(['17 Nov', '18 Nov', '19 Nov', '20 Nov', '21 Nov', '22 Nov']);
    const days = every(HOUR, 48, '2026-11-16T05:00Z');
    expect(labels(days)).toEqual(['06:00', '12:00', '18:00', '17 Nov', '06:00', '12:00', '18:00']);
  });

  test('every bar when there are few', () => {
    expect(labels(walk(3).openedAt)).toEqual(['21 Nov', '24 Nov']);
  });
});

test('a single bar is labelled with its date', () => {
  expect(labels(walk(1).openedAt)).toEqual(['20 Nov']);
});

test('nothing has no labels', () => {
  expect(labels(new Float64Array())).toEqual([]);
});

test('a day begins when it does in the zone', () => {
  const hours = every(HOUR, 24, '2026-11-16T12:00Z');
  const days = (zone: string) =>
    ticksOf(hours, { zone }).findIndex(({ label }) => label === '17 Nov');
  expect(ticksOf(hours, { zone: 'UTC' })[days('UTC')]?.x).toBeCloseTo(12.5 * 30);
  expect(ticksOf(hours, { zone: 'Asia/Tokyo' })[days('Asia/Tokyo')]?.x).toBeCloseTo(3.5 * 30);
});

test('bars of a day are never labelled with hours', () => {
  const twoADay = every(12 * HOUR, 4, '2026-11-16T05:00Z');
  expect(labels(twoADay, { hasClock: true })).toContain('12:00');
  expect(labels(twoADay, { hasClock: false })).toEqual(['16 Nov', '17 Nov']);
});

test('no label lies over another or beyond the edges, whatever the bars', () => {
  const steps = fc.array(fc.integer({ min: 60_000, max: 90 * DAY }), { maxLength: 300 });
  const unit = fc.constantFrom(1, 1e-3, 1e-2, 1e-1);
  fc.assert(
    fc.property(steps, unit, fc.integer({ min: 200, max: 900 }), (steps, unit, width) => {
      let at = Date.UTC(2020, 0, 1);
      const times = Float64Array.from(steps, (step) => (at += Math.ceil(step * unit)));
      const ticks = ticksOf(times, { width });
      ticks.forEach(({ label, labelX }, n) => {
        const half = widthOf(label, { size: 17, isBold: true }) / 2;
        expect(labelX - half).toBeGreaterThanOrEqual(-1e-9);
        expect(labelX + half).toBeLessThanOrEqual(width + 1e-9);
        const next = ticks[n + 1];
        if (!next) return;
        const nextHalf = widthOf(next.label, { size: 17, isBold: true }) / 2;
        expect(next.labelX - nextHalf).toBeGreaterThan(labelX + half);
      });
    }),
    { numRuns: 40 },
  );
});
