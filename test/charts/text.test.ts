import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { escaped, fitted, textAt, widthOf } from '../../src/charts/text.ts';

const PLAIN = { size: 20 };

test('markup in a text is text', () => {
  expect(textAt(1, 2, { size: 16, fill: '#000', text: `</text><b a="'&` })).toBe(
    '<text x="1" y="2" font-size="16" fill="#000">&lt;/text&gt;&lt;b a=&quot;&apos;&amp;</text>',
  );
});

test('what XML cannot hold, what turns text around, and emoji are left out', () => {
  expect(escaped('a\u0000b\uD800c\uFFFEd\u202Ee\u2066f🔔g\uFE0Fh')).toBe('abcdefgh');
  expect(escaped('é Ж ▲ 日本 −')).toBe('é Ж ▲ 日本 −');
});

test('what fits is left as it is', () => {
  expect(fitted('NVDA', widthOf('NVDA', PLAIN), PLAIN)).toBe('NVDA');
});

test('what does not fit is cut with an ellipsis, and then fits', () => {
  const width = fc.integer({ min: 40, max: 400 });
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, maxLength: 80, unit: 'grapheme' }),
      width,
      (text, width) => {
        const short = fitted(text, width, PLAIN);
        expect(widthOf(short, PLAIN)).toBeLessThanOrEqual(width);
        if (short !== text) {
          expect(short.endsWith('…')).toBe(true);
          expect(text.startsWith(short.slice(0, -1))).toBe(true);
        }
      },
    ),
  );
});

test('a text of a million letters is cut at once', () => {
  expect(fitted('x'.repeat(1e6), 100, PLAIN).length).toBeLessThan(12);
});
