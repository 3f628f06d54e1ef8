import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { loadEnvFile } from '../src/config/env-file.ts';

function envFile(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'bellwether-')), '.env');
  writeFileSync(path, text);
  return path;
}

test('the environment wins over the file, even when it is empty', () => {
  const path = envFile('# mine\nPORT=1\nHOST="0.0.0.0"\nLOG_LEVEL=debug\n');
  expect(loadEnvFile(path, { PORT: '2', LOG_LEVEL: '' })).toEqual({
    PORT: '2',
    HOST: '0.0.0.0',
    LOG_LEVEL: '',
  });
});

test('no file is no problem', () => {
  expect(loadEnvFile('/nowhere/.env', { A: '1' })).toEqual({ A: '1' });
});

test('a file that is there and cannot be read is told', () => {
  expect(() => loadEnvFile(tmpdir(), {})).toThrow(/EISDIR/);
});
