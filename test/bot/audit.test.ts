import { expect, test } from 'vitest';
import { startBot, type BotLab } from '../support/bot.ts';

async function busy(): Promise<BotLab> {
  const lab = await startBot();
  const bo = lab.meet({ id: 202, name: 'Bo', role: 'viewer' });
  await bo.sends('/start');
  await lab.ann.sends('/users 202');
  await lab.ann.presses('Trader', { until: /Trader: may/ });
  await lab.ann.sends('/settings tz Europe/Berlin');
  return lab;
}

function tamper({ program }: BotLab): void {
  program.parts.db.sqlite.exec(
    "drop trigger audit_no_update; update audit set after = 'owner' where action = 'role'",
  );
}

test('an owner sees who changed what, newest first, from what to what', async () => {
  const { ann, program } = await busy();
  const { text } = await ann.sends('/audit');
  expect(text).toMatch(/🔗 The log is whole: \d+ rows; the last is sealed [0-9a-f]{12}/);
  expect(text).toMatch(/Ann · role 202\n↳ viewer → trader/);
  expect(text.indexOf('Europe/Berlin')).toBeLessThan(text.indexOf('role 202'));
  const rows = program.parts.db.sqlite
    .prepare<[], { update_id: number | null; user_id: number }>(
      "select update_id, user_id from audit where action = 'role' and subject = '202'",
    )
    .all();
  expect(rows).toEqual([{ update_id: expect.any(Number), user_id: ann.id }]);
});

test('it can be asked by person, word and days', async () => {
  const { ann, clock } = await busy();
  expect((await ann.sends('/audit Bo')).text).toMatch(/📒 1 change · Bo[^]*viewer → trader/);
  expect((await ann.sends('/audit berlin')).text).toMatch(/📒 1 change · berlin/);
  expect((await ann.sends('/audit nonsense 7d')).text).toMatch(/Nothing of that kind/);
  clock.now += 8 * 86_400_000;
  expect((await ann.sends('/audit berlin 7d')).text).toMatch(/📒 0 changes/);
});

test('pages turn in place, and the file has every row', async () => {
  const { ann, program, clock } = await busy();
  for (let n = 0; n < 20; n++)
    program.parts.store.audit.add(
      { user: ann.id as never, action: 'note', subject: '=HYPERLINK("x")', after: `${n}` },
      clock.now as never,
    );
  await ann.sends('/audit note');
  const page = await ann.presses('›', { until: /→ 11/ });
  expect(page.message?.buttons).toEqual(['‹', '2/3', '›', 'CSV']);
  await ann.presses('CSV');
  const file = (await ann.hears(/Times in it are UTC/)).message.document;
  const written = new TextDecoder().decode(file?.bytes);
  expect(written).toContain('"\'=HYPERLINK(""x"")"');
  expect(written.trim().split('\r\n')).toHaveLength(21);
});

test('it is for owners, in private', async () => {
  const { meet, ann } = await busy();
  const bo = meet({ id: 202, name: 'Bo', role: 'trader' });
  expect((await bo.sends('/audit')).text).toMatch(/needs the Owner role/);
  await ann.sends('/audit');
});

test('a change made outside of the program is told to owners, and where it is', async () => {
  const lab = await busy();
  tamper(lab);
  expect((await lab.ann.sends('/audit')).text).toMatch(/changed outside of the program: row \d+/);
  for (let look = 0; look < 3; look++) {
    lab.clock.now += 20_000;
    await lab.program.run('watchdog');
  }
  await lab.program.parts.deliver.idle();
  await lab.ann.hears(/⚠️ The audit log was changed outside of the program, at row \d+/);
});

test('a log that is whole troubles nobody, and is read once a day', async () => {
  const lab = await busy();
  for (let look = 0; look < 4; look++) {
    lab.clock.now += 20_000;
    await lab.program.run('watchdog');
  }
  tamper(lab);
  await lab.program.run('watchdog');
  const open = () => lab.program.parts.store.incidents.open().map(({ key }) => key);
  expect(open()).not.toContain('database/audit');
  lab.clock.now += 86_400_000;
  for (let look = 0; look < 3; look++) {
    lab.clock.now += 20_000;
    await lab.program.run('watchdog');
  }
  expect(open()).toContain('database/audit');
});
