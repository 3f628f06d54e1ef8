import { expect, test } from 'vitest';
import { startBot } from '../support/bot.ts';
import { fuzzInputs } from '../soak/fuzz-inputs.ts';
import * as seeds from '../soak/fuzz-seeds.ts';
import { mutatedValue, pick } from '../soak/mutate.ts';
import { createRandom } from '../../src/sandbox/replay/random.ts';

test('what comes from outside is read or refused; a million of each kind by npm run soak -- fuzz-inputs', () => {
  const seed = Math.floor(Math.random() * 1e9);
  const { broken } = fuzzInputs({ lines: 2_000, seed });
  expect({ seed, broken }).toEqual({ seed, broken: [] });
}, 60_000);

test('updates of any shape stop neither the bot nor anybody else’s', async () => {
  const lab = await startBot();
  const seed = Math.floor(Math.random() * 1e9);
  const random = createRandom(`bot/${seed}`);
  for (let n = 0; n < 150; n++) {
    const value = mutatedValue(pick(seeds.UPDATES, random), random);
    const update = typeof value === 'object' ? value : {};
    lab.world.inject({ ...update, update_id: 920_000_000 + n });
  }
  lab.world.setNextUpdateId(920_001_000);
  lab.ann.says('/status');
  await lab.ann.hears(/Rules here/, { withinMs: 20_000 });
  const { depth } = lab.program.parts.store.inbox;
  while (depth() > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  expect({ seed, waiting: depth() }).toEqual({ seed, waiting: 0 });
}, 60_000);
