import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { damageRunning, damageStopped, fillUp, lock, power, type Attack } from './soak/db.ts';
import { ship, type Shipped } from './support/fleet.ts';

// The long form, and the seed of a run that failed: npm run soak -- db --seed S
let shipped: Shipped | undefined;
beforeAll(async () => {
  shipped = await ship();
}, 60_000);
const folders: string[] = [];
afterAll(() => {
  shipped?.remove();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const LIMIT_MS = 150_000;

function aWish() {
  const folder = mkdtempSync(join(tmpdir(), 'bellwether-db-'));
  folders.push(folder);
  return { main: shipped?.main ?? '', folder, seed: Math.floor(Math.random() * 1_000_000) };
}

test.concurrent.each<[string, (wish: ReturnType<typeof aWish>) => Promise<Attack>]>([
  [
    'locked by another process: called out, waited for, nothing lost',
    (wish) => lock({ ...wish, heldMs: 6_000 }),
  ],
  ['full: called out, ended, and taken up again where there is room', fillUp],
  ['damaged while stopped: called out, and not started on', damageStopped],
  ['damaged while running: called out and ended', damageRunning],
])(
  '%s',
  async (_says, attack) => {
    const wish = aWish();
    const { figures, broken } = await attack(wish);
    expect({ seed: wish.seed, broken, figures }).toEqual({ seed: wish.seed, broken: [], figures });
  },
  LIMIT_MS,
);

test(
  'without power at any byte of its log: whole, and only the end is missing',
  () => {
    const wish = aWish();
    const { broken, figures } = power({ ...wish, cuts: 100 });
    expect({ seed: wish.seed, broken, figures }).toEqual({ seed: wish.seed, broken: [], figures });
  },
  LIMIT_MS,
);
