import { describe, expect } from 'vitest';
import { z } from 'zod';
import { tdSequential } from '../../src/analysis/td-sequential.ts';
import {
  barsFrom,
  column,
  disagreements,
  field,
  indices,
  withOracle,
} from '../support/pattern-oracles.ts';

const where = (values: Float64Array, wanted: number) =>
  Array.from(values, (value, bar) => (value === wanted ? bar : -1)).filter((bar) => bar >= 0);

/** Bars after which one of the programs compared counts from a setup that began without a flip. */
const NO_FLIP = { from: 259, until: 392 };

describe('TD Sequential as other programs count it', () => {
  describe.each([
    ['td_sequential_default', undefined],
    ['td_sequential_bkx', NO_FLIP],
  ] as const)('%s', (name, unlike) => {
    withOracle(name, ({ input, expected }) => {
      const bars = barsFrom(input);
      const { setup, perfected } = tdSequential(bars);
      expect(disagreements(setup, column(expected, 'setupSigned_consensus'))).toEqual([]);
      expect(where(setup, 9)).toEqual(indices(expected, 'buySetup9'));
      expect(where(setup, -9)).toEqual(indices(expected, 'sellSetup9'));
      for (const side of ['buySetup9Perfected_ourarash', 'sellSetup9Perfected_ourarash']) {
        const flags = z.record(z.string(), z.boolean()).parse(field(expected, side));
        for (const [bar, flag] of Object.entries(flags))
          expect([bar, perfected[Number(bar)]]).toEqual([bar, flag ? 1 : 0]);
      }

      const a = tdSequential(bars, { recycle: 'always', deferral: false, cancel: 'opposite' });
      const buy = a.countdown.map((count) => Math.max(0, count));
      const sell = a.countdown.map((count) => Math.max(0, -count));
      expect(disagreements(buy, column(expected, 'variantA_buyCountdown'))).toEqual([]);
      expect(disagreements(sell, column(expected, 'variantA_sellCountdown'))).toEqual([]);

      const b = tdSequential(bars, { recycle: 'never', deferral: true, cancel: 'opposite' });
      // There a 13 stays written until the next setup of the other direction; here it is over after its bar.
      const reached = column(expected, 'variantB_countdownSigned').map((count, bar) =>
        Math.abs(count ?? 0) === 13 || (unlike && bar >= unlike.from && bar < unlike.until)
          ? null
          : count,
      );
      expect(disagreements(b.running, reached)).toEqual([]);
      const isLike = (bar: number) => !unlike || bar < unlike.from || bar >= unlike.until;
      for (const [side, list] of [
        [13, 'variantB_buy13'],
        [-13, 'variantB_sell13'],
      ] as const)
        expect(where(b.countdown, side).filter(isLike)).toEqual(
          indices(expected, list).filter(isLike),
        );
    });
  });

  describe('a terminal’s chart of the BKX index, by the choices made when nothing is asked for', () => {
    withOracle('td_sequential_bkx', ({ input, expected }) => {
      const bars = barsFrom(input);
      const seen = z
        .looseObject({ sellCountdown: z.record(z.string(), z.number()) })
        .parse(field(expected, 'bloomberg_visual'));
      const { countdown, perfected, setup, tdst, resistance, support, risk } = tdSequential(bars);
      const on = (series: Float64Array, day: string) => series[bars.date.indexOf(day)] ?? NaN;
      for (const [day, count] of Object.entries(seen.sellCountdown))
        expect([day, on(countdown, day)]).toEqual([day, -count]);
      expect(on(risk, '2026-01-06')).toBeCloseTo(175.64, 2);
      expect(on(tdst, '2025-12-04')).toBeCloseTo(145.32, 2);
      expect(on(tdst, '2025-10-10')).toBeCloseTo(154.62, 2);
      expect(support.at(-1)).toBeCloseTo(145.32, 2);
      expect(resistance.at(-1)).toBeCloseTo(154.62, 2);
      expect(on(setup, '2025-08-08')).toBe(9);
      expect([on(perfected, '2025-08-08'), on(perfected, '2025-10-10')]).toEqual([0, 1]);
      for (const day of ['2025-07-01', '2025-09-23', '2025-12-04'])
        expect([on(setup, day), on(perfected, day)]).toEqual([-9, 1]);
    });
  });
});
