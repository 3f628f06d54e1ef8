import { array, assert, boolean, double, integer, nat, option, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BrokerOrder } from '../../src/core/broker.ts';
import type { IntentState } from '../../src/core/intent.ts';
import { instant, plus } from '../../src/core/time.ts';
import {
  hasEnded,
  INTENT_MOVES,
  isBeforeSubmit,
  mayMove,
  mayStillSell,
} from '../../src/portfolio/intent.ts';
import { floorOf, modeNow, sharesOf } from '../../src/portfolio/guard.ts';
import { ASK_BY_MS, matchesOf, nextLookAt, whereabouts } from '../../src/portfolio/whereabouts.ts';

const STATES = Object.keys(INTENT_MOVES) as readonly IntentState[];
const path = array(nat(10), { maxLength: 40 });

/** A walk by what may follow, from a draft on. */
function walk(choices: readonly number[]): readonly IntentState[] {
  const states: IntentState[] = ['draft'];
  for (const choice of choices) {
    const next = INTENT_MOVES[states.at(-1) ?? 'draft'];
    const to = next[choice % Math.max(1, next.length)];
    if (to === undefined) break;
    states.push(to);
  }
  return states;
}

describe('the states of an intent', () => {
  it('submit once at most, however they go', () => {
    assert(
      property(path, (choices) => {
        const states = walk(choices);
        expect(states.filter((state) => state === 'submitting').length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('never come back from the broker to where something may be sent', () => {
    assert(
      property(path, (choices) => {
        const states = walk(choices);
        const sent = states.indexOf('submitting');
        if (sent >= 0) expect(states.slice(sent + 1).some(isBeforeSubmit)).toBe(false);
      }),
    );
  });

  it('are each before the request, able to sell, or over', () => {
    for (const state of STATES) {
      const kinds = [isBeforeSubmit(state), mayStillSell(state), hasEnded(state)];
      expect(kinds.filter(Boolean)).toHaveLength(1);
    }
  });

  it('end from everywhere', () => {
    for (const state of STATES) expect(walkOut(state)).toBe(true);
  });

  it('do not lead from a doubt to another request', () => {
    expect(mayMove('unknown', 'submitting')).toBe(false);
    expect(mayMove('reconciling', 'armed')).toBe(false);
    expect(mayMove('needs_human', 'armed')).toBe(false);
  });
});

function walkOut(from: IntentState): boolean {
  const seen = new Set<IntentState>([from]);
  for (const state of seen) {
    if (hasEnded(state)) return true;
    for (const to of INTENT_MOVES[state]) seen.add(to);
  }
  return false;
}

const T = instant(Date.UTC(2026, 0, 5, 15, 30));

function anOrder(fields: Partial<BrokerOrder> = {}): BrokerOrder {
  return {
    id: 'o1',
    symbol: 'NVDA_US_EQ',
    side: 'sell',
    kind: 'market',
    status: 'filled',
    quantity: 50,
    filled: 50,
    limitPrice: undefined,
    stopPrice: undefined,
    fillPrice: 99,
    currency: 'USD',
    initiatedFrom: 'API',
    createdAt: T,
    realised: undefined,
    ...fields,
  };
}

const ASKED = {
  symbol: 'NVDA_US_EQ',
  quantity: 50,
  kind: 'market',
  from: T,
  to: plus(T, 30_000),
} as const;

describe('looking for an order', () => {
  it('finds it once, however often it is listed', () => {
    expect(matchesOf(ASKED, [anOrder(), anOrder()], () => false)).toHaveLength(1);
  });

  it.each([
    ['another share', { symbol: 'AMD_US_EQ' }],
    ['a purchase', { side: 'buy' }],
    ['a stop of the person', { kind: 'stop' }],
    ['another size', { quantity: 50.01 }],
    ['sold by phone', { initiatedFrom: 'IOS' }],
    ['made before', { createdAt: plus(T, -5_001) }],
    ['made long after', { createdAt: plus(T, 150_001) }],
  ] as const)('does not take %s for it', (_, fields) => {
    expect(matchesOf(ASKED, [anOrder(fields)], () => false)).toEqual([]);
  });

  it('takes no order that is another decision’s already', () => {
    expect(matchesOf(ASKED, [anOrder()], (id) => id === 'o1')).toEqual([]);
  });

  const search = {
    doubtSince: T,
    wholeLooks: 20,
    matches: [],
    held: 100,
    heldBefore: 100,
    now: plus(T, 285_000),
  };

  it('calls it absent only when everything speaks for it', () => {
    expect(whereabouts(search).kind).toBe('absent');
    expect(whereabouts({ ...search, now: plus(T, 284_999) }).kind).toBe('looking');
    expect(whereabouts({ ...search, wholeLooks: 9 }).kind).toBe('ask');
    expect(whereabouts({ ...search, held: 50 }).kind).toBe('ask');
    expect(whereabouts({ ...search, heldBefore: undefined }).kind).toBe('ask');
    expect(whereabouts({ ...search, held: undefined, now: plus(T, 295_000) }).kind).toBe('ask');
  });

  it('asks when two orders may be the one', () => {
    const matches = [anOrder(), anOrder({ id: 'o2' })];
    expect(whereabouts({ ...search, matches, now: plus(T, 5_000) }).kind).toBe('ask');
  });

  it('never calls absent what is listed or gone, whatever else is seen', () => {
    const any = record({
      ageMs: integer({ min: 0, max: 2 * ASK_BY_MS }),
      wholeLooks: nat(40),
      isListed: boolean(),
      held: option(integer({ min: 0, max: 100 }), { nil: undefined }),
    });
    assert(
      property(any, ({ ageMs, wholeLooks, isListed, held }) => {
        const matches = isListed ? [anOrder()] : [];
        const now = plus(T, ageMs);
        const { kind } = whereabouts({ ...search, wholeLooks, matches, held, now });
        if (isListed || held !== 100) expect(kind).not.toBe('absent');
        // By the promised time it is known, or asked about.
        if (ageMs >= ASK_BY_MS) expect(kind).not.toBe('looking');
      }),
    );
  });

  it('looks at least ten times before the promised time', () => {
    const looks: number[] = [];
    for (let at = nextLookAt(T, undefined); at < T + ASK_BY_MS;) {
      looks.push(at);
      at = nextLookAt(T, instant(at));
    }
    expect(looks.length).toBeGreaterThanOrEqual(10);
    expect(looks[0]).toBe(T + 5_000);
    expect(looks).toContain(T + 285_000);
  });
});

describe('how much is sold', () => {
  it('is never more than asked for, held or available', () => {
    const amount = double({ min: 0, max: 1e6, noNaN: true });
    assert(
      property(
        double({ min: 0, max: 200, noNaN: true }),
        amount,
        amount,
        (pct, held, available) => {
          const shares = sharesOf(pct, { held, available });
          expect(shares).toBeLessThanOrEqual(Math.min(held, available));
          expect(shares).toBeGreaterThanOrEqual(0);
          if (pct <= 100) expect(shares).toBeLessThanOrEqual((held * pct) / 100 + 1e-6);
        },
      ),
    );
  });

  it('is whole shares of whole shares, and all is all', () => {
    expect(sharesOf(50, { held: 7, available: 7 })).toBe(3);
    expect(sharesOf(100, { held: 7.1234567, available: 7.1234567 })).toBe(7.1234567);
    expect(sharesOf(50, { held: 7.13, available: 7.13 })).toBe(3.56);
    expect(sharesOf(400 / 9, { held: 9, available: 9 })).toBe(4);
  });

  it('is not sent below its floor', () => expect(floorOf(100, 3)).toBe(97));
});

describe('the mode that a guard comes to', () => {
  const guard = { mode: 'auto', expiresAt: plus(T, 1), stopId: 7 } as const;
  const at = { ceiling: 'live', stage: 'demo', stopId: 7, now: T } as const;

  it('is what was chosen while everything holds', () => {
    expect(modeNow(guard, at).mode).toBe('auto');
    expect(modeNow(undefined, at).mode).toBe('shadow');
  });

  it('is less by each thing that does not', () => {
    expect(modeNow(guard, { ...at, ceiling: 'off' }).mode).toBe('off');
    expect(modeNow(guard, { ...at, ceiling: 'shadow' }).mode).toBe('shadow');
    expect(modeNow(guard, { ...at, ceiling: 'demo', stage: 'live' }).mode).toBe('shadow');
    expect(modeNow({ ...guard, expiresAt: T }, at).mode).toBe('shadow');
    expect(modeNow({ ...guard, expiresAt: undefined }, at).mode).toBe('shadow');
    expect(modeNow(guard, { ...at, stopId: 8 }).mode).toBe('ask');
    expect(modeNow(guard, { ...at, stopId: undefined }).mode).toBe('ask');
  });
});
