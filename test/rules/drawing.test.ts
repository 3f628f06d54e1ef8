import { describe, expect, test } from 'vitest';
import { drawingOf } from '../../src/rules/drawing.ts';
import { onTimeframe, readMeasure } from '../../src/rules/read-measure.ts';
import { MEASURES } from '../../src/rules/registry.ts';
import { spellSeries } from '../../src/rules/spell.ts';
import { rule } from './support.ts';

const NOTHING = { previousClose: undefined, reference: undefined };

describe('what a chart of a rule shows', () => {
  test.each([
    ['NVDA > 150', [], ['price 150']],
    ['NVDA in 140..150', [], ['price 140', 'price 150']],
    ['NVDA rsi14@1h < 30', ['rsi14@1h'], ['rsi14@1h 30']],
    ['NVDA price < sma200', ['sma200'], []],
    ['NVDA sma50 x> sma200@1w', ['sma50', 'sma200@1w'], []],
    ['NVDA close > 150 and high > high[1]', [], ['price 150']],
    ['NVDA price > high20 or price < high20', ['high20'], []],
    ['NVDA price > sma50 * 1.02', ['sma50'], []],
    ['NVDA macd.hist > 0', ['macd.hist'], ['macd.hist 0']],
    ['NVDA td9 buy', ['td'], []],
    ['NVDA -10% from high52w', ['high52w'], []],
    ['NVDA not (price > 150)', [], ['price 150']],
  ])('%s', (text, measures, triggers) => {
    const drawing = drawingOf(rule(text), NOTHING);
    expect(drawing.measures).toEqual(measures);
    expect(drawing.triggers.map(({ of, level }) => `${of} ${level}`)).toEqual(triggers);
  });

  test.each([
    ['NVDA ±5% 1d', [105, 95]],
    ['NVDA change > 3%', [103]],
    ['NVDA -8% since now', [184]],
    ['NVDA +5% 15m', []],
  ])('%s is drawn where its start is known', (text, levels) => {
    const { triggers } = drawingOf(rule(text), { previousClose: 100, reference: 200 });
    expect(triggers).toEqual(levels.map((level) => ({ of: 'price', level })));
    expect(drawingOf(rule(text), NOTHING).triggers).toEqual([]);
  });

  test('a rule about support draws the levels', () => {
    expect(drawingOf(rule('NVDA close x< support[1]'), NOTHING).hasLevels).toBe(true);
    expect(drawingOf(rule('NVDA > 150'), NOTHING).hasLevels).toBe(false);
  });
});

describe('one measure by itself', () => {
  test.each(MEASURES.filter(({ kind }) => kind === 'series').map(({ name }) => name))(
    '%s reads back as it is spelled',
    (name) => {
      const word = readMeasure(name);
      if (word.kind !== 'read' || word.read.kind !== 'series') throw new Error(name);
      const spelled = readMeasure(spellSeries(word.read));
      expect(spelled).toMatchObject({ kind: 'read', read: word.read });
    },
  );

  test.each([
    ['smaa50', ['sma50', 'sma']],
    ['rsi999', ['rsi']],
    ['macd.foo', ['macd']],
    ['sma50@2h', ['sma50@1d']],
    ['gex', []],
    ['sma50 > 3', ['sma', 'ema', 'wma']],
    ['', []],
    ['@1h', []],
    ['and', []],
  ])('%j is none, and what may be meant reads', (text, near) => {
    const word = readMeasure(text);
    expect(word).toMatchObject({ kind: 'problem', near });
    for (const one of near) expect(readMeasure(one).kind).toBe('read');
  });

  test('follows the bars of a chart unless it has bars of its own', () => {
    const on = (text: string) => {
      const word = readMeasure(text);
      if (word.kind !== 'read' || word.read.kind !== 'series') throw new Error(text);
      return spellSeries(onTimeframe(word.read, '1h'));
    };
    expect(on('sma50')).toBe('sma50@1h');
    expect(on('high52w')).toBe('high52w');
    expect(on('vwap')).toBe('vwap');
  });
});
