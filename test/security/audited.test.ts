import { expect, test } from 'vitest';
import { BUTTONS, COMMANDS } from '../../src/bot/commands.ts';
import { html } from '../../src/core/html.ts';
import { button, type ButtonSubject } from '../../src/core/message.ts';
import { unlistedTables, watchAudit, WHAT_TO_DO } from '../support/audited.ts';
import { rung } from '../support/alerts.ts';
import { aDatabase, CHAT } from '../support/database.ts';
import { GROUP, startBot, type BotLab } from '../support/bot.ts';

/** What is not in /help's examples, and writes. */
const FURTHER: readonly string[] = [
  '/rule! NVDA < 140',
  '/rules del NVDA 1',
  '/list new chips',
  '/list chips add NVDA AMD',
  '/list chips rename semis',
  '/list semis delete',
  '/rules pack classic NVDA',
  '/settings tz Europe/Berlin',
  '/settings score rsi14:2',
  '/entries on',
  '/snooze NVDA 2h',
  '/mute here 2h',
  '/unmute all',
  '/forget',
];

/** Everybody's way in: erasing oneself is last. */
const SPARED = /erase everything|revoke/i;

const MOST_PRESSES_A_MESSAGE = 6;

test('every table is known as configuration or as the program’s own business', async () => {
  const { program } = await startBot();
  // A new table belongs to one of the lists of test/support/audited.ts.
  expect(unlistedTables(program.parts.db.sqlite)).toEqual([]);
});

test('whatever a command of the list or a button below its answers changes is in the audit log', async () => {
  const lab = await startBot();
  const { ann, world, program } = lab;
  lab.meet({ id: 202, name: 'Bo', role: 'viewer' });
  await ann.sends('/link', { in: GROUP });
  await rung(lab);
  const examples = COMMANDS.filter(({ where }) => where.includes('private')).flatMap((command) => [
    `/${command.name}`,
    ...command.examples,
  ]);
  const rows = () =>
    program.parts.db.sqlite.prepare<[], { n: number }>('select count(*) as n from audit').get()?.n;
  const before = rows() ?? 0;
  for (const text of [...examples, ...FURTHER].filter((one) => one !== '/forget everything')) {
    const seen = world.messages(ann.id).length;
    ann.says(text);
    await settled(lab);
    for (const message of world.messages(ann.id).slice(seen)) {
      if (!message.byBot) continue;
      await pressAll(lab, message.id);
    }
  }
  // startBot looks at each of them; here it only matters that there was something to look at.
  expect((rows() ?? 0) - before).toBeGreaterThan(30);
}, 240_000);

/** Whatever a button may be about, all at once: each handler takes its part. */
function subjectOf({ program, ann }: BotLab, rule: number): ButtonSubject {
  const { store } = program.parts;
  const [alert] = store.alerts.ofChat(ann.id as never, 1);
  const wish = { verb: 'mute', scope: 'ticker', subject: 'NVDA', until: undefined } as const;
  const by = { chat: ann.id as never, createdBy: ann.id as never, coversCritical: false };
  const mute = store.mutes.add({ ...wish, ...by }, 1 as never);
  return {
    rule,
    alert: alert?.id ?? 0,
    mute: String(mute),
    again: '',
    ids: String(mute),
    verb: 'mute',
    scope: 'ticker',
    subject: 'NVDA',
    span: '2h',
    user: 202,
    role: 'trader',
    name: 'chips',
    list: 'chips',
    ticker: 'NVDA',
    tickers: 'NVDA AMD',
    zone: 'Asia/Tokyo',
    dark: true,
    score: 'rsi14:2',
    text: 'NVDA > 150',
    rules: 'NVDA > 151\nNVDA > 152',
    page: 0,
    about: '',
    backMs: 0,
    upTo: 0,
    pack: 'classic',
    args: 'NVDA',
    to: 'semis',
    sessions: 5,
    filter: 'all',
    on: true,
    what: 'watch',
    from: 'chips',
    delivery: 1,
  };
}

test('no button changes anything without a row, whatever it is about', async () => {
  const lab = await startBot();
  const { ann, program } = lab;
  const bo = lab.meet({ id: 202, name: 'Bo', role: 'viewer' });
  await bo.sends('/start');
  const { id } = await rung(lab);
  await ann.sends('/list new chips');
  const { store, outbox } = program.parts;
  const all = { person: undefined, word: '', since: undefined, upTo: undefined };
  const before = store.auditLog.count(all).n;
  // Erasing oneself takes the chat with it: the next test does.
  for (const verb of [...BUTTONS.keys()].filter((one) => one !== 'forget')) {
    const buttons = [[button(verb, verb, subjectOf(lab, id))]];
    const place = { chat: ann.id as never, thread: undefined };
    outbox.notice(
      `try/${verb}`,
      { place, message: { text: html`${verb}`, buttons } },
      lab.clock.now as never,
    );
    await program.parts.deliver.idle();
    const message = lab.world.messages(ann.id).findLast(({ text }) => text === verb);
    await lab.world.press(ann.id, ann.id, message?.id ?? 0, verb);
    await settled(lab);
  }
  const actions = store.auditLog.page(all, { limit: 200, offset: 0 }).map(({ action }) => action);
  // So that this cannot pass by pressing buttons that have nothing to act on.
  expect(new Set(actions).size).toBeGreaterThan(12);
  expect(store.auditLog.count(all).n - before).toBeGreaterThan(15);
}, 120_000);

test('letters that go out again, and people who come and go, are in it too', async () => {
  const lab = await startBot();
  const { ann, meet, program } = lab;
  const bo = meet({ id: 202, name: 'Bo' });
  await bo.sends('/start');
  await ann.hears(/asks/);
  await ann.presses('Member', { until: /is in/ });
  await bo.sends('/forget everything');
  const { store, outbox } = program.parts;
  const place = { chat: ann.id as never, thread: undefined };
  outbox.notice('dead/1', { place, message: { text: html`x` } }, lab.clock.now as never);
  await program.parts.deliver.idle();
  const id = program.parts.db.sqlite
    .prepare<[], { id: number }>("select id from delivery where key like '%dead/1%'")
    .get()?.id;
  program.parts.db.sqlite.exec(`update delivery set status = 'dead' where id = ${id}`);
  const isBack = program.parts.store.audit.causedBy({ updateId: 1, user: ann.id as never }, () =>
    program.parts.app.status.requeue(id ?? 0),
  );
  expect(isBack).toBe(true);
  const actions = store.auditLog
    .page(
      { person: undefined, word: '', since: undefined, upTo: undefined },
      { limit: 9, offset: 0 },
    )
    .map(({ action }) => action);
  expect(actions).toEqual(expect.arrayContaining(['requeue', 'forget', 'role']));
});

test('a change that is not written down is found, and the finder is told what to do', () => {
  const { db, store } = aDatabase();
  const unaudited = watchAudit({ db, store });
  store.audit.causedBy({ updateId: 7, user: undefined }, () =>
    store.chats.setZone(CHAT, 'Europe/Berlin'),
  );
  expect(unaudited).toEqual([expect.stringMatching(/update 7.* changed chat \(changed\)/)]);
  expect(WHAT_TO_DO).toContain('store.audit.add');
});

/** Presses what a message offers, and what that turns it into, a few times each. */
async function pressAll(lab: BotLab, id: number): Promise<void> {
  const { ann, world } = lab;
  const tried = new Set<string>();
  for (let n = 0; n < MOST_PRESSES_A_MESSAGE; n++) {
    const message = world.messages(ann.id).find((one) => one.id === id);
    const next = message?.buttons
      .flat()
      .find(
        ({ text, action }) => action.kind === 'callback' && !tried.has(text) && !SPARED.test(text),
      );
    if (message === undefined || next === undefined) return;
    tried.add(next.text);
    await world.press(ann.id, ann.id, id, next.text);
    await settled(lab);
  }
}

async function settled({ world, program }: BotLab): Promise<void> {
  const { store } = program.parts;
  while (world.pendingUpdates() > 0 || store.inbox.depth() > 0)
    await new Promise((resolve) => setTimeout(resolve, 3));
  await program.parts.deliver.idle();
}
