import { expect, test } from 'vitest';
import { createPollReach } from '../../src/bot/poll-reach.ts';
import { instant } from '../../src/core/time.ts';

const at = (seconds: number) => instant(seconds * 1_000);
const FULL = 100;
const batchOf = (count: number) => Array.from({ length: count }, (_, n) => n);

/** Asks one question after the other; gives after which second each answer's updates were sent. */
function ask(...answers: readonly (readonly [second: number, updates: number] | 'failed')[]) {
  const reach = createPollReach(60);
  return answers.map((answer) => {
    if (answer === 'failed') return reach.failed();
    const batch = batchOf(answer[1]);
    reach.answered(batch, at(answer[0]));
    const after = reach.sentAfter(batch);
    return after === undefined ? undefined : after / 1_000;
  });
}

test('of the first answer after a start nothing is known', () => {
  expect(ask([100, 1])).toEqual([undefined]);
});

test('what comes while we ask without a break is no older than the question', () => {
  expect(ask([100, 1], [130, 1], [175, 1])).toEqual([undefined, 100, 130]);
  expect(ask([100, 1], [9_000, 1])).toEqual([undefined, 8_940]);
});

test('after a fault it may be as old as the last answer', () => {
  expect(ask([100, 1], 'failed', [9_000, 1], [9_020, 1])).toEqual([
    undefined,
    undefined,
    100,
    9_000,
  ]);
});

test('behind a full answer there may be more of the same age', () => {
  expect(ask([100, 1], 'failed', [9_000, FULL], [9_001, FULL], [9_002, 3], [9_003, 1])).toEqual([
    undefined,
    undefined,
    100,
    100,
    100,
    9_002,
  ]);
});
