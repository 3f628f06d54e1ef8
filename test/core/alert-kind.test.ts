import { expect, test } from 'vitest';
import { alertKind } from '../../src/core/alert-kind.ts';

test.each([
  ['price', 60],
  ['indicator', 24 * 60],
  ['pattern', 24 * 60],
  ['gex-approach', 15],
  ['gex-breach', 5],
  ['gex-flip', 2],
  ['gamma-regime', 1],
  ['volume-spike', 10],
  ['oi-divergence', 30],
  ['burst', 5],
  ['vix-regime', 1],
  ['vix-spike', 2],
  ['insider-cluster', 0],
  ['anything else', 5],
])('%s cools down for %d minutes unless told', (type, minutes) => {
  expect(alertKind(type).cooldownMs).toBe(minutes * 60_000);
});

test('what turns the market’s ground is critical, what only comes near it low', () => {
  expect(['gex-flip', 'gamma-regime', 'stop'].map((type) => alertKind(type).severity)).toEqual([
    'critical',
    'critical',
    'critical',
  ]);
  expect(alertKind('gex-approach').severity).toBe('low');
  expect(alertKind('price').severity).toBe('medium');
});
