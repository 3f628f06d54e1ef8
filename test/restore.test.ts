import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { restoreSuite } from './soak/restore.ts';
import { ship } from './support/fleet.ts';

// The long form, and the seed of a run that failed: npm run soak -- restore --kills 5 --seed S
test('a backup that comes back sends nothing by itself, asks, and rings on', async () => {
  const shipped = await ship();
  const folder = mkdtempSync(join(tmpdir(), 'bellwether-restore-'));
  const seed = Math.floor(Math.random() * 1_000_000);
  const say = (): void => undefined;
  try {
    const run = await restoreSuite.run({ kills: 1, seed, main: shipped.main, folder, say });
    expect({ seed, ...run }).toEqual({ seed, broken: [], figures: run.figures });
  } finally {
    shipped.remove();
  }
  rmSync(folder, { recursive: true });
}, 180_000);
