import { expect, test } from 'vitest';
import { readSpan, wakeTime, type Span } from '../../src/app/wake-time.ts';
import { createCalendar } from '../../src/core/calendar.ts';
import type { MarketId } from '../../src/core/market.ts';
import { instant } from '../../src/core/time.ts';

const calendar = createCalendar();

type Kind = 'close' | 'open' | 'tomorrow';

function wakes(market: MarketId, now: string, kind: Kind): string {
  const at = wakeTime({ calendar, market }, { kind }, instant(Date.parse(now)));
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
  ['soon', undefined],
  ['', undefined],
])('%s is read', (text, span) => {
  expect(readSpan(text)).toEqual(span);
});
