import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inboxSuite } from './soak/inbox.ts';
import { killSuite } from './soak/kill.ts';
import { ship, type Shipped } from './support/fleet.ts';

// The long form, and the seed of a run that failed: npm run soak -- kill --kills 200 --seed S
let shipped: Shipped | undefined;
beforeAll(async () => {
  shipped = await ship();
}, 60_000);
afterAll(() => shipped?.remove());

const LIMIT_MS = 300_000;

test.concurrent.each([
  ['no alert is lost or made twice, and each repeat says so', killSuite],
  ['each command takes effect exactly once, and is answered', inboxSuite],
])(
  'killed ten times, $0',
  async (_promise, suite) => {
    const folder = mkdtempSync(join(tmpdir(), `bellwether-${suite.name}-`));
    const seed = Math.floor(Math.random() * 1_000_000);
    const say = (): void => undefined;
    const main = shipped?.main ?? '';
    const run = (kills: number, name: string) =>
      suite.run({ kills, seed, main, folder: mkdtempSync(join(folder, name)), say });
    const first = await run(10, 'first-');
    // On a machine so busy that no life came to ringing, nothing was tried.
    const isVoid = first.broken.join() === 'no rule had anything to ring about';
    const { figures, broken } = isVoid ? await run(30, 'again-') : first;
    expect({ seed, broken, figures }).toEqual({ seed, broken: [], figures });
    rmSync(folder, { recursive: true });
  },
  LIMIT_MS,
);
