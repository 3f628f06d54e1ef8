import { describe, expect, test } from 'vitest';
import { createCalendar } from '../../src/core/calendar.ts';
import { instant } from '../../src/core/time.ts';
import type { FeedBar } from '../../src/sandbox/feed.ts';
import { GROUP, startBot, type BotLab } from '../support/bot.ts';
import { startHttp } from '../support/http-server.ts';
import { MARKET } from '../support/market.ts';

const calendar = createCalendar();
const MONDAY = '2026-01-05';
const CLOSED = Date.UTC(2026, 0, 5, 21, 30);

/** Daily bars up to and including Monday; `last` is Monday's close. */
function daysTo(last: number): FeedBar[] {
  let session = calendar.session('us', MONDAY);
  return Array.from({ length: 80 }, (_, i) => {
    if (session === undefined) throw new Error('no session');
    const time = session.opensAt / 1_000;
    session = calendar.previousSession('us', session.isoDate);
    const close = i === 0 ? last : 140;
    return { time, open: close, high: close + 1, low: close - 1, close, volume: 1e6 };
  }).toReversed();
}

async function open(env: Readonly<Record<string, string>> = {}): Promise<BotLab> {
  const bot = await startBot({ quotes: MARKET, env });
  bot.yahoo.setBars('NVDA', '1d', daysTo(148.2));
  bot.yahoo.setBars('AMD', '1d', daysTo(140));
  await bot.ann.sends('/watch NVDA AMD');
  return bot;
}

async function close(bot: BotLab, at = CLOSED): Promise<void> {
  bot.clock.now = at;
  await bot.program.run('entries');
  await bot.program.parts.deliver.idle();
}

describe('/entries', () => {
  test('before the first look says so', async () => {
    const bot = await open();
    const reply = await bot.ann.sends('/entries');
    expect(reply.text).toMatch(/^🐢 Not looked at yet/);
    expect(reply.text).toContain('I look at 2 tickers after the next close.');
    expect((await bot.ann.sends('/entries TSLA')).text).toContain(
      'I look only at what is watched or listed: /watch TSLA',
    );
  });

  test('shows the last day’s entries, and when and at how many it was looked', async () => {
    const bot = await open();
    await close(bot);
    const reply = await bot.ann.sends('/entries');
    expect(reply.text).toMatch(/^🐢 2 entries on Mon 5 Jan/);
    expect(reply.text).toContain('NVDA 20 141.00 148.20');
    expect(reply.text).toContain('NVDA 55 141.00 148.20');
    expect(reply.text).toMatch(/N 2\.36 stop 136\.28 ▼8\.0%/);
    expect(reply.text).toMatch(
      /Looked at 2 tickers 16:30 EST \(just now\), at closed days up to Mon 5 Jan/,
    );
    expect(reply.buttons).toContain('🔔 Tell me after each close');
    for (const line of /<pre>(.*?)<\/pre>/s.exec(reply.html)?.[1]?.split('\n') ?? [''])
      expect(line.length).toBeLessThanOrEqual(34);
    expect(bot.world.violations).toEqual([]);
    expect(bot.complaints).toEqual([]);
  });

  test('with nothing to show says when it was looked and for how many', async () => {
    const bot = await open();
    await close(bot);
    bot.clock.now += 3_600_000;
    const reply = await bot.ann.sends('/entries AMD');
    expect(reply.text).toMatch(/^🐢 No entry on Mon 5 Jan · AMD/);
    expect(reply.text).toContain('Looked at 1 ticker 16:30 EST (1 h ago)');
  });

  test('of a list, of days back, and of what is none', async () => {
    const bot = await open();
    await bot.ann.sends('/list new semis NVDA');
    await close(bot);
    expect((await bot.ann.sends('/entries @semis 5d')).text).toMatch(
      /^🐢 2 entries in the last 5 trading days · @semis/,
    );
    expect((await bot.ann.sends('/entries @none')).text).toContain('There is no list @none here');
    expect((await bot.ann.sends('/entries !!')).text).toContain('I read /entries !!');
    expect(bot.world.violations).toEqual([]);
  });

  test('opens the pre-flight of a rule about the level', async () => {
    const bot = await open();
    await close(bot);
    const card = await bot.ann.sends('/entries');
    const pressed = await bot.ann.presses('🛡 Rule: NVDA price > 141.00', {
      on: card,
      until: /Not armed yet|already/,
    });
    expect(pressed.message?.text).toContain('NVDA');
    expect(bot.program.parts.store.rules.ofChat(bot.ann.id as never)).toEqual([]);
  });

  test('shows prices on the footing of the shares of today', async () => {
    const bot = await open();
    await close(bot);
    const { store } = bot.program.parts;
    bot.clock.now += 20 * 3_600_000;
    const split = {
      kind: 'split',
      at: instant(bot.clock.now - 1),
      numerator: 2,
      denominator: 1,
    } as const;
    store.actions.put('NVDA' as never, [split], instant(bot.clock.now));
    expect((await bot.ann.sends('/entries')).text).toContain('NVDA 20 70.50 74.10');
  });
});

describe('telling', () => {
  test('begins by a button, comes once a day, and ends by another', async () => {
    const bot = await open();
    await bot.ann.sends('/entries');
    const on = await bot.ann.presses('🔔 Tell me after each close');
    expect(on.toast).toBe('From now on I tell you after each close.');
    expect(on.message?.buttons).toContain('🔕 Stop telling me');
    await close(bot);
    const told = await bot.ann.hears(/2 entries on Mon 5 Jan/);
    expect(told.buttons).toContain('🔎 All entries');
    await close(bot, CLOSED + 60_000);
    await bot.ann.quiet(50);
    const all = await bot.ann.presses('🔎 All entries', { on: told });
    expect(all.message?.text).toMatch(/^🐢 2 entries/);
    expect((await bot.ann.sends('/entries off')).text).toContain(
      'I no longer tell of entries here',
    );
    expect(bot.program.parts.store.entries.subscribers()).toEqual([]);
    expect(bot.world.violations).toEqual([]);
  });

  test('survives a restart of the whole and a group that becomes a supergroup', async () => {
    const bot = await open();
    await bot.ann.sends('/link', { in: GROUP });
    await bot.ann.sends('/entries on', { in: GROUP });
    const { store } = bot.program.parts;
    store.transact(() => store.chats.move(GROUP as never, -1_009 as never));
    expect(store.entries.subscribers().map(({ place }) => place.chat)).toEqual([-1_009]);
  });

  test('in a group is for its admins to choose, and for members elsewhere', async () => {
    const bot = await open();
    await bot.ann.sends('/link', { in: GROUP });
    const bo = bot.meet({ id: 202, name: 'Bo', role: 'member' });
    bot.world.setStanding(GROUP, 202, 'member');
    expect((await bo.sends('/entries on', { in: GROUP })).text).toContain(
      'needs one of its admins',
    );
    const vi = bot.meet({ id: 203, name: 'Vi', role: 'viewer' });
    expect((await vi.sends('/entries on')).text).toContain('needs the Member role');
    expect(bot.program.parts.store.entries.subscribers()).toEqual([]);
  });
});

describe('a feed', () => {
  test('is merged and marked, and its being down is seen in /status', async () => {
    let isDown = false;
    const rows = [
      { ticker: 'NVDA', system: 1, level: 141, date: MONDAY },
      { ticker: 'AMD', period: 55, price: 139, date: MONDAY },
      { symbol: 'XYZQ', days: 20, price: 9, date: MONDAY },
      { nonsense: true },
    ];
    const server = await startHttp((response) => {
      response.statusCode = isDown ? 500 : 200;
      response.end(JSON.stringify(rows));
    });
    const host = new URL(server.url).host;
    const bot = await open({ ENTRIES_FEED_URL: `${server.url}/signals` });
    await close(bot);
    const card = (await bot.ann.sends('/entries')).text;
    expect(card).toMatch(/NVDA 20\+ 141\.00 148\.20/);
    expect(card).toMatch(/AMD {2}55\* 139\.00 {6}–/);
    expect(card).toContain(`* only ${host} says so`);
    expect(card).toContain(
      `${host} also names, in none of your lists: XYZQ (20 days, unknown to me)`,
    );
    expect((await bot.ann.sends('/status')).text).toContain(
      `${host}: 1 of 4 rows could not be read`,
    );
    isDown = true;
    await close(bot, CLOSED + 24 * 3_600_000);
    expect((await bot.ann.sends('/entries')).text).toContain('has a fault of its own');
    await server.close();
  });
});
