import { expect, test } from 'vitest';
import { OWNER, startBot, type BotLab } from '../support/bot.ts';

const names = (lab: BotLab, id: number) =>
  lab.world.commandsFor(id, id).map(({ command }) => command);

test('somebody new asks, is let in, and is told what they may do', async () => {
  const lab = await startBot();
  const { ann, meet, world, program } = lab;
  const bo = meet({ id: 202, name: 'Bo' });
  expect((await bo.sends('hello?')).text).toMatch(/This bot is private/);
  const question = await ann.hears(/Bo asks to be let in/);
  expect(question.buttons).toEqual(['Viewer', 'Member', 'Trader', 'Refuse']);
  bo.says('/status');
  await bo.quiet(100);

  const pressed = await ann.presses('Member', { until: /is in as Member, by Ann/ });
  expect(pressed.toast).toBe('Bo is in.');
  expect(pressed.message?.buttons).toEqual(['↩ Undo']);
  expect((await bo.hears(/let you in/)).text).toMatch(/You may watch stocks and keep rules/);
  await program.parts.menus.idle();
  expect(names(lab, 202)).toContain('mute');
  expect(names(lab, 202)).not.toContain('link');
  expect(world.violations).toEqual([]);
});

test('somebody refused hears nothing, then or later', async () => {
  const { ann, meet, clock } = await startBot();
  const bo = meet({ id: 202, name: 'Bo' });
  await bo.sends('/start');
  await ann.hears(/asks/);
  expect((await ann.presses('Refuse', { until: /stays out/ })).toast).toBe('They stay out.');
  clock.now += 2 * 86_400_000;
  bo.says('/start');
  bo.says('/id@bellwether_bot nonsense');
  await bo.hears(/You: 202/);
  bo.says('/help');
  await bo.quiet(100);
  await ann.quiet(50);
});

test('of two owners the faster one decides', async () => {
  const { ann, meet, program } = await startBot({ env: { OWNER_IDS: `${OWNER},303` } });
  const eve = meet({ id: 303, name: 'Eve' });
  const bo = meet({ id: 202, name: 'Bo' });
  eve.says('/id');
  await bo.sends('/start');
  await ann.hears(/asks/);
  await eve.hears(/asks/);
  await ann.presses('Viewer', { until: /is in/ });
  const late = await eve.presses('Refuse', { until: /is in as Viewer/ });
  expect(late.toast).toMatch(/decided already/);
  expect(program.parts.store.people.get(202 as never)?.role).toBe('viewer');
});

test('roles are changed and taken away, and menus and buttons follow', async () => {
  const lab = await startBot();
  const { ann, meet, program, world } = lab;
  const bo = meet({ id: 202, name: 'Bo', role: 'viewer' });
  await bo.sends('/help');
  const list = await ann.sends('/users');
  expect(list.text).toMatch(/• Ann · Owner/);
  await ann.presses('Bo · Viewer', { until: /id 202/ });
  expect((await ann.presses('Owner', { until: /Owner: may/ })).toast).toBe('Bo is Owner now.');
  await bo.hears(/Ann has made you Owner/);
  await program.parts.menus.idle();
  expect(names(lab, 202)).toContain('link');
  await bo.sends('/users');

  const gone = await ann.presses('Revoke', { until: /kept out/ });
  expect(gone.toast).toMatch(/Bo has no access any more/);
  await program.parts.menus.idle();
  expect(names(lab, 202)).toEqual(['start', 'help', 'id']);
  expect((await bo.presses('Ann · Owner')).toast).toBe('This bot is private.');
  bo.says('/start');
  await bo.quiet(100);

  await ann.presses('Member', { until: /Member: may/ });
  expect((await bo.hears(/let you in as Member/)).text).toMatch(/keep rules/);
  expect(world.violations).toEqual([]);
});

test('what a revoked person set up rings no more, until they are back', async () => {
  const { ann, meet, program } = await startBot();
  const bo = meet({ id: 202, name: 'Bo', role: 'member' });
  await bo.sends('/start');
  const { store } = program.parts;
  store.rules.add(
    {
      place: { chat: 202 as never, thread: undefined },
      code: 'R2',
      text: 'NVDA < 140',
      target: { kind: 'ticker', ticker: 'NVDA' as never },
      reference: undefined,
      expiresAt: undefined,
      by: 202 as never,
    },
    0 as never,
  );
  expect(store.rules.live()).toHaveLength(1);
  await ann.sends('/users 202');
  await ann.presses('Revoke', { until: /kept out/ });
  expect(store.rules.live()).toEqual([]);
  await ann.presses('Member', { until: /Member: may/ });
  expect(store.rules.live()).toHaveLength(1);
});

test('the last owner cannot be taken away, by nobody', async () => {
  const { ann, program } = await startBot();
  const card = await ann.sends(`/users ${OWNER}`);
  expect(card.text).toMatch(/The only owner/);
  expect(card.buttons).toEqual(['‹ Everybody']);
  expect((await ann.sends('/users @nobody')).text).toMatch(/know nobody by “@.?nobody”/);
  expect((await ann.sends('/users @ann')).text).toContain('id 101');
  expect(program.parts.store.people.owners()).toHaveLength(1);
});

test('people rename themselves, and keep what they were', async () => {
  const { meet, world, program } = await startBot();
  const bo = meet({ id: 202, name: 'Bo', role: 'trader' });
  await bo.sends('/start');
  world.addUser({ id: 202, firstName: 'Robert', username: 'rob' });
  expect((await bo.sends('/start')).text).toContain('Hello Robert');
  expect(program.parts.store.people.get(202 as never)).toMatchObject({
    name: 'Robert',
    username: 'rob',
    role: 'trader',
  });
});
