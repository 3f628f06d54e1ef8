import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closesAt, completeBars, lastDueClose } from '../../src/core/bar-time.ts';
import { createCalendar } from '../../src/core/calendar.ts';
import type { Bars, MarketId } from '../../src/core/market.ts';
import { DAY_MS, instant, MINUTE_MS } from '../../src/core/time.ts';
import { lengthOf, TIMEFRAMES, type Timeframe } from '../../src/core/timeframe.ts';

const calendar = createCalendar();
const utc = (text: string) => instant(Date.parse(`${text}Z`));
const iso = (at: number | undefined) => at && new Date(at).toISOString().slice(0, 16);

type Case = readonly [market: MarketId, timeframe: Timeframe, opened: string, closes: string];

describe('a bar is complete', () => {
  test.each<Case>([
    ['us', '1h', '2026-01-15T14:30', '2026-01-15T15:30'],
    ['us', '1h', '2026-01-15T20:30', '2026-01-15T21:00'],
    ['us', '1h', '2026-11-27T17:30', '2026-11-27T18:00'],
    ['us', '4h', '2026-01-15T18:30', '2026-01-15T21:00'],
    ['us-index', '1h', '2026-01-15T20:30', '2026-01-15T21:15'],
    ['shanghai', '1h', '2026-03-10T02:30', '2026-03-10T03:30'],
    ['shanghai', '4h', '2026-03-10T01:30', '2026-03-10T03:30'],
    ['shanghai', '4h', '2026-03-10T05:00', '2026-03-10T07:00'],
    ['london', '1h', '2026-12-24T12:00', '2026-12-24T12:30'],
    ['fx', '4h', '2026-01-16T18:00', '2026-01-16T22:00'],
    ['futures', '4h', '2026-01-15T19:00', '2026-01-15T22:00'],
    ['always', '4h', '2026-01-17T20:00', '2026-01-18T00:00'],
    ['other', '1h', '2026-01-15T03:45', '2026-01-15T04:45'],
  ])('%s %s: after its time, or where trading stops (%s to %s)', (market, timeframe, ...at) => {
    const [opened, closes] = at;
    expect(iso(closesAt(utc(opened), timeframe, { market, calendar }))).toBe(closes);
  });

  test.each<Case>([
    ['us', '1d', '2026-01-15T14:30', '2026-01-15T21:00'],
    ['us', '1d', '2026-01-15T05:00', '2026-01-15T21:00'],
    ['us', '1d', '2026-11-27T14:30', '2026-11-27T18:00'],
    ['shanghai', '1d', '2026-03-10T01:30', '2026-03-10T07:00'],
    ['always', '1d', '2026-12-31T00:00', '2027-01-01T00:00'],
    ['fx', '1d', '2026-01-14T22:00', '2026-01-15T22:00'],
    ['fx', '1d', '2026-01-15T00:00', '2026-01-16T00:00'],
    ['fx', '1d', '2026-01-16T00:00', '2026-01-16T22:00'],
    ['futures', '1d', '2026-01-14T23:00', '2026-01-15T22:00'],
    ['futures', '1d', '2026-01-15T05:00', '2026-01-16T05:00'],
    ['futures', '1d', '2026-01-16T05:00', '2026-01-16T22:00'],
    ['other', '1d', '2026-01-15T03:45', '2026-01-16T03:45'],
  ])('%s %s: with the session of its date (%s to %s)', (market, timeframe, ...at) => {
    const [opened, closes] = at;
    expect(iso(closesAt(utc(opened), timeframe, { market, calendar }))).toBe(closes);
  });

  test.each<Case>([
    ['us', '1w', '2026-01-12T14:30', '2026-01-16T21:00'],
    ['us', '1w', '2026-07-01T13:30', '2026-07-02T20:00'],
    ['us', '1w', '2026-11-27T14:30', '2026-11-27T18:00'],
    ['xetra', '1w', '2026-12-28T08:00', '2026-12-30T13:00'],
    ['london', '1w', '2026-12-28T00:00', '2026-12-31T12:30'],
    ['shanghai', '1w', '2026-09-28T01:30', '2026-09-30T07:00'],
    ['fx', '1w', '2026-01-11T22:00', '2026-01-16T22:00'],
    ['always', '1w', '2026-12-28T00:00', '2027-01-04T00:00'],
    ['other', '1w', '2026-01-11T23:00', '2026-01-18T21:00'],
  ])('%s %s: with the last session of its ISO week (%s to %s)', (market, timeframe, ...at) => {
    const [opened, closes] = at;
    expect(iso(closesAt(utc(opened), timeframe, { market, calendar }))).toBe(closes);
  });

  test('never, when nothing traded then', () => {
    const never = (market: MarketId, timeframe: Timeframe, at: string) =>
      closesAt(utc(at), timeframe, { market, calendar });
    expect(never('us', '1h', '2026-01-15T13:30')).toBeUndefined();
    expect(never('us', '1m', '2026-01-15T21:00')).toBeUndefined();
    expect(never('us', '1d', '2026-01-19T14:30')).toBeUndefined();
    expect(never('shanghai', '1h', '2026-03-10T03:30')).toBeUndefined();
    expect(never('shanghai', '1w', '2024-02-14T01:30')).toBeUndefined();
  });
});

describe('rows of a vendor', () => {
  const rows = (market: MarketId, timeframe: Timeframe, ...[now, ...stamps]: string[]) => {
    const graceMs = 2 * MINUTE_MS;
    const options = { market, timeframe, calendar, now: utc(now ?? ''), graceMs };
    const { series, forming } = completeBars(barsAt(stamps), options);
    return {
      opened: [...series.bars.openedAt].map(iso),
      closes: [...series.closesAt].map(iso),
      prices: [...series.bars.close],
      forming: forming && [iso(forming.openedAt), forming.close],
    };
  };

  test('are bars once their time and the vendor’s grace are over; the last one is forming', () => {
    const at = ['2026-01-15T14:30', '2026-01-15T15:30', '2026-01-15T16:30'] as const;
    expect(rows('us', '1h', '2026-01-15T17:00', ...at)).toEqual({
      opened: at.slice(0, 2),
      closes: at.slice(1),
      prices: [1, 2],
      forming: [at[2], 3],
    });
    expect(rows('us', '1h', '2026-01-15T16:31:59', ...at)).toMatchObject({ prices: [1] });
    expect(rows('us', '1h', '2026-01-15T17:32', ...at)).toMatchObject({
      prices: [1, 2, 3],
      forming: undefined,
    });
  });

  test('outside regular trading are left out', () => {
    const at = ['2026-01-15T13:30', '2026-01-15T20:30', '2026-01-15T21:00', '2026-01-15T21:30'];
    expect(rows('us', '1h', '2026-01-16T00:00', ...at)).toMatchObject({
      prices: [2],
      closes: ['2026-01-15T21:00'],
      forming: undefined,
    });
  });

  test('a price of now, given as a row of its own, is not a bar', () => {
    const first = ['2026-01-15T14:30', '2026-01-15T15:30'];
    const now = '2026-01-15T16:00';
    expect(rows('us', '1h', now, ...first, '2026-01-15T15:59:43').forming?.[1]).toBe(2);
    expect(rows('us', '1h', now, ...first, '2026-01-15T15:59').forming?.[1]).toBe(2);
    const later = rows('us', '1h', '2026-01-16T00:00', ...first, '2026-01-15T17:12');
    expect(later).toMatchObject({ prices: [1, 2], forming: undefined });
    expect(rows('other', '1h', now, ...first, '2026-01-15T15:59').forming?.[1]).toBe(2);
  });

  test('a day stamped with the time of its last price bears the opening; the later row holds', () => {
    const at = ['2026-01-14T14:30', '2026-01-15T14:30', '2026-01-15T20:12:07'];
    expect(rows('us', '1d', '2026-01-15T20:13', ...at)).toEqual({
      opened: ['2026-01-14T14:30'],
      closes: ['2026-01-14T21:00'],
      prices: [1],
      forming: ['2026-01-15T14:30', 3],
    });
    const next = rows('us', '1d', '2026-01-15T21:02', '2026-01-15T21:00:01');
    expect(next).toMatchObject({ opened: ['2026-01-15T14:30'], closes: ['2026-01-15T21:00'] });
  });

  test('a holiday’s row and one without a price are gaps', () => {
    const at = ['2026-01-16T14:30', '2026-01-19T14:30', '2026-01-20T14:30'];
    expect(rows('us', '1d', '2026-01-21T00:00', ...at).prices).toEqual([1, 3]);
    const bars = barsAt(at);
    bars.close[2] = NaN;
    const options = { market: 'us', calendar, now: utc('2026-01-21T00:00'), graceMs: 0 } as const;
    expect([...completeBars(bars, { ...options, timeframe: '1d' }).series.bars.close]).toEqual([1]);
  });

  test('days of a currency, stamped with London’s midnight, last until the next, on Fridays until the close', () => {
    const at = ['2026-03-26T00:00', '2026-03-27T00:00', '2026-03-28T12:00', '2026-03-29T23:00'];
    expect(rows('fx', '1d', '2026-03-30T12:00', ...at)).toEqual({
      opened: at.slice(0, 2),
      closes: ['2026-03-27T00:00', '2026-03-27T21:00'],
      prices: [1, 2],
      forming: [at[3], 4],
    });
  });
});

describe('what a healthy feed must have', () => {
  test.each<Case>([
    ['us', '1h', '2026-01-15T15:29:59', '2026-01-14T21:00'],
    ['us', '1h', '2026-01-15T15:30', '2026-01-15T15:30'],
    ['us', '1h', '2026-01-15T20:59', '2026-01-15T20:30'],
    ['us', '1h', '2026-01-15T21:00', '2026-01-15T21:00'],
    ['us', '1h', '2026-01-19T20:00', '2026-01-16T21:00'],
    ['us', '1d', '2026-01-15T20:59', '2026-01-14T21:00'],
    ['us', '1d', '2026-01-15T21:00', '2026-01-15T21:00'],
    ['us', '1w', '2026-01-16T20:59', '2026-01-09T21:00'],
    ['us', '1w', '2026-01-16T21:00', '2026-01-16T21:00'],
    ['us', '1w', '2026-01-18T12:00', '2026-01-16T21:00'],
    ['shanghai', '30m', '2026-03-10T04:30', '2026-03-10T03:30'],
    ['shanghai', '30m', '2026-03-10T05:29', '2026-03-10T03:30'],
    ['shanghai', '1d', '2026-03-10T04:30', '2026-03-09T07:00'],
    ['shanghai', '1w', '2024-02-14T04:00', '2024-02-08T07:00'],
    ['always', '4h', '2026-01-18T00:01', '2026-01-18T00:00'],
    ['always', '1w', '2026-01-18T23:59', '2026-01-12T00:00'],
    ['fx', '1d', '2026-01-16T04:59', '2026-01-14T22:00'],
    ['fx', '1d', '2026-01-16T05:00', '2026-01-15T22:00'],
  ])('%s %s, at %s: what closed at %s', (market, timeframe, ...[now, due]) => {
    expect(iso(lastDueClose(timeframe, { market, calendar }, utc(now)))).toBe(due);
  });

  test('nothing is due where the hours are not known', () => {
    const hours = { market: 'other', calendar } as const;
    expect(lastDueClose('1d', hours, utc('2026-01-15T12:00'))).toBeUndefined();
  });
});

const markets = fc.constantFrom<MarketId>('us', 'london', 'xetra', 'shanghai', 'always');
const moments = fc
  .integer({ min: utc('2024-02-01T00:00'), max: utc('2026-12-01T00:00') })
  .map(instant);

test('what is due has closed, and is one of the bars of a feed that gives them all', () => {
  fc.assert(
    fc.property(markets, fc.constantFrom(...TIMEFRAMES), moments, (market, timeframe, now) => {
      const hours = { market, calendar };
      const due = lastDueClose(timeframe, hours, now) ?? NaN;
      expect(due).toBeLessThanOrEqual(now);
      const from = now - 25 * DAY_MS;
      const ends = gridFrom(hours, timeframe, { from, to: now });
      expect(Math.max(...ends.filter((end) => end <= now))).toBe(due);
    }),
    { numRuns: 60 },
  );
});

/** The ends of every bar that opens in a span, walked bar by bar. */
function gridFrom(
  hours: { market: MarketId; calendar: typeof calendar },
  timeframe: Timeframe,
  { from, to }: { from: number; to: number },
): number[] {
  const ends: number[] = [];
  const date = new Date(from).toISOString().slice(0, 10);
  let session = hours.calendar.nextSession(hours.market, date);
  while (session && session.opensAt <= to) {
    for (const { opensAt, closesAt: end } of session.parts) {
      for (let at: number = opensAt; at < end; at += Math.min(lengthOf(timeframe), DAY_MS)) {
        ends.push(closesAt(at, timeframe, hours) ?? NaN);
      }
    }
    session = hours.calendar.nextSession(hours.market, session.isoDate);
  }
  return ends;
}

function barsAt(stamps: readonly string[]): Bars {
  const price = Float64Array.from(stamps, (_, index) => index + 1);
  const openedAt = Float64Array.from(stamps, (stamp) => utc(stamp));
  return { openedAt, open: price, high: price, low: price, close: price.slice(), volume: price };
}
