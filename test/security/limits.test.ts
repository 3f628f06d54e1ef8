import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPace } from '../../src/bot/pace.ts';
import { instant } from '../../src/core/time.ts';
import { fillWithRules, GROUP, startBot, type BotLab } from '../support/bot.ts';

const PACE = { commands: 20, taps: 60 };

async function asked(lab: BotLab): Promise<readonly string[]> {
  const { world, program, ann } = lab;
  const tick = () => new Promise((resolve) => setTimeout(resolve, 40));
  while (world.pendingUpdates() > 0 || program.parts.store.inbox.depth() > 0) await tick();
  await tick();
  await program.parts.deliver.idle();
  return [ann.id, GROUP]
    .flatMap((chat) => world.messages(chat))
    .filter(({ byBot }) => byBot)
    .map(({ text }) => text);
}

test('the twenty-first command of a minute is told once when to come back, then there is silence', async () => {
  const lab = await startBot({ pace: PACE });
  await lab.ann.sends('/settings tz Europe/Berlin');
  for (let n = 0; n < 19; n++) lab.ann.says('/status');
  expect((await asked(lab)).filter((text) => /the limit/.test(text))).toEqual([]);
  for (let n = 0; n < 10; n++) lab.ann.says('/rule! NVDA < 140');
  const told = (await asked(lab)).filter((text) => /the limit/.test(text));
  expect(told).toEqual([
    'I read 21 commands from you in a minute; the limit is 20. Ask again at 16:31 CET.',
  ]);
  expect(lab.program.parts.store.rules.live()).toEqual([]);
  lab.clock.now += 60_000;
  expect((await lab.ann.sends('/status')).text).toMatch(/Rules here/);
});

test('going from the private chat to a group is no way around it', async () => {
  const lab = await startBot({ pace: PACE });
  const { ann } = lab;
  await ann.sends('/link', { in: GROUP });
  for (let n = 0; n < 19; n++) ann.says('/status', n % 2 === 0 ? { in: GROUP } : {});
  await asked(lab);
  expect((await ann.sends('/status', { in: GROUP })).text).toMatch(/21 commands.*limit is 20/);
  ann.says('/status');
  ann.says('/id');
  await ann.quiet(150);
});

test('what waited while the program was away was not asked within a minute', async () => {
  const lab = await startBot({ pace: PACE });
  for (let n = 0; n < 25; n++) {
    lab.clock.now += 10_000;
    lab.ann.says('/id');
  }
  expect((await asked(lab)).filter((text) => /the limit/.test(text))).toEqual([]);
});

test('who has no role is not even told of the limit, and others do not feel it', async () => {
  const lab = await startBot({ pace: PACE });
  const eve = lab.meet({ id: 666, name: 'Eve' });
  for (let n = 0; n < 40; n++) eve.says('/id');
  expect((await lab.ann.sends('/status')).text).toMatch(/Rules here/);
  await asked(lab);
  const heard = lab.world.messages(666).filter(({ byBot }) => byBot);
  expect(heard.length).toBeLessThanOrEqual(20);
  expect(heard.filter(({ text }) => /limit/.test(text))).toEqual([]);
});

test('who speaks as the group is answered no more often than a person', async () => {
  const lab = await startBot({ pace: PACE });
  await lab.ann.sends('/link', { in: GROUP });
  for (let n = 0; n < 30; n++) lab.ann.says('/status', { in: GROUP, anonymousAdmin: true });
  const answers = (await asked(lab)).filter((text) => /person I can name/.test(text));
  expect(answers.length).toBeLessThanOrEqual(20);
});

test('sixty taps in a minute are taken, the next is told to wait', async () => {
  const lab = await startBot({ pace: { commands: 20, taps: 5 } });
  const shown = await lab.ann.sends('/status');
  for (let n = 0; n < 5; n++)
    expect((await lab.ann.presses('🔄 Refresh', { on: shown })).toast).toBe('Looked again.');
  const late = await lab.ann.presses('🔄 Refresh', { on: shown });
  expect(late.toast).toBe('That is more than 5 taps in a minute. Wait a moment, then go on.');
});

test('in any minute no more than the limit is done, and who keeps asking is heard again', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 200 });
  fc.assert(
    fc.property(gaps, (waits) => {
      const pace = createPace(20);
      let at = 0;
      const done: number[] = [];
      let told = -Infinity;
      for (const wait of waits) {
        at += wait;
        const taken = pace.take(7, instant(at));
        if (taken.kind === 'go') done.push(at);
        const within = done.filter((one) => at - one < 60_000).length;
        expect(within).toBeLessThanOrEqual(20);
        if (taken.kind !== 'go') expect(within).toBe(20);
        if (taken.kind !== 'tell') continue;
        expect(at - told).toBeGreaterThanOrEqual(60_000);
        expect(taken.again).toBeGreaterThan(at);
        told = at;
      }
      if (waits.length > 0) expect(pace.take(7, instant(at + 60_000)).kind).toBe('go');
    }),
  );
});

test('any number of people take no more than so much memory', () => {
  const pace = createPace(20);
  for (let person = 0; person < 20_000; person++) pace.take(person, instant(person));
  expect(pace.size()).toBeLessThanOrEqual(5_000);
});

test('a chat keeps 200 rules and no more', async () => {
  const lab = await startBot();
  fillWithRules(lab, 200);
  const reply = await lab.ann.sends('/rule! NVDA < 140');
  expect(reply.text).toMatch(/200/);
  expect(lab.program.parts.store.rules.ofChat(lab.ann.id as never)).toHaveLength(200);
});

test('a text of 4 KB and a file beyond the limit are answered calmly', async () => {
  const lab = await startBot();
  const long = `/rule ${'NVDA > 1 and '.repeat(300)}`;
  expect((await lab.ann.sends(long)).text.length).toBeLessThanOrEqual(4_096);
  const document = { name: 'rules.txt', text: 'NVDA < 140\n'.repeat(100_000) };
  const refused = await lab.ann.sends('/rules import', { document });
  expect(refused.text).toMatch(/too (?:big|long|large)|at most|256/i);
  expect(lab.world.violations).toEqual([]);
});

test('a chat keeps 30 lists of 100 tickers and no more', async () => {
  const lab = await startBot();
  const { store } = lab.program.parts;
  for (let n = 0; n < 30; n++) {
    const list = { chat: lab.ann.id as never, name: `l${n}`, tickers: [], by: lab.ann.id as never };
    store.lists.add(list, 1 as never);
  }
  expect((await lab.ann.sends('/list new1 add NVDA')).text).toMatch(/30/);
  expect(store.lists.ofChat(lab.ann.id as never)).toHaveLength(30);
});
