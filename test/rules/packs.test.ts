import { expect, test } from 'vitest';
import { explainRule } from '../../src/rules/explain.ts';
import { findPack, guardPack, packRules, PACKS } from '../../src/rules/packs.ts';
import { parseRule } from '../../src/rules/parse.ts';

const TARGETS = ['NVDA', '@semis', '*', 'BRK.B', '^GSPC'];

test.each(
  [...PACKS, guardPack(), guardPack(20, [8, 17, 9])].map((pack) => [pack.name, pack] as const),
)('every rule of %s can be read, on a ticker, a list and everything watched', (_name, pack) => {
  for (const text of packRules(pack, TARGETS)) {
    const parsed = parseRule(text);
    expect(parsed.kind === 'problem' ? parsed.problem.why : 'fine', text).toBe('fine');
    if (parsed.kind !== 'rule') continue;
    expect(parseRule(parsed.rule.text), text).toEqual(parsed);
    expect(explainRule(parsed.rule).sentence.length).toBeGreaterThan(10);
  }
});

test('no two rules of all packs are the same rule', () => {
  const texts = [...PACKS, guardPack()]
    .flatMap((pack) => packRules(pack, ['NVDA']))
    .map((text) => {
      const parsed = parseRule(text);
      return parsed.kind === 'rule' ? parsed.rule.text : text;
    });
  expect(new Set(texts).size).toBe(texts.length);
  expect(texts).toEqual(
    expect.arrayContaining(['NVDA rsi14 x< 30', 'NVDA x sma200', 'NVDA volratio20 > 2']),
  );
});

test('names are words that nobody takes for a ticker of theirs by its case, and are found in any', () => {
  for (const { name } of PACKS) expect(name).toMatch(/^[a-z]+$/);
  expect(findPack('Classic')?.conditions).toHaveLength(3);
  expect(findPack('momentum')?.conditions).toHaveLength(5);
  expect(findPack('EXTREMES')?.conditions).toHaveLength(6);
  expect(findPack('Guard')?.conditions).toHaveLength(3);
  expect(findPack('NVDA')).toBeUndefined();
});
