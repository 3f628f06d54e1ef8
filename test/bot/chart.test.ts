import { expect, test } from 'vitest';
import type { ChartPicture, Picture } from '../../src/core/picture.ts';
import { anAlertRow } from '../support/alert-row.ts';
import { aRule, rung } from '../support/alerts.ts';
import type { BotLabOptions } from '../support/bot.ts';
import { startChartBot } from '../support/chart-market.ts';
import { MARKET } from '../support/market.ts';
import type { Heard } from '../support/person.ts';
import { drawSmall } from '../support/png.ts';

/** A lab in which pictures are only written down. */
async function sketched(options: BotLabOptions = {}) {
  const pictures: ChartPicture[] = [];
  const draw = (picture: Picture) => {
    if (picture.kind === 'chart') pictures.push(picture);
    return drawSmall(picture);
  };
  const bot = await startChartBot({ quotes: MARKET, draw, ...options });
  return { bot, last: () => pictures.at(-1) ?? expect.fail('nothing was drawn') };
}

function isPng({ photo }: Heard): boolean {
  return photo !== undefined && Buffer.from(photo.subarray(1, 4)).toString() === 'PNG';
}

test('a ticker alone is drawn by the day, and the caption tells what is to be seen', async () => {
  const bot = await startChartBot({ quotes: MARKET });
  const reply = await bot.ann.sends('/chart nvda');
  expect(isPng(reply)).toBe(true);
  expect(reply.photo?.length).toBeGreaterThan(5_000);
  expect(reply.text.split('\n')).toEqual([
    '📈 NVDA · 1d · $148.20 ▲2.2%',
    'NVIDIA Corporation: 120 bars of 1d from Wed 16 Jul 2025, ▲3.3% over them, between 109.88 (Wed 13 Aug 2025) and 149.07 (Mon 8 Dec 2025).',
    'Support 147.19 (▼0.7%, 2 touches), resistance 148.51 (▲0.2%, 3 touches).',
    'Bars closed to Fri 2 Jan, 16:00 EST (the last candle is still in progress), from Yahoo Finance just now; price just now. Market open, closes 16:00 EST (in 5 h 30 min).',
  ]);
  expect(reply.buttons.slice(0, 6)).toEqual(['5m', '15m', '1h', '4h', '· 1d ·', '1w']);
  expect(bot.world.violations).toEqual([]);
  expect(bot.complaints).toEqual([]);
});

test('measures are those of rules, on the bars of the chart unless they name others', async () => {
  const { bot, last } = await sketched();
  const reply = await bot.ann.sends('/c NVDA 1h rsi sma50 sma200@1d high52w bb20,2 levels dark');
  expect(last()).toMatchObject({
    timeframe: '1h',
    measures: ['rsi14@1h', 'sma50@1h', 'sma200', 'high52w', 'bb@1h'],
    hasLevels: true,
    isDark: true,
    zone: 'America/New_York',
    until: bot.clock.now,
    last: { price: 148.2 },
  });
  expect(reply.text).toMatch(/sma50 137\.58 \(price 7\.7% above\) · sma200@\u20601d 13\d\.\d\d/);
  expect(reply.text).toContain('bb.upper');
  expect(reply.text).toMatch(/rsi14 33\.6\d/);
  expect(reply.text).toContain(
    'Support 147.07 (▼0.8%, 2 touches), resistance 149.61 (▲1.0%, 5 touches).',
  );
  expect(reply.text.length).toBeLessThan(1_024);
  expect(reply.buttons).toContain('sma50 ✓');
});

test('buttons change the picture in its place: bars, ground, lines', async () => {
  const { bot, last } = await sketched();
  const reply = await bot.ann.sends('/chart NVDA');
  const before = reply.photo;
  const hour = await bot.ann.presses('1h', { on: reply, until: /· 1h ·/ });
  expect(hour.message?.message.id).toBe(reply.message.id);
  expect(hour.message?.text).toContain('120 bars of 1h');
  expect(hour.message?.photo).not.toEqual(before);
  await bot.ann.presses('sma50', { on: reply, until: /sma50 ✓/ });
  const dark = await bot.ann.presses('🌙', { on: reply, until: /☀️/ });
  expect(last()).toMatchObject({ timeframe: '1h', measures: ['sma50@1h'], isDark: true });
  expect(dark.message?.message.id).toBe(reply.message.id);
  const without = await bot.ann.presses('sma50 ✓', { on: reply, until: /^sma50$/m });
  expect(without.message?.text).not.toContain('sma50');
  expect(bot.world.violations).toEqual([]);
});

test('bars that nobody has leave the picture as it is, with a word over it', async () => {
  const bot = await startChartBot({ quotes: MARKET });
  bot.yahoo.setBars('AMD', '1d', [
    { time: 1_767_364_200, open: 1, high: 2, low: 1, close: 2, volume: 5 },
  ]);
  const reply = await bot.ann.sends('/chart AMD');
  const pressed = await bot.ann.presses('1h', { on: reply });
  expect(pressed.toast).toBe('There are no 1h bars of AMD here, because Yahoo Finance has none.');
  expect(pressed.message?.photo).toEqual(reply.photo);
  expect(bot.world.violations).toEqual([]);
});

test('a word that nothing is called is pointed at, and one tap takes the right one', async () => {
  const { bot, last } = await sketched();
  const reply = await bot.ann.sends('/chart NVDA 1h smaa50 levels');
  const [, line = '', carets = ''] = reply.text.split('\n');
  expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('smaa50');
  expect(reply.buttons).toEqual(['sma50', 'sma']);
  await bot.ann.presses('sma50', { on: reply });
  await bot.ann.hears(/^📈 NVDA · 1h/);
  expect(last()).toMatchObject({ measures: ['sma50@1h'], hasLevels: true });
});

test.each([
  ['/chart NVDA levles', ['levels']],
  ['/chart NVDA change', ['sma50', 'rsi14', 'levels']],
  ['/chart NVDA rsi999', ['rsi']],
  ['/chart NVDA close', []],
  ['/chart NVDA sma5 sma6 sma7 sma8 sma9 sma10 sma11', []],
])('%s is refused with what may be meant', async (typed, near) => {
  const { bot } = await sketched();
  const reply = await bot.ann.sends(typed);
  expect(reply.text).toMatch(/^⚠️ I read\n/);
  expect(reply.buttons).toEqual(near);
});

test('an unknown ticker brings suggestions, and the chosen one keeps the other words', async () => {
  const { bot, last } = await sketched();
  bot.yahoo.setBars('AMD', '1h', []);
  const reply = await bot.ann.sends('/chart nvidia 1h sma50');
  expect(reply.text).toContain('I can’t find NVIDIA');
  await bot.ann.presses('NVDA · NVIDIA Corporation', { on: reply });
  await bot.ann.hears(/^📈 NVDA · 1h/);
  expect(last().measures).toEqual(['sma50@1h']);
});

test('no arguments ask which ticker', async () => {
  const { bot } = await sketched();
  await bot.ann.sends('/watch NVDA');
  const asked = await bot.ann.sends('/chart');
  expect(asked.text).toContain('A chart of which ticker?');
  await bot.ann.presses('NVDA', { on: asked });
  await bot.ann.hears(/^📈 NVDA · 1d/);
});

test('a short history says so, and none at all says why and what still works', async () => {
  const bot = await startChartBot({ quotes: MARKET });
  bot.yahoo.setBars('AMD', '1d', [
    { time: 1_767_364_200, open: 1, high: 2, low: 1, close: 2, volume: 5 },
  ]);
  expect((await bot.ann.sends('/chart AMD')).text).toContain('These 2 are all the bars of 1d');
  const none = await bot.ann.sends('/chart GOOGL');
  expect(none.photo).toBeUndefined();
  expect(none.text).toContain('no 1d bars here, because Yahoo Finance has none');
  expect(none.text).toContain('Rules are kept');
  bot.yahoo.setTrouble('down');
  const down = await bot.ann.sends('/chart VOD.L');
  expect(down.text).toMatch(/cannot be reached|does not answer/);
  expect(down.buttons).toEqual(['🔁 Try again']);
});

test('with the vendor gone the kept bars are still drawn, and the caption says so', async () => {
  const bot = await startChartBot({ quotes: MARKET });
  aRule(bot, { text: 'NVDA > 500' });
  await bot.trade({ NVDA: 148.2 });
  await bot.ann.sends('/chart NVDA');
  bot.yahoo.setTrouble('down');
  bot.clock.now += 26 * 3_600_000;
  const reply = await bot.ann.sends('/chart NVDA');
  expect(isPng(reply)).toBe(true);
  expect(reply.text).toMatch(/⚠️ Yahoo Finance cannot be reached/);
  expect(reply.text).toMatch(/Newer bars could not be had/);
});

test('the chart of an alert ends at the alert, with its own line, its own bars and its bells', async () => {
  const { bot, last } = await sketched({ quotes: [{}] });
  await rung(bot);
  const rangAt = bot.clock.now;
  const alert = await bot.ann.hears(/crossed above/);
  expect(alert.buttons).toEqual(['✅ Ack', '😴 Snooze', '🔕 Mute', '📈 Chart']);
  await bot.trade({ NVDA: 140 }, { afterMs: 2 * 3_600_000 });
  await bot.trade({ NVDA: 160 }, { afterMs: 2 * 3_600_000 });
  await bot.ann.presses('📈 Chart', { on: alert });
  const chart = await bot.ann.hears(/price then/);
  expect(chart.text).toContain('NVDA crossed above 150.00 · R7K2 · 1h · price then $151.00');
  expect(chart.text).toContain('Alert line at 150.00 (▼0.7%)');
  expect(last()).toMatchObject({
    timeframe: '1h',
    until: rangAt,
    last: { price: 151, at: rangAt },
    triggers: [{ of: 'price', level: 150 }],
  });
  expect(last().marks.filter((at) => at <= rangAt)).toEqual([rangAt]);
  const day = await bot.ann.presses('1d', { on: chart, until: /· 1d ·/ });
  expect(last()).toMatchObject({ timeframe: '1d', until: rangAt });
  expect(day.message?.text).toContain('price then $151.00');
  const acked = await bot.ann.presses('✅ Ack', { on: alert, until: /Acknowledged/ });
  expect(acked.message?.buttons).toContain('📈 Chart');
  expect(bot.complaints).toEqual([]);
});

test('a real picture of an alert is a PNG', async () => {
  const bot = await startChartBot();
  await rung(bot);
  const alert = await bot.ann.hears(/crossed above/);
  await bot.ann.presses('📈 Chart', { on: alert });
  expect(isPng(await bot.ann.hears(/price then/))).toBe(true);
  expect(bot.complaints).toEqual([]);
});

test('a split since the alert brings its line and its price on the new footing', async () => {
  const { bot, last } = await sketched({ quotes: [{}] });
  await rung(bot);
  const alert = await bot.ann.hears(/crossed above/);
  const time = bot.clock.now / 1_000 + 3_600;
  bot.clock.now += 86_400_000;
  bot.yahoo.setActions('NVDA', [{ kind: 'split', time, numerator: 2, denominator: 1 }]);
  await bot.ann.presses('📈 Chart', { on: alert });
  await bot.ann.hears(/price then \$75\.50/);
  expect(last()).toMatchObject({ triggers: [{ level: 75 }], last: { price: 75.5 } });
});

test('the card before arming shows where the rule would have fired', async () => {
  const { bot, last } = await sketched();
  const card = await bot.ann.sends('/rule NVDA < sma50');
  expect(card.buttons.slice(-3)).toEqual(['✏️ Edit', '📈 Chart', '✖ Cancel']);
  const [, times = ''] = /fired (\d+)×/.exec(card.text) ?? [];
  await bot.ann.presses('📈 Chart', { on: card });
  const chart = await bot.ann.hears(/not armed/);
  expect(chart.text).toContain(`Would have fired ${times}× in these bars`);
  expect(last()).toMatchObject({ timeframe: '1d', measures: ['sma50'], bars: 250 });
  expect(last().marks).toHaveLength(Number(times));
});

test('the card of a rule shows its lines, and where its measure has a level', async () => {
  const { bot, last } = await sketched();
  aRule(bot, { text: 'NVDA rsi14@1h < 30' });
  const card = await bot.ann.sends('/rule R7K2');
  await bot.ann.presses('📈 Chart', { on: card });
  await bot.ann.hears(/· R7K2 · 1h · now/);
  expect(last()).toMatchObject({
    timeframe: '1h',
    measures: ['rsi14@1h'],
    triggers: [{ of: 'rsi14@1h', level: 30 }],
  });
});

test('bells stand on the bars at whose close the rule rang on this ticker, not where it was held back', async () => {
  const { bot, last } = await sketched();
  const rule = aRule(bot, { text: 'NVDA rsi14 < 30' });
  const friday = Date.UTC(2026, 0, 2, 21);
  const rang = (n: number, more: object = {}) =>
    bot.program.parts.store.alerts.add(
      {
        ...anAlertRow({ chat: bot.ann.id, n, firedAt: friday as never }),
        ruleId: rule.id,
        type: 'indicator',
        fate: 'sent',
        evidence: {
          code: 'R7K2',
          rule: rule.text,
          headline: 'x',
          quotedAt: friday,
          bar: { timeframe: '1d', openedAt: friday - 1, closesAt: friday, isForming: false },
        } as never,
        ...more,
      },
      bot.clock.now as never,
    );
  rang(1);
  rang(2, { ticker: 'AMD' });
  rang(3, { fate: 'suppressed' });
  const card = await bot.ann.sends('/rule R7K2');
  await bot.ann.presses('📈 Chart', { on: card });
  expect((await bot.ann.hears(/· R7K2 · 1d/)).text).toContain('Rang once in these bars');
  expect(last().marks).toEqual([friday - 1]);
});

test('what is no longer kept has no chart', async () => {
  const { bot } = await sketched();
  const rule = aRule(bot);
  const card = await bot.ann.sends('/rule R7K2');
  bot.program.parts.store.rules.setStatus(rule.id, 'deleted', bot.clock.now as never);
  await bot.ann.presses('📈 Chart', { on: card });
  await bot.ann.hears(/no longer kept/);
});

test('a viewer may look; to be alerted takes a member, whom it asks what about that ticker', async () => {
  const { bot } = await sketched();
  const vic = bot.meet({ id: 202, name: 'Vic', role: 'viewer' });
  const looked = await vic.sends('/chart NVDA');
  expect(looked.text).toContain('📈 NVDA');
  expect((await vic.presses('🔔 Alert me on this', { on: looked })).toast).toContain('member');
  const reply = await bot.ann.sends('/chart NVDA');
  await bot.ann.presses('🔔 Alert me on this', { on: reply });
  expect((await bot.ann.hears(/What shall I watch for/)).text).toContain('NVIDIA Corporation');
});

test('a chat that has chosen the dark ground gets it', async () => {
  const { bot, last } = await sketched();
  await bot.ann.sends('/settings');
  await bot.ann.presses('More ›', { until: /page 2/ });
  await bot.ann.presses('☀️ Light charts ✓', { until: /now dark/ });
  await bot.ann.sends('/chart NVDA');
  expect(last().isDark).toBe(true);
});
