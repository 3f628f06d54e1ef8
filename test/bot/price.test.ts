import { expect, test } from 'vitest';
import { startBot } from '../support/bot.ts';
import { startChartBot } from '../support/chart-market.ts';
import { MARKET } from '../support/market.ts';

const open = () => startBot({ quotes: MARKET });

test('one ticker tells its price, its day, its session, its age and its source', async () => {
  const bot = await open();
  bot.yahoo.setRow((row) => ({
    ...row,
    regularMarketOpen: 146,
    earningsTimestampStart: Date.UTC(2026, 1, 25, 21) / 1_000,
    earningsTimestampEnd: Date.UTC(2026, 1, 25, 21) / 1_000,
    isEarningsDateEstimate: true,
  }));
  const reply = await bot.ann.sends('/price nvda');
  expect(reply.text.split('\n')).toEqual([
    '💲 NVDA NVIDIA Corporation · $148.20 ▲2.2%',
    'Opened at $146.00 (▲1.5% since) · last close $145.00',
    'US shares: open, closes 16:00 EST (in 5 h 30 min).',
    '📅 Earnings Wed 25 Feb 2026 (estimated), as of a quote just now.',
    'just now · Yahoo Finance',
  ]);
  expect(reply.buttons).toEqual(['📈 NVDA']);
  expect(bot.complaints).toEqual([]);
});

test('up to three are told in full, with a chart of each', async () => {
  const bot = await startChartBot({ quotes: MARKET });
  const reply = await bot.ann.sends('/p NVDA VOD.L ^GSPC');
  expect(reply.text).toContain('VOD.L Vodafone Group Plc · 71.20p ▲1.7%');
  expect(reply.text).toContain('feed delayed 15 min');
  expect(reply.text).toContain('^GSPC S&P 500 · 6,902.05 ▲0.2%');
  expect(reply.buttons).toEqual(['📈 NVDA', '📈 VOD.L', '📈 ^GSPC']);
  await bot.ann.presses('📈 NVDA', { on: reply });
  expect((await bot.ann.hears(/^📈 NVDA · 1d/)).photo).toBeDefined();
});

test('more are a thin table that fits a phone', async () => {
  const bot = await open();
  const reply = await bot.ann.sends('/price NVDA AMD GOOGL VOD.L EURUSD=X BTC-USD');
  const [title, ...rows] = reply.text.split('\n');
  expect(title).toBe('💲 6 prices');
  const table = rows.slice(0, 6);
  expect(table[5]).toMatch(/^BTC-USD\s+97,123\.50 ▼1\.9%$/);
  for (const row of table) expect(row.length).toBeLessThanOrEqual(34);
  expect(reply.buttons).toEqual([]);
});

test('what nobody knows brings suggestions, what cannot be a ticker is named', async () => {
  const bot = await open();
  const reply = await bot.ann.sends('/price nvidia $$$');
  expect(reply.text).toContain('I can’t find NVIDIA');
  expect(reply.text).toContain('“$$$” cannot be a ticker');
  await bot.ann.presses('NVDA · NVIDIA Corporation', { on: reply });
  await bot.ann.hears(/NVDA NVIDIA Corporation · \$148\.20/);
});

test('twenty are as many as it takes', async () => {
  const bot = await open();
  const many = Array.from({ length: 21 }, (_, n) => `T${n}`).join(' ');
  expect((await bot.ann.sends(`/price ${many}`)).text).toContain('That is 21 tickers; I take 20');
});

test('a vendor that is down is named; what it said last is shown with its age', async () => {
  const bot = await open();
  await bot.ann.sends('/rule! NVDA > 500');
  bot.yahoo.setTrouble('down');
  bot.clock.now += 600_000;
  const reply = await bot.ann.sends('/price NVDA AMD');
  expect(reply.text).toContain('$148.20');
  expect(reply.text).toContain('10 min old');
  expect(reply.text).toMatch(/AMD: no price, because Yahoo Finance cannot be reached/);
});

test('a viewer may ask, and without words is asked which', async () => {
  const bot = await open();
  const vic = bot.meet({ id: 202, name: 'Vic', role: 'viewer' });
  expect((await vic.sends('/price AMD')).text).toContain('AMD Advanced Micro Devices');
  expect((await vic.sends('/price')).text).toContain('The price of which ticker?');
});

test('while the market is closed an age is no warning, but the last trade', async () => {
  // Saturday.
  const now = Date.UTC(2026, 0, 10, 15, 0);
  const fridaysClose = Date.UTC(2026, 0, 9, 21, 0) / 1_000;
  const bot = await startBot({
    quotes: [{ price: 148.2, previousClose: 145, time: fridaysClose }],
    now,
  });
  bot.program.parts.store.chats.setZone(bot.ann.id as never, 'America/New_York');
  const reply = await bot.ann.sends('/price NVDA');
  expect(reply.text).toContain('market closed, last trade Fri 9 Jan, 16:00 EST');
  expect(reply.text).not.toContain('⚠️');
  await bot.ann.sends('/watch NVDA');
  const list = await bot.ann.sends('/watch');
  expect(list.text).toMatch(/US shares: closed, opens .* · last trade Fri 9 Jan, 16:00 EST/);
  expect((await bot.ann.sends('/status')).text).not.toMatch(/newest from/);
});

test('while it is open, a price that stands still is said to', async () => {
  const now = Date.UTC(2026, 0, 5, 15, 30);
  const bot = await startBot({
    quotes: [{ price: 148.2, previousClose: 145, time: now / 1_000 - 22 * 60 }],
    now,
  });
  const reply = await bot.ann.sends('/price NVDA');
  expect(reply.text).toContain('its last price is 22 min old although its market is open');
});
