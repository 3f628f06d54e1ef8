import { expect, test } from 'vitest';
import { aRule } from '../support/alerts.ts';
import { GROUP, startBot, type BotLab } from '../support/bot.ts';
import { startDesk } from '../support/desk.ts';
import { MARKET } from '../support/market.ts';

async function armed(text: string): Promise<BotLab> {
  const lab = await startDesk();
  aRule(lab, { text });
  await lab.trade({ NVDA: 148.2 });
  return lab;
}

/** Everything that an alert would leave behind. */
function traces({ program, ann }: BotLab) {
  const { store, db } = program.parts;
  const [rule] = store.rules.ofChat(ann.id as never);
  return {
    alerts: store.alerts.ofChat(ann.id as never, 100),
    rule,
    state: rule && store.rules.state(rule.id, 'NVDA' as never),
    audit: db.sqlite.prepare('select count(*) as n from audit').get(),
    alertDeliveries: db.sqlite
      .prepare("select count(*) as n from delivery where kind = 'alert'")
      .get(),
  };
}

test('it shows the real alert with the numbers of now, marked, silent, with nothing to press', async () => {
  const lab = await armed('NVDA > 150 note:"trim a third" sev:high');
  const before = traces(lab);
  const reply = await lab.ann.sends('/test r7k2');
  expect(reply.text.split('\n')).toEqual([
    '🧪 TEST of R7K2: nothing has rung. Its condition is not so now. What follows is its alert with the numbers of this moment.',
    '🟠 NVDA crossed above 150.00 · now 148.20 ▲2.2%',
    'NVIDIA Corporation · last close $145.00',
    '“trim a third”',
    'No earlier reading, current 148.20 at 10:31 EST',
    'price 148.20 (> 150)',
    'Rule: NVDA > 150 sev:high note:"trim a third" (NVDA crosses above 150.00)',
    'Rings again after it is back at 149.25 or below',
    'Source Yahoo Finance, quoted in USD · alert #TEST',
    'R7K2 · at most once an hour · data just now · 15:31 UTC',
  ]);
  expect(reply.buttons).toEqual([]);
  expect(reply.message.silent).toBe(true);
  expect(traces(lab)).toEqual(before);
  expect(lab.world.violations).toEqual([]);
});

test('the rule rings afterwards as if nobody had tried it', async () => {
  const lab = await armed('NVDA > 150');
  for (let tries = 0; tries < 3; tries++) await lab.ann.sends('/test R7K2');
  await lab.trade({ NVDA: 151 });
  expect((await lab.ann.hears(/^🔔 NVDA crossed/)).text).toContain('now 151.00');
  expect((await lab.ann.sends('/test R7K2')).text).toContain('Its condition is so now.');
  expect(traces(lab).alerts).toHaveLength(1);
});

test('handled twice, the same command makes one answer', async () => {
  const lab = await armed('NVDA > 150');
  await lab.ann.sends('/test R7K2');
  const { parts } = lab.program;
  const rows = parts.db.sqlite
    .prepare<[], { json: string }>("select json from inbox where json like '%/test%'")
    .all();
  for (const { json } of rows) await parts.bot.handleUpdate(JSON.parse(json));
  await parts.deliver.idle();
  const tests = lab.world.messages(lab.ann.id).filter(({ text }) => text.startsWith('🧪'));
  expect(tests).toHaveLength(1);
});

test('the card has its button, and a paused rule can be tried too', async () => {
  const lab = await armed('NVDA > 150');
  await lab.ann.sends('/rule R7K2 off');
  await lab.ann.sends('/rules R7K2');
  await lab.ann.presses('🧪 Test');
  await lab.ann.hears(/^🧪 TEST of R7K2/);
});

test('without a price, and without a rule, it says what is missing', async () => {
  const lab = await startBot({ quotes: MARKET });
  aRule(lab);
  expect((await lab.ann.sends('/test R7K2')).text).toBe(
    '🧪 R7K2 has nothing to show. I have no price of NVDA: no price has come yet.',
  );
  aRule(lab, { text: 'AMD rsi14 < 30', code: 'R8K2' });
  await lab.trade({});
  expect((await lab.ann.sends('/test R8K2')).text).toBe(
    '🧪 R8K2 has nothing to show. No bars of AMD have come yet.',
  );
  for (const text of ['/test', '/test nix', '/test NVDA'])
    expect((await lab.ann.sends(text)).text).toMatch(
      /^I need a rule of this chat, as in \/test R7K2/,
    );
  expect((await lab.ann.sends('/test R7K2 AMD')).text).toContain('It is not about AMD.');
});

test('what cannot be told is not made up: a move that nobody saw begin', async () => {
  const lab = await armed('NVDA -3% 15m');
  expect((await lab.ann.sends('/test R7K2')).text).toMatch(
    /Whether its condition is so is not known now: \/why tells what is missing\./,
  );
});

test('a viewer may not, and in a group its buttons are as open as its rules', async () => {
  const lab = await armed('NVDA > 150');
  const bo = lab.meet({ id: 202, name: 'Bo', role: 'viewer' });
  expect((await bo.sends('/test R7K2')).text).toMatch(/needs the Member role/);
  await lab.ann.sends('/link', { in: GROUP });
  lab.world.setStanding(GROUP, 202, 'member');
  aRule(lab, { chat: GROUP, code: 'R2B2', text: 'NVDA > 150 note:"secret"' });
  await lab.ann.sends('/rules R2B2', { in: GROUP });
  const pressed = await bo.presses('🧪 Test', { in: GROUP });
  expect(pressed.toast).toBe('This needs the member role; you have viewer.');
  const shown = await lab.ann.sends('/test R2B2', { in: GROUP });
  expect(shown.text).not.toContain('“secret”');
});
