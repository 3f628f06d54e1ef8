import { describe, expect, test } from 'vitest';
import { briefMarket, briefSlots, type BriefPlan } from '../../src/core/brief-times.ts';
import { createCalendar } from '../../src/core/calendar.ts';
import { instant } from '../../src/core/time.ts';

const calendar = createCalendar();
const SESSIONS: BriefPlan = { preOpen: true, postClose: true, at: [] };

function slots(plan: BriefPlan, at: string, zone = 'America/New_York') {
  const where = { calendar, market: 'us', zone } as const;
  return briefSlots(plan, where, instant(Date.parse(at))).map(
    ({ kind, dueAt }) => `${kind} ${new Date(dueAt).toISOString().slice(0, 16)}`,
  );
}

describe('briefings around a session', () => {
  test('come before the open and after the close', () => {
    expect(slots(SESSIONS, '2026-01-06T13:59:00Z')).toEqual([
      'pre-open 2026-01-05T14:00',
      'post-close 2026-01-05T21:20',
    ]);
    expect(slots(SESSIONS, '2026-01-06T14:00:00Z')).toEqual([
      'post-close 2026-01-05T21:20',
      'pre-open 2026-01-06T14:00',
    ]);
  });

  test('follow a half day', () => {
    expect(slots(SESSIONS, '2026-11-27T18:30:00Z')).toContain('post-close 2026-11-27T18:20');
  });

  test('skip weekends and holidays', () => {
    expect(slots(SESSIONS, '2026-01-11T20:00:00Z')).toEqual([]);
    expect(slots(SESSIONS, '2026-12-25T23:00:00Z')).toEqual([]);
  });

  test('keep to New York through the change of clocks', () => {
    expect(slots(SESSIONS, '2026-03-06T15:00:00Z')).toContain('pre-open 2026-03-06T14:00');
    expect(slots(SESSIONS, '2026-03-09T15:00:00Z')).toContain('pre-open 2026-03-09T13:00');
  });
});

describe('briefings at fixed times', () => {
  const plan: BriefPlan = { preOpen: false, postClose: false, at: ['09:00'] };

  test('are in the zone of the chat, summer and winter', () => {
    expect(slots(plan, '2026-01-06T12:00:00Z', 'Europe/Berlin')).toEqual([
      '09:00 2026-01-06T08:00',
    ]);
    expect(slots(plan, '2026-07-06T12:00:00Z', 'Europe/Berlin')).toEqual([
      '09:00 2026-07-06T07:00',
    ]);
  });

  test('come only on days with trading', () => {
    expect(slots(plan, '2026-01-10T20:00:00Z', 'Europe/Berlin')).toEqual([]);
  });
});

test('a chat goes by the market of most of what it watches', () => {
  expect(briefMarket([])).toBe('us');
  expect(briefMarket(['us', 'london', 'london', 'always', 'always', 'always'])).toBe('london');
  expect(briefMarket(['us-index'])).toBe('us');
  expect(briefMarket(['always'])).toBe('always');
});
