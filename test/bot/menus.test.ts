import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/bot/commands.ts';
import { mayActAs } from '../../src/core/people.ts';
import { GROUP, OWNER, startBot, type BotLab } from '../support/bot.ts';

const menu = ({ world }: BotLab, chat: number, user: number) =>
  world.commandsFor(chat, user).map(({ command }) => command);

test('each menu shows what its reader may do there', async () => {
  const lab = await startBot();
  lab.world.addUser({ id: 999, firstName: 'Stranger' });
  lab.world.setStanding(GROUP, 999, 'member');
  await lab.program.parts.menus.idle();
  expect(menu(lab, 999, 999)).toEqual(['start', 'help', 'id']);
  const owners = COMMANDS.filter(({ where }) => where.includes('private'));
  const shown = owners.filter(({ isRare }) => isRare !== true);
  expect(shown.length).toBeLessThanOrEqual(20);
  expect(menu(lab, OWNER, OWNER)).toEqual(shown.map(({ name }) => name));
  const readers = COMMANDS.filter(
    ({ where, needs }) =>
      where.includes('group') && (needs === 'anyone' || mayActAs('viewer', needs)),
  );
  expect(menu(lab, GROUP, 999)).toEqual(readers.map(({ name }) => name));
  expect(menu(lab, GROUP, OWNER)).toContain('link');
  expect(lab.world.violations).toEqual([]);
});

test('a menu that cannot be set stops nothing', async () => {
  const { ann, telegram, program, complaints, meet } = await startBot();
  telegram.setFaults(({ method }) =>
    method.endsWith('MyCommands') ? { kind: 'refuse', code: 400, description: 'no' } : undefined,
  );
  const bo = meet({ id: 202, name: 'Bo' });
  await bo.sends('/start');
  await ann.hears(/asks/);
  await ann.presses('Member', { until: /is in/ });
  await program.parts.menus.idle();
  expect((await bo.hears(/let you in/)).text).toMatch(/Member/);
  expect(complaints).toEqual([]);
});
