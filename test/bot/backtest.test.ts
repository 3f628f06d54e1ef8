import { describe, expect, test } from 'vitest';
import { aRule } from '../support/alerts.ts';
import { startBot, type BotLab } from '../support/bot.ts';
import { dailyBars, walk } from '../support/daily-bars.ts';
import { MARKET } from '../support/market.ts';

/** Bars of five years and more for NVDA, and fewer for AMD. */
async function open(): Promise<BotLab> {
  const bot = await startBot({ quotes: MARKET });
  bot.yahoo.setBars('NVDA', '1d', dailyBars(bot.clock.now, walk(1_700)));
  bot.yahoo.setBars('AMD', '1d', dailyBars(bot.clock.now, walk(300, 50)));
  return bot;
}

/** Whether it is the picture of a size. */
function sizeOf(photo: Uint8Array | undefined): string {
  if (photo === undefined) return 'none';
  const view = new DataView(photo.buffer, photo.byteOffset);
  return `${view.getUint32(16)}×${view.getUint32(20)}`;
}

function sound(bot: BotLab): void {
  expect(bot.world.violations).toEqual([]);
  expect(bot.complaints).toEqual([]);
}

describe('/backtest', () => {
  test('tells firings, moves after them beside any bar, and shows them', async () => {
    const bot = await open();
    const reply = await bot.ann.sends('/backtest NVDA rsi14 x< 30 since 2020');
    const [title, rang, stretch, head, one, any] = reply.text.split('\n');
    expect(title).toBe('🕰 NVDA’s rsi14 on 1d bars crosses below 30');
    expect(rang).toMatch(
      /^Would have fired \d+ times, \d+\.\d a year: first .* \d{4}, last .* 20\d\d\.$/,
    );
    expect(stretch).toMatch(/^1,\d{3} bars of 1d, \w+ \d+ \w+ 2020 to Fri 2 Jan 2026\./);
    expect(head).toBe('after    median    mean   up     n');
    expect(one).toMatch(/^1 bar {3} +[−+]?\d+\.\d% +[−+]?\d+\.\d% +\d+% +\d+$/);
    expect(any).toMatch(/^any bar .* 1[345]\d\d$/);
    expect(reply.text).toContain('costs not included; adjusted for splits, not for dividends');
    expect(reply.text.length).toBeLessThanOrEqual(1_024);
    expect(sizeOf(reply.photo)).toBe('800×560');
    expect(reply.buttons).toEqual(['🔔 Arm this rule', '📈 Trade it', '1y', '5y', 'max']);
    sound(bot);
  });

  test('another stretch is a tap away, in the same message with its own picture', async () => {
    const bot = await open();
    const reply = await bot.ann.sends('/backtest NVDA price x> sma20');
    const pressed = await bot.ann.presses('1y', { on: reply, until: /Jan 2025/ });
    expect(pressed.message?.text).toMatch(
      /\n2[45]\d bars of 1d, Mon 6 Jan 2025 to Fri 2 Jan 2026\./,
    );
    expect(sizeOf(pressed.message?.photo)).toBe('800×560');
    expect(pressed.message?.photo).not.toEqual(reply.photo);
    sound(bot);
  });

  test('few cases are called too few', async () => {
    const bot = await open();
    const reply = await bot.ann.sends('/backtest NVDA rsi14 x< 30 1y');
    const [, count] = /Would have fired (\d) times/.exec(reply.text) ?? [];
    expect(reply.text).toContain(`⚠️ ${count} cases are too few to rely on.`);
    const none = await bot.ann.sends('/backtest NVDA price x> 100000');
    expect(none.text).toContain('It would not have fired.');
    expect(none.text).not.toContain('too few');
    sound(bot);
  });

  test('a rule that was tried can be armed, after its card', async () => {
    const bot = await open();
    const reply = await bot.ann.sends('/backtest NVDA rsi14 x< 30');
    await bot.ann.presses('🔔 Arm this rule', { on: reply });
    const card = await bot.ann.hears(/Not armed yet/);
    expect(card.text).toContain('NVDA rsi14 x< 30');
    await bot.ann.presses('✅ Arm', { on: card, until: /Armed/ });
    expect(bot.program.parts.store.rules.ofChat(bot.ann.id as never)).toHaveLength(1);
    sound(bot);
  });

  test('a viewer may try, and not arm', async () => {
    const bot = await open();
    const vic = bot.meet({ id: 202, name: 'Vic', role: 'viewer' });
    const reply = await vic.sends('/backtest NVDA rsi14 x< 30');
    expect(reply.text).toContain('Would have fired');
    await vic.presses('🔔 Arm this rule', { on: reply });
    expect(bot.program.parts.store.rules.ofChat(202 as never)).toEqual([]);
  });

  test('by the name of a rule, and of a list ticker by ticker', async () => {
    const bot = await open();
    aRule(bot, { text: 'NVDA rsi14 x< 30 cooldown:5d' });
    expect((await bot.ann.sends('/bt r7k2 max')).text).toContain('NVDA’s rsi14');
    await bot.ann.sends('/list new semis NVDA AMD');
    const reply = await bot.ann.sends('/backtest @semis rsi14 x< 30');
    expect(reply.text).toMatch(/• AMD \d+×/);
    expect(reply.text).toMatch(/• NVDA \d+× · 20 bars later [−+]\d/);
    expect(reply.text).toMatch(/Together \d+ times on 2 tickers:\n1 bar later/);
    expect(reply.photo).toBeUndefined();
    const traded = await bot.ann.sends('/backtest @semis rsi14 x< 30 stop trail 10%');
    expect(traded.text).toMatch(/Together \d+ trades; ahead of holding on \d of 2\./);
    sound(bot);
  });

  test.each([
    ['/backtest NVDA rsi14@5m x< 30 since 2015', '5m bars reach back to Tue 7 Oct 2025'],
    ['/backtest GOOGL rsi14 x< 30', 'I can’t try that on GOOGL: there are no 1d bars of it'],
    ['/backtest @nothing rsi14 x< 30', 'There is no list @nothing'],
    ['/backtest NVDA ±8% since now', 'measured from the price at which it is made'],
    ['/backtest', 'Which rule?'],
  ])('%s', async (typed, says) => {
    const bot = await open();
    expect((await bot.ann.sends(typed)).text.replaceAll('\u2060', '')).toContain(says);
    sound(bot);
  });

  test('what cannot be read is repaired by a tap, and tried at once', async () => {
    const bot = await open();
    const reply = await bot.ann.sends('/backtest NVDA rsi14 x< 30 exit rsi14 x> 300 5y');
    const [, read = '', carets = ''] = reply.text.split('\n');
    expect(read.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('300');
    await bot.ann.presses('NVDA rsi14 x< 30 exit rsi14 x> 70 since 5y', { on: reply });
    expect((await bot.ann.hears(/In: NVDA’s rsi14/)).photo).toBeDefined();
    sound(bot);
  });
});

describe('/backtest … exit …', () => {
  test('tells the account, its figures, and the last trades', async () => {
    const bot = await open();
    const reply = await bot.ann.sends(
      '/backtest NVDA price x> sma50 exit price x< sma20 stop 8% cost:0.05%',
    );
    expect(reply.text).toMatch(
      /^📈 In: NVDA crosses above its sma50 on 1d bars\nOut: NVDA crosses below its sma20 on 1d bars, or stop 8%\.\n[−+]\d+\.\d% in \d+ trades; buy and hold [−+]\d+\.\d%\.\n/,
    );
    for (const word of ['Sharpe', 'Sortino', 'Calmar', 'SQN', 'factor', 'deepest', 'in market'])
      expect(reply.text).toContain(word);
    expect(reply.text).toMatch(/The last 5 of \d+:(\n.* → .*){5}/);
    expect(reply.text).toContain('0.05% costs a side');
    expect(reply.text.length).toBeLessThanOrEqual(1_024);
    expect(sizeOf(reply.photo)).toBe('800×500');
    expect(reply.buttons).toEqual(['🔔 Arm the entry', '🔔 Arm the exit', '1y', '5y', 'max']);
    sound(bot);
  });

  test('ways out are offered where none was named', async () => {
    const bot = await open();
    const reply = await bot.ann.sends('/backtest NVDA price x> high20');
    await bot.ann.presses('📈 Trade it', { on: reply });
    const exits = await bot.ann.hears(/When to get out/);
    await bot.ann.presses('stop trail 3atr', { on: exits });
    const traded = await bot.ann.hears(/Out: stop trail 3atr/);
    expect(traded.text).toMatch(/in \d+ trades; buy and hold/);
    sound(bot);
  });

  test('a picture that cannot be drawn again leaves the words', async () => {
    const bot = await open();
    await bot.ann.sends('/backtest NVDA price x> high20 stop 2N');
    const { app, store } = bot.program.parts;
    const asked = 'NVDA x> high20 stop 2N';
    const picture = {
      kind: 'record',
      asked,
      ticker: 'NVDA',
      chat: bot.ann.id,
      since: 0,
      until: bot.clock.now,
      isDark: true,
    } as never;
    expect(await app.pictures.draw(picture)).toBeDefined();
    store.bars.withdraw('NVDA' as never);
    expect(await app.pictures.draw(picture)).toBeUndefined();
  });
});
