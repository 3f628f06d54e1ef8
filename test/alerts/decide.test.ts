import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide, eventKey, type Silence } from '../../src/alerts/decide.ts';
import type { NotifyReason, Signal, Verdict } from '../../src/core/alert.ts';
import { NEW_RULE_STATE, type RingPolicy, type RuleState } from '../../src/core/rule.ts';
import { HOUR_MS, instant, MINUTE_MS } from '../../src/core/time.ts';

const PLAIN: RingPolicy = {
  level: false,
  once: false,
  cooldownMs: HOUR_MS,
  holdFor: undefined,
  hasWorsened: undefined,
};

type Seen = {
  readonly verdict: Verdict;
  readonly held?: Verdict;
  readonly value?: number;
  readonly atMs?: number;
  readonly silence?: Silence;
};

function signal({ verdict, held = verdict, value, atMs = 0 }: Seen): Signal {
  return { verdict, held, value, at: instant(atMs) };
}

/** Judgements one after another, a minute apart unless told; the reasons that were written down, with their place. */
function play(seen: readonly Seen[], policy: Partial<RingPolicy> = {}, from = NEW_RULE_STATE) {
  let state: RuleState = from;
  const rang: (readonly [number, NotifyReason])[] = [];
  seen.forEach((one, n) => {
    const atMs = one.atMs ?? n * MINUTE_MS;
    const judged = {
      state,
      signal: signal({ ...one, atMs }),
      policy: { ...PLAIN, ...policy },
      silence: () => one.silence,
    };
    const decision = decide(judged, instant(atMs));
    state = decision.next;
    if (decision.alert) rang.push([n, decision.alert.reason]);
  });
  return { rang, state };
}

const yes: Seen = { verdict: 'true' };
const no: Seen = { verdict: 'false' };
const lost: Seen = { verdict: 'unknown' };
/** No longer true, not yet back past the re-arm distance. */
const near: Seen = { verdict: 'false', held: 'true' };

describe('an edge', () => {
  test.each([
    ['becoming true rings', [no, yes], [[1, 'first']]],
    ['true from the beginning does not', [yes, yes], []],
    ['staying true does not', [no, yes, yes, yes], [[1, 'first']]],
    ['nearly back does not re-arm', [no, yes, near, yes], [[1, 'first']]],
    ['unknown in between does not re-arm', [no, yes, lost, yes], [[1, 'first']]],
    ['unknown in between does not hide it', [no, lost, yes], [[2, 'first']]],
    ['the first judgement after unknown sets the state', [lost, yes, yes], []],
  ] as const)('%s', (_, seen, rang) => {
    expect(play(seen).rang).toEqual(rang);
  });

  test('within the cooldown it is written down as held back; at its end it rings', () => {
    const again = (atMs: number) => play([no, yes, no, { ...yes, atMs }]).rang.at(-1);
    expect(again(MINUTE_MS + HOUR_MS - 1)).toEqual([3, 'suppressed-cooldown']);
    expect(again(MINUTE_MS + HOUR_MS)).toEqual([3, 'first']);
  });

  test('what is held back does not prolong the cooldown', () => {
    const seen = [no, yes, no, yes, no, { ...yes, atMs: MINUTE_MS + HOUR_MS }];
    expect(play(seen).rang.map(([, reason]) => reason)).toEqual([
      'first',
      'suppressed-cooldown',
      'first',
    ]);
  });

  test.each(['muted', 'snoozed'] as const)('%s is written down, and seen once', (silence) => {
    const { rang } = play([no, { ...yes, silence }, { ...yes, silence }]);
    expect(rang).toEqual([[1, `suppressed-${silence}`]]);
  });

  test('a crossing that is already beyond its band is armed for the way back', () => {
    const crossed: Seen = { verdict: 'true', held: 'false' };
    expect(play([no, crossed, crossed], { cooldownMs: 0 }).rang).toHaveLength(2);
  });
});

describe('hold', () => {
  test.each([
    [{ count: 2 }, [no, yes, no, yes, yes], [[4, 'first']]],
    [{ count: 1 }, [no, yes], [[1, 'first']]],
    [{ ms: 2 * MINUTE_MS }, [no, yes, yes, yes], [[3, 'first']]],
    [{ ms: 2 * MINUTE_MS }, [no, yes, yes, no, yes, yes], []],
    [{ count: 2 }, [no, yes, lost, yes], [[3, 'first']]],
  ] as const)('%j', (holdFor, seen, rang) => {
    expect(play(seen, { holdFor }).rang).toEqual(rang);
  });
});

test('once is spent by a ring, not by one that was held back', () => {
  const once = (silence: Silence | undefined) =>
    decide(
      {
        state: { ...NEW_RULE_STATE, phase: 'armed' },
        signal: signal(yes),
        policy: { ...PLAIN, once: true },
        silence: () => silence,
      },
      instant(0),
    ).isSpent;
  expect(once(undefined)).toBe(true);
  expect(once('muted')).toBe(false);
});

test('a state that is asked for rings at once, and again after each cooldown', () => {
  const seen = Array.from({ length: 13 }, () => yes);
  const { rang } = play(seen, { level: true, cooldownMs: 5 * MINUTE_MS });
  expect(rang).toEqual([
    [0, 'first'],
    [5, 'repeated'],
    [10, 'repeated'],
  ]);
});

test('worsening rings although it never stopped, each time measured from the last', () => {
  const values = [10, 12, 13, 14, 15, 13, 16];
  const { rang } = play([no, ...values.map((value) => ({ ...yes, value }))], {
    hasWorsened: (from, to) => to > from + 2,
  });
  expect(rang.map(([n, reason]) => [values[n - 1], reason])).toEqual([
    [10, 'first'],
    [13, 'worsened'],
    [16, 'worsened'],
  ]);
});

test('each transition has its own key', () => {
  expect(eventKey({ id: 7, rev: 2 }, 'NVDA', 14)).toBe('rule/7/2/NVDA/14');
});

const verdicts = fc.constantFrom<Verdict>('true', 'false', 'unknown');
const states = fc.record({
  phase: fc.constantFrom<RuleState['phase']>('new', 'armed', 'pending', 'firing'),
  seq: fc.nat(100),
  pendingSince: fc.option(fc.nat(1_000).map(instant), { nil: undefined }),
  pendingCount: fc.nat(5),
  rangAt: fc.option(fc.nat(1_000).map(instant), { nil: undefined }),
  rangValue: fc.option(fc.integer(), { nil: undefined }),
});
const policies = fc.record({
  level: fc.boolean(),
  once: fc.boolean(),
  cooldownMs: fc.nat(HOUR_MS),
  holdFor: fc.constantFrom(undefined, { count: 2 }, { ms: MINUTE_MS }),
  hasWorsened: fc.constantFrom(undefined, (from: number, to: number) => to > from + 1),
});

describe('whatever comes', () => {
  test('unknown changes nothing and rings nothing', () => {
    fc.assert(
      fc.property(states, policies, verdicts, (state, policy, held) => {
        const judged = { state, policy, silence: () => undefined };
        const decision = decide(
          { ...judged, signal: signal({ verdict: 'unknown', held }) },
          instant(9),
        );
        expect(decision).toEqual({ next: state, alert: undefined, isSpent: false, isOver: false });
      }),
    );
  });

  test('the number of an alert is the number of its state, and grows by one', () => {
    fc.assert(
      fc.property(states, policies, verdicts, (state, policy, verdict) => {
        const judged = { state, policy, signal: signal({ verdict }), silence: () => undefined };
        const { next, alert } = decide(judged, instant(HOUR_MS));
        expect(next.seq).toBe(state.seq + (alert ? 1 : 0));
        expect(alert?.seq).toBe(alert ? next.seq : undefined);
      }),
    );
  });

  test('a level walked around rings once for each time it was left by the re-arm distance and passed again', () => {
    const level = 100;
    const rearm = 2;
    const walk = fc.array(fc.integer({ min: 94, max: 106 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(walk, (prices) => {
        const seen = prices.map((price): Seen => ({
          verdict: price > level ? 'true' : 'false',
          held: price > level - rearm ? 'true' : 'false',
        }));
        expect(play(seen, { cooldownMs: 0 }).rang.map(([n]) => n)).toEqual(
          model(prices, { level, rearm }),
        );
      }),
    );
  });
});

/** The same, told from the price's side: armed at or below the band's foot, ringing above the level. */
function model(prices: readonly number[], { level, rearm }: { level: number; rearm: number }) {
  const rang: number[] = [];
  let isArmed = (prices[0] ?? level) <= level;
  prices.forEach((price, n) => {
    if (n > 0 && isArmed && price > level) {
      rang.push(n);
      isArmed = false;
    } else if (price <= level - rearm) isArmed = true;
  });
  return rang;
}
