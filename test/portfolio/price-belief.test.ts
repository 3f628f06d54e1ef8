import { describe, expect, test } from 'vitest';
import { instant, type Instant } from '../../src/core/time.ts';
import { believe, NO_BELIEF, type Belief } from '../../src/portfolio/price-belief.ts';

type Step = readonly [price: number, atSeconds: number, second?: number];

/** What is believed at each of several readings, one after another. */
function heard(
  steps: readonly Step[],
  {
    from = { ...NO_BELIEF, price: 100 },
    tradedAt = (at) => instant(at * 1_000),
  }: { from?: Belief; tradedAt?: (at: number) => Instant } = {},
) {
  let belief = from;
  return steps.map(([price, at, second]) => {
    const now = instant(at * 1_000);
    const found = believe(belief, { price, at: tradedAt(at), second }, now);
    belief = found.belief;
    return found.price;
  });
}

describe('a price', () => {
  test('within a step of the last one is believed', () => {
    expect(
      heard([
        [97.1, 0],
        [94.3, 60],
      ]),
    ).toEqual([97.1, 94.3]);
  });

  test('alone and far from the last one is not, and is forgotten with the next good one', () => {
    expect(
      heard([
        [80, 0],
        [100, 60],
        [80, 120],
      ]),
    ).toEqual([undefined, 100, undefined]);
  });

  test('is believed when a second reading says so at least ten seconds later', () => {
    expect(
      heard([
        [80, 0],
        [80.5, 9],
        [80.5, 10],
      ]),
    ).toEqual([undefined, undefined, 80.5]);
  });

  test('that nobody traded since is the same reading, until it has stood for a minute', () => {
    const once = { tradedAt: () => instant(0) };
    expect(
      heard(
        [
          [80, 0],
          [80, 15],
          [80, 59],
          [80, 60],
        ],
        once,
      ),
    ).toEqual([undefined, undefined, undefined, 80]);
  });

  test('is believed at once when the broker says so too', () => {
    expect(heard([[80, 0, 80.4]])).toEqual([80]);
    expect(heard([[80, 0, 81.1]])).toEqual([undefined]);
  });

  test('is never believed while the broker speaks of other shares', () => {
    expect(
      heard([
        [50, 0, 100],
        [50, 60, 100],
        [50, 120, 100],
      ]),
    ).toEqual([undefined, undefined, undefined]);
  });

  test('that is the first ever needs a second reading', () => {
    expect(
      heard(
        [
          [80, 0],
          [80, 60],
        ],
        { from: NO_BELIEF },
      ),
    ).toEqual([undefined, 80]);
  });

  test('that is none is none', () => {
    expect(
      heard([
        [0, 0],
        [-1, 1],
        [NaN, 2],
        [Infinity, 3],
      ]),
    ).toEqual(Array(4).fill(undefined));
  });
});
