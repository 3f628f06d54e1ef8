import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/bot/commands.ts';
import { changesOf } from '../../src/bot/request.ts';
import type { BotLab } from '../support/bot.ts';
import { rulesOf, said, startDesk } from '../support/desk.ts';

const MINUTE_MS = 60_000;

/** Telegram gives no updates while `work` runs; afterwards it is `laterMs` later, and they come. */
async function outage(bot: BotLab, laterMs: number, work: () => unknown): Promise<void> {
  await bot.ann.sends('/id');
  bot.telegram.setFaults(({ method }) =>
    method === 'getUpdates' ? { kind: 'server-error', status: 502, body: 'json' } : undefined,
  );
  // Ends the question that is open, so that the next one fails.
  await bot.ann.sends('/id');
  await work();
  bot.clock.now += laterMs;
  bot.telegram.setFaults(undefined);
}

describe('a command that was sent while nobody listened', () => {
  test('is asked about before it changes anything, and done once on yes', async () => {
    const bot = await startDesk();
    await outage(bot, 12 * MINUTE_MS, () => bot.ann.says('/rule! NVDA < 140'));
    const question = await bot.ann.hears(/still want it/i);
    expect(question.text).toContain('offline when you sent this (10:30 EST, 12 min ago)');
    expect(question.text).toContain('/rule! NVDA < 140');
    expect(question.buttons).toEqual(['Yes, do it now', 'No']);
    expect(rulesOf(bot)).toEqual([]);
    await bot.ann.presses('Yes, do it now', { on: question, until: /You still wanted it/ });
    expect(rulesOf(bot).map(({ text }) => text)).toEqual(['NVDA < 140']);
    await bot.ann.hears(/NVDA crosses below 140/);
    expect(bot.world.violations).toEqual([]);
  });

  test('stays undone on no, and after ten minutes', async () => {
    const bot = await startDesk();
    await outage(bot, 12 * MINUTE_MS, () => {
      bot.ann.says('/watch NVDA');
      bot.ann.says('/watch AMD');
    });
    const first = await bot.ann.hears(/watch NVDA/);
    const second = await bot.ann.hears(/watch AMD/);
    await bot.ann.presses('No', { on: first, until: /Left as it was/ });
    bot.clock.now += 11 * MINUTE_MS;
    expect((await bot.ann.presses('Yes, do it now', { on: second })).toast).toMatch(/expired/);
    expect(bot.program.parts.store.watches.ofChat(bot.ann.id as never)).toEqual([]);
  });

  test('is answered when it only reads, and once however often it was asked', async () => {
    const bot = await startDesk();
    await outage(bot, 12 * MINUTE_MS, () => {
      bot.ann.says('/price NVDA');
      bot.ann.says('/price NVDA');
      bot.ann.says('/rules');
      bot.ann.says('/price NVDA');
    });
    await bot.ann.hears(/offline when you asked \/rules/);
    const prices = await bot.ann.hears(/offline when you asked \/price NVDA/);
    expect(prices.text).toContain('148.20');
    expect(said(bot, /asked \/price NVDA/)).toHaveLength(1);
  });

  test('is obeyed as ever when it is under a minute old', async () => {
    const bot = await startDesk();
    await outage(bot, 50_000, () => bot.ann.says('/watch NVDA'));
    await bot.ann.hears(/NVDA/);
    expect(bot.program.parts.store.watches.ofChat(bot.ann.id as never)).toEqual(['NVDA']);
  });

  test('is left unanswered after a day, which the owners hear of once', async () => {
    const bot = await startDesk();
    await outage(bot, 25 * 60 * MINUTE_MS, () => {
      bot.ann.says('/price NVDA');
      bot.ann.says('/rule! NVDA < 140');
    });
    await bot.ann.hears(/more than 24 hours ago stays unanswered; the first of it is from Ann/);
    await bot.ann.quiet(100);
    expect(said(bot, /148\.20|still want/i)).toEqual([]);
    expect(said(bot, /24 hours/)).toHaveLength(1);
  });

  test('holding a secret, is neither repeated nor kept', async () => {
    const bot = await startDesk();
    await outage(bot, 12 * MINUTE_MS, () => bot.ann.says('/channels add ntfy topic-of-mine'));
    const said = await bot.ann.hears(/send it once more/);
    expect(said.text).not.toContain('topic-of-mine');
    expect(said.buttons).toEqual([]);
  });
});

describe('a press that was made while nobody listened', () => {
  async function rung(): Promise<BotLab> {
    const bot = await startDesk();
    await bot.ann.sends('/rule! NVDA > 150');
    await bot.trade({ NVDA: 149 });
    await bot.trade({ NVDA: 151 });
    return bot;
  }

  test('acknowledges all the same', async () => {
    const bot = await rung();
    const alert = await bot.ann.hears(/crossed above/);
    let pressed: Promise<unknown> = Promise.resolve();
    await outage(bot, 12 * MINUTE_MS, () => {
      pressed = bot.ann.presses('✅ Ack', { on: alert, until: /Acknowledged by Ann/ });
    });
    await pressed;
  });

  test('does nothing else', async () => {
    const bot = await startDesk();
    await bot.ann.sends('/watch NVDA');
    const asked = await bot.ann.sends('/forget');
    const label = asked.buttons.find((one) => /erase|forget|everything/i.test(one)) ?? '';
    let pressed: ReturnType<typeof bot.ann.presses> | undefined;
    await outage(bot, 12 * MINUTE_MS, () => {
      pressed = bot.ann.presses(label, { on: asked });
    });
    expect((await pressed)?.toast).toMatch(/offline when you pressed this/);
    expect(bot.program.parts.store.watches.ofChat(bot.ann.id as never)).toEqual(['NVDA']);
  });
});

test('a clock of ours that runs ahead makes nothing late', async () => {
  const bot = await startDesk();
  await bot.ann.sends('/id');
  // The world goes on at its own time; ours is ten minutes ahead.
  bot.world.inject({
    update_id: 900_000_001,
    message: {
      message_id: 990,
      date: bot.clock.now / 1_000 - 600,
      chat: { id: bot.ann.id, type: 'private', first_name: 'Ann' },
      from: { id: bot.ann.id, is_bot: false, first_name: 'Ann' },
      text: '/watch NVDA',
      entities: [{ type: 'bot_command', offset: 0, length: 6 }],
    },
  });
  await bot.ann.hears(/NVDA/);
  expect(bot.program.parts.store.watches.ofChat(bot.ann.id as never)).toEqual(['NVDA']);
});

test.each(COMMANDS.map((command) => [command.name, command] as const))(
  '/%s says what it changes, alone and in each of its examples',
  (_name, command) => {
    const kinds = ['nothing', 'settings', 'secrets', 'money'];
    for (const example of ['', ...command.examples]) {
      const args = example.replace(/^\/\S+\s*/, '');
      expect(kinds).toContain(changesOf(command, args));
    }
  },
);

test.each([
  ['/rule NVDA < 140', 'settings'],
  ['/rules', 'nothing'],
  ['/rules del NVDA', 'settings'],
  ['/watch', 'nothing'],
  ['/watch NVDA', 'settings'],
  ['/list semis', 'nothing'],
  ['/list add semis TSM', 'settings'],
  ['/entries on', 'settings'],
  ['/entries NVDA', 'nothing'],
  ['/mute NVDA', 'settings'],
  ['/price NVDA', 'nothing'],
  ['/forget everything', 'settings'],
])('%s changes %s', (line, changes) => {
  const [, name, args = ''] = /^\/(\S+)\s*(.*)$/.exec(line) ?? [];
  const command = COMMANDS.find((one) => one.name === name);
  expect(command && changesOf(command, args)).toBe(changes);
});
