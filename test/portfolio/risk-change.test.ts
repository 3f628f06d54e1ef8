import { expect, test } from 'vitest';
import type { RiskLook, RiskLookRow } from '../../src/core/risk-day.ts';
import { readRiskDays, withLook, writeRiskDays } from '../../src/core/risk-day.ts';
import { riskChange } from '../../src/portfolio/risk-change.ts';

const aRow = (fields: Partial<RiskLookRow> = {}): RiskLookRow => ({
  positionId: 1,
  name: 'NVDA',
  quantity: 100,
  price: 150,
  stop: 140,
  atStop: 1_000,
  ...fields,
});

const aLook = (rows: readonly RiskLookRow[], fields: Partial<RiskLook> = {}): RiskLook => ({
  at: 1 as never,
  day: '2026-01-05',
  currency: 'USD',
  worth: 50_000,
  open: rows.reduce((sum, row) => sum + (row.atStop ?? 0), 0),
  rows: [...rows],
  ...fields,
});

const changeOf = (was: RiskLookRow | undefined, is: RiskLookRow | undefined) =>
  riskChange(aLook(was ? [was] : []), aLook(is ? [is] : []))?.moves;

test('says of each position how much it added, and what that comes from', () => {
  expect(changeOf(aRow(), aRow({ price: 155, atStop: 1_500 }))).toEqual([
    { name: 'NVDA', by: 500, why: [{ kind: 'price', from: 150, to: 155 }] },
  ]);
  expect(changeOf(aRow(), aRow({ stop: 145, atStop: 500 }))).toEqual([
    { name: 'NVDA', by: -500, why: [{ kind: 'stop', from: 140, to: 145 }] },
  ]);
  expect(changeOf(aRow(), aRow({ quantity: 50, atStop: 500 }))?.[0]?.why).toEqual([
    { kind: 'quantity', from: 100, to: 50 },
  ]);
  expect(changeOf(undefined, aRow())).toEqual([
    { name: 'NVDA', by: 1_000, why: [{ kind: 'opened' }] },
  ]);
  expect(changeOf(aRow(), undefined)).toEqual([
    { name: 'NVDA', by: -1_000, why: [{ kind: 'closed' }] },
  ]);
});

test('a stop that is gone is told, and so is a price that is missing now', () => {
  const { stop: _, atStop: __, ...bare } = aRow();
  expect(changeOf(aRow(), bare)?.[0]).toMatchObject({
    by: -1_000,
    why: [{ kind: 'stop', from: 140, to: undefined }],
  });
  const { price: ___, atStop: ____, ...unpriced } = aRow();
  expect(changeOf(aRow(), unpriced)?.[0]?.why).toEqual([{ kind: 'uncounted' }]);
});

test('what is left when nothing of it changed is the rate', () => {
  expect(changeOf(aRow(), aRow({ atStop: 1_010 }))?.[0]?.why).toEqual([{ kind: 'rate' }]);
});

test('what stands as it stood is not told; the rest by size', () => {
  const was = [aRow(), aRow({ positionId: 2, name: 'AMD' }), aRow({ positionId: 3, name: 'LLY' })];
  const is = [
    aRow(),
    aRow({ positionId: 2, name: 'AMD', price: 151, atStop: 1_100 }),
    aRow({ positionId: 3, name: 'LLY', price: 141, atStop: 100 }),
  ];
  const change = riskChange(aLook(was), aLook(is));
  expect(change?.moves.map(({ name }) => name)).toEqual(['LLY', 'AMD']);
  expect(change?.openBy).toBe(-800);
});

test('two currencies are not held against each other', () => {
  expect(riskChange(aLook([]), aLook([], { currency: 'EUR' }))).toBeUndefined();
});

test('the last look of the day before stays through the day, and survives being written down', () => {
  const monday = aLook([aRow()], { at: 5 as never });
  const early = aLook([], { day: '2026-01-06', at: 6 as never });
  const late = aLook([], { day: '2026-01-06', at: 7 as never });
  const days = withLook(withLook(withLook(undefined, monday), early), late);
  expect(days).toEqual({ last: late, before: monday });
  expect(readRiskDays(writeRiskDays(days))).toEqual(days);
  expect(readRiskDays('{"last":1}')).toBeUndefined();
  expect(readRiskDays('nothing')).toBeUndefined();
});
