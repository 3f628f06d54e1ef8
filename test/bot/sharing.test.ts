import { describe, expect, test } from 'vitest';
import { CHANNEL, GROUP, startBot, type BotLab } from '../support/bot.ts';
import { rulesOf } from '../support/desk.ts';
import { MARKET } from '../support/market.ts';
import type { Heard, Person } from '../support/person.ts';

async function open(): Promise<BotLab & { readonly bo: Person }> {
  const bot = await startBot({ quotes: MARKET });
  const bo = bot.meet({ id: 202, name: 'Bo', role: 'member' });
  for (const id of [bot.ann.id, bo.id])
    bot.program.parts.store.chats.setZone(id as never, 'America/New_York');
  return { ...bot, bo };
}

function listsOf({ program }: BotLab, chat: number) {
  const found = program.parts.store.lists.ofChat(chat as never);
  return Object.fromEntries(found.map(({ name, tickers }) => [name, tickers]));
}

function shares({ program }: BotLab): number {
  const row = program.parts.db.sqlite
    .prepare<[], { n: number }>('select count(*) n from share')
    .get();
  return row?.n ?? NaN;
}

/** What following the link in a message types: `/start r_…`. */
function startOf(text: string): string {
  const payload = /https:\/\/t\.me\/bellwether_bot\?start=([\w-]{1,64})(?!\S)/.exec(text)?.[1];
  expect(payload).toBeDefined();
  return `/start ${payload}`;
}

function urlOf({ message }: Heard, label: string): string {
  const found = message.buttons.flat().find(({ text }) => text === label)?.action;
  return found?.kind === 'url' ? found.url : `no url button ${label}`;
}

async function shared(bot: BotLab, rule: string): Promise<string> {
  await bot.ann.sends(`/rule! ${rule}`);
  const [made] = rulesOf(bot, bot.ann.id);
  return startOf((await bot.ann.sends(`/rule ${made?.code} share`)).text);
}

describe('a shared rule', () => {
  test('opens in its receiver’s terms, without note, and one tap makes it theirs', async () => {
    const bot = await open();
    await bot.ann.sends('/rule! NVDA > 150 cooldown:2h note:"my own secret"');
    const [rule] = rulesOf(bot, bot.ann.id);
    const made = await bot.ann.sends(`/rule ${rule?.code} share`);
    expect(made.text).toContain('NVDA crosses above 150.00');
    expect(made.text).toContain('until Wed 4 Feb 2026');
    expect(made.text).not.toContain('secret');
    expect(made.buttons).toEqual(['📤 Send to somebody', '📋 Copy link', '↩ Undo']);

    await bot.trade({ NVDA: 149 });
    const opened = await bot.bo.sends(startOf(made.text));
    expect(opened.text).toContain('A rule was shared with you');
    expect(opened.text).toContain('NVDA crosses above 150.00');
    expect(opened.text).toContain('Now 149.00: 1.00 (0.67%) below the trigger');
    expect(opened.text).toContain('NVDA > 150 cooldown:2h');
    expect(opened.text).toMatch(/just now|s old/);
    expect(opened.text).not.toContain('secret');
    expect(opened.buttons).toEqual(['✅ Add to mine', '✖']);
    expect(rulesOf(bot, bot.bo.id)).toEqual([]);

    await bot.bo.presses('✅ Add to mine', { on: opened, until: /Armed/ });
    expect(rulesOf(bot, bot.bo.id).map(({ text }) => text)).toEqual(['NVDA > 150 cooldown:2h']);
    await bot.trade({ NVDA: 151 });
    await bot.bo.hears(/NVDA crossed above 150/);
    expect(bot.world.violations).toEqual([]);
    expect(bot.complaints).toEqual([]);
  });

  test('that is theirs already is shown, not made twice; Undo and ✖ leave nothing', async () => {
    const bot = await open();
    const start = await shared(bot, 'NVDA > 150');
    await bot.bo.presses('✖', { on: await bot.bo.sends(start), until: /Left alone/ });
    const opened = await bot.bo.sends(start);
    await bot.bo.presses('✅ Add to mine', { on: opened, until: /Armed/ });
    await bot.bo.presses('✅ Add to mine', { on: await bot.bo.sends(start), until: /already/ });
    expect(rulesOf(bot, bot.bo.id)).toHaveLength(1);
    await bot.bo.presses('↩ Undo', { on: opened, until: /Undone/ });
    expect(rulesOf(bot, bot.bo.id)).toEqual([]);
  });

  test('is shared from its card, the same link again while it lasts, and Undo kills the link', async () => {
    const bot = await open();
    await bot.ann.sends('/rule! NVDA > 150');
    const [rule] = rulesOf(bot, bot.ann.id);
    const card = await bot.ann.sends(`/rule ${rule?.code}`);
    await bot.ann.presses('🔗 Share', { on: card });
    const first = await bot.ann.hears(/start=r_/);
    await bot.ann.presses('🔗 Share', { on: card });
    const second = await bot.ann.hears(/start=r_/);
    expect(startOf(second.text)).toBe(startOf(first.text));
    expect(second.buttons).not.toContain('↩ Undo');
    expect(shares(bot)).toBe(1);
    const copied = first.message.buttons.flat().map(({ action }) => action);
    expect(copied).toContainEqual({ kind: 'copy', text: /https\S+/.exec(first.text)?.[0] });
    await bot.ann.presses('↩ Undo', { on: first, until: /opens nothing any more/ });
    expect(shares(bot)).toBe(0);
    expect((await bot.bo.sends(startOf(first.text))).text).toContain('I don’t know that link');
  });

  test('expires after 30 days, with its own sentence, and is forgotten later', async () => {
    const bot = await open();
    const start = await shared(bot, 'NVDA > 150 exp:never');
    const opened = await bot.bo.sends(start);
    bot.clock.now += 30 * 86_400_000;
    expect((await bot.bo.sends(start)).text).toBe(
      '🔗 That link expired on Wed 4 Feb 2026. Whoever sent it can make a new one.',
    );
    const late = await bot.bo.presses('✅ Add to mine', { on: opened });
    expect(late.toast ?? late.message?.text).toMatch(/expired/);
    expect(rulesOf(bot, bot.bo.id)).toEqual([]);
    bot.clock.now += 61 * 86_400_000;
    await bot.program.run('tidy');
    expect(shares(bot)).toBe(0);
  });

  test.each(['r_short', 'r_AAAAAAAAAAAAAAAA', 'w_AAAAAAAAAAAAAAAA', `r_${'A'.repeat(62)}`])(
    'of a payload that is none, %s, nothing is made',
    async (payload) => {
      const bot = await open();
      const reply = await bot.bo.sends(`/start ${payload}`);
      expect(reply.text).toMatch(/I don’t know (?:that link|the link you came by)/);
    },
  );

  test('about a list brings the list along to whoever has none of that name', async () => {
    const bot = await open();
    await bot.ann.sends('/list new semis NVDA AMD');
    const start = await shared(bot, '@semis > 200 note:"x"');
    const opened = await bot.bo.sends(start);
    expect(opened.text).toContain('You have no list @\u2060semis; it comes along: NVDA, AMD');
    expect(opened.text).toContain('any ticker in @\u2060semis crosses above 200');
    await bot.bo.presses('✅ Add to mine', { on: opened, until: /Armed/ });
    const brought = await bot.bo.hears(/came along/);
    expect(listsOf(bot, bot.bo.id)).toEqual({ semis: ['NVDA', 'AMD'] });
    expect(rulesOf(bot, bot.bo.id).map(({ text }) => text)).toEqual(['@semis > 200']);
    await bot.bo.presses('↩ Undo', { on: opened, until: /Undone/ });
    await bot.bo.presses('↩ Undo', { on: brought, until: /Undone/ });
    expect(listsOf(bot, bot.bo.id)).toEqual({});

    await bot.bo.sends('/list new semis GOOGL');
    const own = await bot.bo.sends(start);
    expect(own.text).not.toContain('comes along');
    await bot.bo.presses('✅ Add to mine', { on: own, until: /Armed/ });
    expect(listsOf(bot, bot.bo.id)).toEqual({ semis: ['GOOGL'] });
  });

  test('is only shown to whoever may read, and opened in private alone', async () => {
    const bot = await open();
    const start = await shared(bot, 'NVDA > 150');
    const cy = bot.meet({ id: 303, name: 'Cy', role: 'viewer' });
    const seen = await cy.sends(start);
    expect(seen.text).toContain('NVDA crosses above 150.00');
    expect(seen.text).toContain('needs the Member role');
    expect(seen.buttons).toEqual([]);
    const stranger = bot.meet({ id: 404, name: 'Di' });
    expect((await stranger.sends(start)).text).toContain('This bot is private');
    await bot.ann.sends('/link', { in: GROUP });
    const inGroup = await bot.ann.sends(start, { in: GROUP });
    expect(inGroup.text).toContain('opened in our private chat');
  });
});

describe('a shared list', () => {
  test('shows its tickers with their prices, and goes to the lists, the watchlist, or both', async () => {
    const bot = await open();
    await bot.ann.sends('/list new semis NVDA AMD');
    const made = await bot.ann.sends('/list share semis');
    expect(made.text).toContain('NVDA, AMD');
    await bot.bo.sends('/watch NVDA');
    const opened = await bot.bo.sends(startOf(made.text));
    expect(opened.text).toContain('A list was shared with you: @\u2060semis · 2 tickers');
    expect(opened.text).toContain('NVDA 148.20 ▲2.2%');
    expect(opened.text).toContain('prices just now');
    expect(opened.buttons).toEqual(['📋 Add as @semis', '👀 Watch the other 1', '✖']);
    await bot.bo.presses('📋 Add as @semis', { on: opened });
    const added = await bot.bo.hears(/@\u2060?semis, a new list · 2 tickers/);
    await bot.bo.presses('👀 Watch the other 1', { on: opened });
    await bot.bo.hears(/✅ AMD/);
    expect(bot.program.parts.app.watch.watched(bot.bo.id as never)).toHaveLength(2);
    expect(listsOf(bot, bot.bo.id)).toEqual({ semis: ['NVDA', 'AMD'] });
    await bot.bo.presses('↩ Undo', { on: added, until: /Undone/ });
    expect(listsOf(bot, bot.bo.id)).toEqual({});
    await bot.bo.presses('✖', { on: opened, until: /Left alone/ });
    expect(bot.world.violations).toEqual([]);
  });

  test('adds to the receiver’s own list of that name what it lacks', async () => {
    const bot = await open();
    await bot.ann.sends('/list new semis NVDA AMD');
    const card = await bot.ann.sends('/list semis');
    await bot.ann.presses('🔗 Share', { on: card });
    const made = await bot.ann.hears(/start=w_/);
    await bot.bo.sends('/list new semis NVDA GOOGL');
    const opened = await bot.bo.sends(startOf(made.text));
    expect(opened.text).toContain('You have a list of that name, with 2 in it');
    await bot.bo.presses('📋 Add to my @semis', { on: opened });
    const added = await bot.bo.hears(/is in it already/);
    expect(listsOf(bot, bot.bo.id)).toEqual({ semis: ['NVDA', 'GOOGL', 'AMD'] });
    await bot.bo.presses('↩ Undo', { on: added, until: /Undone/ });
    expect(listsOf(bot, bot.bo.id)).toEqual({ semis: ['NVDA', 'GOOGL'] });
  });
});

describe('an alert that others read', () => {
  test('in a group and a channel brings a button that copies its rule; in private it has none', async () => {
    const bot = await open();
    await bot.ann.sends('/link', { in: GROUP });
    await bot.ann.sends(`/link ${CHANNEL}`);
    await bot.ann.sends('/list new semis NVDA AMD', { in: GROUP });
    await bot.ann.sends('/rule! @semis > 150 note:"for us"', { in: GROUP });
    await bot.ann.sends('/rule! NVDA > 150.5');
    const { store } = bot.program.parts;
    const place = { chat: CHANNEL as never, thread: undefined };
    const target = { kind: 'ticker', ticker: 'NVDA' as never } as const;
    const rule = { place, code: 'C4AN', text: 'NVDA > 150', target, reference: undefined };
    store.rules.add({ ...rule, expiresAt: undefined, by: bot.ann.id as never }, 1 as never);
    await bot.trade({ NVDA: 149 });
    await bot.trade({ NVDA: 151 });
    const own = await bot.ann.hears(/NVDA crossed above 150.50/);
    expect(own.buttons).not.toContain('🔔 Copy this rule');
    const inGroup = await bot.ann.hears(/NVDA crossed above 150/, { in: GROUP });
    expect(inGroup.buttons.slice(-2)).toEqual(['🔔 Copy this rule', '👁 My view']);
    const inChannel = await bot.ann.hears(/NVDA crossed above 150/, { in: CHANNEL });
    expect(inChannel.buttons).toContain('🔔 Copy this rule');
    const opened = await bot.bo.sends(startOf(urlOf(inGroup, '🔔 Copy this rule')));
    await bot.bo.presses('✅ Add to mine', { on: opened, until: /already|Armed/ });
    // On the ticker that rang, since the group's list is the group's.
    expect(opened.text).toContain('NVDA > 150');
    expect(opened.text).not.toContain('for us');
    // Acknowledged, it still has the same button, and no second link is made.
    const acked = await bot.ann.presses('✅ Ack', {
      on: inGroup,
      in: GROUP,
      until: /Acknowledged/,
    });
    expect(urlOf(acked.message ?? inGroup, '🔔 Copy this rule')).toBe(
      urlOf(inGroup, '🔔 Copy this rule'),
    );
    expect(shares(bot)).toBe(2);
    expect(bot.world.violations).toEqual([]);
  });
});

test('links go with the chat that made them, and those of a group no longer know who did', async () => {
  const bot = await open();
  await bot.ann.sends('/link', { in: GROUP });
  const dot = bot.meet({ id: 50_505_050, name: 'Dorothea', role: 'trader' });
  bot.world.setStanding(GROUP, dot.id, 'member');
  await dot.sends('/rule! NVDA > 150', { in: GROUP });
  const [rule] = rulesOf(bot, GROUP);
  const kept = startOf((await dot.sends(`/rule ${rule?.code} share`, { in: GROUP })).text);
  await dot.sends('/list new mine NVDA');
  const lost = startOf((await dot.sends('/list share mine')).text);
  expect(shares(bot)).toBe(2);
  await dot.sends('/forget everything');
  expect((await bot.bo.sends(lost)).text).toContain('I don’t know that link');
  expect((await bot.bo.sends(kept)).text).toContain('NVDA crosses above 150.00');
  const rows = bot.program.parts.db.sqlite.prepare('select * from share').all();
  expect(JSON.stringify(rows)).not.toContain('50505050');
});
