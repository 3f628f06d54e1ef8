import { describe, expect, test } from 'vitest';
import type { FeedAction } from '../../src/sandbox/feed.ts';
import { startBot, type BotLab } from '../support/bot.ts';
import { ruleTexts, said, startDesk } from '../support/desk.ts';
import { MARKET } from '../support/market.ts';

/** Tuesday's opening in New York; the bot starts on Monday morning at a price of 148.20. */
const OPEN = Date.UTC(2026, 0, 6, 14, 30);
const MINUTE_MS = 60_000;

const split = (numerator: number, denominator = 1, at = OPEN): FeedAction => ({
  kind: 'split',
  time: at / 1_000,
  numerator,
  denominator,
});

/** Rules on Monday, the closing price, and Tuesday morning before the first trade. */
async function overnight(
  rules: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<BotLab> {
  const bot = await startDesk({ env });
  if (rules.some((text) => text.startsWith('@'))) await bot.ann.sends('/list new semis NVDA AMD');
  for (const text of rules) await bot.ann.sends(`/rule! ${text}`);
  await bot.trade({ NVDA: 148, AMD: 118 }, { afterMs: 5 * 60 * MINUTE_MS });
  bot.clock.now = OPEN;
  return bot;
}

const ALERT = /^(?:🔔|🔹|🟠|🔴) (?:still: |further: )?(?:NVDA|AMD)/;
const CARD = /was split/;

/** Charts cannot be had; prices can. */
function failCharts({ yahoo }: BotLab, isFailing: boolean): void {
  yahoo.setFault(({ path }) =>
    isFailing && path.includes('/chart/') ? { kind: 'reset' } : undefined,
  );
}

describe('a split of 10 for 1 overnight', () => {
  const RULES = [
    'NVDA > 160',
    'NVDA < 140 worsen:2',
    'NVDA x 120',
    'NVDA is < 100',
    'NVDA ±5% 1d',
    'NVDA -8% since now',
    'NVDA -3% 1h',
    'NVDA in 100..120',
    'NVDA exits 140..155',
    'NVDA change < -4%',
  ];

  test('rings nothing, puts every rule on the new shares and tells it once', async () => {
    const bot = await overnight(RULES);
    bot.yahoo.setActions('NVDA', [split(10)]);
    for (const price of [14.9, 14.95, 15]) await bot.trade({ NVDA: price });
    expect(said(bot, ALERT)).toEqual([]);
    expect(ruleTexts(bot)).toEqual([
      'NVDA > 16',
      'NVDA < 14 worsen:0.2',
      'NVDA x 12',
      'NVDA is < 10',
      'NVDA ±5% 1d',
      'NVDA -8% since now',
      'NVDA -3% 1h',
      'NVDA in 10..12',
      'NVDA exits 14..15.5',
      'NVDA change < -4%',
    ]);
    const cards = said(bot, CARD);
    expect(cards).toHaveLength(1);
    expect(cards[0]).toContain('✂️ NVDA was split 10:1 · 10 new shares for 1 old');
    expect(cards[0]).toContain('Since 09:30 EST');
    expect(cards[0]).toMatch(/• \w{4} NVDA > 160 → NVDA > 16\n/);
    expect(cards[0]).toMatch(/• \w{4} NVDA -8% since now: measured from 148.20 → 14.82/);
    expect(cards[0]).not.toContain('±5%');
    expect(said(bot, /can’t judge|are back/)).toEqual([]);
    expect(bot.world.violations).toEqual([]);
    expect(bot.complaints).toEqual([]);
  });

  test('what crosses on the new shares rings as ever', async () => {
    const bot = await overnight(['NVDA < 140', 'NVDA -8% since now', 'NVDA ±5% 1d']);
    bot.yahoo.setActions('NVDA', [split(10)]);
    await bot.trade({ NVDA: 14.9 });
    await bot.trade({ NVDA: 13.95 });
    expect(said(bot, ALERT)).toHaveLength(1);
    expect(said(bot, /NVDA crossed below 14\.00/)[0]).toContain('Previous 14.90');
    await bot.trade({ NVDA: 13.6 });
    expect(said(bot, /NVDA fell 8% or more/)).toHaveLength(1);
    expect(said(bot, /NVDA moved 5% or more/)).toHaveLength(1);
    expect(said(bot, ALERT)).toHaveLength(2);
  });

  test('moves over hours are measured from prices on the new shares', async () => {
    const bot = await overnight(['NVDA -3% 24h']);
    bot.yahoo.setActions('NVDA', [split(10)]);
    await bot.trade({ NVDA: 14.9 });
    await bot.trade({ NVDA: 14.9 }, { afterMs: 6 * 60 * MINUTE_MS });
    expect(said(bot, ALERT)).toEqual([]);
    await bot.trade({ NVDA: 14.3 });
    expect(said(bot, /^🔔 NVDA fell 3% or more within 24 h/)).toHaveLength(1);
  });

  test.each([145, 14.8, 148])('with yesterday’s close told as %d', async (previousClose) => {
    const bot = await overnight(['NVDA ±5% 1d', 'NVDA change > 4%']);
    bot.yahoo.setActions('NVDA', [split(10)]);
    bot.yahoo.setRow((row) => ({ ...row, regularMarketPreviousClose: previousClose }));
    for (const price of [14.9, 15]) await bot.trade({ NVDA: price });
    expect(said(bot, ALERT)).toEqual([]);
    await bot.trade({ NVDA: 15.6 });
    expect(said(bot, /NVDA: 2 rules rang together · now 15\.60 ▲(5\.4|7\.6)%/)).toHaveLength(1);
  });

  test('a price from before it that carries a later time is not believed', async () => {
    const bot = await overnight(['NVDA > 160']);
    bot.yahoo.setActions('NVDA', [split(10)]);
    await bot.trade({ NVDA: 14.9 });
    for (const price of [149, 149.1, 149.2]) await bot.trade({ NVDA: price });
    expect(said(bot, ALERT)).toEqual([]);
    expect(said(bot, /quoted as if there had been no 10:1 split/)).toHaveLength(1);
    await bot.trade({ NVDA: 16.1 });
    expect(said(bot, /NVDA crossed above 16\.00/)).toHaveLength(1);
  });

  test('a price that was divided before the market opens waits for the first trade', async () => {
    const bot = await overnight(['NVDA < 140'], { SCAN_OUTSIDE_HOURS: 'true' });
    bot.clock.now = OPEN - 60 * MINUTE_MS;
    bot.yahoo.setRow((row) => ({ ...row, regularMarketPrice: 14.8 }));
    for (let scan = 0; scan < 4; scan++) await bot.trade({});
    expect(said(bot, ALERT)).toEqual([]);
    expect(said(bot, /looks like a 10:1 split, without a trade/)).toHaveLength(1);
    bot.yahoo.setRow((row) => row);
    bot.yahoo.setActions('NVDA', [split(10)]);
    bot.clock.now = OPEN;
    await bot.trade({ NVDA: 14.9 });
    expect(ruleTexts(bot)).toEqual(['NVDA < 14']);
    expect(said(bot, ALERT)).toEqual([]);
  });

  test('what was crossed at the very first price rings too', async () => {
    const bot = await overnight(['NVDA < 140', 'NVDA > 160']);
    bot.yahoo.setActions('NVDA', [split(10)]);
    await bot.trade({ NVDA: 13.9 });
    expect(said(bot, ALERT)).toHaveLength(1);
    expect(said(bot, /NVDA crossed below 14\.00/)).toHaveLength(1);
  });

  test('a rule that has rung goes on resting where it was', async () => {
    const bot = await overnight(['NVDA > 145 cooldown:0', 'NVDA < 150 worsen:3 cooldown:0']);
    await bot.trade({ NVDA: 144 }, { afterMs: 0 });
    await bot.trade({ NVDA: 151 });
    await bot.trade({ NVDA: 148 });
    const before = said(bot, ALERT).length;
    expect(before).toBe(2);
    bot.yahoo.setActions('NVDA', [split(10, 1, OPEN + 10 * MINUTE_MS)]);
    await bot.trade({ NVDA: 14.7 }, { afterMs: 20 * MINUTE_MS });
    expect(said(bot, ALERT)).toHaveLength(before);
    await bot.trade({ NVDA: 14.49 });
    expect(said(bot, /^🔔 further/)).toHaveLength(1);
  });

  test('Undo puts back one rule and leaves the others', async () => {
    const bot = await overnight(['NVDA > 160', 'NVDA < 140']);
    bot.yahoo.setActions('NVDA', [split(10)]);
    await bot.trade({ NVDA: 14.9 });
    const card = await bot.ann.hears(CARD);
    expect(card.buttons).toHaveLength(2);
    await bot.ann.presses(card.buttons[1] ?? '');
    expect(ruleTexts(bot)).toEqual(['NVDA > 16', 'NVDA < 140']);
    await bot.ann.hears(/Undone · \w{4} is as it was before the split/);
    const again = await bot.ann.presses(card.buttons[1] ?? '');
    expect(again.toast).toContain('used already');
    for (const price of [14.8, 14.85]) await bot.trade({ NVDA: price });
    expect(said(bot, ALERT)).toEqual([]);
    expect(ruleTexts(bot)).toEqual(['NVDA > 16', 'NVDA < 140']);
  });

  test('rules about several tickers stay, are told of, and do not ring for it', async () => {
    const bot = await overnight(['@semis < 100', '@semis is < 90', '@semis change < -4%']);
    bot.yahoo.setActions('NVDA', [split(10)]);
    for (const price of [14.9, 14.8]) await bot.trade({ NVDA: price });
    expect(said(bot, ALERT)).toEqual([]);
    expect(ruleTexts(bot)).toEqual(['@semis < 100', '@semis is < 90', '@semis change < -4%']);
    expect(said(bot, CARD)).toHaveLength(1);
    expect(said(bot, CARD)[0]).toMatch(/⚠️ \w{4} @.semis < 100: stays as it is/);
    expect(said(bot, CARD)[0]).not.toContain('change');
    await bot.trade({ NVDA: 14.8, AMD: 99 });
    expect(said(bot, /AMD crossed below 100/)).toHaveLength(1);
  });

  test('a rule that was written on the new shares before the split was seen stays', async () => {
    const bot = await overnight(['NVDA > 160']);
    bot.yahoo.setActions('NVDA', [split(10)]);
    bot.clock.now = OPEN + MINUTE_MS;
    await bot.ann.sends('/rule! NVDA > 16.5');
    await bot.trade({ NVDA: 15 });
    expect(ruleTexts(bot)).toEqual(['NVDA > 16', 'NVDA > 16.5']);
    expect(said(bot, CARD)[0]).not.toContain('16.5');
  });

  test('numbers that were typed anew before the split was seen stay, other edits do not', async () => {
    const bot = await overnight(['NVDA > 160', 'NVDA < 140']);
    bot.yahoo.setActions('NVDA', [split(10)]);
    bot.clock.now = OPEN + MINUTE_MS;
    const [above, below] = bot.program.parts.store.rules.ofChat(bot.ann.id as never);
    await bot.ann.sends(`/rule ${above?.code ?? ''} edit > 15.5`);
    await bot.ann.sends(`/rule ${below?.code ?? ''} edit cooldown:2h`);
    await bot.trade({ NVDA: 15 });
    expect(ruleTexts(bot)).toEqual(['NVDA > 15.5', 'NVDA < 14 cooldown:2h']);
  });

  test('paused rules follow too', async () => {
    const bot = await overnight(['NVDA > 160', 'NVDA < 140']);
    await bot.ann.sends(`/rule ${said(bot, /Armed/)[1]?.match(/· (\w{4})/)?.[1] ?? ''} off`);
    bot.yahoo.setActions('NVDA', [split(10)]);
    await bot.trade({ NVDA: 15 });
    expect(ruleTexts(bot)).toEqual(['NVDA > 16', 'NVDA < 14']);
  });
});

test('a reverse split', async () => {
  const bot = await overnight(['NVDA > 160', 'NVDA < 140']);
  bot.yahoo.setActions('NVDA', [split(1, 10)]);
  for (const price of [1_490, 1_500]) await bot.trade({ NVDA: price });
  expect(said(bot, ALERT)).toEqual([]);
  expect(ruleTexts(bot)).toEqual(['NVDA > 1600', 'NVDA < 1400']);
  expect(said(bot, CARD)[0]).toContain('1:10 · 1 new share for 10 old, a reverse split');
});

test('a hundredfold is believed when it is announced, and not without', async () => {
  const bot = await overnight(['NVDA > 160']);
  for (const price of [1.48, 1.49, 1.5]) await bot.trade({ NVDA: price });
  expect(said(bot, /a hundredfold: most likely pence and pounds/)).toHaveLength(1);
  bot.yahoo.setActions('NVDA', [split(100)]);
  await bot.trade({ NVDA: 1.5 }, { afterMs: 2 * MINUTE_MS });
  expect(ruleTexts(bot)).toEqual(['NVDA > 1.6']);
  expect(said(bot, ALERT)).toEqual([]);
});

test.each([
  { ratio: [5, 4], price: 118.5, expected: 'NVDA < 112' },
  { ratio: [3, 2], price: 98.6, expected: 'NVDA < 93.3333' },
  { ratio: [2, 1], price: 73, expected: 'NVDA < 70' },
])('$ratio, which a bad day could be', async ({ ratio: [to = 1, from], price, expected }) => {
  const bot = await overnight(['NVDA < 140', 'NVDA -10% 1d']);
  bot.yahoo.setActions('NVDA', [split(to, from)]);
  for (const part of [1, 1.002, 1.001]) await bot.trade({ NVDA: price * part });
  expect(said(bot, ALERT)).toEqual([]);
  expect(ruleTexts(bot)[0]).toBe(expected);
});

describe('a price that only looks like a split', () => {
  test.each([
    ['half', 74, 2],
    ['a fifth less', 117, 1],
    ['a third less', 99, 2],
  ])('%s: rings once it is known that there was none', async (_what, price, readings) => {
    const bot = await overnight(['NVDA < 140']);
    for (let n = 1; n <= readings; n++) {
      expect(said(bot, ALERT)).toEqual([]);
      await bot.trade({ NVDA: price - n / 10 });
    }
    expect(said(bot, /NVDA crossed below 140/)).toHaveLength(1);
    expect(bot.yahoo.count('/chart/NVDA')).toBeGreaterThan(0);
    expect(said(bot, CARD)).toEqual([]);
    expect(said(bot, /can’t judge/)).toEqual([]);
  });

  test('is not asked about where there are no shares', async () => {
    const bot = await startBot({ quotes: MARKET });
    await bot.ann.sends('/rule! BTC-USD < 60k');
    const before = bot.yahoo.count('/chart/BTC-USD');
    for (const price of [48_000, 48_100]) await bot.trade({ 'BTC-USD': price });
    expect(said(bot, /BTC-USD crossed below/)).toHaveLength(1);
    expect(bot.yahoo.count('/chart/BTC-USD')).toBe(before);
  });
});

describe('while nobody can be asked', () => {
  test('the price waits, which is told once; other tickers go on; then the split counts', async () => {
    const bot = await overnight(['NVDA < 140', 'AMD < 115']);
    bot.yahoo.setActions('NVDA', [split(10)]);
    failCharts(bot, true);
    for (const price of [14.9, 14.8, 14.7]) await bot.trade({ NVDA: price });
    await bot.trade({ NVDA: 14.75, AMD: 114 });
    expect(said(bot, ALERT)).toHaveLength(1);
    expect(said(bot, /AMD crossed below 115/)).toHaveLength(1);
    const told = said(bot, /waiting to learn whether NVDA was split/);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('from 148.00 to 14.80, which looks like a 10:1 split');
    expect(ruleTexts(bot)).toEqual(['AMD < 115', 'NVDA < 140']);
    failCharts(bot, false);
    await bot.trade({ NVDA: 14.8 }, { afterMs: 2 * MINUTE_MS });
    expect(ruleTexts(bot)).toEqual(['AMD < 115', 'NVDA < 14']);
    expect(said(bot, ALERT)).toHaveLength(1);
    expect(said(bot, /Prices are back/)).toHaveLength(1);
    await bot.trade({ NVDA: 13.9 });
    expect(said(bot, /NVDA crossed below 14\.00/)).toHaveLength(1);
  }, 30_000);

  test('a crash rings as soon as it is known to be none', async () => {
    const bot = await overnight(['NVDA < 140']);
    failCharts(bot, true);
    for (const price of [74, 74.1, 74.2]) await bot.trade({ NVDA: price });
    expect(said(bot, ALERT)).toEqual([]);
    failCharts(bot, false);
    await bot.trade({ NVDA: 74.3 }, { afterMs: 2 * MINUTE_MS });
    expect(said(bot, /NVDA crossed below 140/)).toHaveLength(1);
  }, 30_000);
});
