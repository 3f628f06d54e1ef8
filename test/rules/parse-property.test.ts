import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileRule } from '../../src/rules/compile.ts';
import { explainRule } from '../../src/rules/explain.ts';
import { parseRule } from '../../src/rules/parse.ts';
import { caretLines } from '../../src/rules/problem.ts';
import { aView, rule } from './support.ts';

const number = fc
  .double({ min: 1e-9, max: 1e12, noNaN: true })
  .chain((n) => fc.constantFrom(String(n), n.toFixed(2), String(Math.ceil(n))));
const value: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('price', 'price * 2', '(price + 1) * 3', 'price - (price - change)', '-price'),
  fc.constantFrom('rsi14@1h', 'sma50', 'bb20,2.lower', 'macd.signal@4h', 'high20[1]', 'vwap'),
  fc.constantFrom('close - 2 * atr14', 'volratio20', 'pivot.r1@1w', 'score', 'td.setup'),
);
const comparison = fc.oneof(
  fc
    .tuple(
      fc.oneof(value, fc.constant('')),
      fc.constantFrom('>', '<', '>=', '<=', 'x', 'x>', 'x<', 'is >', 'is <'),
      number,
    )
    .map((parts) => parts.join(' ')),
  fc
    .tuple(
      fc.constantFrom('in', 'exits', 'outside', 'is in'),
      fc.nat(1_000),
      fc.integer({ min: 1, max: 99 }),
    )
    .map(([op, low, wide]) => `${op} ${low}..${low + wide}`),
  fc
    .tuple(
      fc.constantFrom('+', '-', '±'),
      fc.integer({ min: 1, max: 99 }),
      fc.constantFrom('1d', '24h', '7d', '90m', '15m', 'since now', 'from change'),
    )
    .map(([sign, pct, span]) => `${sign}${pct}% ${span}`),
  fc
    .tuple(fc.constantFrom('>', '<', 'x'), fc.integer({ min: -50, max: 50 }))
    .map(([op, pct]) => `change ${op} ${pct}%`),
);
const { condition } = fc.letrec<{ condition: string; group: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 2 },
    comparison,
    fc
      .tuple(tie('condition'), fc.constantFrom('and', 'or'), tie('condition'))
      .map((p) => p.join(' ')),
    tie('group'),
  ),
  group: fc.oneof(
    { maxDepth: 1 },
    fc.tuple(fc.constantFrom('(', 'not ('), comparison).map(([open, inner]) => `${open}${inner})`),
    fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => `2 of (${a}, ${b})`),
  ),
}));
const modifier = fc.constantFrom(
  'every:once',
  'every:15m',
  'cooldown:90m',
  'cooldown:0',
  'rearm:1.5%',
  'rearm:2',
  'rearm:own',
  'for:2bars',
  'within:3bars',
  'for:10m',
  'session:ext',
  'exp:never',
  'exp:2027-02-28',
  'exp:30d',
  'sev:high',
  'to:dm,here',
  'to:topic:"A b",@channel',
  'note:"it\'s a note: x > 3"',
  'note:\'say "when"\'',
);
const line = fc
  .tuple(
    fc.constantFrom('NVDA', '$brk.b', '^GSPC', 'NASDAQ:amd', 'ES=F', 'btc-usd', '@semis', '*'),
    condition,
    fc.uniqueArray(modifier, { maxLength: 3, selector: (text) => text.split(':')[0] }),
  )
  .map(([target, text, modifiers]) => [target, text, ...modifiers].join(' '));

test('the canonical text of any rule is that rule', () => {
  let rules = 0;
  fc.assert(
    fc.property(line, (text) => {
      const result = parseRule(text);
      if (result.kind !== 'rule') return;
      rules++;
      expect(rule(result.rule.text)).toEqual(result.rule);
    }),
    { numRuns: 3_000 },
  );
  expect(rules).toBeGreaterThan(1_500);
});

test('any rule can be explained and judged', () => {
  fc.assert(
    fc.property(
      line,
      fc.double(),
      fc.option(fc.double(), { nil: undefined }),
      (text, price, before) => {
        const result = parseRule(text);
        if (result.kind !== 'rule') return;
        const view = aView({
          price,
          ...(before !== undefined && { previous: before }),
          previousClose: 100,
        });
        expect(['true', 'false', 'unknown']).toContain(
          compileRule(result.rule).judge(view).verdict,
        );
        expect(explainRule(result.rule).sentence).not.toMatch(/undefined|NaN/);
      },
    ),
  );
});

test('no text makes the parser throw, and every answer can be shown', () => {
  fc.assert(fc.property(fc.oneof(noise, mutated), answers), { numRuns: 4_000 });
});

const noise = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 230 }),
  fc
    .array(
      fc.constantFrom(
        ...'NVDA price change x > < = in of and or not ( ) [ ] @ 1h 5% , .. : " “ ± + - 3 1,5 k1 since now from note:'.split(
          ' ',
        ),
      ),
      { maxLength: 14 },
    )
    .map((words) => words.join(' ')),
);

const mutated = fc
  .tuple(
    line,
    fc.array(fc.tuple(fc.nat(120), fc.nat(4), fc.string({ maxLength: 3 })), { maxLength: 4 }),
  )
  .map(([text, edits]) =>
    edits.reduce((now, [at, length, put]) => now.slice(0, at) + put + now.slice(at + length), text),
  );

function answers(text: string): void {
  const result = parseRule(text);
  if (result.kind === 'rule') {
    expect(rule(result.rule.text)).toEqual(result.rule);
    return;
  }
  const { problem } = result;
  expect(problem.why).not.toMatch(/undefined|NaN/);
  expect(problem.from).toBeLessThan(problem.to);
  expect(problem.from).toBeLessThanOrEqual(problem.read.length);
  expect(caretLines(problem)[1]).toMatch(/^ *\^+$/);
  expect(problem.repairs.length).toBeLessThanOrEqual(3);
  for (const repair of problem.repairs) expect(parseRule(repair).kind).toBe('rule');
}
