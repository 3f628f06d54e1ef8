import { describe, expect, test } from 'vitest';
import type { FeedBar } from '../../src/sandbox/feed.ts';
import { shiftDate } from '../../src/core/zone.ts';
import { createCalendar } from '../../src/core/calendar.ts';
import { instant } from '../../src/core/time.ts';
import { barsScanner } from '../../src/scanners/bars.ts';
import { commitScan } from '../../src/scanners/commit.ts';
import { startBot, type BotLab } from '../support/bot.ts';

const calendar = createCalendar();
const LAST_DAY = '2026-01-02';

/** Daily bars of New York sessions up to and including `LAST_DAY`, one for each close. */
function daysUpTo(closes: readonly number[], last = LAST_DAY): FeedBar[] {
  const sessions: number[] = [];
  for (let day = shiftDate(last, 1); sessions.length < closes.length;) {
    const session = calendar.previousSession('us', day);
    if (session === undefined) throw new Error('no session');
    sessions.unshift(session.opensAt / 1_000);
    day = session.isoDate;
  }
  return closes.map((close, i) => aDay(sessions[i] ?? 0, close));
}

function aDay(time: number, close: number): FeedBar {
  return { time, open: close, high: close * 1.01, low: close * 0.99, close, volume: 1e6 };
}

/** A slow rise with a small wave in it: RSI stays in the middle. */
const CALM = Array.from({ length: 300 }, (_, i) => 100 + i * 0.05 + (i % 2 === 0 ? 1 : -1));

async function open(closes: readonly number[] = CALM): Promise<BotLab & { bars: FeedBar[] }> {
  const bot = await startBot({ quotes: [{ price: closes.at(-1) ?? 100, previousClose: 100 }] });
  const bars = daysUpTo(closes);
  bot.yahoo.setBars('NVDA', '1d', bars);
  return { ...bot, bars };
}

/** Monday's session ends at `close`, and the scanners have their turns after it. */
async function dayCloses(bot: BotLab & { bars: FeedBar[] }, close: number): Promise<void> {
  const session = calendar.session('us', '2026-01-05');
  if (session === undefined) throw new Error('no session');
  bot.bars.push(aDay(session.opensAt / 1_000, close));
  bot.yahoo.setBars('NVDA', '1d', bot.bars);
  await bot.trade({ NVDA: close }, { afterMs: session.closesAt - 60_000 - bot.clock.now });
  bot.clock.now = session.closesAt + 16 * 60_000;
  await Promise.all([bot.program.run('bars'), bot.program.run('bars-soon')]);
  await bot.program.parts.deliver.idle();
}

const sent = (bot: BotLab) => bot.world.messages(bot.ann.id).map(({ text }) => text);

describe('a rule on closed bars', () => {
  test('is shown before it is armed: where it stands, its data, and what it would have done', async () => {
    const bot = await open();
    const card = await bot.ann.sends('/rule NVDA price x sma20');
    expect(card.text).toMatch(/^🔎 Not armed yet/);
    expect(card.text).toContain('NVDA crosses its sma20 on 1d bars in either direction');
    expect(card.text).toMatch(/Would have fired \d+× in 250 bars of 1d/);
    expect(card.text).toMatch(/One bar later .* in the middle \(n=\d+/);
    expect(card.text).toContain('judged when a 1d bar closes');
    expect(card.buttons.slice(0, 1)).toEqual(['✅ Arm']);
    expect(bot.program.parts.store.rules.ofChat(bot.ann.id as never)).toEqual([]);
    expect(bot.world.violations).toEqual([]);
  });

  test('rings at the close, with the bar that it was judged by', async () => {
    const bot = await open();
    await bot.ann.sends('/rule! NVDA rsi14 < 30');
    await bot.trade({ NVDA: 60 }, { afterMs: 60_000 });
    await bot.program.run('bars');
    expect(sent(bot).filter((text) => text.includes('rsi14 fell'))).toEqual([]);
    await dayCloses(bot, 90);
    const alert = sent(bot).find((text) => text.includes('crossed below 30'));
    expect(alert).toContain('NVDA’s rsi14 on 1d bars crossed below 30');
    expect(alert).toMatch(/1d bar .* closed: this can’t\s+change any more/);
    expect(alert).toMatch(/rsi14 \d\d\.\d+ → \d\d\.\d+ \(< 30\)/);
    expect(bot.world.violations).toEqual([]);
    expect(bot.complaints).toEqual([]);
  });

  test('is judged once for a bar that two scans have found', async () => {
    const bot = await open();
    await bot.ann.sends('/rule! NVDA close x sma20 cooldown:0 rearm:0');
    const session = calendar.session('us', '2026-01-05');
    bot.bars.push(aDay((session?.opensAt ?? 0) / 1_000, 130));
    bot.yahoo.setBars('NVDA', '1d', bot.bars);
    bot.clock.now = (session?.closesAt ?? 0) + 16 * 60_000;
    const { parts } = bot.program;
    const scanner = barsScanner({ name: 'bars', pattern: '', intervalMs: 0 });
    const now = instant(bot.clock.now);
    const deps = { ...parts, maxAlertsPerMinute: 20, defaultZone: 'UTC' };
    const [one, two] = [await scanner.gather(deps, now), await scanner.gather(deps, now)];
    expect(commitScan(deps, scanner.scan(one, now), now)).toBe(1);
    expect(commitScan(deps, scanner.scan(two, now), now)).toBe(0);
  });

  test('is not rung for bars that were there when it was armed, nor twice for one', async () => {
    const bot = await open([...CALM.slice(0, -1), 80]);
    const reply = await bot.ann.sends('/rule! NVDA rsi14 < 30');
    expect(reply.text).toContain('already so');
    await bot.program.run('bars');
    await bot.program.run('bars');
    expect(sent(bot).filter((text) => text.includes('crossed below'))).toEqual([]);
  });

  test('that needs more bars than there are waits, and says so', async () => {
    const bot = await open(CALM.slice(0, 60));
    const card = await bot.ann.sends('/rule NVDA price > sma200');
    expect(card.text).toMatch(/It takes \d+ 1d bars and there are 60/);
    await dayCloses(bot, 500);
    expect(sent(bot).filter((text) => text.includes('crossed above'))).toEqual([]);
  });

  test('on currencies cannot read a volume, and that is said at once', async () => {
    const bot = await startBot({
      quotes: [
        {
          symbol: 'EURUSD=X',
          quoteType: 'CURRENCY',
          exchange: 'CCY',
          price: 1.08,
          previousClose: 1.07,
        },
      ],
    });
    const reply = await bot.ann.sends('/rule EURUSD=X volratio20 > 2');
    expect(reply.text).toContain('it has no volume');
  });
});

describe('a rule about a list', () => {
  test('follows what is added and taken away', async () => {
    const bot = await open();
    await bot.ann.sends('/watch NVDA');
    const reply = await bot.ann.sends('/rule! * rsi14 < 30');
    expect(reply.text).toContain('Armed');
    expect(bot.program.parts.rules().onBars.size).toBe(1);
    await bot.ann.sends('/unwatch NVDA');
    expect(bot.program.parts.rules().onBars.size).toBe(0);
    await bot.ann.sends('/watch NVDA');
    await dayCloses(bot, 90);
    expect(sent(bot).find((text) => text.includes('rsi14 on 1d bars crossed'))).toBeDefined();
  });
});

describe('after an outage', () => {
  test('bars that closed meanwhile are judged, each once, and marked late', async () => {
    const bot = await open();
    await bot.ann.sends('/rule! NVDA rsi14 < 30');
    const session = calendar.session('us', '2026-01-05');
    bot.bars.push(aDay((session?.opensAt ?? 0) / 1_000, 85));
    bot.yahoo.setBars('NVDA', '1d', bot.bars);
    bot.clock.now = (session?.closesAt ?? 0) + 5 * 3_600_000;
    await bot.program.run('bars');
    await bot.program.parts.deliver.idle();
    const alert = sent(bot).find((text) => text.includes('crossed below 30'));
    expect(alert).toContain('LATE');
    expect(alert).toContain('5 h');
  });
});
