import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCalendar } from '../../src/core/calendar.ts';
import type { MarketId } from '../../src/core/market.ts';
import { instant } from '../../src/core/time.ts';
import { calendar, hours, utc } from '../support/sessions.ts';

describe('New York shares', () => {
  test('trade 09:30 to 16:00, in winter and in summer', () => {
    expect(hours('us', '2026-01-15')).toBe('2026-01-15T14:30 2026-01-15T21:00');
    expect(hours('us', '2026-07-15')).toBe('2026-07-15T13:30 2026-07-15T20:00');
  });

  test('are open from the first to the last millisecond of a session', () => {
    const open = (at: string) => calendar.isOpen('us', utc(at));
    expect(open('2026-01-15T14:29:59.999Z')).toBe(false);
    expect(open('2026-01-15T14:30:00.000Z')).toBe(true);
    expect(open('2026-01-15T20:59:59.999Z')).toBe(true);
    expect(open('2026-01-15T21:00:00.000Z')).toBe(false);
  });

  test.each([
    ['2026-03-06', '2026-03-06T14:30 2026-03-06T21:00'],
    ['2026-03-09', '2026-03-09T13:30 2026-03-09T20:00'],
    ['2026-10-30', '2026-10-30T13:30 2026-10-30T20:00'],
    ['2026-11-02', '2026-11-02T14:30 2026-11-02T21:00'],
  ])('keep New York time across the clock changes: %s', (date, expected) => {
    expect(hours('us', date)).toBe(expected);
  });

  test('rest on weekends, holidays, and days of mourning', () => {
    const days = ['2026-11-28', '2026-11-29', '2026-11-26', '2027-12-24', '2025-01-09'];
    expect(days.map((day) => calendar.session('us', day))).toEqual(days.map(() => undefined));
  });

  test('trade on 2027-12-31, though New Year’s Day is a Saturday', () => {
    expect(calendar.session('us', '2027-12-31')).toMatchObject({ half: false, assumed: false });
  });

  test('close at 13:00 on a half day', () => {
    expect(hours('us', '2026-11-27')).toBe('2026-11-27T14:30 2026-11-27T18:00');
    expect(calendar.session('us', '2026-11-27')).toMatchObject({ half: true });
    expect(calendar.isOpen('us', utc('2026-11-27T18:30:00Z'))).toBe(false);
  });

  test('are assumed to trade on any weekday outside the table, and that is said', () => {
    expect(calendar.session('us', '2029-01-01')).toMatchObject({ assumed: true });
    expect(calendar.session('us', '2023-12-25')).toMatchObject({ assumed: true });
    expect(calendar.session('us', '2028-12-29')).toMatchObject({ assumed: false });
    expect(calendar.session('us', '2029-01-06')).toBeUndefined();
  });
});

describe('other markets', () => {
  test('index options trade a quarter of an hour longer', () => {
    expect(hours('us-index', '2026-01-15')).toBe('2026-01-15T14:30 2026-01-15T21:15');
    expect(hours('us-index', '2026-11-27')).toBe('2026-11-27T14:30 2026-11-27T18:15');
  });

  test('London keeps its own clock, also in the weeks when only America has changed', () => {
    expect(hours('london', '2026-03-11')).toBe('2026-03-11T08:00 2026-03-11T16:30');
    expect(hours('london', '2026-03-30')).toBe('2026-03-30T07:00 2026-03-30T15:30');
    expect(calendar.session('london', '2026-03-11')).toMatchObject({ assumed: false });
  });

  test('currencies trade from Sunday to Friday evening without a pause', () => {
    const sunday = utc('2026-01-11T22:00:00Z');
    expect(calendar.isOpen('fx', instant(sunday - 1))).toBe(false);
    expect(calendar.isOpen('fx', sunday)).toBe(true);
    expect(calendar.nextChange('fx', sunday)).toEqual({
      kind: 'closes',
      at: utc('2026-01-16T22:00:00Z'),
    });
  });

  test('futures rest an hour every evening', () => {
    const change = (at: string) => calendar.nextChange('futures', utc(at));
    expect(change('2026-01-13T15:00:00Z')).toEqual({
      kind: 'closes',
      at: utc('2026-01-13T22:00:00Z'),
    });
    expect(change('2026-01-13T22:30:00Z')).toEqual({
      kind: 'opens',
      at: utc('2026-01-13T23:00:00Z'),
    });
    expect(change('2026-01-16T22:00:00Z')).toEqual({
      kind: 'opens',
      at: utc('2026-01-18T23:00:00Z'),
    });
  });

  test('crypto never closes', () => {
    expect(calendar.isOpen('always', utc('2026-12-25T03:00:00Z'))).toBe(true);
    expect(calendar.nextChange('always', utc('2026-12-25T03:00:00Z'))).toBeUndefined();
    expect(calendar.session('always', '2026-12-26')).toMatchObject({ assumed: false });
  });

  test('an exchange that is not known trades all of every weekday', () => {
    expect(calendar.nextChange('other', utc('2026-01-14T03:00:00Z'))).toEqual({
      kind: 'closes',
      at: utc('2026-01-17T00:00:00Z'),
    });
  });
});

describe('looking around', () => {
  test('the last session is the one in progress', () => {
    expect(calendar.lastSession('us', utc('2026-01-15T15:00:00Z'))?.isoDate).toBe('2026-01-15');
  });

  test('before the opening, and over a long weekend, it is the one that ended', () => {
    expect(calendar.lastSession('us', utc('2026-01-15T14:00:00Z'))?.isoDate).toBe('2026-01-14');
    expect(calendar.lastSession('us', utc('2026-01-20T14:00:00Z'))?.isoDate).toBe('2026-01-16');
  });

  test('on Sunday evening it is already Monday’s, for currencies', () => {
    expect(calendar.lastSession('fx', utc('2026-01-11T23:00:00Z'))?.isoDate).toBe('2026-01-12');
    expect(calendar.lastSession('fx', utc('2026-01-11T21:00:00Z'))?.isoDate).toBe('2026-01-09');
  });

  test('neighbouring sessions skip what is closed', () => {
    expect(calendar.nextSession('us', '2026-11-25')?.isoDate).toBe('2026-11-27');
    expect(calendar.previousSession('us', '2026-01-20')?.isoDate).toBe('2026-01-16');
  });

  test('the end of the table is told, so that it can be extended in time', () => {
    expect(calendar.tableEndsOn).toBe('2028-12-31');
    expect(calendar.holidaysKnownTo(['us', 'london', 'fx'])).toBe('2028-12-31');
    expect(calendar.holidaysKnownTo(['us', 'shanghai'])).toBe('2026-12-31');
    expect(calendar.holidaysKnownTo(['always', 'fx'])).toBeUndefined();
  });
});

describe('overrides', () => {
  const replayed = createCalendar({
    session: (market, date) => (market === 'us' ? date !== '2001-09-11' : undefined),
  });

  test('a history can say that a weekday had no session, and that a holiday had one', () => {
    expect(replayed.session('us', '2001-09-11')).toBeUndefined();
    expect(replayed.session('us', '2026-11-26')).toMatchObject({ assumed: false });
  });

  test('what it knows is no longer assumed; where it has no opinion, nothing changes', () => {
    expect(replayed.session('us', '2001-09-10')).toMatchObject({ assumed: false });
    expect(replayed.session('london', '2001-09-11')).toMatchObject({ assumed: true });
  });

  test('a half day stays half', () => {
    expect(replayed.session('us', '2026-11-27')).toMatchObject({ half: true });
  });

  test('a market said to be closed for good has no next change, instead of a search without end', () => {
    const closed = createCalendar({ session: () => false });
    expect(closed.nextChange('us', utc('2026-01-15T15:00:00Z'))).toBeUndefined();
    expect(closed.lastSession('us', utc('2026-01-15T15:00:00Z'))).toBeUndefined();
  });
});

const markets = fc.constantFrom<MarketId>(
  'us',
  'us-index',
  'london',
  'xetra',
  'euronext',
  'shanghai',
  'fx',
  'futures',
  'other',
);
const moments = fc
  .integer({ min: utc('2019-06-01T00:00Z'), max: utc('2030-01-01T00:00Z') })
  .map(instant);

test('the next change is later, is where isOpen flips, and nothing flips before it', () => {
  fc.assert(
    fc.property(
      markets,
      moments,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (market, at, part) => {
        const change = calendar.nextChange(market, at);
        if (!change || change.at <= at) return false;
        const between = instant(at + Math.floor((change.at - 1 - at) * part));
        const opens = change.kind === 'opens';
        return (
          calendar.isOpen(market, change.at) === opens &&
          calendar.isOpen(market, between) === !opens
        );
      },
    ),
  );
});

test('every moment lies in at most one session, of one date, and in one of its stretches when it is open', () => {
  fc.assert(
    fc.property(markets, moments, (market, at) => {
      const around = Array.from({ length: 7 }, (_, day) =>
        calendar.session(market, new Date(at + (day - 3) * 86_400_000).toISOString().slice(0, 10)),
      ).flatMap((session) => session ?? []);
      const isIn = (one: { opensAt: number; closesAt: number }) =>
        one.opensAt <= at && at < one.closesAt;
      const sessions = around.filter(isIn);
      const stretches = around.flatMap(({ parts }) => parts).filter(isIn);
      expect(sessions.length).toBeLessThanOrEqual(1);
      expect(calendar.sessionAt(market, at)).toEqual(sessions[0]);
      expect(stretches.length).toBe(calendar.isOpen(market, at) ? 1 : 0);
    }),
  );
});

test('the last session has opened, and the market is open exactly until it closes', () => {
  fc.assert(
    fc.property(markets, moments, (market, at) => {
      const last = calendar.lastSession(market, at);
      return (
        last !== undefined &&
        last.opensAt <= at &&
        at < last.closesAt === calendar.isOpen(market, at)
      );
    }),
  );
});
