import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { lastDueClose } from '../../src/core/bar-time.ts';
import { createCalendar } from '../../src/core/calendar.ts';
import { nextClose } from '../../src/core/next-close.ts';
import type { MarketId } from '../../src/core/market.ts';
import { HOUR_MS, instant, MINUTE_MS, plus } from '../../src/core/time.ts';
import type { Timeframe } from '../../src/core/timeframe.ts';

const calendar = createCalendar();

test.each<[Timeframe, MarketId, string, string | undefined]>([
  // Monday 10:30 in New York: hours are counted from 09:30.
  ['1h', 'us', '2026-01-05T15:30', '2026-01-05T16:30'],
  ['1h', 'us', '2026-01-05T15:29', '2026-01-05T15:30'],
  // The last bar of the day is half an hour long.
  ['1h', 'us', '2026-01-05T20:30', '2026-01-05T21:00'],
  ['4h', 'us', '2026-01-05T19:00', '2026-01-05T21:00'],
  // After the close, over a weekend, before a half day.
  ['1h', 'us', '2026-01-05T21:00', '2026-01-06T15:30'],
  ['15m', 'us', '2026-01-09T22:00', '2026-01-12T14:45'],
  ['1d', 'us', '2026-01-05T15:30', '2026-01-05T21:00'],
  ['1d', 'us', '2026-01-09T21:00', '2026-01-12T21:00'],
  ['1d', 'us', '2026-11-27T12:00', '2026-11-27T18:00'],
  ['1w', 'us', '2026-01-05T15:30', '2026-01-09T21:00'],
  ['1w', 'us', '2026-01-09T21:00', '2026-01-16T21:00'],
  // Shanghai rests at noon.
  ['1h', 'shanghai', '2026-01-05T03:45', '2026-01-05T06:00'],
  ['1d', 'shanghai', '2026-01-05T03:45', '2026-01-05T07:00'],
  ['1h', 'always', '2026-01-05T15:30', '2026-01-05T16:00'],
  ['1d', 'always', '2026-01-05T15:30', '2026-01-06T00:00'],
  ['1h', 'fx', '2026-01-05T15:30', '2026-01-05T16:00'],
  // Nobody but their vendor knows when these close.
  ['1d', 'fx', '2026-01-05T15:30', undefined],
  ['1h', 'other', '2026-01-05T15:30', undefined],
])('%s of %s at %s', (...[timeframe, market, now, close]) => {
  const at = nextClose(timeframe, { market, calendar }, instant(Date.parse(`${now}Z`)));
  expect(at && new Date(at).toISOString().slice(0, 16)).toBe(close);
});

test('it is the close that a healthy feed has next', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<Timeframe>('5m', '15m', '30m', '1h', '4h', '1d', '1w'),
      fc.constantFrom<MarketId>('us', 'london', 'shanghai', 'always'),
      fc.integer({ min: 0, max: 330 * 24 * 60 }),
      (timeframe, market, minutes) => {
        const now = plus(instant(Date.UTC(2026, 0, 8)), minutes * MINUTE_MS);
        const hours = { market, calendar };
        const next = nextClose(timeframe, hours, now) ?? instant(NaN);
        expect(next).toBeGreaterThan(now);
        // Shanghai's longest holidays take a whole week.
        expect(next - now).toBeLessThan(15 * 24 * HOUR_MS);
        expect(lastDueClose(timeframe, hours, next)).toBe(next);
        expect(lastDueClose(timeframe, hours, plus(next, -1))).toBe(
          lastDueClose(timeframe, hours, now),
        );
      },
    ),
    { numRuns: 1_000 },
  );
});
