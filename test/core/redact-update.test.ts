import { expect, test } from 'vitest';
import { mayHoldSecret, withoutWords } from '../../src/core/redact-update.ts';

test.each([
  ['/channels add ntfy topic', true],
  ['/Channels@some_bot', true],
  ['https://hooks.example.com/T0/B0', true],
  ['my-topic token:abc', true],
  ['uAbCdEfGhIjKlMnOpQrStUvWxYz123', true],
  ['/rule NVDA > 150 note:"https://example.com/a-very-long-address"', false],
  ['NVDA AMD ^GSPC', false],
  ['130.50', false],
])('“%s” may hold a secret: %s', (text, expected) => {
  const head = { message_id: 1, chat: { id: 5 } };
  expect(mayHoldSecret(JSON.stringify({ update_id: 9, message: { ...head, text } }))).toBe(
    expected,
  );
});

test('what is no message keeps its form', () => {
  expect(withoutWords('{"update_id":9}')).toBe('{"update_id":9}');
  expect(withoutWords('[1]')).toBe('{"0":1}');
  expect(withoutWords('7')).toBe('{}');
});
