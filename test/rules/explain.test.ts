import { expect, test } from 'vitest';
import { explainRule } from '../../src/rules/explain.ts';
import { aTicker } from '../support/ticker.ts';
import { rule } from './support.ts';

test.each([
  ['NVDA < 140', 'NVDA crosses below 140.00', 'NVDA crossed below 140.00'],
  ['NVDA >= 1500', 'NVDA reaches 1,500.00', 'NVDA reached 1,500.00'],
  ['NVDA x 150', 'NVDA crosses 150.00 in either direction', 'NVDA crossed 150.00'],
  ['NVDA is > 150', 'NVDA is above 150.00 (rings while it is so)', 'NVDA is above 150.00'],
  ['EURUSD=X < 1.0875', 'EURUSD=X crosses below 1.0875', 'EURUSD=X crossed below 1.0875'],
  [
    'NVDA exits 140..150',
    'NVDA leaves the range 140.00 to 150.00',
    'NVDA left the range 140.00 to 150.00',
  ],
  [
    'NVDA change < -3%',
    'NVDA’s change since the previous close crosses below −3%',
    'NVDA’s change since the previous close crossed below −3%',
  ],
  [
    'NVDA +5% 1d',
    'NVDA rises 5% or more from the previous close',
    'NVDA rose 5% or more from the previous close',
  ],
  ['NVDA -3% 15m', 'NVDA falls 3% or more within 15 min', 'NVDA fell 3% or more within 15 min'],
  [
    'NVDA < 140 for:10m',
    'NVDA crosses below 140.00, and stays so for 10 min',
    'NVDA crossed below 140.00',
  ],
  [
    'NVDA > 150 or < 140 and not change > 3%',
    'NVDA is above 150.00 or (NVDA is below 140.00 and NVDA’s change since the previous close is not above +3%)',
    'NVDA is above 150.00 or (NVDA is below 140.00 and NVDA’s change since the previous close is not above +3%)',
  ],
])('%s waits until %s', (text, sentence, headline) => {
  expect(explainRule(rule(text))).toMatchObject({ sentence, headline });
});

test.each([
  ['NVDA < 140', 'at most once an hour', 'after it is back at 140.70 or above'],
  ['NVDA > 150 cooldown:2h', 'at most once every 2 h', 'after it is back at 149.25 or below'],
  ['NVDA > 150 cooldown:0', 'every time it happens', 'after it is back at 149.25 or below'],
  ['NVDA > 150 every:once', 'once, and then this rule is done', 'never'],
  [
    'NVDA < 140 worsen:2%',
    'at most once an hour, and again whenever it goes 2% further',
    'after it is back at 140.70 or above',
  ],
  [
    'NVDA x 200',
    'at most once an hour',
    'after it is back at 199.00 or below, or at 201.00 or above',
  ],
  ['NVDA exits 200..240', 'at most once an hour', 'after it is back within 201.00 to 238.80'],
  ['NVDA +5% 1d', 'at most once an hour', 'after it is back under 4.5%'],
  ['BTC-USD < 7185', 'at most once an hour', 'after it is back at 7,220.93 or above'],
  ['NVDA > 25 rearm:0.01%', 'at most once an hour', 'after it is back at 24.9975 or below'],
  ['EURUSD=X < 1.0875', 'at most once an hour', 'after it is back at 1.093 or above'],
  ['DOGE-USD > 0.0123', 'at most once an hour', 'after it is back at 0.01224 or below'],
])('%s rings %s, %s', (text, frequency, rearm) => {
  expect(explainRule(rule(text))).toMatchObject({ frequency, rearm });
});

test('a rule about many names the one that rang when it is told', () => {
  expect(explainRule(rule('@semis +5% 1d')).sentence).toMatch(/^any ticker in @semis rises/);
  expect(explainRule(rule('* +5% 1d'), aTicker('AMD')).headline).toMatch(/^AMD rose/);
});
