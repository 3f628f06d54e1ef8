import { expect, test } from 'vitest';
import { copiedDisk, quickDisk } from '../soak/sim/disk.ts';
import { writeScript } from '../soak/sim/script.ts';
import { simulate } from '../soak/sim/simulate.ts';
import { sim } from '../soak/sim.ts';

// A short run of `npm run soak -- sim`, with stories of its own each time.

test(
  'whatever befalls the engine, every alert ends as was promised',
  { timeout: 60_000 },
  async () => {
    const seed = Math.floor(Math.random() * 1_000_000);
    const { broken, figures } = await sim({ seeds: 40, seed });
    expect(broken).toEqual([]);
    expect(new Map(figures).get('alerts')).toBeGreaterThan(100);
  },
);

test('a story is the same each time, on a disk that is copied and on one that is kept', async () => {
  const script = writeScript('always the same');
  const [one, other] = [await simulate(script, copiedDisk()), await simulate(script, quickDisk())];
  expect(one.broken).toEqual([]);
  expect([...other.ends]).toEqual([...one.ends]);
  expect(other.wire.arrivals).toEqual(one.wire.arrivals);
});
