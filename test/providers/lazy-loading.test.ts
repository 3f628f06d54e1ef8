import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const PROGRAM = `
  import { registerHooks } from 'node:module';
  const loaded = [];
  registerHooks({
    load(url, context, next) {
      loaded.push(url);
      return next(url, context);
    },
  });
  await import(process.argv[1]);
  console.log(loaded.filter((url) => url.includes('yahoo-finance2') || url.includes('tough-cookie')).length);
  console.log(loaded.some((url) => url.endsWith('/src/providers/yahoo.ts')));
`;

test('the vendor library is not loaded before it is needed', async () => {
  const registry = new URL('../../src/providers/registry.ts', import.meta.url).href;
  const args = ['--input-type=module', '--eval', PROGRAM, registry];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(stdout.trim().split('\n')).toEqual(['0', 'true']);
});
