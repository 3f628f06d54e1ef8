import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeCondition } from '../../src/rules/judge.ts';
import type { SeriesRead } from '../../src/rules/measure.ts';
import { leafParts, receiptOf, type LeafPart, type Part } from '../../src/rules/receipt.ts';
import { shortfallOf } from '../../src/rules/shortfall.ts';
import { aView, rule } from './support.ts';

type Seen = Parameters<typeof aView>[0];

function receipt(condition: string, seen: Seen, bars = 1_000): Part {
  const { condition: read, modifiers } = rule(`NVDA ${condition}`);
  return receiptOf(read, modifiers, { view: aView(seen), isStill: false, barsOf: () => bars });
}

function lone(condition: string, seen: Seen, bars?: number): LeafPart {
  const [leaf] = leafParts(receipt(condition, seen, bars));
  return leaf ?? expect.fail('no part');
}

/** The tree in one line: `(price > 150 ✓ and not change > 3% ?)`. */
function drawn(part: Part): string {
  const mark = { true: '✓', false: '✗', unknown: '?' }[part.verdict];
  if (part.kind === 'leaf') return `${part.text} ${mark}`;
  if (part.kind === 'not') return `not(${drawn(part.of[0])}) ${mark}`;
  const joint = part.kind === 'at-least' ? `${part.count} of` : part.kind;
  return `${joint}(${part.of.map(drawn).join(', ')}) ${mark}`;
}

const series = (values: { readonly [name: string]: readonly [number, number] }) => {
  return ({ measure }: SeriesRead) => {
    const [value, previous] = values[measure.name] ?? [NaN, NaN];
    return { value, previous, openedAt: 0, closedAt: 3_600_000 };
  };
};

describe('a receipt', () => {
  test.each([
    ['> 150 and change > 3%', 'and(price > 150 ✓, change > 3% ?) ?'],
    ['> 150 or change > 3%', 'or(price > 150 ✓, change > 3% ?) ✓'],
    ['not > 150', 'not(price > 150 ✓) ✗'],
    ['2 of (> 150, < 140, change > 3%)', '2 of(price > 150 ✓, price < 140 ✗, change > 3% ?) ?'],
    [
      'rsi14 < 30 and (> 160 or not < 140)',
      'and(rsi14 < 30 ✓, or(price > 160 ✗, not(price < 140 ✗) ✓) ✓) ✓',
    ],
  ])('%s', (condition, tree) => {
    expect(drawn(receipt(condition, { price: 151, series: series({ rsi: [27, 31] }) }))).toBe(tree);
  });

  test('a comparison tells its value, the one before, what it is held against, its bar and its distance', () => {
    const leaf = lone('rsi14@1h < 30', { series: series({ rsi: [43.2, 41] }) });
    expect(leaf.reading).toEqual({
      label: 'rsi14@1h',
      value: 43.2,
      previous: 41,
      isPercent: false,
      against: '< 30',
      bar: { openedAt: 0, closedAt: 3_600_000 },
    });
    expect(leaf.gap).toBe('13.20 (30.6%) above the trigger');
    expect(leaf.back).toBe('at 32 or above');
  });

  test('a level that is measured itself is told with its value', () => {
    const leaf = lone('price > sma200', { price: 120, series: series({ sma: [118.9, 118] }) });
    expect(leaf.reading?.against).toBe('> sma200 (118.90)');
  });

  test.each([
    [148, false],
    [151, true],
  ])('a crossing at %d: is it past that already? %s', (price, isBeyond) => {
    expect(lone('x> 150', { price, previous: price })).toMatchObject({
      verdict: 'false',
      isBeyond,
    });
  });

  test('where a price stands still no price before it is told', () => {
    const { condition, modifiers } = rule('NVDA > 150');
    const view = aView({ price: 151, previous: 151 });
    const part = receiptOf(condition, modifiers, { view, isStill: true, barsOf: () => 0 });
    expect(leafParts(part)[0]?.reading?.previous).toBeUndefined();
    expect(lone('> 150', { price: 151, previous: 149 }).reading?.previous).toBe(149);
  });
});

describe('what is missing', () => {
  test.each([
    [
      'rsi14@1h < 30',
      9,
      [{ kind: 'bars', label: 'rsi14@1h', timeframe: '1h', needs: 140, has: 9 }],
    ],
    [
      'rsi14@1h[2] < 30',
      0,
      [{ kind: 'bars', label: 'rsi14@1h[2]', timeframe: '1h', needs: 142, has: 0 }],
    ],
    ['rsi14@1h < 30', 140, [{ kind: 'no-value', label: 'rsi14@1h', timeframe: '1h' }]],
    ['-3% 15m', 0, [{ kind: 'price-ago', ms: 900_000 }]],
    ['+3% since now', 0, [{ kind: 'reference' }]],
    ['+3% 1d', 0, [{ kind: 'previous-close' }]],
    ['x> 50', 0, [{ kind: 'before', label: 'price' }]],
    [
      'change > 3%',
      0,
      [{ kind: 'quote', label: 'change', says: expect.stringContaining('previous close') }],
    ],
  ])('%s with %d bars', (condition, bars, lacks) => {
    expect(lone(condition, { series: series({}) }, bars).lacks).toEqual(lacks);
  });

  test('is left out where the answer is known', () => {
    expect(lone('> 150', { price: 151 }).lacks).toEqual([]);
  });
});

test.each([
  ['> 150', 148.5, 0.01],
  ['> 150', 151, 0],
  ['< 100', 150, 0.5],
  ['x 150', 147, 0.02],
  ['in 100..110', 121, 0.1],
  ['outside 100..150', 135, 0.1],
  ['> 150 and < 100', 148.5, 0.485],
  ['> 150 or < 100', 148.5, 0.01],
  ['2 of (> 150, > 300, > 165)', 148.5, 0.1],
  ['+10% since now', 150, 0.5],
  ['rsi14 < 30', 150, 0.1],
])('%s at %d is short by %d', (condition, price, short) => {
  const seen = { price, reference: price / 1.05, series: series({ rsi: [40, 40] }) };
  expect(shortfallOf(rule(`NVDA ${condition}`).condition, aView(seen))).toBeCloseTo(short, 10);
});

test('what is not known is infinitely far', () => {
  expect(shortfallOf(rule('NVDA rsi14 < 30').condition, aView({}))).toBe(Infinity);
});

const values = fc.oneof(fc.constant(NaN), fc.double({ min: 0, max: 100, noNaN: true }));

test('the tree’s verdict is the rule’s, for every condition and whatever is known', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(
        '> 50 and rsi14 < 30',
        'not (> 50 or rsi14 x> 40)',
        '2 of (> 50, rsi14 < 30, change > 1%)',
        'exits 40..60 or not rsi14 x 50',
        'not (not (> 50)) and 1 of (rsi14 > 70, +5% since now)',
      ),
      fc.tuple(values, values, values),
      (text, [price, rsi, before]) => {
        const { condition, modifiers } = rule(`NVDA ${text}`);
        const view = aView({
          price: price || 1,
          previous: before || 1,
          previousClose: before || 1,
          series: series({ rsi: [rsi, before] }),
        });
        const part = receiptOf(condition, modifiers, { view, isStill: false, barsOf: () => 1 });
        const { verdict } = judgeCondition(condition, modifiers, view);
        expect(part.verdict).toBe(verdict);
        if (verdict === 'unknown')
          expect(leafParts(part).flatMap(({ lacks }) => lacks)).not.toEqual([]);
      },
    ),
    { numRuns: 1_000 },
  );
});
