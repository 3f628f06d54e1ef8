import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { turtleSignals } from '../../src/analysis/turtle-signals.ts';
import {
  nextN,
  SYSTEM_1,
  SYSTEM_2,
  turtleAddAt,
  turtleBreakouts,
  turtleN,
  turtleStops,
  turtleUnit,
} from '../../src/analysis/turtle.ts';
import { barsOf, firstBars, mirrored, plain, walks, type BarRow } from '../support/pattern-bars.ts';

describe('N', () => {
  test('is nineteen parts of yesterday’s and one of today’s true range', () => {
    expect(nextN(2, 4)).toBe(2.1);
  });

  test('begins with the plain average of the first twenty, and then moves by the rule', () => {
    const bars = barsOf(
      Array.from({ length: 23 }, (_, n) => 100 + (n % 3)),
      2,
    );
    const n = turtleN(bars);
    expect(n[19]).toBeNaN();
    // True ranges: 4 everywhere, for the close before is always within two points of high and low.
    expect(n[20]).toBeCloseTo(4, 12);
    const wide = barsOf([...Array.from({ length: 21 }, () => 100), { close: 100, high: 110 }], 2);
    expect(turtleN(wide)[21]).toBeCloseTo((19 * 4 + 12) / 20, 12);
  });
});

describe('a breakout', () => {
  const flagsOf = (rows: readonly (BarRow | number)[]) =>
    turtleBreakouts(barsOf(rows), { days: 3 });

  test('exceeds the days before it, itself left out; equal is none', () => {
    const { up, down, closeUp, upper } = flagsOf([10, 11, 12, 12, 13, 12.9]);
    expect(plain(upper)).toEqual([NaN, NaN, NaN, 12.5, 12.5, 13.5]);
    expect(plain(up)).toEqual([NaN, NaN, NaN, 0, 1, 0]);
    expect(plain(closeUp)).toEqual([NaN, NaN, NaN, 0, 1, 0]);
    expect(plain(down)).toEqual([NaN, NaN, NaN, 0, 0, 0]);
  });

  test('of the price and of closes are two things', () => {
    const flags = (last: BarRow) => {
      const { up, closeUp } = flagsOf([10, 11, { close: 11, high: 13 }, last]);
      return [up[3], closeUp[3]];
    };
    expect(flags({ close: 11, high: 13.1 })).toEqual([1, 0]);
    expect(flags({ close: 11.1, high: 13 })).toEqual([0, 1]);
  });

  test('downwards is the same upside down', () => {
    fc.assert(
      fc.property(walks(), fc.integer({ min: 1, max: 8 }), (bars, days) => {
        const there = turtleBreakouts(bars, { days });
        const here = turtleBreakouts(mirrored(bars), { days });
        expect(plain(here.down)).toEqual(plain(there.up));
        expect(plain(here.closeUp)).toEqual(plain(there.closeDown));
      }),
    );
  });
});

describe('a unit', () => {
  test('loses one percent of the account when the price moves by N; parts of it are cut off', () => {
    const { exact, whole } = turtleUnit({ account: 58_000, n: 1.2, pointValue: 100 });
    expect([exact, whole]).toEqual([expect.closeTo(4.8333, 4), 4]);
    expect(turtleUnit({ account: 58_000, n: 1.2, pointValue: 100, riskPct: 0.5 }).whole).toBe(2);
  });

  test.each([
    { account: 0, n: 1, pointValue: 1 },
    { account: 1, n: NaN, pointValue: 1 },
    { account: 1, n: 0, pointValue: 1 },
    { account: 1, n: 1, pointValue: -1 },
    { account: Infinity, n: 1, pointValue: 1 },
  ])('is none from %j', (sizing) => {
    expect(turtleUnit(sizing)).toEqual({ exact: NaN, whole: 0 });
  });
});

describe('building up', () => {
  const crude = (...fills: readonly number[]) => ({ side: 'long', n: 1.2, fills }) as const;

  test('adds half an N beyond the last fill, to four units', () => {
    expect(turtleAddAt(crude())).toBeUndefined();
    expect(turtleAddAt(crude(28.3))).toBeCloseTo(28.9, 9);
    expect(turtleAddAt(crude(28.3, 29))).toBeCloseTo(29.6, 9);
    expect(turtleAddAt(crude(28.3, 28.9, 29.5, 30.1))).toBeUndefined();
    expect(turtleAddAt({ ...crude(28.3), side: 'short' })).toBeCloseTo(27.7, 9);
  });

  test('moves all stops to two N from the newest unit', () => {
    const stops = (...fills: readonly number[]) => turtleStops(crude(...fills));
    const all = (length: number, price: number) =>
      Array.from({ length }, () => expect.closeTo(price, 9));
    expect(stops(28.3)).toEqual(all(1, 25.9));
    expect(stops(28.3, 28.9)).toEqual(all(2, 26.5));
    expect(stops(28.3, 28.9, 29.5)).toEqual(all(3, 27.1));
    expect(stops(28.3, 28.9, 29.5, 30.1)).toEqual(all(4, 27.7));
  });

  test('leaves a unit that was filled in a gap the stop of its own fill', () => {
    const stops = turtleStops(crude(28.3, 28.9, 29.5, 30.8));
    expect(stops.map((stop) => Number(stop.toFixed(9)))).toEqual([27.7, 27.7, 27.7, 28.4]);
  });

  test('never loosens a stop, long or short', () => {
    const positions = fc.record({
      n: fc.double({ min: 0.01, max: 10, noNaN: true }),
      side: fc.constantFrom('long' as const, 'short' as const),
      gaps: fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { minLength: 1, maxLength: 3 }),
    });
    fc.assert(
      fc.property(positions, ({ n, side, gaps }) => {
        const sign = side === 'long' ? 1 : -1;
        let position = { side, n, fills: [100] };
        for (const gap of gaps) {
          const before = turtleStops(position);
          const fill = (turtleAddAt(position) ?? NaN) + sign * gap;
          position = { ...position, fills: [...position.fills, fill] };
          const after = turtleStops(position);
          before.forEach((stop, unit) => {
            expect(sign * ((after[unit] ?? NaN) - stop)).toBeGreaterThan(0);
          });
        }
      }),
    );
  });
});

describe('signals', () => {
  /** Twenty-two quiet bars from 99 to 101: N is 2, the channel 99 to 101. */
  const QUIET: readonly (BarRow | number)[] = Array.from({ length: 22 }, () => 100);
  const said = (rows: readonly (BarRow | number)[], system = { ...SYSTEM_1 }) =>
    turtleSignals(barsOf([...QUIET, ...rows], 1), system).map((signal) => {
      const end = signal.outcome === 'open' ? '' : ` ${signal.exitBar} ${signal.exitPrice}`;
      const skipped = signal.isSkipped ? ' skipped' : '';
      return `${signal.bar} ${signal.side} ${signal.price} ${signal.outcome}${end}${skipped}`;
    });
  const UP: BarRow = { close: 103, high: 104, low: 100, open: 100 };

  test('begin at the price that was broken, or at the open beyond it', () => {
    expect(said([UP])).toEqual(['22 long 101 open']);
    expect(said([{ close: 103, open: 102, high: 104, low: 102 }])).toEqual(['22 long 102 open']);
    expect(said([{ close: 97, open: 100, high: 100, low: 96 }])).toEqual(['22 short 99 open']);
  });

  test('are not repeated while the move is followed', () => {
    expect(said([UP, 105, 107, 109])).toEqual(['22 long 101 open']);
  });

  test('lose by falling below the low of the exit days, at which they are still on', () => {
    const touch = (low: number) => said([UP, { close: 98, low, high: 100, open: 99 }]);
    // The 10-day low of 99 is met first on the way down.
    expect(touch(97)[0]).toBe('22 long 101 lost 23 99');
    expect(touch(99)).toEqual(['22 long 101 open']);
  });

  test('lose by ending where they began', () => {
    const flat = Array.from({ length: 10 }, () => 102);
    expect(said([UP, ...flat, { close: 101, open: 102, high: 102, low: 100.5 }])).toEqual([
      '22 long 101 lost 33 101',
    ]);
  });

  test('do not begin again, to the same side, on the bar that ended one', () => {
    expect(said([UP, { close: 103, open: 102, high: 105, low: 98 }])).toEqual([
      '22 long 101 lost 23 99',
    ]);
  });

  test('lose by the stop where it is nearer than the exit', () => {
    // A wide bar long ago keeps the 20-day low at 80; N is still below 3.
    const wide = QUIET.map((row, n) => (n === 5 ? { close: 100, low: 80, high: 101 } : row));
    const stop = 101 - 2 * (turtleN(barsOf(wide, 1))[21] ?? NaN);
    const reach = (low: number) => {
      const rows = [...wide, UP, { close: 100, low, high: 103, open: 103 }];
      return turtleSignals(barsOf(rows, 1), { ...SYSTEM_1, exitDays: 20 })[0];
    };
    expect(reach(85)).toMatchObject({ outcome: 'lost', exitPrice: stop });
    expect(reach(stop)).toMatchObject({ outcome: 'lost', exitPrice: stop });
    expect(reach(stop + 0.01)).toMatchObject({ outcome: 'open' });
  });

  test('win by falling below the low of the exit days, above where they began', () => {
    const rise = Array.from({ length: 12 }, (_, n) => 104 + n);
    // The ten days before the last bar begin with 106: its low is 105.
    expect(said([UP, ...rise, { close: 104, open: 112, high: 112, low: 103 }])).toEqual([
      '22 long 101 won 35 105',
    ]);
    // Opened below it: the open.
    expect(said([UP, ...rise, { close: 104, open: 104.5, high: 105, low: 103 }])).toEqual([
      '22 long 101 won 35 104.5',
    ]);
  });

  describe('after a winner', () => {
    const rise = Array.from({ length: 12 }, (_, n) => 104 + n);
    const out: BarRow = { close: 104, open: 112, high: 112, low: 103 };
    const again = [117, 118];

    test('are left out by System 1, and taken again after what was left out has lost', () => {
      // Past the stop, which is met before the 10-day low of 103.
      const down: BarRow = { close: 108, open: 116, high: 116, low: 102 };
      const loser = [UP, ...rise, out, ...again, down, 119];
      expect(said(loser)).toEqual([
        '22 long 101 won 35 105',
        expect.stringMatching(/^36 long 116 lost 38 110\.8\d* skipped$/),
        '39 long 119 open',
      ]);
    });

    test('are taken without the filter', () => {
      expect(said([UP, ...rise, out, ...again], { ...SYSTEM_1, isFiltered: false })[1]).toBe(
        '36 long 116 open',
      );
    });
  });

  test('may turn round on one bar', () => {
    const plunge: BarRow = { close: 97, open: 103, high: 103, low: 96 };
    expect(said([UP, plunge])).toEqual(['22 long 101 lost 23 99', '23 short 99 open']);
  });

  test('follow the close where a bar breaks out both ways, and do without when it tells nothing', () => {
    const both = (close: number) => said([{ close, open: 100, high: 103, low: 97 }]);
    expect(both(102)).toEqual(['22 long 101 open']);
    expect(both(98)).toEqual(['22 short 99 open']);
    expect(both(100)).toEqual([]);
  });

  test('need the N of the bar before', () => {
    expect(turtleSignals(barsOf([...QUIET.slice(0, 20), UP], 1), SYSTEM_1)).toEqual([]);
    expect(turtleSignals(barsOf([...QUIET.slice(0, 21), UP], 1), SYSTEM_1)).toHaveLength(1);
  });

  test('of System 2 look back over 55 days', () => {
    const quiet = Array.from({ length: 55 }, (_, n) => (n === 0 ? { close: 100, high: 102 } : 100));
    const signals = (high: number) =>
      turtleSignals(barsOf([...quiet, { ...UP, high, close: 101 }], 1), SYSTEM_2).length;
    expect([signals(102), signals(102.1)]).toEqual([0, 1]);
  });

  test('refuse exits that look further back than entries', () => {
    expect(() => turtleSignals(barsOf([1]), { ...SYSTEM_1, exitDays: 21 })).toThrow(RangeError);
  });

  const systems = fc.record({
    entryDays: fc.integer({ min: 4, max: 8 }),
    exitDays: fc.integer({ min: 2, max: 4 }),
    isFiltered: fc.boolean(),
  });

  test('upside down are the same on the other side', () => {
    fc.assert(
      fc.property(walks(), systems, (bars, system) => {
        const there = turtleSignals(bars, system);
        const here = turtleSignals(mirrored(bars), system);
        expect(here.map(({ bar, outcome, isSkipped }) => [bar, outcome, isSkipped])).toEqual(
          there.map(({ bar, outcome, isSkipped }) => [bar, outcome, isSkipped]),
        );
      }),
    );
  });

  test('are not changed by later bars, but for the outcome of one that was open', () => {
    let skipped = 0;
    fc.assert(
      fc.property(walks(), systems, fc.nat(120), (bars, system, count) => {
        const whole = turtleSignals(bars, system);
        const part = turtleSignals(firstBars(bars, count), system);
        part.forEach((signal, n) => {
          const later = whole[n];
          if (signal.outcome === 'open') {
            const { bar, side, price, isSkipped } = signal;
            expect(later).toMatchObject({ bar, side, price, isSkipped });
          } else expect(later).toEqual(signal);
          if (signal.isSkipped) {
            skipped += 1;
            expect(part[n - 1]?.outcome).toBe('won');
          }
        });
      }),
    );
    expect(skipped).toBeGreaterThan(0);
  });
});
