import { describe, expect, test } from 'vitest';
import type { Ticker } from '../../src/core/ticker.ts';
import { CHAT } from '../support/database.ts';
import { AFTER_CLOSE, AMD, aDesk, MONDAY, NVDA, quietThen } from '../support/entry-desk.ts';

describe('what could not be judged', () => {
  test('is said, is a failure of the run, and is not "no entry"', async () => {
    const desk = aDesk(quietThen(102));
    desk.list(AMD, quietThen(102), { last: MONDAY });
    desk.state.failing.add(AMD);
    const job = await desk.run('entries');
    expect(job?.lastFailure).toBe('1d bars of AMD: Yahoo Finance cannot be reached');
    const [message, ...rest] = desk.said();
    expect(rest).toEqual([]);
    expect(message?.text).toContain('NVDA');
    expect(message?.text).toContain(
      '🕳 1 of 2 could not be judged: AMD (Yahoo Finance cannot be reached). I keep trying.',
    );
    expect(desk.store.entries.looks().get(AMD)).toEqual({
      ticker: AMD,
      session: undefined,
      at: undefined,
      missed: { session: MONDAY, why: 'Yahoo Finance cannot be reached' },
    });
  });

  test('is said once, and what it turns out to be is told when it is known', async () => {
    const desk = aDesk(quietThen(100));
    desk.list(AMD, quietThen(102), { last: MONDAY });
    desk.state.failing.add(AMD).add(NVDA);
    await desk.run('entries');
    expect(desk.said()[0]?.text).toContain('2 of 2 could not be judged: AMD, NVDA');
    await desk.run('entries-again', '2026-01-05T21:45:40Z');
    expect(desk.said()).toEqual([]);
    desk.state.failing.delete(AMD);
    await desk.run('entries-again', '2026-01-05T22:45:40Z');
    const said = desk.said().map(({ text }) => text);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^🕰 LATE.*\n🟢 2 entries on Mon 5 Jan/);
    expect(said[0]).not.toContain('could not be judged');
    await desk.run('entries-again', '2026-01-05T22:46:40Z');
    expect(desk.said()).toEqual([]);
  });

  test('is told together with what could be judged at the same time', async () => {
    const desk = aDesk(quietThen(100));
    desk.list(AMD, quietThen(102), { last: MONDAY });
    desk.state.failing.add(AMD).add(NVDA);
    await desk.run('entries');
    desk.said();
    desk.state.failing.clear();
    await desk.run('entries-again', '2026-01-05T21:45:40Z');
    expect(desk.said().map(({ text }) => text)).toEqual([
      expect.stringMatching(/2 entries[\s\S]*NVDA can be judged now: no entry/),
    ]);
  });

  test('leaves what was judged before as it was, and the day open', async () => {
    const desk = aDesk(quietThen(102));
    await desk.run('entries', '2026-01-02T21:30:00Z');
    desk.state.failing.add(NVDA);
    await desk.run('entries', AFTER_CLOSE);
    expect(desk.said()[0]?.text).toContain('1 of 1 could not be judged: NVDA');
    expect(desk.store.entries.looks().get(NVDA)).toEqual({
      ticker: NVDA,
      session: '2026-01-02',
      at: Date.parse('2026-01-02T21:30:00Z'),
      missed: { session: MONDAY, why: 'Yahoo Finance cannot be reached' },
    });
    desk.state.failing.clear();
    await desk.run('entries', '2026-01-06T21:30:00Z');
    expect(desk.found().map(({ session, isLate }) => `${session} ${isLate}`)).toEqual([
      `${MONDAY} true`,
      `${MONDAY} true`,
    ]);
  });

  test('is nobody’s business in a chat that is gone', async () => {
    const desk = aDesk(quietThen(102));
    desk.store.chats.setGone(CHAT, 'blocked');
    await desk.run('entries');
    expect(desk.found()).toEqual([]);
    expect(desk.said()).toEqual([]);
  });

  test('and then has no entry is said too', async () => {
    const desk = aDesk(quietThen(100));
    desk.state.failing.add(NVDA);
    await desk.run('entries');
    expect(desk.said()[0]?.silent).toBe(true);
    desk.state.failing.clear();
    await desk.run('entries-again', '2026-01-05T21:45:40Z');
    expect(desk.said()[0]?.text).toContain('NVDA can be judged now: no entry on Mon 5 Jan');
  });

  test('is a ticker that nobody knows any more', async () => {
    const desk = aDesk(quietThen(100));
    desk.watch('GONE' as Ticker);
    await desk.run('entries');
    expect(desk.said()[0]?.text).toContain(
      '1 of 2 could not be judged: GONE (the price source does not know it). I keep trying. Among the other 1: no new entry.',
    );
  });

  test('costs nothing while there is nothing to make good', async () => {
    const desk = aDesk(quietThen(100));
    await desk.run('entries');
    desk.asked();
    await desk.run('entries-again', '2026-01-05T21:50:40Z');
    await desk.run('entries-again', '2026-01-06T12:50:40Z');
    expect(desk.asked()).toEqual([]);
  });
});
