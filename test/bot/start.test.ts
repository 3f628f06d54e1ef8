import { expect, test } from 'vitest';
import { GROUP, OWNER, startBot } from '../support/bot.ts';
import { HOSTILE_NAMES } from '../support/hostile.ts';

test('that prices may be late and nothing is advice is said once a chat', async () => {
  const { ann, meet, world } = await startBot();
  const bo = meet({ id: 202, name: 'Bo', role: 'member' });
  const first = await bo.sends('/start');
  expect(first.text).toContain('Hello Bo');
  expect(first.text).toMatch(/delayed/);
  expect(first.text).toMatch(/advice/);
  expect(first.text.split('\n')).toHaveLength(4);
  expect((await bo.sends('/start')).text).not.toMatch(/advice/);
  await ann.sends('/link', { in: GROUP });
  expect((await ann.sends('/start', { in: GROUP })).text).toMatch(/advice/);
  expect((await ann.sends('/start', { in: GROUP })).text).not.toMatch(/advice/);
  expect(world.violations).toEqual([]);
});

test('an owner’s first start brings the checklist, and its test alert rings', async () => {
  const { ann, yahoo, world } = await startBot();
  ann.says('/start');
  const checklist = await ann.hears(/^🧭 Setup/);
  expect(checklist.text).toMatch(/Time zone: not chosen yet, so I use America\/New_York/);
  expect(checklist.text).toMatch(/✅ Prices: .* answers/);
  expect(checklist.text).toMatch(/US market open, closes .*16:00 EST/);
  expect(checklist.text).toMatch(/holidays known to 2028-12-31/);
  expect((await ann.presses('🧪 Send test alert')).toast).toBe('On its way.');
  const alert = await ann.hears(/Test alert: this is how I ring/);
  expect(alert.message.silent).toBe(false);

  yahoo.setTrouble('down');
  const again = await ann.presses('🔄 Check again', { until: /does not answer/ });
  expect(again.message?.text).toMatch(/⚠️ Prices: .* does not answer \(.*\)/);
  expect((await ann.sends('/start')).more).toEqual([]);
  expect(world.violations).toEqual([]);
});

test('a link that is not understood is said to be so, and the greeting comes all the same', async () => {
  const { meet } = await startBot();
  const bo = meet({ id: 202, name: 'Bo', role: 'viewer' });
  const unknown = await bo.sends('/start w_8Kz3');
  expect(unknown.text).toMatch(/don’t know the link you came by/);
  expect(unknown.text).toContain('Hello Bo');
  expect((await bo.sends('/start claim_abcdef')).text).toMatch(/claim link has been used/);
});

test('without an owner strangers learn so, and the claim link makes its opener the owner', async () => {
  const { program, meet } = await startBot({ env: { OWNER_IDS: '' } });
  const bo = meet({ id: 202, name: 'Bo' });
  expect((await bo.sends('/start')).text).toMatch(/has no owner yet/);
  const claim = program.parts.app.claim.open();
  bo.says(`/start claim_${claim?.code}`);
  const reply = await bo.hears(/You own this bot/);
  expect(reply.text).toMatch(/Your role is Owner/);
  await bo.hears(/^🧭 Setup/);
  const cy = meet({ id: 203, name: 'Cy' });
  expect((await cy.sends(`/start claim_${claim?.code}`)).text).toMatch(/This bot is private/);
  expect(program.parts.store.people.owners().map(({ id }) => id)).toEqual([202]);
});

test.each(HOSTILE_NAMES)('somebody called %j is greeted without harm', async (name) => {
  const { meet, ann, world } = await startBot();
  const bo = meet({ id: 202, name });
  await bo.sends('/start');
  const question = await ann.hears(/asks to be let in/);
  expect(question.text).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u200B]/);
  await ann.presses('Trader');
  await bo.hears(/Ann has let you in as Trader/);
  expect((await bo.sends('/start')).text).toContain('Hello ');
  await ann.sends('/users');
  await ann.presses(world.messages(OWNER).at(-1)?.buttons.flat()[1]?.text ?? '');
  expect((await ann.presses('Viewer', { until: /Viewer: may/ })).toast).toMatch(/is Viewer now/);
  await bo.hears(/has made you Viewer/);
  await bo.sends('/help');
  await bo.sends('/status');
  await ann.sends('/users 202');
  await ann.presses('Revoke', { until: /kept out/ });
  expect(world.violations).toEqual([]);
});

test('there being nothing to cancel is said', async () => {
  const { ann } = await startBot();
  expect((await ann.sends('/cancel')).text).toMatch(/nothing to cancel/);
});
