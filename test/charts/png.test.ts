import { describe, expect, test } from 'vitest';
import { chartSvg } from '../../src/charts/chart.ts';
import { drawChart, drawCurve } from '../../src/charts/draw.ts';
import { toPng } from '../../src/charts/png.ts';
import { THEMES } from '../../src/charts/theme.ts';
import { aChart, averageOf, elements, seen, swingOf, walk } from './drawn.ts';

const bars = walk(250);
const FULL = aChart({
  bars,
  overlays: [averageOf(bars.close, 20), averageOf(bars.close, 50)],
  panes: [
    {
      label: 'rsi14',
      lines: [swingOf(bars.close)],
      bounds: { min: 0, max: 100 },
      guides: [30, 70],
    },
  ],
  levels: [
    { price: 140, label: 'NVDA > 140', kind: 'trigger' },
    { price: 126, label: 'support, 4 touches', kind: 'support' },
    { price: 125, label: 'stop', kind: 'stop' },
  ],
  marks: [60, 90, 120, 180].map((n) => ({ at: bars.openedAt[n] ?? NaN, kind: 'ring' })),
});

const TITLE = { left: 0, top: 5, right: 500, bottom: 32 };

/** A document with one line of text on white. */
const saying = (text: string, attributes = '') =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40" font-family="IBM Plex Sans Condensed"><rect width="200" height="40" fill="#ffffff"/><text x="5" y="25" font-size="20" ${attributes}>${text}</text></svg>`;

describe('the bytes', () => {
  test.each(['light', 'dark'] as const)(
    'of a full %s chart are a PNG of 800 × 500 in 40 kB',
    async (theme) => {
      const png = await drawChart({ ...FULL, theme });
      expect(Buffer.from(png.subarray(0, 8)).toString('latin1')).toBe('\u0089PNG\r\n\u001a\n');
      const { width, height, at } = seen(png);
      expect([width, height]).toEqual([800, 500]);
      expect(png.length).toBeLessThanOrEqual(40_000);
      expect(at(799, 499)).toBe(THEMES[theme].background);
    },
  );

  test('are the same for the same data', async () => {
    expect(await drawChart(FULL)).toEqual(await drawChart(structuredClone(FULL)));
  });

  test('are of the size that the document says', async () => {
    const { width, height } = seen(await toPng(chartSvg(aChart(), { width: 412, height: 301 })));
    expect([width, height]).toEqual([412, 301]);
  });
});

describe('text', () => {
  test('is really drawn', async () => {
    const ink = async (title: string) =>
      seen(await drawChart(aChart({ title }))).othersThan('#ffffff', TITLE);
    expect(await ink('')).toBe(0);
    expect(await ink('NVDA')).toBeGreaterThan(300);
    expect(await ink('NVDA · NVIDIA')).toBeGreaterThan(600);
  });

  test('is drawn on every axis, in the legend and beside levels', async () => {
    const { othersThan } = seen(await drawChart({ ...FULL, marks: [] }));
    const axis = { left: 740, top: 60, right: 800, bottom: 470 };
    const time = { left: 0, top: 478, right: 730, bottom: 500 };
    const legend = { left: 30, top: 56, right: 300, bottom: 76 };
    for (const box of [axis, time, legend]) expect(othersThan('#ffffff', box)).toBeGreaterThan(400);
  });

  test('in bold is bolder', async () => {
    const box = { left: 0, top: 0, right: 200, bottom: 40 };
    const plain = seen(await toPng(saying('NVDA'))).othersThan('#ffffff', box);
    const bold = seen(await toPng(saying('NVDA', 'font-weight="600"'))).othersThan('#ffffff', box);
    expect(bold).toBeGreaterThan(plain * 1.05);
  });

  test.each(['é', 'Ł', 'Ж', 'Ω', '▲', '▼', '↑', '−', '…', '≥', '₿'])(
    'has the letter %s',
    async (letter) => {
      // No font has this one; where letters are missing, all look like it.
      const missing = await toPng(saying('\u{1F0F7}'));
      expect(await toPng(saying(letter))).not.toEqual(missing);
    },
  );
});

test('candles, levels and the last price are where the document says', async () => {
  const svg = chartSvg(FULL);
  const { at } = seen(await toPng(svg));
  const [trigger] = elements(svg, 'trigger');
  const row = Math.floor(Number(/ ([\d.]+)H/.exec(trigger?.['d'] ?? '')?.[1]));
  const dashes = Array.from({ length: 400 }, (_, n) => at(300 + n, row));
  expect(dashes.filter((colour) => colour === THEMES.light.trigger).length).toBeGreaterThan(150);
  const [, x, y] = /M(\d+) (\d+)h/.exec(elements(svg, 'down')[0]?.['d'] ?? '') ?? [];
  expect(at(Number(x), Number(y))).toBe(THEMES.light.down);
});

test('an overlay far from the price does not run over what lies around it', async () => {
  const far = Float64Array.from(bars.close, (price, n) => (n % 50 < 25 ? price : price * 9));
  const { othersThan } = seen(
    await drawChart(aChart({ title: '', subtitle: '', overlays: [{ label: '', values: far }] })),
  );
  expect(othersThan('#ffffff', { left: 0, top: 0, right: 800, bottom: 56 })).toBe(0);
});

test('a document that is not well-formed is refused', async () => {
  await expect(toPng('<svg')).rejects.toThrow();
});

test('pictures asked for together are all drawn, even behind one that cannot be', async () => {
  const [bad, ...good] = await Promise.allSettled(['<svg', saying('a'), saying('b')].map(toPng));
  expect(bad?.status).toBe('rejected');
  expect(good.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
});

test('lines over time become a picture too', async () => {
  const { width, height, othersThan } = seen(
    await drawCurve({
      title: 'Equity',
      subtitle: '',
      at: bars.openedAt,
      zone: 'UTC',
      series: [{ label: 'equity', values: bars.close }],
      marks: [],
      theme: 'light',
    }),
  );
  expect([width, height]).toEqual([800, 500]);
  expect(othersThan('#ffffff', TITLE)).toBeGreaterThan(200);
});
