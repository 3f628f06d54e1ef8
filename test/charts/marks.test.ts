import { describe, expect, test } from 'vitest';
import { chartSvg } from '../../src/charts/chart.ts';
import { indexAt, type Mark } from '../../src/charts/marks.ts';
import { aChart, drawnRow, elements, walk, writing } from './drawn.ts';

const bars = walk(40);
const at = (n: number) => bars.openedAt[n] ?? NaN;
const drawn = (marks: readonly Mark[]) => chartSvg(aChart({ bars, marks }));

/** Where the shapes of a kind stand. */
function places(svg: string, kind: Mark['kind']) {
  return elements(svg, kind).map(({ transform = '' }) => {
    const [, x, y] = /translate\(([\d.]+) ([\d.]+)\)/.exec(transform) ?? [];
    return { x: Number(x), y: Number(y) };
  });
}

/** The shape itself: what follows the group's opening. */
function shapeOf(svg: string, kind: Mark['kind']): string {
  return new RegExp(`class="mark ${kind}"[^>]*><path d="([^"]+)"`).exec(svg)?.[1] ?? '';
}

const KINDS = ['ring', 'entry', 'exit', 'buy', 'sell'] as const;

describe('a mark', () => {
  test.each([
    ['ring', 'above'],
    ['exit', 'above'],
    ['sell', 'above'],
    ['entry', 'below'],
    ['buy', 'below'],
  ] as const)('of the kind %s stands %s its bar, near it and not on it', (kind, side) => {
    const svg = drawn([{ at: at(20), kind }]);
    const [place] = places(svg, kind);
    const edge = drawnRow(svg, (side === 'above' ? bars.high : bars.low)[20] ?? NaN);
    const away = side === 'above' ? edge - (place?.y ?? NaN) : (place?.y ?? NaN) - edge;
    expect(away).toBeGreaterThan(9);
    expect(away).toBeLessThan(18);
  });

  test('stands in the column of the bar that was current', () => {
    const wicks = `${elements(drawn([]), 'wicks-up')[0]?.['d']}${elements(drawn([]), 'wicks-down')[0]?.['d']}`;
    const xs = [...wicks.matchAll(/M([\d.]+)/g)].map(([, x]) => Number(x)).sort((a, b) => a - b);
    for (const moment of [at(20), at(20) + 3_600_000, at(21) - 1]) {
      const [place] = places(drawn([{ at: moment, kind: 'ring' }]), 'ring');
      expect(Math.abs((place?.x ?? NaN) - (xs[20] ?? NaN))).toBeLessThanOrEqual(1);
    }
  });

  test('after the last bar stands at the last, one before the first nowhere', () => {
    const last = places(drawn([{ at: at(39), kind: 'ring' }]), 'ring');
    expect(places(drawn([{ at: at(39) + 1e9, kind: 'ring' }]), 'ring')).toEqual(last);
    expect(places(drawn([{ at: at(0) - 1, kind: 'ring' }]), 'ring')).toEqual([]);
  });

  test('of each kind has a shape or a letter of its own', () => {
    const svg = drawn(KINDS.map((kind, n) => ({ at: at(5 * n + 5), kind })));
    const [ring, entry, exit, buy, sell] = KINDS.map((kind) => shapeOf(svg, kind));
    expect(new Set([ring, entry, exit, buy]).size).toBe(4);
    expect(sell).toBe(buy);
    expect(writing(svg)).toEqual(expect.arrayContaining(['B', 'S']));
  });
});

test('marks of one bar stand one outside the other', () => {
  const [first, second] = places(
    drawn([
      { at: at(20), kind: 'ring' },
      { at: at(20) + 1, kind: 'ring' },
    ]),
    'ring',
  );
  expect((first?.y ?? NaN) - (second?.y ?? NaN)).toBeGreaterThanOrEqual(18);
});

test('marks at the highest and the lowest bar are within the price, however many', () => {
  const many = Array.from({ length: 30 }, () => ({ at: at(20), kind: 'ring' as const }));
  const top = Math.min(...places(drawn(many), 'ring').map(({ y }) => y));
  expect(top).toBeGreaterThan(56);
});

test('a label is written beside its mark, but not over another', () => {
  const labelled = (first: number, second: number) =>
    writing(
      drawn([
        { at: at(first), kind: 'ring', label: '<one>' },
        { at: at(second), kind: 'ring', label: 'two' },
      ]),
      'mark-label',
    );
  expect(labelled(10, 30)).toEqual(['&lt;one&gt;', 'two']);
  expect(labelled(20, 20)).toEqual(['&lt;one&gt;', 'two']);
  expect(labelled(20, 21).length).toBeLessThanOrEqual(2);
});

test('the current entry is the last that has begun', () => {
  const times = Float64Array.of(10, 20, 30);
  expect([9, 10, 19, 20, 30, 99].map((moment) => indexAt(times, moment))).toEqual([
    undefined,
    0,
    0,
    1,
    2,
    2,
  ]);
  expect(indexAt(new Float64Array(), 5)).toBeUndefined();
});
