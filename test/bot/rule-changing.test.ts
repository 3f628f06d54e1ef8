import { describe, expect, test } from 'vitest';
import { startBot, type BotLab } from '../support/bot.ts';
import { rulesOf, startDesk } from '../support/desk.ts';
import { MARKET } from '../support/market.ts';

const DAY_MS = 86_400_000;

async function withRule(text = 'NVDA > 150') {
  const bot = await startDesk();
  await bot.ann.sends(`/rule! ${text}`);
  const [rule] = rulesOf(bot);
  const code = rule?.code ?? '';
  return { ...bot, code, id: rule?.id ?? 0 };
}

function rang({ program, ann }: BotLab): number {
  return program.parts.store.alerts.ofChat(ann.id as never, 100).length;
}

describe('/rule CODE', () => {
  test('alone shows its card', async () => {
    const bot = await withRule();
    const reply = await bot.ann.sends(`/rule! ${bot.code.toLowerCase()}`);
    expect(reply.text).toContain('NVDA crosses above 150.00');
    expect(reply.buttons).toEqual([
      '✏️ Edit',
      '⏸ Pause',
      '📈 Chart',
      '❓ Why',
      '🧪 Test',
      '📜 History',
      '🔗 Share',
      '🗑 Delete',
    ]);
  });

  test('off and on again starts from the price as it is then', async () => {
    const bot = await withRule();
    expect((await bot.ann.sends(`/rule! ${bot.code} off`)).text).toContain('⏸ Paused');
    await bot.trade({ NVDA: 160 });
    bot.clock.now += 60_000;
    expect((await bot.ann.sends(`/rule! ${bot.code} on`)).text).toContain('▶️ On again');
    await bot.trade({ NVDA: 161 });
    expect(rang(bot)).toBe(0);
    await bot.trade({ NVDA: 149 });
    await bot.trade({ NVDA: 151 });
    expect(rang(bot)).toBe(1);
  });

  test('edit with a condition keeps the settings', async () => {
    const bot = await withRule('NVDA > 150 cooldown:2h note:"trim a third"');
    const reply = await bot.ann.sends(`/rule! ${bot.code} edit > 155`);
    expect(reply.text).toContain('✏️ Changed');
    expect(rulesOf(bot)[0]?.text).toBe('NVDA > 155 cooldown:2h note:"trim a third"');
    await bot.trade({ NVDA: 151 });
    expect(rang(bot)).toBe(0);
    await bot.trade({ NVDA: 156 });
    expect(rang(bot)).toBe(1);
  });

  test.each([
    ['note:"sell half"', 'NVDA > 150 note:"sell half"'],
    ['note:“sell half”', 'NVDA > 150 note:"sell half"'],
    ['edit cooldown:4h sev:high', 'NVDA > 150 cooldown:4h sev:high'],
    ['edit NVDA < 140', 'NVDA < 140'],
    ['edit $nvda x 145 every:once', 'NVDA x 145 every:once'],
  ])('%s', async (wish, text) => {
    const bot = await withRule();
    await bot.ann.sends(`/rule! ${bot.code} ${wish}`);
    expect(rulesOf(bot).map((rule) => rule.text)).toEqual([text]);
    await bot.ann.presses('↩ Undo', { until: /as it was/ });
    expect(rulesOf(bot).map((rule) => rule.text)).toEqual(['NVDA > 150']);
    await bot.trade({ NVDA: 151 });
    expect(rang(bot)).toBe(1);
  });

  test('an edit of a setting alone does not forget that it has just rung', async () => {
    const bot = await withRule();
    await bot.trade({ NVDA: 151 });
    await bot.ann.sends(`/rule! ${bot.code} note:"seen"`);
    await bot.trade({ NVDA: 149 });
    await bot.trade({ NVDA: 151 });
    const { store } = bot.program.parts;
    const reasons = store.alerts.ofChat(bot.ann.id as never, 9).map(({ reason }) => reason);
    expect(reasons).toEqual(['suppressed-cooldown', 'first']);
  });

  test('an edit that cannot be read changes nothing, and its repair is one tap', async () => {
    const bot = await withRule();
    const reply = await bot.ann.sends(`/rule! ${bot.code} edit above 155`);
    expect(reply.text).toContain('⚠️ I read');
    expect(rulesOf(bot)[0]?.text).toBe('NVDA > 150');
    await bot.ann.presses('NVDA > 155', { until: /Changed/ });
    expect(rulesOf(bot).map((rule) => rule.text)).toEqual(['NVDA > 155']);
  });

  test('del deletes, and Undo brings it back armed', async () => {
    const bot = await withRule();
    expect((await bot.ann.sends(`/rule! ${bot.code} del`)).text).toContain('🗑 Deleted');
    expect((await bot.ann.sends(`/rules ${bot.code}`)).text).toContain('There is no rule');
    await bot.ann.presses('↩ Undo', { until: /as it was/ });
    await bot.trade({ NVDA: 151 });
    expect(rang(bot)).toBe(1);
  });

  test('Undo does nothing to a rule that was changed since', async () => {
    const bot = await withRule();
    const reply = await bot.ann.sends(`/rule! ${bot.code} off`);
    await bot.ann.sends(`/rule! ${bot.code} edit > 170`);
    expect((await bot.ann.presses('↩ Undo', { on: reply })).toast).toContain('changed since');
    expect(rulesOf(bot)[0]?.text).toBe('NVDA > 170');
  });

  test('Edit on the card asks, and what is typed is taken', async () => {
    const bot = await withRule();
    await bot.ann.sends(`/rules ${bot.code}`);
    await bot.ann.presses('✏️ Edit');
    await bot.ann.hears(/What shall change/);
    const reply = await bot.ann.sends('> 152');
    expect(reply.text).toContain('✏️ Changed');
    expect(rulesOf(bot)[0]?.text).toBe('NVDA > 152');
  });

  test('a code is no ticker: the language wins where both could be meant', async () => {
    const bot = await withRule();
    await bot.ann.sends('/rule! AMD > 130');
    expect(rulesOf(bot).map(({ text }) => text)).toEqual(['AMD > 130', 'NVDA > 150']);
    expect(rulesOf(bot).every(({ code }) => /\d/.test(code))).toBe(true);
  });
});

describe('the end of a rule', () => {
  test('is told, and Renew gives it 90 days from then', async () => {
    const bot = await withRule('NVDA > 150 exp:1d');
    bot.clock.now += DAY_MS - 1_000;
    await bot.program.run('tidy');
    expect(rulesOf(bot)[0]?.status).toBe('on');
    bot.clock.now += 1_000;
    await bot.program.run('tidy');
    const notice = await bot.ann.hears(/has expired: NVDA > 150/);
    expect(notice.buttons).toEqual(['🔁 Renew for 90 days']);
    await bot.trade({ NVDA: 151 });
    expect(rang(bot)).toBe(0);
    bot.clock.now += 60_000;
    const pressed = await bot.ann.presses('🔁 Renew for 90 days', { until: /Renewed/ });
    expect(pressed.message?.text).toContain('Past its trigger');
    const [rule] = rulesOf(bot);
    expect(rule?.status).toBe('on');
    expect(rule?.expiresAt).toBe(bot.clock.now + 90 * DAY_MS);
  });

  test('is told once, although the tidying runs on', async () => {
    const bot = await withRule('NVDA > 150 exp:1d');
    bot.clock.now += DAY_MS;
    await bot.program.run('tidy');
    await bot.ann.hears(/has expired/);
    bot.clock.now += 60_000;
    await bot.program.run('tidy');
    await bot.ann.quiet(100);
  });

  test('renewing before the end adds to what is left', async () => {
    const bot = await withRule('NVDA > 150 exp:10d');
    const end = rulesOf(bot)[0]?.expiresAt ?? 0;
    await bot.ann.sends(`/rule! ${bot.code} renew`);
    expect(rulesOf(bot)[0]?.expiresAt).toBe(end + 90 * DAY_MS);
    await bot.ann.presses('↩ Undo', { until: /as it was/ });
    expect(rulesOf(bot)[0]?.expiresAt).toBe(end);
  });

  test('on a date, the whole day counts in the chat’s zone', async () => {
    const bot = await withRule('NVDA > 150 exp:2026-01-06');
    expect(rulesOf(bot)[0]?.expiresAt).toBe(Date.UTC(2026, 0, 7, 5));
  });
});

describe('/rules', () => {
  test('groups by ticker and shows how each stands', async () => {
    const bot = await withRule();
    await bot.ann.sends('/rule! AMD < 100');
    await bot.ann.sends('/rule! NVDA > 140');
    await bot.ann.sends('/rule! AMD > 119 every:once');
    const [, , paused] = rulesOf(bot);
    await bot.trade({ NVDA: 151, AMD: 119.5 });
    await bot.ann.sends(`/rule! ${rulesOf(bot)[0]?.code} off`);
    expect(paused).toBeDefined();
    const reply = await bot.ann.sends('/rs');
    const lines = reply.text
      .split('\n')
      .map((line) => line.replace(/(?<=^\S )[2-9A-Z]{4}\b/, 'CODE'));
    expect(lines).toEqual([
      '📋 Rules here · 4 · 0 armed',
      'AMD · 119.50',
      '⏸ CODE < 100',
      '✓ CODE > 119 every:once · rang just now · 1× in 7 days',
      'NVDA · 151.00',
      '◐ CODE > 150 · rang just now · 1× in 7 days',
      '◐ CODE > 140',
    ]);
  });

  test('shows no data, snoozed and muted as such', async () => {
    const bot = await withRule();
    const { store } = bot.program.parts;
    const state = store.quotes.get('NVDA' as never);
    const mute = (verb: 'mute' | 'snooze') =>
      store.mutes.add(
        {
          chat: bot.ann.id as never,
          verb,
          scope: 'ticker',
          subject: 'NVDA',
          until: (bot.clock.now + 60_000) as never,
          coversCritical: false,
          createdBy: bot.ann.id as never,
        },
        bot.clock.now as never,
      );
    if (state) {
      const trouble = { why: 'x', since: bot.clock.now as never, isTold: true };
      store.quotes.put({ ...state, trouble });
    }
    expect((await bot.ann.sends('/rules')).text).toMatch(/⚠ \w+ > 150 · no data/);
    const first = mute('mute');
    expect((await bot.ann.sends('/rules')).text).toMatch(/🔕 \w+ > 150/);
    store.mutes.end(first, bot.clock.now as never);
    mute('snooze');
    expect((await bot.ann.sends('/rules')).text).toMatch(/☾ \w+ > 150/);
  });

  test('turns pages in place, in a circle', async () => {
    const bot = await withRule();
    for (let n = 0; n < 21; n++) await bot.ann.sends(`/rule! NVDA > ${160 + n}`);
    const reply = await bot.ann.sends('/rules');
    expect(reply.buttons).toEqual(expect.arrayContaining(['‹', '1/3', '›']));
    const second = await bot.ann.presses('›', { on: reply, until: /2\/3/ });
    expect(second.message?.text).toContain('> 169');
    await bot.ann.presses('‹', { on: reply, until: /1\/3/ });
    await bot.ann.presses('‹', { on: reply, until: /3\/3/ });
    expect(bot.world.violations).toEqual([]);
  });

  test('a button or a code opens the card, a ticker its rules', async () => {
    const bot = await withRule();
    await bot.ann.sends('/rule! AMD < 100');
    await bot.ann.sends('/rules');
    await bot.ann.presses(`● ${bot.code}`);
    await bot.ann.hears(/NVDA crosses above/);
    expect((await bot.ann.sends(`/rules ${bot.code}`)).text).toContain('NVDA crosses above');
    const amd = await bot.ann.sends('/rules amd');
    expect(amd.text).toContain('< 100');
    expect(amd.text).not.toContain('> 150');
    expect((await bot.ann.sends('/rules TSLA')).text).toContain('There is no rule TSLA');
  });

  test('History lists what the rule rang and held back', async () => {
    const bot = await withRule();
    await bot.trade({ NVDA: 151 });
    await bot.trade({ NVDA: 149 });
    await bot.trade({ NVDA: 152 });
    await bot.ann.sends(`/rules ${bot.code}`);
    await bot.ann.presses('📜 History');
    const log = await bot.ann.hears(/Last alerts of/);
    expect(log.text).toMatch(/152\.00 · held back \(cooldown\) · #\w+\n.*151\.00 · sent/);
  });

  test.each([
    ['NVDA', 2],
    ['@all', 3],
  ])('del %s wants its number typed', async (what, count) => {
    const bot = await withRule();
    await bot.ann.sends('/rule! NVDA > 160');
    await bot.ann.sends('/rule! AMD < 100');
    const question = (await bot.ann.sends(`/rules del ${what}`)).text;
    const offered = /\/rules del \S+ \d+/.exec(question)?.[0] ?? '';
    expect(offered).toContain(String(count));
    const wrong = await bot.ann.sends(`/rules del ${what} ${count + 1}`);
    expect(wrong.text).toContain(`It is ${count}, not ${count + 1}.`);
    expect(rulesOf(bot)).toHaveLength(3);
    await bot.ann.sends(offered);
    expect(rulesOf(bot)).toHaveLength(3 - count);
    await bot.ann.presses('↩ Undo', { until: new RegExp(`${count} rules back`) });
    expect(rulesOf(bot)).toHaveLength(3);
  });

  test('del of nothing says so', async () => {
    const bot = await withRule();
    expect((await bot.ann.sends('/rules del TSLA')).text).toContain('no such rules');
    expect((await bot.ann.sends('/rules del')).text).toContain('Which ones?');
  });

  test('without any rule says how to make one', async () => {
    const bot = await startBot({ quotes: MARKET });
    expect((await bot.ann.sends('/rules')).text).toContain('No rules here yet');
  });
});
