import { expect, test } from 'vitest';
import { startBot, type BotLab } from './support/bot.ts';
import { startHttp } from './support/http-server.ts';

/** So many looks agree before anybody is told. */
const LOOKS = 3;

async function look(lab: BotLab, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    lab.clock.now += 20_000;
    await lab.program.run('watchdog');
    await lab.program.parts.deliver.idle();
  }
}

test('owners hear once that prices stay away, and once that they are back', async () => {
  const lab = await startBot({ env: { SCAN_OUTSIDE_HOURS: 'true' } });
  const { ann, yahoo, program } = lab;
  await ann.sends('/rule! NVDA > 150');
  await lab.trade({ NVDA: 120 });
  yahoo.setTrouble('down');
  for (let i = 0; i < 8; i++) await lab.trade({ NVDA: 120 }, { afterMs: 60_000 });
  await look(lab, LOOKS + 2);
  const told = () =>
    lab.world
      .messages(ann.id)
      .filter((message) => /Yahoo/.test(message.text) && /⚠️|✅/.test(message.text));
  expect(told().map((message) => message.text)).toEqual([expect.stringContaining('⚠️')]);
  const open = () =>
    program.parts.store.incidents.open().filter(({ sentence }) => /Yahoo/.test(sentence));
  expect(open()).toHaveLength(1);
  yahoo.setTrouble('none');
  await lab.trade({ NVDA: 120 }, { afterMs: 60_000 });
  await look(lab, LOOKS + 2);
  expect(told()).toHaveLength(2);
  expect(open()).toEqual([]);
}, 60_000);

test('the outside watcher hears that all is well only after a whole cycle', async () => {
  const watcher = await startHttp();
  const lab = await startBot({ env: { HEALTHCHECK_URL: `${watcher.url}/ping-me-please-0001` } });
  await lab.trade({ NVDA: 120 });
  await lab.program.run('heartbeat');
  expect(watcher.seen.map((request) => request.path)).toEqual(['/ping-me-please-0001']);
});

test('a backup is made, checked and remembered', async () => {
  const lab = await startBot();
  await lab.program.run('backup');
  expect(Number(lab.program.parts.store.meta.get('last_backup'))).toBe(lab.clock.now);
});
