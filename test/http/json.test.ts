import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson } from '../../src/http/json.ts';

test('takes whatever JSON.stringify writes, unchanged', () => {
  const json = fc.json({ maxDepth: 8 }).filter((text) => hasOnlySafeNumbers(text));
  fc.assert(
    fc.property(json, (text) => {
      expect(parseJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
    }),
  );
});

test.each([
  ['cut short', '{"a":1', 'syntax'],
  ['a page', '<html>', 'syntax'],
  ['a bare NaN', '{"a":NaN}', 'syntax'],
  ['nothing', '', 'syntax'],
  ['an overflowing number', '{"a":1e999}', 'not-finite'],
  ['a key twice', '{"a":1,"b":{"c":1,"c":2}}', 'duplicate-key'],
  ['a key twice, once escaped', String.raw`{"a":1,"\u0061":2}`, 'duplicate-key'],
  ['33 levels', '['.repeat(33) + ']'.repeat(33), 'too-deep'],
  ['100,000 levels', '['.repeat(100_000) + ']'.repeat(100_000), 'too-deep'],
])('refuses %s', (_what, text, fault) => {
  expect(parseJson(text)).toEqual({ ok: false, fault });
});

test('takes 32 levels', () => {
  expect(parseJson('['.repeat(32) + ']'.repeat(32)).ok).toBe(true);
});

test('colons and escaped quotes inside strings are not keys', () => {
  const text = String.raw`{"a:\"b\\":"c:\\\"d","e":"\\"}`;
  expect(parseJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
});

test('keeps every digit of a large whole number, as text', () => {
  expect(parseJson('{"id":12345678901234567890,"price":1e20,"n":5}')).toEqual({
    ok: true,
    value: { id: '12345678901234567890', price: 1e20, n: 5 },
  });
});

test('a hostile __proto__ stays an ordinary key', () => {
  const parsed = parseJson('{"__proto__":{"polluted":1}}');
  expect(parsed.ok).toBe(true);
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});

function hasOnlySafeNumbers(text: string): boolean {
  return (text.match(/\d{16,}/) ?? []).length === 0;
}
