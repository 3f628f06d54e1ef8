import { expect, test } from 'vitest';
import type { OutsideChannel } from '../../src/core/ports/channel.ts';
import { startBot, type BotLab } from '../support/bot.ts';
import { startBells, type Bells } from '../support/outside.ts';

test('a channel that worked is told of when it fails twice in a row, and when it is back', async () => {
  const { lab, bells } = await startLab();
  await lab.ann.sends('/channels add bell porch my-bell-cord');
  await look(lab);
  expect((await lab.ann.sends('/channels')).text).toMatch(
    /1\. bell at the porch · ✓ reached just now/,
  );
  bells.says.status = 503;
  await look(lab);
  await lab.ann.quiet(50);
  await look(lab);
  expect((await lab.ann.hears(/cannot be reached/)).text).toBe(
    '⚠️ bell (at the porch) cannot be reached since 10:40 EST: the cord is cut (503)\nThe other ways still work, and I keep looking. /channels',
  );
  await look(lab);
  await lab.ann.quiet(50);
  expect((await lab.ann.sends('/channels')).text).toContain(
    '✗ since 10:40 EST: the cord is cut (503) (tried just now)',
  );
  bells.says.status = 200;
  await look(lab);
  expect((await lab.ann.hears(/again/)).text).toBe(
    '✅ bell (at the porch) can be reached again, after 15 min.',
  );
  await look(lab);
  await lab.ann.quiet(50);
  expect(lab.complaints).toEqual([]);
});

test('/status says how the asking chat’s channels fare', async () => {
  const { lab, bells } = await startLab({ env: 'hall' });
  const bo = lab.meet({ id: 202, name: 'Bo', role: 'member' });
  await bo.sends('/channels add horn garden my-bell-cord');
  await look(lab);
  bells.says.status = 401;
  await look(lab);
  lab.clock.now += 120_000;
  expect(lineOf((await lab.ann.sends('/status')).text)).toBe(
    '🟠 Channels: bell ✗ since 10:40 EST: the cord is cut (401)',
  );
  expect(lineOf((await bo.sends('/status')).text)).toMatch(/^🟠 Channels: horn ✗ since/);
  bells.says.status = 200;
  await look(lab);
  lab.clock.now += 120_000;
  expect(lineOf((await lab.ann.sends('/status')).text)).toBe('🟢 Channels: bell ✓ 2 min ago');
});

test('what is set up the same twice is asked once', async () => {
  const { lab, bells } = await startLab();
  await lab.ann.sends('/channels add bell porch my-bell-cord');
  const bo = lab.meet({ id: 202, name: 'Bo', role: 'member' });
  await bo.sends('/channels add bell porch my-bell-cord');
  await look(lab);
  expect(bells.server.seen.map(({ path }) => path)).toEqual(['/look/bell/porch']);
  expect((await bo.sends('/channels')).text).toContain('✓ reached');
  expect((await lab.ann.sends('/channels')).text).toContain('✓ reached');
});

test('twenty are asked in a turn, those that have waited longest first', async () => {
  const { lab, bells } = await startLab();
  for (let n = 0; n < 25; n++) {
    lab.clock.now += 10_000;
    await lab.ann.sends(`/channels add bell door${n} my-bell-cord`);
  }
  await look(lab);
  expect(bells.server.seen).toHaveLength(20);
  await look(lab);
  expect(new Set(bells.server.seen.map(({ path }) => path)).size).toBe(25);
});

test('a good look switches on what was lost, once a day', async () => {
  const { lab } = await startLab();
  await lab.ann.sends('/channels add bell porch my-bell-cord');
  await look(lab);
  lose(lab);
  await lab.ann.hears(/switched off: gone/);
  await look(lab);
  expect((await lab.ann.hears(/switched on/)).text).toBe(
    '✅ bell (at the porch) can be reached again, and is switched on. /channels',
  );
  lose(lab);
  await lab.ann.hears(/switched off: gone/);
  await look(lab);
  await lab.ann.quiet(50);
  expect((await lab.ann.sends('/channels')).text).toContain('⏸ switched off: gone');
});

test('a contact whose key is gone is told of once', async () => {
  const { lab } = await startLab();
  await lab.ann.sends('/channels add bell porch my-bell-cord');
  lab.program.parts.db.sqlite.exec("update contact set sealed = 'v1.AAAA.AAAA'");
  await look(lab);
  expect((await lab.ann.hears(/cannot be opened/)).text).toMatch(
    /^🔒 bell \(at the porch\) cannot be opened any more: it was sealed with another key/,
  );
  await look(lab);
  await lab.ann.quiet(50);
  expect(lineOf((await lab.ann.sends('/status')).text)).toBe(
    '🟠 Channels: bell 🔒 cannot be opened',
  );
});

test('a look that breaks or never ends says so, and holds nobody else up', async () => {
  const { lab } = await startLab({}, (bell) => ({
    ...bell,
    check: () => Promise.reject(new Error('our own fault')),
  }));
  await lab.ann.sends('/channels add bell porch my-bell-cord');
  await lab.ann.sends('/channels add horn porch my-bell-cord');
  await look(lab);
  expect((await lab.ann.sends('/channels')).text).toMatch(
    /1\. bell at the porch · ✗ not reached yet: it could not be asked \(tried just now\)\n2\. horn at the porch · ✓/,
  );
});

type Change = (bell: OutsideChannel) => OutsideChannel;

async function startLab(
  options: { env?: string } = {},
  change: Change = (bell) => bell,
): Promise<{ lab: BotLab; bells: Bells }> {
  const bells = await startBells(options);
  const outside = new Map(
    [...bells.channels].map(([name, one]) => [name, name === 'bell' ? change(one) : one] as const),
  );
  return { lab: await startBot({ outside }), bells };
}

/** Five minutes later the channels are looked at. */
async function look(lab: BotLab): Promise<void> {
  lab.clock.now += 5 * 60_000;
  await lab.program.run('channels');
  await lab.program.parts.deliver.idle();
}

function lose(lab: BotLab): void {
  const { store, app } = lab.program.parts;
  store.transact(() => app.reach.lose('c1', 'gone'));
}

function lineOf(text: string): string | undefined {
  return text
    .split('\n')
    .find((line) => line.includes('Channels: ') && !line.includes('last done'));
}
