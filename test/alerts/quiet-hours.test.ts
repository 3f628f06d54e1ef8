import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { quietUntil } from '../../src/alerts/quiet-hours.ts';
import { HOUR_MS, instant } from '../../src/core/time.ts';

const NIGHT = { from: '22:00', to: '07:00' };
const NEW_YORK = 'America/New_York';

test('a night over midnight ends the next morning, by the chat’s own clock', () => {
  expect(until(NIGHT, '2026-11-21T03:30:00Z')).toBe('2026-11-21T12:00:00.000Z');
  expect(until(NIGHT, '2026-11-21T11:59:59Z')).toBe('2026-11-21T12:00:00.000Z');
  expect(until(NIGHT, '2026-11-21T12:00:00Z')).toBeUndefined();
  expect(until(NIGHT, '2026-11-21T02:59:59Z')).toBeUndefined();
  expect(until({ from: '12:00', to: '13:30' }, '2026-11-21T17:00:00Z')).toBe(
    '2026-11-21T18:30:00.000Z',
  );
});

test('hours that begin when they end are none', () => {
  expect(until({ from: '08:00', to: '08:00' }, '2026-11-21T13:00:00Z')).toBeUndefined();
});

test('the night is an hour shorter in spring and longer in autumn', () => {
  expect(until(NIGHT, '2027-03-14T03:00:00Z')).toBe('2027-03-14T11:00:00.000Z');
  expect(until(NIGHT, '2026-11-01T02:00:00Z')).toBe('2026-11-01T12:00:00.000Z');
});

test('an end within the hour that the clock repeats is still ahead', () => {
  const early = { from: '00:30', to: '01:30' };
  expect(until(early, '2026-11-01T05:10:00Z')).toBe('2026-11-01T05:30:00.000Z');
  expect(until(early, '2026-11-01T06:10:00Z')).toBe('2026-11-01T06:30:00.000Z');
});

test('quiet always ends, ahead and within 25 hours, whatever the zone and hours', () => {
  const clock = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
  const zones = [NEW_YORK, 'Europe/London', 'Asia/Kolkata', 'Australia/Lord_Howe', 'UTC'];
  fc.assert(
    fc.property(
      fc.record({ from: clock, to: clock }),
      fc.constantFrom(...zones),
      fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2028, 11) }),
      (quiet, zone, at) => {
        const end = quietUntil(quiet, zone, instant(at));
        if (end === undefined) return;
        expect(end).toBeGreaterThan(at);
        expect(end - at).toBeLessThanOrEqual(25 * HOUR_MS);
      },
    ),
  );
});

function until(quiet: { from: string; to: string }, at: string): string | undefined {
  const end = quietUntil(quiet, NEW_YORK, instant(Date.parse(at)));
  return end === undefined ? undefined : new Date(end).toISOString();
}
