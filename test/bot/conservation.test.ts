import { expect, onTestFinished, test } from 'vitest';
import { createExposition } from '../../src/web/exposition.ts';
import { factsOf } from '../../src/wire/facts.ts';
import { instant } from '../../src/core/time.ts';
import { rung } from '../support/alerts.ts';
import { startBot, type BotLab } from '../support/bot.ts';
import { startHttp, type LocalServer } from '../support/http-server.ts';

/** So many looks of the watchdog agree before anybody is told. */
const LOOKS = 3;

type Watched = { readonly lab: BotLab; readonly emergency: LocalServer };

async function watched(): Promise<Watched> {
  const emergency = await startHttp();
  onTestFinished(() => emergency.close());
  const env = { EMERGENCY_CHANNEL: 'ntfy:bell', NTFY_SERVER: emergency.url };
  const lab = await startBot({ env });
  await rung(lab);
  expect(await metric(lab)).toBe(0);
  return { lab, emergency };
}

function sql({ program }: BotLab, statement: string): void {
  program.parts.db.sqlite.exec(statement);
}

async function metric({ program, clock }: BotLab): Promise<number> {
  const text = await createExposition().render(factsOf(program.parts, () => instant(clock.now)));
  return Number(/^bellwether_alerts_unaccounted (\S+)$/m.exec(text)?.[1]);
}

async function look(lab: BotLab): Promise<void> {
  for (let i = 0; i < LOOKS; i++) {
    lab.clock.now += 20_000;
    await lab.program.run('watchdog');
    await lab.program.parts.deliver.idle();
  }
}

const MENDED = /The books balance again/;

test.each([
  ['the message of one that was sent is gone', 'delete from delivery'],
  ['one that was sent is said to be dead', "update alert set fate = 'dead'"],
  ['one that was sent is open again', "update alert set fate = 'open'"],
  [
    'one waits in a bundle that was sealed without a message',
    `insert into bundle (id, chat_id, kind, status, opened_at, due_at, sealed_at)
       values (7, 101, 'storm', 'sealed', 1, 1, 1);
     delete from delivery;
     update alert set fate = 'open', bundle_id = 7`,
  ],
])('an alert that is lost is noticed: %s', async (_says, breakage) => {
  const { lab, emergency } = await watched();
  sql(lab, breakage);
  expect(await metric(lab)).toBe(1);
  await look(lab);
  const open = lab.program.parts.store.incidents.open().map(({ key }) => key);
  expect(open).toContain('alerts/unaccounted');
  const told = lab.world.messages(lab.ann.id).map(({ text }) => text);
  expect(told.filter((text) => text.includes('The books do not balance: 1 alert'))).toHaveLength(1);
  const cries = emergency.seen.filter(({ body }) => body.includes('alerts/unaccounted'));
  expect(cries).toHaveLength(1);
  // What is put right is said, too, and the metric is 0 again.
  sql(lab, "update alert set fate = 'suppressed', bundle_id = null");
  await look(lab);
  expect(await metric(lab)).toBe(0);
  expect(lab.world.messages(lab.ann.id).filter(({ text }) => MENDED.test(text))).toHaveLength(1);
});

test('an alert that waits in an open bundle is accounted for', async () => {
  const { lab } = await watched();
  sql(
    lab,
    `insert into bundle (id, chat_id, kind, status, opened_at, due_at)
       values (7, 101, 'quiet', 'open', 1, 9e15);
     delete from delivery;
     update alert set fate = 'open', bundle_id = 7`,
  );
  expect(await metric(lab)).toBe(0);
});
