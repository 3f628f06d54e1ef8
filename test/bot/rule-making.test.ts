import { describe, expect, test } from 'vitest';
import { GROUP, startBot, type BotLab } from '../support/bot.ts';
import { rulesOf } from '../support/desk.ts';
import { MARKET } from '../support/market.ts';

const open = () => startBot({ quotes: MARKET });

function alertsOf({ program }: BotLab, chat: number) {
  return program.parts.store.alerts.ofChat(chat as never, 100);
}

describe('a typed rule', () => {
  test('with an exclamation mark is armed at once, and its card says all that matters', async () => {
    const bot = await open();
    await bot.ann.sends('/rule! AMD < 100');
    const reply = await bot.ann.sends('/rule! nvda > 150');
    const [rule] = rulesOf(bot, bot.ann.id).filter(({ text }) => text.startsWith('NVDA'));
    expect(rule?.text).toBe('NVDA > 150');
    expect(reply.text.split('\n')).toEqual([
      `🔔 Armed · ${rule?.code}`,
      'NVDA crosses above 150.00',
      'Now 148.20: 1.80 (1.2%) below the trigger',
      'Market open, closes 16:00 EST (in 5 h 30 min).',
      'Rings at most once an hour, again only after it is back at 149.25 or below.',
      'NVDA > 150',
      `${rule?.code} · until Sun 5 Apr 2026 · NVIDIA Corporation · just now · Yahoo Finance`,
    ]);
    expect(reply.buttons).toEqual(['↩ Undo', '⏸ Pause', '🗑 Delete']);
    expect(bot.world.violations).toEqual([]);
    expect(bot.complaints).toEqual([]);
  });

  test.each([
    ['/r! nvda above 150', undefined],
    ['/alert! $NVDA > 150', 'NVDA > 150'],
    ['/rule! NASDAQ:NVDA > 150', 'NVDA > 150'],
    ['/RULE! NVDA > 0.15k', 'NVDA > 150'],
    ['/rule! NVDA > 1,500 cooldown:2h', 'NVDA > 1500 cooldown:2h'],
    ['/rule! VOD.L exits 65..75', 'VOD.L exits 65..75'],
    ['/rule! EURUSD=X < 1.08', 'EURUSD=X < 1.08'],
    ['/rule! BTC-USD ±5% 1d', 'BTC-USD ±5% 1d'],
    ['/rule! ^GSPC < 6500 sev:high', '^GSPC < 6500 sev:high'],
    ['/rule! ES=F x 7000', 'ES=F x 7000'],
  ])('%s', async (typed, stored) => {
    const bot = await open();
    await bot.ann.sends(typed);
    expect(rulesOf(bot, bot.ann.id).map(({ text }) => text)).toEqual(stored ? [stored] : []);
    expect(bot.world.violations).toEqual([]);
  });

  test('that cannot be read shows where, why, and repairs; one tap takes one', async () => {
    const bot = await open();
    const reply = await bot.ann.sends('/rule! NVDA above 150');
    expect(reply.text).toMatch(/I read\nNVDA above 150\n {5}\^{5}\n/);
    expect(reply.buttons).toContain('NVDA > 150');
    await bot.ann.presses('NVDA > 150', { until: /Not armed yet/ });
    const pressed = await bot.ann.presses('✅ Arm', { until: /Armed/ });
    expect(pressed.message?.buttons).toContain('↩ Undo');
    expect(rulesOf(bot, bot.ann.id)).toHaveLength(1);
  });

  test('keeps the carets under their word where the line is too long for a phone', async () => {
    const bot = await open();
    const reply = await bot.ann.sends(
      '/rule! NVDA > 150 and price < 200 and prce > 100 note:"a long one"',
    );
    const [, line = '', carets = ''] = reply.text.split('\n');
    expect(Array.from(line).length).toBeLessThanOrEqual(36);
    expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('prce');
  });

  test('with a decimal comma is refused, with both meanings offered', async () => {
    const bot = await open();
    const reply = await bot.ann.sends('/rule! NVDA > 1,5');
    expect(reply.buttons.length).toBeGreaterThan(0);
    expect(rulesOf(bot, bot.ann.id)).toEqual([]);
  });

  test.each([
    ['/rule * > 150', 'There is nothing in it yet'],
    ['/rule @semis > 150', 'There is no list'],
    ['/rule! NVDA > 150 session:ext', 'regular hours only'],
    ['/rule! NVDA > 150 to:news', 'No linked group or channel is called news'],
    ['/rule! NVDA > 150 exp:2020-01-01', 'is over already'],
  ])('%s is refused in so many words', async (typed, says) => {
    const bot = await open();
    const reply = await bot.ann.sends(typed);
    expect(reply.text).toContain(says);
    expect(rulesOf(bot, bot.ann.id)).toEqual([]);
  });

  test('on an unknown ticker is offered on those that may be meant', async () => {
    const bot = await open();
    const reply = await bot.ann.sends('/rule GOGL > 200 note:"long"');
    expect(reply.text).toContain('I can’t find GOGL');
    await bot.ann.presses('GOOGL · Alphabet Inc.', { until: /Not armed yet/ });
    await bot.ann.presses('✅ Arm', { until: /Armed/ });
    expect(rulesOf(bot, bot.ann.id).map(({ text }) => text)).toEqual(['GOOGL > 200 note:"long"']);
    expect((await bot.ann.sends('/rule QQQQQQQQ > 1')).text).toContain('Indices begin with ^');
  });

  test('that exists is shown, not made twice', async () => {
    const bot = await open();
    await bot.ann.sends('/rule! NVDA > 150');
    const reply = await bot.ann.sends('/rule! $nvda   >   150.0');
    expect(reply.text).toContain('You have this rule already');
    expect(rulesOf(bot, bot.ann.id)).toHaveLength(1);
  });

  test('is rule 200, and 201 is refused with a way to make room', async () => {
    const bot = await open();
    const { store } = bot.program.parts;
    for (let n = 0; n < 199; n++) {
      const target = { kind: 'ticker', ticker: 'AMD' as never } as const;
      const rule = { text: `AMD > ${200 + n}`, target, reference: 1 };
      store.rules.add(
        {
          ...rule,
          code: `C${n}`,
          place: { chat: bot.ann.id as never, thread: undefined },
          expiresAt: undefined,
          by: bot.ann.id as never,
        },
        bot.clock.now as never,
      );
    }
    expect((await bot.ann.sends('/rule! NVDA > 150')).text).toContain('Armed');
    const reply = await bot.ann.sends('/rule! NVDA > 160');
    expect(reply.text).toContain('That would be rule 201; a chat keeps 200 at most');
    expect(reply.buttons).toEqual(['Show the 200 that never rang']);
    await bot.ann.presses('Show the 200 that never rang', { until: /never rang · 200/ });
    expect(rulesOf(bot, bot.ann.id)).toHaveLength(200);
  });

  test('is undone by Undo within a minute', async () => {
    const bot = await open();
    const reply = await bot.ann.sends('/rule! NVDA > 150');
    await bot.ann.presses('↩ Undo', { on: reply, until: /Undone/ });
    expect(rulesOf(bot, bot.ann.id)).toEqual([]);
    await bot.trade({ NVDA: 151 });
    expect(alertsOf(bot, bot.ann.id)).toEqual([]);
  });

  test('can be paused and deleted from its card, and back', async () => {
    const bot = await open();
    const reply = await bot.ann.sends('/rule! NVDA > 150');
    await bot.ann.presses('⏸ Pause', { on: reply, until: /Paused/ });
    await bot.trade({ NVDA: 151 });
    expect(alertsOf(bot, bot.ann.id)).toEqual([]);
    await bot.ann.presses('🗑 Delete', { on: reply, until: /Deleted/ });
    expect(rulesOf(bot, bot.ann.id)).toEqual([]);
    await bot.ann.presses('↩ Undo', { on: reply, until: /as it was/ });
    expect(rulesOf(bot, bot.ann.id).map(({ status }) => status)).toEqual(['paused']);
    const on = await bot.ann.presses('▶️ Resume', { on: reply, until: /On again/ });
    expect(on.message?.text).toContain('Past its trigger; it waits to come back');
    await bot.trade({ NVDA: 149 });
    await bot.trade({ NVDA: 151 });
    expect(alertsOf(bot, bot.ann.id)).toHaveLength(1);
  });

  test('by somebody’s edited message makes no second one', async () => {
    const bot = await open();
    const id = bot.ann.says('/rule! NVDA > 150');
    await bot.ann.hears(/Armed/);
    bot.world.edit(bot.ann.id, bot.ann.id, id, '/rule! NVDA > 155');
    await bot.ann.hears(/edited messages/);
    expect(rulesOf(bot, bot.ann.id)).toHaveLength(1);
  });

  test('is written to the audit, as is every change of it', async () => {
    const bot = await open();
    await bot.ann.sends('/rule! NVDA > 150');
    const [rule] = rulesOf(bot, bot.ann.id);
    await bot.ann.sends(`/rule! ${rule?.code} off`);
    await bot.ann.sends(`/rule! ${rule?.code} edit > 155`);
    await bot.ann.sends(`/rule! ${rule?.code} del`);
    const rows = bot.program.parts.db.sqlite
      .prepare<[], { action: string }>('select action from audit order by id')
      .all();
    expect(rows.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['rule-add', 'rule-pause', 'rule-edit', 'rule-delete']),
    );
  });
});

describe('true before it was made', () => {
  const already = async () => {
    const bot = await open();
    const reply = await bot.ann.sends('/rule! NVDA > 140');
    return { ...bot, reply };
  };

  test('asks, and rings for nothing when nobody answers', async () => {
    const bot = await already();
    expect(bot.reply.text).toContain('Armed, and already so');
    expect(bot.reply.buttons).toEqual([
      'Wait for a fresh cross',
      'Tell me now, then on re-cross',
      'Cancel',
    ]);
    await bot.trade({ NVDA: 149 });
    await bot.trade({ NVDA: 139.4 });
    await bot.trade({ NVDA: 141 });
    expect(alertsOf(bot, bot.ann.id)).toEqual([]);
    await bot.trade({ NVDA: 139.3 });
    await bot.trade({ NVDA: 141 });
    expect(alertsOf(bot, bot.ann.id)).toHaveLength(1);
  });

  test('Wait says so', async () => {
    const bot = await already();
    await bot.ann.presses('Wait for a fresh cross', { until: /Armed for the next fresh cross/ });
    expect(alertsOf(bot, bot.ann.id)).toEqual([]);
  });

  test('Tell me now rings once, however often it is pressed, and again on the next cross', async () => {
    const bot = await already();
    await Promise.all([
      bot.ann.presses('Tell me now, then on re-cross', { on: bot.reply }),
      bot.ann.presses('Tell me now, then on re-cross', { on: bot.reply }),
    ]);
    await bot.ann.hears(/🔔 NVDA crossed above 140.00/);
    expect(alertsOf(bot, bot.ann.id)).toHaveLength(1);
    await bot.trade({ NVDA: 149 });
    await bot.trade({ NVDA: 139 }, { afterMs: 3_600_000 });
    await bot.trade({ NVDA: 141 });
    expect(alertsOf(bot, bot.ann.id).map(({ reason }) => reason)).toEqual(['first', 'first']);
    expect(bot.program.parts.store.alerts.ofChat(bot.ann.id as never, 9)).toHaveLength(2);
  });

  test('Tell me now of a rule for one ring ends it', async () => {
    const bot = await open();
    await bot.ann.sends('/rule! NVDA > 140 every:once');
    await bot.ann.presses('Tell me now, then on re-cross', { until: /Told you/ });
    expect(rulesOf(bot, bot.ann.id).map(({ status }) => status)).toEqual(['done']);
  });

  test('Cancel keeps no rule', async () => {
    const bot = await already();
    await bot.ann.presses('Cancel', { until: /no rule was kept/ });
    expect(rulesOf(bot, bot.ann.id)).toEqual([]);
  });

  test('a rule that asks for the state rings with the next price instead', async () => {
    const bot = await open();
    const reply = await bot.ann.sends('/rule! NVDA is > 140');
    expect(reply.text).toContain('the first alert comes with the next price');
    await bot.trade({ NVDA: 148.3 });
    expect(alertsOf(bot, bot.ann.id)).toHaveLength(1);
  });
});

describe('the time zone', () => {
  test('is asked with the first rule alone, and set by a tap', async () => {
    const bot = await open();
    const first = await bot.ann.sends('/rule! NVDA > 150');
    expect(first.more.map(({ text }) => text)).toEqual([
      '🕰 One thing: in which time zone shall I tell times here?',
    ]);
    await bot.ann.presses('London', { until: /Europe\/London/ });
    const second = await bot.ann.sends('/rule! NVDA > 155');
    expect(second.more).toEqual([]);
    expect(second.text).toContain('closes 21:00 GMT');
  });

  test('may be typed', async () => {
    const bot = await open();
    await bot.ann.sends('/rule! NVDA > 150');
    await bot.ann.presses('✏️ Type it', { until: /\/settings tz Europe\/Paris/ });
  });
});

describe('in a group', () => {
  test('its admins and traders make rules; others are told who can', async () => {
    const bot = await open();
    await bot.ann.sends('/link', { in: GROUP });
    const bo = bot.meet({ id: 202, name: 'Bo', role: 'member' });
    bot.world.setStanding(GROUP, 202, 'member');
    const refused = await bo.sends('/rule! NVDA > 150', { in: GROUP });
    expect(refused.text).toContain('Making and changing rules in a group needs one of its admins');
    expect((await bo.sends('/rule! NVDA > 150')).text).toContain('Armed');
    await bot.ann.sends('/rule! NVDA > 160', { in: GROUP });
    expect((await bo.presses('⏸ Pause', { in: GROUP })).toast).toContain('one of its admins');
    expect(rulesOf(bot, GROUP)).toHaveLength(1);
    expect((await bo.sends('/rules', { in: GROUP })).text).toContain('> 160');
    await bot.trade({ NVDA: 155 });
    expect(alertsOf(bot, 202)).toHaveLength(1);
    await bot.trade({ NVDA: 161 });
    expect(alertsOf(bot, GROUP)).toHaveLength(1);
  });
});
