import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { onNewFooting } from '../../src/core/split.ts';
import { compileRule } from '../../src/rules/compile.ts';
import type { SeriesRead } from '../../src/rules/measure.ts';
import { parseRule } from '../../src/rules/parse.ts';
import { rescaleRule, rescaleValue } from '../../src/rules/rescale.ts';
import { aView, rule } from './support.ts';

const TEN = { numerator: 10, denominator: 1 };
const THREE_FOR_TWO = { numerator: 3, denominator: 2 };
const REVERSE = { numerator: 1, denominator: 10 };

/** A rule about NVDA after a split, without its ticker. */
function after(condition: string, split = TEN): string {
  const was = rule(`NVDA ${condition}`);
  const rescaled = rescaleRule(was, split);
  if (rescaled.kind !== 'rescaled') return rescaled.kind;
  expect(rule(rescaled.rule.text)).toEqual(rescaled.rule);
  return rescaled.rule.text.slice('NVDA '.length);
}

describe('10 new shares for 1 old', () => {
  test.each([
    ['> 150', '> 15'],
    ['is < 148.25', 'is < 14.825'],
    ['x 1,234.56', 'x 123.456'],
    ['in 140..150', 'in 14..15'],
    ['exits 99.5..101', 'exits 9.95..10.1'],
    ['sma50 > 120', 'sma50 > 12'],
    ['bb.lower < 100', 'bb.lower < 10'],
    ['macd.hist > 2.5', 'macd.hist > 0.25'],
    ['atr14 > 5', 'atr14 > 0.5'],
    ['price - sma50 > 20', 'price - sma50 > 2'],
    ['price > sma50 + 20', '> sma50 + 2'],
    ['price > 2 * sma50 - 30', '> 2 * sma50 - 3'],
    ['price > (sma50 + 20) * 1.5', '> (sma50 + 2) * 1.5'],
    ['(price - 100) / 5 > 2', '(price - 10) / 5 > 0.2'],
    ['price * price > 10000', 'price * price > 100'],
    ['1000 / price > 5', '1000 / price > 50'],
    ['volume > 50m', 'volume > 500000000'],
    ['volume / 1000 > obv - 5', 'volume / 1000 > obv - 50'],
    ['> 150 rearm:2', '> 15 rearm:0.2'],
    ['> 150 rearm:1% worsen:3', '> 15 rearm:1% worsen:0.3'],
    ['volume > 5m rearm:1000', 'volume > 50000000 rearm:10000'],
    ['> 150 and rsi14 < 30', 'price > 15 and rsi14 < 30'],
    ['2 of (> 150, sma50 < 90, change > 3%)', '2 of (price > 15, sma50 < 9, change > 3%)'],
    ['not (> 150 or < 100)', 'not (price > 15 or price < 10)'],
    ['+5% 1d and > 150', '+5% 1d and price > 15'],
    ['< 140 for:2bars note:"below 140!"', '< 14 for:2bars note:"below 140!"'],
  ])('%s becomes %s', (before, expected) => {
    expect(after(before)).toBe(expected);
  });

  test.each([
    'rsi14 < 30',
    'rsi14 < 30 rearm:3',
    '±8% since now',
    '-10% from high52w',
    'change > 3% rearm:1',
    'price < sma200',
    'price x> bb20,2.upper@1h',
    'close > close[1] + 2 * atr14[1]',
    'volume > 2 * volume[1]',
    'price * volume > 1b',
    'macd x 0',
    'bb.width < 0.05',
    'td9 buy',
    'price > sma50 rearm:1%',
  ])('%s stays as it is', (condition) => {
    expect(after(condition)).toBe('same');
  });

  test.each([
    ['adds unlike things', 'price + rsi14 > 100'],
    ['compares unlike things', 'price > volume'],
    ['has one distance for unlike comparisons', '> 150 and rsi14 < 30 rearm:2'],
  ])('a rule that %s cannot be said anew', (_what, condition) => {
    expect(after(condition)).toBe('cannot');
  });

  test('a rule that would become too long cannot', () => {
    const note = 'n'.repeat(112);
    const many = Array(4).fill('price > 100').join(' and ');
    expect(after(`${many} to:@ccccc note:"${note}"`, THREE_FOR_TWO)).toBe('cannot');
  });

  test.each([
    ['@semis < 100', 'cannot'],
    ['* volume > 1m', 'cannot'],
    ['@semis rsi14 < 30', 'same'],
    ['* price < sma50', 'same'],
  ])('of several tickers, %s: %s', (text, expected) => {
    expect(rescaleRule(rule(text), TEN).kind).toBe(expected);
  });
});

test.each([
  ['> 150', { numerator: 4, denominator: 1 }, '> 37.5'],
  ['> 123.45', { numerator: 8, denominator: 1 }, '> 15.43125'],
  ['> 150', { numerator: 7, denominator: 1 }, '> 21.4286'],
  ['> 150', THREE_FOR_TWO, '> 100'],
  ['> 100', THREE_FOR_TWO, '> 66.6667'],
  ['> 0.07', { numerator: 3, denominator: 1 }, '> 0.02333'],
  ['> 0.5', REVERSE, '> 5'],
  ['volume > 1m', REVERSE, 'volume > 100000'],
])('%s', (condition, split, expected) => {
  expect(after(condition, split)).toBe(expected);
});

test('the value at the last ring goes with its comparison', () => {
  const value = (text: string) => rescaleValue(rule(`NVDA ${text}`).condition, 136, TEN);
  expect(value('< 140')).toBe(13.6);
  expect(value('volume > 1')).toBe(1_360);
  expect(value('rsi14 > 70')).toBe(136);
  expect(value('±5% 1d')).toBe(136);
  expect(value('price + rsi14 > 70')).toBeUndefined();
});

const PRICES = ['price', 'close', 'sma20', 'bb.upper', 'price - atr14', '(high20 + low20) / 2'];
const amount = fc.integer({ min: 1, max: 99_999 }).map((cents) => cents / 8);
const comparison = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(...PRICES),
      fc.constantFrom('>', '<', '>=', '<=', 'x>', 'x<', 'x'),
      amount,
    )
    .map(([value, op, level]) => `${value} ${op} ${level}`),
  fc
    .tuple(fc.constantFrom('in', 'exits', 'outside'), amount, amount)
    .map(([op, low, wide]) => `price ${op} ${low}..${low + wide}`),
  fc.tuple(amount, amount).map(([plus, level]) => `(price + ${plus}) * 2 > sma20 + ${level}`),
  amount.map((level) => `volume > ${level}`),
  fc.integer({ min: 1, max: 99 }).map((level) => `rsi14 < ${level}`),
  fc.integer({ min: 1, max: 60 }).map((pct) => `±${pct}% since now`),
);
const line = fc.oneof(
  fc
    .tuple(comparison, fc.constantFrom('', ' rearm:2%', ' rearm:0.5', ' worsen:1%', ' worsen:4'))
    .map((parts) => parts.join('')),
  fc.array(comparison, { minLength: 2, maxLength: 3 }).map((all) => all.join(' and ')),
  fc.tuple(comparison, comparison).map(([one, other]) => `2 of (${one}, not (${other}))`),
);
const ruleLine = line.filter((text) => parseRule(`NVDA ${text}`).kind === 'rule');
// Binary ratios divide without dust, so that both sides of a comparison are the very same doubles times one.
const exactSplit = fc
  .tuple(fc.constantFrom(2, 4, 8, 16), fc.boolean())
  .map(([many, isReverse]) =>
    isReverse ? { numerator: 1, denominator: many } : { numerator: many, denominator: 1 },
  );
const seen = fc.record({
  price: amount,
  previous: amount,
  reference: amount,
  seed: fc.integer({ min: 1, max: 999 }),
});

test('a rule judges prices after a split as it judged those before', () => {
  let rescaled = 0;
  fc.assert(
    fc.property(ruleLine, exactSplit, seen, (text, split, { seed, ...prices }) => {
      const was = rule(`NVDA ${text}`);
      const next = rescaleRule(was, split);
      if (next.kind === 'cannot') return;
      if (next.kind === 'rescaled') rescaled++;
      const to = (value: number, dimension = 1) => onNewFooting(value, split, dimension);
      const dimensionOf = ({ measure: { unit } }: SeriesRead) =>
        unit.kind === 'price' ? 1 : unit.kind === 'shares' ? -1 : 0;
      const raw = ({ measure }: SeriesRead) => ((seed * measure.name.length) % 97) + 1;
      const before = aView({
        ...prices,
        series: (read) => ({ value: raw(read), previous: raw(read) / 2 }),
      });
      const after = aView({
        price: to(prices.price),
        previous: to(prices.previous),
        reference: to(prices.reference),
        series: (read) => ({
          value: to(raw(read), dimensionOf(read)),
          previous: to(raw(read) / 2, dimensionOf(read)),
        }),
      });
      const [old, fresh] = [was, next.kind === 'same' ? was : next.rule].map(compileRule);
      const [judged, again] = [old?.judge(before), fresh?.judge(after)];
      expect([again?.verdict, again?.held]).toEqual([judged?.verdict, judged?.held]);
    }),
    { numRuns: 1_500 },
  );
  expect(rescaled).toBeGreaterThan(600);
});

test('there and back again is the same rule, up to the last digits', () => {
  const anySplit = fc
    .tuple(fc.constantFrom(2, 3, 4, 5, 7, 10, 15, 20, 25, 50), fc.constantFrom(1, 2, 4))
    .filter(([a, b]) => a !== b)
    .map(([numerator, denominator]) => ({ numerator, denominator }));
  fc.assert(
    fc.property(ruleLine, anySplit, (text, { numerator, denominator }) => {
      const was = rule(`NVDA ${text}`);
      const there = rescaleRule(was, { numerator, denominator });
      if (there.kind !== 'rescaled') return;
      const back = rescaleRule(there.rule, { numerator: denominator, denominator: numerator });
      const text2 = back.kind === 'rescaled' ? back.rule.text : there.rule.text;
      const numbers = (one: string) => (one.match(/\d+(?:\.\d+)?/g) ?? []).map(Number);
      expect(text2.replaceAll(/[\d.]+/g, '#')).toBe(was.text.replaceAll(/[\d.]+/g, '#'));
      for (const [i, number] of numbers(text2).entries())
        expect(Math.abs(number / (numbers(was.text)[i] ?? NaN) - 1)).toBeLessThan(0.002);
    }),
    { numRuns: 500 },
  );
});
