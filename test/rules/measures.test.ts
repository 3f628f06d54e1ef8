import { describe, expect, test } from 'vitest';
import type { Bars } from '../../src/core/market.ts';
import { compileRule, seriesKey } from '../../src/rules/compile.ts';
import { explainRule } from '../../src/rules/explain.ts';
import { RuleParser } from '../../src/rules/grammar.ts';
import { defineMeasure, type Measure } from '../../src/rules/measure.ts';
import { MEASURES, measureTable } from '../../src/rules/registry.ts';
import { aView, problem, rule } from './support.ts';

/** Made up: how strong the last bars were, 0 to 100, and where it was before. */
const power = defineMeasure({
  kind: 'series',
  name: 'power',
  says: 'made-up strength',
  periods: [
    { name: 'period', default: 14, min: 2, max: 500 },
    { name: 'width', default: 2, min: 1, max: 5 },
  ],
  outputs: ['value', 'slow'],
  unit: { kind: 'bounded', min: 0, max: 100 },
  rearm: { points: 2 },
  lookback: ({ period, width }) => period * width,
  compute: ({ close }, { period }) => {
    const value = close.map((_, i) => (i < period ? NaN : 50));
    return { value, slow: value };
  },
  examples: ['power < 30', 'power14,3.slow@1h[1] x> 70'],
});

const known = measureTable([...MEASURES, power]);
const BARS: Bars = columns(600);

test('the parser library finds the grammar sound', () => {
  expect(() => new RuleParser({ isChecked: true })).not.toThrow();
});

describe.each([...MEASURES, power])('the measure $name', (measure: Measure) => {
  test('is named as it is typed and shows examples that read it', () => {
    expect(measure.name).toMatch(/^[a-z][a-z0-9]*$/);
    expect(measure.says).not.toBe('');
    for (const example of measure.examples) {
      const { text } = rule(`NVDA ${example}`, known);
      expect(measure.name === 'price' || text.includes(measure.name)).toBe(true);
      expect(rule(text, known).text).toBe(text);
    }
  });

  test('has no value without data, and columns as long as the bars with it', () => {
    if (measure.kind === 'quote') {
      expect(measure.read(aView({ price: NaN })) ?? NaN).toBeNaN();
      return;
    }
    const usual = Object.fromEntries(measure.periods.map((spec) => [spec.name, spec.default]));
    const computed = measure.compute(BARS, usual);
    for (const output of measure.outputs) expect(computed[output]).toHaveLength(600);
    expect(measure.lookback(usual)).toBeGreaterThan(0);
  });
});

test('two measures cannot share a name', () => {
  expect(() => measureTable([power, power])).toThrow('one name');
});

describe('a series in a rule', () => {
  test('carries periods, output, timeframe and bars ago', () => {
    const { condition, modifiers, text } = rule('nvda POWER21,3.slow@1h[2] < 30', known);
    expect(text).toBe('NVDA power21,3.slow@1h[2] < 30');
    expect(condition).toMatchObject({
      left: { periods: { period: 21, width: 3 }, output: 'slow', timeframe: '1h', barsAgo: 2 },
    });
    expect(modifiers).toMatchObject({
      every: { kind: 'close' },
      cooldownMs: 86_400_000,
      rearm: { points: 2 },
    });
  });

  test('is spelled without what it has anyway', () => {
    expect(rule('NVDA power14,2.value@1d > 30', known).text).toBe('NVDA power > 30');
  });

  test('is asked for once, however often it is read', () => {
    const { needs } = compileRule(rule('NVDA power < 30 and power[3] > 40 and power9 < 3', known));
    expect(needs.series.map(seriesKey)).toEqual(['power', 'power9,2']);
    expect(needs.series[0]?.barsAgo).toBe(3);
  });

  test('is judged on the values of its closed bars', () => {
    const judge = (text: string, value: number, previous: number) =>
      compileRule(rule(text, known)).judge(aView({ series: () => ({ value, previous }) }));
    expect(judge('NVDA power x> 30', 31, 30).verdict).toBe('true');
    expect(judge('NVDA power x> 30', 31, 31).verdict).toBe('false');
    expect(judge('NVDA power x> 30', 31, NaN).verdict).toBe('unknown');
    expect(judge('NVDA power < 30', 31.9, 30).held).toBe('true');
    expect(judge('NVDA power < 30', 32, 30).held).toBe('false');
    expect(judge('NVDA power < 30', NaN, 30).verdict).toBe('unknown');
    expect(compileRule(rule('NVDA power < 30', known)).judge(aView({})).verdict).toBe('unknown');
  });

  test('stands still between quotes, so that only the price can cross it', () => {
    const compiled = compileRule(rule('NVDA price x> power', known));
    const series = () => ({ value: 50, previous: 10 });
    expect(compiled.judge(aView({ previous: 49, price: 51, series })).verdict).toBe('true');
    expect(compiled.judge(aView({ previous: 51, price: 52, series })).verdict).toBe('false');
  });

  test('can be where a move starts', () => {
    const compiled = compileRule(rule('NVDA -10% from power', known));
    const series = () => ({ value: 100, previous: 100 });
    expect(compiled.judge(aView({ price: 90, series })).verdict).toBe('true');
    expect(compiled.judge(aView({ price: 91, series })).verdict).toBe('false');
  });

  test('is explained with its bars', () => {
    expect(explainRule(rule('NVDA power@1h < 30', known)).sentence).toBe(
      'NVDA’s power on 1h bars crosses below 30',
    );
  });

  test.each([
    ['NVDA power < 300', 'POWER runs from 0 to 100, so 300 is never reached.', 'NVDA power < 30'],
    [
      'NVDA powr < 30',
      "I don't know the measure “powr”. Did you mean power? I can watch price, change, sma,",
      'NVDA power < 30',
    ],
    ['NVDA power under 30', "I don't know “under”; I write it “<”.", 'NVDA power < 30'],
    [
      'NVDA power 15 < 30',
      'The periods of a measure are part of its word, as in power15.',
      'NVDA power15,2 < 30',
    ],
    [
      'NVDA power14,2,2 < 30',
      'power takes period (2 to 500) and width (1 to 5).',
      'NVDA power < 30',
    ],
    ['NVDA power1 < 30', 'power takes period (2 to 500) and width (1 to 5).', 'NVDA power < 30'],
    ['NVDA power.fast < 30', 'power gives value and slow, not “fast”.', 'NVDA power < 30'],
    [
      'NVDA power@3h < 30',
      'Bars come in 1m, 5m, 15m, 30m, 1h, 4h, 1d and 1w, not “3h”.',
      'NVDA power < 30',
    ],
    [
      'NVDA power[999] < 30',
      '[1] means one bar ago; up to 250 can be asked for.',
      'NVDA power[1] < 30',
    ],
    [
      'NVDA power < 30 @1h',
      'A timeframe belongs to its measure, as in power@1h.',
      'NVDA power@1h < 30',
    ],
    ['NVDA power <', 'I have NVDA and power, but not the level.', 'NVDA power < 30'],
    ['NVDA power < 5%', 'This is not measured in percent, and 5% is.', 'NVDA power < 5'],
  ])('%s is explained', (text, why, repair) => {
    const found = problem(text, known);
    expect(found.why).toContain(why);
    expect(found.repairs[0]).toBe(repair);
  });
});

function columns(length: number): Bars {
  const column = Float64Array.from({ length }, (_, i) => 100 + Math.sin(i));
  return {
    openedAt: column,
    open: column,
    high: column,
    low: column,
    close: column,
    volume: column,
  };
}
