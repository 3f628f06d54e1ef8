import { expect, test } from 'vitest';
import { createCalendar } from '../../src/core/calendar.ts';
import type { FeedBar } from '../../src/sandbox/feed.ts';
import { shiftDate } from '../../src/core/zone.ts';
import type { BotLab } from '../support/bot.ts';
import { ruleTexts, said, startDesk } from '../support/desk.ts';

const calendar = createCalendar();
const MINUTE_MS = 60_000;
/** Tuesday's hours in New York; the bot starts on Monday morning at a price of 148.20. */
const OPEN = Date.UTC(2026, 0, 6, 14, 30);
const CLOSE = Date.UTC(2026, 0, 6, 21);
const SPLIT = { kind: 'split', time: OPEN / 1_000, numerator: 10, denominator: 1 } as const;

/** Daily bars up to a day, oldest first, those before Tuesday divided by so much. */
function days(last: string, closes: readonly number[], divided = 1): readonly FeedBar[] {
  const bars: FeedBar[] = [];
  let day = shiftDate(last, 1);
  for (const close of closes.toReversed()) {
    const session = calendar.previousSession('us', day);
    if (session === undefined) throw new Error('no session');
    day = session.isoDate;
    const by = session.opensAt < OPEN ? divided : 1;
    const price = close / by;
    const time = session.opensAt / 1_000;
    const spread = { open: price, high: price * 1.01, low: price * 0.99, close: price };
    bars.unshift({ time, ...spread, volume: 1e6 * by });
  }
  return bars;
}

const CALM = Array.from({ length: 280 }, (_, i) => 148 + (i % 2));

async function armed(...rules: readonly string[]): Promise<BotLab> {
  const bot = await startDesk();
  bot.yahoo.setBars('NVDA', '1d', days('2026-01-02', CALM));
  for (const text of rules) await bot.ann.sends(`/rule! ${text}`);
  // Monday closes, and its bar is judged.
  bot.yahoo.setBars('NVDA', '1d', days('2026-01-05', [...CALM, 148]));
  bot.clock.now = Date.UTC(2026, 0, 5, 20, 58);
  await bot.trade({ NVDA: 148 });
  bot.clock.now = Date.UTC(2026, 0, 5, 21, 20);
  await bot.program.run('bars');
  await bot.program.parts.deliver.idle();
  return bot;
}

/** What the vendor tells from Tuesday's opening on. */
function splitsNow(bot: BotLab, today: readonly number[] = [14.9]): void {
  bot.yahoo.setActions('NVDA', [SPLIT]);
  bot.yahoo.setBars('NVDA', '1d', days('2026-01-06', [...CALM, 148, ...today], 10));
}

const ALERT = /^🔔 (?:still: |further: )?NVDA/;
const RULES = [
  'NVDA close < 140',
  'NVDA close > 160',
  'NVDA sma20 < 120',
  'NVDA volume > 5m',
  'NVDA price < sma20 - 20 every:1m',
  'NVDA rsi14 < 20',
] as const;
const SPLIT_RULES = [
  'NVDA close < 14',
  'NVDA close > 16',
  'NVDA sma20 < 12',
  'NVDA volume > 50000000',
  'NVDA < sma20 - 2 every:1m',
  'NVDA rsi14 < 20',
];

test('rules on bars follow a split that a jump of the price gave away', async () => {
  const bot = await armed(...RULES);
  splitsNow(bot);
  bot.clock.now = OPEN;
  await bot.trade({ NVDA: 14.9 });
  expect(ruleTexts(bot)).toEqual(SPLIT_RULES);
  bot.clock.now = CLOSE + 20 * MINUTE_MS;
  await bot.program.run('bars');
  await bot.program.parts.deliver.idle();
  expect(said(bot, ALERT)).toEqual([]);
  expect(said(bot, /was split/)).toHaveLength(1);
  expect(bot.program.parts.bars.read('NVDA' as never, '1d')?.bars.close.at(-1)).toBe(14.9);
});

test('a split that the bars show first holds their rules until a price comes on the new shares', async () => {
  const bot = await armed(...RULES);
  bot.clock.now = OPEN + 20 * MINUTE_MS;
  splitsNow(bot);
  // The feed still tells Monday's price when the day's bar has come already.
  bot.clock.now = CLOSE + 180 * MINUTE_MS;
  await bot.program.run('bars');
  await bot.trade({});
  await bot.program.parts.deliver.idle();
  expect(bot.program.parts.store.actions.unapplied()).toHaveLength(1);
  expect(ruleTexts(bot)).toContain('NVDA close < 140');
  expect(said(bot, ALERT)).toEqual([]);
  await bot.trade({ NVDA: 14.9 }, { afterMs: 5 * MINUTE_MS });
  expect(ruleTexts(bot)).toEqual(SPLIT_RULES);
  expect(bot.program.parts.store.actions.unapplied()).toEqual([]);
  await bot.program.run('bars');
  await bot.program.parts.deliver.idle();
  expect(said(bot, ALERT)).toEqual([]);
  expect(said(bot, /was split/)).toHaveLength(1);
});

test('a close on the new shares that crosses rings, once', async () => {
  const bot = await armed('NVDA close < 140', 'NVDA close > 160');
  bot.clock.now = OPEN;
  splitsNow(bot, []);
  await bot.trade({ NVDA: 14.9 });
  splitsNow(bot, [13.9]);
  bot.clock.now = CLOSE + 20 * MINUTE_MS;
  await bot.program.run('bars');
  await bot.program.run('bars');
  await bot.program.parts.deliver.idle();
  expect(said(bot, ALERT)).toHaveLength(1);
  expect(said(bot, ALERT)[0]).toContain('NVDA’s close on 1d bars crossed below 14');
});

test('an alert on the day of a dividend says so, and only then', async () => {
  const bot = await armed('NVDA < 147', 'NVDA change < -0.4%', 'NVDA rsi14 < 99');
  bot.yahoo.setActions('NVDA', [{ kind: 'dividend', time: OPEN / 1_000, amount: 0.25 }]);
  bot.yahoo.setBars('NVDA', '1d', days('2026-01-06', [...CALM, 148, 146]));
  bot.clock.now = CLOSE - 60 * MINUTE_MS;
  await bot.program.parts.bars.checkActions('NVDA' as never, (OPEN - 1e9) as never);
  await bot.trade({ NVDA: 146.9 });
  const [alert] = said(bot, /NVDA crossed below 147/);
  expect(alert).toContain('Ex-dividend today: 0.25 a share');
  bot.clock.now += 24 * 60 * MINUTE_MS;
  await bot.trade({ NVDA: 149 });
  await bot.trade({ NVDA: 146 }, { afterMs: 90 * MINUTE_MS });
  const later = said(bot, /NVDA crossed below 147/);
  expect(later).toHaveLength(2);
  expect(later[1]).not.toContain('dividend');
});
