import { expect, test } from 'vitest';
import { inhibitor } from '../../src/alerts/inhibit.ts';
import { HOUR_MS, instant, plus } from '../../src/core/time.ts';

const NOW = instant(Date.UTC(2026, 10, 21, 15));
const SPY = { ticker: 'SPY', pct: -2.2, at: NOW };

test('a share that moved with the market is kept quiet', () => {
  expect(inhibitor({ ticker: 'NVDA', pct: -3.4, at: NOW }, [SPY])).toBe(SPY);
});

test('one that went the other way, or much further, is not', () => {
  expect(inhibitor({ ticker: 'NVDA', pct: 3.4, at: NOW }, [SPY])).toBeUndefined();
  expect(inhibitor({ ticker: 'NVDA', pct: -4.5, at: NOW }, [SPY])).toBeUndefined();
});

test('an hour later it is news again', () => {
  const late = plus(NOW, HOUR_MS + 1);
  expect(inhibitor({ ticker: 'NVDA', pct: -3, at: plus(NOW, HOUR_MS) }, [SPY])).toBe(SPY);
  expect(inhibitor({ ticker: 'NVDA', pct: -3, at: late }, [SPY])).toBeUndefined();
});

test('the market never keeps itself quiet, and no ordinary share keeps another quiet', () => {
  expect(inhibitor({ ticker: 'QQQ', pct: -2, at: NOW }, [SPY])).toBeUndefined();
  expect(inhibitor({ ticker: 'SPY', pct: -2.2, at: NOW }, [SPY])).toBeUndefined();
  expect(
    inhibitor({ ticker: 'AMD', pct: -2, at: NOW }, [{ ...SPY, ticker: 'NVDA' }]),
  ).toBeUndefined();
});

test('a move of nothing is explained by nothing', () => {
  expect(inhibitor({ ticker: 'NVDA', pct: 0, at: NOW }, [{ ...SPY, pct: 0 }])).toBeUndefined();
});
