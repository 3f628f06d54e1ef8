import { expect, test } from 'vitest';
import { curveSvg, type CurveData } from '../../src/charts/curve.ts';
import { drawnRow, elements, writing } from './drawn.ts';

const DAY = 86_400_000;

function aCurve(data: Partial<CurveData> = {}): CurveData {
  return {
    title: 'NVDA: what the rule would have done',
    subtitle: '3 trades in 5 days',
    at: Float64Array.of(0, DAY, 2 * DAY, 4 * DAY),
    zone: 'UTC',
    series: [{ label: 'equity', values: Float64Array.of(10_000, 11_000, 9_900, 12_000) }],
    marks: [],
    theme: 'light',
    ...data,
  };
}

const pointsOf = (svg: string) =>
  [...(elements(svg, 'line')[0]?.['d'] ?? '').matchAll(/[ML]([\d.]+),([\d.]+)/g)].map(
    ([, x, y]) => ({
      x: Number(x),
      y: Number(y),
    }),
  );

test('moments stand where their time is, values on the row of the axis', () => {
  const svg = curveSvg(aCurve());
  const points = pointsOf(svg);
  const [first, second, third, last] = points.map(({ x }) => x);
  expect((second ?? NaN) - (first ?? NaN)).toBeCloseTo((third ?? NaN) - (second ?? NaN), 0);
  expect((last ?? NaN) - (third ?? NaN)).toBeCloseTo(2 * ((second ?? NaN) - (first ?? NaN)), 0);
  for (const [n, value] of [10_000, 11_000, 9_900, 12_000].entries())
    expect(Math.abs((points[n]?.y ?? NaN) - drawnRow(svg, value))).toBeLessThanOrEqual(1);
});

test('each line is named with its last value, and the first is tagged on the axis', () => {
  const held = { label: 'held', values: Float64Array.of(10_000, 10_100, 10_200, NaN) };
  const written = writing(curveSvg(aCurve({ series: [...aCurve().series, held] })));
  expect(written).toEqual(expect.arrayContaining(['equity 12,000.00', 'held –', '12,000.00']));
});

test('the drawdown hangs from zero in a strip of its own, and its worst is told', () => {
  const svg = curveSvg(aCurve({ drawdown: Float64Array.of(0, 0, -10, 0) }));
  expect(writing(svg)).toContain('drawdown, at worst −10.0%');
  expect(writing(svg)).toEqual(expect.arrayContaining(['0%', '−10%']));
  const rows = [...(elements(svg, 'drawdown')[0]?.['d'] ?? '').matchAll(/,([\d.]+)/g)].map(
    ([, y]) => Number(y),
  );
  expect(rows.filter((row) => row === Math.min(...rows)).length).toBe(7);
  expect(elements(curveSvg(aCurve()), 'drawdown')).toEqual([]);
});

test('a curve that never fell has a strip too', () => {
  const svg = curveSvg(aCurve({ drawdown: new Float64Array(4) }));
  expect(writing(svg)).toContain('drawdown, at worst 0.0%');
});

test('marks stand at the first line', () => {
  const svg = curveSvg(aCurve({ marks: [{ at: DAY + 1, kind: 'exit' }] }));
  const [, x, y] = /translate\(([\d.]+) ([\d.]+)\)/.exec(svg) ?? [];
  const [, second] = pointsOf(svg);
  expect(Number(x)).toBeCloseTo(second?.x ?? NaN, 0);
  expect((second?.y ?? NaN) - Number(y)).toBeCloseTo(14, 0);
});

test.each([
  ['nothing', new Float64Array(), new Float64Array()],
  ['one moment', Float64Array.of(5), Float64Array.of(100)],
  ['gaps alone', Float64Array.of(1, 2), Float64Array.of(NaN, NaN)],
  ['one value', Float64Array.of(1, 2), Float64Array.of(7, 7)],
])('%s is drawn without a number that is none', (_, at, values) => {
  const series = [{ label: 'x', values }];
  const marks = [{ at: 9, kind: 'ring' as const }];
  expect(curveSvg(aCurve({ at, series, drawdown: values.map(() => 0), marks }))).not.toMatch(
    /NaN|Infinity|undefined/,
  );
});
