import { expect, test } from 'vitest';
import { instant, plus } from '../../src/core/time.ts';
import { createPacing } from '../../src/scanners/pacing.ts';

const NOW = instant(Date.UTC(2026, 0, 5, 15, 30));
const LANE = 'telegram:501';

test('a chat may have three at once, and then one a second', () => {
  const pacing = createPacing(true);
  for (const _each of [1, 2, 3]) {
    expect(pacing.freeAt(LANE, NOW)).toBe(NOW);
    pacing.took(LANE, NOW);
  }
  expect(pacing.freeAt(LANE, NOW)).toBe(plus(NOW, 1_000));
});

test('a second counts from the answer, since Telegram may have counted the message as late as that', () => {
  const pacing = createPacing(true);
  for (const _each of [1, 2, 3]) pacing.took(LANE, NOW);
  const answeredAt = plus(NOW, 400);
  pacing.answered(LANE, NOW, answeredAt);
  expect(pacing.freeAt(LANE, answeredAt)).toBe(plus(answeredAt, 1_000));
});

test('answers that take their time hold up no other chat', () => {
  const pacing = createPacing(true);
  for (let n = 0; n < 20; n++) {
    pacing.took(`telegram:${n}`, NOW);
    pacing.answered(`telegram:${n}`, NOW, plus(NOW, 5_000));
  }
  expect(pacing.freeAt(LANE, plus(NOW, 5_000))).toBe(plus(NOW, 5_000));
});
