import { describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../../src/core/time.ts';
import { PERSON } from '../../soak/order/story.ts';
import { sellingEngine, type SellingEngine } from './selling-engine.ts';

function choose(desk: SellingEngine, isOn: boolean): void {
  const [position] = desk.store.positions.open();
  desk.store.transact(() => desk.selling().setNative(PERSON, position?.id ?? 0, isOn));
}

/** Above its stop of 100, with the stop at the broker. */
async function resting(): Promise<SellingEngine> {
  const desk = sellingEngine({ mode: 'auto', takesStops: true });
  desk.clock.price = 105;
  choose(desk, true);
  await desk.pass(3 * SECOND_MS);
  return desk;
}

describe('a stop that rests at the broker', () => {
  it('is placed only when it was chosen, for as much as may be sold', async () => {
    const desk = sellingEngine({ mode: 'auto', takesStops: true });
    await desk.pass(2 * MINUTE_MS, 10 * SECOND_MS);
    expect(desk.desk.posts).toEqual([]);
    const chosen = await resting();
    expect(chosen.newest()).toMatchObject({ state: 'accepted', quantity: 60, price: 100 });
    await chosen.pass(5 * MINUTE_MS, 10 * SECOND_MS);
    expect(chosen.desk.posts).toHaveLength(1);
  });

  it('keeps a sale of our own from the same shares', async () => {
    const desk = await resting();
    desk.clock.price = 99;
    await desk.reach();
    await desk.pass(MINUTE_MS);
    expect(desk.store.intents.ofAccount(1, 10)).toHaveLength(1);
    expect(await desk.propose(10)).toMatchObject({ kind: 'busy' });
  });

  it('is followed to its end', async () => {
    const desk = await resting();
    desk.desk.trigger();
    await desk.pass(MINUTE_MS + 5 * SECOND_MS);
    expect(desk.newest()).toMatchObject({ state: 'filled', filled: 60 });
    expect(desk.desk.posts).toHaveLength(1);
  });

  it('follows our stop up: the one before is gone before the next is placed', async () => {
    const desk = await resting();
    const [position] = desk.store.positions.open();
    const stop = desk.store.stops.live(position?.id ?? 0);
    desk.store.stops.move(stop?.id ?? 0, 102, desk.clock.now);
    await desk.pass(4 * MINUTE_MS, 5 * SECOND_MS);
    const open = desk.desk.booked.filter(({ status }) => status === 'pending');
    expect(open.map(({ stopPrice }) => stopPrice)).toEqual([102]);
    expect(desk.newest()).toMatchObject({ state: 'accepted', price: 102 });
  });

  it('is not placed again when a person has cancelled it', async () => {
    const desk = await resting();
    desk.desk.cancelByHand();
    await desk.pass(5 * MINUTE_MS, 10 * SECOND_MS);
    expect(desk.newest().state).toBe('cancelled');
    expect(desk.desk.posts).toHaveLength(1);
  });

  it('is taken back at once by a halt, and stays away', async () => {
    const desk = await resting();
    desk.store.transact(() => desk.selling().halt(PERSON));
    await desk.pass(10 * SECOND_MS);
    expect(desk.newest().state).toBe('cancelled');
    await desk.pass(3 * MINUTE_MS, 10 * SECOND_MS);
    expect(desk.desk.posts).toHaveLength(1);
  });

  it('is not tried again where the broker takes none', async () => {
    const desk = sellingEngine({ mode: 'auto' });
    desk.clock.price = 105;
    choose(desk, true);
    await desk.pass(5 * MINUTE_MS, 10 * SECOND_MS);
    expect(desk.newest().state).toBe('rejected');
    expect(desk.desk.posts).toHaveLength(1);
  });
});
