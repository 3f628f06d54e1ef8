import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closesAt } from '../../src/core/bar-time.ts';
import { sliceBars } from '../../src/core/bars-columns.ts';
import { createCalendar } from '../../src/core/calendar.ts';
import type { BarSeries, MarketId } from '../../src/core/market.ts';
import { resample } from '../../src/core/resample.ts';
import { instant } from '../../src/core/time.ts';
import { lengthOf, type Timeframe } from '../../src/core/timeframe.ts';
import { shiftDate } from '../../src/core/zone.ts';
import { barsOf, type BarWish } from '../support/bars.ts';

const calendar = createCalendar();
const utc = (text: string) => instant(Date.parse(`${text}Z`));
const iso = (at: number) => new Date(at).toISOString().slice(0, 16);

/** Rows as `open high low close volume`, with when they open and close. */
function shown({ bars, closesAt: ends }: BarSeries) {
  return [...bars.openedAt].map((at, place) => {
    const cells = [bars.open, bars.high, bars.low, bars.close, bars.volume];
    const end = ends[place] ?? NaN;
    return `${iso(at)} ${iso(end)} ${cells.map((column) => column[place]).join(' ')}`;
  });
}

function seriesOf(market: MarketId, timeframe: Timeframe, rows: readonly BarWish[]): BarSeries {
  const bars = barsOf(rows);
  const ends = bars.openedAt.map((at) => closesAt(at, timeframe, { market, calendar }) ?? NaN);
  return { timeframe, bars, closesAt: ends };
}

/** Every bar of the sessions of some days, priced 1, 2, 3…, a share each. */
function everyBar(
  market: MarketId,
  timeframe: Timeframe,
  span: readonly [string, number],
): BarSeries {
  const [from, days] = span;
  const dates = Array.from({ length: days }, (_, day) => shiftDate(from, day));
  const sessions = dates.flatMap((date) => calendar.session(market, date) ?? []);
  const stretches = timeframe === '1d' ? sessions : sessions.flatMap(({ parts }) => parts);
  const opened = stretches.flatMap(({ opensAt, closesAt: end }) => {
    const count = timeframe === '1d' ? 1 : Math.ceil((end - opensAt) / lengthOf(timeframe));
    return Array.from({ length: count }, (_, bar) => opensAt + bar * lengthOf(timeframe));
  });
  const rows = opened.map((at, place) => ({ at, close: place + 1, volume: 1 }));
  return seriesOf(market, timeframe, rows);
}

const longer = (market: MarketId, series: BarSeries, to: Timeframe) =>
  resample(series, to, { market, calendar });

describe('groups are counted from the opening', () => {
  test('New York’s 4h are 09:30 to 13:30 and 13:30 to 16:00, in both weeks around the clock change', () => {
    const series = everyBar('us', '1h', ['2026-03-06', 4]);
    expect(shown(longer('us', series, '4h'))).toEqual([
      '2026-03-06T14:30 2026-03-06T18:30 1 4 1 4 4',
      '2026-03-06T18:30 2026-03-06T21:00 5 7 5 7 3',
      '2026-03-09T13:30 2026-03-09T17:30 8 11 8 11 4',
      '2026-03-09T17:30 2026-03-09T20:00 12 14 12 14 3',
    ]);
  });

  test('London’s follow its own clock', () => {
    const series = everyBar('london', '1h', ['2026-03-27', 4]);
    expect(shown(longer('london', series, '4h')).map((row) => row.slice(0, 33))).toEqual([
      '2026-03-27T08:00 2026-03-27T12:00',
      '2026-03-27T12:00 2026-03-27T16:00',
      '2026-03-27T16:00 2026-03-27T16:30',
      '2026-03-30T07:00 2026-03-30T11:00',
      '2026-03-30T11:00 2026-03-30T15:00',
      '2026-03-30T15:00 2026-03-30T15:30',
    ]);
  });

  test('Shanghai’s morning and afternoon are never mixed, but make one day', () => {
    const series = everyBar('shanghai', '1h', ['2026-03-10', 1]);
    expect(shown(longer('shanghai', series, '4h'))).toEqual([
      '2026-03-10T01:30 2026-03-10T03:30 1 2 1 2 2',
      '2026-03-10T05:00 2026-03-10T07:00 3 4 3 4 2',
    ]);
    expect(shown(longer('shanghai', series, '1d'))).toEqual([
      '2026-03-10T01:30 2026-03-10T07:00 1 4 1 4 4',
    ]);
  });

  test('half days end early', () => {
    const series = everyBar('us', '1h', ['2026-11-27', 1]);
    expect(shown(longer('us', series, '4h'))).toEqual([
      '2026-11-27T14:30 2026-11-27T18:00 1 4 1 4 4',
    ]);
  });

  test('crypto’s are multiples of UTC', () => {
    const series = everyBar('always', '1h', ['2026-12-31', 1]);
    expect(shown(longer('always', series, '4h')).map((row) => row.slice(11, 33))).toEqual([
      '00:00 2026-12-31T04:00',
      '04:00 2026-12-31T08:00',
      '08:00 2026-12-31T12:00',
      '12:00 2026-12-31T16:00',
      '16:00 2026-12-31T20:00',
      '20:00 2027-01-01T00:00',
    ]);
  });

  test('where the hours are not known they follow the clock, and the minute that bars begin on', () => {
    const at = ['03:45', '04:45', '05:45', '08:45', '09:45'];
    const rows = at.map((time) => ({ at: utc(`2026-01-15T${time}`), volume: 1 }));
    expect(shown(longer('other', seriesOf('other', '1h', rows), '4h'))).toEqual([
      '2026-01-15T00:45 2026-01-15T04:45 100 100 100 100 1',
      '2026-01-15T04:45 2026-01-15T08:45 100 100 100 100 2',
    ]);
  });
});

describe('weeks', () => {
  test('are ISO weeks of the sessions’ dates, over the end of a year too', () => {
    const series = everyBar('us', '1d', ['2025-12-22', 15]);
    expect(shown(longer('us', series, '1w'))).toEqual([
      '2025-12-22T14:30 2025-12-26T21:00 1 4 1 4 4',
      '2025-12-29T14:30 2026-01-02T21:00 5 8 5 8 4',
    ]);
  });

  test('of currencies end on Friday, whichever midnight their days are stamped with', () => {
    const midnights = ['15', '16', '19'].map((day) => ({ at: utc(`2026-01-${day}T00:00`) }));
    expect(shown(longer('fx', seriesOf('fx', '1d', midnights), '1w'))).toEqual([
      '2026-01-11T22:00 2026-01-16T22:00 100 100 100 100 2000',
    ]);
  });

  test('with a holiday on Friday are over on Thursday; without any session there is none', () => {
    const easter = everyBar('xetra', '1d', ['2026-03-30', 4]);
    expect(shown(longer('xetra', easter, '1w'))).toEqual([
      '2026-03-30T07:00 2026-04-02T15:30 1 4 1 4 4',
    ]);
    const newYear = everyBar('shanghai', '1d', ['2024-02-05', 20]);
    expect(shown(longer('shanghai', newYear, '1w')).map((row) => row.slice(0, 10))).toEqual([
      '2024-02-05',
      '2024-02-19',
    ]);
  });

  test('begin in the east on Sunday evening, where the hours are not known', () => {
    const days = ['11T23:00', '12T23:00', '18T23:00'].map((at) => ({ at: utc(`2026-01-${at}`) }));
    const weeks = longer('other', seriesOf('other', '1d', days), '1w');
    expect([...weeks.bars.volume]).toEqual([2000]);
  });
});

describe('a group is given', () => {
  const hour = everyBar('us', '15m', ['2026-01-15', 1]);
  const upTo = (count: number) => ({
    ...hour,
    bars: sliceBars(hour.bars, 0, count),
    closesAt: hour.closesAt.subarray(0, count),
  });

  test('once its last bar is there', () => {
    expect(longer('us', upTo(3), '1h').closesAt.length).toBe(0);
    expect(longer('us', upTo(4), '1h').closesAt.length).toBe(1);
    expect(longer('us', upTo(24), '1h').closesAt.length).toBe(6);
    expect(longer('us', upTo(26), '1h').closesAt.length).toBe(7);
  });

  test('without its last bar once a later group has begun', () => {
    const at = ['14:30', '14:45', '15:30'].map((time) => ({ at: utc(`2026-01-15T${time}`) }));
    expect(shown(longer('us', seriesOf('us', '15m', at), '1h'))).toEqual([
      '2026-01-15T14:30 2026-01-15T15:30 100 100 100 100 2000',
    ]);
  });

  test('with its nominal opening, though its first bar is missing', () => {
    const at = ['14:45', '15:00', '15:15'].map((time) => ({ at: utc(`2026-01-15T${time}`) }));
    expect(shown(longer('us', seriesOf('us', '15m', at), '1h'))[0]).toMatch(/^2026-01-15T14:30/);
  });

  test('never out of nothing: hours without a bar are gaps', () => {
    const at = ['14:30', '17:30'].map((time) => ({ at: utc(`2026-01-15T${time}`) }));
    expect(longer('us', seriesOf('us', '15m', at), '1h').closesAt.length).toBe(1);
  });
});

describe('cells that are missing', () => {
  const rows: readonly BarWish[] = [
    { at: utc('2026-01-15T14:30'), open: NaN, high: NaN, low: NaN, close: NaN, volume: NaN },
    { at: utc('2026-01-15T14:45'), open: 5, high: NaN, low: 4, close: 6, volume: 10 },
    { at: utc('2026-01-15T15:00'), open: 6, high: 9, low: NaN, close: NaN, volume: NaN },
    { at: utc('2026-01-15T15:15'), open: NaN, high: NaN, low: NaN, close: NaN, volume: 5 },
  ];

  test('never become numbers', () => {
    expect(shown(longer('us', seriesOf('us', '15m', rows), '1h'))).toEqual([
      '2026-01-15T14:30 2026-01-15T15:30 5 9 4 6 15',
    ]);
  });

  test('stay missing when all of a kind are; without any close there is no bar', () => {
    const silent = rows.map((row) => ({ ...row, volume: NaN }));
    expect(shown(longer('us', seriesOf('us', '15m', silent), '1h'))[0]).toMatch(/ NaN$/);
    const unpriced = rows.map((row) => ({ ...row, close: NaN }));
    expect(longer('us', seriesOf('us', '15m', unpriced), '1h').closesAt.length).toBe(0);
  });
});

test('bars cannot be cut, and what is long enough already is given back', () => {
  const series = everyBar('us', '1h', ['2026-01-15', 1]);
  expect(longer('us', series, '1h')).toBe(series);
  expect(() => longer('us', series, '30m')).toThrow(RangeError);
});

describe('whatever is missing', () => {
  const markets = fc.constantFrom<MarketId>(
    'us',
    'london',
    'xetra',
    'euronext',
    'shanghai',
    'fx',
    'futures',
    'always',
  );
  /** Days around every kind of change: clocks, half days, a year's end, a week of holidays. */
  const starts = fc.constantFrom(
    '2026-03-05',
    '2026-03-26',
    '2026-11-25',
    '2025-12-22',
    '2024-02-05',
  );
  const series = fc
    .tuple(markets, starts, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 8 }))
    .map(([market, from, luck]) => ({
      market,
      series: holed(everyBar(market, '15m', [from, 9]), luck),
    }));
  const lengths = fc.constantFrom<Timeframe>('30m', '1h', '4h', '1d', '1w');

  test('volume, the highest and the lowest are kept, and nothing closes twice', () => {
    fc.assert(
      fc.property(series, lengths, ({ market, series: source }, to) => {
        const made = longer(market, source, to);
        const over = made.closesAt.at(-1) ?? -Infinity;
        const count = source.closesAt.findIndex((at) => at > over);
        const used = sliceBars(source.bars, 0, count < 0 ? undefined : count);
        expect(total(made.bars.volume)).toBe(total(used.volume));
        expect(Math.max(...made.bars.high)).toBe(Math.max(...used.high));
        expect(Math.min(...made.bars.low)).toBe(Math.min(...used.low));
        expect([...made.closesAt]).toEqual([...new Set(made.closesAt)].sort((a, b) => a - b));
        expect([...made.bars.openedAt].every((at, bar) => at < (made.closesAt[bar] ?? NaN))).toBe(
          true,
        );
      }),
      { numRuns: 60 },
    );
  });

  test('two steps make the same as one, as far as they come', () => {
    fc.assert(
      fc.property(series, lengths, ({ market, series: source }, to) => {
        const once = shown(longer(market, source, to));
        const twice = shown(longer(market, longer(market, source, '30m'), to));
        expect(twice).toEqual(once.slice(0, twice.length));
        expect(once.length - twice.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 60 },
    );
  });

  test('later bars never change earlier groups', () => {
    fc.assert(
      fc.property(series, lengths, fc.nat(400), ({ market, series: source }, to, count) => {
        const early = {
          ...source,
          bars: sliceBars(source.bars, 0, count),
          closesAt: source.closesAt.subarray(0, count),
        };
        const then = shown(longer(market, early, to));
        expect(shown(longer(market, source, to)).slice(0, then.length)).toEqual(then);
      }),
      { numRuns: 60 },
    );
  });
});

/** The series with some bars left out, by the luck of each in turn. */
function holed({ timeframe, bars, closesAt: ends }: BarSeries, luck: readonly number[]): BarSeries {
  const isKept = (_: number, place: number) => (luck[(place * 7) % luck.length] ?? 0) < 0.8;
  const keep = (column: Float64Array) => column.filter(isKept);
  const { openedAt, open, high, low, close, volume } = bars;
  return {
    timeframe,
    bars: {
      openedAt: keep(openedAt),
      open: keep(open),
      high: keep(high),
      low: keep(low),
      close: keep(close),
      volume: keep(volume),
    },
    closesAt: keep(ends),
  };
}

function total(column: Float64Array): number {
  return column.reduce((sum, cell) => sum + cell, 0);
}
