import { expect, test } from 'vitest';
import { CHANNEL, GROUP, OWNER, startBot } from '../support/bot.ts';

test('an edited command is not obeyed, and this is said', async () => {
  const { ann, world, program } = await startBot();
  const said = ann.says('hello');
  world.edit(OWNER, OWNER, said, '/forget everything');
  expect((await ann.hears(/don’t act on edited messages/)).text).toMatch(
    /Send it as a new message/,
  );
  expect(program.parts.store.people.owners()).toHaveLength(1);
});

test('a forwarded command is not obeyed, and this is said', async () => {
  const { ann, meet, program } = await startBot();
  const bo = meet({ id: 202, name: 'Bo' });
  const reply = await ann.sends('/forget everything', { forwardFrom: bo.id });
  expect(reply.text).toMatch(/forwarded message; I only obey what you type yourself/);
  expect(program.parts.store.people.owners()).toHaveLength(1);
});

test('whoever speaks as the group or as a channel is asked to show themselves', async () => {
  const { ann, world, program } = await startBot();
  const anonymous = await ann.sends('/link', { in: GROUP, anonymousAdmin: true });
  expect(anonymous.text).toMatch(/only for a person I can name/);
  expect(anonymous.text).toMatch(/Remain anonymous/);
  expect(program.parts.store.chats.get(GROUP as never)).toBeUndefined();
  const channel = await ann.sends('/status', { in: GROUP, viaChannel: CHANNEL });
  expect(channel.text).toMatch(/only for a person I can name/);
  world.say(OWNER, GROUP, '/nix', { anonymousAdmin: true });
  await ann.quiet(100, { in: GROUP });
});

test('a command posted in a channel is answered to the owners, not to its readers', async () => {
  const { ann, world } = await startBot();
  world.postAsChannel(CHANNEL, '/status');
  await ann.quiet(100, { in: CHANNEL });
  await ann.sends(`/link ${CHANNEL}`);
  await ann.hears(/linked here/, { in: CHANNEL });
  world.postAsChannel(CHANNEL, '/status');
  expect((await ann.hears(/posted \/status in News/)).text).toMatch(/name no person I could check/);
  world.postAsChannel(CHANNEL, '/status');
  await ann.quiet(100);
  await ann.quiet(50, { in: CHANNEL });
});

test('the wrong place is said with the right one', async () => {
  const { ann, world } = await startBot();
  await ann.sends('/link', { in: GROUP });
  for (const name of ['users', 'forget'])
    expect((await ann.sends(`/${name}`, { in: GROUP })).text).toBe(
      `/${name} works in our private chat, not here.`,
    );
  expect(world.violations).toEqual([]);
});

test('an unknown command is answered in private, and left to other bots in a group', async () => {
  const { ann } = await startBot();
  expect((await ann.sends('/strat')).text).toMatch(/don’t know \/strat. Did you mean .*\/start/);
  expect((await ann.sends('/xyzzy <b>')).text).toMatch(/don’t know \/xyzzy. \/help lists/);
  await ann.sends('/link', { in: GROUP });
  ann.says('/xyzzy', { in: GROUP });
  ann.says('/status@other_bot', { in: GROUP });
  await ann.quiet(100, { in: GROUP });
});

test('strangers learn nothing in a group, whatever they press or send', async () => {
  const { ann, meet, world } = await startBot();
  const bo = meet({ id: 202, name: 'Bo' });
  world.setStanding(GROUP, bo.id, 'member');
  bo.says('/status', { in: GROUP });
  await bo.quiet(100, { in: GROUP });
  await ann.sends('/link', { in: GROUP });
  await ann.sends('/status', { in: GROUP });
  expect((await bo.presses('🔄 Refresh', { in: GROUP })).toast).toBe('This bot is private.');
  const said = bo.says('/status', { in: GROUP });
  world.edit(202, GROUP, said, '/status again');
  await bo.quiet(100, { in: GROUP });
  await ann.quiet(50);
});

test('a stranger who keeps asking is answered once a day, and so are the owners', async () => {
  const { ann, meet, clock } = await startBot();
  const bo = meet({ id: 202, name: 'Bo' });
  await bo.sends('/start');
  await ann.hears(/asks/);
  for (const text of ['please', '/help', '/rule']) bo.says(text);
  await bo.quiet(100);
  clock.now += 25 * 3_600_000;
  expect((await bo.sends('hello')).text).toMatch(/reminded the owner that you asked/);
  await ann.hears(/asks/);
});
