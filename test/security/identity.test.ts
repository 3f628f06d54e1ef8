import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { html } from '../../src/core/html.ts';
import { button } from '../../src/core/message.ts';
import { COMMANDS } from '../../src/bot/commands.ts';
import { CHANNEL, GROUP, OWNER, startBot, type BotLab } from '../support/bot.ts';

const ANN = { id: OWNER, is_bot: false, first_name: 'Ann', username: 'ann' };
const DESK = { id: GROUP, type: 'group' as const, title: 'Desk' };
const PRIVATE = { id: OWNER, type: 'private' as const, first_name: 'Ann' };

/** Accounts that many share: who speaks through them cannot be told. */
const SHARED = { 'an anonymous group admin': 1087968824, Telegram: 777000, 'a channel': 136817688 };

let next = 910_000_000;

/** Gives the bot an update as it might come over the wire, and waits until it is handled. */
async function inject({ world, program, clock }: BotLab, update: object): Promise<void> {
  const id = next++;
  const whole = dated(update, Math.floor(clock.now / 1000));
  world.inject({ update_id: id, ...whole });
  const isHandled = () => {
    const row = program.parts.db.sqlite
      .prepare<[number], { status: string }>('select status from inbox where update_id = ?')
      .get(id);
    return row !== undefined && row.status !== 'new';
  };
  while (!isHandled()) await new Promise((resolve) => setTimeout(resolve, 10));
}

function dated(update: object, date: number): object {
  return Object.fromEntries(
    Object.entries(update).map(([kind, body]) => [
      kind,
      typeof body === 'object' && kind.endsWith('message')
        ? { message_id: 950, date, ...body }
        : body,
    ]),
  );
}

function effects({ program }: BotLab): string {
  const { sqlite } = program.parts.db;
  return ['user', 'chat', 'watch', 'rule', 'mute', 'named_list', 'share', 'audit']
    .map((name) => JSON.stringify(sqlite.prepare(`select * from "${name}"`).all()))
    .join('\n');
}

/** A button of the group's settings in the group; gives its label. */
async function themeButton({ program, clock }: BotLab): Promise<string> {
  const buttons = [[button('Dark', 'settings-theme', { dark: true })]];
  const place = { chat: GROUP as never, thread: undefined };
  program.parts.outbox.notice(
    't',
    { place, message: { text: html`t`, buttons } },
    clock.now as never,
  );
  await program.parts.deliver.idle();
  return 'Dark';
}

const dataOf = (shown: { message: { buttons: readonly (readonly { action: object }[])[] } }) =>
  shown.message.buttons
    .flat()
    .flatMap(({ action }) => ('data' in action ? String(action.data) : []));

test('whatever names no person is no command, for any command and any shape of update', async () => {
  const lab = await startBot();
  await lab.ann.sends('/link', { in: GROUP });
  const before = effects(lab);
  const masks = [
    { chat: DESK, sender_chat: DESK, from: { id: 1087968824, is_bot: true, first_name: 'Group' } },
    { chat: DESK, sender_chat: DESK, from: ANN },
    { chat: DESK },
    { chat: PRIVATE, from: { ...ANN, is_bot: true } },
  ];
  for (const { name } of COMMANDS) {
    for (const mask of masks) await inject(lab, { message: { ...mask, text: `/${name} NVDA` } });
    const channel = { id: CHANNEL, type: 'channel', title: 'News' };
    await inject(lab, {
      channel_post: { message_id: 1, date: 1, chat: channel, text: `/${name}` },
    });
  }
  expect(effects(lab)).toBe(before);
}, 60_000);

test.each(Object.entries(SHARED))('%s cannot own the bot', (_who, id) => {
  const env = { TELEGRAM_BOT_TOKEN: '1234567:AAAA', OWNER_IDS: `101,${id}` };
  const read = readConfig(env, () => '');
  expect(read.kind).toBe('problems');
});

test.each(Object.entries(SHARED))(
  '%s cannot claim the bot either, nor be let in',
  async (_, id) => {
    const lab = await startBot({ env: { OWNER_IDS: '' } });
    const claim = lab.program.parts.app.claim.open();
    const from = { id, is_bot: false, first_name: 'x' };
    const chat = { ...PRIVATE, id };
    await inject(lab, { message: { chat, from, text: `/start claim_${claim?.code}` } });
    expect(lab.program.parts.store.people.owners()).toEqual([]);
  },
);

test('a press counts for whoever pressed, by what Telegram says of them at that moment', async () => {
  const lab = await startBot();
  const { ann, meet, world, clock } = lab;
  await ann.sends('/link', { in: GROUP });
  const bo = meet({ id: 202, name: 'Bo', role: 'member' });
  world.setStanding(GROUP, bo.id, 'member');
  const theme = await themeButton(lab);
  const isDark = () => lab.program.parts.store.chats.get(GROUP as never)?.chartTheme === 'dark';
  expect((await bo.presses(theme, { in: GROUP })).toast).toMatch(/for its admins/);
  // Made an admin, also one who writes as the group: the press is theirs all the same.
  world.setStanding(GROUP, bo.id, 'administrator');
  clock.now += 1_000;
  await bo.presses(theme, { in: GROUP });
  expect(isDark()).toBe(true);
});

test('leaving the group or losing its rights ends what a button would have done, at once', async () => {
  const lab = await startBot();
  const { ann, meet, world } = lab;
  await ann.sends('/link', { in: GROUP });
  const bo = meet({ id: 202, name: 'Bo', role: 'member' });
  world.setStanding(GROUP, bo.id, 'administrator');
  const theme = await themeButton(lab);
  for (const standing of ['member', 'left'] as const) {
    world.setStanding(GROUP, bo.id, standing);
    const { toast } = await bo.presses(theme, { in: GROUP });
    expect(toast).toMatch(/for its admins/);
  }
  expect(lab.program.parts.store.chats.get(GROUP as never)?.chartTheme).not.toBe('dark');
});

test('a role that was taken away is gone for buttons that were sent before', async () => {
  const lab = await startBot();
  const { ann, meet } = lab;
  const bo = meet({ id: 202, name: 'Bo', role: 'member' });
  const shown = await bo.sends('/settings');
  const question = await bo.sends('/forget');
  await ann.sends('/users 202');
  await ann.presses('Revoke', { until: /kept out/ });
  const before = effects(lab);
  for (const message of [shown, question])
    for (const data of dataOf(message))
      expect((await lab.world.forge(202, 202, message.message.id, data)).toast).toBe(
        'This bot is private.',
      );
  expect(effects(lab)).toBe(before);
});

test('an alert that was passed on keeps no authority where it arrives', async () => {
  const lab = await startBot();
  const { ann, world } = lab;
  await ann.sends('/link', { in: GROUP });
  const shown = await ann.sends('/settings');
  const copy = world.say(OWNER, GROUP, 'forwarded', { forwardFrom: OWNER });
  const before = effects(lab);
  for (const data of dataOf(shown))
    expect((await world.forge(OWNER, GROUP, copy, data)).toast).toMatch(/another message/);
  expect(effects(lab)).toBe(before);
});

test('a press without its message, or from inline mode, does nothing and breaks nothing', async () => {
  const lab = await startBot();
  const shown = await lab.ann.sends('/settings');
  const before = effects(lab);
  const strange: readonly object[] = [
    {},
    { inline_message_id: 'AAAAAAAA' },
    { message: { chat: PRIVATE, message_id: 7, date: 0 } },
    { message: { chat: DESK, message_id: shown.message.id, date: 0 } },
    { message: { chat: { id: 999, type: 'private' }, message_id: shown.message.id, date: 5 } },
    { game_short_name: 'x', data: undefined },
  ];
  for (const [n, fields] of strange.entries())
    for (const data of dataOf(shown))
      await inject(lab, {
        callback_query: { id: `9${n}`, from: ANN, chat_instance: '1', data, ...fields },
      });
  expect(effects(lab)).toBe(before);
  expect(lab.complaints.filter((line) => /handling an update failed/.test(line))).toEqual([]);
});

test('a group is linked by an owner’s own hand: there is no code that others could use', async () => {
  const lab = await startBot();
  const { meet, world } = lab;
  const bo = meet({ id: 202, name: 'Bo', role: 'trader' });
  world.setStanding(GROUP, bo.id, 'administrator');
  for (const text of ['/link', '/start@bellwether_bot link', '/start link', '/link 123456'])
    await bo.sends(text, { in: GROUP });
  await bo.sends(`/link ${GROUP}`);
  expect(lab.program.parts.store.chats.get(GROUP as never)).toBeUndefined();
});

test('a claim link has 192 bits, works once, for ten minutes, and five guesses a person', async () => {
  const lab = await startBot({ env: { OWNER_IDS: '' } });
  const { program, meet, clock } = lab;
  const { claim } = program.parts.app;
  const open = () => claim.open()?.code ?? '';
  const code = open();
  expect(Buffer.from(code, 'base64url')).toHaveLength(24);
  const eve = { id: 666 as never, name: 'Eve' };
  const bo = { id: 202 as never, name: 'Bo' };
  for (let n = 0; n < 5; n++) expect(claim.accept(`${n}`.repeat(32), eve)).toBe(false);
  // Whoever has guessed too often is not believed even when right; nobody else pays for it.
  expect(claim.accept(code, eve)).toBe(false);
  clock.now += 10 * 60_000 + 1;
  expect(claim.accept(code, bo)).toBe(false);
  const fresh = open();
  expect(claim.accept(code, bo)).toBe(false);
  const cy = meet({ id: 303, name: 'Cy' });
  await cy.sends(`/start claim_${fresh}`);
  expect(program.parts.store.people.owners().map(({ id }) => id)).toEqual([303]);
  expect(claim.accept(fresh, bo)).toBe(false);
  expect(claim.open()).toBeUndefined();
});
