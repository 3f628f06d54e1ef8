import { describe, expect, test } from 'vitest';
import { HOSTILE_NAMES } from '../support/hostile.ts';
import { startBot, type BotLab, type BotLabOptions } from '../support/bot.ts';
import { MARKET } from '../support/market.ts';

const HOUR_MS = 3_600_000;

async function armed(text: string, options: BotLabOptions = { quotes: MARKET }) {
  const bot = await startBot(options);
  bot.program.parts.store.chats.setZone(bot.ann.id as never, 'America/New_York');
  await bot.ann.sends(`/rule! ${text}`);
  return bot;
}

/** What was written down, oldest first: price and reason. */
function alerts({ program, ann }: BotLab): readonly string[] {
  return program.parts.store.alerts
    .ofChat(ann.id as never, 1_000)
    .map(({ evidence, reason }) => `${evidence.price} ${reason}`)
    .toReversed();
}

async function through(bot: BotLab, prices: readonly number[], afterMs = 60_000) {
  for (const price of prices) await bot.trade({ NVDA: price }, { afterMs });
  return alerts(bot);
}

describe('from the typed line to the ring', () => {
  test('a price rule rings with its numbers, its buttons and its age', async () => {
    const bot = await armed('NVDA > 150 note:"trim a third"');
    await bot.trade({ NVDA: 151 });
    const alert = await bot.ann.hears(/🔔/);
    const [first, ...rest] = alert.text.split('\n');
    expect(first).toBe('🔔 NVDA crossed above 150.00 · now 151.00 ▲4.1%');
    expect(rest.join('\n')).toContain('“trim a third”');
    expect(rest.join('\n')).toContain('Previous 148.20 at 10:30 EST, current 151.00 at 10:31 EST');
    expect(rest.join('\n')).toContain('back at 149.25 or below');
    expect(rest.at(-1)).toMatch(/^\w{4} · at most once an hour · data just now · 15:31 UTC$/);
    expect(alert.buttons).toEqual(['✅ Ack', '😴 Snooze', '🔕 Mute', '📈 Chart']);
    expect(bot.world.violations).toEqual([]);
    expect(bot.complaints).toEqual([]);
  });

  test('a reading of another day is told with its day', async () => {
    const bot = await armed('NVDA > 150');
    await bot.trade({ NVDA: 149 }, { afterMs: 5 * HOUR_MS });
    await bot.trade({ NVDA: 151 }, { afterMs: 19 * HOUR_MS });
    const { text } = await bot.ann.hears(/🔔 NVDA crossed/);
    expect(text).toContain('Previous 149.00 at Mon 5 Jan, 15:30 EST, current 151.00 at 10:30 EST');
  });

  test.each([
    ['NVDA > 150', [150, 150.01], '150.01'],
    ['NVDA >= 150', [149.99, 150], '150'],
    ['NVDA < 140', [140, 139.99], '139.99'],
    ['NVDA <= 140', [140.01, 140], '140'],
    ['NVDA x 150', [150, 150.01], '150.01'],
    ['NVDA x> 150', [150, 150.01], '150.01'],
    ['NVDA x< 148', [148, 147.99], '147.99'],
    ['NVDA in 150..155', [149.99, 150], '150'],
    ['NVDA exits 140..150', [150, 150.01], '150.01'],
    ['NVDA +5% 1d', [152.24, 152.25], '152.25'],
    ['NVDA -3% 1d', [140.66, 140.64], '140.64'],
    ['NVDA ±5% since now', [155.6, 155.61], '155.61'],
    ['NVDA change > 4%', [150.79, 150.81], '150.81'],
  ])('%s rings on the far side of its edge alone', async (text, [short, past], rang) => {
    const bot = await armed(text);
    expect(await through(bot, [short ?? 0])).toEqual([]);
    expect(await through(bot, [past ?? 0])).toEqual([`${rang} first`]);
  });

  test('a gap over several levels rings each once', async () => {
    const bot = await armed('NVDA > 150');
    for (const level of [155, 160, 165]) await bot.ann.sends(`/rule! NVDA x> ${level}`);
    await bot.ann.sends('/rule! NVDA > 175');
    expect(await through(bot, [170, 170.1, 171])).toEqual(Array(4).fill('170 first'));
  });

  test('a thousand ticks around a level ring once', async () => {
    const bot = await armed('NVDA > 150 cooldown:0');
    const ticks = Array.from({ length: 1_000 }, (_, n) => 150 + (n % 2 === 0 ? 0.3 : -0.3));
    expect(await through(bot, ticks, 1_000)).toEqual(['150.3 first']);
  }, 60_000);

  test('it rings again after it was back by the re-arm distance, and not before', async () => {
    const bot = await armed('NVDA > 150 cooldown:0 rearm:1%');
    expect(await through(bot, [151, 148.51, 151])).toEqual(['151 first']);
    expect(await through(bot, [148.5, 150.5])).toEqual(['151 first', '150.5 first']);
  });

  test('what comes within the cooldown is written down, not sent, and does not prolong it', async () => {
    const bot = await armed('NVDA > 150');
    expect(await through(bot, [151, 149, 151.5, 149])).toEqual([
      '151 first',
      '151.5 suppressed-cooldown',
    ]);
    bot.clock.now += HOUR_MS - 4 * 60_000;
    expect((await through(bot, [152])).at(-1)).toBe('152 first');
    const heard = bot.world
      .messages(bot.ann.id)
      .filter(({ text }) => text.startsWith('🔔 NVDA cr'));
    expect(heard).toHaveLength(2);
  });
});

describe('modifiers', () => {
  test('once: rings once, and the rule is done', async () => {
    const bot = await armed('NVDA > 150 every:once');
    expect(await through(bot, [151, 140, 151], 2 * HOUR_MS)).toEqual(['151 first']);
    const [rule] = bot.program.parts.store.rules.ofChat(bot.ann.id as never);
    expect(rule?.status).toBe('done');
  });

  test('for a time: must hold that long without a break', async () => {
    const bot = await armed('NVDA > 150 for:3m');
    expect(await through(bot, [151, 151.1, 149, 151.2, 151.3, 151.4])).toEqual([]);
    expect(await through(bot, [151.5])).toEqual(['151.5 first']);
  });

  test('worsen: rings again each time it is so much further, cooldown or not', async () => {
    const bot = await armed('NVDA < 140 worsen:2%');
    expect(await through(bot, [139, 136.22, 136.2, 136, 133.4])).toEqual([
      '139 first',
      '136.2 worsened',
      '133.4 worsened',
    ]);
    const messages = bot.world.messages(bot.ann.id).map(({ text }) => text);
    expect(messages.filter((text) => text.includes('further: NVDA fell below')).length).toBe(0);
    expect(messages.filter((text) => text.includes('further: NVDA crossed below'))).toHaveLength(2);
  });

  test('is: rings while it is so, again after each cooldown, and says still', async () => {
    const bot = await armed('NVDA is > 150 cooldown:10m');
    const rang = await through(bot, [151, 151.1, 151.2], 5 * 60_000);
    expect(rang).toEqual(['151 first', '151.2 repeated']);
    await bot.ann.hears(/still: NVDA is above/);
  });

  test('a move over minutes is measured from what was seen that long ago', async () => {
    const bot = await armed('NVDA -3% 15m');
    const card = bot.world.messages(bot.ann.id).at(-1)?.text;
    expect(card).toContain('it begins once prices reach back far enough');
    const slow = Array.from({ length: 20 }, (_, n) => 148 - n * 0.1);
    expect(await through(bot, slow)).toEqual([]);
    expect(await through(bot, [142])).toEqual(['142 first']);
  });

  test('severity shows in the icon; low makes no sound', async () => {
    const bot = await armed('NVDA > 150 sev:critical');
    await bot.ann.sends('/rule! NVDA > 150.5 sev:low');
    await bot.trade({ NVDA: 151 });
    await bot.ann.hears(/🔴 NVDA crossed above 150.00/);
    await bot.ann.hears(/🔹 NVDA crossed above 150.50/);
  });
});

describe('every kind of instrument', () => {
  test.each([
    ['VOD.L < 70', 69.5, 'VOD.L crossed below 70.00'],
    ['BTC-USD > 100k', 100_500, 'BTC-USD crossed above 100,000.00'],
    ['EURUSD=X < 1.085', 1.0849, 'EURUSD=X crossed below 1.085'],
    ['^GSPC < 6900', 6899.5, '^GSPC crossed below 6,900.00'],
    ['ES=F > 7000', 7000.25, 'ES=F crossed above 7,000.00'],
  ] as const)('%s', async (text, price, says) => {
    const bot = await armed(text);
    await bot.trade({ [text.split(' ')[0] ?? '']: price });
    expect((await bot.ann.hears(/🔔 \S+ crossed/)).text).toContain(says);
    expect(bot.world.violations).toEqual([]);
  });
});

describe('hostile words', () => {
  test.each(HOSTILE_NAMES)('as note and as name: %j', async (name) => {
    const note = name.replaceAll('"', "'").slice(0, 100);
    const bot = await armed(`NVDA > 150 note:"${note}"`, {
      quotes: [{ name, price: 148.2, previousClose: 145 }],
    });
    await bot.trade({ NVDA: 151 });
    await bot.ann.hears(/🔔 NVDA crossed above/);
    for (const text of ['/rules', '/watch NVDA', '/watch', `/rule! ${name}`, `/rules ${name}`])
      await bot.ann.sends(text.trim());
    expect(bot.world.violations).toEqual([]);
    expect(bot.complaints).toEqual([]);
  });
});
