import { expect, test } from 'vitest';
import { compileRule } from '../../src/rules/compile.ts';
import { rule } from './support.ts';

test('a rule says what must be at hand before it is judged', () => {
  const needs = (text: string) => compileRule(rule(text)).needs;
  expect(needs('NVDA < 140')).toEqual({
    spansMs: [],
    reference: false,
    bars: new Map(),
    series: [],
  });
  expect(needs('NVDA +5% 1d')).toEqual({
    spansMs: [],
    reference: false,
    bars: new Map(),
    series: [],
  });
  expect(needs('NVDA ±8% since now').reference).toBe(true);
  expect(needs('NVDA 2 of (-3% 15m, +3% 15m, -5% 7d)').spansMs).toEqual([900_000, 604_800_000]);
  expect(needs('NVDA < 140')).toBe(needs('AMD > 3'));
});

test('only a rule with “is” asks for the level', () => {
  expect(compileRule(rule('NVDA is > 150')).level).toBe(true);
  expect(compileRule(rule('NVDA > 150')).level).toBe(false);
});

test.each([
  ['NVDA < 140 worsen:2%', 139, 136.22, 136.21],
  ['NVDA > 150 worsen:2%', 151, 154.02, 154.03],
  ['NVDA x 150 worsen:3', 151, 154, 154.01],
  ['NVDA x 150 worsen:3', 149, 146, 145.99],
  ['NVDA exits 140..150 worsen:1%', 139, 137.61, 137.6],
  ['NVDA exits 140..150 worsen:1%', 151, 152.51, 152.52],
  ['NVDA change < -3% worsen:2%', -3.1, -5.1, -5.2],
  ['NVDA ±8% since now worsen:2%', -8.5, -10.5, -10.6],
  ['NVDA +5% 1d worsen:2', 5.5, 7.5, 7.6],
])('%s, having rung at %d, has worsened past %d', (...[text, rang, edge, past]) => {
  const { hasWorsened } = compileRule(rule(text));
  expect(hasWorsened?.(rang, edge)).toBe(false);
  expect(hasWorsened?.(rang, past)).toBe(true);
  expect(hasWorsened?.(rang, rang)).toBe(false);
});

test('without worsen there is nothing to ask', () => {
  expect(compileRule(rule('NVDA < 140')).hasWorsened).toBeUndefined();
});
