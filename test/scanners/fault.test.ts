import { expect, test } from 'vitest';
import { fault } from '../soak/fault.ts';

// A short run of `npm run soak -- fault`.

test(
  'with a bad Telegram nothing is lost, out of order or too early',
  { timeout: 60_000 },
  async () => {
    const seed = Math.floor(Math.random() * 1_000_000);
    const { broken, figures } = await fault({ hours: 2, seed });
    expect(broken).toEqual([]);
    expect(new Map(figures).get('alerts')).toBeGreaterThan(50);
  },
);
