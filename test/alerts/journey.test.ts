import { expect, test } from 'vitest';
import { alertPrefix } from '../../src/alerts/journey.ts';
import { DAY_MS, HOUR_MS, instant, MINUTE_MS, plus } from '../../src/core/time.ts';

const FIRED = instant(Date.UTC(2026, 0, 5, 21));
const JOURNEY = {
  ref: 'A7K2',
  firedAt: FIRED,
  createdAt: FIRED,
  priceThen: 150,
  priceNow: 149,
  uncertain: 0,
  zone: 'America/New_York',
  isUrged: false,
};

test.each([
  [HOUR_MS, '🕰 delayed 1 h: fired 16:00 EST, price then 150.00, now 149.00'],
  [DAY_MS, '🕰 delayed 1 day: fired Mon 5 Jan, 16:00 EST, price then 150.00, now 149.00'],
])('what arrives %d ms late names the day when it is another', (lateMs, line) => {
  expect(alertPrefix(JOURNEY, plus(FIRED, lateMs))).toBe(line);
});

test.each([
  [5 * MINUTE_MS, '⏰ not acknowledged for 5 min'],
  [HOUR_MS, '⏰ not acknowledged for 1 h: fired 16:00 EST, price then 150.00, now 149.00'],
])('what is asked again after %d ms was not delayed, and tells both prices', (sinceMs, line) => {
  expect(alertPrefix({ ...JOURNEY, isUrged: true }, plus(FIRED, sinceMs))).toBe(line);
});
