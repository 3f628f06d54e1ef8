import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { idOfRef, refOf } from '../../src/core/code.ts';

const FIRST_OF_SIX = 31 ** 5;

test('every id has a name of its own, which leads back to it', () => {
  const ids = fc.nat({ max: 3_000_000_000 });
  fc.assert(fc.property(ids, (id) => idOfRef(refOf(id)) === id));
});

test('names have five letters, and six when the ids have outgrown five', () => {
  expect(refOf(1)).toMatch(/^[2-9A-HJKMNP-Z]{5}$/);
  expect(refOf(FIRST_OF_SIX - 1)).toHaveLength(5);
  expect(refOf(FIRST_OF_SIX)).toHaveLength(6);
  expect(refOf(1_795_294_220)).toHaveLength(7);
  expect(idOfRef(refOf(FIRST_OF_SIX))).toBe(FIRST_OF_SIX);
});

test('neighbours in time differ in more than one letter', () => {
  for (let id = 1; id < 1_000; id++) {
    const [one, next] = [refOf(id), refOf(id + 1)];
    const alike = Array.from(one).filter((letter, i) => letter === next[i]).length;
    expect(alike).toBeLessThan(4);
  }
});

test('what is no name leads nowhere', () => {
  for (const word of ['', 'NVDA', 'AB0CD', 'ABCDEFGHJKM', 'abcde', '222222'])
    expect(idOfRef(word)).toBeUndefined();
});
