import { describe, expect, test } from 'vitest';
import { createCalendar } from '../../src/core/calendar.ts';
import { startBot, type BotLab } from '../support/bot.ts';
import { ruleTexts } from '../support/desk.ts';
import { aFeedBar } from '../support/vendor-bars.ts';

const HOUR_S = 3_600;
const calendar = createCalendar();

/** Hourly bars of the sessions before Monday 5 January 2026, six a day, whose closes swing around 100. */
function swinging(count: number, swing: number) {
  const bars = [];
  let day = '2026-01-05';
  while (bars.length < count) {
    const session = calendar.previousSession('us', day);
    if (session === undefined) throw new Error('no session');
    day = session.isoDate;
    for (let hour = 5; hour >= 0; hour--)
      bars.unshift(
        aFeedBar(session.opensAt / 1_000 + hour * HOUR_S, 100 + (hour % 2 === 0 ? swing : -swing)),
      );
  }
  return bars;
}

async function open(): Promise<BotLab> {
  const bot = await startBot({
    quotes: [
      { price: 98, previousClose: 98 },
      { symbol: 'AMD', name: 'AMD Inc.', price: 50, previousClose: 50 },
    ],
  });
  bot.yahoo.setBars('NVDA', '1h', swinging(400, 3));
  return bot;
}

describe('the card before arming', () => {
  test('of a rule that would ring every day says so, and offers what calms it', async () => {
    const bot = await open();
    const card = await bot.ann.sends('/rule NVDA > 101');
    expect(card.text).toMatch(/Would have fired \d\d+× in \d+ bars of 1h/);
    expect(card.text).toContain('judged at 1h closes only');
    expect(card.text).toContain('Noisy');
    expect(card.buttons).toEqual(
      expect.arrayContaining(['every:close', 'rearm:2%', 'cooldown:1d']),
    );
    const calmer = await bot.ann.presses('cooldown:1d', { until: /cooldown:1d/ });
    expect(calmer.message?.text).not.toContain('Noisy');
    expect(ruleTexts(bot)).toEqual([]);
    await bot.ann.presses('✅ Arm', { until: /Armed/ });
    expect(ruleTexts(bot)).toEqual(['NVDA > 101 cooldown:1d']);
    expect(bot.world.violations).toEqual([]);
  });

  test('arms once, however often it is pressed, and Undo takes it back', async () => {
    const bot = await open();
    await bot.ann.sends('/rule NVDA > 120');
    const armed = await bot.ann.presses('✅ Arm', { until: /Armed/ });
    expect(armed.message?.buttons).toContain('↩ Undo');
    await bot.ann.presses('↩ Undo', { until: /Undone/ });
    expect(ruleTexts(bot)).toEqual([]);
  });

  test('can be let go, and changed in words', async () => {
    const bot = await open();
    await bot.ann.sends('/rule NVDA > 120');
    await bot.ann.presses('✖ Cancel', { until: /Nothing was armed/ });
    await bot.ann.sends('/rule NVDA > 120');
    await bot.ann.presses('✏️ Edit');
    await bot.ann.hears(/Send the rule as it should be/);
    bot.ann.says('NVDA > 130');
    const card = await bot.ann.hears(/Not armed yet.*130/s);
    expect(card.buttons).toContain('✅ Arm');
    expect(ruleTexts(bot)).toEqual([]);
  });

  test('of what is so already asks what it shall do', async () => {
    const bot = await open();
    const card = await bot.ann.sends('/rule NVDA < 99');
    expect(card.text).toContain('already so');
    expect(card.buttons.slice(0, 2)).toEqual([
      'Wait for a fresh cross',
      'Tell me now, then on re-cross',
    ]);
    await bot.ann.presses('Tell me now, then on re-cross', { until: /Told you/ });
    await bot.ann.hears(/NVDA fell below 99|NVDA crossed below 99/);
    expect(ruleTexts(bot)).toEqual(['NVDA < 99']);
  });

  test('of a list tells where each of its tickers stands', async () => {
    const bot = await open();
    await bot.ann.sends('/watch NVDA AMD');
    const card = await bot.ann.sends('/rule * > 101');
    expect(card.text).toContain('2 tickers at this moment');
    expect(card.text).toMatch(/• NVDA 98\.00.* · \d+× before/);
    expect(card.text).toMatch(/• AMD 50\.00/);
    expect(card.text).toMatch(/Together they would have fired \d+×, on 1 of 2/);
    await bot.ann.presses('✅ Arm', { until: /Armed/ });
    expect(ruleTexts(bot)).toEqual(['* > 101']);
    await bot.trade({ NVDA: 101.5 });
    expect((await bot.ann.hears(/NVDA crossed above 101/)).buttons).toContain('✅ Ack');
  });

  test('of “since now” cannot look back, and says why', async () => {
    const bot = await open();
    const card = await bot.ann.sends('/rule NVDA ±8% since now');
    expect(card.text).toContain('it is measured from the price at which it is made');
  });
});
