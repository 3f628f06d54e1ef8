import { expect, test } from 'vitest';
import { clock } from '../soak/clock.ts';

// A short run of `npm run soak -- clock`, over a spring and its changes of clocks.

test('each slot of a job runs once or is written down', { timeout: 60_000 }, async () => {
  const [from, to] = [Date.UTC(2026, 2, 1), Date.UTC(2026, 3, 10)];
  const seed = Math.floor(Math.random() * 1_000_000);
  const { broken, figures } = await clock({ zones: 2, seed, from, to });
  expect(broken).toEqual([]);
  const counts = new Map(figures);
  for (const name of ['ran', 'starts']) expect(counts.get(name)).toBeGreaterThan(3);
});
