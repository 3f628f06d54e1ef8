import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { instant } from '../../src/core/time.ts';
import { readHoldingWords } from '../../src/app/holding-words.ts';

/** A Monday, 10:30 in New York. */
const HERE = { zone: 'America/New_York', now: instant(Date.UTC(2026, 0, 5, 15, 30)) };
const NOON = instant(Date.UTC(2026, 0, 2, 17, 0));

function read(line: string) {
  const found = readHoldingWords(line, HERE);
  return found.kind === 'read' ? found.words : found.problem.why;
}

test.each([
  ['NVDA 100 @ 121.40 2026-01-02', { quantity: 100, price: 121.4, at: NOON }],
  ['$nvda 100@121.40 2026-01-02', { quantity: 100, price: 121.4, at: NOON }],
  ['NVDA 100 shares at $1,121.40', { quantity: 100, price: 1121.4, currency: 'USD' }],
  ['NVDA 2026-01-02 100 121.40 USD', { quantity: 100, price: 121.4, currency: 'USD', at: NOON }],
  ['NVDA @ 121.40', { quantity: undefined, price: 121.4 }],
  ['NVDA 0.125 @ 3k today', { quantity: 0.125, price: 3000, at: HERE.now }],
  ['NVDA 5 @ €10', { quantity: 5, price: 10, currency: 'EUR' }],
  ['VOD.L 5 @ 71 GBX', { quantity: 5, price: 71, currency: 'GBX' }],
  ['VOD.L 5 @ 71 GBp', { quantity: 5, price: 71, currency: 'GBp' }],
  ['VOD.L 5 @ 0.71 gbp', { quantity: 5, price: 0.71, currency: 'GBP' }],
  ['NVDA', { quantity: undefined, price: undefined }],
])('%s', (line, words) => {
  expect(read(line)).toMatchObject(words);
});

test.each([
  ['', /A ticker comes first/],
  ['100 NVDA', /A ticker comes first/],
  ['NVDA 100 @', /A price comes behind that/],
  ['NVDA -5', /above zero/],
  ['NVDA 0', /That is nothing/],
  ['NVDA 5 @ 10%', /percentage says nothing/],
  ['NVDA 5 @ 10 11', /I have a quantity already/],
  ['NVDA 5 @ 1,5', /It can be 1\.5 or 15/],
  ['NVDA 5 @ 10 2026-02-30', /year first/],
  ['NVDA 5 @ 10 2026-01-06', /still to come/],
  ['NVDA 5 @ 10 01.02.2026', /year first/],
  ['NVDA 5 apples', /can’t tell which number|unit/],
])('“%s” is not guessed at', (line, why) => {
  expect(read(line)).toMatch(why);
});

test('the carets stand under what is meant', () => {
  const found = readHoldingWords('  NVDA   1,5 @ 3', HERE);
  expect(found.kind === 'problem' && found.problem.lines).toEqual(['NVDA 1,5 @ 3', '     ^^^']);
});

test('no line throws, and what is read is above zero', () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom('NVDA', '@', '100', '1e9', '2026-01-02', 'USD'),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 8 }), (words) => {
      const found = readHoldingWords(words.join(' '), HERE);
      if (found.kind !== 'read') return;
      const { quantity = 1, price = 1, at = HERE.now } = found.words;
      expect(quantity).toBeGreaterThan(0);
      expect(price).toBeGreaterThan(0);
      expect(at).toBeLessThanOrEqual(HERE.now);
    }),
  );
});
