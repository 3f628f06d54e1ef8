import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coverNote, withoutNote } from '../../src/core/rule-note.ts';
import { parseRule } from '../../src/rules/parse.ts';
import { spellRule } from '../../src/rules/spell.ts';

describe('a rule shown without its note', () => {
  test('is the same rule that never had one, whatever the note and the places say', () => {
    const topic = fc.stringMatching(/^[A-Za-z:' ]{1,20}$/);
    const note = fc.string({ minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(topic, note, (name, words) => {
        const typed = `NVDA > 150 to:topic:"${name}" note:"${words}"`;
        const parsed = parseRule(typed);
        fc.pre(parsed.kind === 'rule');
        if (parsed.kind !== 'rule') return;
        const { rule } = parsed;
        const modifiers = { ...rule.modifiers, note: undefined };
        expect(withoutNote(rule.text)).toBe(spellRule({ ...rule, modifiers }));
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ['NVDA > 150 note:"trim a third"', 'NVDA > 150'],
    ['NVDA > 150 NOTE: “trim” sev:high', 'NVDA > 150 sev:high'],
    ["NVDA > 150 note 'trim a third'", 'NVDA > 150'],
    ['NVDA > 150 note:trim exp:7d', 'NVDA > 150 exp:7d'],
    ['NVDA > 150 note:"never closed', 'NVDA > 150'],
    ['NVDA > 150', 'NVDA > 150'],
  ])('reads every spelling of one: %s', (typed, shown) => {
    expect(withoutNote(typed)).toBe(shown);
  });

  test('covered, every other letter stands where it stood', () => {
    const typed = 'NVDA rsi under note:"trim a third" 300';
    const covered = coverNote(typed);
    expect(covered).toHaveLength(typed.length);
    expect(covered.indexOf('300')).toBe(typed.indexOf('300'));
    expect(covered).not.toContain('trim');
  });
});
