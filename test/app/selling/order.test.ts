import { expect, it } from 'vitest';
import { order } from '../../soak/order.ts';

// The short version of `npm run soak -- order`: every fault, and a process that ends at each point.
it('asks for a sale once at most, and sells no more than is held, whatever fails', async () => {
  const { figures, broken } = await order({ seeds: 60, seed: 20_260_105 });
  expect(broken).toEqual([]);
  const known = new Map(figures);
  expect(known.get('sales')).toBe(60);
  expect(Number(known.get('requests to sell'))).toBeGreaterThan(10);
  expect(Number(known.get('end: filled'))).toBeGreaterThan(5);
  expect(Number(known.get('doubts'))).toBeGreaterThan(5);
}, 60_000);
