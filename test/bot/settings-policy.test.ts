import { expect, test } from 'vitest';
import { linked } from '../support/alerts.ts';
import { GROUP, OWNER, startBot, type BotLab } from '../support/bot.ts';

function changes(lab: BotLab): readonly string[] {
  return lab.program.parts.db.sqlite
    .prepare<[], { line: string }>(
      `select action || ' ' || subject || ': ' || before || ' → ' || after as line
         from audit where action like 'settings-%' order by id`,
    )
    .all()
    .map(({ line }) => line);
}

function policyOf(lab: BotLab, chat = OWNER) {
  return lab.program.parts.store.chats.policy(chat as never);
}

test('quiet hours by buttons: what comes through, when the rest comes, and Undo', async () => {
  const lab = await startBot();
  await lab.ann.sends('/settings');
  const asked = await lab.ann.presses('🌙 Quiet hours: none', { until: /When is this chat/ });
  expect(asked.message?.buttons).toEqual([
    '22:00–07:00',
    '23:00–08:00',
    '00:00–06:30',
    'No quiet hours ✓',
    '‹ Back',
  ]);
  const set = await lab.ann.presses('22:00–07:00', { until: /Quiet from/ });
  expect(set.message?.text).toBe(
    '🌙 Quiet from 22:00 to 07:00 (America/New_York). Critical alerts still come through; what is held comes as one message when they end, next in 20 h 30 min (Tue 6 Jan, 07:00 EST).',
  );
  expect(policyOf(lab).quiet).toEqual({ from: '22:00', to: '07:00' });
  const undone = await lab.ann.presses('↩ Undo', { until: /no quiet hours/ });
  expect(undone.message?.buttons).toEqual(['‹ Back']);
  expect(policyOf(lab).quiet).toBeUndefined();
  expect(changes(lab)).toEqual([
    `settings-quiet ${OWNER}: off → 22:00-07:00`,
    `settings-quiet ${OWNER}: 22:00-07:00 → off`,
  ]);
  expect(lab.world.violations).toEqual([]);
});

test('quiet hours that hold now say so, and end today', async () => {
  const lab = await startBot();
  const set = await lab.ann.sends('/settings quiet 9–17');
  expect(set.text).toContain('It is quiet now.');
  expect(set.text).toContain('when they end, next in 6 h 30 min (17:00 EST).');
  lab.clock.now += 61_000;
  expect((await lab.ann.presses('↩ Undo')).toast).toBe(
    'A change can be undone for a minute only, and that ended 1 s ago. It stands.',
  );
  expect((await lab.ann.sends('/settings')).buttons).toContain('🌙 Quiet: 09:00–17:00');
});

test('a route is typed, says what is not set up here, and is seen on its card', async () => {
  const lab = await startBot();
  const set = await lab.ann.sends('/settings route critical telegram+pushover then email');
  expect(set.text).toBe(
    [
      '🛣 critical alerts go to telegram+pushover then email, once that is set up.',
      '🔴 critical: telegram+pushover then email → now telegram',
      '🟠 high: telegram',
      '🔔 medium: ntfy → now telegram',
      '🔹 low: ntfy → now telegram',
      'Until pushover is set up here, Telegram is used: /channels add pushover',
      'Until email is set up here, Telegram is used: /channels add email',
      'Until ntfy is set up here, Telegram is used: /channels add ntfy',
    ].join('\n'),
  );
  await lab.ann.presses('↩ Undo', { until: /critical: telegram\+pushover →/ });
  expect(policyOf(lab).routes.critical).toEqual([['telegram', 'pushover']]);
  await lab.ann.sends('/settings route');
  await lab.ann.presses('🔹 low', { until: /Where do low alerts go/ });
  const kept = await lab.ann.presses('log', { until: /kept in/ });
  expect(kept.message?.text).toContain('low alerts are kept in /history and not sent.');
  expect((await lab.ann.sends('/settings')).buttons).toContain('🛣 Where alerts go: your own');
});

test.each([
  ['/settings storm 8', 'More than 8 alerts within 10 s become one message.'],
  ['/settings limit 5', 'At most 5 messages with alerts a minute'],
  ['/settings escalation 5m 20m', 'goes on after 5 min, 20 min.'],
  ['/settings escalation off', 'is not escalated.'],
  ['/settings repeat off', 'comes again: never.'],
  ['/settings repeat 2h', 'comes again: every 2 h.'],
  ['/settings resolved edit', 'When an alert is over, its message says so.'],
  ['/settings market off', 'Shares ring for their moves even when'],
  ['/settings theme dark', 'Charts here are now dark.'],
])('%s is set, undone and written down', async (typed, said) => {
  const lab = await startBot();
  const before = policyOf(lab);
  const set = await lab.ann.sends(typed);
  expect(set.text).toContain(said);
  expect(set.buttons).toEqual(['↩ Undo', '‹ Back']);
  await lab.ann.presses('↩ Undo', { until: /^(?![^]*NEVER)/ });
  await lab.program.parts.deliver.idle();
  expect(policyOf(lab)).toEqual(before);
  expect(changes(lab)).toHaveLength(2);
  expect(lab.world.violations).toEqual([]);
});

test.each([
  ['/settings quiet 25', 'two times of day', 'it is still off'],
  ['/settings route low pager', 'There are: telegram, ', '/settings route low log'],
  ['/settings storm many', 'a number from 1 to 100', 'it is still 5'],
  ['/settings limit 21', 'Whoever runs me allows 20 a minute', 'it is still usual'],
  ['/settings escalation 9m 3m', 'later than the one before', 'it is still 5m 15m 30m'],
  ['/settings repeat 1m', 'every 15 minutes at the soonest', 'it is still 4h'],
  ['/settings resolved <b>', 'off, edit, critical or all', 'it is still critical'],
  ['/settings market <', 'on or off', 'it is still on'],
])('%s is refused with its reason and the choices', async (typed, why, still) => {
  const lab = await startBot();
  const refused = await lab.ann.sends(typed);
  expect(refused.text).toContain(why);
  expect(refused.text).toContain(still);
  await lab.ann.presses('Show me the choices', { until: /Your own:/ });
  expect(changes(lab)).toEqual([]);
  expect(lab.world.violations).toEqual([]);
});

test('what is so already changes nothing and is not written down', async () => {
  const lab = await startBot();
  const same = await lab.ann.sends('/settings storm 5');
  expect(same.text).toContain('That is so already.');
  expect(same.buttons).toEqual(['‹ Back']);
  expect(changes(lab)).toEqual([]);
});

test('the second page has the rest, and the way back', async () => {
  const lab = await startBot();
  await lab.ann.sends('/settings');
  const second = await lab.ann.presses('More ›', { until: /page 2/ });
  expect(second.message?.text).toContain('are kept for 400 days');
  expect(second.message?.text).toContain('No briefing is sent by itself: /brief on');
  expect(second.message?.buttons).toEqual([
    '🌊 Market-wide moves: one alert',
    '☀️ Light charts ✓',
    '🧮 Score: the usual mix ✓',
    '‹ Back',
  ]);
  await lab.ann.presses('🌊 Market-wide moves: one alert', { until: /whole market moves/ });
  await lab.ann.presses('Ring for each', { until: /ring for their moves/ });
  await lab.ann.presses('‹ Back', { until: /page 2/ });
  await lab.ann.presses('‹ Back', { until: /now 10:30 EST/ });
  expect(policyOf(lab).inhibits).toBe(false);
});

test('in a group only admins change what the group hears, by word or by button', async () => {
  const lab = await startBot();
  linked(lab, GROUP);
  const bo = lab.meet({ id: 202, name: 'Bo', role: 'member' });
  lab.world.setStanding(GROUP, 202, 'member');
  expect((await bo.sends('/settings quiet 22-7', { in: GROUP })).text).toMatch(/for its admins/);
  await lab.ann.sends('/settings quiet 22-7', { in: GROUP });
  expect((await bo.presses('↩ Undo', { in: GROUP })).toast).toMatch(/for its admins/);
  expect(policyOf(lab, GROUP).quiet).toEqual({ from: '22:00', to: '07:00' });
  expect(policyOf(lab).quiet).toBeUndefined();
});

test('a route’s question offers what there is, and the history alone to all but critical ones', async () => {
  const lab = await startBot({ outside: new Map() });
  const critical = await lab.ann.sends('/settings route critical');
  expect(critical.text).not.toContain('log');
  expect(critical.text).toContain('Your own: /settings route critical telegram');
  const low = await lab.ann.sends('/settings route low');
  expect(low.text).toContain('“log” keeps them in /history alone.');
});

test('what stands on the second page leads back to it', async () => {
  const lab = await startBot();
  await lab.ann.sends('/settings market');
  await lab.ann.presses('‹ Back', { until: /page 2/ });
  await lab.ann.presses('🧮 Score: the usual mix ✓', { until: /score made of/ });
  await lab.ann.presses('‹ Back', { until: /page 2/ });
});

test('/help settings names every setting by its words', async () => {
  const lab = await startBot();
  const { text } = await lab.ann.sends('/help settings');
  for (const name of ['quiet', 'route', 'storm', 'limit', 'escalation', 'repeat', 'resolved'])
    expect(text).toContain(`/settings ${name}`);
  expect(lab.world.violations).toEqual([]);
});

test('a route that its installation has no channel for can still be taken back', async () => {
  const lab = await startBot({ outside: new Map() });
  const set = await lab.ann.sends('/settings route low telegram');
  expect(set.text).toContain(
    'There is no pushover and no ntfy in this installation, so Telegram is used.',
  );
  await lab.ann.presses('↩ Undo', { until: /low: ntfy/ });
  expect(policyOf(lab).routes.low).toEqual([['ntfy']]);
  const refused = await lab.ann.sends('/settings route high email');
  expect(refused.text).toContain('There are: telegram, pushover, ntfy, log.');
});
