import { expect, test } from 'vitest';
import { HOUR_MS, instant, MINUTE_MS, plus } from '../../src/core/time.ts';
import { aHolding, anAccount, aSale, pastDays } from '../support/books.ts';
import { OWNER, type BotLab } from '../support/bot.ts';
import { startDesk } from '../support/desk.ts';

const isPng = (photo: Uint8Array | undefined) =>
  photo !== undefined && new TextDecoder('latin1').decode(photo.slice(1, 4)) === 'PNG';

/** Ann with one account: five trading days of profit, one position, two sales. */
async function withBook(): Promise<{ bot: BotLab; id: number }> {
  const bot = await startDesk();
  const { store } = bot.program.parts;
  const at = instant(bot.clock.now - 5 * MINUTE_MS);
  const id = anAccount(store, { user: OWNER, total: 10_300, at });
  aHolding(store, id, { at });
  aSale(store, id, { at: plus(at, -HOUR_MS) });
  aSale(store, id, { at: plus(at, -2 * HOUR_MS), realised: -20 });
  pastDays(store, id, { before: at, profits: [100, 700, 500, 400] });
  return { bot, id };
}

test('profit, fall, sales and what was given back are told with their age and currency', async () => {
  const { bot } = await withBook();
  const told = await bot.ann.sends('/pnl');
  expect(isPng(told.photo)).toBe(true);
  expect(told.text.split('\n')).toEqual([
    '💰 Profit +$200 (▲2.0%) in the last 30 days, from Thu 1 Jan on · Worth $10,300',
    'Sharpe: too few days yet, 2 of 20 · deepest fall ▼3.7%, now ▼3.7%',
    'Given back $400 since the best day, Fri 2 Jan with +$600',
    '2 sales, 1 with a profit (50%): realised +$30.00, on average won $50.00 and lost $20.00',
    'best AMD +$50.00 · worst AMD −$20.00',
    'What is held stands $300 below its highest prices: NVDA $300',
    'Trading 212 5 min old · in USD · deposits are no profit',
  ]);
  expect(told.text.length).toBeLessThan(1_024);
});

test('its buttons turn the picture to what there was, and to other spans', async () => {
  const { bot } = await withBook();
  const told = await bot.ann.sends('/pnl');
  const worth = await bot.ann.presses('📈 Worth', { until: /💰 Profit(?! [+−])/ });
  expect(isPng(worth.message?.photo)).toBe(true);
  expect(worth.message?.photo).not.toEqual(told.photo);
  const week = await bot.ann.presses('7d', { until: /last 7 days/ });
  expect(week.message?.buttons).toContain('· 7d ·');
  expect(bot.world.violations).toEqual([]);
});

test('two accounts are one sum in the owner’s currency, by dated rates, and each can be had alone', async () => {
  const { bot } = await withBook();
  const { store } = bot.program.parts;
  const at = instant(bot.clock.now - 2 * HOUR_MS);
  const pounds = anAccount(store, { user: OWNER, name: 'ISA', currency: 'GBP', total: 1_000, at });
  const lacking = await bot.ann.sends('/pnl');
  expect(lacking.text).toContain('Worth $10,300');
  expect(lacking.text).toContain('⚠️ Left out on days without a rate: ISA (GBP)');
  const day = '2026-01-02';
  store.fx.put({ base: 'GBP', quote: 'USD', day, rate: 1.25, source: 'test', at });
  pastDays(store, pounds, { before: at, profits: [100], paidIn: 900, currency: 'GBP' });
  const both = await bot.ann.sends('/pnl');
  expect(both.text).toContain('Worth $11,550');
  expect(both.text).toContain('ISA 2 h old · in USD, rates of Fri 2 Jan · deposits are no profit');
  const alone = await bot.ann.sends('/pnl 7d isa');
  expect(alone.text).toContain('Worth £1,000');
  expect((await bot.ann.sends('/pnl SIPP')).text).toBe(
    'I read SIPP, but no account of yours is called that. You have Trading 212, ISA: /pnl Trading 212',
  );
});

test('what is missing is named: a worth, a price, a result, a broker that cannot be read', async () => {
  const { bot, id } = await withBook();
  const { store } = bot.program.parts;
  const at = instant(bot.clock.now);
  anAccount(store, { user: OWNER, name: 'New one', at });
  const blind = { symbol: 'XYZ', ticker: undefined, price: undefined, profit: undefined };
  aHolding(store, id, { at, ...blind });
  aSale(store, id, { at, realised: undefined });
  store.accounts.setTrouble(id, { why: 'Trading 212 is <busy>', since: at, isTold: true });
  const told = await bot.ann.sends('/pnl');
  expect(told.text).toContain('⚠️ Trading 212 cannot be read: Trading 212 is <busy>');
  expect(told.text).toContain('⚠️ Left out: New one, whose worth is not known');
  expect(told.text).toContain(
    '⚠️ The latest profit of Trading 212 is not counted yet: a price is missing',
  );
  expect(told.text).toContain('⚠️ 1 of 2 positions have no price or rate: XYZ');
  expect(told.text).toContain('⚠️ Of 1 more sale nobody tells the result');
});

test('before there are two days the words say so, without a picture', async () => {
  const bot = await startDesk();
  expect((await bot.ann.sends('/pnl')).text).toMatch(/^I know of nothing that you hold/);
  const at = instant(bot.clock.now);
  const id = anAccount(bot.program.parts.store, { user: OWNER, total: 5_000, at });
  aHolding(bot.program.parts.store, id, { at });
  const told = await bot.ann.sends('/pnl');
  expect(told.photo).toBeUndefined();
  expect(told.text).toMatch(/^💰 Worth \$5,000\. I write down each day what there is/);
});

test('nobody else sees it', async () => {
  const { bot } = await withBook();
  const bob = bot.meet({ id: 202, name: 'Bob', role: 'member' });
  expect((await bob.sends('/pnl')).text).toMatch(/^I know of nothing that you hold/);
  expect((await bob.sends('/export')).text).toMatch(/^There is nothing to put into a file/);
});
