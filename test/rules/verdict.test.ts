import { expect, test } from 'vitest';
import type { Verdict } from '../../src/core/alert.ts';
import { and, atLeast, not, or } from '../../src/rules/verdict.ts';

test.each<[a: Verdict, b: Verdict, both: Verdict, either: Verdict]>([
  ['true', 'true', 'true', 'true'],
  ['true', 'unknown', 'unknown', 'true'],
  ['true', 'false', 'false', 'true'],
  ['unknown', 'unknown', 'unknown', 'unknown'],
  ['unknown', 'false', 'false', 'unknown'],
  ['false', 'false', 'false', 'false'],
])('%s with %s: and is %s, or is %s', (...[a, b, both, either]) => {
  expect([and(a, b), and(b, a)]).toEqual([both, both]);
  expect([or(a, b), or(b, a)]).toEqual([either, either]);
});

test.each<[of: Verdict, expected: Verdict]>([
  ['true', 'false'],
  ['unknown', 'unknown'],
  ['false', 'true'],
])('not %s is %s', (of, expected) => {
  expect(not(of)).toBe(expected);
});

test.each<[of: readonly Verdict[], expected: Verdict]>([
  [['true', 'true', 'unknown'], 'true'],
  [['true', 'unknown', 'false'], 'unknown'],
  [['true', 'false', 'false'], 'false'],
  [['unknown', 'unknown', 'unknown'], 'unknown'],
  [['unknown', 'false', 'false'], 'false'],
])('2 of %j is %s', (of, expected) => {
  expect(atLeast(2, of)).toBe(expected);
});
