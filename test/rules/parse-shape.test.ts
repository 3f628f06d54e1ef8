import { expect, test } from 'vitest';
import { caretLines } from '../../src/rules/problem.ts';
import { explainsEach } from './bad-lines.ts';
import { problem } from './support.ts';

// Lines whose words do not make a condition.
explainsEach([
  {
    text: 'NYSE:not > 150',
    caret: 'NYSE:not',
    why: '“NYSE:not” cannot be a ticker. One looks like NVDA, ^GSPC or BTC-USD.',
    repairs: [],
  },
  {
    text: 'NVDA rsy < 30',
    caret: 'rsy',
    why: "I don't know the measure “rsy”. Did you mean rsi? I can watch price, change, sma, ema, rsi, macd, bb, volratio, high and 25 more: /help rule.",
    repairs: ['NVDA rsi14 < 30'],
  },
  {
    text: 'NVDA vol > 2.5x avg20',
    caret: 'vol',
    why: "I don't know the word “vol”.",
    repairs: ['NVDA volratio20 > 2.5'],
  },
  {
    text: 'NVDA rsi under 300 @1h',
    caret: '300',
    why: 'RSI runs from 0 to 100, so 300 is never reached.',
    repairs: ['NVDA rsi14@1h < 30', 'NVDA rsi14@1h < 40'],
  },
  {
    text: 'NVDA drops below 140',
    caret: 'drops',
    why: "I don't know the word “drops”. I compare with >, <, x (crosses), in and exits.",
    repairs: ['NVDA < 140'],
  },
  {
    text: 'NVDA drops 5%',
    caret: 'drops',
    why: "I don't know the word “drops”. I compare with >, <, x (crosses), in and exits.",
    repairs: ['NVDA -5% 1d', 'NVDA -5% since now'],
  },
  {
    text: 'NVDA up 5% today',
    caret: 'up',
    why: "I don't know the word “up”. I compare with >, <, x (crosses), in and exits.",
    repairs: ['NVDA +5% 1d'],
  },
  {
    text: 'NVDA between 140 and 150',
    caret: 'between',
    why: "I don't know the word “between”. I compare with >, <, x (crosses), in and exits.",
    repairs: ['NVDA in 140..150'],
  },
  {
    text: 'NVDA in 140-150',
    caret: '-',
    why: 'A range has two numbers with dots between, as in 140..150.',
    repairs: ['NVDA in 140..150'],
  },
  {
    text: 'NVDA in 140',
    caret: '',
    why: 'A range has two numbers with dots between, as in 140..150.',
    repairs: [],
  },
  {
    text: 'NVDA >',
    caret: '',
    why: 'I have NVDA and price, but not the level.',
    repairs: ['NVDA +5% 1d', 'NVDA -5% 1d', 'NVDA ±8% since now'],
  },
  {
    text: 'NVDA',
    caret: '',
    why: 'I have NVDA, but not what to watch for. Add a level or a move.',
    repairs: ['NVDA +5% 1d', 'NVDA -5% 1d', 'NVDA ±8% since now'],
  },
  {
    text: 'NVDA 150',
    caret: '150',
    why: 'I have NVDA and 150, but not which way.',
    repairs: ['NVDA > 150', 'NVDA < 150', 'NVDA x 150'],
  },
  {
    text: 'NVDA price 150',
    caret: '150',
    why: 'I have NVDA and 150, but not which way.',
    repairs: ['NVDA > 150', 'NVDA < 150', 'NVDA x 150'],
  },
  {
    text: 'NVDA = 150',
    caret: '=',
    why: 'A price is rarely equal to a number for long. I can tell you when it crosses one.',
    repairs: ['NVDA x 150', 'NVDA > 150', 'NVDA < 150'],
  },
  { text: 'NVDA => 150', caret: '=>', why: "I don't know “=>”.", repairs: ['NVDA >= 150'] },
  { text: 'NVDA != 150', caret: '!=', why: "I don't know “!=”.", repairs: ['NVDA x 150'] },
  { text: 'NVDA > 150 and', caret: '', why: 'Nothing comes after “and”.', repairs: ['NVDA > 150'] },
  {
    text: 'NVDA > 150 160',
    caret: '160',
    why: 'I did not expect “160” here.',
    repairs: ['NVDA > 150'],
  },
  {
    text: 'NVDA > 150 change > 3%',
    caret: 'change',
    why: 'I did not expect “change” here.',
    repairs: ['NVDA price > 150 and change > 3%', 'NVDA price > 150 or change > 3%', 'NVDA > 150'],
  },
  { text: 'NVDA > 150 # hi', caret: '#', why: "I can't read “#”.", repairs: ['NVDA > 150'] },
  {
    text: 'NVDA prise > 150',
    caret: 'prise',
    why: "I don't know the measure “prise”. Did you mean price? I can watch price, change, sma, ema, rsi, macd, bb, volratio, high and 25 more: /help rule.",
    repairs: ['NVDA > 150'],
  },
  {
    text: 'NVDA +5%',
    caret: '',
    why: 'I have +5%, but not since when.',
    repairs: ['NVDA +5% 1d', 'NVDA +5% since now', 'NVDA +5% 15m'],
  },
  {
    text: 'NVDA 5%',
    caret: '5%',
    why: 'I have NVDA and 5%, but not which way.',
    repairs: ['NVDA +5% 1d', 'NVDA -5% 1d', 'NVDA ±5% 1d'],
  },
  {
    text: 'NVDA price +5% 1d',
    caret: '1d',
    why: 'I have NVDA and 1d, but not which way.',
    repairs: ['NVDA +5% 1d'],
  },
  {
    text: 'NVDA falls under 140 once',
    caret: 'falls',
    why: "I don't know the word “falls”. I compare with >, <, x (crosses), in and exits.",
    repairs: ['NVDA < 140 every:once'],
  },
  {
    text: 'NVDA < 140 silent',
    caret: 'silent',
    why: "I don't know “silent”; I write it “sev:low”.",
    repairs: ['NVDA < 140 sev:low'],
  },
  {
    text: 'NVDA crosses the 150',
    caret: 'the',
    why: "I don't know the word “the”. I compare with >, <, x (crosses), in and exits.",
    repairs: ['NVDA x 150'],
  },
  {
    text: 'NVDA hits 150',
    caret: 'hits',
    why: "I don't know “hits”; I write it “x”.",
    repairs: ['NVDA x 150'],
  },
  {
    text: 'NVDA > 150 -',
    caret: '',
    why: 'I have NVDA and price, but not the level.',
    repairs: ['NVDA +5% 1d', 'NVDA -5% 1d', 'NVDA ±8% since now'],
  },
  {
    text: 'NVDA price > > 150',
    caret: '>',
    why: 'I did not expect “>” here.',
    repairs: ['NVDA > 150'],
  },
  {
    text: 'NVDA change',
    caret: '',
    why: 'I have NVDA and change, but not what it should do.',
    repairs: ['NVDA change > 3%', 'NVDA change < -3%', 'NVDA change exits -2%..2%'],
  },
  {
    text: 'NVDA change >',
    caret: '',
    why: 'I have NVDA and change, but not the level.',
    repairs: ['NVDA change > 3%', 'NVDA change < -3%', 'NVDA change exits -2%..2%'],
  },
  {
    text: 'NVDA 150 and > 3',
    caret: '150',
    why: 'I did not expect “150” here.',
    repairs: ['NVDA > 3'],
  },
  { text: 'NVDA > 150 or', caret: '', why: 'Nothing comes after “or”.', repairs: ['NVDA > 150'] },
  {
    text: 'NVDA not',
    caret: '',
    why: 'Nothing comes after “not”.',
    repairs: ['NVDA +5% 1d', 'NVDA -5% 1d', 'NVDA ±8% since now'],
  },
  {
    text: 'NVDA in ..150',
    caret: '..',
    why: 'A range has two numbers with dots between, as in 140..150.',
    repairs: [],
  },
  {
    text: 'NVDA 2 of > 150',
    caret: '>',
    why: 'I did not expect “>” here.',
    repairs: ['NVDA +5% 1d', 'NVDA -5% 1d', 'NVDA ±8% since now'],
  },
  {
    text: 'NVDA drops to 140',
    caret: 'drops',
    why: "I don't know the word “drops”. I compare with >, <, x (crosses), in and exits.",
    repairs: [],
  },
  {
    text: 'NVDA in a..b',
    caret: 'a',
    why: "I don't know the measure “a”. I can watch price, change, sma, ema, rsi, macd, bb, volratio, high and 25 more: /help rule.",
    repairs: [],
  },
  { text: 'NVDA () > 3', caret: '(', why: 'I did not expect “(” here.', repairs: ['NVDA > 3'] },
  {
    text: 'NVDA "hello"',
    caret: '"',
    why: 'I can\'t read “"”.',
    repairs: ['NVDA +5% 1d', 'NVDA -5% 1d', 'NVDA ±8% since now'],
  },
  {
    text: 'NASDAQ:NVDA price below 140',
    caret: 'below',
    why: "I don't know “below”; I write it “<”.",
    repairs: ['NVDA < 140'],
  },
]);

test('the caret stands under the word that is meant', () => {
  expect(caretLines(problem('nvda drops below 140'))).toEqual([
    'nvda drops below 140',
    '     ^^^^^',
  ]);
});

test('the caret counts characters, not code units', () => {
  expect(caretLines(problem('NVDA > 150 note:"🚀" # x'))[1]).toBe(`${' '.repeat(20)}^`);
});

test('a line over the limit is cut where the limit is', () => {
  const found = problem(`NVDA < 140 note:"${'a'.repeat(300)}"`);
  expect(found.why).toBe(
    'That is 318 characters; a rule has 200 at most. A shorter note may help.',
  );
  expect(caretLines(found)[0]).toHaveLength(201);
  expect(found.repairs).toEqual([]);
});
