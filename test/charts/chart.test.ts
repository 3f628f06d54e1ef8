import { describe, expect, test } from 'vitest';
import { chartSvg, type ChartData } from '../../src/charts/chart.ts';
import { DEFAULT_SIZE } from '../../src/charts/layout.ts';
import type { Level } from '../../src/charts/levels.ts';
import { THEMES } from '../../src/charts/theme.ts';
import {
  aChart,
  averageOf,
  barsOf,
  drawnRow,
  elements,
  sameBars,
  swingOf,
  walk,
  writing,
} from './drawn.ts';

const svgOf = (data: Partial<ChartData>) => chartSvg(aChart(data));

/** How many candles, columns or pieces of a line a path is made of. */
const pieces = (svg: string, className: string) =>
  elements(svg, className).reduce((sum, { d = '' }) => sum + d.split('M').length - 1, 0);

// Open, high, low and close in turn: a rise, a fall, and no change.
const THREE = barsOf([10, 14, 9, 13], [13, 13.5, 10, 11], [11, 12, 10.5, 11]);

describe('a candle', () => {
  test('that closes at or above its opening is hollow, another is filled', () => {
    const svg = svgOf({ bars: THREE });
    expect([pieces(svg, 'up'), pieces(svg, 'down')]).toEqual([2, 1]);
    expect(elements(svg, 'up')[0]).toMatchObject({ fill: THEMES.light.background });
    expect(elements(svg, 'down')[0]).toMatchObject({ fill: THEMES.light.down });
  });

  test('too narrow to be hollow is lighter when it rises', () => {
    const svg = svgOf({ bars: walk(250) });
    expect(elements(svg, 'up')[0]).toMatchObject({ fill: THEMES.light.up });
    for (const { up, down } of Object.values(THEMES))
      expect(lightness(up)).toBeGreaterThan(2 * lightness(down));
  });

  test('reaches from its low to its high', () => {
    const svg = svgOf({ bars: THREE });
    const [, top, bottom] =
      /M[\d.]+ (\d+)V(\d+)/.exec(elements(svg, 'wicks-up')[0]?.['d'] ?? '') ?? [];
    expect(Number(top)).toBe(Math.round(drawnRow(svg, 14)));
    expect(Number(bottom)).toBe(Math.round(drawnRow(svg, 9)));
  });

  test('that does not move is a line a pixel high', () => {
    expect(elements(svgOf({ bars: sameBars(20, 150) }), 'up')[0]?.['d']).toMatch(
      /^(M\d+ \d+h\d+v1h-\d+z)+$/,
    );
  });

  test('without one of its prices leaves its place empty', () => {
    const bars = walk(20);
    const before = elements(svgOf({ bars }), 'down')[0]?.['d'] ?? '';
    bars.close[10] = NaN;
    bars.high[3] = NaN;
    const svg = svgOf({ bars });
    expect(pieces(svg, 'up') + pieces(svg, 'down')).toBe(18);
    const columns = (d: string) => d.match(/M\d+/g) ?? [];
    const left = elements(svg, 'down')[0]?.['d'] ?? '';
    expect(columns(before)).toEqual(expect.arrayContaining(columns(left)));
  });
});

test('nights and weekends leave no gap: bars stand at one distance', () => {
  const svg = svgOf({ bars: walk(40) });
  const d = elements(svg, 'wicks-up')[0]?.['d'] + (elements(svg, 'wicks-down')[0]?.['d'] ?? '');
  const xs = [...d.matchAll(/M([\d.]+)/g)].map(([, x]) => Number(x)).sort((a, b) => a - b);
  const gaps = xs.slice(1).map((x, n) => x - (xs[n] ?? NaN));
  expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
});

test('volume stands in columns under the candles, the most as high as the strip', () => {
  const bars = walk(30);
  bars.volume.fill(1e6);
  bars.volume[4] = 2e6;
  bars.volume[5] = NaN;
  const [volume] = elements(svgOf({ bars }), 'volume');
  const heights = [...(volume?.['d'] ?? '').matchAll(/v-(\d+)/g)].map(([, height]) =>
    Number(height),
  );
  expect(heights).toHaveLength(29);
  const strip = Math.max(...heights);
  expect(heights.filter((height) => height === strip)).toHaveLength(1);
  expect(heights.filter((height) => height === Math.round(strip / 2))).toHaveLength(28);
  expect(writing(svgOf({ bars }))).toContain('2.0M');
});

test('what has no volume has no strip for it', () => {
  const bars = walk(30);
  bars.volume.fill(NaN);
  expect(elements(svgOf({ bars }), 'volume')).toEqual([]);
});

test('the last price is tagged on the axis, with thousands separated', () => {
  const bars = sameBars(30, 123_456.78);
  expect(writing(svgOf({ bars }))).toContain('123,456.78');
  expect(writing(svgOf({ bars: sameBars(30, 0.000012) }))).toContain('0.000012');
});

test('no label of the axis is over another or over the last price', () => {
  // A hundred pictures, so that the last price comes to stand at every distance from a round one.
  for (let n = 0; n < 100; n++) {
    const bars = walk(30, { from: 100 + n / 7 });
    const svg = svgOf({ bars });
    const x = /<rect class="tag" x="(\d+)"/.exec(svg)?.[1];
    const column = new RegExp(`<text x="${Number(x) + 5}" y="([\\d.]+)"`, 'g');
    const rows = [...svg.matchAll(column)].map(([, y]) => Number(y)).sort((a, b) => a - b);
    expect(rows.length).toBeGreaterThan(3);
    rows.slice(1).forEach((row, n) => expect(row - (rows[n] ?? NaN)).toBeGreaterThan(14));
  }
});

test('the last price is that of the last bar that has one', () => {
  const bars = sameBars(30, 150);
  bars.close[28] = 149.5;
  bars.close[29] = NaN;
  expect(writing(svgOf({ bars }))).toContain('149.50');
});

describe('an overlay', () => {
  test('is named with its last value', () => {
    const bars = sameBars(60, 150);
    const svg = svgOf({ bars, overlays: [averageOf(bars.close, 20), averageOf(bars.close, 90)] });
    expect(writing(svg)).toEqual(expect.arrayContaining(['sma20 150.00', 'sma90 –']));
  });

  test('is broken where it has no value', () => {
    const { close } = walk(60);
    const holey = close.map((value, n) => (n > 20 && n < 30 ? NaN : value));
    expect(
      pieces(svgOf({ bars: walk(60), overlays: [{ label: 'a', values: holey }] }), 'line'),
    ).toBe(2);
  });

  test('differs from its neighbours in dashes, not in colour alone', () => {
    const { close } = walk(60);
    const overlays = [1, 2, 3, 4].map((period) => averageOf(close, period));
    const dashes = elements(svgOf({ bars: walk(60), overlays }), 'line').map(
      (line) => line['stroke-dasharray'],
    );
    expect(new Set(dashes).size).toBe(4);
  });
});

test('a pane has its name, its last value and its guides', () => {
  const bars = walk(90);
  const lines = [swingOf(bars.close)];
  const pane = { label: 'rsi14', lines, bounds: { min: 0, max: 100 }, guides: [30, 70] };
  const svg = svgOf({ bars, panes: [pane] });
  const last = (lines[0]?.values.at(-1) ?? NaN).toFixed(1);
  expect(writing(svg)).toEqual(expect.arrayContaining(['rsi14', last, '30', '70']));
  expect(elements(svg, 'line')).toHaveLength(1);
});

test('columns of a pane stand above and below zero', () => {
  const bars = walk(10);
  const columns = Float64Array.of(1, 2, 0, NaN, -1, -2, -3, 1, 1, 1);
  const pane = { label: 'macd', lines: [], guides: [], bars: columns };
  const svg = svgOf({ bars, panes: [pane] });
  expect([pieces(svg, 'above'), pieces(svg, 'below')]).toEqual([5, 3]);
});

describe('levels', () => {
  const level = (price: number, rest: Partial<Level> = {}): Level => ({
    price,
    label: `at ${price}`,
    kind: 'support',
    ...rest,
  });
  const bars = barsOf([100, 110, 95, 105], [105, 112, 100, 110]);

  test('are dashed lines on the row of their price, with label and price', () => {
    const svg = svgOf({ bars, levels: [level(101, { kind: 'trigger', label: 'NVDA > 101' })] });
    const [line] = elements(svg, 'trigger');
    expect(line?.['stroke-dasharray']).toBeDefined();
    const row = Number(/ ([\d.]+)H/.exec(line?.['d'] ?? '')?.[1]);
    expect(Math.abs(row - drawnRow(svg, 101))).toBeLessThanOrEqual(1);
    expect(writing(svg)).toEqual(expect.arrayContaining(['NVDA &gt; 101', '101.00']));
  });

  test('never have labels over each other, nor prices', () => {
    const levels = Array.from({ length: 9 }, (_, n) => level(101 + n * 0.1));
    for (const className of ['label', 'tag']) {
      const rows = elements(svgOf({ bars, levels }), className)
        .map(({ y, height }) => [Number(y), Number(y) + Number(height)] as const)
        .sort(([a], [b]) => a - b);
      expect(rows.length).toBeGreaterThanOrEqual(9);
      rows.slice(1).forEach(([top], n) => expect(top).toBeGreaterThanOrEqual(rows[n]?.[1] ?? NaN));
    }
  });

  test('far away are told at the edge with an arrow instead of pressing the candles together', () => {
    const svg = svgOf({ bars, levels: [level(20, { label: 'old low' }), level(900)] });
    expect(elements(svg, 'level')).toEqual([]);
    expect(writing(svg)).toEqual(expect.arrayContaining(['↓ old low 20.00', '↑ at 900 900.00']));
  });

  test('that have no room yield to rules and stops, then to nearer ones', () => {
    const crowd = Array.from({ length: 60 }, (_, n) => level(60 + n));
    const levels = [...crowd, level(40, { kind: 'stop', label: 'stop' })];
    const written = writing(svgOf({ bars, levels }));
    expect(written).toEqual(expect.arrayContaining(['↓ stop 40.00', 'at 110', 'at 109']));
    expect(written.some((text) => text.includes('at 60'))).toBe(false);
  });
});

describe('themes', () => {
  test.each(['light', 'dark'] as const)(
    '%s has its own ground, and ink that stands out',
    (theme) => {
      const svg = svgOf({ theme });
      const { background, ink, muted } = THEMES[theme];
      expect(svg).toContain(`<rect width="800" height="500" fill="${background}"/>`);
      for (const colour of [ink, muted]) expect(contrast(colour, background)).toBeGreaterThan(4.5);
    },
  );

  test.each(['light', 'dark'] as const)('%s draws nothing that is lost on its ground', (name) => {
    const { background, up, down, lines, support, resistance, trigger, stop } = THEMES[name];
    for (const colour of [up, down, ...lines, support, resistance, trigger, stop])
      expect(contrast(colour, background)).toBeGreaterThan(3);
  });
});

test('titles are written as they are told, whatever they hold, and cut at the edge', () => {
  const title = `</text><script>&"' ${'x'.repeat(300)}`;
  const svg = svgOf({ title, subtitle: 'a\u0000b\uD800' });
  expect(svg).not.toContain('<script>');
  expect(writing(svg, 'title')[0]).toMatch(/^&lt;\/text&gt;&lt;script&gt;&amp;&quot;&apos; x+…$/);
  expect(writing(svg, 'subtitle')).toEqual(['ab']);
});

test('it is 800 × 500 unless told', () => {
  expect(svgOf({})).toContain('<svg xmlns="http://www.w3.org/2000/svg" width="800" height="500"');
  expect(chartSvg(aChart(), { width: 400, height: 300 })).toContain('width="400" height="300"');
  expect(DEFAULT_SIZE).toEqual({ width: 800, height: 500 });
});

test.each([
  ['no bar', walk(0)],
  ['one bar', walk(1)],
  ['prices of nothing', sameBars(5, 0)],
  ['gaps alone', sameBars(5, NaN)],
  ['tiny prices', walk(50, { from: 0.000012 })],
  ['great prices', walk(50, { from: 123_456.78 })],
])('%s is drawn without a number that is none', (_, bars) => {
  const marks = [{ at: Number.MAX_SAFE_INTEGER, kind: 'ring' as const }];
  const levels = [{ price: NaN, label: 'x', kind: 'stop' as const }];
  const pane = { label: 'x', lines: [{ label: 'x', values: bars.close }], guides: [] };
  const svg = svgOf({ bars, marks, levels, panes: [pane], overlays: pane.lines });
  expect(svg).not.toMatch(/NaN|Infinity|undefined|e-\d/);
});

/** Relative luminance as WCAG 2 defines it. */
function lightness(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [lightness(a), lightness(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}
