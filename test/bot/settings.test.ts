import { expect, test } from 'vitest';
import { aRule, linked } from '../support/alerts.ts';
import { GROUP, startBot } from '../support/bot.ts';

test('the tile shows the zone; a preset sets it in place, and Undo takes it back', async () => {
  const lab = await startBot();
  const card = await lab.ann.sends('/settings');
  expect(card.text).toContain(
    'Time zone: America/New_York (nobody has chosen one yet), now 10:30 EST',
  );
  expect(card.buttons).toEqual([
    '🕰 America/New_York ✓',
    '🌙 Quiet hours: none',
    '🛣 Where alerts go: the usual',
    '⛈ Storm: more than 5 alerts',
    '🚦 At most 20 a minute',
    '📣 Escalation: 5m 15m 30m',
    '🔁 Repeat: every 4 h',
    '✅ When it is over: word of critical ones',
    'More ›',
  ]);
  const asked = await lab.ann.presses('🕰 America/New_York ✓', { until: /Which time zone/ });
  expect(asked.message?.buttons).toContain('America/New_York ✓');
  const set = await lab.ann.presses('Europe/Berlin', { until: /Times here/ });
  expect(set.message?.text).toBe(
    '🕰 Times here are now those of Europe/Berlin, where it is 16:30 CET.',
  );
  aRule(lab);
  expect((await lab.ann.sends('/snooze NVDA close')).text).toContain('until 22:00 CET');
  await lab.ann.presses('↩ Undo', { on: set.message as never, until: /New_York/ });
  expect((await lab.ann.sends('/settings')).text).toContain(
    'Time zone: America/New_York (nobody has chosen one yet), now',
  );
});

test.each([
  ['/settings tz Asia/Kolkata', 'Asia/Kolkata'],
  ['/settings tz asia/kolkata', 'Asia/Kolkata'],
  ['/settings tz berlin', 'Europe/Berlin'],
  ['/settings tz New York', 'America/New_York'],
  ['/settings tz UTC', 'UTC'],
])('%s is understood', async (typed, zone) => {
  const lab = await startBot();
  expect((await lab.ann.sends(typed)).text).toContain(`those of ${zone},`);
});

test('a zone that there is not brings suggestions, or the form of a name', async () => {
  const lab = await startBot();
  const near = await lab.ann.sends('/settings tz Europe/Belin');
  expect(near.text).toBe('I know no time zone called Europe/Belin. Did you mean one of these?');
  expect(near.buttons[0]).toBe('Europe/Berlin');
  const set = await lab.ann.presses('Europe/Berlin', { until: /Times here/ });
  expect(set.message?.text).toContain('Europe/Berlin');
  const far = await lab.ann.sends('/settings tz <b>Narnia & Middle-earth</b>');
  expect(far.text).toContain(
    'I know no time zone called <b>Narnia & Middle-earth</b>. Their names',
  );
  const unknown = await lab.ann.sends('/settings colour <red>');
  expect(unknown.text).toContain('I read /settings colour <red>, and know no setting of that name');
  expect(lab.world.violations).toEqual([]);
});

test('a group’s settings are for its admins and for traders', async () => {
  const lab = await startBot();
  linked(lab, GROUP);
  const bo = lab.meet({ id: 202, name: 'Bo', role: 'member' });
  lab.world.setStanding(GROUP, 202, 'member');
  expect((await bo.sends('/settings tz UTC', { in: GROUP })).text).toMatch(/are for its admins/);
  expect((await lab.ann.sends('/settings tz UTC', { in: GROUP })).text).toContain('those of UTC');
  expect((await bo.sends('/settings', { in: GROUP })).text).toContain('Time zone: UTC');
  expect((await bo.presses('🕰 UTC ✓', { in: GROUP })).toast).toMatch(/for its admins/);
});
