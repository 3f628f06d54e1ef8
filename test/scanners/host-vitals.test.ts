import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';

import { diskFree, fileBytes, watchLoopLag } from '../../src/scanners/host-vitals.ts';

test('a blocked loop shows, and the next reading is fresh', async () => {
  const lag = watchLoopLag();
  await sleep(60);
  const until = performance.now() + 300;
  while (performance.now() < until);
  await sleep(60);
  expect(lag.readP99Ms()).toBeGreaterThan(200);
  await sleep(100);
  expect(lag.readP99Ms()).toBeLessThan(200);
  lag.stop();
});

test('the disk has some share free', async () => {
  const free = await diskFree(tmpdir());
  expect(free).toBeGreaterThan(0);
  expect(free).toBeLessThanOrEqual(1);
  expect(await diskFree('/nowhere/at/all')).toBeUndefined();
});

test('a file has its bytes, an absent one none', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'bellwether-')), 'x-wal');
  expect(await fileBytes(path)).toBe(0);
  writeFileSync(path, 'abc');
  expect(await fileBytes(path)).toBe(3);
});
