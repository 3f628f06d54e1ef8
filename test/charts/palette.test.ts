import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { reduceColours } from '../../src/charts/palette.ts';

function pixelsOf(colours: readonly string[]): Uint8Array {
  return Uint8Array.from(colours.flatMap((colour) => [...Buffer.from(`${colour}ff`, 'hex')]));
}

function shown({ palette, indexes }: ReturnType<typeof reduceColours>): readonly string[] {
  return [...indexes].map((n) => Buffer.from(palette.subarray(3 * n, 3 * n + 3)).toString('hex'));
}

test('few colours stay exactly what they are', () => {
  const colours = ['ffffff', '131722', '12a386', 'ffffff', 'a81c1c'];
  expect(shown(reduceColours(pixelsOf(colours), 8))).toEqual(colours);
});

test('of too many colours those that cover most stay, others become the nearest of them', () => {
  const colours = ['ffffff', 'ffffff', '000000', '000000', 'd0d0d0', '303030'];
  expect(shown(reduceColours(pixelsOf(colours), 2))).toEqual([
    'ffffff',
    'ffffff',
    '000000',
    '000000',
    'ffffff',
    '000000',
  ]);
});

test('an area keeps its exact colour beside blends that are all but the same', () => {
  const colours = ['fefefe', 'fdfdfd', ...Array.from({ length: 9 }, () => 'ffffff'), 'fcfcfc'];
  expect(new Set(shown(reduceColours(pixelsOf(colours), 4)))).toEqual(new Set(['ffffff']));
});

test('bytes that begin at an odd place are read all the same', () => {
  const pixels = pixelsOf(['00ff7f', 'ff7f00']);
  const moved = new Uint8Array(pixels.length + 3).subarray(3);
  moved.set(pixels);
  expect(reduceColours(moved, 4)).toEqual(reduceColours(pixels, 4));
});

test('there are never more colours than asked for, and every pixel has one', () => {
  const word = fc.uint8Array({ minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1, maxLength: 200 }),
      fc.integer({ min: 1, max: 64 }),
      (words, limit) => {
        const { palette, indexes } = reduceColours(
          Uint8Array.from(words.flatMap((w) => [...w])),
          limit,
        );
        expect(palette.length / 3).toBeLessThanOrEqual(limit);
        expect(indexes.length).toBe(words.length);
        expect(Math.max(...indexes)).toBeLessThan(palette.length / 3);
      },
    ),
  );
});
