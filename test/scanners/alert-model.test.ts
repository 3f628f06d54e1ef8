import { expect, test } from 'vitest';
import { model } from '../soak/model.ts';

// A short run of `npm run soak -- model`.

test('what people ask for, in any order, is honoured', { timeout: 60_000 }, async () => {
  const seed = Math.floor(Math.random() * 1_000_000);
  const { broken } = await model({ sequences: 25, seed });
  expect(broken).toEqual([]);
});
