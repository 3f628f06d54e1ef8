import { describe, expect, test } from 'vitest';
import { userId } from '../../src/core/people.ts';
import { instant } from '../../src/core/time.ts';
import { GROUP, OWNER, startBot, type BotLab } from '../support/bot.ts';
import { aHolding, keepAccount } from '../support/holding.ts';
import { MARKET } from '../support/market.ts';

const ADD = '/positions add NVDA 100 @ 121.40 2026-01-02';

async function open(): Promise<BotLab> {
  const bot = await startBot({ quotes: MARKET });
  bot.program.parts.store.chats.setZone(bot.ann.id as never, 'America/New_York');
  return bot;
}

/** An account at a broker of Ann's, read a moment ago, with what is held in it. */
function atBroker(
  { program, clock }: BotLab,
  holdings: readonly Parameters<typeof aHolding>[0][],
  name = 'Main',
): number {
  const { store } = program.parts;
  const now = instant(clock.now);
  const id = keepAccount(store, { user: userId(OWNER), name, currency: 'USD' });
  store.accounts.setPositionsAt(id, instant(now - 20_000));
  store.accounts.setWorth(id, { total: 20_000, freeCash: 1_200, realised: 0, at: now });
  for (const one of holdings)
    store.positions.put(aHolding({ accountId: id, priceAt: now, seenAt: now, ...one }));
  return id;
}

test('with nothing held it says how to begin', async () => {
  const { ann } = await open();
  const { text, buttons } = await ann.sends('/positions');
  expect(text).toMatch(/nothing held\nNo broker is connected either: \/accounts does that/);
  expect(text).toContain('/positions add NVDA 100 @ 121.40');
  expect(buttons).toEqual(['➕ Add']);
});

describe('the table', () => {
  test('fits a phone, and has the day, the profit, the stop and the age of everything', async () => {
    const bot = await open();
    await bot.ann.sends(ADD);
    await bot.trade({ NVDA: 150.42 });
    const { text, html, buttons } = await bot.ann.sends('/positions');
    const table = /<pre>([\s\S]*)<\/pre>/.exec(html)?.[1]?.split('\n') ?? [];
    expect(table).toEqual([
      '                shares        last',
      ' day            profit     to stop',
      'NVDA               100      150.42',
      ' +$542          ▲23.9%     no stop',
    ]);
    expect(Math.max(...table.map((line) => line.length))).toBeLessThanOrEqual(34);
    expect(text).toContain('Worth $15,042.00 · day +$542.00 (▲3.7%)');
    expect(text).toContain('Profit so far +$2,902.00 (▲23.9%)');
    expect(text).toContain('price just now');
    expect(text).toContain('All as you typed them in; no broker confirms that');
    expect(buttons).toEqual(['NVDA', '🔄 Refresh', '➕ Add', '📋 Orders']);
  });

  test('names what is in no total, and why', async () => {
    const bot = await open();
    await bot.ann.sends(ADD);
    await bot.ann.sends('/positions add VOD.L 1000 @ 72.4');
    atBroker(bot, [
      { symbol: 'XYZ_US_EQ', ticker: undefined, price: undefined, priceAt: undefined },
    ]);
    const { text } = await bot.ann.sends('/positions');
    expect(text).toContain('1 of 3 are worth $14,820.00');
    expect(text).toContain('⚠️ 1 of 3 has no price: XYZ_US_EQ');
    expect(text).toContain('1 of 3 left out, since I have no rate for GBP–USD yet: VOD.L');
    expect(text).toContain('Cash $1,200.00, besides that');
    expect(text).toContain('Main (Trading 212, demo): read 20 s old');

    const at = instant(bot.clock.now);
    const rate = { base: 'GBP', quote: 'USD', day: '2026-01-05', rate: 1.25, source: 'test', at };
    bot.program.parts.store.fx.put(rate);
    const rated = await bot.ann.sends('/positions');
    expect(rated.text).toContain('2 of 3 are worth $15,710.00');
    expect(rated.text).toContain('Other currencies at the rates of Mon 5 Jan');
  });

  test('says what keeps an account from being read', async () => {
    const bot = await open();
    const id = atBroker(bot, [{}]);
    const why = 'Trading 212: the key is not accepted';
    const since = instant(bot.clock.now);
    bot.program.parts.store.accounts.setTrouble(id, { why, since, isTold: true });
    const { text } = await bot.ann.sends('/positions');
    expect(text).toContain(`⚠️ Main (Trading 212, demo): ${why}; read 20 s old`);
  });

  test('of 200 positions in three accounts comes within 300 ms, in pages, asking nobody', async () => {
    const bot = await open();
    for (const name of ['One', 'Two', 'Three'])
      atBroker(
        bot,
        Array.from({ length: 67 }, (_, n) => ({ symbol: `S${n}`, ticker: `S${n}` as never })),
        name,
      );
    await bot.ann.sends('/positions');
    const asked = bot.yahoo.requests.length;
    const start = performance.now();
    const { buttons, text } = await bot.ann.sends('/positions');
    const tookMs = performance.now() - start;
    expect(bot.yahoo.requests).toHaveLength(asked);
    expect(tookMs).toBeLessThan(300);
    expect(buttons).toContain('1/26');
    expect(text).toContain('201 held');
    const turned = await bot.ann.presses('›', { until: /2\/26/ });
    expect(turned.message?.buttons).toContain('S8 · One');
  });

  test('a second account’s position of the same name is told apart', async () => {
    const bot = await open();
    atBroker(bot, [{}]);
    atBroker(bot, [{ quantity: 5, available: 5 }], 'ISA');
    const which = await bot.ann.sends('/positions nvda');
    expect(which.text).toContain('NVDA is held in 2 accounts');
    const { message } = await bot.ann.presses('ISA · 5 shares', { until: /ISA/ });
    expect(message?.text).toContain('5 shares');
  });
});

test('a card shows one position in full, and leads back', async () => {
  const bot = await open();
  await bot.ann.sends(ADD);
  await bot.ann.sends('/positions add NVDA 20 @ 140');
  await bot.trade({ NVDA: 160 });
  await bot.trade({ NVDA: 150.42 });
  await bot.program.run('positions');
  await bot.ann.sends('/positions');
  const { message } = await bot.ann.presses('NVDA', { until: /Worth/ });
  expect(message?.text).toContain('📊 NVDA NVIDIA Corporation · 120 shares · $150.42');
  expect(message?.text).toMatch(/Worth \$18,050\.40 · bought at \$124\.50 on average/);
  // The twenty were bought today, at 140.
  expect(message?.text).toContain('Day +$750.40');
  expect(message?.text).toContain('🛑 No stop');
  expect(message?.text).toContain('Bought 20 at $140.00, Mon 5 Jan 2026');
  expect(message?.text).toContain('held since Fri 2 Jan 2026');
  expect(message?.buttons).toEqual([
    '🛡 Stop',
    '📈 Chart',
    '✏️ Correct',
    '💰 I sold it',
    '🔄 Refresh',
    '‹ Positions',
  ]);
  const back = await bot.ann.presses('‹ Positions', { until: /held/ });
  expect(back.message?.text).toContain('📊 Positions · 1 held');
});

describe('what is typed in', () => {
  test('is said back with what it comes to now', async () => {
    const { ann } = await open();
    const { text, buttons } = await ann.sends(ADD);
    expect(text).toContain('➕ NVDA: 100 at $121.40, Fri 2 Jan 2026');
    expect(text).toContain('At $148.20 that is +$2,680.00 (▲22.1%) so far · price just now');
    expect(buttons).toEqual(['↩ Undo', '📊 NVDA', '🛡 Set a stop']);
  });

  test('is corrected and closed, at the last known price when none is told', async () => {
    const { ann } = await open();
    await ann.sends(ADD);
    const set = await ann.sends('/positions set NVDA 120 @ 118.20');
    expect(set.text).toContain(
      'NVDA: 120 at $118.20, since Fri 2 Jan 2026. Before: 100 at $121.40',
    );
    const part = await ann.sends('/positions close NVDA 50 @ 150');
    expect(part.text).toContain('sold 50 at $150.00, +$1,590.00 (▲26.9%)\n70 are left.');
    const tooMany = await ann.sends('/positions close NVDA 71');
    expect(tooMany.text).toContain('You hold 70 NVDA, so 71 cannot have been sold');
    const rest = await ann.sends('/positions close NVDA all');
    expect(rest.text).toContain('sold 70 at $148.20');
    expect(rest.text).toContain('That is the last price I know, just now');
    expect((await ann.sends('/positions')).text).toContain('nothing held');
  });

  test('in pence is kept in pounds, and what may be either is asked about', async () => {
    const { ann } = await open();
    const pence = await ann.sends('/positions add VOD.L 1000 @ 72.4');
    expect(pence.text).toContain('1,000 at £0.7240');
    const doubt = await ann.sends('/positions add VOD.L 500 @ 0.7');
    expect(doubt.text).toContain(
      'VOD.L is quoted in hundredths of GBP: 71.20 now. You paid 0.7000',
    );
    await ann.presses('0.7000 GBP', { on: doubt });
    expect((await ann.hears(/on top of/)).text).toContain('500 at £0.7000');
  });

  test('wrongly is answered with what was read, what is wrong, and what would do', async () => {
    const { ann } = await open();
    const comma = await ann.sends('/positions add NVDA 1,5 @ 3');
    expect(comma.text).toContain('NVDA 1,5 @ 3\n     ^^^\nI can’t tell which number that is.');
    const typo = await ann.sends('/positions add NVDIA 5 @ 3');
    expect(typo.text).toMatch(/can’t find NVDIA/);
    const half = await ann.sends('/positions add NVDA 5');
    expect(half.text).toContain('I have 5 NVDA, but not what you paid for one');
    await ann.presses('At 148.20, the price now', { on: half });
    expect((await ann.hears(/➕ NVDA/)).text).toContain('5 at $148.20');
    expect((await ann.sends('/positions add NVDA 5 @ 3 CHF')).text).toContain(
      'NVDA is quoted in USD, and you gave its price in CHF',
    );
    expect((await ann.sends('/positions set AMD 5')).text).toContain(
      'You have typed in no AMD. Typed in are NVDA.',
    );
    expect((await ann.sends('/positions NVIDIA')).text).toContain('You hold no NVIDIA');
  });

  test('can’t be what a broker keeps', async () => {
    const bot = await open();
    atBroker(bot, [{}]);
    const { text } = await bot.ann.sends('/positions close NVDA');
    expect(text).toContain(
      'NVDA is kept by Main (Trading 212, demo): it follows what is held there',
    );
  });

  test('is asked for step by step', async () => {
    const { ann, world } = await open();
    const heard = (pattern: RegExp) =>
      expect
        .poll(() => world.messages(OWNER).some((one) => one.byBot && pattern.test(one.text)))
        .toBe(true);
    expect((await ann.sends('/positions add')).text).toContain('What do you hold?');
    ann.says('nvda');
    await heard(/how many do you hold/);
    await ann.presses('100', { until: /At what price/ });
    await ann.presses('At 148.20, the last price', { until: /When did you buy/ });
    await ann.presses('Yesterday');
    expect((await ann.hears(/➕ NVDA/)).text).toContain('100 at $148.20, Sun 4 Jan 2026');
  });
});

test('what a broker keeps may be sold from its card, by whoever may sell', async () => {
  const bot = await open();
  atBroker(bot, [{}]);
  expect((await bot.ann.sends('/positions $nvda')).buttons).toContain('🔴 Sell…');
  const bo = bot.meet({ id: 202, name: 'Bo', role: 'member' });
  const { store } = bot.program.parts;
  const id = keepAccount(store, { user: userId(bo.id), currency: 'USD' });
  store.positions.put(aHolding({ accountId: id }));
  const theirs = await bo.sends('/positions NVDA');
  expect(theirs.text).toContain('📊 NVDA');
  expect(theirs.buttons).not.toContain('🔴 Sell…');
});

test('nobody opens, changes or takes back what is another’s', async () => {
  const bot = await open();
  const bo = bot.meet({ id: 202, name: 'Bo', role: 'member' });
  await bot.ann.sends(ADD);
  expect((await bo.sends('/positions')).text).toContain('nothing held');
  expect((await bo.sends('/positions NVDA')).text).toContain('You hold no NVDA');
  expect((await bo.sends('/positions close NVDA')).text).toContain('You have typed in no NVDA');
  const { app, store } = bot.program.parts;
  const [held] = store.positions.open();
  expect(await app.positions.card(userId(202), held?.id ?? 0)).toBeUndefined();
});

test('a file shows what it would change, and is taken in and back whole', async () => {
  const { ann, program } = await open();
  await ann.sends(ADD);
  const rows =
    'ticker,qty,price,currency\nNVDA,150,110,USD\nGOOGL,3,100,USD\nXXQ,1,1,USD\nVOD.L,9,1,EUR';
  const preview = await ann.sends('/positions import', {
    document: { name: 'book.csv', text: rows },
  });
  expect(preview.text).toContain('1 new, 1 changed, 0 as they are, 2 unreadable. Nothing has been');
  expect(preview.text).toContain('✏️ NVDA 100 at $121.40 → 150 at $110.00');
  expect(preview.text).toContain('Row 4: XXQ 1 1 USD · nobody that I ask knows XXQ');
  expect(preview.text).toContain('its price is in EUR, but VOD.L is quoted in GBP');
  const before = program.parts.store.positions.open();
  await ann.presses('✅ Apply (2)', { until: /Imported/ });
  expect(program.parts.store.positions.open().map((one) => one.quantity)).toEqual([150, 3]);
  await ann.presses('↩ Undo', { until: /stands as before/ });
  expect(program.parts.store.positions.open()).toEqual(before);
  expect((await ann.sends('/positions import')).text).toContain('exports, and answer it with');
});

describe('in a group', () => {
  test('nothing of it is told, but in private', async () => {
    const { ann, world } = await open();
    await ann.sends('/link', { in: GROUP });
    for (const line of ['/positions', '/orders', ADD]) {
      const there = await ann.sends(line, { in: GROUP });
      expect(there.text).toMatch(/tells is private\. I’ve sent it to you directly/);
      expect(there.buttons).toEqual(['Open chat']);
    }
    expect((await ann.hears(/➕ NVDA/)).text).toContain('100 at $121.40');
    const said = world.messages(GROUP).filter(({ byBot }) => byBot);
    expect(said.some(({ text }) => /121|NVDA/.test(text))).toBe(false);
  });

  test('whoever has no private chat with the bot is told to open one', async () => {
    const { ann, meet, world, program } = await open();
    await ann.sends('/link', { in: GROUP });
    const bo = meet({ id: 202, name: 'Bo', role: 'member' });
    program.parts.db.sqlite.prepare("update chat set status = 'gone' where id = 202").run();
    world.setStanding(GROUP, bo.id, 'member');
    const { text } = await bo.sends(ADD, { in: GROUP });
    expect(text).toContain('Send me /start in our private chat first');
    expect(program.parts.store.positions.open()).toEqual([]);
  });
});

test('orders say what waits, how far off it is, and who gave them', async () => {
  const bot = await open();
  const id = atBroker(bot, [{ price: 150 }]);
  const order = {
    id: '7',
    symbol: 'NVDA_US_EQ',
    side: 'sell',
    kind: 'stop',
    status: 'pending',
    quantity: 100,
    filled: 0,
    limitPrice: undefined,
    stopPrice: 132.5,
    fillPrice: undefined,
    currency: 'USD',
    initiatedFrom: 'IOS',
    createdAt: instant(bot.clock.now - 60_000),
    realised: undefined,
  } as const;
  bot.program.parts.store.brokerOrders.replace(id, [order], instant(bot.clock.now));
  const { text } = await bot.ann.sends('/orders');
  expect(text).toContain('🔴 Sell 100 NVDA stop at $132.50 · 11.7% below the price');
  expect(text).toContain('by you on an iPhone, 10:29 EST');
  expect(text).toContain('Main (Trading 212, demo): read 20 s old');
  // It counts as the position's stop.
  expect((await bot.ann.sends('/positions')).text).toMatch(/11\.7%/);
  expect((await bot.ann.sends('/positions NVDA')).text).toContain(
    '🛑 Stop $132.50 · 11.7% away, an order at the broker',
  );
});

describe('an alert about something held', () => {
  const YOU = /You: 100 sh · \+\$2,960 \(\+24\.4%\) · no stop/;

  test('says to its holder in private what it means to them', async () => {
    const bot = await open();
    await bot.ann.sends(ADD);
    await bot.ann.sends('/rule! NVDA > 150');
    await bot.trade({ NVDA: 151 });
    expect((await bot.ann.hears(/crossed above/)).text).toMatch(YOU);
  });

  test('says nothing of it to anybody else, nor in a group', async () => {
    const bot = await open();
    const bo = bot.meet({ id: 202, name: 'Bo', role: 'member' });
    await bot.ann.sends(ADD);
    await bot.ann.sends('/link', { in: GROUP });
    await bot.ann.sends('/rule! NVDA > 150', { in: GROUP });
    await bo.sends('/rule! NVDA > 150');
    await bot.trade({ NVDA: 151 });
    const told = await bo.hears(/crossed above/);
    const there = await bot.ann.hears(/crossed above/, { in: GROUP });
    expect(told.text).not.toContain('You:');
    expect(there.text).not.toContain('You:');
  });
});
