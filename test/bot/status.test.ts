import { expect, test } from 'vitest';
import { OWNER, startBot } from '../support/bot.ts';

test('each part has its light, and the worst of them is the headline', async () => {
  const { ann, program, trade, yahoo, clock, world } = await startBot({
    quotes: [{ symbol: 'NVDA', price: 150, previousClose: 150 }],
  });
  const { store } = program.parts;
  const place = { chat: OWNER as never, thread: undefined };
  const target = { kind: 'ticker', ticker: 'NVDA' as never } as const;
  const rule = { text: 'NVDA < 100', target, code: 'R2', by: OWNER as never };
  store.rules.add({ ...rule, place, reference: undefined, expiresAt: undefined }, 1 as never);
  await trade({ NVDA: 150 });
  await program.run('tidy');
  const well = await ann.sends('/status');
  expect(well.text).toMatch(/^🟢 All is well/);
  expect(well.text).toMatch(/🟢 Quotes: last done just now/);
  expect(well.text).toMatch(/🟢 Tidy: last done just now/);
  expect(well.text).toMatch(/🟢 Prices: 1 ticker, newest from just now/);
  expect(well.text).toMatch(/🟢 Telegram: nothing waits to be sent/);
  expect(well.text).toMatch(/US market: open, closes .*16:00 EST.* \(in 5 h 29 min\)/);
  expect(well.text).toMatch(/Rules here: 1 on · 0 paused · 0 mutes/);

  yahoo.setTrouble('down');
  clock.now += 10 * 60_000;
  await program.run('quotes');
  await program.run('tidy');
  store.incidents.add('provider/Yahoo', 'Yahoo has not answered, since 15:31 UTC.', 1 as never);
  const pressed = await ann.presses('🔄 Refresh', { until: /Something does not work/ });
  expect(pressed.toast).toBe('Looked again.');
  expect(pressed.message?.text).toMatch(/🔴 Quotes: last done 10 min ago; then: /);
  expect(pressed.message?.text).toMatch(/Open incidents:\n• Yahoo has not answered/);
  expect(world.violations).toEqual([]);
});

test('after the close the next session is told, holidays included', async () => {
  // Friday before Martin Luther King Day, 17:00 in New York.
  const { ann } = await startBot({ now: Date.UTC(2026, 0, 16, 22, 0) });
  expect((await ann.sends('/status')).text).toMatch(
    /US market: closed, opens .*09:30 EST.* \(in 3 days 16 h\)/,
  );
});

test('the short form does the same, and a viewer sees no names of what was given up', async () => {
  const { meet, program, ann } = await startBot();
  const bo = meet({ id: 202, name: 'Bo', role: 'viewer' });
  await bo.sends('/start');
  const { sqlite } = program.parts.db;
  sqlite.exec(
    "update delivery set status = 'dead', last_code = 'because of this', finished_at = created_at",
  );
  const theirs = await bo.sends('/st');
  expect(theirs.text).toMatch(/given up within a week/);
  expect(theirs.text).not.toMatch(/because of this/);
  expect(theirs.buttons).toEqual(['🔄 Refresh', '🧪 Send test alert']);
  const owners = await ann.sends('/st');
  expect(owners.text).toMatch(/• reply → Bo, just now: because of this/);
});
