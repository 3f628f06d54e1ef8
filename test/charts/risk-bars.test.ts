import { expect, test } from 'vitest';
import { drawRisk } from '../../src/charts/draw.ts';
import { riskSvg, type RiskData } from '../../src/charts/risk-bars.ts';
import { elements, seen, writing } from './drawn.ts';

function aBook(fields: Partial<RiskData> = {}): RiskData {
  return {
    title: 'Open risk 3.9% of 7%',
    subtitle: '$3,912 down to the stops',
    unit: '%',
    total: { open: 3.9, limit: 7 },
    perLimit: 0.7,
    rows: [
      { kind: 'stop', name: 'NVDA', atStop: 1.4, locked: 2 },
      { kind: 'stop', name: 'AMD', atStop: 0.35, locked: -1 },
      { kind: 'bare', name: 'VOD.L', why: 'no stop' },
    ],
    isDark: false,
    ...fields,
  };
}

const widths = (svg: string, className: string) =>
  elements(svg, className).map(({ width }) => Number(width));
const lineAt = (svg: string, className: string) =>
  Number(/^M([\d.]+) /.exec(elements(svg, className)[0]?.['d'] ?? '')?.[1]);

test('bars are as long as what is at risk, and the limit of one stands at its place among them', () => {
  const svg = riskSvg(aBook());
  const [nvda = NaN, amd = NaN] = widths(svg, 'risk');
  expect(nvda / amd).toBeCloseTo(4, 1);
  const [left = NaN] = elements(svg, 'risk').map(({ x }) => Number(x));
  expect((lineAt(svg, 'per') - left) / nvda).toBeCloseTo(0.5, 2);
});

test('what is beyond a limit has another colour than what is within', () => {
  const [beyond, within] = elements(riskSvg(aBook()), 'risk').map(({ fill }) => fill);
  expect(beyond).not.toBe(within);
  const fillOf = (open: number) =>
    elements(riskSvg(aBook({ total: { open, limit: 7 } })), 'open')[0]?.['fill'];
  expect(fillOf(7.1)).not.toBe(fillOf(7));
});

test('all of it stands against its limit, whichever is more', () => {
  for (const open of [0, 3.5, 14]) {
    const svg = riskSvg(aBook({ total: { open, limit: 7 } }));
    const [wide = NaN] = widths(svg, 'open');
    const limit = lineAt(svg, 'limit') - 10;
    expect(wide / limit).toBeCloseTo(open / 7, 2);
    expect(Math.max(wide, limit)).toBeLessThan(780);
  }
});

test('locked profit goes to the right, locked loss to the left of the same middle', () => {
  const [gain, loss] = elements(riskSvg(aBook()), 'locked').map(({ x, width }) => ({
    from: Number(x),
    to: Number(x) + Number(width),
  }));
  expect(loss?.to).toBeCloseTo(gain?.from ?? NaN, 0);
});

test('what has no stop is named without a bar', () => {
  const svg = riskSvg(aBook());
  expect(widths(svg, 'risk')).toHaveLength(2);
  expect(writing(svg, 'name')).toEqual(['NVDA', 'AMD', 'VOD.L']);
  expect(writing(svg, 'bare')).toEqual(['no stop']);
});

test('an account of unknown worth has no limits to draw, and nothing at all is shown as nothing', () => {
  const bare = riskSvg({
    title: 'Open risk $0',
    subtitle: '',
    unit: 'USD',
    total: undefined,
    perLimit: undefined,
    rows: [],
    isDark: true,
  });
  expect(elements(bare, 'limit')).toEqual([]);
  expect(elements(bare, 'per')).toEqual([]);
  expect(bare).not.toMatch(/NaN|Infinity/);
  const still = riskSvg(aBook({ rows: [{ kind: 'stop', name: 'A', atStop: 0, locked: 0 }] }));
  expect(still).not.toMatch(/NaN|Infinity/);
});

test('it is as high as it has rows, and a foreign name is but text', async () => {
  const rows = Array.from({ length: 13 }, (_, n) => ({
    kind: 'stop' as const,
    name: `<b>&${n}`,
    atStop: 0.1,
    locked: 0,
  }));
  const tall = seen(await drawRisk(aBook({ rows })));
  const short = seen(await drawRisk(aBook({ rows: rows.slice(0, 3) })));
  expect([tall.width, short.width]).toEqual([800, 800]);
  expect(tall.height - short.height).toBe(270);
});
