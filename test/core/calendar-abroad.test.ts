import { describe, expect, test } from 'vitest';
import type { MarketId } from '../../src/core/market.ts';
import { newTickerState } from '../../src/core/ticker-state.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/core/time.ts';
import { admit } from '../../src/rules/admit.ts';
import { aQuote } from '../support/quote.ts';
import { calendar, hours, iso, utc } from '../support/sessions.ts';
import { aTicker } from '../support/ticker.ts';

describe('Europe', () => {
  test.each<[MarketId, string, string]>([
    ['xetra', '2026-01-15', '2026-01-15T08:00 2026-01-15T16:30'],
    ['euronext', '2026-07-15', '2026-07-15T07:00 2026-07-15T15:30'],
    ['london', '2026-12-24', '2026-12-24T08:00 2026-12-24T12:30'],
    ['london', '2028-12-22', '2028-12-22T08:00 2028-12-22T12:30'],
    ['euronext', '2026-12-31', '2026-12-31T08:00 2026-12-31T13:05'],
    ['xetra', '2026-12-30', '2026-12-30T08:00 2026-12-30T13:00'],
  ])('%s on %s', (market, date, expected) => {
    expect(hours(market, date)).toBe(expected);
  });

  test('holidays are each exchange’s own', () => {
    const open = (date: string) =>
      (['us', 'london', 'xetra', 'euronext'] as const).filter((market) => hours(market, date));
    expect(open('2026-04-03')).toEqual([]);
    expect(open('2026-04-06')).toEqual(['us']);
    expect(open('2026-05-01')).toEqual(['us', 'london']);
    expect(open('2026-05-04')).toEqual(['us', 'xetra', 'euronext']);
    expect(open('2026-12-24')).toEqual(['us', 'london', 'euronext']);
    expect(open('2026-12-28')).toEqual(['us', 'xetra', 'euronext']);
    expect(open('2026-11-26')).toEqual(['london', 'xetra', 'euronext']);
  });

  test.each([
    ['2026-03-06', 6.5],
    ['2026-03-09', 5.5],
    ['2026-03-27', 5.5],
    ['2026-03-30', 6.5],
    ['2026-10-23', 6.5],
    ['2026-10-26', 5.5],
    ['2026-10-30', 5.5],
    ['2026-11-02', 6.5],
  ])('on %s New York opens %d hours after London: clocks change in other weeks', (date, lag) => {
    const opens = (market: MarketId) => calendar.session(market, date)?.opensAt ?? NaN;
    expect((opens('us') - opens('london')) / HOUR_MS).toBe(lag);
    expect(opens('xetra')).toBe(opens('london'));
  });

  test('after the last published year any weekday is assumed to trade', () => {
    expect(calendar.session('euronext', '2026-12-31')).toMatchObject({ assumed: false });
    expect(calendar.session('euronext', '2027-03-26')).toMatchObject({ assumed: true });
    expect(calendar.session('xetra', '2027-03-26')).toBeUndefined();
  });
});

describe('Shanghai', () => {
  const open = (at: string) => calendar.isOpen('shanghai', utc(at));

  test('is closed for lunch', () => {
    expect(open('2026-03-10T01:29:59Z')).toBe(false);
    expect(open('2026-03-10T01:30:00Z')).toBe(true);
    expect(open('2026-03-10T03:29:59Z')).toBe(true);
    expect(open('2026-03-10T03:30:00Z')).toBe(false);
    expect(open('2026-03-10T04:59:59Z')).toBe(false);
    expect(open('2026-03-10T05:00:00Z')).toBe(true);
    expect(open('2026-03-10T07:00:00Z')).toBe(false);
  });

  test.each([
    ['before the opening', '2026-03-10T00:00:00Z', 'opens', '2026-03-10T01:30'],
    ['in the morning', '2026-03-10T02:00:00Z', 'closes', '2026-03-10T03:30'],
    ['at lunch', '2026-03-10T03:30:00Z', 'opens', '2026-03-10T05:00'],
    ['in the afternoon', '2026-03-10T05:00:00Z', 'closes', '2026-03-10T07:00'],
    ['in the evening', '2026-03-10T07:00:00Z', 'opens', '2026-03-11T01:30'],
    ['before a week of holidays', '2026-09-30T07:00:00Z', 'opens', '2026-10-08T01:30'],
  ])('%s the next change is told', (_, ...[at, kind, when]) => {
    const change = calendar.nextChange('shanghai', utc(at));
    expect([change?.kind, iso(change?.at)]).toEqual([kind, when]);
  });

  test('a session is a whole day; the last one in progress or over is the morning or the afternoon', () => {
    expect(hours('shanghai', '2026-03-10')).toBe('2026-03-10T01:30 2026-03-10T07:00');
    const last = (at: string) => {
      const stretch = calendar.lastSession('shanghai', utc(at));
      return [iso(stretch?.opensAt), iso(stretch?.closesAt)];
    };
    const morning = ['2026-03-10T01:30', '2026-03-10T03:30'];
    expect(last('2026-03-10T02:00:00Z')).toEqual(morning);
    expect(last('2026-03-10T04:00:00Z')).toEqual(morning);
    expect(last('2026-03-10T05:00:00Z')).toEqual(['2026-03-10T05:00', '2026-03-10T07:00']);
    expect(iso(calendar.sessionAt('shanghai', utc('2026-03-10T04:00:00Z'))?.opensAt)).toBe(
      '2026-03-10T01:30',
    );
  });

  test.each([
    ['at lunch', 'new', '2026-03-10T04:30:00Z'],
    ['right after it', 'same', '2026-03-10T05:03:00Z'],
    ['a quarter of an hour into the afternoon', 'unknown', '2026-03-10T05:15:00Z'],
  ])('the morning’s last price, seen %s, is %s to the rules', (_, expected, time) => {
    const now = utc(time);
    const last = calendar.lastSession('shanghai', now);
    const openSince = calendar.isOpen('shanghai', now) ? last?.opensAt : undefined;
    const isAssumed = last?.assumed ?? true;
    const facts = { now, openSince, isAssumed, scanIntervalMs: MINUTE_MS };
    const quote = aQuote({
      ticker: aTicker('600519.SS'),
      currency: 'CNY',
      at: utc('2026-03-10T03:29:58Z'),
      instrument: { currency: 'CNY', exchange: 'SHH', market: 'shanghai' },
    });
    expect(admit(newTickerState(quote.ticker), quote, facts).kind).toBe(expected);
  });
});
