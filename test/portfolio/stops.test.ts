import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Stop, StopTerms } from '../../src/core/position.ts';
import {
  moveStop,
  nearBand,
  planStop,
  splitStop,
  stopLevel,
  stopStage,
  type StopFacts,
  type StopPlace,
} from '../../src/portfolio/stops.ts';
import { withOracle } from '../support/pattern-oracles.ts';

const FACTS: StopFacts = {
  quantity: 100,
  averagePrice: 120,
  maxPrice: 150,
  price: 140,
  worth: 50_000,
  range: 4,
  swingLow: 130,
};

function level(terms: StopTerms, facts: Partial<StopFacts> = {}) {
  return stopLevel(terms, { ...FACTS, ...facts });
}

describe('where terms put a stop', () => {
  test.each<[StopTerms, number]>([
    [{ kind: 'fixed', price: 132.5 }, 132.5],
    [{ kind: 'percent', pct: 8 }, 128.8],
    [{ kind: 'trail', pct: 10 }, 126],
    [{ kind: 'atr', multiple: 2, days: 14 }, 132],
    [{ kind: 'trail-atr', multiple: 3, days: 14 }, 128],
    [{ kind: 'structure' }, 129],
    // 0.7% of 50,000 is 350, which 100 shares lose 3.50 below their highest price.
    [{ kind: 'risk', pct: 0.7 }, 146.5],
  ])('%j: %d', (terms, price) => {
    const found = level(terms);
    expect(found.kind === 'level' && found.price).toBeCloseTo(price, 9);
  });

  test('risk hangs on the purchase price while that is the higher one', () => {
    expect(level({ kind: 'risk', pct: 0.7 }, { averagePrice: 160 })).toMatchObject({
      price: 156.5,
    });
  });

  test('a position worth less than its risk is flagged, and its stop stays above zero', () => {
    const found = level({ kind: 'risk', pct: 5 }, { quantity: 10 });
    expect(found).toEqual({ kind: 'level', price: 1.5, flag: 'covered' });
  });

  test('a risk smaller than a spread is flagged, and keeps its distance', () => {
    const found = level({ kind: 'risk', pct: 0.7 }, { quantity: 100_000 });
    expect(found).toEqual({ kind: 'level', price: 150 * 0.999, flag: 'tight' });
  });

  test.each<[StopTerms, Partial<StopFacts>, RegExp]>([
    [{ kind: 'risk', pct: 1 }, { worth: undefined }, /worth is not known/],
    [{ kind: 'risk', pct: 1 }, { quantity: 0 }, /nothing is held/],
    [{ kind: 'risk', pct: 1 }, { worth: NaN }, /make no sense/],
    [{ kind: 'trail', pct: 5 }, { price: undefined }, /can be trusted/],
    [{ kind: 'atr', multiple: 2, days: 14 }, { range: undefined }, /too few daily bars/],
    [{ kind: 'structure' }, { swingLow: undefined }, /no swing low/],
  ])('%j with %j is unknown, never a guess', (terms, facts, why) => {
    const found = level(terms, facts);
    expect(found.kind === 'unknown' && found.why).toMatch(why);
  });
});

const SAMPLE_IN = z.object({
  quantity: z.number(),
  averagePrice: z.number(),
  currentPrice: z.number(),
  maxPrice: z.number(),
  riskAmount: z.number(),
});
const SAMPLE_OUT = z.looseObject({ stop: z.number(), openRisk_current_minus_stop: z.number() });

describe('the sample of a stop-loss tool', () => {
  withOracle('stop_loss_papishares_sample', (oracle) => {
    const { currentPrice: price, riskAmount, ...held } = SAMPLE_IN.parse(oracle.input);
    const expected = SAMPLE_OUT.parse(oracle.expected);
    const facts = { ...held, price, worth: riskAmount / 0.007 };
    const found = level({ kind: 'risk', pct: 0.7 }, facts);
    const stop = found.kind === 'level' ? found.price : NaN;
    expect(stop).toBeCloseTo(expected.stop, 2);
    expect((price - stop) * held.quantity).toBeCloseTo(expected.openRisk_current_minus_stop, 6);
  });
});

describe('setting', () => {
  test('new terms never lower a stop that stands', () => {
    const plan = planStop({ kind: 'percent', pct: 20 }, 132.5, FACTS);
    expect(plan).toEqual({ kind: 'placed', price: 132.5, flag: undefined, keptFrom: 112 });
  });

  test('what would be reached at once is not set', () => {
    const plan = planStop({ kind: 'risk', pct: 0.7 }, undefined, FACTS);
    expect(plan).toEqual({ kind: 'beyond', level: 146.5, price: 140 });
    expect(planStop({ kind: 'fixed', price: 140 }, undefined, FACTS).kind).toBe('beyond');
    expect(planStop({ kind: 'fixed', price: 139.99 }, undefined, FACTS).kind).toBe('placed');
  });

  test('what hangs on an unknown price waits, and a stop that stood goes on standing', () => {
    const plan = planStop({ kind: 'trail', pct: 5 }, 120, { ...FACTS, price: undefined });
    expect(plan).toMatchObject({ kind: 'waiting', price: 120 });
  });
});

describe('stages', () => {
  const stage = (before: Stop['stage'], price: number) =>
    stopStage(before, 100, { averagePrice: 110, maxPrice: 120, price });

  test('near is two percent above it, and over half as far again', () => {
    expect(nearBand(100, { averagePrice: 110, maxPrice: 120, price: 105 })).toBe(2);
    expect(stage('watching', 102.01)).toBe('watching');
    expect(stage('watching', 102)).toBe('near');
    expect(stage('near', 103)).toBe('near');
    expect(stage('near', 103.01)).toBe('watching');
  });

  test('reached is at it and below, and can come anew only after it was left', () => {
    expect(stage('near', 100)).toBe('reached');
    expect(stage('reached', 102.9)).toBe('reached');
    expect(stage('reached', 103.01)).toBe('watching');
    expect(stage('watching', 60)).toBe('reached');
  });

  test('a close stop is near only within a third of its distance', () => {
    expect(nearBand(99, { averagePrice: 90, maxPrice: 100, price: 100 })).toBeCloseTo(1 / 3, 9);
  });
});

const terms = fc.oneof<fc.Arbitrary<StopTerms>[]>(
  fc.record({ kind: fc.constant('risk'), pct: fc.double({ min: 0.1, max: 20, noNaN: true }) }),
  fc.record({ kind: fc.constant('percent'), pct: fc.double({ min: 0.1, max: 90, noNaN: true }) }),
  fc.record({ kind: fc.constant('trail'), pct: fc.double({ min: 0.1, max: 90, noNaN: true }) }),
  fc.record({
    kind: fc.constantFrom('atr', 'trail-atr'),
    multiple: fc.double({ min: 0.5, max: 10, noNaN: true }),
    days: fc.constant(14),
  }),
  fc.record({ kind: fc.constant('fixed'), price: fc.double({ min: 1, max: 300, noNaN: true }) }),
  fc.constant({ kind: 'structure' }),
);

const factor = fc.double({ min: 0.2, max: 3, noNaN: true });
const event = fc.oneof(
  fc.record({ kind: fc.constant('price'), by: fc.double({ min: 0.8, max: 1.25, noNaN: true }) }),
  fc.record({ kind: fc.constantFrom('quantity', 'worth', 'fx', 'range', 'swing'), by: factor }),
  fc.record({ kind: fc.constant('blind'), by: factor }),
  fc.record({ kind: fc.constant('split'), by: fc.constantFrom(2, 3, 4, 10, 0.1, 0.5, 1.5) }),
);

type Event = { readonly kind: string; readonly by: number };

type Held = StopFacts & { readonly place: StopPlace; readonly stage: Stop['stage'] };

/** What one thing that happens makes of a holding and its stop. */
function happens(held: Held, { kind, by }: Event): Held {
  const next = { ...held, price: held.price ?? held.maxPrice };
  const price = next.price * (kind === 'price' ? by : 1);
  const facts: StopFacts = {
    ...next,
    price: kind === 'blind' ? undefined : price,
    maxPrice: Math.max(next.maxPrice, price),
    quantity: next.quantity * (kind === 'quantity' ? by : 1),
    worth: (next.worth ?? 1) * (kind === 'worth' || kind === 'fx' ? by : 1),
    range: (next.range ?? 1) * (kind === 'range' ? by : 1),
    swingLow: kind === 'swing' ? price * Math.min(by, 0.99) : next.swingLow,
  };
  const moved = moveStop(held.place, facts);
  const stop = moved.kind === 'moves' ? moved.to : held.place.price;
  const stage =
    stop === undefined || facts.price === undefined
      ? held.stage
      : stopStage(held.stage, stop, { ...facts, price: facts.price });
  return { ...facts, place: { ...held.place, price: stop }, stage };
}

function splitAll(held: Held, by: number): Held {
  const ratio = { numerator: by, denominator: 1 };
  const over = (one: number | undefined) => (one === undefined ? undefined : one / by);
  return {
    ...held,
    quantity: held.quantity * by,
    averagePrice: held.averagePrice / by,
    maxPrice: held.maxPrice / by,
    price: over(held.price),
    range: over(held.range),
    swingLow: over(held.swingLow),
    place: splitStop(held.place, ratio),
  };
}

function held(place: StopPlace): Held {
  return { ...FACTS, maxPrice: 140, place, stage: 'watching' };
}

describe('whatever happens', () => {
  test('a stop never loosens, and only the price comes to it', () => {
    const moves = { count: 0 };
    fc.assert(
      fc.property(terms, fc.array(event, { maxLength: 40 }), (ofStop, events) => {
        let now = held({ terms: ofStop, price: undefined });
        let shares = 1;
        for (const one of events) {
          const before = now;
          now = one.kind === 'split' ? splitAll(now, one.by) : happens(now, one);
          if (one.kind === 'split') shares *= one.by;
          const was = before.place.price;
          const is = now.place.price;
          if (was !== undefined) {
            const footed = one.kind === 'split' ? was / one.by : was;
            expect(is).toBeGreaterThanOrEqual(footed * (1 - 1e-12));
            if (is !== undefined && is > footed) moves.count++;
          }
          if (one.kind !== 'price' && before.stage !== 'reached')
            expect(now.stage).not.toBe('reached');
          expect(is ?? 1).toBeGreaterThan(0);
        }
        expect(shares).toBeGreaterThan(0);
      }),
      { numRuns: 2_000 },
    );
    expect(moves.count).toBeGreaterThan(500);
  });

  test('all in another currency unit, or after a split, it stands where it stood', () => {
    fc.assert(
      fc.property(
        terms,
        fc.array(event, { maxLength: 20 }),
        fc.constantFrom(2, 4, 10, 0.1, 100),
        (ofStop, all, by) => {
          const events = all.filter(({ kind }) => kind !== 'split');
          const plain = events.reduce(happens, held({ terms: ofStop, price: undefined }));
          const split = events.reduce(
            happens,
            splitAll(held({ terms: ofStop, price: undefined }), by),
          );
          expect(split.stage).toBe(plain.stage);
          if (plain.place.price === undefined) expect(split.place.price).toBeUndefined();
          else expect((split.place.price ?? NaN) * by).toBeCloseTo(plain.place.price, 6);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('scaled prices and account give a scaled stop', () => {
    fc.assert(
      fc.property(terms, fc.constantFrom(0.01, 100, 1_000), (ofStop, by) => {
        const scaled = ofStop.kind === 'fixed' ? { ...ofStop, price: ofStop.price * by } : ofStop;
        const times = (one: number | undefined) => (one === undefined ? undefined : one * by);
        const one = stopLevel(ofStop, FACTS);
        const other = stopLevel(scaled, {
          quantity: FACTS.quantity,
          averagePrice: FACTS.averagePrice * by,
          maxPrice: FACTS.maxPrice * by,
          price: times(FACTS.price),
          worth: times(FACTS.worth),
          range: times(FACTS.range),
          swingLow: times(FACTS.swingLow),
        });
        expect(other.kind).toBe(one.kind);
        if (one.kind === 'level' && other.kind === 'level')
          expect(other.price / by).toBeCloseTo(one.price, 6);
      }),
    );
  });

  test('terms that follow rise with the price and stay up when it falls', () => {
    const rising = [1.05, 1.05, 1.05, 0.93].map((by) => ({ kind: 'price', by }));
    const last = rising.reduce(
      happens,
      held({ terms: { kind: 'trail', pct: 10 }, price: undefined }),
    );
    expect(last.place.price).toBeCloseTo(140 * 1.05 ** 3 * 0.9, 9);
    expect(last.stage).toBe('watching');
  });

  test('half sold, half the account gone or another rate: no stop is loosened, and none rings', () => {
    for (const kind of ['quantity', 'worth', 'fx']) {
      const start = happens(held({ terms: { kind: 'risk', pct: 2 }, price: undefined }), {
        kind: 'price',
        by: 1,
      });
      const half = happens(start, { kind, by: 0.5 });
      expect(half.place.price).toBeGreaterThanOrEqual(start.place.price ?? NaN);
      const tiny = happens(start, { kind, by: kind === 'quantity' ? 100 : 0.001 });
      expect(tiny.stage).not.toBe('reached');
    }
  });
});
