import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRule } from '../../src/rules/parse.ts';
import { readRuleFile, writeRuleFile } from '../../src/rules/rule-file.ts';

const CONDITIONS = [
  '> 150',
  'rsi14 x< 30',
  '±5% 1d',
  'in 140..150',
  'price < bb.lower or price > bb.upper',
  '2 of (rsi14 < 30, close < sma200, volratio20 > 2)',
  'td9 buy',
] as const;

/** Any rule that can be written, with a note that tries to look like something else. */
const anyRule = fc
  .record({
    target: fc.constantFrom('NVDA', '@semis', '*', '^GSPC', 'BTC-USD', 'EURUSD=X'),
    condition: fc.constantFrom(...CONDITIONS),
    modifiers: fc.subarray(['cooldown:2h', 'sev:high', 'exp:never', 'every:once', 'to:log']),
    note: fc.option(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 })),
  })
  .map(({ target, condition, modifiers, note }) => {
    const said = note === null ? [] : [`note:"${note.replaceAll(/["“”]/g, '#')}"`];
    return parseRule([target, condition, ...modifiers, ...said].join(' '));
  })
  .filter((parsed) => parsed.kind === 'rule')
  .map(({ rule }) => rule.text);

const anyStatus = fc.constantFrom('on', 'paused', 'done', 'expired');

describe('a file of rules', () => {
  test('reads back as the very rules that were written, whatever their notes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(anyRule, anyStatus), { minLength: 1, maxLength: 20 }),
        (written) => {
          const rules = written.map(
            ([text, status], i) => ({ code: `R${i}X2`, text, status }) as const,
          );
          const file = writeRuleFile(rules, {
            lists: [{ name: 'semis', tickers: ['NVDA', 'AMD'] }],
            asOf: '5 Jan 2026 10:30 EST',
          });
          const read = readRuleFile(file).map(({ text }) => parseRule(text));
          expect(read.map((one) => (one.kind === 'rule' ? one.rule.text : one))).toEqual(
            rules.map(({ text }) => text),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  test('says what each is called and how it stands', () => {
    const rules = [
      { code: 'R7K2', text: 'NVDA > 150', status: 'on' },
      { code: 'AB3D', text: '@semis < 100 note:"a # b"', status: 'paused' },
    ] as const;
    const lists = [{ name: 'semis', tickers: ['NVDA', 'AMD'] }];
    const file = writeRuleFile(rules, { lists, asOf: '5 Jan 2026 10:30 EST' });
    expect(file.split('\n')).toEqual([
      '# 2 rules of this chat, as of 5 Jan 2026 10:30 EST',
      '# /rules import brings them back. What stands behind a # is not read, so a paused rule comes back armed.',
      '# needed below: /list new semis NVDA AMD',
      '',
      'NVDA > 150  # R7K2',
      '@semis < 100 note:"a # b"  # AB3D paused',
      '',
    ]);
  });

  test('tells the line of each rule, past blanks, comments and commands, however lines end', () => {
    const text = '\uFEFF# mine\r\n\r\n/rule NVDA > 150\n  /rule! AMD < 90 # old\rnonsense\n#\n';
    expect(readRuleFile(text)).toEqual([
      { line: 3, text: 'NVDA > 150' },
      { line: 4, text: 'AMD < 90' },
      { line: 5, text: 'nonsense' },
    ]);
  });

  test('ends after a thousand lines', () => {
    expect(readRuleFile('NVDA > 1\n'.repeat(5_000))).toHaveLength(1_000);
    expect(readRuleFile('#\n'.repeat(100_000))).toEqual([]);
  });
});
