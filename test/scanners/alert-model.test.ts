import { expect, test } from 'vitest';
import { model } from '../soak/model.ts';

// A short run of `npm run soak -- model`.

test('whatever people ask for, in any order, is honoured as the reference has it', async () => {
  const seed = Math.floor(Math.random() * 1_000_000);
  const { broken } = await model({ sequences: 40, seed });
  expect(broken).toEqual([]);
});
