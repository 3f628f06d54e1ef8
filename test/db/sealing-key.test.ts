import { chmodSync, existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createSecretKey, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyFromRecoveryCode, recoveryCode } from '../../src/db/recovery-code.ts';
import { holdKey, recoverKey } from '../../src/db/sealing-key.ts';
import { aFolder } from '../support/database.ts';

const AT = new Date('2026-01-05T15:30:00Z');

test('the key is made once, for its owner alone, and is the same at the next start', () => {
  const source = aSource();
  const first = holdKey(source);
  expect(first.from).toBe('file');
  expect(statSync(source.path).mode & 0o777).toBe(0o600);
  expect(holdKey(source).key.equals(first.key)).toBe(true);
  expect(readdirSync(source.folder)).toEqual(['bellwether.db.key']);
});

test('SEALING_KEY makes the same key every time, and no file', () => {
  const source = { ...aSource(), sealingKey: 'correct horse' };
  const { key, from } = holdKey(source);
  expect(from).toBe('SEALING_KEY');
  expect(holdKey(source).key.equals(key)).toBe(true);
  expect(holdKey({ ...source, sealingKey: 'correct horsf' }).key.equals(key)).toBe(false);
  expect(readdirSync(source.folder)).toEqual([]);
});

test('a database in memory has a key in memory', () => {
  expect(holdKey({ databasePath: ':memory:', sealingKey: undefined }).from).toBe('memory');
  expect(existsSync(':memory:.key')).toBe(false);
});

test.each([0o644, 0o640, 0o606])('a key file of mode %o is refused with what to do', (mode) => {
  const source = aSource();
  holdKey(source);
  chmodSync(source.path, mode);
  expect(() => holdKey(source)).toThrow(`chmod 600 ${source.path}`);
});

test.each(['', 'bellwether-key-1', 'bellwether-key-1 AAAA', 'something else'])(
  'a key file that holds “%s” is refused, and left as it is',
  (text) => {
    const source = aSource();
    writeFileSync(source.path, text, { mode: 0o600 });
    expect(() => holdKey(source)).toThrow('holds no key');
    expect(readFileSync(source.path, 'utf8')).toBe(text);
  },
);

test('a recovery code stands for its key, however it was written down', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
      const key = createSecretKey(bytes);
      const code = recoveryCode(key);
      expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){13}[0-9A-HJKMNP-TV-Z]{4}$/);
      const sloppy = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o');
      for (const written of [code, ` ${sloppy}\n`, code.replaceAll('1', 'l')]) {
        const read = keyFromRecoveryCode(written);
        expect(read.kind === 'ok' && read.key.equals(key)).toBe(true);
      }
    }),
  );
});

test('a slip in a recovery code is noticed and named', () => {
  const code = recoveryCode(createSecretKey(randomBytes(32)));
  for (let at = 0; at < code.length; at++) {
    if (code[at] === '-') continue;
    const wrong = `${code.slice(0, at)}${code[at] === '7' ? '8' : '7'}${code.slice(at + 1)}`;
    expect(keyFromRecoveryCode(wrong)).toMatchObject({ kind: 'problem' });
  }
  expect(why(code.slice(5))).toContain('has 52 letters and digits in place of 56');
  expect(why(`U${code.slice(1)}`)).toContain('has a U');
  expect(why('')).toContain('14 groups of 4');
});

test('a recovered key lies beside the database, and the one that was there is kept', () => {
  const old = aSource();
  const { key } = holdKey(old);
  const fresh = aSource();
  expect(recoverKey(fresh, recoveryCode(key), AT).join(' ')).toContain(fresh.path);
  expect(holdKey(fresh).key.equals(key)).toBe(true);
  expect(recoverKey(fresh, recoveryCode(key), AT)).toEqual([
    `${fresh.path} holds this key already.`,
  ]);

  const another = aSource();
  const before = holdKey(another).key;
  const said = recoverKey(another, recoveryCode(key), AT).join(' ');
  expect(said).toContain(`${another.path}.20260105153000`);
  expect(holdKey(another).key.equals(key)).toBe(true);
  const kept = readFileSync(`${another.path}.20260105153000`, 'utf8');
  expect(kept).toContain(before.export().toString('base64url'));
});

test('a code is not written beside SEALING_KEY, which would win', () => {
  const source = { ...aSource(), sealingKey: 'set' };
  const code = recoveryCode(createSecretKey(randomBytes(32)));
  expect(() => recoverKey(source, code, AT)).toThrow('Remove SEALING_KEY first');
  expect(readdirSync(source.folder)).toEqual([]);
});

function why(code: string): string {
  const read = keyFromRecoveryCode(code);
  return read.kind === 'problem' ? read.why : 'read without a problem';
}

function aSource() {
  const folder = aFolder();
  const databasePath = join(folder, 'bellwether.db');
  return { folder, databasePath, sealingKey: undefined, path: `${databasePath}.key` };
}
