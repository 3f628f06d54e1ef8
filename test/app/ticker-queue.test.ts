import { expect, test } from 'vitest';
import { tickerQueue } from '../../src/app/ticker-queue.ts';
import type { Ticker } from '../../src/core/ticker.ts';

function aRun(limit: number) {
  const queue = tickerQueue(limit);
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    started,
    add: (ticker: string, weight: number, name = ticker) =>
      queue(ticker as Ticker, weight, async () => {
        started.push(name);
        await new Promise<void>((resolve) => ends.set(name, resolve));
        if (name.startsWith('bad')) throw new Error(name);
        return name;
      }),
    async end(name: string) {
      ends.get(name)?.();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

test('so many at once and no more, the lighter first, then in order', async () => {
  const run = aRun(2);
  for (const name of ['A', 'B', 'C', 'D']) void run.add(name, 100);
  void run.add('E', 1);
  expect(run.started).toEqual(['A', 'B']);
  await run.end('A');
  await run.end('B');
  expect(run.started).toEqual(['A', 'B', 'E', 'C']);
});

test('never two about the same ticker', async () => {
  const run = aRun(3);
  const first = run.add('A', 9, 'first');
  const second = run.add('A', 1, 'second');
  void run.add('B', 9);
  expect(run.started).toEqual(['first', 'B']);
  await run.end('first');
  expect(await first).toBe('first');
  expect(run.started).toEqual(['first', 'B', 'second']);
  await run.end('second');
  expect(await second).toBe('second');
});

test('work that fails makes room like any other', async () => {
  const run = aRun(1);
  const bad = run.add('A', 1, 'bad');
  const next = run.add('A', 1, 'next');
  const told = expect(bad).rejects.toThrow('bad');
  await run.end('bad');
  await told;
  await run.end('next');
  expect(await next).toBe('next');
});
