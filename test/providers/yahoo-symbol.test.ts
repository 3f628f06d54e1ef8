import { expect, test } from 'vitest';
import { fromYahooSymbol, toYahooSymbol } from '../../src/providers/yahoo-symbol.ts';
import { tickers } from '../support/ticker.ts';

test.each([
  ['BRK.B', 'BRK-B'],
  ['BF.B', 'BF-B'],
  ['BRK.A', 'BRK-A'],
])('the class share %s is %s at Yahoo', (name, yahoos) => {
  const [ours] = tickers(name);
  expect(ours && toYahooSymbol(ours)).toBe(yahoos);
  expect(fromYahooSymbol(yahoos)).toBe(ours);
});

test.each([
  'NVDA',
  'VOD.L',
  'BP.L',
  'SHOP.TO',
  'ABC.V',
  'SIE.F',
  'BTC-USD',
  'ETH-BTC',
  '^VIX',
  'ES=F',
  'EURUSD=X',
  'BAC-PL',
  'DX-Y.NYB',
  '0P000071W8.TO',
])('%s is spelled alike', (name) => {
  expect(tickers(name).map(toYahooSymbol)).toEqual([name]);
  expect(fromYahooSymbol(name)).toBe(name);
});

test('what cannot be one of our tickers is left out', () => {
  expect(fromYahooSymbol('a/../b')).toBeUndefined();
  expect(fromYahooSymbol('AAPL250228C00110000000000')).toBeUndefined();
});
