import { describe, expect, test } from 'vitest';
import { SECTIONS } from '../../src/app/brief/sections.ts';
import { OWN_LOOK, type TurtleEntry } from '../../src/core/entry.ts';
import { instant } from '../../src/core/time.ts';
import { GROUP, startBot, type BotLab } from '../support/bot.ts';
import { startDesk } from '../support/desk.ts';
import { MARKET } from '../support/market.ts';

const MINUTE_MS = 60_000;

async function runAt(bot: BotLab, at: number): Promise<readonly string[]> {
  bot.clock.now = at;
  await bot.program.run('briefs');
  await bot.program.parts.deliver.idle();
  return briefings(bot);
}

const briefings = (bot: BotLab) =>
  bot.world
    .messages(bot.ann.id)
    .filter(({ byBot, text }) => byBot && text.startsWith('☕ Briefing'))
    .map(({ text }) => text);

describe('/brief', () => {
  test('tells the day, the movers, what is near, what rang, what is silent, and how I am', async () => {
    const bot = await startDesk();
    await bot.ann.sends('/watch NVDA AMD VOD.L');
    await bot.ann.sends('/rule! NVDA > 149 note:"mine alone"');
    await bot.ann.sends('/rule! AMD > 119');
    await bot.ann.sends('/rule! AMD < 60');
    await bot.trade({ NVDA: 148.5, AMD: 118.4 });
    await bot.trade({ NVDA: 149.5 });
    await bot.ann.sends('/mute AMD 8h');
    const { text, buttons } = await bot.ann.sends('/brief');
    expect(text).toMatch(/^☕ Briefing, Mon 5 Jan/);
    expect(text).toMatch(/🗓 US shares: full day · open, closes 16:00 EST \(in 5 h 2\d min\)/);
    expect(text).toMatch(/Movers since the last close · prices up to/);
    expect(text).toMatch(/NVDA +149\.50 ▲3\.1%/);
    expect(text).toMatch(/AMD +118\.40 ▼1\.3%/);
    expect(text).toMatch(/Close to ringing\n• AMD > 119 · 0\.60 away \(0\.51%\) · \w+ · .*old/);
    expect(text).not.toContain('AMD < 60');
    expect(text).toMatch(/Rang and not acknowledged\n• NVDA crossed above 149\.00 · 10:32 EST/);
    expect(text).toMatch(/Silent: AMD until/);
    expect(text).toMatch(/3 rules on · prices looked at/);
    expect(text).not.toContain('mine alone');
    expect(buttons).toEqual(['Before the open', 'After the close', '🔄 Refresh']);
    for (const line of text.split('\n').filter((one) => /▲|▼/.test(one)))
      expect(line.length).toBeLessThanOrEqual(34);
    expect(bot.world.violations).toEqual([]);
  });

  test('says on a holiday that nothing trades, and how to begin where nothing is watched', async () => {
    const bot = await startBot({ quotes: MARKET, now: Date.UTC(2026, 11, 25, 16) });
    const { text } = await bot.ann.sends('/brief');
    expect(text).toContain('US shares: no trading today · closed');
    expect(text).toContain('Nothing is watched here yet');
  });

  test('shows a group nothing of a person', async () => {
    const bot = await startDesk();
    await bot.ann.sends('/link', { in: GROUP });
    await bot.ann.sends('/watch GOOGL');
    await bot.ann.sends('/rule! GOOGL > 181');
    expect((await bot.ann.sends('/brief')).text).toContain('GOOGL > 181');
    const { text } = await bot.ann.sends('/brief', { in: GROUP });
    expect(text).not.toContain('GOOGL');
    const own = SECTIONS.filter(({ isPrivate }) => isPrivate === true);
    expect(own.map(({ name }) => name)).toEqual(['holdings']);
  });
});

/** Monday at ten in the evening, New York having closed at nine. */
const EVENING = Date.UTC(2026, 0, 5, 22);
const CLOSE_S = Date.UTC(2026, 0, 5, 21) / 1000;

/** NVDA traded to the close; AMD has not since November. */
const eveningDesk = () =>
  startBot({
    now: EVENING,
    quotes: [
      { price: 150, previousClose: 145, time: CLOSE_S },
      {
        symbol: 'AMD',
        name: 'AMD',
        price: 118,
        previousClose: 112,
        time: Date.UTC(2025, 10, 20, 21) / 1000,
      },
      {
        symbol: 'BTC-USD',
        quoteType: 'CRYPTOCURRENCY',
        exchange: 'CCC',
        price: 99,
        time: EVENING / 1000,
      },
    ],
  });

describe('/brief in the evening', () => {
  test('tells the age of each kind of price, and leaves a move of long ago out', async () => {
    const bot = await eveningDesk();
    await bot.ann.sends('/watch NVDA AMD');
    const closed = await bot.ann.sends('/brief');
    expect(closed.text).toMatch(/Movers of the last session · last trades 16:00 EST/);
    expect(closed.text).toContain(
      '⚠️ Not traded lately: AMD $118.00 of Thu 20 Nov 2025, 16:00 EST',
    );
    expect(closed.text).not.toMatch(/AMD +118/);
    await bot.ann.sends('/watch BTC-USD');
    const mixed = await bot.ann.sends('/brief');
    expect(mixed.text).toMatch(
      /Movers since the last close · prices up to .*, of closed markets from 16:00 EST/,
    );
  });

  test('lists entries of the session that has closed, and no older ones', async () => {
    const bot = await eveningDesk();
    await bot.ann.sends('/watch NVDA');
    const { entries } = bot.program.parts.store;
    entries.write({ found: [entryOf('2026-01-02')], looked: [], feed: undefined });
    expect((await bot.ann.sends('/brief')).text).not.toContain('Entries of');
    entries.write({ found: [entryOf('2026-01-05')], looked: [], feed: undefined });
    expect((await bot.ann.sends('/brief')).text).toContain(
      '🐢 Entries of Mon 5 Jan: NVDA 20-day > 149.00 · /entries',
    );
  });

  test('lists those of the day before while the next one trades', async () => {
    const bot = await startDesk();
    await bot.ann.sends('/watch NVDA');
    const { entries } = bot.program.parts.store;
    entries.write({ found: [entryOf('2026-01-02')], looked: [], feed: undefined });
    expect((await bot.ann.sends('/brief')).text).toContain('🐢 Entries of Fri 2 Jan: NVDA');
  });
});

const entryOf = (session: string): TurtleEntry => ({
  ticker: 'NVDA' as never,
  system: 1,
  session,
  level: 149,
  close: 150,
  n: 2,
  stop: 145,
  source: OWN_LOOK,
  isSkipped: false,
  isLate: false,
  at: instant(EVENING),
});

const PRE_OPEN = Date.UTC(2026, 0, 6, 14, 0);
const POST_CLOSE = Date.UTC(2026, 0, 5, 21, 20);

describe('by itself it comes', () => {
  test('before the open and after the close, each once', async () => {
    const bot = await startDesk();
    const set = await bot.ann.sends('/brief on');
    expect(set.text).toContain('A briefing comes 30 min before the open, 20 min after the close.');
    expect(await runAt(bot, POST_CLOSE - MINUTE_MS)).toEqual([]);
    expect(await runAt(bot, POST_CLOSE)).toHaveLength(1);
    expect(await runAt(bot, POST_CLOSE + MINUTE_MS)).toHaveLength(1);
    expect(await runAt(bot, PRE_OPEN + MINUTE_MS)).toHaveLength(2);
    expect(bot.complaints).toEqual([]);
  });

  test('a little late after an outage, and not at all when it is too late', async () => {
    const bot = await startDesk();
    await bot.ann.sends('/brief on');
    expect(await runAt(bot, POST_CLOSE + 119 * MINUTE_MS)).toHaveLength(1);
    expect(await runAt(bot, PRE_OPEN + 121 * MINUTE_MS)).toHaveLength(1);
    const rows = bot.program.parts.db.sqlite
      .prepare("select status, note from job_run where job like 'brief/%' order by id")
      .all();
    expect(rows).toEqual([
      { status: 'skipped', note: 'it was asked for later' },
      { status: 'done', note: null },
      { status: 'skipped', note: '2 h 1 min late' },
    ]);
  });

  test('at the times of the chat, but not for those of today that are over', async () => {
    const bot = await startDesk();
    const set = await bot.ann.sends('/brief on 9:00 16:15');
    expect(set.text).toContain('A briefing comes at 09:00 and 16:15 (America/New_York).');
    expect(await runAt(bot, bot.clock.now + MINUTE_MS)).toEqual([]);
    expect(await runAt(bot, Date.UTC(2026, 0, 5, 21, 15))).toHaveLength(1);
  });

  test('no more after it was turned off, which can be taken back for a minute', async () => {
    const bot = await startDesk();
    await bot.ann.sends('/brief on 16:15');
    const off = await bot.ann.sends('/brief off');
    expect(off.text).toContain('no longer come by themselves');
    await bot.ann.presses('↩ Undo', { on: off, until: /Undone: as before, one comes at 16:15/ });
    expect(await runAt(bot, Date.UTC(2026, 0, 5, 21, 15))).toHaveLength(1);
    expect(bot.program.parts.store.chats.policy(bot.ann.id as never).brief?.at).toEqual(['16:15']);
  });

  test('by its buttons too', async () => {
    const bot = await startDesk();
    const card = await bot.ann.sends('/brief');
    await bot.ann.presses('Before the open', { on: card });
    const set = await bot.ann.hears(/30 min before the open/);
    expect(set.buttons).toEqual(['✓ Before the open', 'After the close', '↩ Undo']);
  });
});

test('what is no time is said, with what would be', async () => {
  const bot = await startDesk();
  const { text } = await bot.ann.sends('/brief on 25:00');
  expect(text).toContain('“on 25:00” is no time that I know');
  expect(text).toContain('/brief on 09:00 16:15');
  expect(bot.program.parts.store.chats.policy(bot.ann.id as never).brief).toBeUndefined();
});

test('a viewer may read it, and not set it', async () => {
  const bot = await startDesk();
  const vi = bot.meet({ id: 303, name: 'Vi', role: 'viewer' });
  expect((await vi.sends('/brief')).text).toContain('Briefing');
  expect((await vi.sends('/brief on')).text).toContain('for its admins');
});
