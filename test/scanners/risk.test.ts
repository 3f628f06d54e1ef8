import { describe, expect, test } from 'vitest';
import { startBot, type BotLab } from '../support/bot.ts';
import { holds } from '../support/held-book.ts';

const MINUTE_MS = 60_000;

/** Two looks, a minute apart. */
async function looks(bot: BotLab, times = 2): Promise<void> {
  for (let n = 0; n < times; n++) {
    bot.clock.now += MINUTE_MS;
    await bot.program.run('risk');
  }
  await bot.program.parts.deliver.idle();
}

/** Puts the position at a price at which so much of the account of 100,000 is at risk. */
function atRisk(bot: BotLab, pct: number): void {
  holds(bot, [{ quantity: 100, price: 140 + pct * 10 }]);
}

async function open(): Promise<BotLab> {
  const bot = await startBot();
  bot.program.parts.store.chats.setZone(bot.ann.id as never, 'America/New_York');
  holds(bot, [
    { quantity: 100, price: 190, stop: 140 },
    { ticker: 'AMD', price: 50 },
  ]);
  return bot;
}

const rung = (bot: BotLab) =>
  bot.program.parts.store.alerts
    .ofChat(bot.ann.id as never, 50)
    .filter(({ type }) => type === 'risk');

const heard = (bot: BotLab) =>
  bot.world
    .messages(bot.ann.id)
    .filter(({ byBot, text }) => byBot && text.includes('Open risk rose'));

describe('the open risk of a book', () => {
  test('that goes above its limit is told once, to its person alone, with what it is made of', async () => {
    const bot = await open();
    const bob = bot.meet({ id: 202, name: 'Bob', role: 'member' });
    await looks(bot);
    expect(rung(bot)).toEqual([]);
    atRisk(bot, 7.5);
    await looks(bot, 5);
    const [message, ...more] = heard(bot);
    expect(more).toEqual([]);
    expect(message?.text).toMatch(/^🟠 Open risk rose above 7% of your account · now 7\.50%/);
    expect(message?.text).toMatch(
      /^1 position down to its stop, before gaps; 1 more without a stop is not in it$/m,
    );
    expect(message?.text).toMatch(/^NVDA 7\.50 \(% of the account, 0\.7% for one\)$/m);
    expect(message?.text).toMatch(/Rings again after it was below 6\.65%/);
    expect(message?.text).toMatch(/^RISK · once each time · data/m);
    await bob.quiet(50);
    expect(bot.world.violations).toEqual([]);
    expect(bot.complaints).toEqual([]);
  });

  test('that trembles about its limit is told once; after it was back, anew', async () => {
    const bot = await open();
    for (const pct of [7.2, 6.9, 7.3, 6.7, 7.2]) {
      atRisk(bot, pct);
      await looks(bot);
    }
    expect(rung(bot)).toHaveLength(1);
    atRisk(bot, 6.5);
    await looks(bot);
    expect(rung(bot)[0]?.resolvedAt).toBeDefined();
    atRisk(bot, 7.2);
    await looks(bot);
    expect(rung(bot)).toHaveLength(2);
  });

  test('that one wrong price puts above the limit is not told', async () => {
    const bot = await open();
    for (const pct of [5, 90, 5, 90, 5]) {
      atRisk(bot, pct);
      await looks(bot, 1);
    }
    expect(rung(bot)).toEqual([]);
  });

  test('of which a price is missing is never taken for back within', async () => {
    const bot = await open();
    atRisk(bot, 8);
    await looks(bot);
    holds(bot, [{ quantity: 100, price: undefined }]);
    await looks(bot);
    atRisk(bot, 8);
    await looks(bot);
    expect(rung(bot)).toHaveLength(1);
  });

  test('above a limit that was just put below it is told by the answer, and not by an alert', async () => {
    const bot = await open();
    await looks(bot);
    const { text } = await bot.ann.sends('/risk limit 3%');
    expect(text).toMatch(/The open risk is 5\.0%, above it already/);
    await looks(bot, 3);
    expect(rung(bot)).toEqual([]);
    await bot.ann.sends('/risk limit 6%');
    await looks(bot);
    atRisk(bot, 6.5);
    await looks(bot);
    expect(rung(bot)).toHaveLength(1);
  });

  test('is kept quiet by a mute, and is in the history', async () => {
    const bot = await open();
    await bot.ann.sends('/mute here 2h');
    atRisk(bot, 8);
    await looks(bot);
    expect(heard(bot)).toEqual([]);
    expect(rung(bot)).toMatchObject([{ fate: 'suppressed', reason: 'suppressed-muted' }]);
  });

  test('waits for the morning in quiet hours', async () => {
    const bot = await open();
    await bot.ann.sends('/settings quiet 10:00-11:00');
    atRisk(bot, 8);
    await looks(bot);
    expect(heard(bot)).toEqual([]);
    expect(rung(bot)).toMatchObject([{ fate: 'open' }]);
    expect(rung(bot)[0]?.bundleId).toBeDefined();
  });

  test('is beyond the limit only together with the alert that tells so', async () => {
    const bot = await open();
    const { db, store } = bot.program.parts;
    const user = bot.ann.id as never;
    await looks(bot);
    db.sqlite.exec(
      "create temp trigger full before insert on main.alert begin select raise(abort, 'full'); end",
    );
    atRisk(bot, 8);
    await looks(bot).catch(() => undefined);
    expect(store.books.riskStage(user)).toMatchObject({ stage: 'within', seq: 0 });
    db.sqlite.exec('drop trigger full');
    await looks(bot);
    expect(store.books.riskStage(user)).toMatchObject({ stage: 'beyond', seq: 1 });
    expect(heard(bot)).toHaveLength(1);
  });

  test('is told once although the process ends between the look and the message', async () => {
    const bot = await open();
    atRisk(bot, 8);
    await looks(bot);
    const { store } = bot.program.parts;
    expect(store.books.riskStage(bot.ann.id as never)).toMatchObject({ stage: 'beyond', seq: 1 });
    store.accounts.forget();
    store.positions.forget();
    await looks(bot, 3);
    expect(heard(bot)).toHaveLength(1);
  });
});

describe('since yesterday', () => {
  test('is told against the last look of the day before, position by position', async () => {
    const bot = await open();
    await bot.program.run('risk');
    bot.clock.now += 24 * 3_600_000;
    holds(bot, [{ quantity: 50, price: 200, stop: 150 }], { total: 101_000 });
    await bot.ann.sends('/risk');
    const { message } = await bot.ann.presses('What changed since yesterday');
    expect(message?.text).toMatch(/^📅 Open risk −\$2,500 since Mon 5 Jan, 10:30 EST$/m);
    expect(message?.text).toMatch(/^\$5,000 \(5\.0%\) → \$2,500 \(2\.5%\)$/m);
    expect(message?.text).toMatch(/Worth of all accounts \+\$1,000, deposits included: \$101,000/);
    expect(message?.text).toMatch(
      /^• NVDA −\$2,500: 100 → 50 shares, stop 140\.00 → 150\.00, price 190\.00 → 200\.00$/m,
    );
  });

  test('says so when nothing is known of yesterday, and counts no look of today', async () => {
    const bot = await open();
    await looks(bot);
    await bot.ann.sends('/risk');
    const { message } = await bot.ann.presses('What changed since yesterday');
    expect(message?.text).toMatch(/^🕳 I have nothing of an earlier day/);
  });

  test('is gone with the person', async () => {
    const bot = await open();
    await looks(bot);
    const { store } = bot.program.parts;
    const user = bot.ann.id as never;
    expect(store.riskDays.get(user)).toBeDefined();
    store.transact(() => store.erase.person(user, 1));
    expect(store.riskDays.get(user)).toBeUndefined();
  });
});
