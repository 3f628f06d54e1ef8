import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { instant } from '../../src/core/time.ts';
import { openWake, readWake } from '../../src/rules/wake.ts';
import { refootWakes } from '../../src/scanners/wake-split.ts';
import { aRule, below, linked, rung } from '../support/alerts.ts';
import { GROUP, startBot, type BotLab } from '../support/bot.ts';

async function tick(lab: BotLab): Promise<void> {
  await lab.program.run('tidy');
  await lab.program.parts.deliver.idle();
}

test('a snooze until a price says how far it is, when it ends in any case, and offers Undo', async () => {
  const lab = await startBot();
  await rung(lab);
  lab.clock.now += 4_000;
  const reply = await lab.ann.sends('/snooze NVDA until <140');
  expect(reply.text).toBe(
    [
      '😴 NVDA is silent here until NVDA < 140.',
      'Now 151.00, 11.00 (7.3%) above it, 4 s old. It ends in 30 days in any case, on Wed 4 Feb, 10:33 EST.',
      'What would have rung is still judged and kept: /history. Critical alerts still come through.',
    ].join('\n'),
  );
  const list = await lab.ann.sends('/snooze');
  expect(list.text).toBe(
    '😴 Snoozed here\n😴 NVDA · until NVDA < 140 (now 151.00, 11.00 (7.3%) above it, 4 s old), or Wed 4 Feb, 10:33 EST · by Ann',
  );
  await lab.ann.presses('⏰ Wake NVDA', { until: /Nothing is snoozed/ });
  await lab.ann.presses('↩ Undo', { until: /until NVDA < 140/ });
  expect((await lab.ann.sends('/why R7K2')).text).toContain('snoozed until NVDA < 140');
});

test('it is over when the price comes, which is told with the price and its age', async () => {
  const lab = await startBot();
  await rung(lab);
  aRule(lab, { code: 'AAAA', text: 'NVDA < 1000' });
  await lab.ann.sends('/snooze R7K2 until < 150');
  await lab.trade({ NVDA: 150 });
  await tick(lab);
  expect((await lab.ann.sends('/snooze')).text).toContain('until NVDA < 150');
  await lab.trade({ NVDA: 149.8 });
  lab.clock.now += 4_000;
  await tick(lab);
  const told = await lab.ann.hears(/snooze is over/);
  expect(told.text).toBe('⏰ The snooze is over: NVDA fell below 150.00 ($149.80, 4 s old)');
  expect((await lab.ann.sends('/snooze')).text).toMatch(/^Nothing is snoozed here/);
  const before = lab.world.messages(lab.ann.id).length;
  await tick(lab);
  expect(lab.world.messages(lab.ann.id)).toHaveLength(before);
});

test('what holds when it is over and would not ring anew is listed', async () => {
  const lab = await startBot();
  await rung(lab);
  await lab.ann.sends('/snooze NVDA until > 152');
  await lab.trade({ NVDA: 153 });
  await tick(lab);
  const told = await lab.ann.hears(/snooze is over/);
  expect(told.text).toContain('NVDA rose above 152.00');
  expect(told.text).toContain('This holds now:\nR7K2 NVDA > 150 · $153.00');
});

test('the alert that proves the condition rings, before any look by the clock', async () => {
  const lab = await startBot();
  aRule(lab);
  await below(lab);
  await lab.ann.sends('/snooze NVDA until >= 151');
  await lab.trade({ NVDA: 150.5 });
  expect((await lab.ann.sends('/history')).text).toContain(
    'held back: NVDA was snoozed by Ann until NVDA >= 151',
  );
  aRule(lab, { code: 'BBBB', text: 'NVDA > 151' });
  await lab.trade({ NVDA: 150.9 });
  await lab.trade({ NVDA: 151.2 });
  await lab.ann.hears(/The snooze is over: NVDA reached 151\.00|NVDA crossed above 151\.00/);
  const texts = lab.world.messages(lab.ann.id).map(({ text }) => text);
  expect(texts.filter((text) => /NVDA crossed above 151\.00/.test(text))).toHaveLength(1);
  expect(texts.filter((text) => /snooze is over/.test(text))).toHaveLength(1);
  await tick(lab);
  expect(lab.world.messages(lab.ann.id)).toHaveLength(texts.length);
});

test('what is so already is said, and other ends are offered', async () => {
  const lab = await startBot();
  await rung(lab);
  const asked = await lab.ann.sends('/snooze R7K2 until > 150');
  expect(asked.text).toContain('NVDA > 150 is so already: now 151.00');
  expect(asked.buttons).toContain('Until below 148 (now 151.00)');
  await lab.ann.presses('Until below 148 (now 151.00)', { until: /silent here until NVDA < 148/ });
  expect((await lab.ann.sends('/snooze')).text).toContain('until NVDA < 148');
});

test('after 30 days it is over in any case', async () => {
  const lab = await startBot();
  await rung(lab);
  await lab.ann.sends('/snooze NVDA until < 14');
  lab.clock.now += 30 * 86_400_000;
  await tick(lab);
  const told = await lab.ann.hears(/snooze is over/);
  expect(told.text).toContain('The snooze is over after 30 days; NVDA < 14 has not come');
});

test('a split takes the level with it', async () => {
  const lab = await startBot();
  await rung(lab);
  await lab.ann.sends('/snooze NVDA until < 140');
  const { store } = lab.program.parts;
  const split = {
    at: (lab.clock.now + 1) as never,
    from: 1,
    to: 10,
    numerator: 10,
    denominator: 1,
  };
  refootWakes(store, 'NVDA' as never, split as never);
  expect(store.mutes.waking().map(({ wake }) => wake)).toEqual(['NVDA < 14']);
});

test.each([
  ['/snooze NVDA until <', 'NVDA <', 'Did you mean'],
  ['/snooze NVDA until x 150', 'which side', 'NVDA'],
  ['/snooze NVDA until +5% since now', 'since now', 'NVDA'],
  ['/snooze NVDA until <140 cooldown:2h', 'a condition alone', 'cooldown:2h'],
  ['/snooze NVDA until whenever', 'whenever is no length of time', '15:30, fri'],
  ['/snooze here until <140', 'is no single ticker', '/snooze here until NVDA <140'],
  ['/snooze AMD until <140', 'No rule here that is on looks at AMD', 'make a rule about AMD'],
  ['/mute NVDA until <140', 'what waits for a condition is a snooze', '/snooze NVDA until <140'],
])('%s is refused with its reason', async (typed, ...parts) => {
  const lab = await startBot();
  await rung(lab);
  const watch = { chat: lab.ann.id as never, ticker: 'AMD' as never, by: lab.ann.id as never };
  lab.program.parts.store.watches.add(watch, instant(lab.clock.now));
  const reply = await lab.ann.sends(typed);
  for (const part of parts) expect(reply.text).toContain(part);
  expect((await lab.ann.sends('/snooze')).text).toMatch(/^Nothing is snoozed here/);
  expect(lab.world.violations).toEqual([]);
});

test.each([
  ['/snooze R7K2 until bar', 'until 16:00 EST'],
  ['/snooze NVDA until 15:30', 'until 15:30 EST'],
  ['/snooze NVDA until fri', 'until Fri 9 Jan, 09:30 EST'],
  ['/snooze here until NVDA < 140', 'This chat is silent until NVDA < 140'],
  ['/snooze NVDA until crosses below 140', 'silent here until NVDA < 140'],
])('%s → %s', async (typed, said) => {
  const lab = await startBot();
  await rung(lab);
  expect((await lab.ann.sends(typed)).text).toContain(said);
});

test('the wizard offers levels with the price beside them, and takes a typed condition', async () => {
  const lab = await startBot();
  await rung(lab);
  await lab.ann.sends('/snooze');
  await lab.ann.presses('➕ Snooze something');
  await lab.ann.hears(/What is to be silent/);
  const asked = await lab.ann.presses('NVDA', { until: /or until when/ });
  expect(asked.message?.buttons).toContain('Until above 154 (now 151.00)');
  await lab.ann.presses('✏️ Type it');
  lab.ann.says('until <140');
  await lab.ann.hears(/NVDA is silent here until NVDA < 140/);
});

test('in a group a condition is for its admins, too', async () => {
  const lab = await startBot();
  linked(lab, GROUP);
  aRule(lab, { chat: GROUP });
  const bo = lab.meet({ id: 202, name: 'Bo', role: 'member' });
  lab.world.setStanding(GROUP, 202, 'member');
  const refused = await bo.sends('/snooze NVDA until <140', { in: GROUP });
  expect(refused.text).toMatch(/for its admins/);
});

test('no condition makes the reader throw, and what it takes reads back as the same', () => {
  const scraps = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.constantFrom(
      '<',
      '>',
      'x',
      'crosses',
      'above',
      '140',
      '5%',
      'rsi14@1h',
      'sma50',
      '1d',
      'is',
    ),
    fc.constantFrom('and', 'or', 'not', '(', ')', '+5%', '-3%', '15m', 'td9', 'buy', 'in', '1..2'),
  );
  fc.assert(
    fc.property(fc.array(scraps, { maxLength: 7 }), (parts) => {
      const read = readWake(`NVDA ${parts.join(' ')}`);
      if (read.kind === 'problem') {
        expect(read.problem.why).not.toBe('');
        return;
      }
      expect(openWake(read.wake.text)?.text).toBe(read.wake.text);
      const again = readWake(read.wake.text);
      expect(again.kind === 'wake' && again.wake.text).toBe(read.wake.text);
    }),
    { numRuns: 2_000 },
  );
});
