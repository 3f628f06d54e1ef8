import { describe, expect, test } from 'vitest';
import { GROUP, type BotLab } from '../support/bot.ts';
import { rulesOf, startDesk } from '../support/desk.ts';

/** What Telegram shows where a message of ours would call somebody. */
function plain(text: string): string {
  return text.replaceAll('\u2060', '');
}

function lists({ program }: BotLab, chat: number) {
  const found = program.parts.store.lists.ofChat(chat as never);
  return Object.fromEntries(found.map(({ name, tickers }) => [name, tickers]));
}

function actions({ program }: BotLab): readonly string[] {
  return program.parts.db.sqlite
    .prepare<[], { action: string }>("select action from audit where action like 'list-%'")
    .all()
    .map(({ action }) => action);
}

async function withSemis(rules: readonly string[] = []) {
  const bot = await startDesk();
  await bot.ann.sends('/list new semis NVDA AMD');
  for (const rule of rules) await bot.ann.sends(`/rule! ${rule}`);
  return bot;
}

describe('/list', () => {
  test('alone tells how to make the first, then shows what there is', async () => {
    const bot = await startDesk();
    const none = await bot.ann.sends('/list');
    expect(none.text).toContain('No lists here yet');
    expect(none.buttons).toEqual(['➕ New list']);
    await bot.ann.sends('/list new semis NVDA AMD');
    await bot.ann.sends('/list new coins BTC-USD');
    await bot.ann.sends('/rule! @semis > 200');
    const all = await bot.ann.sends('/lists');
    expect(plain(all.text).split('\n')).toEqual([
      '📋 Lists here · 2',
      '• @coins · 1 ticker',
      '• @semis · 2 tickers · 1 rule',
    ]);
    expect(all.buttons).toEqual(['@coins', '@semis', '➕ New list']);
    const card = await bot.ann.presses('@semis', { on: all, until: /2 tickers · 1 rule about it/ });
    expect(card.message?.text).toContain('NVDA 148.20 ▲2.2% 1🔔');
    expect(card.message?.text).toContain('US shares: open');
    expect(card.message?.text).toContain('prices just now');
    expect(card.message?.buttons).toEqual(
      '➕ Add,➖ Remove,🔄,📦 Starter pack,🔗 Share,✏️ Rename,🗑 Delete,‹ All lists'.split(','),
    );
    bot.clock.now += 30_000;
    await bot.ann.presses('🔄', { on: all, until: /prices up to 30 s old/ });
    // A name behind an @ would call whoever has it.
    expect(card.message?.text).not.toMatch(/@\w/);
    await bot.ann.presses('‹ All lists', { on: all, until: /Lists here · 2/ });
    expect(bot.world.violations).toEqual([]);
    expect(bot.complaints).toEqual([]);
  });

  test('new looks every ticker up before it goes in, and offers what may have been meant', async () => {
    const bot = await startDesk();
    const reply = await bot.ann.sends('/list new tech NVDA GOGL !!!');
    expect(plain(reply.text)).toContain('@tech, a new list · 1 ticker');
    expect(reply.text).toContain('✅ NVDA · NVIDIA Corporation · $148.20');
    expect(reply.text).toContain('I can’t find GOGL. Did you mean one of these?');
    expect(reply.text).toContain('“!!!” cannot be a ticker');
    expect(reply.buttons).toEqual(['GOOGL · Alphabet Inc.', '↩ Undo', '📋 @tech']);
    await bot.ann.presses('GOOGL · Alphabet Inc.', { on: reply });
    await bot.ann.hears(/✅ GOOGL/);
    expect(lists(bot, bot.ann.id)).toEqual({ tech: ['NVDA', 'GOOGL'] });
  });

  test('new makes nothing of nothing that exists, and Undo takes the whole list back', async () => {
    const bot = await startDesk();
    const none = await bot.ann.sends('/list new tech GOGL');
    expect(plain(none.text)).toContain('No list @tech was made');
    expect(lists(bot, bot.ann.id)).toEqual({});
    const made = await bot.ann.sends('/list new tech NVDA');
    const undone = await bot.ann.presses('↩ Undo', { on: made, until: /Undone/ });
    expect(plain(undone.message?.text ?? '')).toBe(
      '↩ Undone: NVDA out of @tech, and no list @tech again.',
    );
    expect(lists(bot, bot.ann.id)).toEqual({});
    await bot.ann.sends('/list new empty');
    expect(lists(bot, bot.ann.id)).toEqual({ empty: [] });
  });

  test('new of a name that is taken offers to add instead', async () => {
    const bot = await withSemis();
    const reply = await bot.ann.sends('/list new semis GOOGL');
    expect(plain(reply.text)).toContain('There is a list @semis already, with 2 tickers');
    await bot.ann.presses('Add to it: GOOGL', { on: reply });
    await bot.ann.hears(/✅ GOOGL/);
    expect(lists(bot, bot.ann.id)).toEqual({ semis: ['NVDA', 'AMD', 'GOOGL'] });
  });

  test.each([
    ['/list add semis GOOGL', { semis: ['NVDA', 'AMD', 'GOOGL'] }],
    ['/list semis add GOOGL', { semis: ['NVDA', 'AMD', 'GOOGL'] }],
    ['/list @semis GOOGL, $nvda', { semis: ['NVDA', 'AMD', 'GOOGL'] }],
    ['/list add coins BTC-USD', { semis: ['NVDA', 'AMD'], coins: ['BTC-USD'] }],
    ['/list remove semis AMD', { semis: ['NVDA'] }],
    ['/list semis drop amd GOOGL', { semis: ['NVDA'] }],
    ['/list rename semis chips', { chips: ['NVDA', 'AMD'] }],
    ['/list rename semis to chips', { chips: ['NVDA', 'AMD'] }],
    ['/list delete semis', {}],
    ['/LIST del @Semis', {}],
  ])('%s', async (typed, left) => {
    const bot = await withSemis();
    await bot.ann.sends(typed);
    expect(lists(bot, bot.ann.id)).toEqual(left);
    await bot.ann.presses('↩ Undo', { until: /Undone/ });
    expect(lists(bot, bot.ann.id)).toEqual({ semis: ['NVDA', 'AMD'] });
    expect(actions(bot).length).toBeGreaterThanOrEqual(3);
    expect(bot.world.violations).toEqual([]);
  });

  test.each([
    ['/list chips', 'There is no list @chips here'],
    ['/list remove chips NVDA', 'There is no list @chips here'],
    ['/list rename chips semis', 'There is no list @chips here'],
    ['/list delete chips', 'There is no list @chips here'],
    ['/list share chips', 'There is no list @chips here'],
    ['/list new 1up NVDA', '“1up” cannot be a list’s name'],
    ['/list new all NVDA', '“all” cannot be a list’s name'],
    ['/list new', 'I need a list’s name'],
    ['/list rename semis', 'I need a list’s name'],
    ['/list remove semis GOOGL', 'Not in @semis: GOOGL'],
    ['/list add semis NVDA', 'is in it already'],
    [`/list add semis ${Array.from({ length: 21 }, (_, n) => `ZZ${n}`).join(' ')}`, 'I take 20'],
  ])('%s changes nothing and says why', async (typed, says) => {
    const bot = await withSemis();
    expect(plain((await bot.ann.sends(typed)).text)).toContain(says);
    expect(lists(bot, bot.ann.id)).toEqual({ semis: ['NVDA', 'AMD'] });
  });

  test('holds 100 tickers and no more, and a chat 30 lists', async () => {
    const bot = await startDesk();
    const { store } = bot.program.parts;
    const by = { chat: bot.ann.id as never, by: bot.ann.id as never };
    const tickers = Array.from({ length: 99 }, (_, n) => `T${n}` as never);
    store.lists.add({ ...by, name: 'big', tickers }, 1 as never);
    expect((await bot.ann.sends('/list add big NVDA AMD')).text).toContain('a list holds 100');
    expect(lists(bot, bot.ann.id)['big']).toHaveLength(100);
    for (let n = 0; n < 28; n++) store.lists.add({ ...by, name: `l${n}`, tickers: [] }, 1 as never);
    await bot.ann.sends('/list new thirty NVDA');
    const many = await bot.ann.sends('/list new more NVDA');
    expect(many.text).toContain('A chat keeps 30 lists at most');
    expect(Object.keys(lists(bot, bot.ann.id))).toHaveLength(30);
    expect((await bot.ann.sends('/list')).buttons).toHaveLength(31);
    const card = await bot.ann.sends('/list big');
    await bot.ann.presses('›', { on: card, until: /2\/4/ });
    await bot.ann.presses('➖ Remove', { on: card, until: /1\/5/ });
    await bot.ann.presses('›', { on: card, until: /2\/5/ });
    expect(bot.world.violations).toEqual([]);
  });
});

describe('its buttons', () => {
  test('add by asking, remove by picking, rename by asking, and each can be undone', async () => {
    const bot = await withSemis();
    await bot.ann.sends('/list semis');
    await bot.ann.presses('➕ Add');
    await bot.ann.hears(/Which tickers go in/);
    bot.ann.says('GOOGL');
    await bot.ann.hears(/✅ GOOGL/);
    expect(lists(bot, bot.ann.id)).toEqual({ semis: ['NVDA', 'AMD', 'GOOGL'] });

    const card = await bot.ann.sends('/list semis');
    const pick = await bot.ann.presses('➖ Remove', { on: card, until: /Which one shall leave/ });
    expect(pick.message?.buttons).toEqual(['NVDA', 'AMD', 'GOOGL', '‹ Back']);
    await bot.ann.presses('‹ Back', { on: card, until: /3 tickers/ });
    await bot.ann.presses('➖ Remove', { on: card, until: /Which one shall leave/ });
    await bot.ann.presses('NVDA', { on: card, until: /which has 2 now/ });
    expect(lists(bot, bot.ann.id)).toEqual({ semis: ['AMD', 'GOOGL'] });
    await bot.ann.presses('↩ Undo', { on: card, until: /back in/ });
    // In its old place.
    expect(lists(bot, bot.ann.id)).toEqual({ semis: ['NVDA', 'AMD', 'GOOGL'] });
    await bot.ann.presses('📋 @semis', { on: card, until: /3 tickers/ });

    await bot.ann.presses('✏️ Rename', { on: card });
    await bot.ann.hears(/What shall it be called/);
    bot.ann.says('2much');
    await until(bot, /A name begins with a letter/);
    bot.ann.says('chips');
    await bot.ann.hears(/is @\u2060?chips now/);
    expect(Object.keys(lists(bot, bot.ann.id))).toEqual(['chips']);
    expect((await bot.ann.presses('🔄', { on: card })).toast).toContain('That list is gone');
  });

  test('make a new list by asking for its name and what is in it', async () => {
    const bot = await startDesk();
    await bot.ann.sends('/list');
    await bot.ann.presses('➕ New list');
    await bot.ann.hears(/What shall the new list be called/);
    bot.ann.says('@Coins');
    await until(bot, /Which tickers go in/);
    bot.ann.says('BTC-USD');
    await bot.ann.hears(/a new list · 1 ticker/);
    expect(lists(bot, bot.ann.id)).toEqual({ coins: ['BTC-USD'] });
  });

  test('of a list that is gone say so', async () => {
    const bot = await withSemis();
    const card = await bot.ann.sends('/list semis');
    await bot.ann.sends('/list delete semis');
    for (const label of ['➕ Add', '➖ Remove', '🔄', '📦 Starter pack', '🔗 Share', '✏️ Rename'])
      expect((await bot.ann.presses(label, { on: card })).toast).toContain('That list is gone');
    expect((await bot.ann.presses('🗑 Delete', { on: card })).toast).toContain('is gone');
  });
});

describe('rules about a list', () => {
  test('follow its new name without forgetting where they stand', async () => {
    const bot = await withSemis(['@semis +5% 1d cooldown:10m', 'NVDA > 500']);
    await bot.trade({ NVDA: 153, AMD: 119 });
    await bot.ann.hears(/NVDA rose/);
    const [before] = rulesOf(bot, bot.ann.id);
    const { store } = bot.program.parts;
    const stood = store.rules.state(before?.id ?? 0, 'NVDA' as never);
    expect(stood.phase).toBe('firing');
    const reply = await bot.ann.sends('/list rename semis chips');
    expect(plain(reply.text)).toBe(
      '✏️ @semis is @chips now. 1 rule about it went along, as they stand.',
    );
    const [after] = rulesOf(bot, bot.ann.id);
    expect(after).toMatchObject({
      id: before?.id,
      text: '@chips +5% 1d cooldown:10m',
      target: { kind: 'list', name: 'chips' },
      rev: 2,
    });
    expect(store.rules.state(before?.id ?? 0, 'NVDA' as never)).toEqual(stood);
    // It has not come back past its re-arm level, so it does not ring again; AMD never rang, and does.
    await bot.trade({ NVDA: 154, AMD: 126.5 }, { afterMs: 3_600_000 });
    await bot.ann.hears(/AMD rose/);
    expect(store.alerts.ofChat(bot.ann.id as never, 9)).toHaveLength(2);
    expect((await bot.ann.presses('↩ Undo', { on: reply })).toast).toContain('ended');
    expect(rulesOf(bot, bot.ann.id)[0]?.text).toBe('@chips +5% 1d cooldown:10m');
  });

  test('cannot be made unreadable by a longer name', async () => {
    const note = 'n'.repeat(120);
    const long = `@semis > 150 or change > 15% or gap > 12% or price > 200 note:"${note}"`;
    const bot = await withSemis([long]);
    expect(rulesOf(bot, bot.ann.id)[0]?.text.length).toBeGreaterThan(180);
    const reply = await bot.ann.sends('/list rename semis semiconductors_of_all_1');
    expect(reply.text).toContain('would become longer than rules may be');
    expect(lists(bot, bot.ann.id)).toEqual({ semis: ['NVDA', 'AMD'] });
    await bot.ann.sends('/list new chips AMD');
    expect((await bot.ann.sends('/list rename semis chips')).text).toContain('Nothing was renamed');
  });

  test('are kept or deleted with it, as asked, and both can be undone', async () => {
    const bot = await withSemis(['@semis > 150', '@semis < 100']);
    const ask = await bot.ann.sends('/list delete semis');
    expect(plain(ask.text)).toContain('@semis has 2 rules about it. Kept, they wait');
    await bot.ann.presses('Cancel', { on: ask, until: /2 rules about it/ });
    await bot.ann.presses('🗑 Delete', { on: ask, until: /Kept, they wait/ });
    await bot.ann.presses('Delete the list, keep 2 rules', { on: ask, until: /is gone/ });
    expect(lists(bot, bot.ann.id)).toEqual({});
    const [rule] = rulesOf(bot, bot.ann.id);
    const card = await bot.ann.sends(`/rules ${rule?.code}`);
    expect(plain(card.text)).toContain('@semis is empty');
    await bot.ann.presses('↩ Undo', { on: ask, until: /is back/ });
    expect(lists(bot, bot.ann.id)).toEqual({ semis: ['NVDA', 'AMD'] });

    const again = await bot.ann.sends('/list delete semis');
    await bot.ann.presses('Delete them too', { on: again, until: /is gone with 2 rules/ });
    expect(rulesOf(bot, bot.ann.id)).toEqual([]);
    await bot.ann.presses('↩ Undo', { on: again, until: /is back with 2 rules/ });
    expect(rulesOf(bot, bot.ann.id).map(({ status }) => status)).toEqual(['on', 'on']);
  });

  test('ring for what is added from then on, and begin anew with what comes back', async () => {
    const bot = await withSemis(['@semis > 185']);
    await bot.ann.sends('/list add semis GOOGL');
    await bot.trade({ GOOGL: 181 });
    await bot.ann.sends('/list remove semis GOOGL');
    await bot.trade({ GOOGL: 190 }, { afterMs: 3_600_000 });
    await bot.ann.sends('/list add semis GOOGL');
    await bot.trade({ GOOGL: 191 });
    expect(bot.program.parts.store.alerts.ofChat(bot.ann.id as never, 9)).toEqual([]);
    await bot.trade({ GOOGL: 180 });
    await bot.trade({ GOOGL: 186 });
    await bot.ann.hears(/GOOGL crossed above 185/);
  });

  test('are shown and deleted together by the list’s name', async () => {
    const bot = await withSemis(['@semis > 150', '@semis < 100', 'NVDA > 500', '* > 1']);
    expect((await bot.ann.sends('/rules @semis')).text).toContain('Rules here · 2');
    const ask = await bot.ann.sends('/rules del @semis');
    expect(plain(ask.text)).toContain('/rules del @semis 2');
    await bot.ann.sends('/rules del @SEMIS 2');
    expect(rulesOf(bot, bot.ann.id).map(({ text }) => text)).toEqual(['NVDA > 500']);
    await bot.ann.presses('↩ Undo', { until: /2 rules back/ });
  });
});

describe('/watch with list:', () => {
  test('adds to both, and Undo takes from both', async () => {
    const bot = await startDesk();
    const reply = await bot.ann.sends('/watch NVDA GOGL list:semis');
    expect(plain(reply.text)).toContain('NVDA in @semis, a new list, which has 1 now.');
    expect(lists(bot, bot.ann.id)).toEqual({ semis: ['NVDA'] });
    await bot.ann.presses('GOOGL · Alphabet Inc.', { on: reply });
    await bot.ann.hears(/GOOGL in @\u2060?semis/);
    expect(lists(bot, bot.ann.id)).toEqual({ semis: ['NVDA', 'GOOGL'] });
    const { watched } = bot.program.parts.app.watch;
    expect([...watched(bot.ann.id as never)].sort()).toEqual(['GOOGL', 'NVDA']);
    await bot.ann.presses('↩ Undo', { until: /Undone/ });
    expect(lists(bot, bot.ann.id)).toEqual({ semis: ['NVDA'] });
    const again = await bot.ann.sends('/watch NVDA list:chips');
    expect(again.text).toContain('NVDA is watched already');
    await bot.ann.presses('↩ Undo', { on: again, until: /Undone/ });
    expect(lists(bot, bot.ann.id)).toEqual({ semis: ['NVDA'] });
    expect((await bot.ann.sends('/watch NVDA list:9')).text).toContain('cannot be a list’s name');
  });
});

describe('in a group', () => {
  test('its admins and traders change lists; members look at them', async () => {
    const bot = await startDesk();
    await bot.ann.sends('/link', { in: GROUP });
    await bot.ann.sends('/list new semis NVDA AMD', { in: GROUP });
    const bo = bot.meet({ id: 202, name: 'Bo', role: 'member' });
    bot.world.setStanding(GROUP, 202, 'member');
    const refused = await bo.sends('/list add semis GOOGL', { in: GROUP });
    expect(refused.text).toContain('Changing lists in a group needs one of its admins');
    expect((await bo.sends('/watch GOOGL list:semis', { in: GROUP })).text).toContain('admins');
    const card = await bo.sends('/list semis', { in: GROUP });
    expect(card.text).toContain('NVDA');
    for (const label of ['➕ Add', '➖ Remove', '✏️ Rename', '🗑 Delete', '📦 Starter pack'])
      expect((await bo.presses(label, { on: card, in: GROUP })).toast).toContain('admins');
    expect(lists(bot, GROUP)).toEqual({ semis: ['NVDA', 'AMD'] });
    // Their own are their own.
    await bo.sends('/list new semis GOOGL');
    expect(lists(bot, 202)).toEqual({ semis: ['GOOGL'] });
    expect(bot.world.violations).toEqual([]);
  });
});

/** A wizard asks in the message that it has: no new one is heard. */
async function until(bot: BotLab, pattern: RegExp): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const last = bot.world.messages(bot.ann.id).findLast(({ byBot }) => byBot);
    if (pattern.test(last?.text ?? '')) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`nothing became ${String(pattern)}`);
}
