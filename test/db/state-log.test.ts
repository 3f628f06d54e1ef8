import { expect, test } from 'vitest';
import { stateLog } from '../../src/db/state-log.ts';
import { aTicker } from '../support/ticker.ts';

const ticker = aTicker('NVDA');

function written(log: ReturnType<typeof stateLog>, count: number): void {
  for (let ruleId = 0; ruleId < count; ruleId++) log.add({ ruleId, ticker });
}

test('tells what was written after a mark, as often as it is asked', () => {
  const log = stateLog();
  written(log, 3);
  const mark = log.mark();
  expect(log.since(mark)).toEqual([]);
  log.add({ ruleId: 7, ticker });
  expect(log.since(mark)).toEqual([{ ruleId: 7, ticker }]);
  expect(log.since(mark)).toEqual([{ ruleId: 7, ticker }]);
  expect(log.since(0)).toHaveLength(4);
});

test('keeps so many and no more, and says so when it is asked for others', () => {
  const log = stateLog();
  const early = log.mark();
  written(log, 15_000);
  const late = log.mark();
  written(log, 5_000);
  expect(log.since(early)).toHaveLength(20_000);
  written(log, 2);
  expect(log.since(early)).toBeUndefined();
  expect(log.since(late)).toHaveLength(5_002);
  expect(log.since(late)?.at(-1)).toEqual({ ruleId: 1, ticker });
});
