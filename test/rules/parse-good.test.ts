import { expect, test } from 'vitest';
import { parseRule } from '../../src/rules/parse.ts';
import { rule } from './support.ts';

const GOOD: readonly (readonly [typed: string, canonical: string])[] = [
  ['^GSPC < 2500', '^GSPC < 2500'],
  [
    '$nvda price x> 1,500 cooldown:2h note:"trim a third"',
    'NVDA x> 1500 cooldown:2h note:"trim a third"',
  ],
  ['NASDAQ:NVDA is > 150', 'NVDA is > 150'],
  ['NVDA>=150', 'NVDA >= 150'],
  ['btc-usd x 100k', 'BTC-USD x 100000'],
  ['ES=F crosses below 5,000.25 sev:high to:dm,log', 'ES=F x< 5000.25 sev:high to:dm,log'],
  ['NVDA in 140..150', 'NVDA in 140..150'],
  ['nvda exits 140…150', 'NVDA exits 140..150'],
  ['NVDA +5% 1d', 'NVDA +5% 1d'],
  ['NVDA -3% 15m every:once', 'NVDA -3% 15m every:once'],
  ['NVDA ±8% since now worsen:2%', 'NVDA ±8% since now worsen:2%'],
  ['NVDA +5% 24h', 'NVDA +5% 24h'],
  ['NVDA change > 3', 'NVDA change > 3%'],
  ['NVDA change exits -2%..2%', 'NVDA change exits -2%..2%'],
  [
    'NVDA (price > 150 or price < 140) and not change > 3%',
    'NVDA (price > 150 or price < 140) and not change > 3%',
  ],
  ['NVDA 2 of (> 150, change > 3%, -3% 15m)', 'NVDA 2 of (price > 150, change > 3%, -3% 15m)'],
  ['NVDA price * 2 - 1 > 300', 'NVDA price * 2 - 1 > 300'],
  ['NVDA 150 < price', 'NVDA > 150'],
  ['EURUSD=X < 1.0875 rearm:0.1%', 'EURUSD=X < 1.0875 rearm:0.1%'],
  ['* +5% 1d', '* +5% 1d'],
  ['@semis -5% 1d exp:2026-12-31', '@semis -5% 1d exp:2026-12-31'],
  [
    'NVDA < 140 for:10m session:ext worsen:2% exp:never rearm:2',
    'NVDA < 140 rearm:2 for:10m worsen:2% session:ext exp:never',
  ],
  ['NVDA > 2*75', 'NVDA > 150'],
  ['NVDA is < 140', 'NVDA is < 140'],
  ['NVDA outside 140..150', 'NVDA outside 140..150'],
  ['NVDA is outside 140..150', 'NVDA is outside 140..150'],
  [' nvda   <   140 ', 'NVDA < 140'],
  ['NVDA ≥ 150', 'NVDA >= 150'],
  ['NVDA ≤ 140', 'NVDA <= 140'],
  ['NVDA x>150', 'NVDA x> 150'],
  ['NVDA x < 140', 'NVDA x< 140'],
  ['NVDA crosses above 150', 'NVDA x> 150'],
  ['NVDA cross up 150', 'NVDA x> 150'],
  ['NVDA crosses 150', 'NVDA x 150'],
  ['NVDA < 2.5m', 'NVDA < 2500000'],
  ['NVDA > $1,500.25', 'NVDA > 1500.25'],
  ['NVDA > .5', 'NVDA > 0.5'],
  ['NVDA inside 140..150', 'NVDA in 140..150'],
  ['NVDA is in 140..150', 'NVDA is in 140..150'],
  ['NVDA exit 140..150', 'NVDA exits 140..150'],
  ['NVDA -3% 2h', 'NVDA -3% 2h'],
  ['NVDA +10% 7d', 'NVDA +10% 7d'],
  ['NVDA -8% since now', 'NVDA -8% since now'],
  ['NVDA price > -37.63', 'NVDA > -37.63'],
  ['BRK.B < 400 and > 300', 'BRK.B price < 400 and price > 300'],
  ['NVDA not (> 150)', 'NVDA not price > 150'],
  ['NVDA > 150 AND change>3% OR < 100', 'NVDA price > 150 and change > 3% or price < 100'],
  [
    'NVDA > 150 or < 140 or (< 100 and change < -5%)',
    'NVDA price > 150 or price < 140 or price < 100 and change < -5%',
  ],
  ['NVDA cooldown:30m < 140', 'NVDA < 140 cooldown:30m'],
  [
    'NVDA < 140 to:topic:"My Topic",@mychannel,ntfy',
    'NVDA < 140 to:topic:"My Topic",@mychannel,ntfy',
  ],
  ["NVDA < 140 note:'trim a third'", 'NVDA < 140 note:"trim a third"'],
  ['NVDA < 140 note:“trim a third”', 'NVDA < 140 note:"trim a third"'],
  [
    'NVDA < 140 every:5m cooldown:90m rearm:1.5% worsen:2points',
    'NVDA < 140 every:5m cooldown:90m rearm:1.5% worsen:2',
  ],
  ['NVDA ＞ 150', 'NVDA > 150'],
  ['VOD.L < 70', 'VOD.L < 70'],
  ['7203.T > 3000', '7203.T > 3000'],
  ['$brk.b x 400', 'BRK.B x 400'],
  ['NVDA (price + 10) * 2 > 300', 'NVDA (price + 10) * 2 > 300'],
  ['NVDA price - (price - 3) > change', 'NVDA price - (price - 3) > change'],
];

test.each(GOOD)('reads %s as %s', (typed, canonical) => {
  expect(rule(typed).text).toBe(canonical);
  expect(rule(canonical)).toEqual(rule(typed));
});

test('a price rule that says nothing else has its defaults filled in', () => {
  expect(rule('NVDA < 140').modifiers).toEqual({
    every: { kind: 'quote' },
    cooldownMs: 3_600_000,
    rearm: { pct: 0.5 },
    holdFor: undefined,
    worsen: undefined,
    session: undefined,
    expiry: { kind: 'after', ms: 90 * 86_400_000 },
    severity: 'medium',
    to: [],
    note: undefined,
  });
});

test('what is in percent re-arms by points, and a mixture keeps a distance for each', () => {
  expect(rule('NVDA change > 3%').modifiers.rearm).toEqual({ points: 0.5 });
  expect(rule('NVDA +5% 1d').modifiers.rearm).toEqual({ points: 0.5 });
  expect(rule('NVDA < 140 and change < -3%').modifiers.rearm).toEqual({ own: true });
});

test('every modifier is read, wherever it stands', () => {
  const typed =
    'NVDA sev:critical < 140 every:once cooldown:0 rearm:2 for:3bars worsen:5% session:24h exp:2026-12-31 to:dm,topic:"Big moves",@mychannel,NTFY';
  expect(rule(typed).modifiers).toEqual({
    every: { kind: 'once' },
    cooldownMs: 0,
    rearm: { points: 2 },
    holdFor: { count: 3 },
    worsen: { pct: 5 },
    session: '24h',
    expiry: { kind: 'on', isoDate: '2026-12-31' },
    severity: 'critical',
    to: ['dm', 'topic:Big moves', '@mychannel', 'ntfy'],
    note: undefined,
  });
});

test('a note keeps its own letters and marks', () => {
  expect(rule('NVDA < 140 note:"Trim: 1/3 ＜ “half”, and x > 2"').modifiers.note).toBe(
    "Trim: 1/3 ＜ 'half', and x > 2",
  );
});

test('1d is the official close and 24h is the clock', () => {
  expect(rule('NVDA +5% 1d').condition).toMatchObject({ from: { kind: 'close' } });
  expect(rule('NVDA +5% 24h').condition).toMatchObject({ from: { kind: 'ago', ms: 86_400_000 } });
});

test('nothing that can be read is over the limits', () => {
  expect(parseRule(`NVDA < 140 note:"${'a'.repeat(120)}"`).kind).toBe('rule');
  expect(parseRule('NVDA > 1 and > 2 and > 3 and > 4 and > 5').kind).toBe('rule');
  expect(parseRule('NVDA (((price > 1)))').kind).toBe('rule');
});
