import { createSecretKey, randomBytes } from 'node:crypto';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSeal, openBytes, openFile, sealBytes, sealFile } from '../../src/db/seal.ts';
import { aFolder } from '../support/database.ts';

const key = createSecretKey(randomBytes(32));
const other = createSecretKey(randomBytes(32));

test('opens what it closed, only for the same row and with the same key', () => {
  const seal = createSeal(key);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), fc.string(), (text, row, another) => {
      const sealed = seal.close(text, row);
      expect(seal.open(sealed, row)).toBe(Buffer.from(text).toString());
      if (another !== row) expect(seal.open(sealed, another)).toBeUndefined();
      expect(createSeal(other).open(sealed, row)).toBeUndefined();
    }),
  );
});

test('never closes the same text to the same sealed text', () => {
  const seal = createSeal(key);
  expect(seal.close('secret', 'row')).not.toBe(seal.close('secret', 'row'));
});

test('does not open a sealed text of which any character was changed', () => {
  const seal = createSeal(key);
  const sealed = seal.close('a secret topic', 'row');
  for (let at = 0; at < sealed.length - 1; at++) {
    const letter = sealed[at] === 'A' ? 'Q' : 'A';
    const changed = `${sealed.slice(0, at)}${letter}${sealed.slice(at + 1)}`;
    expect(seal.open(changed, 'row')).toBeUndefined();
  }
  for (const odd of ['', 'v1', 'v1.', 'v1..', 'v2.a.b', sealed.slice(0, -20)]) {
    expect(seal.open(odd, 'row')).toBeUndefined();
  }
});

test('bytes are bound to their key and context', () => {
  const sealed = sealBytes(key, Buffer.from('all of it'), 'backup');
  expect(openBytes(key, sealed, 'backup')?.toString()).toBe('all of it');
  expect(openBytes(key, sealed, 'other')).toBeUndefined();
  expect(openBytes(other, sealed, 'backup')).toBeUndefined();
  expect(openBytes(key, sealed.subarray(0, 20), 'backup')).toBeUndefined();
});

test('the key shows itself neither in JSON nor in a log', () => {
  const hex = key.export().toString('hex');
  expect(`${JSON.stringify({ key })} ${inspect({ key }, { depth: 9 })}`).not.toContain(hex);
});

test.each([0, 1, 65_535, 65_536, 65_537, 131_072, 200_000])(
  'a file of %i bytes comes back whole, sealed for its owner alone',
  async (size) => {
    const { from, sealed, back } = aFile(size);
    await sealFile(key, from, sealed);
    expect(statSync(sealed).mode & 0o777).toBe(0o600);
    await openFile(key, sealed, back);
    expect(readFileSync(back).equals(readFileSync(from))).toBe(true);
  },
);

test('a sealed file that was changed, cut, lengthened or reordered leaves nothing behind', async () => {
  const { folder, from, sealed, back } = aFile(3 * 65_536);
  await sealFile(key, from, sealed);
  const whole = readFileSync(sealed);
  const piece = 65_552;
  const first = whole.subarray(24, 24 + piece);
  const second = whole.subarray(24 + piece, 24 + 2 * piece);
  const rest = whole.subarray(24 + 2 * piece);
  const flipped = Buffer.from(whole);
  flipped[100_000] = (flipped[100_000] ?? 0) ^ 1;
  const spoilt = [
    flipped,
    whole.subarray(0, 24 + piece),
    whole.subarray(0, -1),
    Buffer.concat([whole, Buffer.alloc(1)]),
    Buffer.concat([whole.subarray(0, 24), second, first, rest]),
    whole.subarray(0, 24),
    Buffer.alloc(0),
    Buffer.from('SQLite format 3 and then some more'),
  ];
  for (const bytes of spoilt) {
    writeFileSync(sealed, bytes);
    await expect(openFile(key, sealed, back)).rejects.toThrow(/cannot be opened|not a file/);
  }
  writeFileSync(sealed, whole);
  await expect(openFile(other, sealed, back)).rejects.toThrow('--recover-key CODE');
  expect(readdirSync(folder).sort()).toEqual(['plain', 'sealed']);
});

function aFile(size: number) {
  const folder = aFolder();
  const at = (name: string) => join(folder, name);
  writeFileSync(at('plain'), randomBytes(size));
  return { folder, from: at('plain'), sealed: at('sealed'), back: at('back') };
}
