import { expect, test } from 'vitest';
import { GROUP, startBot } from '../support/bot.ts';

const NVDA = { symbol: 'NVDA', price: 150, previousClose: 150 };

test('the greeting’s buttons begin the first watch and the first rule', async () => {
  const { meet, world } = await startBot({ quotes: [NVDA] });
  const bo = meet({ id: 202, name: 'Bo', role: 'member' });
  const greeting = await bo.sends('/start');
  expect(greeting.buttons).toEqual(['➕ Watch a stock', '🔔 First alert', '❓ What can you do?']);
  await bo.presses('🔔 First alert', { on: greeting });
  expect((await bo.hears(/ticker/i)).buttons).toContain('✖ Cancel');
  await bo.presses('➕ Watch a stock', { on: greeting });
  await bo.hears(/symbol|ticker/i);
  expect(world.violations).toEqual([]);
});

test('cancelling what is being set up says what is let go', async () => {
  const { ann, world } = await startBot({ quotes: [NVDA] });
  await ann.sends('/watch NVDA');
  await ann.sends('/rule');
  const asked = world.messages(ann.id).at(-1);
  const ticker = asked?.buttons.flat().find(({ text }) => /NVDA/.test(text))?.text ?? '';
  await ann.presses(ticker, { until: /NVDA/ });
  ann.says('/cancel');
  expect((await ann.hears(/Cancelled: .*NVDA.*Nothing was changed/)).text).toMatch(/^✖ Cancelled/);
  const late = world.messages(ann.id).findLast(({ id }) => id === asked?.id);
  expect(late?.buttons).toEqual([]);
  expect((await ann.sends('/cancel')).text).toMatch(/nothing to cancel/);
});

test('a new command ends what was being set up, whose buttons then say so', async () => {
  const { ann, world } = await startBot({ quotes: [NVDA] });
  const asked = await ann.sends('/rule');
  await ann.sends('/help');
  expect((await ann.presses('✖ Cancel', { on: asked })).toast).toMatch(/This setup has ended/);
  expect(world.violations).toEqual([]);
});

test('a setup in a group is its owner’s alone', async () => {
  const { ann, meet, world } = await startBot({ quotes: [NVDA] });
  const bo = meet({ id: 202, name: 'Bo', role: 'member' });
  world.setStanding(GROUP, 202, 'member');
  await ann.sends('/link', { in: GROUP });
  const asked = await ann.sends('/rule', { in: GROUP });
  expect((await bo.presses('✖ Cancel', { on: asked })).toast).toBe('This setup belongs to Ann.');
  bo.says('/cancel', { in: GROUP });
  await bo.hears(/nothing to cancel/, { in: GROUP });
  await ann.presses('✖ Cancel', { on: asked, until: /Cancelled/ });
});
