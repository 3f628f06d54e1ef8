import { expect, test } from 'vitest';
import { exDividend } from '../../src/core/ex-dividend.ts';
import type { CorporateAction, Instrument } from '../../src/core/market.ts';
import { instant } from '../../src/core/time.ts';

const at = (iso: string) => instant(Date.parse(iso));

const paid: readonly CorporateAction[] = [
  { kind: 'dividend', at: at('2026-01-06T14:30Z'), amount: 0.25 },
];
const instrument: Instrument = {
  ticker: 'NVDA' as never,
  name: 'NVIDIA',
  kind: 'share',
  currency: 'USD',
  exchange: 'NMS',
  market: 'us',
};

test.each([
  ['2026-01-05T20:59Z', undefined],
  ['2026-01-06T04:59Z', undefined],
  ['2026-01-06T05:00Z', 0.25],
  ['2026-01-06T14:30Z', 0.25],
  ['2026-01-07T04:59Z', 0.25],
  ['2026-01-07T05:00Z', undefined],
  ['2026-01-07T14:30Z', undefined],
])('at %s, New York being five hours behind: %s', (iso, expected) => {
  expect(exDividend(paid, { at: at(iso), instrument })).toBe(expected);
});

test('two of one day are one; a split is none', () => {
  const noon = { at: at('2026-01-06T17:00Z'), instrument };
  const special = { kind: 'dividend', at: at('2026-01-06T12:00Z'), amount: 2 } as const;
  expect(exDividend([...paid, special], noon)).toBe(2.25);
  const split = { kind: 'split', at: noon.at, numerator: 2, denominator: 1 } as const;
  expect(exDividend([split], noon)).toBeUndefined();
});
