import { describe, expect, test } from 'vitest';
import { GROUP, startBot, type BotLab } from '../support/bot.ts';
import { MARKET } from '../support/market.ts';

const open = () => startBot({ quotes: MARKET });

function watched({ program }: BotLab, chat: number): readonly string[] {
  return program.parts.app.watch.watched(chat as never);
}

async function inGroup() {
  const bot = await open();
  await bot.ann.sends('/link', { in: GROUP });
  const join = (id: number, name: string, role: 'member' | 'trader') => {
    const person = bot.meet({ id, name, role });
    bot.world.setStanding(GROUP, id, 'member');
    return person;
  };
  return { ...bot, join };
}

describe('/watch', () => {
  test('says of each ticker what it is, what it costs, and how old that is', async () => {
    const bot = await open();
    const reply = await bot.ann.sends('/watch $nvda NASDAQ:AMD ^gspc vod.l eurusd=x btc-usd es=f');
    expect(reply.text.split('\n')).toEqual([
      '✅ NVDA · NVIDIA Corporation · $148.20 ▲2.2% · just now · Yahoo Finance',
      '✅ AMD · Advanced Micro Devices, Inc. · $118.40 ▼1.3% · just now · Yahoo Finance',
      '✅ ^GSPC · S&P 500 · 6,902.05 ▲0.2% · just now · Yahoo Finance',
      '✅ VOD.L · Vodafone Group Plc · 71.20p ▲1.7% · just now, feed delayed 15 min · Yahoo Finance',
      '✅ EURUSD=X · EUR/USD · $1.0875 ▲0.7% · just now · Yahoo Finance',
      '✅ BTC-USD · Bitcoin USD · $97,123.50 ▼1.9% · just now · Yahoo Finance',
      '✅ ES=F · E-Mini S&P 500 · $6,950.00 ▲0.1% · just now · Yahoo Finance',
    ]);
    expect(watched(bot, bot.ann.id)).toHaveLength(7);
    expect(bot.world.violations).toEqual([]);
    expect(bot.complaints).toEqual([]);
  });

  test('offers what an unknown ticker may have meant, and one tap adds it', async () => {
    const bot = await open();
    const reply = await bot.ann.sends('/w GOGL');
    expect(reply.text).toContain('I can’t find GOGL');
    expect(watched(bot, bot.ann.id)).toEqual([]);
    await bot.ann.presses('GOOGL · Alphabet Inc.');
    await bot.ann.hears(/✅ GOOGL/);
    expect(watched(bot, bot.ann.id)).toEqual(['GOOGL']);
  });

  test('takes 20 in one message and not 21', async () => {
    const bot = await open();
    const names = Array.from({ length: 19 }, (_, i) => `ZZ${i}`).join(' ');
    const most = await bot.ann.sends(`/watch NVDA ${names}`);
    expect(most.text).toContain('✅ NVDA');
    const many = await bot.ann.sends(`/watch AMD MORE ${names}`);
    expect(many.text).toContain('That is 21 tickers; I take 20');
    expect(watched(bot, bot.ann.id)).toEqual(['NVDA']);
  });

  test('counts a ticker written twice once, and says that it is watched already', async () => {
    const bot = await open();
    const first = await bot.ann.sends('/watch NVDA nvda, $NVDA');
    expect(first.text.match(/NVDA ·/g)).toHaveLength(1);
    const second = await bot.ann.sends('/watch NVDA');
    expect(second.text).toContain('NVDA is watched already');
    expect(second.buttons).not.toContain('↩ Undo');
  });

  test('refuses the two-hundred-and-first ticker and keeps the two-hundredth', async () => {
    const bot = await open();
    const { store } = bot.program.parts;
    const add = (n: number) =>
      store.watches.add(
        { chat: bot.ann.id as never, ticker: `T${n}` as never, by: bot.ann.id as never },
        n as never,
      );
    for (let n = 0; n < 199; n++) add(n);
    expect((await bot.ann.sends('/watch NVDA')).text).toContain('✅ NVDA');
    expect((await bot.ann.sends('/watch AMD')).text).toContain('this list is full');
  });

  test('does not refuse a ticker because nobody could be asked', async () => {
    const bot = await open();
    bot.yahoo.setTrouble('down');
    const reply = await bot.ann.sends('/watch NVDA');
    expect(reply.text).toContain(
      'I could not ask whether it exists, because Yahoo Finance cannot be reached',
    );
    expect(reply.buttons).toEqual(['🔁 Try again']);
    bot.yahoo.setTrouble('none');
    bot.clock.now += 120_000;
    await bot.ann.presses('🔁 Try again');
    await bot.ann.hears(/✅ NVDA/);
    expect(watched(bot, bot.ann.id)).toEqual(['NVDA']);
  });

  test('undoes for a minute, once', async () => {
    const bot = await open();
    await bot.ann.sends('/watch NVDA AMD');
    const pressed = await bot.ann.presses('↩ Undo', { until: /Undone/ });
    expect(pressed.message?.text).toContain('NVDA, AMD off the list again');
    expect(watched(bot, bot.ann.id)).toEqual([]);

    const again = await bot.ann.sends('/watch NVDA');
    bot.clock.now += 59_000;
    expect((await bot.ann.presses('↩ Undo', { on: again })).toast).toBeUndefined();
    const late = await bot.ann.sends('/watch NVDA');
    bot.clock.now += 60_000;
    expect((await bot.ann.presses('↩ Undo', { on: late })).toast).toContain('for a minute');
    expect(watched(bot, bot.ann.id)).toEqual(['NVDA']);
  });

  test('a second press of Undo says that it was used', async () => {
    const bot = await open();
    const reply = await bot.ann.sends('/watch NVDA');
    const [first, second] = await Promise.all([
      bot.ann.presses('↩ Undo', { on: reply }),
      bot.ann.presses('↩ Undo', { on: reply }),
    ]);
    expect([first.toast, second.toast].filter(Boolean)).toEqual([
      'This button has been used already.',
    ]);
  });

  test('alone it shows prices, rules and sessions; its buttons add and remove', async () => {
    const bot = await open();
    expect((await bot.ann.sends('/watch')).text).toContain('Nothing is watched here yet');
    await bot.ann.sends('/watch NVDA VOD.L');
    await bot.ann.sends('/rule! NVDA > 150');
    const card = await bot.ann.sends('/watch');
    expect(card.text).toContain('NVDA  148.20 ▲2.2% 1🔔');
    expect(card.text).toContain('US shares: open, closes 16:00 EST (in 5 h 30 min)');
    expect(card.text).toContain(
      'London: open, closes 11:30 EST (in 1 h) · prices just now, delayed 15 min',
    );
    expect(card.buttons).toEqual(['➕ Add', '➖ Remove', '🔄']);

    const pick = await bot.ann.presses('➖ Remove', { until: /Which one shall go/ });
    expect(pick.message?.buttons).toEqual(['NVDA', 'VOD.L', '‹ Back']);
    const gone = await bot.ann.presses('VOD.L', { until: /no longer watched/ });
    expect(gone.message?.buttons).toEqual(['↩ Undo']);
    await bot.ann.presses('↩ Undo', { until: /Undone/ });
    expect(watched(bot, bot.ann.id)).toEqual(['NVDA', 'VOD.L']);
  });

  test('says once for all which tickers have no price', async () => {
    const bot = await open();
    await bot.ann.sends('/watch NVDA AMD');
    bot.clock.now += 3_600_000;
    bot.yahoo.setTrouble('server-error');
    const card = await bot.ann.sends('/watch');
    expect(card.text).toContain('NVDA no price');
    expect(card.text).toContain('⚠️ AMD, NVDA: Yahoo Finance has a fault of its own.');
  });

  test('what cannot be a ticker is shown as typed, and harms nothing', async () => {
    const bot = await open();
    const reply = await bot.ann.sends('/watch <b>&amp; @everyone "x" NVDA');
    expect(reply.text).toContain('“<b>&amp”');
    expect(reply.text).toContain('✅ NVDA');
    expect(bot.world.violations).toEqual([]);
  });

  test('Add asks, and what is typed is watched', async () => {
    const bot = await open();
    await bot.ann.sends('/watch');
    await bot.ann.presses('➕ Add');
    await bot.ann.hears(/Which tickers shall I watch/);
    const reply = await bot.ann.sends('nvda, amd');
    expect(reply.text).toContain('✅ NVDA');
    expect(watched(bot, bot.ann.id)).toEqual(['AMD', 'NVDA']);
  });
});

describe('/unwatch', () => {
  test('takes tickers off, names those that were not on, and puts them back in place', async () => {
    const bot = await open();
    await bot.ann.sends('/watch NVDA');
    bot.clock.now += 1_000;
    await bot.ann.sends('/watch AMD');
    const reply = await bot.ann.sends('/uw nvda TSLA');
    expect(reply.text).toBe('➖ NVDA no longer watched.\n⚠️ Not on the list: TSLA.');
    await bot.ann.presses('↩ Undo', { until: /Undone: NVDA back/ });
    expect(watched(bot, bot.ann.id)).toEqual(['NVDA', 'AMD']);
  });

  test.each([
    ['Keep 2 rules', 2],
    ['Delete them too', 0],
  ])('with rules it asks: %s', async (label, left) => {
    const bot = await open();
    await bot.ann.sends('/watch NVDA');
    await bot.ann.sends('/rule! NVDA > 150');
    await bot.ann.sends('/rule! NVDA < 140');
    bot.ann.says('/unwatch NVDA');
    const reply = await bot.ann.hears(/NVDA has 2 rules here/);
    expect(reply.buttons).toEqual(['Keep 2 rules', 'Delete them too', 'Cancel']);
    expect(watched(bot, bot.ann.id)).toEqual(['NVDA']);
    await bot.ann.presses(label, { until: /no longer watched/ });
    const { rules } = bot.program.parts.store;
    expect(rules.ofChat(bot.ann.id as never)).toHaveLength(left);
    await bot.ann.presses('↩ Undo', { until: /Undone/ });
    expect(rules.ofChat(bot.ann.id as never)).toHaveLength(2);
    expect(rules.live()).toHaveLength(2);
    expect(watched(bot, bot.ann.id)).toEqual(['NVDA']);
  });

  test('Cancel leaves all as it was', async () => {
    const bot = await open();
    await bot.ann.sends('/watch NVDA');
    await bot.ann.sends('/rule! NVDA > 150');
    await bot.ann.sends('/unwatch NVDA');
    await bot.ann.presses('Cancel', { until: /as it was/ });
    expect(watched(bot, bot.ann.id)).toEqual(['NVDA']);
  });

  test('alone it offers what is watched, or says that nothing is', async () => {
    const bot = await open();
    expect((await bot.ann.sends('/unwatch')).text).toContain('Nothing is watched here');
    await bot.ann.sends('/watch NVDA');
    expect((await bot.ann.sends('/unwatch')).buttons).toEqual(['NVDA', '‹ Back']);
    expect((await bot.ann.sends('/unwatch ???')).text).toContain('I see no ticker in that');
  });
});

describe('in a group', () => {
  test('members add, but only admins and traders remove', async () => {
    const bot = await inGroup();
    const bo = bot.join(202, 'Bo', 'member');
    const tia = bot.join(303, 'Tia', 'trader');
    await bo.sends('/watch NVDA AMD', { in: GROUP });
    const refused = await bo.sends('/unwatch NVDA', { in: GROUP });
    expect(refused.text).toContain('Removing tickers in a group needs one of its admins');
    await bo.sends('/watch', { in: GROUP });
    expect((await bo.presses('➖ Remove', { in: GROUP })).toast).toContain(
      'needs one of its admins',
    );
    expect(watched(bot, GROUP)).toEqual(['AMD', 'NVDA']);
    await tia.sends('/unwatch NVDA', { in: GROUP });
    await bot.ann.sends('/unwatch AMD', { in: GROUP });
    expect(watched(bot, GROUP)).toEqual([]);
  });
});
