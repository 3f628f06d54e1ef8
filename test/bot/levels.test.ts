import { expect, test } from 'vitest';
import { aRule } from '../support/alerts.ts';
import { startChartBot, tradingDays } from '../support/chart-market.ts';
import { MARKET } from '../support/market.ts';

const open = () => startChartBot({ quotes: MARKET });

/** The rungs of the ladder, highest first. */
function rungs(text: string): readonly { price: number; line: string }[] {
  return text
    .split('\n')
    .filter((line) => /^\s*[\d,]+(?:\.\d+)?\s/.test(line))
    .map((line) => ({ line, price: Number(line.trim().split(' ')[0]?.replaceAll(',', '')) }));
}

test('one ladder, highest first, with the price in its place', async () => {
  const bot = await open();
  aRule(bot, { text: 'NVDA > 150' });
  aRule(bot, { text: 'NVDA in 120..125', code: 'R9X4' });
  aRule(bot, { text: 'AMD > 130', code: 'R5A5' });
  const reply = await bot.ann.sends('/levels nvda');
  const found = rungs(reply.text);
  const prices = found.map(({ price }) => price);
  expect(prices).toEqual(prices.toSorted((a, b) => b - a));
  expect(found.map(({ line }) => line)).toEqual(
    expect.arrayContaining([
      '150.00  +1.2% rule R7K2',
      '149.07  +0.6% 20d/55d/52w high',
      '148.20        ◀ you are here',
      '125.00 −15.7% rule R9X4',
      '120.00 −19.0% rule R9X4',
      '109.78 −25.9% 52w low',
    ]),
  );
  expect(reply.text).toMatch(/ sma20\n/);
  expect(reply.text).not.toContain('R5A5');
  expect(reply.text).toContain('days closed to Fri 2 Jan, 16:00 EST, from Yahoo Finance just now');
  for (const { line } of found) expect(line.length).toBeLessThanOrEqual(34);
  expect(bot.world.violations).toEqual([]);
  expect(bot.complaints).toEqual([]);
});

test('support and resistance tell how often and when they were last tested', async () => {
  const bot = await open();
  bot.yahoo.setBars('BTC-USD', '1d', days());
  const reply = await bot.ann.sends('/levels BTC-USD');
  expect(reply.text).toMatch(/^ *\d+,\d+ +[+−]\d+\.\d% resist \d+× \d+ \w+$/m);
  expect(reply.text).toMatch(/^ *\d+,\d+ +−\d+\.\d% support \d+× \d+ \w+$/m);
  for (const { line } of rungs(reply.text)) expect(line.length).toBeLessThanOrEqual(34);
});

test('highs and lows are those that a rule compares with now: the last closed day is one of them', async () => {
  const bot = await open();
  const all = tradingDays(420);
  bot.yahoo.setBars('NVDA', '1d', [
    ...all.slice(0, -1),
    { ...(all.at(-1) ?? expect.fail()), high: 160 },
  ]);
  expect((await bot.ann.sends('/levels NVDA')).text).toMatch(/160\.00 +\+8\.0% 20d\/55d\/52w high/);
});

test('its buttons draw the levels and open a rule about the ticker', async () => {
  const bot = await open();
  const reply = await bot.ann.sends('/levels NVDA');
  await bot.ann.presses('📈 Chart', { on: reply });
  const chart = await bot.ann.hears(/^📈 NVDA · 1d/);
  expect(chart.photo).toBeDefined();
  expect(chart.buttons).toContain('levels ✓');
  await bot.ann.presses('🔔 Alert me on this', { on: reply });
  await bot.ann.hears(/What shall I watch for/);
});

test('what has too few days says which lines are missing', async () => {
  const bot = await open();
  const reply = await bot.ann.sends('/levels AMD');
  expect(reply.text).toContain('◀ you are here');
  expect(reply.text).toContain('Not enough days yet for high20');
  expect(reply.text).toContain('Yahoo Finance has none');
});

test('an unknown ticker brings suggestions; without a price there is no ladder', async () => {
  const bot = await open();
  const reply = await bot.ann.sends('/levels nvidia');
  await bot.ann.presses('NVDA · NVIDIA Corporation', { on: reply });
  await bot.ann.hears(/^🪜 NVDA/);
  bot.yahoo.setTrouble('down');
  const down = await bot.ann.sends('/levels AMD');
  expect(down.text).toMatch(/no price of AMD, because Yahoo Finance cannot be reached/);
  expect((await bot.ann.sends('/levels')).text).toContain('The levels of which ticker?');
});

/** Days between 90,000 and 104,000 that turn at nearly the same prices again and again. */
function days() {
  const start = Date.UTC(2025, 0, 1) / 1_000;
  return Array.from({ length: 369 }, (_, n) => {
    const at = (day: number) => 97_000 + 7_000 * Math.sin(day / 7);
    const [open, close] = [at(n - 1), at(n)];
    const time = start + n * 86_400;
    return {
      time,
      open,
      high: Math.max(open, close) + (close > open ? 320 : 300),
      low: Math.min(open, close) - (close < open ? 320 : 300),
      close,
      volume: 1_000,
    };
  });
}
