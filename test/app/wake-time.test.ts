import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSpan, wakeTime, type Span } from '../../src/app/wake-time.ts';
import { createCalendar } from '../../src/core/calendar.ts';
import type { MarketId } from '../../src/core/market.ts';
import { instant } from '../../src/core/time.ts';
import type { Timeframe } from '../../src/core/timeframe.ts';

const calendar = createCalendar();

type Kind = 'close' | 'open' | 'tomorrow';

function wakes(market: MarketId, now: string, kind: Kind): string {
  const where = { calendar, market, zone: 'Europe/Berlin', timeframe: '1d' } as const;
  const at = wakeTime(where, { kind }, instant(Date.parse(now)));
  return typeof at === 'number' ? new Date(at).toISOString().slice(0, 16) : String(at);
}

test.each([
  // Monday 10:30 in New York, then after the close, before the open, on Friday evening.
  ['us', '2026-01-05T15:30Z', '2026-01-05T21:00', '2026-01-06T14:30', '2026-01-06T14:30'],
  ['us', '2026-01-05T22:00Z', '2026-01-06T21:00', '2026-01-06T14:30', '2026-01-06T14:30'],
  ['us', '2026-01-05T13:00Z', '2026-01-05T21:00', '2026-01-05T14:30', '2026-01-06T14:30'],
  ['us', '2026-01-16T22:00Z', '2026-01-20T21:00', '2026-01-20T14:30', '2026-01-20T14:30'],
  // The day after Thanksgiving closes at 13:00.
  ['us', '2026-11-27T15:00Z', '2026-11-27T18:00', '2026-11-30T14:30', '2026-11-30T14:30'],
  // Summer time begins on Sunday the 8th of March.
  ['us', '2026-03-06T22:00Z', '2026-03-09T20:00', '2026-03-09T13:30', '2026-03-09T13:30'],
  ['london', '2026-06-02T09:00Z', '2026-06-02T15:30', '2026-06-03T07:00', '2026-06-03T07:00'],
] as const)('%s at %s', (market, now, ...expected) => {
  const kinds = ['close', 'open', 'tomorrow'] as const;
  expect(kinds.map((kind) => wakes(market, now, kind))).toEqual(expected);
});

test('a market that never closes knows neither', () => {
  for (const kind of ['close', 'open', 'tomorrow'] as const)
    expect(wakes('always', '2026-01-05T15:30Z', kind)).toBe('never-closes');
});

test.each<[string, Span | undefined]>([
  ['2h', { kind: 'length', ms: 7_200_000 }],
  ['CLOSE', { kind: 'close' }],
  ['forever', { kind: 'forever' }],
  ['366d', { kind: 'length', ms: 366 * 86_400_000 }],
  ['367d', undefined],
  ['bar', { kind: 'bar' }],
  ['9:05', { kind: 'clock', hour: 9, minute: 5 }],
  ['24:00', undefined],
  ['Fri', { kind: 'day', weekday: 5 }],
  ['sunday', { kind: 'day', weekday: 0 }],
  ['fr', undefined],
  ['fryday', undefined],
  ['soon', undefined],
  ['', undefined],
])('%s is read', (text, span) => {
  expect(readSpan(text)).toEqual(span);
});

test.each<[string, MarketId, string, Timeframe, string]>([
  // 15:30 in Berlin is still to come, 16:30 is now and comes tomorrow, 02:30 is skipped on the last Sunday of March.
  ['17:30', 'us', '2026-01-05T15:30Z', '1d', '2026-01-05T16:30'],
  ['16:30', 'us', '2026-01-05T15:30Z', '1d', '2026-01-06T15:30'],
  ['2:30', 'us', '2026-03-28T15:30Z', '1d', '2026-03-29T01:30'],
  // The first opening from that weekday on: the Monday is a holiday.
  ['fri', 'us', '2026-01-05T15:30Z', '1d', '2026-01-09T14:30'],
  ['mon', 'us', '2026-01-16T15:30Z', '1d', '2026-01-20T14:30'],
  ['mon', 'us', '2026-01-05T13:00Z', '1d', '2026-01-12T14:30'],
  ['fri', 'always', '2026-01-05T15:30Z', '1d', '2026-01-08T23:00'],
  ['bar', 'us', '2026-01-05T15:40Z', '1d', '2026-01-05T21:00'],
  ['bar', 'us', '2026-01-05T15:40Z', '1h', '2026-01-05T16:30'],
  ['bar', 'us', '2026-01-05T21:00Z', '1h', '2026-01-06T15:30'],
  ['bar', 'always', '2026-01-05T15:40Z', '4h', '2026-01-05T16:00'],
  ['bar', 'other', '2026-01-05T15:40Z', '1h', 'never-closes'],
])('until %s, %s market, at %s on %s bars', (...row) => {
  const [text, market, now, timeframe, expected] = row;
  const span = readSpan(text);
  if (span === undefined) throw new Error('unread');
  const where = { calendar, market, zone: 'Europe/Berlin', timeframe };
  const at = wakeTime(where, span, instant(Date.parse(now)));
  expect(typeof at === 'number' ? new Date(at).toISOString().slice(0, 16) : at).toBe(expected);
});

test('no text makes the reader throw, and what it reads ends after now', () => {
  const words = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom('close', 'open', 'tomorrow', 'bar', 'fri', '9:30', '23:59', '2h', '90 min'),
  );
  fc.assert(
    fc.property(words, fc.integer({ min: 0, max: 300 * 86_400 }), (text, seconds) => {
      const span = readSpan(text);
      if (span === undefined) return;
      const now = instant(Date.UTC(2026, 0, 1) + seconds * 1_000);
      const where = { calendar, market: 'us', zone: 'Europe/London', timeframe: '1h' } as const;
      const at = wakeTime(where, span, now);
      if (typeof at === 'number') expect(at).toBeGreaterThan(now);
    }),
  );
});
