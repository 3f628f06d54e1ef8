import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stormSuite } from './soak/storm.ts';
import { ship, type Shipped } from './support/fleet.ts';

// The long form: npm run soak -- storm
let shipped: Shipped | undefined;
beforeAll(async () => {
  shipped = await ship();
}, 60_000);
afterAll(() => shipped?.remove());

test('all rules ring at once: each alert in one message, a digest a chat, critical ones first and alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bellwether-storm-'));
  const main = shipped?.main ?? '';
  const options = { kills: 2_000, seed: 1, main, folder, say: () => undefined };
  const { figures, broken } = await stormSuite.run(options);
  expect({ broken, figures }).toEqual({ broken: [], figures });
  rmSync(folder, { recursive: true });
}, 150_000);
