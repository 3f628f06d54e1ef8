import { expect, test } from 'vitest';
import { admit, type Breaker, CLOSED_BREAKER, settle } from '../../src/http/breaker.ts';

const MINUTE = 60_000;

test('stays closed while fewer than 5 of the last 10 fail', () => {
  const outcomes = [false, true, false, true, false, true, false, true, true, true, true, true];
  const breaker = outcomes.reduce((before, good) => settle(before, good, 0), CLOSED_BREAKER);
  expect(breaker.status).toBe('closed');
});

test('opens at the fifth failure among ten, for 30 seconds', () => {
  const breaker = failing(5, 1_000);
  expect(admit(breaker, 1_000).waitMs).toBe(30_000);
  expect(admit(breaker, 30_999).waitMs).toBe(1);
  expect(admit(breaker, 31_000).waitMs).toBe(0);
});

test('failures that have left the window no longer count', () => {
  const four = failing(4, 0);
  const ten = Array.from({ length: 10 }).reduce<Breaker>((b) => settle(b, true, 0), four);
  expect(settle(ten, false, 0).status).toBe('closed');
});

test('lets exactly one probe through after the open spell', () => {
  const first = admit(failing(5, 0), 30_000);
  expect(first.waitMs).toBe(0);
  expect(admit(first.breaker, 30_001).waitMs).toBeGreaterThan(0);
});

test('a probe that never reports back does not lock the source out', () => {
  const first = admit(failing(5, 0), 30_000);
  expect(admit(first.breaker, 30_000 + MINUTE).waitMs).toBe(0);
});

test('a good probe closes it', () => {
  const probe = admit(failing(5, 0), 30_000);
  expect(settle(probe.breaker, true, 30_100)).toEqual(CLOSED_BREAKER);
});

test('every failed probe doubles the open spell, up to 15 minutes', () => {
  let breaker = failing(5, 0);
  let now = 0;
  const spells: number[] = [];
  for (let i = 0; i < 7; i++) {
    const { waitMs } = admit(breaker, now);
    spells.push(waitMs);
    now += waitMs;
    breaker = settle(admit(breaker, now).breaker, false, now);
  }
  expect(spells).toEqual([30_000, 60_000, 120_000, 240_000, 480_000, 900_000, 900_000]);
});

test('a late answer to an older request leaves an open breaker as it is', () => {
  const open = failing(5, 0);
  expect(settle(open, true, 10)).toEqual(open);
});

function failing(times: number, at: number): Breaker {
  return Array.from({ length: times }).reduce<Breaker>((b) => settle(b, false, at), CLOSED_BREAKER);
}
