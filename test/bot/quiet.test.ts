import { expect, test } from 'vitest';
import { aRule, below, linked, rung } from '../support/alerts.ts';
import { GROUP, startBot } from '../support/bot.ts';

test('muting a ticker says until when in the reader’s own time, and offers Undo once', async () => {
  const lab = await startBot();
  aRule(lab);
  const reply = await lab.ann.sends('/mute NVDA 2h');
  expect(reply.text).toBe(
    '🔕 NVDA is silent here until 12:30 EST.\nWhat would have rung is still judged and kept: /history. Critical alerts still come through.',
  );
  expect(reply.html).toContain('<tg-time unix="1767634200" format="t">12:30 EST</tg-time>');
  expect(reply.buttons).toEqual(['↩ Undo']);
  const undone = await lab.ann.presses('↩ Undo', { until: /Undone/ });
  expect(undone.message?.text).toBe('↩ Undone: NVDA may ring again.');
  expect((await lab.ann.sends('/unmute')).text).toBe('Nothing is muted or snoozed here.');
});

test('Undo is there for a minute', async () => {
  const lab = await startBot();
  aRule(lab);
  await lab.ann.sends('/mute NVDA 2h');
  lab.clock.now += 61_000;
  const late = await lab.ann.presses('↩ Undo');
  expect(late.toast).toMatch(/^A change can be undone for a minute only, and that ended 1 s ago/);
});

test('without a time the usual one is taken, and said', async () => {
  const lab = await startBot();
  aRule(lab);
  expect((await lab.ann.sends('/mute R7K2')).text).toMatch(
    /^🔕 Rule R7K2 is silent here until 18:30 EST. You gave no time, so it is 8 h\./,
  );
  expect((await lab.ann.sends('/snooze nvda')).text).toMatch(
    /^😴 NVDA is silent here until 11:30 EST. You gave no time, so it is 1 h\./,
  );
});

test.each([
  ['/snooze NVDA close', 'until 16:00 EST'],
  ['/snooze NVDA until close', 'until 16:00 EST'],
  ['/snooze NVDA open', 'until Tue 6 Jan, 09:30 EST'],
  ['/snooze NVDA tomorrow', 'until Tue 6 Jan, 09:30 EST'],
  ['/snooze $nvda 90 min', 'until 12:00 EST'],
  ['/mute type:price 3d', 'until Thu 8 Jan, 10:30 EST'],
  ['/mute indicators 3d', 'All indicator alerts are silent here until Thu 8 Jan, 10:30 EST'],
  ['/mute here forever', 'This chat is silent until you say /unmute'],
])('%s → %s', async (typed, expected) => {
  const lab = await startBot();
  aRule(lab);
  const reply = await lab.ann.sends(typed);
  expect(reply.text).toContain(expected);
  expect(lab.world.violations).toEqual([]);
});

test('tomorrow is the next session: on a Friday that is Monday', async () => {
  const lab = await startBot({ now: Date.UTC(2026, 0, 16, 20) });
  aRule(lab);
  const reply = await lab.ann.sends('/snooze NVDA tomorrow');
  // Monday the 19th is a holiday.
  expect(reply.text).toContain('until Tue 20 Jan, 09:30 EST');
});

test('/snooze alone lists what is snoozed, and wakes it', async () => {
  const lab = await startBot();
  aRule(lab);
  expect((await lab.ann.sends('/snooze')).text).toMatch(/^Nothing is snoozed here/);
  await lab.ann.sends('/snooze NVDA 2h');
  await lab.ann.sends('/snooze R7K2 close');
  const list = await lab.ann.sends('/snooze');
  expect(list.text).toBe(
    '😴 Snoozed here\n😴 NVDA · until 12:30 EST · by Ann\n😴 Rule R7K2 · until 16:00 EST · by Ann',
  );
  const woken = await lab.ann.presses('⏰ Wake NVDA', { until: /here\n😴 Rule/ });
  expect(woken.toast).toBe('It rings again.');
  lab.clock.now += 6 * 3_600_000;
  expect((await lab.ann.sends('/snooze')).text).toMatch(/^Nothing is snoozed here/);
});

test('/unmute names what rings again, and can be undone', async () => {
  const lab = await startBot();
  aRule(lab);
  await lab.ann.sends('/mute NVDA 2h');
  await lab.ann.sends('/snooze R7K2 2h');
  const reply = await lab.ann.sends('/unmute all');
  expect(reply.text).toBe('🔔 NVDA, rule R7K2 may ring again.');
  await lab.ann.presses('↩ Undo', { until: /as before/ });
  expect((await lab.ann.sends('/unmute')).buttons).toEqual(['🔔 Unmute NVDA', '⏰ Wake rule R7K2']);
  expect((await lab.ann.sends('/unmute AMD')).text).toMatch(/^Nothing called AMD is silent here\./);
});

test('a muted rule is judged all the same, and its alert is in /history as held back', async () => {
  const lab = await startBot();
  aRule(lab);
  await below(lab);
  await lab.ann.sends('/mute NVDA');
  await lab.trade({ NVDA: 151 });
  const history = await lab.ann.sends('/history NVDA 7d');
  expect(history.text).toMatch(
    /^📜 1 alert · NVDA · last 7 days\nMon 5 Jan\n🔕 10:33 EST NVDA crossed above 150\.00 · R7K2 #\w+\n↳ held back: NVDA was muted by Ann until 18:32 EST$/,
  );
});

test('critical alerts pass a mute, unless it is asked for twice in private', async () => {
  const lab = await startBot();
  aRule(lab, { text: 'NVDA > 150 sev:critical' });
  await below(lab);
  await lab.ann.sends('/mute all');
  await lab.trade({ NVDA: 151 });
  await lab.ann.hears(/🔴 NVDA crossed above/);
  const asked = await lab.ann.sends('/mute all critical');
  expect(asked.text).toMatch(/send \/mute all critical once more within 2 minutes/);
  const done = await lab.ann.sends('/mute all critical');
  expect(done.text).toMatch(/Critical alerts are silent too\./);
  await lab.trade({ NVDA: 148 });
  await lab.trade({ NVDA: 152 }, { afterMs: 3_700_000 });
  expect((await lab.ann.sends('/history')).text).toContain('held back: this chat was muted by Ann');
});

test('the second asking for silence of critical alerts must come within two minutes', async () => {
  const lab = await startBot();
  await lab.ann.sends('/mute all critical');
  lab.clock.now += 121_000;
  expect((await lab.ann.sends('/mute all critical')).text).toMatch(/once more within 2 minutes/);
  linked(lab, GROUP);
  const group = await lab.ann.sends('/mute all critical', { in: GROUP });
  expect(group.text).toMatch(/only in our private chat/);
});

test('what cannot be read is named, with what may be meant as buttons', async () => {
  const lab = await startBot();
  aRule(lab);
  const unknown = await lab.ann.sends('/mute <AMD> 2h');
  expect(unknown.text).toContain('⚠️ I read /mute <AMD> 2h\nNothing here is called <AMD>');
  expect(unknown.buttons).toEqual(['Rule R7K2']);
  const time = await lab.ann.sends('/mute NVDA 2x');
  expect(time.text).toContain('2x is no length of time that I know');
  await lab.ann.presses('NVDA', { until: /NVDA: for how long/ });
  const done = await lab.ann.presses('8 hours', { until: /silent/ });
  expect(done.message?.text).toContain('NVDA is silent here until 18:30 EST');
  const type = await lab.ann.sends('/mute type:flow');
  expect(type.text).toContain(
    'I know no alerts of that type; there are: price, indicator, pattern, stop, risk.',
  );
  expect(lab.world.violations).toEqual([]);
});

test('/mute alone asks what and for how long, and ends in the same words', async () => {
  const lab = await startBot();
  await rung(lab);
  const asked = await lab.ann.sends('/mute');
  expect(asked.buttons).toEqual([
    'Rule R7K2',
    'NVDA',
    'All price alerts',
    'This chat',
    '✏️ Type it',
    '✖ Cancel',
  ]);
  await lab.ann.presses('NVDA', { until: /For how long/, on: asked });
  await lab.ann.presses('2 hours', { until: /▸/ });
  await lab.ann.hears(/NVDA is silent here until 12:33 EST/);
  await lab.ann.sends('/snooze');
  await lab.ann.presses('➕ Snooze something');
  await lab.ann.hears(/😴 What is to be silent/);
  await lab.ann.presses('This chat', { until: /For how long/ });
  await lab.ann.presses('Until close', { until: /▸/ });
  await lab.ann.hears(/This chat is silent until 16:00 EST/);
  expect(lab.world.violations).toEqual([]);
});
