import { expect, test } from 'vitest';
import { fuzz } from '../soak/fuzz.ts';

test('mutated lines are answered in words, with repairs that parse; a million of them by npm run soak -- fuzz', () => {
  const seed = Math.floor(Math.random() * 1e9);
  const { broken } = fuzz({ lines: 4_000, seed });
  expect({ seed, broken }).toEqual({ seed, broken: [] });
});
