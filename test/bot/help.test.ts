import { expect, test } from 'vitest';
import { BUTTONS, COMMANDS } from '../../src/bot/commands.ts';
import { GROUP, startBot } from '../support/bot.ts';

test('the list shows what this person may do here, and nothing else', async () => {
  const { ann, meet } = await startBot();
  const bo = meet({ id: 202, name: 'Bo', role: 'viewer' });
  const all = (await ann.sends('/help')).text;
  for (const { name, where } of COMMANDS)
    expect(all.includes(`/${name}`), name).toBe(where.includes('private'));
  const few = (await bo.sends('/help')).text;
  for (const { name, needs } of COMMANDS) {
    const isOpen = needs === 'viewer' || needs === 'anyone';
    expect(new RegExp(`/${name}\\b`).test(few), name).toBe(isOpen);
  }
  await ann.sends('/link', { in: GROUP });
  const here = (await ann.sends('/help', { in: GROUP })).text;
  expect(here).not.toContain('/users');
  expect(here).toContain('/link');
});

test('subjects and commands are reached by buttons, and back', async () => {
  const { ann, world } = await startBot();
  await ann.sends('/help');
  const topic = await ann.presses('👥 People and places', { until: /\/users · / });
  expect(topic.message?.text).toMatch(/\/users · Who may use me/);
  const page = await ann.presses('/link', { until: /For owners/ });
  expect(page.message?.buttons).toContain('/link @my_channel');
  expect(page.message?.message.buttons[1]?.[0]?.action).toEqual({
    kind: 'copy',
    text: '/link @my_channel',
  });
  const back = await ann.presses('‹ All subjects', { until: /Press a subject/ });
  expect(back.message?.buttons).toContain('🧭 Basics');
  expect(world.violations).toEqual([]);
});

test('every command has a page that Telegram takes, with its examples to copy', async () => {
  const { ann, world } = await startBot();
  for (const { name, examples } of COMMANDS) {
    const page = await ann.sends(`/help ${name}`);
    expect(page.text).toContain(`/${name}`);
    expect(page.buttons.length).toBeGreaterThanOrEqual(Math.min(examples.length, 8));
  }
  expect((await ann.sends('/help /status')).text).toMatch(/How I fare/);
  expect((await ann.sends('/help st')).text).toMatch(/How I fare/);
  expect(world.violations).toEqual([]);
});

test('asking about what is not there, or not theirs, is answered', async () => {
  const { ann, meet } = await startBot();
  const bo = meet({ id: 202, name: 'Bo', role: 'member' });
  expect((await ann.sends('/help <nix>')).text).toMatch(/no page about “<nix>”/);
  expect((await bo.sends('/help users')).text).toMatch(/\/users is for owners; you have Member/);
  await ann.sends('/link', { in: GROUP });
  expect((await ann.sends('/help users', { in: GROUP })).text).toMatch(
    /works in our private chat, not here/,
  );
});

test('no two commands share a name, and no two buttons a verb', () => {
  const names = COMMANDS.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  expect(names).toEqual([...new Set(names)]);
  const verbs = COMMANDS.flatMap(({ buttons = {} }) => Object.keys(buttons));
  expect(verbs).toEqual([...new Set(verbs)]);
  for (const verb of BUTTONS.keys()) expect(verb).toMatch(/^[a-z][a-z-]{0,15}$/);
});
