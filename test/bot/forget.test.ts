import { expect, test } from 'vitest';
import { GROUP, OWNER, startBot, type BotLab } from '../support/bot.ts';

/** Every row of every table but the log, as text: what is left of a person. */
function leftovers({ program }: BotLab): string {
  const { sqlite } = program.parts.db;
  const tables = sqlite
    .prepare<[], { name: string }>(
      "select name from sqlite_master where type = 'table' and name not in ('audit', 'sqlite_sequence')",
    )
    .all();
  return tables
    .map(({ name }) => JSON.stringify(sqlite.prepare(`select * from "${name}"`).all()))
    .join('\n');
}

function furnish({ program }: BotLab, chat: number, by: number): void {
  const { store } = program.parts;
  const place = { chat: chat as never, thread: undefined };
  store.watches.add({ chat: chat as never, ticker: 'NVDA' as never, by: by as never }, 1 as never);
  store.rules.add(
    {
      place,
      code: 'R7K2',
      text: 'NVDA < 140',
      target: { kind: 'ticker', ticker: 'NVDA' as never },
      reference: undefined,
      expiresAt: undefined,
      by: by as never,
    },
    1 as never,
  );
}

async function settled({ program }: BotLab): Promise<void> {
  await program.parts.deliver.idle();
  await new Promise((resolve) => setTimeout(resolve, 50));
}

test('erasing leaves nothing of a person but a number in the log', async () => {
  const lab = await startBot();
  const { ann, meet, program, world } = lab;
  await ann.sends('/link', { in: GROUP });
  const bo = meet({ id: 20_202_020, name: 'Bobinski' });
  await bo.sends('/start');
  await ann.hears(/asks/);
  await ann.presses('Member', { until: /is in/ });
  await bo.hears(/let you in/);
  furnish(lab, bo.id, bo.id);
  furnish(lab, GROUP, bo.id);
  world.setStanding(GROUP, bo.id, 'member');
  await bo.sends('/status', { in: GROUP });

  const question = await bo.sends('/forget');
  expect(question.text).toMatch(/1 rule, 1 watched stock and 0 alerts/);
  expect(question.text).not.toMatch(/last owner/);
  expect((await bo.presses('🗑 Erase everything')).toast).toBe('Done.');
  expect((await bo.hears(/no longer know you/)).buttons).toEqual([]);
  await settled(lab);

  const left = leftovers(lab);
  expect(left).not.toContain('Bobinski');
  expect(left).not.toContain('20202020');
  expect(program.parts.store.rules.live().map(({ place }) => place.chat)).toEqual([GROUP]);
  const log = program.parts.db.sqlite.prepare("select * from audit where action = 'forget'").all();
  expect(log).toMatchObject([{ user_id: bo.id, subject: String(bo.id), before: 'member' }]);
  await program.parts.menus.idle();
  expect(world.commandsFor(bo.id, bo.id).map(({ command }) => command)).not.toContain('status');
  expect((await bo.sends('/start')).text).toMatch(/This bot is private/);
  expect(world.violations).toEqual([]);
});

test('the typed words do the same; others are read back', async () => {
  const { meet, program } = await startBot();
  const bo = meet({ id: 202, name: 'Bo', role: 'viewer' });
  expect((await bo.sends('/forget R7K2')).text).toMatch(/I read “R7K2”/);
  expect((await bo.sends('/forget everything')).text).toMatch(/no longer know you/);
  expect(program.parts.store.people.get(202 as never)).toBeUndefined();
});

test('keeping changes nothing, and the question is one person’s alone', async () => {
  const { ann, meet, program } = await startBot();
  const bo = meet({ id: 202, name: 'Bo', role: 'viewer' });
  await bo.sends('/forget');
  const kept = await bo.presses('Keep it', { until: /Nothing was erased/ });
  expect(kept.message?.buttons).toEqual([]);
  expect(program.parts.store.people.get(202 as never)?.role).toBe('viewer');
  expect((await ann.sends('/forget')).text).toMatch(/You are the last owner/);
  expect(program.parts.store.people.get(OWNER as never)?.role).toBe('owner');
});
