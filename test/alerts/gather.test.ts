import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { gather, type Ringing, type Standing } from '../../src/alerts/gather.ts';
import type { Severity } from '../../src/core/alert.ts';
import { instant, MINUTE_MS, plus, SECOND_MS } from '../../src/core/time.ts';

const NOW = instant(Date.UTC(2026, 10, 21, 15));
const CALM: Standing = {
  policy: { stormFrom: 5, windowMs: 10 * SECOND_MS },
  inWindow: 0,
  inMinute: 0,
  mostPerMinute: 20,
  quietUntil: undefined,
  stormDueAt: undefined,
  lastDigestAt: undefined,
};

test('a few alerts in a calm time leave at once, each in its own message', () => {
  expect(gather(rings('NVDA', 'AMD'), CALM, NOW)).toEqual({
    alone: ['NVDA0', 'AMD1'],
    cards: [],
    digest: [],
    held: undefined,
  });
});

test('several rules about one ticker become one card', () => {
  const { alone, cards } = gather(rings('NVDA', 'AMD', 'NVDA'), CALM, NOW);
  expect(alone).toEqual(['AMD1']);
  expect(cards).toEqual([['NVDA0', 'NVDA2']]);
});

test('the sixth makes a digest of all of them, and critical ones stay apart', () => {
  const six = rings('A', 'B', 'C', 'D', 'E', 'F');
  expect(gather(six.slice(0, 5), CALM, NOW).digest).toEqual([]);
  const plan = gather([...six, ring('NVDA', 9, 'critical')], CALM, NOW);
  expect(plan.digest).toHaveLength(6);
  expect(plan.alone).toEqual(['NVDA9']);
});

test('what comes on top of a full window waits for its end', () => {
  const held = gather(rings('NVDA'), { ...CALM, inWindow: 5, inMinute: 5 }, NOW).held;
  expect(held).toEqual({ why: 'storm', dueAt: plus(NOW, 10 * SECOND_MS), items: ['NVDA0'] });
});

test('what is beyond the minute’s limit waits a minute instead of being dropped', () => {
  const held = gather(rings('NVDA'), { ...CALM, inMinute: 20 }, NOW).held;
  expect(held?.dueAt).toBe(plus(NOW, MINUTE_MS));
});

test('a storm that goes on joins what is gathered, and digests are a minute apart', () => {
  const stormDueAt = plus(NOW, 3 * SECOND_MS);
  expect(gather(rings('A'), { ...CALM, stormDueAt }, NOW).held?.dueAt).toBe(stormDueAt);
  const lastDigestAt = plus(NOW, -20 * SECOND_MS);
  const six = rings('A', 'B', 'C', 'D', 'E', 'F');
  expect(gather(six, { ...CALM, lastDigestAt }, NOW).held?.dueAt).toBe(
    plus(lastDigestAt, MINUTE_MS),
  );
});

test('in quiet hours only critical ones pass', () => {
  const quietUntil = plus(NOW, 7 * 60 * MINUTE_MS);
  const plan = gather([ring('NVDA', 0, 'critical'), ...rings('AMD')], { ...CALM, quietUntil }, NOW);
  expect(plan).toMatchObject({
    alone: ['NVDA0'],
    held: { why: 'quiet', dueAt: quietUntil, items: ['AMD0'] },
  });
});

test('whatever the standing, nothing is lost, nothing doubled, and no critical one waits', () => {
  const at = fc.option(fc.integer({ min: -120_000, max: 120_000 }), { nil: undefined });
  const standing = fc.record({
    policy: fc.record({ stormFrom: fc.integer({ min: 1, max: 9 }), windowMs: fc.nat(20_000) }),
    inWindow: fc.nat(30),
    inMinute: fc.nat(30),
    mostPerMinute: fc.integer({ min: 1, max: 30 }),
    quietUntil: at,
    stormDueAt: at,
    lastDigestAt: at,
  });
  const some = fc.array(
    fc.record({
      ticker: fc.constantFrom('A', 'B', 'C'),
      severity: fc.constantFrom<Severity>('low', 'medium', 'high', 'critical'),
    }),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(some, standing, (severities, raw) => {
      const when = (ms: number | undefined) => (ms === undefined ? undefined : plus(NOW, ms));
      const ringing = severities.map(({ ticker, severity }, i) => ring(ticker, i, severity));
      const plan = gather(
        ringing,
        {
          ...raw,
          quietUntil: when(raw.quietUntil),
          stormDueAt: when(raw.stormDueAt),
          lastDigestAt: when(raw.lastDigestAt),
        },
        NOW,
      );
      const held = plan.held?.items ?? [];
      const all = [...plan.alone, ...plan.cards.flat(), ...plan.digest, ...held];
      expect(all.toSorted()).toEqual(ringing.map(({ item }) => item).toSorted());
      const critical = ringing.filter(({ severity }) => severity === 'critical');
      for (const { item } of critical) expect(plan.alone).toContain(item);
    }),
  );
});

function rings(...tickers: readonly string[]): readonly Ringing<string>[] {
  return tickers.map((ticker, i) => ring(ticker, i, 'medium'));
}

function ring(ticker: string, i: number, severity: Severity): Ringing<string> {
  return { ticker, severity, item: `${ticker}${i}` };
}
