import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { backWithinPct, riskStage, type RiskStage } from '../../src/portfolio/risk-stage.ts';

/** How often a course of readings enters `beyond`. */
function crossings(readings: readonly (number | undefined)[], limitPct = 7): number {
  let stage: RiskStage | undefined;
  let count = 0;
  for (const openPct of readings) {
    const next = riskStage(stage, { openPct, limitPct, isWhole: true });
    if (next === 'beyond' && stage !== 'beyond') count++;
    stage = next;
  }
  return count;
}

test('exactly at the limit is within it', () => {
  expect(crossings([6, 7])).toBe(0);
  expect(crossings([6, 7.001])).toBe(1);
});

test('trembling about the limit is one crossing; back well under it, the next is another', () => {
  expect(crossings([6, 7.1, 6.9, 7.1, 6.7, 7.2])).toBe(1);
  expect(crossings([6, 7.1, 6.64, 7.1])).toBe(2);
});

test('what is beyond when it is first seen counts as a crossing', () => {
  expect(crossings([9, 9.5])).toBe(1);
});

test('an unknown reading neither rings nor clears', () => {
  expect(crossings([6, 7.1, undefined, 7.1])).toBe(1);
  expect(riskStage(undefined, { openPct: undefined, limitPct: 7, isWhole: true })).toBeUndefined();
});

test('a reading that lacks some position rings, but does not clear', () => {
  expect(riskStage('within', { openPct: 7.1, limitPct: 7, isWhole: false })).toBe('beyond');
  expect(riskStage('beyond', { openPct: 1, limitPct: 7, isWhole: false })).toBe('beyond');
  expect(riskStage('beyond', { openPct: 1, limitPct: 7, isWhole: true })).toBe('within');
});

test('inside the band nothing ever changes, whatever came before', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.5, max: 50, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.constantFrom<RiskStage>('within', 'beyond'),
      (limitPct, share, was) => {
        const back = backWithinPct(limitPct);
        const openPct = back + share * (limitPct - back);
        expect(riskStage(was, { openPct, limitPct, isWhole: true })).toBe(was);
      },
    ),
  );
});
