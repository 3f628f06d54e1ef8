import { describe, expect, test } from 'vitest';
import { fillWithRules, GROUP } from '../support/bot.ts';
import { ruleTexts, startDesk } from '../support/desk.ts';

const EXTREMES = ['> high20', '< low20', '> high55', '< low55', '> high52w', '< low52w'];
const CLASSIC = ['rsi14 x< 30', 'x sma200', 'volratio20 > 2'];

describe('after /watch', () => {
  test('packs are offered for what is new, and one tap arms a whole one', async () => {
    const bot = await startDesk();
    const reply = await bot.ann.sends('/watch NVDA AMD GOGL');
    expect(reply.buttons).toEqual([
      'GOOGL · Alphabet Inc.',
      '±5% day',
      'Classic',
      'Momentum',
      'Extremes',
      'Skip',
      '↩ Undo',
    ]);
    await bot.ann.presses('±5% day', { on: reply });
    const day = await bot.ann.hears(/±5% day on NVDA, AMD/);
    expect([...ruleTexts(bot, bot.ann.id)].sort()).toEqual(['AMD ±5% 1d', 'NVDA ±5% 1d']);
    expect(day.text).toMatch(/● \w{4} NVDA .*5%/);
    await bot.ann.presses('Extremes', { on: reply });
    const made = await bot.ann.hears(/Extremes on NVDA, AMD/);
    expect(ruleTexts(bot, bot.ann.id)).toHaveLength(2 + 12);
    for (const { code } of bot.program.parts.store.rules.ofChat(bot.ann.id as never)) {
      const isDay = day.text.includes(code);
      expect(isDay || made.text.includes(code), code).toBe(true);
    }
    expect(bot.world.violations).toEqual([]);
    expect(bot.complaints).toEqual([]);
  });

  test('nothing is offered for what was there already', async () => {
    const bot = await startDesk();
    await bot.ann.sends('/watch NVDA');
    expect((await bot.ann.sends('/watch NVDA')).buttons).toEqual([]);
  });

  test('Skip takes the offer away and leaves the prices', async () => {
    const bot = await startDesk();
    const reply = await bot.ann.sends('/watch NVDA');
    bot.clock.now += 40_000;
    const skipped = await bot.ann.presses('Skip', { on: reply, until: /No starter rules/ });
    expect(skipped.message?.text).toContain(
      '✅ NVDA · NVIDIA Corporation · $148.20 ▲2.2% · 40 s old',
    );
    expect(skipped.message?.buttons).toEqual([]);
    expect(ruleTexts(bot, bot.ann.id)).toEqual([]);
  });
});

describe('/rules pack', () => {
  test('alone tells what there is; with a ticker asks which; with both arms it', async () => {
    const bot = await startDesk();
    const all = await bot.ann.sends('/rules pack');
    expect(all.text).toContain('Starter packs');
    expect(all.text).toContain('Classic: oversold, across the 200-day average, unusual volume');
    expect(all.buttons).toEqual([]);
    const which = await bot.ann.sends('/rules pack NVDA');
    expect(which.buttons).toEqual(['±5% day', 'Classic', 'Momentum', 'Extremes']);
    await bot.ann.presses('Classic', { on: which });
    await bot.ann.hears(/Classic on NVDA/);
    expect([...ruleTexts(bot, bot.ann.id)].sort()).toEqual(
      CLASSIC.map((one) => `NVDA ${one}`).sort(),
    );
    const typed = await bot.ann.sends('/rules pack EXTREMES $amd googl');
    expect(typed.text).toContain('Extremes on AMD, GOOGL');
    expect(ruleTexts(bot, bot.ann.id)).toHaveLength(3 + 12);
    expect(bot.world.violations).toEqual([]);
  });

  test('says which wait for data, and they begin once it is there', async () => {
    const bot = await startDesk();
    const reply = await bot.ann.sends('/rules pack classic NVDA');
    const waiting = bot.program.parts.store.rules
      .ofChat(bot.ann.id as never)
      .filter((rule) => bot.program.parts.app.rules.facts(rule).mark === 'blocked');
    expect(reply.text.includes('as soon as there is data')).toBe(waiting.length > 0);
    for (const { code } of waiting) expect(reply.text).toContain(`⚠ ${code}`);
  });

  test('leaves out what is there already, and Undo takes back exactly what was made', async () => {
    const bot = await startDesk();
    await bot.ann.sends('/rule! NVDA > high20');
    await bot.ann.sends('/rule! NVDA > 150');
    const reply = await bot.ann.sends('/rules pack extremes NVDA');
    expect(reply.text).toMatch(/There already, not made twice: \w{4}\./);
    expect(ruleTexts(bot, bot.ann.id)).toHaveLength(7);
    const undone = await bot.ann.presses('↩ Undo', { on: reply, until: /taken back/ });
    expect(undone.message?.text).toBe('↩ Undone: 5 rules taken back.');
    expect([...ruleTexts(bot, bot.ann.id)].sort()).toEqual(['NVDA > 150', 'NVDA > high20']);
    const again = await bot.ann.sends('/rules pack extremes NVDA');
    expect(ruleTexts(bot, bot.ann.id)).toHaveLength(7);
    const [changed] = bot.program.parts.store.rules
      .ofChat(bot.ann.id as never)
      .filter(({ text }) => text === 'NVDA < low20');
    await bot.ann.sends(`/rule ${changed?.code} edit cooldown:2d`);
    await bot.ann.presses('↩ Undo', {
      on: again,
      until: /4 rules taken back. 1 changed since stays/,
    });
    expect(ruleTexts(bot, bot.ann.id)).toContain('NVDA < low20 cooldown:2d');
  });

  test('a second time makes nothing and says so', async () => {
    const bot = await startDesk();
    await bot.ann.sends('/rules pack classic NVDA');
    const again = await bot.ann.sends('/rules pack classic NVDA');
    expect(again.text).toContain('Nothing new was made');
    expect(again.buttons).toEqual([]);
    expect(ruleTexts(bot, bot.ann.id)).toHaveLength(3);
  });

  test('stops at 200 rules and says how many found no room', async () => {
    const bot = await startDesk();
    fillWithRules(bot, 198);
    const reply = await bot.ann.sends('/rules pack extremes NVDA');
    expect(reply.text).toContain('4 found no room: a chat keeps 200 rules at most');
    expect(ruleTexts(bot, bot.ann.id)).toHaveLength(200);
  });

  test('on what nobody knows tells it for each rule and makes nothing', async () => {
    const bot = await startDesk();
    const reply = await bot.ann.sends('/rules pack classic GOGL');
    expect(reply.text).toContain('I can’t find GOGL');
    expect(ruleTexts(bot, bot.ann.id)).toEqual([]);
  });
});

describe('on a list', () => {
  test('its card leads to the packs, which are about the whole list', async () => {
    const bot = await startDesk();
    await bot.ann.sends('/list new semis NVDA AMD');
    const card = await bot.ann.sends('/list semis');
    const choice = await bot.ann.presses('📦 Starter pack', { on: card, until: /which one/ });
    expect(choice.message?.buttons).toEqual([
      '±5% day',
      'Classic',
      'Momentum',
      'Extremes',
      '‹ Back',
    ]);
    await bot.ann.presses('Extremes', { on: card });
    await bot.ann.hears(/Extremes on @\u2060?semis/);
    expect([...ruleTexts(bot, bot.ann.id)].sort()).toEqual(
      EXTREMES.map((one) => `@semis ${one}`).sort(),
    );
    await bot.ann.presses('↩ Undo', { until: /6 rules taken back/ });
    expect(ruleTexts(bot, bot.ann.id)).toEqual([]);
    await bot.ann.presses('‹ Back', { on: card, until: /2 tickers/ });
    const none = await bot.ann.sends('/rules pack classic @chips');
    expect(none.text).toContain('There is no list @\u2060chips');
  });
});

test('in a group a pack is for its admins and traders', async () => {
  const bot = await startDesk();
  await bot.ann.sends('/link', { in: GROUP });
  const bo = bot.meet({ id: 202, name: 'Bo', role: 'member' });
  bot.world.setStanding(GROUP, 202, 'member');
  const reply = await bo.sends('/watch NVDA', { in: GROUP });
  expect((await bo.presses('Classic', { on: reply, in: GROUP })).toast).toContain('admins');
  const typed = await bo.sends('/rules pack classic NVDA', { in: GROUP });
  expect(typed.text).toContain('needs one of its admins');
  expect(ruleTexts(bot, GROUP)).toEqual([]);
  await bot.ann.presses('Classic', { on: reply, in: GROUP });
  await bot.ann.hears(/Classic on NVDA/, { in: GROUP });
  expect(ruleTexts(bot, GROUP)).toHaveLength(3);
  const undo = await bo.presses('↩ Undo', { in: GROUP });
  expect(undo.toast).toContain('admins');
});
