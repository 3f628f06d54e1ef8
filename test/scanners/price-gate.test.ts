import { describe, expect, test } from 'vitest';
import { userId } from '../../src/core/people.ts';
import type { StoredRule } from '../../src/core/records.ts';
import type { RuleState } from '../../src/core/rule.ts';
import { CHAT } from '../support/database.ts';
import { AMD, aQuotesDesk, NVDA, targetOf, type QuotesDesk } from '../support/quotes-desk.ts';

/** A gated desk with rules that have been judged at 100 until they stayed as they were. */
async function settled(...texts: readonly string[]) {
  const desk = aQuotesDesk(true);
  const rules = texts.map((text, n) => desk.add(`R${n}`, text));
  await desk.tick({ NVDA: 100, AMD: 100 });
  await desk.tick({ NVDA: 100.25, AMD: 100.25 });
  await desk.tick({ NVDA: 100, AMD: 100 });
  return { desk, rules };
}

function setPhase(desk: QuotesDesk, rule: StoredRule | undefined, phase: RuleState['phase']): void {
  const { rules } = desk.store();
  const id = rule?.id ?? NaN;
  rules.putState(id, NVDA, { ...rules.state(id, NVDA), phase });
}

describe('a rule is judged', () => {
  test('at the first price after a start, then once more, then when its price comes', async () => {
    const desk = aQuotesDesk(true);
    desk.add('A', 'NVDA > 105');
    desk.add('B', 'NVDA < 95');
    expect(await desk.tick({ NVDA: 100 })).toEqual(['A', 'B']);
    expect(await desk.tick({ NVDA: 101 })).toEqual(['A', 'B']);
    expect(await desk.tick({ NVDA: 102 })).toEqual([]);
    expect(await desk.tick({ NVDA: 105 })).toEqual(['A']);
    expect(await desk.tick({ NVDA: 106 })).toEqual(['A']);
    expect(await desk.tick({ NVDA: 104.9 })).toEqual(['A']);
    expect(await desk.tick({ NVDA: 104.8 })).toEqual([]);
    expect(await desk.tick({ NVDA: 93 })).toEqual(['A', 'B']);
    desk.restart();
    expect(await desk.tick({ NVDA: 93.5 })).toEqual(['A', 'B']);
    expect(await desk.tick({ NVDA: 93.75 })).toEqual([]);
  });

  test('at every price while it looks at anything but the price', async () => {
    const { desk } = await settled('NVDA is > 200', 'NVDA change > 30%', 'NVDA > 200 for:10m');
    expect(await desk.tick({ NVDA: 100.5 })).toEqual(['R0', 'R1', 'R2']);
    expect(await desk.tick({ NVDA: 100.25 })).toEqual(['R0', 'R1', 'R2']);
  });

  test('when somebody has changed its state, which nothing but the price after shows', async () => {
    const { desk, rules } = await settled('NVDA > 105', 'NVDA > 106');
    setPhase(desk, rules[1], 'firing');
    expect(await desk.tick({ NVDA: 100.5 })).toEqual(['R1']);
    expect(desk.store().rules.state(rules[1]?.id ?? NaN, NVDA).phase).toBe('armed');
  });

  test('when its words have changed, with all others of its ticker and none of another', async () => {
    const { desk, rules } = await settled('NVDA > 105', 'NVDA > 106', 'AMD > 105');
    const text = 'NVDA > 107';
    const wish = { text, target: targetOf(text), reference: 100, expiresAt: undefined };
    desk.store().rules.rewrite(rules[0]?.id ?? NaN, wish, desk.now());
    expect(await desk.tick({ NVDA: 100.5, AMD: 100.5 })).toEqual(['R0', 'R1']);
  });

  test('again when nothing came of the scan', async () => {
    const { desk } = await settled('NVDA x> 105', 'NVDA > 115');
    expect(await desk.tick({ NVDA: 106 }, { fails: 'scan' })).toEqual(['R0']);
    expect(await desk.tick({ NVDA: 106.5 })).toEqual(['R0']);
    expect(desk.store().alerts.newest(9)).toHaveLength(1);
  });

  test('again when the judgement could not be written down', async () => {
    const { desk } = await settled('NVDA > 105', 'NVDA > 115');
    expect(await desk.tick({ NVDA: 106 }, { fails: 'commit' })).toEqual(['R0']);
    expect(await desk.tick({ NVDA: 106.5 })).toEqual(['R0', 'R1']);
    expect(desk.store().alerts.newest(9)).toHaveLength(1);
    await desk.tick({ NVDA: 106.25 });
    expect(await desk.tick({ NVDA: 106.5 })).toEqual([]);
  });

  test('when another quote has taken the place of the last', async () => {
    const { desk } = await settled('NVDA > 105', 'NVDA x> 102');
    desk.bring(NVDA, 103);
    expect(await desk.tick({ NVDA: 103.5 })).toEqual(['R0', 'R1']);
    expect(await desk.tick({ NVDA: 103.25 })).toEqual([]);
  });
});

test('rules of other tickers are left in peace when one rings for good', async () => {
  const { desk } = await settled('NVDA > 105 every:once', 'NVDA > 120', 'AMD > 105', 'AMD < 95');
  expect(await desk.tick({ NVDA: 106, AMD: 101 })).toEqual(['R0']);
  expect(await desk.tick({ NVDA: 106.5, AMD: 100.5 })).toEqual(['R1']);
});

test('a rule about a list is judged on each of its tickers by itself, and at once on one that joins', async () => {
  const desk = aQuotesDesk(true);
  const { lists } = desk.store();
  const list = { chat: CHAT, name: 'chips', by: userId(7) };
  lists.add({ ...list, tickers: [NVDA] }, desk.now());
  desk.add('L', '@chips > 105');
  desk.add('A', 'AMD > 200');
  for (const price of [100, 100.25, 100]) await desk.tick({ NVDA: price, AMD: price });
  expect(await desk.tick({ NVDA: 101, AMD: 101 })).toEqual([]);
  lists.add({ ...list, tickers: [AMD] }, desk.now());
  expect(await desk.tick({ NVDA: 101.5, AMD: 101.5 })).toEqual(['L', 'A']);
  await desk.tick({ AMD: 101 });
  expect(await desk.tick({ NVDA: 104, AMD: 106 })).toEqual(['L']);
  expect(desk.store().alerts.newest(9)).toMatchObject([{ ticker: AMD }]);
});
