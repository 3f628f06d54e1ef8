import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bollinger, bollingerBands } from '../../src/analysis/bollinger.ts';
import { spread } from '../../src/analysis/deviation.ts';
import { createRandom } from '../../src/sandbox/replay/random.ts';
import { expectClose } from '../support/series-contract.ts';
import { deviation, mean, windowed } from '../support/textbook.ts';
import { aWalk } from '../support/walk.ts';

describe('bollinger', () => {
  test('by hand: 2 4 4 4 5 5 7 9 deviate by 2 from 5', () => {
    const found = bollinger(Float64Array.of(2, 4, 4, 4, 5, 5, 7, 9), 8, 2);
    const last = Object.fromEntries(
      Object.entries(found).map(([output, column]) => [output, column.at(-1)]),
    );
    expect(last).toEqual({ upper: 9, middle: 5, lower: 1, width: 1.6, percentB: 1, z: 2 });
  });

  test('has no place to stand in where nothing differs', () => {
    const { upper, middle, lower, width, percentB, z } = bollinger(
      new Float64Array(5).fill(0.1),
      3,
      2,
    );
    expect([upper[4], middle[4], lower[4], width[4]]).toEqual([0.1, 0.1, 0.1, 0]);
    expect([percentB[4], z[4]]).toEqual([NaN, NaN]);
  });

  test('the bands alone are the same bands', () => {
    const { close } = aWalk(5_000);
    close[3_000] = NaN;
    const found = bollinger(close, 20, 2.5);
    const bands = bollingerBands(close, { period: 20, k: 2.5 });
    expectClose(bands.upper, found.upper);
    expect(bands.middle).toEqual(found.middle);
    expectClose(bands.lower, found.lower);
    const lent = {
      upper: bands.lower.slice(),
      middle: bands.upper.slice(),
      lower: bands.middle.slice(),
    };
    bollingerBands(close, { period: 20, k: 2.5 }, lent);
    expect(lent).toEqual(bands);
  });
});

describe('spread', () => {
  test.each(['population', 'sample'] as const)('as the textbook has it, of a %s', (of) => {
    for (const period of [2, 5, 20]) {
      const { close } = aWalk(6_000, { seed: period });
      const found = spread(close, { period, of });
      expectClose(found.mean, windowed(close, period, mean));
      const ddof = of === 'sample' ? 1 : 0;
      expectClose(
        found.deviation,
        windowed(close, period, (window) => deviation(window, ddof)),
      );
    }
  });

  test('a sample of one deviates from nothing', () => {
    expect([...spread(Float64Array.of(1, 2), { period: 1, of: 'sample' }).deviation]).toEqual([
      NaN,
      NaN,
    ]);
  });

  test('equal values deviate by exactly nothing, whatever came before them', () => {
    const random = createRandom('9');
    const values = Float64Array.from({ length: 400 }, (_, i) =>
      i < 300 ? 1e5 * random() : 0.1 + 0.2,
    );
    const { mean, deviation } = spread(values, { period: 20, of: 'population' });
    expect(new Set(deviation.slice(320))).toEqual(new Set([0]));
    expect(new Set(mean.slice(320))).toEqual(new Set([0.1 + 0.2]));
  });

  test('keeps its digits where it calms down by any measure', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e6 }),
        fc.integer({ min: 1, max: 9 }),
        (seed, calm) => {
          const random = createRandom(String(seed));
          const values = Float64Array.from(
            { length: 120 },
            (_, i) => 100 + random() * 10 ** (3 - (calm * i) / 120),
          );
          const { deviation: found } = spread(values, { period: 10, of: 'sample' });
          const wanted = windowed(values, 10, (window) =>
            deviation(
              window.map((value) => value - 100),
              1,
            ),
          );
          found.forEach((value, i) => {
            const want = wanted[i] ?? NaN;
            if (i > 8) expect(Math.abs(value - want)).toBeLessThan(1e-6 * want + 1e-11);
          });
        },
      ),
      { numRuns: 30 },
    );
  });
});
