import { expect, test } from 'vitest';
import { recordSvg, type RecordData } from '../../src/charts/record.ts';
import { elements } from './drawn.ts';

const DAY = 86_400_000;

function aRecord(few: readonly number[], many: readonly number[]): RecordData {
  return {
    curve: {
      title: 'NVDA · rsi14 x< 30',
      subtitle: '2 firings',
      at: Float64Array.of(0, DAY, 2 * DAY),
      zone: 'UTC',
      series: [{ label: 'close', values: Float64Array.of(100, 110, 99) }],
      marks: [{ at: DAY, kind: 'dot' }],
      theme: 'dark',
    },
    distributions: [
      {
        title: '1 bar later',
        caption: 'middle',
        few: Float64Array.from(few),
        many: Float64Array.from(many),
      },
    ],
  };
}

/** Columns where lines of the few begin. */
const fewAt = (svg: string) =>
  [...(elements(svg, 'few')[0]?.['d'] ?? '').matchAll(/M([\d.]+) /g)].map(([, x]) => Number(x));

/** How high each column of the many is, by its column. */
const manyAt = (svg: string) =>
  [...(elements(svg, 'many')[0]?.['d'] ?? '').matchAll(/M([\d.]+) [\d.]+v-([\d.]+)/g)].map(
    ([, x, height]) => [Number(x), Number(height)] as const,
  );

test('the few stand where their value is, about the 0 in the middle', () => {
  const [fall = NaN, none = NaN, rise = NaN] = fewAt(recordSvg(aRecord([-2, 0, 2], [-2, 0, 1, 2])));
  expect(none).toBeCloseTo(400, 0);
  expect(none - fall).toBeCloseTo(rise - none, 0);
  expect(rise - none).toBeCloseTo(390, 0);
});

test('what is far out stands at the edge, and does not press the rest together', () => {
  const usual = Array.from({ length: 300 }, (_, n) => (n % 5) - 2);
  const svg = recordSvg(aRecord([1, 80], [...usual, 80]));
  const [one = NaN, far = NaN] = fewAt(svg);
  expect(far).toBeCloseTo(790, 0);
  expect(one).toBeGreaterThan(470);
});

test('columns are as high as what they hold is frequent', () => {
  const heights = manyAt(recordSvg(aRecord([], [-1, 0.1, 0.1, 0.1, 0.1])));
  expect(heights).toHaveLength(2);
  expect((heights[1]?.[1] ?? 0) / (heights[0]?.[1] ?? 1)).toBeCloseTo(4, 0);
});

test('nothing to show is shown as nothing', () => {
  expect(fewAt(recordSvg(aRecord([], [])))).toEqual([]);
  expect(recordSvg(aRecord([], []))).not.toContain('NaN');
});
