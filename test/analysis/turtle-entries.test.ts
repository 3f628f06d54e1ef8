import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { turtleEntries } from '../../src/analysis/turtle-entries.ts';
import { barsOf, firstBars, walks } from '../support/pattern-bars.ts';

const flat = (n: number) => Array.from({ length: n }, () => 100);

describe('an entry', () => {
  test('tells of a 55-day breakout in which 20-day move it lies', () => {
    const entries = turtleEntries(
      barsOf([...flat(10), 110, ...flat(50), 105, 107, 109, 112], 1),
      0,
    );
    expect(entries.map(({ bar, days, faster }) => [bar, days, faster?.bar])).toEqual([
      [61, 20, undefined],
      [64, 55, 61],
    ]);
  });

  test('stops two N below its level and adds every half N above it', () => {
    const [entry] = turtleEntries(barsOf([...flat(60), 104], 1), 0);
    expect(entry).toMatchObject({ bar: 60, days: 20, level: 101, close: 104, exit: 99 });
    const n = (19 * 2 + 5) / 20;
    expect(entry?.n).toBeCloseTo(n, 12);
    expect(entry?.stop).toBeCloseTo(101 - 2 * n, 12);
    expect(entry?.adds.map((at) => (at - 101) / n)).toEqual(
      [0.5, 1, 1.5].map((k) => expect.closeTo(k, 12)),
    );
  });
});

test('each exceeds every high of its days, its own left out, and is told again whatever comes later', () => {
  fc.assert(
    fc.property(walks(), fc.nat(), (bars, cut) => {
      const all = turtleEntries(bars, 0);
      for (const { bar, days, level } of all) {
        expect(level).toBe(Math.max(...bars.high.subarray(bar - days, bar)));
        expect(bars.high[bar]).toBeGreaterThan(level);
      }
      const length = cut % (bars.close.length + 1);
      const early = turtleEntries(firstBars(bars, length), 0);
      expect(early).toEqual(all.filter(({ bar }) => bar < length));
    }),
  );
});
