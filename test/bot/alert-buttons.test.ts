import { expect, test } from 'vitest';
import { aRule, linked, rung, unaccounted } from '../support/alerts.ts';
import { GROUP, startBot, type BotLab } from '../support/bot.ts';
import type { Person } from '../support/person.ts';

const HOSTILE = '<b>Bo</b> & "co" @admin';

async function startGroup(): Promise<{ lab: BotLab; bo: Person }> {
  const lab = await startBot();
  linked(lab, GROUP);
  const bo = lab.meet({ id: 202, name: HOSTILE, role: 'member' });
  lab.world.setStanding(GROUP, 202, 'member');
  await rung(lab, { chat: GROUP });
  return { lab, bo };
}

test('the first acknowledgement counts, and the second learns whose it was', async () => {
  const { lab, bo } = await startGroup();
  const first = await bo.presses('✅ Ack', { in: GROUP, until: /Acknowledged/ });
  expect(first.toast).toBe('Acknowledged.');
  expect(first.message?.text).toMatch(/✅ Acknowledged by .*co.* at 10:33 EST/);
  expect(first.message?.buttons).toEqual([
    '😴 Snooze',
    '🔕 Mute',
    '📈 Chart',
    '🔔 Copy this rule',
    '👁 My view',
  ]);
  // Ann's screen is a moment behind: her button is still there for her.
  const ack = lab.program.parts.db.sqlite
    .prepare<[], { token: string }>("select token from button where verb = 'ack'")
    .get();
  const message = first.message?.message.id ?? 0;
  const late = await lab.world.forge(lab.ann.id, GROUP, message, `a1:ack:${ack?.token ?? ''}`);
  expect(late.toast).toMatch(/co.* acknowledged this at 10:33 EST/);
  expect(lab.world.violations).toEqual([]);
});

test('snoozing its rule is two presses, says until when and by whom, and can be undone', async () => {
  const lab = await startBot();
  const rule = await rung(lab);
  const asked = await lab.ann.presses('😴 Snooze', { until: /how long/ });
  expect(asked.message?.buttons).toEqual([
    '1 hour',
    'Until close · 16:00 EST',
    'Next open · Tue 6 Jan, 09:30 EST',
    '1 day',
    'Until below 148 (now 151.00)',
    'Until above 154 (now 151.00)',
    '❓ Why',
    '‹ Back',
  ]);
  const done = await lab.ann.presses('Until close · 16:00 EST', { until: /Snoozed/ });
  expect(done.toast).toBe('Snoozed until 16:00 EST.');
  expect(done.message?.text).toContain('😴 Snoozed until 16:00 EST by Ann · rule R7K2');
  expect(done.message?.html).toContain('<tg-time unix="1767646800" format="t">16:00 EST</tg-time>');
  expect(done.message?.buttons).toEqual(['✅ Ack', '↩ Undo snooze', '📈 Chart']);
  await lab.trade({ NVDA: 148 });
  await lab.trade({ NVDA: 152 }, { afterMs: 7_200_000 });
  expect(lab.program.parts.store.alerts.ofRule(lab.ann.id as never, rule.id, 1)[0]?.reason).toBe(
    'suppressed-snoozed',
  );
  const undone = await lab.ann.presses('↩ Undo snooze', { until: /🔕 Mute/ });
  expect(undone.message?.text).not.toContain('Snoozed');
  expect(unaccounted(lab)).toBe(0);
});

test('muting asks what, then for how long, in place; Back returns to the alert', async () => {
  const lab = await startBot();
  await rung(lab);
  const what = await lab.ann.presses('🔕 Mute', { until: /Mute what/ });
  expect(what.message?.buttons).toEqual([
    'Rule R7K2',
    'NVDA',
    'All price alerts',
    'This chat',
    '❓ Why',
    '‹ Back',
  ]);
  await lab.ann.presses('NVDA', { until: /Mute NVDA: for how long/ });
  await lab.ann.presses('‹ Back', { until: /Mute what/ });
  const back = await lab.ann.presses('‹ Back', { until: /✅ Ack/ });
  expect(back.message?.buttons).toEqual(['✅ Ack', '😴 Snooze', '🔕 Mute', '📈 Chart']);
  await lab.ann.presses('🔕 Mute', { until: /Mute what/ });
  await lab.ann.presses('This chat', { until: /how long/ });
  const done = await lab.ann.presses('Until I say so', { until: /Muted/ });
  expect(done.message?.text).toContain('🔕 Muted until somebody says so by Ann · this chat');
  await lab.trade({ NVDA: 148 });
  await lab.trade({ NVDA: 152 }, { afterMs: 7_200_000 });
  const history = await lab.ann.sends('/history missed');
  expect(history.text).toMatch(
    /🔕 12:34 EST NVDA crossed above 150.00 · R7K2 #\w+\n↳ held back: this chat was muted by Ann/,
  );
  expect(lab.world.messages(lab.ann.id).filter(({ text }) => text.startsWith('🔔'))).toHaveLength(
    1,
  );
  expect(lab.world.violations).toEqual([]);
});

test('in a group a member may acknowledge, but only its admins and traders may make it quiet', async () => {
  const { lab, bo } = await startGroup();
  const refused = await bo.presses('😴 Snooze', { in: GROUP });
  expect(refused.toast).toMatch(/needs one of its admins, or the Trader role/);
  expect(refused.alert).toBe(true);
  expect(refused.message?.buttons).toEqual([
    '✅ Ack',
    '😴 Snooze',
    '🔕 Mute',
    '📈 Chart',
    '🔔 Copy this rule',
    '👁 My view',
  ]);
  const typed = await bo.sends('/mute NVDA 2h', { in: GROUP });
  expect(typed.text).toMatch(/is for its admins, or for the Trader role/);
  await lab.ann.presses('😴 Snooze', { in: GROUP, until: /how long/ });
  // The choices are open to see for everybody, but not to press.
  const pressed = await bo.presses('1 hour', { in: GROUP });
  expect(pressed.toast).toMatch(/needs one of its admins/);
  expect(lab.program.parts.store.mutes.live(GROUP as never, lab.clock.now as never)).toEqual([]);
});

test('the same press handled twice changes nothing more', async () => {
  const lab = await startBot();
  await rung(lab);
  const { parts } = lab.program;
  await lab.ann.presses('😴 Snooze', { until: /how long/ });
  await lab.ann.presses('1 hour', { until: /Snoozed/ });
  await parts.deliver.idle();
  const before = parts.store.census.take(lab.clock.now);
  const rows = parts.db.sqlite
    .prepare<[], { json: string }>("select json from inbox where json like '%callback_query%'")
    .all();
  for (const { json } of rows) await parts.bot.handleUpdate(JSON.parse(json));
  expect(parts.store.census.take(lab.clock.now)).toEqual(before);
  expect(parts.store.mutes.live(lab.ann.id as never, lab.clock.now as never)).toHaveLength(1);
});

test('an alert whose ticker trades around the clock offers lengths, not a close', async () => {
  const lab = await startBot({
    quotes: [
      { symbol: 'BTC-USD', quoteType: 'CRYPTOCURRENCY', price: 93_000, previousClose: 93_000 },
    ],
  });
  aRule(lab, { text: 'BTC-USD > 95000' });
  await lab.trade({ 'BTC-USD': 94_000 });
  await lab.trade({ 'BTC-USD': 95_100 });
  const asked = await lab.ann.presses('😴 Snooze', { until: /how long/ });
  const levels = ['Until below 93,000 (now 95,100.00)', 'Until above 97,000 (now 95,100.00)'];
  const lengths = ['1 hour', '8 hours', '1 day'];
  expect(asked.message?.buttons).toEqual([...lengths, ...levels, '❓ Why', '‹ Back']);
});

test('a note stays in private, and shows neither markup nor mentions of its own', async () => {
  const lab = await startBot();
  await rung(lab, { text: 'NVDA > 150 note:"<b>sell</b> & run, @everyone \u202e"' });
  const alert = await lab.ann.hears(/NVDA crossed/);
  expect(alert.text).toContain('“<b>sell</b> & run, @\u2060everyone ”');
  expect(lab.world.violations).toEqual([]);
});
