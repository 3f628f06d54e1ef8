import { describe, expect, test } from 'vitest';
import { startBot, type BotLab } from '../support/bot.ts';
import { said, startDesk } from '../support/desk.ts';
import { MARKET } from '../support/market.ts';

const MINUTE_MS = 60_000;

async function armed() {
  const bot = await startDesk();
  await bot.ann.sends('/rule! NVDA > 150');
  return bot;
}

const BLIND = /can’t judge some prices/;
const BACK = /Prices are back/;

describe('a feed that fails', () => {
  test.each([
    ['down', 'Yahoo Finance cannot be reached'],
    ['rate-limited', 'Yahoo Finance takes no more requests for now'],
    ['server-error', 'Yahoo Finance has a fault of its own'],
    ['html', 'Yahoo Finance answers something that I cannot read'],
    ['empty', 'Yahoo Finance answers something that I cannot read'],
    ['null-price', 'Yahoo Finance answers something that I cannot read'],
    ['truncated', 'Yahoo Finance cannot be reached'],
    ['times-100', 'the price jumped from 148.20 to 15,100.00, a hundredfold'],
    ['stale', 'its last price is 30 days old although its market is open'],
  ] as const)(
    '%s: no alert, said once, and its end said once',
    async (trouble, why) => {
      const bot = await armed();
      bot.yahoo.setTrouble(trouble);
      for (let scan = 0; scan < 5; scan++) await bot.trade({ NVDA: 151 });
      expect(said(bot, /🔔 NVDA/)).toEqual([]);
      expect(said(bot, BLIND)).toHaveLength(1);
      expect(said(bot, BLIND)[0]).toContain(why);
      bot.yahoo.setTrouble('none');
      for (let scan = 0; scan < 3; scan++)
        await bot.trade({ NVDA: 149 }, { afterMs: 20 * MINUTE_MS });
      expect(said(bot, BACK)).toHaveLength(1);
      expect(said(bot, BACK)[0]).toContain('now 149.00');
      expect(said(bot, BLIND)).toHaveLength(1);
      await bot.trade({ NVDA: 151 });
      expect(said(bot, /🔔 NVDA crossed above/)).toHaveLength(1);
      expect(bot.world.violations).toEqual([]);
    },
    20_000,
  );

  test('for one scan only, nobody is bothered', async () => {
    const bot = await armed();
    bot.yahoo.setTrouble('empty');
    await bot.trade({ NVDA: 151 });
    bot.yahoo.setTrouble('none');
    await bot.trade({ NVDA: 149 });
    expect(said(bot, BLIND)).toEqual([]);
    expect(said(bot, BACK)).toEqual([]);
  });

  test('a jump is believed at its second reading, and then it rings', async () => {
    const bot = await armed();
    await bot.trade({ NVDA: 200 });
    expect(said(bot, /🔔 NVDA/)).toEqual([]);
    await bot.trade({ NVDA: 201 });
    expect(said(bot, /🔔 NVDA crossed above/)).toHaveLength(1);
  });

  test('an outage neither rings nor re-arms', async () => {
    const bot = await armed();
    await bot.trade({ NVDA: 151 });
    bot.yahoo.setTrouble('times-100');
    await bot.trade({ NVDA: 140 });
    await bot.trade({ NVDA: 140 });
    bot.yahoo.setTrouble('none');
    await bot.trade({ NVDA: 151.5 }, { afterMs: 2 * 60 * MINUTE_MS });
    expect(said(bot, /🔔 NVDA crossed above/)).toHaveLength(1);
  });
});

describe('a rule made while nobody can be asked', () => {
  const blind = async (text: string) => {
    const bot = await startBot({ quotes: MARKET });
    bot.yahoo.setTrouble('down');
    const reply = await bot.ann.sends(`/rule! ${text}`);
    return { ...bot, reply };
  };
  const recover = async (bot: BotLab, price: number) => {
    bot.yahoo.setTrouble('none');
    await bot.trade({ NVDA: price }, { afterMs: 20 * MINUTE_MS });
  };

  test('is kept and marked waiting, and its beginning is told', async () => {
    const bot = await blind('NVDA > 150');
    expect(bot.reply.text).toContain('Saved, waiting for a price');
    expect(bot.reply.text).toContain('Yahoo Finance cannot be reached. The rule is kept');
    expect((await bot.ann.sends('/rules')).text).toContain('no data');
    await bot.trade({ NVDA: 148 });
    await bot.trade({ NVDA: 148 });
    expect(said(bot, BLIND)).toEqual([]);
    await recover(bot, 148);
    expect(said(bot, BACK)).toHaveLength(1);
    await bot.trade({ NVDA: 151 });
    expect(said(bot, /🔔 NVDA crossed above/)).toHaveLength(1);
  });

  test('measures “since now” from the first price it gets', async () => {
    const bot = await blind('NVDA -8% since now');
    await recover(bot, 140);
    await bot.trade({ NVDA: 128.81 });
    expect(said(bot, /🔔/)).toEqual([]);
    await bot.trade({ NVDA: 128.79 });
    expect(said(bot, /🔔 NVDA fell 8% or more/)).toHaveLength(1);
  });

  test('says so when the first price is past the trigger already', async () => {
    const bot = await blind('NVDA > 140');
    await recover(bot, 145);
    const [told] = said(bot, /can be judged now/);
    expect(told).toContain('$145.00');
    expect(said(bot, /🔔 NVDA crossed/)).toEqual([]);
  });

  test('is told of when its ticker turns out not to exist', async () => {
    const bot = await blind('NVDX > 140');
    await recover(bot, 145);
    await bot.trade({ NVDA: 145 });
    await bot.trade({ NVDA: 145 });
    expect(said(bot, BLIND)).toHaveLength(1);
    expect(said(bot, BLIND)[0]).toContain('does not know this ticker');
  });
});

test('a rule made between two scans hides no crossing from the others', async () => {
  const bot = await startBot({ quotes: MARKET });
  await bot.ann.sends('/rule! NVDA x> 150');
  await bot.trade({ NVDA: 149 });
  // The price runs ahead of the next scan while somebody makes another rule.
  bot.yahoo.setRow((row) => ({
    ...row,
    regularMarketPrice: 151,
    regularMarketTime: bot.clock.now / 1000 + 5,
  }));
  bot.clock.now += 10_000;
  await bot.ann.sends('/rule! NVDA > 160');
  bot.yahoo.setRow((row) => row);
  await bot.trade({ NVDA: 152 });
  expect(said(bot, /🔔 NVDA crossed above 150/)).toHaveLength(1);
});
