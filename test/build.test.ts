import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bundle } from '../build.ts';

// Inside the project, so that packages are found as they are from src.
let folder = '';
beforeEach(() => {
  mkdirSync('artifacts', { recursive: true });
  folder = mkdtempSync('artifacts/build-');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const run = async (...args: string[]) => (await promisify(execFile)(process.execPath, args)).stdout;

test('a bundle runs with its native library, keeps what can wait out of the start, and caches its code', async () => {
  const main = `
    import Database from 'better-sqlite3';
    import { pino } from 'pino';
    pino({ level: 'silent' }).info('CommonJS works');
    console.log(new Database(':memory:').prepare('select 6 * 7 as it').pluck().get());
    if (process.argv[2] === 'yahoo') console.log(typeof (await import('yahoo-finance2')).default);`;
  const out = await bundled(main);
  expect(await run(join(out, 'main.js'))).toBe('42\n');
  expect(await run(join(out, 'main.js'), 'yahoo')).toBe('42\nfunction\n');
  expect(readdirSync(join(out, '.compile-cache'))).not.toEqual([]);
});

test('a bundle that would load at the start what can wait is refused, and names it', async () => {
  const main = `import yahoo from 'yahoo-finance2'; console.log(typeof yahoo);`;
  await expect(bundled(main)).rejects.toThrow(/only when they are needed:\n.*yahoo-finance2/);
  expect(existsSync(join(folder, 'out/main.js'))).toBe(false);
});

async function bundled(main: string): Promise<string> {
  writeFileSync(join(folder, 'main.ts'), main);
  const outdir = join(folder, 'out');
  await bundle({ entry: join(folder, 'main.ts'), outdir });
  return outdir;
}
