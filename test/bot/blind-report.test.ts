import { expect, test } from 'vitest';
import type { FeedBar } from '../../src/sandbox/feed.ts';
import { GROUP, startBot, type BotLab } from '../support/bot.ts';
import { said, startDesk } from '../support/desk.ts';
import { MARKET } from '../support/market.ts';

const MINUTE_MS = 60_000;

/** A bar a minute from the given moment on, each opening where the one before closed. */
function minutes(from: number, closes: readonly number[]): FeedBar[] {
  return closes.map((close, n) => {
    const open = closes[n - 1] ?? close;
    const [high, low] = [Math.max(open, close), Math.min(open, close)];
    return { time: from / 1_000 + n * 60, open, high, low, close, volume: 1_000 };
  });
}

async function armed(...rules: readonly string[]): Promise<BotLab> {
  const bot = await startDesk();
  for (const rule of rules) await bot.ann.sends(`/rule! ${rule}`);
  await bot.trade({ NVDA: 148 });
  return bot;
}

/** Nobody looks for as long as there are closes, and what is missed is served as bars; then one look at the last price. */
async function away(bot: BotLab, closes: readonly number[]): Promise<void> {
  const from = bot.clock.now;
  bot.yahoo.setBars('NVDA', '1m', minutes(from, [...closes, closes.at(-1) ?? 0]));
  await bot.trade({ NVDA: closes.at(-1) ?? 0 }, { afterMs: closes.length * MINUTE_MS });
}

async function reports(bot: BotLab, afterMs = 2 * MINUTE_MS): Promise<readonly string[]> {
  bot.clock.now += afterMs;
  await bot.program.run('late-reports');
  await bot.program.parts.deliver.idle();
  return said(bot, /LATE: I was blind/);
}

const DOWN_AND_UP = [147, 145, 139, 138.5, 142, 145, 146, 147, 147, 147];

test('what came and went while the program was not running is told as late, once', async () => {
  const bot = await armed('NVDA < 140');
  await away(bot, DOWN_AND_UP);
  expect(said(bot, /🔔 NVDA/)).toEqual([]);
  const [report, ...more] = await reports(bot);
  expect(report).toMatch(/^🕳 LATE: I was blind 10:31 EST – 10:41 EST \(I was not running\)/);
  expect(report).toMatch(/• NVDA did cross below 140\.00 at 10:33 EST \(now 147\.00, 2 min old\)/);
  expect(report).toContain('from 1m bars');
  expect(more).toEqual([]);
  expect(await reports(bot)).toHaveLength(1);
  expect(said(bot, /🔔 NVDA/)).toEqual([]);
  expect((await bot.ann.sends('/history')).text).toContain('told late, with what I could not see');
  expect(bot.program.parts.store.census.take(bot.clock.now).unaccounted).toBe(0);
  expect(bot.complaints).toEqual([]);
});

test('a provider that was down is named, and the report follows the news that it is back', async () => {
  const bot = await armed('NVDA < 140');
  const from = bot.clock.now;
  bot.yahoo.setTrouble('down');
  for (let scan = 0; scan < 10; scan++) await bot.trade({ NVDA: 139 });
  bot.yahoo.setTrouble('none');
  bot.yahoo.setBars('NVDA', '1m', minutes(from, [...DOWN_AND_UP, ...Array(30).fill(147)]));
  await bot.trade({ NVDA: 147 }, { afterMs: 20 * MINUTE_MS });
  expect(said(bot, /Prices are back/)).toHaveLength(1);
  const [report] = await reports(bot);
  expect(report).toContain('(Yahoo Finance cannot be reached');
  expect(report).toContain('NVDA did cross below 140.00');
});

test('what is true now rings by itself, says that it may be older, and is not told twice', async () => {
  const bot = await armed('NVDA < 140');
  await away(bot, [147, 145, 141, 139, 138, 137]);
  const [rung] = said(bot, /🔔 NVDA crossed below 140/);
  expect(rung).toContain(
    'I was blind from 10:31 EST until this price: it may have happened earlier',
  );
  const [report] = await reports(bot);
  expect(report).not.toContain('did cross');
  expect(report).toContain('1 rule rang by itself since');
});

test('only the first price after the gap is said to be uncertain', async () => {
  const bot = await armed('NVDA < 140', 'NVDA < 130');
  await away(bot, [147, 145, 139]);
  await bot.trade({ NVDA: 129 });
  expect(said(bot, /crossed below 140/)[0]).toContain('may have happened earlier');
  expect(said(bot, /crossed below 130/)[0]).not.toContain('may have happened earlier');
});

test('without bars it says which rules could not be judged', async () => {
  const bot = await armed('NVDA < 140');
  await bot.trade({ NVDA: 147 }, { afterMs: 10 * MINUTE_MS });
  expect(await reports(bot)).toEqual([]);
  const [report] = await reports(bot, 40 * MINUTE_MS);
  expect(report).toMatch(/1 rule could not be judged \(\w+ NVDA\): no bars of that time/);
});

test('a night is no blindness', async () => {
  const bot = await armed('NVDA < 140');
  await bot.trade({ NVDA: 148 }, { afterMs: 0 });
  bot.clock.now = Date.UTC(2026, 0, 5, 20, 59, 30);
  await bot.trade({ NVDA: 148 }, { afterMs: 0 });
  await reports(bot);
  const before = said(bot, /LATE/).length;
  // From half a minute before the close until half a minute after the next open.
  await bot.trade({ NVDA: 148 }, { afterMs: 17 * 3_600_000 + 31 * MINUTE_MS });
  await reports(bot);
  expect(said(bot, /LATE/)).toHaveLength(before);
});

test('coins have no night', async () => {
  const bot = await startBot({ quotes: MARKET });
  await bot.ann.sends('/rule! BTC-USD < 90000');
  await bot.trade({ 'BTC-USD': 97_000 });
  await bot.trade({ 'BTC-USD': 97_000 }, { afterMs: 12 * 3_600_000 });
  const [report] = await reports(bot, 40 * MINUTE_MS);
  expect(report).toContain('LATE: I was blind');
});

test('a short restart bothers nobody', async () => {
  const bot = await armed('NVDA < 140');
  await bot.trade({ NVDA: 147 }, { afterMs: 110_000 });
  expect(await reports(bot)).toEqual([]);
});

test('what came and went before the close is told while the market is closed', async () => {
  const bot = await armed('NVDA < 140');
  bot.clock.now = Date.UTC(2026, 0, 5, 20, 40);
  await bot.trade({ NVDA: 148 }, { afterMs: 0 });
  await reports(bot);
  const from = bot.clock.now;
  bot.yahoo.setBars('NVDA', '1m', minutes(from, [...Array(15).fill(147), 139, 139, 138, 138, 138]));
  // The next look is in the middle of the night, when nothing is asked for.
  await bot.trade({ NVDA: 138 }, { afterMs: 8 * 3_600_000 });
  const report = (await reports(bot)).at(-1);
  expect(report).toMatch(
    /NVDA did cross below 140\.00 at 15:5\d EST, and it stood there at the close/,
  );
  expect(report).toContain('it rings by itself if that is still so when trading goes on');
});

test('muted rules stay quiet in the report', async () => {
  const bot = await armed('NVDA < 140');
  await bot.ann.sends('/mute NVDA 8h');
  await away(bot, DOWN_AND_UP);
  expect((await reports(bot))[0]).not.toContain('did cross');
});

test('a rule on bars that stay away is named, and one whose bars come is left to ring by itself', async () => {
  const bot = await armed('NVDA < 140 note:"mine alone"', 'NVDA rsi14@1h < 30');
  await bot.program.run('bars');
  await away(bot, DOWN_AND_UP);
  const [report] = await reports(bot);
  expect(report).toContain('did cross below 140.00');
  expect(report).toMatch(/1 rule could not be judged \(\w+ NVDA\): no 1h bars, because/);
  expect(report).not.toContain('mine alone');
});

test('a place hears only of its own rules', async () => {
  const bot = await armed('NVDA < 140');
  await bot.ann.sends('/link', { in: GROUP });
  await bot.ann.sends('/rule! NVDA < 120', { in: GROUP });
  await bot.trade({ NVDA: 148 });
  await away(bot, DOWN_AND_UP);
  await reports(bot);
  const inGroup = bot.world.messages(GROUP).map(({ text }) => text);
  const report = inGroup.find((text) => text.includes('LATE: I was blind'));
  expect(report).toContain('nothing came and went that 1 rule here waits for (NVDA)');
  expect(report).not.toContain('140');
});
