import { describe, expect, test } from 'vitest';
import { createDesk } from '../../src/rules/desk.ts';
import { MEASURE_TABLE } from '../../src/rules/registry.ts';
import { measuresWith, parseScore } from '../../src/rules/score.ts';
import type { SeriesRead } from '../../src/rules/measure.ts';
import { barsOf } from '../support/bars.ts';
import { rule } from './support.ts';

const COUNT = 400;
const rows = Array.from({ length: COUNT }, (_, i) => ({
  at: i * 86_400_000,
  close: 100 + 10 * Math.sin(i / 9) + i / 20,
  volume: 1_000 + 500 * Math.cos(i / 7),
}));
const bars = barsOf(rows);
const series = { timeframe: '1d', bars, closesAt: bars.openedAt.map((at) => at + 1) } as const;

function columnOf(text: string, score?: string): Float64Array {
  const { condition } = rule(`NVDA ${text} > 1`, measuresWith(score));
  const read = 'left' in condition ? condition.left : undefined;
  const column = createDesk(() => series).column(read as SeriesRead);
  if (column === undefined) throw new Error(text);
  return column;
}

describe('a score', () => {
  test('of one bounded measure is that measure', () => {
    const [score, rsi] = [columnOf('score', 'rsi14'), columnOf('rsi14')];
    expect(score.findIndex((value) => !Number.isNaN(value))).toBe(14);
    for (let i = 14; i < COUNT; i++) expect(score[i]).toBeCloseTo(rsi[i] ?? NaN, 9);
  });

  test('is turned round by a minus', () => {
    expect(columnOf('score', '-rsi14').at(-1)).toBeCloseTo(100 - (columnOf('rsi14').at(-1) ?? NaN));
  });

  test('weighs its parts and stays within 0 and 100', () => {
    const value = columnOf('score', 'rsi14:3 -stoch').at(-1) ?? NaN;
    const [rsi, stoch] = [columnOf('rsi14').at(-1) ?? NaN, columnOf('stoch').at(-1) ?? NaN];
    expect(value).toBeCloseTo((3 * rsi + (100 - stoch)) / 4);
    for (const one of columnOf('score'))
      if (!Number.isNaN(one)) expect(one >= 0 && one <= 100).toBe(true);
  });

  test('is unknown until every part is known', () => {
    const column = columnOf('score', 'rsi14 roc20');
    expect(column.findIndex((value) => !Number.isNaN(value))).toBe(270);
  });

  test('of two chats are two columns, though a rule spells them alike', () => {
    const desk = createDesk(() => series);
    const reads = ['rsi14', 'adx14'].map((mix) => {
      const { condition } = rule('NVDA score > 1', measuresWith(mix));
      return 'left' in condition ? (condition.left as SeriesRead) : undefined;
    });
    const [a, b] = reads.map((read) => read && desk.column(read)?.at(-1));
    expect(a).not.toEqual(b);
  });
});

test.each([
  ['rsi14:2 roc20 -volz20:0.5', 'rsi14:2 roc20 -volz20:0.5'],
  ['RSI roc20:1', 'rsi14 roc20'],
  ['+stoch.d', 'stoch.d'],
])('%s reads as %s, and again as itself', (typed, text) => {
  expect(parseScore(typed)).toMatchObject({ kind: 'score', text });
  expect(parseScore(text)).toMatchObject({ text });
});

test.each([
  ['', 'Name the measures'],
  ['price', '“price” is no measure of bars'],
  ['score', '“score” is no measure of bars'],
  ['rsi14:0', 'A weight is above 0'],
  ['rsi14:99', 'A weight is above 0'],
  ['rsi14 > 30', 'I can’t read “>”'],
  ['a b c d e f g h i', '8 measures at most'],
])('a score of “%s” is refused in words', (typed, why) => {
  expect(parseScore(typed)).toMatchObject({ kind: 'problem' });
  expect(JSON.stringify(parseScore(typed))).toContain(why);
});

test('a chat that has chosen nothing has the measures that there are', () => {
  expect(measuresWith(undefined)).toBe(MEASURE_TABLE);
  expect(measuresWith('nonsense !!')).toBe(MEASURE_TABLE);
});
