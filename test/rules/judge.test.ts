import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../src/core/alert.ts';
import { compileRule } from '../../src/rules/compile.ts';
import { aView, held, rule, verdict } from './support.ts';

const ABOVE = 150.00000000000003;
const BELOW = 149.99999999999997;

describe('each side of a boundary', () => {
  test.each<[condition: string, below: Verdict, at: Verdict, above: Verdict]>([
    ['> 150', 'false', 'false', 'true'],
    ['>= 150', 'false', 'true', 'true'],
    ['< 150', 'true', 'false', 'false'],
    ['<= 150', 'true', 'true', 'false'],
    ['is > 150', 'false', 'false', 'true'],
    ['is < 150', 'true', 'false', 'false'],
    ['in 150..160', 'false', 'true', 'true'],
    ['in 140..150', 'true', 'true', 'false'],
    ['outside 150..160', 'true', 'false', 'false'],
    ['outside 140..150', 'false', 'false', 'true'],
    ['150 < price', 'false', 'false', 'true'],
  ])('%s', (...[condition, below, at, above]) => {
    expect(verdict(condition, { price: BELOW })).toBe(below);
    expect(verdict(condition, { price: 150 })).toBe(at);
    expect(verdict(condition, { price: ABOVE })).toBe(above);
  });

  test.each<[condition: string, previous: number, price: number, expected: Verdict]>([
    ['x> 150', BELOW, ABOVE, 'true'],
    ['x> 150', 150, ABOVE, 'true'],
    ['x> 150', BELOW, 150, 'false'],
    ['x> 150', ABOVE, 160, 'false'],
    ['x> 150', ABOVE, BELOW, 'false'],
    ['x< 150', ABOVE, BELOW, 'true'],
    ['x< 150', 150, BELOW, 'true'],
    ['x< 150', ABOVE, 150, 'false'],
    ['x< 150', BELOW, 140, 'false'],
    ['x 150', BELOW, ABOVE, 'true'],
    ['x 150', ABOVE, BELOW, 'true'],
    ['x 150', 150, ABOVE, 'true'],
    ['x 150', ABOVE, 150, 'false'],
    ['exits 140..150', 150, ABOVE, 'true'],
    ['exits 140..150', 145, 150, 'false'],
    ['exits 140..150', 140, 139.99, 'true'],
    ['exits 140..150', ABOVE, 151, 'false'],
  ])('%s from %d to %d', (...[condition, previous, price, expected]) => {
    expect(verdict(condition, { previous, price })).toBe(expected);
  });

  test('change is measured from the previous close, exactly', () => {
    expect(verdict('change > 2.5%', { price: 102.5, previousClose: 100 })).toBe('false');
    expect(verdict('change >= 2.5%', { price: 102.5, previousClose: 100 })).toBe('true');
    expect(verdict('change < -3%', { price: 96.99, previousClose: 100 })).toBe('true');
    expect(verdict('change x> 3%', { previous: 103, price: 103.01, previousClose: 100 })).toBe(
      'true',
    );
  });

  test.each<[condition: string, price: number, expected: Verdict]>([
    ['+5% 1d', 105, 'true'],
    ['+5% 1d', 104.99, 'false'],
    ['-3% 15m', 97, 'true'],
    ['-3% 15m', 97.01, 'false'],
    ['+5% 7d', 105, 'true'],
    ['±8% since now', 108, 'true'],
    ['±8% since now', 92, 'true'],
    ['±8% since now', 107.99, 'false'],
    ['-8% since now', 108, 'false'],
  ])('%s at %d from 100', (condition, price, expected) => {
    const ago = { 900_000: 100, 604_800_000: 100 };
    expect(verdict(condition, { price, previousClose: 100, reference: 100, ago })).toBe(expected);
  });

  test('a gap over several levels crosses each of them', () => {
    const passed = [1, 2, 3].filter(
      (level) => verdict(`x> ${100 + level}`, { previous: 100, price: 104 }) === 'true',
    );
    expect(passed).toEqual([1, 2, 3]);
  });
});

describe('what cannot be known', () => {
  test.each([NaN, Infinity, -Infinity])('a price of %d is unknown', (price) => {
    expect(verdict('> 150', { price })).toBe('unknown');
    expect(held('> 150', { price })).toBe('unknown');
    expect(verdict('not > 150', { price })).toBe('unknown');
  });

  test('a crossing without a previous quote is unknown where it could have been one', () => {
    expect(verdict('x> 150', { price: 151 })).toBe('unknown');
    expect(verdict('x< 150', { price: 149 })).toBe('unknown');
    expect(verdict('x 150', { price: 149 })).toBe('unknown');
    expect(verdict('exits 140..150', { price: 151 })).toBe('unknown');
  });

  test('a crossing is false where the present price already says no', () => {
    expect(verdict('x> 150', { price: 149 })).toBe('false');
    expect(verdict('x< 150', { price: 151 })).toBe('false');
    expect(verdict('exits 140..150', { price: 145 })).toBe('false');
  });

  test('a move is unknown without the price it starts from', () => {
    for (const move of ['+5% 1d', '-3% 15m', '±8% since now']) {
      expect(verdict(move, { price: 200 })).toBe('unknown');
    }
    expect(verdict('+5% 1d', { price: 200, previousClose: 0 })).toBe('unknown');
  });

  test('one unknown part leaves open only what it could decide', () => {
    expect(verdict('change > 3% and > 150', { price: 100 })).toBe('false');
    expect(verdict('change > 3% and > 150', { price: 200 })).toBe('unknown');
    expect(verdict('change > 3% or > 150', { price: 200 })).toBe('true');
    expect(verdict('2 of (change > 3%, > 150, > 160)', { price: 200 })).toBe('true');
    expect(verdict('2 of (change > 3%, > 150, > 160)', { price: 155 })).toBe('unknown');
    expect(verdict('2 of (change > 3%, > 150, > 160)', { price: 100 })).toBe('false');
  });

  test('division by nothing is unknown', () => {
    expect(verdict('1 / (price - 100) > 0', { price: 100 })).toBe('unknown');
  });
});

describe('held', () => {
  test.each<[condition: string, price: number, expected: Verdict]>([
    ['> 200', 199.01, 'true'],
    ['> 200', 199, 'false'],
    ['x> 200', 199.01, 'true'],
    ['x> 200', 199, 'false'],
    ['< 200', 200.99, 'true'],
    ['< 200', 201, 'false'],
    ['x< 200', 201, 'false'],
    ['x 200', 200.99, 'true'],
    ['x 200', 201, 'false'],
    ['x 200', 199, 'false'],
    ['in 200..240', 199.01, 'true'],
    ['in 200..240', 199, 'false'],
    ['in 200..240', 241.2, 'false'],
    ['exits 200..240', 200.99, 'true'],
    ['exits 200..240', 201, 'false'],
    ['exits 200..240', 238.81, 'true'],
    ['not < 200', 199, 'true'],
    ['not < 200', 198.99, 'false'],
    ['< 200 rearm:2%', 203.99, 'true'],
    ['< 200 rearm:2%', 204, 'false'],
    ['< 200 rearm:3', 202.99, 'true'],
    ['< 200 rearm:3', 203, 'false'],
    ['< 200 rearm:0', 200, 'false'],
    ['in 200..240 rearm:0', 240, 'true'],
  ])('%s at %d is %s', (condition, price, expected) => {
    expect(held(condition, { price })).toBe(expected);
  });

  test('moves and change give way by points', () => {
    expect(held('+5% 1d', { price: 104.6, previousClose: 100 })).toBe('true');
    expect(held('+5% 1d', { price: 104.4, previousClose: 100 })).toBe('false');
    expect(held('change < -3% rearm:1%', { price: 97.9, previousClose: 100 })).toBe('true');
    expect(held('change < -3% rearm:1%', { price: 98.1, previousClose: 100 })).toBe('false');
  });

  test('a small move can re-arm although the distance is as large as it', () => {
    expect(held('±0.4% 1d', { price: 100, previousClose: 100 })).toBe('false');
  });

  test('a narrow range can re-arm although the distance is wider than it', () => {
    expect(held('exits 200..200.4', { price: 200.2 })).toBe('false');
  });

  test('a price that oscillates around its level rings once', () => {
    const compiled = compileRule(rule('NVDA < 140'));
    let isArmed = true;
    let rings = 0;
    for (let tick = 0; tick < 1_000; tick++) {
      const price = 140 + (tick % 2 === 0 ? 0.6 : -0.6);
      const seen = compiled.judge(aView({ price }));
      if (seen.verdict === 'true' && isArmed) rings++;
      if (seen.verdict === 'true') isArmed = false;
      if (seen.held === 'false') isArmed = true;
    }
    expect(rings).toBe(1);
  });

  test('whatever is true is held, but for a crossing that has left its band', () => {
    const conditions = fc.constantFrom(
      '> 100',
      '<= 100',
      'x> 100',
      'x< 100',
      'in 99..101',
      'outside 99..101',
      'exits 99..101',
      '+1% 1d',
      '±2% since now',
      'not > 100',
      'not x> 100',
      'not in 99..101',
      'not exits 99..101',
      '> 100 and change < 3%',
      '2 of (> 100, < 101, not change > 1%)',
    );
    const price = fc.double({ min: 95, max: 105, noNaN: true });
    const distance = fc.constantFrom('rearm:0', 'rearm:0.5%', 'rearm:2', 'rearm:50%');
    fc.assert(
      fc.property(fc.record({ condition: conditions, distance, price, before: price }), (seen) => {
        const view = {
          price: seen.price,
          previous: seen.before,
          previousClose: 100,
          reference: 99,
        };
        const text = `${seen.condition} ${seen.distance}`;
        if (verdict(text, view) === 'true') expect(held(text, view)).toBe('true');
      }),
      { numRuns: 1_000 },
    );
  });
});

test('readings are the very numbers that were compared', () => {
  const view = aView({ price: 151, previous: 149, previousClose: 148 });
  const { value, readings } = compileRule(rule('NVDA x> 150')).judge(view);
  expect(value).toBe(151);
  expect(readings).toEqual([
    { label: 'price', value: 151, previous: 149, isPercent: false, against: 'x> 150' },
  ]);
  const both = compileRule(rule('NVDA > 150 and change > 1%')).judge(view);
  expect(both.value).toBeUndefined();
  expect(both.readings.map(({ label, against }) => `${label} ${against}`)).toEqual([
    'price > 150',
    'change > 1%',
  ]);
});
