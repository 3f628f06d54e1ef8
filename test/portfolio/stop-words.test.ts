import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StopTerms } from '../../src/core/position.ts';
import { readStop, stopText } from '../../src/portfolio/stop-words.ts';

describe('the words of a stop', () => {
  test.each<[string, StopTerms]>([
    ['-8%', { kind: 'percent', pct: 8 }],
    ['8 %', { kind: 'percent', pct: 8 }],
    ['−7.5%', { kind: 'percent', pct: 7.5 }],
    ['132.50', { kind: 'fixed', price: 132.5 }],
    ['$1,132.50', { kind: 'fixed', price: 1132.5 }],
    ['at .85', { kind: 'fixed', price: 0.85 }],
    ['trail 10%', { kind: 'trail', pct: 10 }],
    ['TRAILING 10 %', { kind: 'trail', pct: 10 }],
    ['trail 3atr', { kind: 'trail-atr', multiple: 3, days: 14 }],
    ['2 ATR', { kind: 'atr', multiple: 2, days: 14 }],
    ['risk 0.7%', { kind: 'risk', pct: 0.7 }],
    ['below support', { kind: 'structure' }],
  ])('%s', (text, terms) => {
    expect(readStop(text)).toEqual({ kind: 'terms', terms });
  });

  test('off takes it away', () => {
    expect(readStop('off')).toEqual({ kind: 'off' });
  });

  test.each([
    ['132,5', '132.5'],
    ['-8,5%', '-8.5%'],
    ['+8%', '-8%'],
    ['-100%', '-8%'],
    ['trail 0%', 'trail 8%'],
    ['risk 50%', 'risk 0.7%'],
    ['40atr', '2atr'],
    ['0', '-8%'],
    ['as you like', '-8%'],
  ])('%s is told what is wrong, and what would do', (text, instead) => {
    const read = readStop(text);
    expect(read.kind === 'problem' && read.try).toContain(instead);
    expect(read.kind === 'problem' && readStop(read.try[0] ?? '').kind).toBe('terms');
  });

  test('what is written is read as it was meant', () => {
    const cents = fc.integer({ min: 1, max: 10_000_000 }).map((n) => n / 100);
    const tenths = fc.integer({ min: 1, max: 200 }).map((n) => n / 10);
    const terms = fc.oneof<fc.Arbitrary<StopTerms>[]>(
      cents.map((price) => ({ kind: 'fixed', price })),
      tenths.map((pct) => ({ kind: 'percent', pct })),
      tenths.map((pct) => ({ kind: 'risk', pct })),
      tenths.map((pct) => ({ kind: 'trail', pct })),
      tenths.map((multiple) => ({ kind: 'trail-atr', multiple, days: 14 })),
      tenths.map((multiple) => ({ kind: 'atr', multiple, days: 14 })),
    );
    fc.assert(
      fc.property(terms, (one) => {
        expect(readStop(stopText(one))).toEqual({ kind: 'terms', terms: one });
      }),
    );
  });

  test('whatever is typed has an answer', () => {
    fc.assert(fc.property(fc.string(), (text) => void readStop(text)));
  });
});
