import { describe, expect, test } from 'vitest';
import type { RiskPicture } from '../../src/core/picture.ts';
import type { Picture } from '../../src/core/picture.ts';
import { GROUP, startBot, type BotLab, type BotLabOptions } from '../support/bot.ts';
import { dailyBars, walk } from '../support/daily-bars.ts';
import { holds } from '../support/held-book.ts';
import { drawSmall } from '../support/png.ts';

const MONDAY = Date.UTC(2026, 0, 5, 15, 30);
const CLOSES = 270;

const PRICES = [
  { symbol: 'NVDA', price: 148.2 },
  { symbol: 'AMD', price: 118.4 },
  { symbol: 'SPY', price: 690, quoteType: 'ETF' },
  { symbol: '^VIX', price: 15, quoteType: 'INDEX' },
];

type Opened = { readonly bot: BotLab; readonly pictures: RiskPicture[] };

/** Bars that move 1.5 times as far as SPY, and a VIX that goes the other way. */
async function open(options: BotLabOptions = {}): Promise<Opened> {
  const pictures: RiskPicture[] = [];
  const draw = (picture: Picture) => {
    if (picture.kind === 'risk') pictures.push(picture);
    return drawSmall(picture);
  };
  const bot = await startBot({ quotes: PRICES, draw, ...options });
  bot.program.parts.store.chats.setZone(bot.ann.id as never, 'America/New_York');
  const spy = walk(CLOSES, 600);
  const from = (factor: number, first: number) => {
    let price = first;
    return spy.map((close, n) => {
      const move = n === 0 ? 0 : close / (spy[n - 1] ?? close) - 1;
      return (price *= 1 + factor * move);
    });
  };
  bot.yahoo.setBars('SPY', '1d', dailyBars(MONDAY, spy));
  bot.yahoo.setBars('NVDA', '1d', dailyBars(MONDAY, from(1.5, 140)));
  bot.yahoo.setBars('AMD', '1d', dailyBars(MONDAY, from(0.5, 110)));
  bot.yahoo.setBars('^VIX', '1d', dailyBars(MONDAY, from(-4, 15)));
  return { bot, pictures };
}

describe('/risk', () => {
  test('tells the open risk, what is locked in, what is bare, and a bad day, with ages and coverage', async () => {
    const { bot, pictures } = await open();
    holds(bot, [
      { ticker: 'NVDA', quantity: 100, paid: 120, price: 148.2, stop: 140 },
      { ticker: 'AMD', quantity: 50, paid: 125, price: 118.4 },
    ]);
    bot.clock.now += 90_000;
    const { text, buttons } = await bot.ann.sends('/risk');
    expect(text).toMatch(/^🛡 Open risk 0\.82% of 7% · \$820 of \$100,000$/m);
    expect(text).toMatch(/^Above 0\.7% for one position: NVDA 0\.82%$/m);
    expect(text).toMatch(/^Locked in at the stops: \+\$2,000 against what was paid$/m);
    expect(text).toMatch(/^⚠️ Unprotected: 1 of 2, \$5,920 \(5\.9%\), not in the open risk$/m);
    expect(text).toMatch(/^Largest: NVDA 71\.5% of what is held$/m);
    expect(text).toMatch(
      /^1-day value at risk 95%: \$[\d,]+ \(\d\.\d+%\) · historical, 249 days$/m,
    );
    expect(text).toMatch(/^If SPY falls 3%: about −\$7\d\d · beta 1\.2\d$/m);
    expect(text).toMatch(/^Nearest their stops: NVDA 5\.5%$/m);
    expect(text).toMatch(/^All 2 positions are counted$/m);
    expect(text).toMatch(/^prices 1 min old · account 1 min old · closes to Fri 2 Jan$/m);
    expect(buttons).toEqual([
      'Scenario',
      'Concentration',
      'Unprotected (1)',
      'What changed since yesterday',
      'How it is reckoned',
      '🔄 Refresh',
    ]);
    expect(pictures[0]).toMatchObject({
      title: 'Open risk 0.82% of 7%',
      total: { limit: 7 },
      perLimit: 0.7,
      rows: [
        { kind: 'stop', name: 'NVDA' },
        { kind: 'bare', name: 'AMD', why: 'no stop: 5.9% of the account is unprotected' },
      ],
    });
    expect(bot.world.violations).toEqual([]);
  });

  test('fits under its picture even when everything has a long name and something is wrong with it', async () => {
    const { bot } = await open();
    const long = (n: number) => `AVERYLONG${n}.XETRA`;
    holds(
      bot,
      Array.from({ length: 40 }, (_, n) => ({
        ticker: long(n),
        quantity: 12_345,
        paid: 990,
        price: n % 4 === 0 ? undefined : 1_234.5,
        currency: n % 4 === 1 ? 'CHF' : 'USD',
        ...(n % 4 === 2 ? {} : { stop: 1_000 + n }),
      })),
      { total: 9_876_543_210 },
    );
    const heard = await bot.ann.sends('/risk');
    for (const label of ['Scenario', 'Concentration', 'Unprotected (10)', 'How it is reckoned']) {
      const { message } = await bot.ann.presses(label);
      expect(message?.text.length, label).toBeLessThanOrEqual(1_024);
      await bot.ann.presses('‹ Back', { until: /Open risk/ });
    }
    expect(heard.text.length).toBeLessThanOrEqual(1_024);
    expect(heard.text).toContain('20 of 40 are not counted: no price of');
    expect(heard.text).toContain('no rate of exchange for');
    expect(bot.world.violations).toEqual([]);
  });

  test('says how to begin when nothing is held', async () => {
    const { bot, pictures } = await open();
    const { text } = await bot.ann.sends('/risk');
    expect(text).toMatch(/I know of nothing that you hold.*\/positions add NVDA 100 @ 121\.40/s);
    expect(pictures).toEqual([]);
  });

  test('is one person’s own: another sees nothing of it, a viewer and a group not even that', async () => {
    const { bot } = await open();
    holds(bot, [{ stop: 140 }]);
    const bob = bot.meet({ id: 202, name: 'Bob', role: 'member' });
    expect((await bob.sends('/risk')).text).toContain('I know of nothing that you hold');
    const eve = bot.meet({ id: 203, name: 'Eve', role: 'viewer' });
    expect((await eve.sends('/risk')).text).not.toMatch(/Open risk/);
  });

  test('two accounts are one book, in the currency of the first, by dated rates', async () => {
    const { bot } = await open();
    const { store } = bot.program.parts;
    const put = (base: string, rate: number) =>
      store.fx.put({
        base,
        quote: 'USD',
        day: '2026-01-02',
        rate,
        source: 'yahoo',
        at: MONDAY as never,
      });
    put('GBP', 1.25);
    holds(bot, [{ stop: 140 }]);
    holds(
      bot,
      [{ ticker: 'VOD.L', currency: 'GBP', quantity: 1_000, paid: 1, price: 2, stop: 1.9 }],
      {
        name: 'Isa',
        total: 80_000,
        currency: 'GBP',
      },
    );
    const { text } = await bot.ann.sends('/risk');
    expect(text).toMatch(/Open risk 0\.47% of 7% · \$945 of \$200,000/);
    expect(text).toContain('rates of Fri 2 Jan');
  });

  test('names what it cannot count, and gives no share while the account’s worth is unknown', async () => {
    const { bot, pictures } = await open();
    holds(bot, [{ stop: 140 }, { ticker: 'XYZ', price: undefined, stop: 5 }]);
    const { text } = await bot.ann.sends('/risk');
    expect(text).toMatch(/^⚠️ 1 of 2 are not counted: no price of XYZ$/m);
    const { store } = bot.program.parts;
    const bare = { user: bot.ann.id as never, broker: 'trading212', stage: 'demo' } as const;
    store.accounts.add(
      {
        ...bare,
        name: 'New',
        currency: 'USD',
        origin: 'chat',
        remoteId: undefined,
        shape: undefined,
      },
      MONDAY as never,
    );
    expect((await bot.ann.sends('/risk')).text).toMatch(
      /^🛡 Open risk \$820 · what New is worth is not known yet/,
    );
    expect(pictures.at(-1)).toMatchObject({ unit: 'USD' });
    expect(pictures.at(-1)).not.toHaveProperty('total');
  });

  test('names whatever has too few closes, and reckons with the rest', async () => {
    const { bot } = await open();
    bot.yahoo.setBars('AMD', '1d', dailyBars(MONDAY, walk(40)));
    holds(bot, [{ stop: 140 }, { ticker: 'AMD', price: 118.4 }]);
    expect((await bot.ann.sends('/risk')).text).toMatch(/historical, 249 days, without AMD$/m);
    const { message } = await bot.ann.presses('Scenario');
    expect(message?.text).toMatch(/^Left out: AMD \(40 of 250 closes\)$/m);
  });

  test('tells how far it is below its highest day, deposits left out', async () => {
    const { bot } = await open();
    holds(bot, [{ stop: 140 }]);
    const { store } = bot.program.parts;
    const accountId = store.accounts.byName(bot.ann.id as never, 'Main')?.id ?? 0;
    const days = [
      ['2025-12-29', 100_000, 0],
      ['2025-12-30', 110_000, 10_000],
      // 20,000 were paid in, and 5,500 lost.
      ['2025-12-31', 124_500, 4_500],
    ] as const;
    for (const [day, total, unrealised] of days)
      store.equity.put({
        accountId,
        day,
        total,
        unrealised,
        freeCash: 0,
        realised: 0,
        currency: 'USD',
        at: Date.parse(day) as never,
      });
    expect((await bot.ann.sends('/risk')).text).toMatch(
      /^5\.0% below its highest, Tue 30 Dec, deposits left out \(3 days are known\)$/m,
    );
  });

  test('says so where no day can be had at all', async () => {
    const { bot } = await open({ quotes: [] });
    for (const symbol of ['SPY', 'NVDA', '^VIX']) bot.yahoo.setBars(symbol, '1d', []);
    holds(bot, [{ stop: 140 }]);
    const { text } = await bot.ann.sends('/risk');
    expect(text).toContain('Value at risk: too few daily closes to reckon from');
    expect(text).not.toContain('If SPY');
  });
});

describe('looking closer', () => {
  const two = [{ stop: 140 }, { ticker: 'AMD', quantity: 50, price: 118.4 }];

  test('a scenario tells each position’s part of it, by beta', async () => {
    const { bot } = await open();
    holds(bot, two);
    await bot.ann.sends('/risk');
    const { message } = await bot.ann.presses('Scenario');
    expect(message?.text).toMatch(/^📉 SPY falls 3%: about −\$\d+ \(−0\.\d+% of the account\)$/m);
    // It moves four times as far as SPY, the other way.
    expect(message?.text).toMatch(/^📉 VIX rises 30%: about −\$1,8\d\d/m);
    expect(message?.text).toMatch(/^NVDA +1\.50 +−\$667$/m);
    expect(message?.text).toMatch(/^AMD +0\.50 +−\$88\.80$/m);
    expect(message?.text).toMatch(/On 12 of these days what is held now would have lost more/);
    const back = await bot.ann.presses('‹ Back', { until: /Open risk/ });
    expect(back.message?.buttons).toContain('Scenario');
  });

  test('concentration adds up by name, currency and account', async () => {
    const { bot } = await open();
    holds(bot, two);
    holds(bot, [{ quantity: 20 }], { name: 'Isa', total: 5_000 });
    await bot.ann.sends('/risk');
    const { message } = await bot.ann.presses('Concentration');
    expect(message?.text).toMatch(/^NVDA 75\.0% \$17,784$/m);
    expect(message?.text).toMatch(/As concentrated as 1\.6 equal positions/);
    expect(message?.text).toContain('By currency: USD 100.0%');
    expect(message?.text).toContain('Over 2 accounts together');
  });

  test('what has no stop is named with its size', async () => {
    const { bot } = await open();
    holds(bot, two);
    await bot.ann.sends('/risk');
    const { message } = await bot.ann.presses('Unprotected (1)');
    expect(message?.text).toMatch(/^⚠️ 1 position has no stop/);
    expect(message?.text).toMatch(/^AMD \$5,920 5\.9%$/m);
    expect(message?.buttons).toEqual(['🛡 AMD', '‹ Back']);
  });

  test('one position by its name', async () => {
    const { bot } = await open();
    holds(bot, [...two, { ticker: 'XYZ', price: undefined }]);
    const one = async (line: string) => (await bot.ann.sends(line)).text;
    expect(await one('/risk nvda')).toMatch(
      /^🟠 NVDA: \$820 at risk down to its stop 140\.00, 5\.5% away, 0\.82% of the account; your limit for one is 0\.7%\n100 at 148\.20: worth \$14,820, 71\.5% of what is held\nLocked in at the stop: \+\$2,000\nIf SPY falls 3%: about −\$667 · beta 1\.50\n/,
    );
    expect(await one('/risk AMD')).toMatch(/^⚠️ AMD has no stop: .* 5\.9% of the account\./);
    expect(await one('/risk XYZ')).toMatch(/^🕳 XYZ: I have no price of it/);
    expect(await one('/risk MSFT')).toMatch(/I read \/risk MSFT/);
  });

  test('a stop is one press away', async () => {
    const { bot } = await open();
    holds(bot, two);
    await bot.ann.sends('/risk');
    await bot.ann.presses('Unprotected (1)');
    await bot.ann.presses('🛡 AMD');
    expect((await bot.ann.hears(/AMD/)).buttons.join(' ')).toMatch(/8%/);
  });

  test('asked for in a group, it is told in private', async () => {
    const { bot } = await open();
    await bot.ann.sends('/link', { in: GROUP });
    holds(bot, two);
    bot.ann.says('/risk', { in: GROUP });
    await bot.ann.hears(/Open risk/);
    const there = bot.world.messages(GROUP).filter(({ byBot }) => byBot);
    expect(there.map(({ text }) => text).join()).not.toMatch(/NVDA|\$/);
  });

  test('when everything has a stop, it says so', async () => {
    const { bot } = await open();
    holds(bot, [{ stop: 140 }]);
    await bot.ann.sends('/risk');
    const { message } = await bot.ann.presses('Unprotected');
    expect(message?.text).toMatch(/^🛡 Nothing is unprotected: 1 position has a stop\./);
  });
});

describe('limits of a person’s own', () => {
  test.each([
    ['/risk limit 5%', /limit of risk for the whole book is 5% of the account\./],
    ['/risk limit 12.5', /whole book is 12\.5%/],
    ['/risk per 1%', /limit of risk for one position is 1%/],
    ['/risk per usual', /one position is 0\.7% of the account, which is the usual/],
  ])('%s is taken, and can be taken back', async (line, said) => {
    const { bot } = await open();
    const { text, buttons } = await bot.ann.sends(line);
    expect(text).toMatch(said);
    expect(buttons).toEqual(['↩ Undo', 'Show the book']);
  });

  test.each([
    [
      '/risk limit',
      /limit of risk for the whole book is 7% of the account\. It can be from 0\.1% to 100%/,
    ],
    ['/risk limit lots', /I read \/risk limit lots/],
    ['/risk limit 0%', /from 0\.1% to 100%/],
    ['/risk limit -3%', /I read \/risk limit -3%/],
    ['/risk limit 1,5%', /I read \/risk limit 1,5%/],
    ['/risk per 9%', /from 0\.1% to 7%, which is your limit for the whole book/],
    [
      '/risk whatever',
      /I know \/risk, the name of something.*\/risk limit 7% .* and \/risk per 0\.7%/s,
    ],
  ])('%s is answered with what there is', async (line, said) => {
    const { bot } = await open();
    const { text, buttons } = await bot.ann.sends(line);
    expect(text).toMatch(said);
    expect(buttons.length).toBeGreaterThan(0);
    expect(bot.program.parts.store.books.get(bot.ann.id as never).totalRiskPct).toBeUndefined();
  });

  test('a suggestion is one press', async () => {
    const { bot } = await open();
    await bot.ann.sends('/risk limit lots');
    await bot.ann.presses('10%');
    expect((await bot.ann.hears(/is 10% of the account/)).buttons[0]).toBe('↩ Undo');
  });

  test('the environment gives what nobody has set', async () => {
    const { bot } = await open({ env: { RISK_PERCENTAGE: '0.5', TOTAL_RISK_PERCENTAGE: '4' } });
    holds(bot, [{ stop: 140 }]);
    expect((await bot.ann.sends('/risk')).text).toMatch(/Open risk 0\.82% of 4%/);
    await bot.ann.sends('/risk limit 0.6%');
    const { text } = await bot.ann.sends('/risk');
    expect(text).toMatch(/^🟠 Open risk 0\.82%, above your 0\.6%/);
    expect(text).toMatch(/^Above 0\.5% for one position: NVDA 0\.82%$/m);
  });
});
