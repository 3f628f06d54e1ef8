import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { GROUP, startBot, type BotLab } from '../support/bot.ts';
import { aRule, below, linked } from '../support/alerts.ts';
import { GONG_SECRET, startBells } from '../support/outside.ts';

const CORD = 'my-very-own-bell-cord-77';

test('/channels alone says where alerts can go, and offers to add it', async () => {
  const { ann } = await startLab();
  const reply = await ann.sends('/channels');
  expect(reply.text).toBe(
    '📣 Alerts reach this chat in Telegram only. I can also send them elsewhere, or there when Telegram fails:\n• bell at a door: /channels add bell porch my-bell-cord\n• horn at a door: /channels add horn porch my-bell-cord',
  );
  expect(reply.buttons).toEqual(['➕ Add']);
});

test('adding one deletes the message with its secret, and offers a test and Undo', async () => {
  const lab = await startLab();
  const said = lab.ann.says(`/channels add bell porch ${CORD}`);
  const added = await lab.ann.hears(/Added/);
  expect(added.text).toBe(
    '✅ Added: bell at the porch\nStands in when other ways fail. To send alerts there at once: /settings route high telegram+bell\nI have deleted your message, since it held a secret. Here it is kept sealed.',
  );
  expect(added.buttons).toEqual(['🧪 Send a test', '↩ Undo']);
  expect(lab.world.messages(lab.ann.id).some(({ id }) => id === said)).toBe(false);
  expect((await lab.ann.sends('/channels')).text).toBe(
    '📣 Ways to reach this chat besides Telegram\n1. bell at the porch · not looked at yet',
  );
  const undone = await lab.ann.presses('↩ Undo', { until: /Undone/ });
  expect(undone.message?.text).toBe('↩ Undone: bell at the porch is not added.');
  expect((await lab.ann.sends('/channels')).text).toMatch(/^📣 Alerts reach this chat in Telegram/);
  expect(lab.world.violations).toEqual([]);
});

test('Undo of adding is there for a minute', async () => {
  const lab = await startLab();
  await lab.ann.sends(`/channels add bell porch ${CORD}`);
  lab.clock.now += 61_000;
  expect((await lab.ann.presses('↩ Undo')).toast).toMatch(
    /^A change can be undone for a minute only/,
  );
});

test('no secret lies anywhere in the database, however it was typed', async () => {
  const lab = await startLab();
  linked(lab, GROUP);
  // While something else is being set up, with a slip, in a group, edited, by a stranger, and as an answer.
  await lab.ann.sends('/mute');
  await lab.ann.sends(`/channels add bell porch ${CORD}-1`);
  await lab.ann.sends(`/channels add bell porch ${CORD}-2 again`);
  await lab.ann.sends(`/channels add ${CORD}-3`);
  await lab.ann.sends(`/CHANNELS@Bellwether_bot add bell desk ${CORD}-4`, { in: GROUP });
  const bo = lab.meet({ id: 202, name: 'Bo' });
  bo.says(`/channels add bell porch ${CORD}-5`);
  await lab.ann.sends('/channels');
  await lab.ann.presses('➕ Add');
  await lab.ann.presses('horn at a door', { until: /Write where to/ });
  await lab.ann.sends(`porch ${CORD}-6`);
  await lab.ann.presses('➕ Add');
  await lab.ann.presses('bell at a door', { until: /Write where to/ });
  await lab.ann.sends(`porch ${CORD}-7 with a slip`);
  await lab.ann.presses('↻ Try again');
  await lab.ann.hears(/Write where to/);
  await lab.ann.sends(`garden ${CORD}-8`);
  lab.ann.says(`porch ${CORD}-9, too late`);
  await lab.ann.sends('/id');
  await settled(lab);

  const kept = [...files(lab)];
  expect(kept.some(([, text]) => text.includes('at the garden'))).toBe(true);
  for (const [name, text] of kept)
    expect(text.includes(CORD) ? `${name} holds the secret` : 'nothing').toBe('nothing');
  expect(lab.complaints.join('\n')).not.toContain(CORD);

  const { reach } = lab.program.parts.app;
  const cords = reach
    .contactsOf(lab.ann.id as never)
    .map(({ channel, address }) => reach.openTarget(channel, address)?.['cord']);
  expect(cords).toEqual([`${CORD}-1`, `${CORD}-8`, `${CORD}-6`]);
});

test('the wizard shows nothing of what was typed, and says what is wrong with it', async () => {
  const lab = await startLab();
  await lab.ann.sends('/channels');
  await lab.ann.presses('➕ Add');
  const asked = await lab.ann.presses('bell at a door', { until: /Write where to/ });
  expect(asked.message?.text).toBe(
    'Add ▸ bell\nWrite where to: bell at a door. For example: porch my-bell-cord\nIf there is a secret in it, I delete your message, and keep it sealed.',
  );
  const wrong = await lab.ann.sends('porch');
  expect(wrong.text).toBe(
    '⚠️ I read /channels add bell and 5 characters behind it.\nI need a place and a cord.\nFor example: /channels add bell porch my-bell-cord',
  );
  expect(lab.world.messages(lab.ann.id).map(({ text }) => text)).toContain('Add ▸ bell ▸ •••');
  await lab.ann.presses('↻ Try again');
  await lab.ann.hears(/Write where to/);
  expect((await lab.ann.sends(`porch ${CORD}`)).text).toMatch(/^✅ Added: bell at the porch/);
});

test('what cannot be added is named, with what can', async () => {
  const { ann } = await startLab();
  const unknown = await ann.sends('/channels add pigeon north');
  expect(unknown.text).toBe(
    '⚠️ I know no channel called pigeon.\nThere are: bell, horn.\nFor example: /channels add bell porch my-bell-cord',
  );
  expect(unknown.buttons).toEqual(['➕ bell', '➕ horn']);
  const secret = await ann.sends('/channels add https://example.com/hook/abc');
  expect(secret.text).toMatch(/^⚠️ I need the channel’s name first\./);
  const unusable = await ann.sends('/channels add lamp hall x');
  expect(unusable.text).toMatch(
    /^⚠️ lamp cannot be used here\. Whoever runs the program has no lamp/,
  );
  expect((await ann.sends('/channels add bell')).text).toMatch(/and nothing behind it\./);
  expect((await ann.sends('/channels paint')).text).toMatch(/I don’t know \/channels paint/);
  expect((await ann.sends('/channels test 1')).text).toMatch(/nothing here to test/i);
});

test('the same contact is not added twice', async () => {
  const { ann } = await startLab();
  await ann.sends(`/channels add bell porch ${CORD}`);
  const again = await ann.sends(`/channels add bell porch ${CORD}`);
  expect(again.text).toBe('bell at the porch is here already, as number 1. Nothing was changed.');
});

test('a chat may have fifty, shown ten at a time', async () => {
  const lab = await startLab();
  for (let n = 0; n < 50; n++) {
    lab.clock.now += 10_000;
    await lab.ann.sends(`/channels add bell door${n} ${CORD}`);
  }
  const full = await lab.ann.sends(`/channels add bell attic ${CORD}`);
  expect(full.text).toMatch(/^This chat has 50 ways besides Telegram/);
  const list = await lab.ann.sends('/channels');
  expect(list.text.split('\n')).toHaveLength(11);
  const next = await lab.ann.presses('›', { until: /door19/ });
  expect(next.message?.buttons).toContain('2/5');
}, 30_000);

test('a test message goes through the outbox to the contact alone', async () => {
  const lab = await startLab();
  await lab.ann.sends(`/channels add bell porch ${CORD}`);
  const pressed = await lab.ann.presses('🧪 Send a test');
  expect(pressed.toast).toMatch(/^A test message is on its way/);
  expect((await lab.ann.presses('🧪 Send a test')).toast).toMatch(/^A test message went there/);
  lab.clock.now += 30_000;
  expect((await lab.ann.sends('/channels test bell')).text).toBe(
    '🧪 A test message is on its way to bell at the porch. If it is refused, I say so here.',
  );
  const rows = lab.program.parts.db.sqlite
    .prepare("select channel, address, kind, content from delivery where channel <> 'telegram'")
    .all();
  expect(rows).toMatchObject([
    { channel: 'bell', address: 'c1', kind: 'notice' },
    { channel: 'bell', address: 'c1', kind: 'notice' },
  ]);
});

test('a test message arrives at the service with what the contact was set up with', async () => {
  const { lab, bells } = await startWith({});
  await lab.ann.sends(`/channels add bell porch ${CORD}`);
  await lab.ann.presses('🧪 Send a test');
  await lab.program.parts.deliver.idle();
  expect(bells.server.seen.map(({ path, body }) => [path, body])).toEqual([
    ['/ring', JSON.stringify({ place: 'porch', cord: CORD })],
  ]);
});

test('a contact that refuses for good is switched off, and the chat hears why', async () => {
  const { lab, bells } = await startWith({});
  await lab.ann.sends(`/channels add bell porch ${CORD}`);
  bells.says.status = 410;
  await lab.ann.presses('🧪 Send a test');
  expect((await lab.ann.hears(/switched off/)).text).toMatch(
    /^⚠️ bell \(at the porch\) is switched off: answered 410\n/,
  );
});

test('a secret that was made for a contact is said once, in private, and kept nowhere', async () => {
  const { lab } = await startWith({ extra: ['gong'] });
  linked(lab, GROUP);
  lab.ann.says('/channels add gong tower', { in: GROUP });
  expect((await lab.ann.hears(/secret is/)).text).toBe(`🔑 Its secret is ${GONG_SECRET}`);
  expect((await lab.ann.hears(/Added/, { in: GROUP })).text).toMatch(
    /^✅ Added: gong at the tower/,
  );
  await settled(lab);
  for (const [name, text] of files(lab))
    expect(text.includes(GONG_SECRET) ? `${name} holds the secret` : 'nothing').toBe('nothing');
});

test('nothing is added when its secret cannot be said', async () => {
  const { lab } = await startWith({ extra: ['gong'] });
  linked(lab, GROUP);
  const bo = lab.meet({ id: 202, name: 'Bo', role: 'trader' });
  lab.world.setStanding(GROUP, 202, 'member');
  const refused = await bo.sends('/channels add gong tower', { in: GROUP });
  expect(refused.text).toMatch(
    /Send me \/start in private, then add it again\. Nothing was changed/,
  );
  expect((await bo.sends('/channels', { in: GROUP })).text).toMatch(/in Telegram only/);
});

test('what needs no address is added by its button alone', async () => {
  const { lab } = await startWith({ extra: ['drum'] });
  await lab.ann.sends('/channels');
  await lab.ann.presses('➕ Add');
  await lab.ann.presses('drum at a door');
  expect((await lab.ann.hears(/Added/)).text).toMatch(/^✅ Added: drum at the attic/);
});

test('an alert goes there at once when the chat has set so, and the card says it', async () => {
  const { lab, bells } = await startWith({});
  await lab.ann.sends(`/channels add bell porch ${CORD}`);
  await lab.ann.sends('/settings route high telegram+bell');
  aRule(lab, { text: 'NVDA > 150 sev:high' });
  await below(lab);
  await lab.trade({ NVDA: 151 });
  await lab.ann.hears(/NVDA crossed above/);
  expect(bells.server.seen.map(({ path }) => path)).toEqual(['/ring']);
  await lab.ann.sends('/channels');
  const card = await lab.ann.presses('1 · bell', { until: /Gets alerts/ });
  expect(card.message?.text).toContain('Gets alerts that are high.');
});

test('removing takes one away, and can be taken back for a minute', async () => {
  const lab = await startLab();
  await lab.ann.sends(`/channels add bell porch ${CORD}`);
  await lab.ann.sends(`/channels add horn porch ${CORD}`);
  const removed = await lab.ann.sends('/channels remove 2');
  expect(removed.text).toBe('🗑 Removed: horn at the porch. Nothing is sent there any more.');
  await lab.ann.presses('↩ Undo', { until: /horn at the porch/ });
  await lab.ann.sends('/channels');
  await lab.ann.presses('2 · horn', { until: /Remove/ });
  const gone = await lab.ann.presses('🗑 Remove', { until: /Removed/ });
  expect(gone.message?.buttons).toEqual(['↩ Undo']);
  expect((await lab.ann.sends('/channels remove 2')).text).toBe(
    '⚠️ I read 2 behind /channels remove.\nThere are: 1 bell at the porch.\nFor example: /channels remove 1',
  );
});

test('a day later a removed contact’s secret is gone', async () => {
  const lab = await startLab();
  await lab.ann.sends(`/channels add bell porch ${CORD}`);
  await lab.ann.sends('/channels remove 1');
  await lab.program.run('tidy');
  expect(lab.program.parts.store.contacts.get(1)?.sealed).not.toBe('');
  lab.clock.now += 25 * 3_600_000;
  await lab.program.run('tidy');
  expect(lab.program.parts.store.contacts.get(1)?.sealed).toBe('');
});

test('what was lost is turned on again by the button of the message that says so', async () => {
  const lab = await startLab();
  await lab.ann.sends(`/channels add bell porch ${CORD}`);
  const { store, app } = lab.program.parts;
  store.transact(() => app.reach.lose('c1', 'the door is gone'));
  await lab.ann.hears(/switched off/);
  expect((await lab.ann.sends('/channels')).text).toContain('⏸ switched off: the door is gone');
  expect((await lab.ann.sends('/channels test 1')).buttons).toContain('▶ Turn bell on');
  await lab.ann.presses('▶ Turn bell on again', { until: /is on again/ });
  store.transact(() => app.reach.lose('c1', 'the door is gone'));
  expect((await lab.ann.sends('/channels on')).text).toMatch(/^▶ bell at the porch is on again/);
  expect(app.reach.contactsOf(lab.ann.id as never)).toMatchObject([{ isUsable: true }]);
});

test('what whoever runs the program has set up is shown to owners, and not theirs to remove here', async () => {
  const lab = await startLab({ env: 'hall' });
  expect((await lab.ann.sends('/channels')).text).toMatch(/1\. bell at the hall · not looked/);
  expect((await lab.ann.sends('/channels remove 1')).text).toMatch(/set up by whoever runs me/);
  const bo = lab.meet({ id: 202, name: 'Bo', role: 'member' });
  expect((await bo.sends('/channels')).text).not.toContain('hall');
});

test('in a group it is for admins, who answer the question there', async () => {
  const lab = await startLab();
  linked(lab, GROUP);
  const bo = lab.meet({ id: 202, name: 'Bo', role: 'member' });
  lab.world.setStanding(GROUP, 202, 'member');
  const refused = await bo.sends(`/channels add bell porch ${CORD}`, { in: GROUP });
  expect(refused.text).toMatch(/is for its admins/);
  const added = await lab.ann.sends(`/channels add bell porch ${CORD}`, { in: GROUP });
  expect(added.text).toMatch(/please delete it yourself/);
  expect((await bo.sends('/channels', { in: GROUP })).text).toContain('1. bell at the porch');
  expect((await bo.presses('1 · bell', { in: GROUP, until: /Remove/ })).toast).toBeUndefined();
  expect((await bo.presses('🗑 Remove', { in: GROUP })).toast).toMatch(/this is for its admins/);
});

test('with another key the card says what to do, and nothing breaks', async () => {
  const lab = await startLab();
  await lab.ann.sends(`/channels add bell porch ${CORD}`);
  lab.program.parts.db.sqlite.exec("update contact set sealed = 'v1.AAAA.AAAA'");
  expect((await lab.ann.sends('/channels')).text).toContain('🔒 cannot be opened');
  const card = await lab.ann.presses('1 · bell', { until: /another key/ });
  expect(card.message?.text).toContain('npm start -- --recover-key CODE');
  expect(card.message?.buttons).toEqual(['🗑 Remove', '‹ All']);
  expect(lab.complaints).toEqual([]);
});

test('who added and removed what is in the audit log, without secrets', async () => {
  const lab = await startLab();
  await lab.ann.sends(`/channels add bell porch ${CORD}`);
  await lab.ann.sends('/channels remove 1');
  await lab.ann.presses('↩ Undo', { until: /bell/ });
  const rows = lab.program.parts.db.sqlite
    .prepare(
      "select user_id, action, subject, before, after from audit where action like 'contact%'",
    )
    .all();
  expect(rows).toEqual([
    {
      user_id: 101,
      action: 'contact.add',
      subject: 'c1',
      before: null,
      after: 'bell at the porch',
    },
    {
      user_id: 101,
      action: 'contact.remove',
      subject: 'c1',
      before: 'bell at the porch',
      after: null,
    },
    { user_id: 101, action: 'contact.restore', subject: 'c1', before: null, after: null },
  ]);
});

type Wish = Parameters<typeof startBells>[0];

async function startWith(wish: Wish) {
  const bells = await startBells(wish);
  return { bells, lab: await startBot({ outside: bells.channels }) };
}

async function startLab(wish: Wish = {}): Promise<BotLab> {
  return (await startWith(wish)).lab;
}

async function settled(lab: BotLab): Promise<void> {
  await lab.program.parts.deliver.idle();
  await new Promise((resolve) => setTimeout(resolve, 50));
}

/** Every file beside the database, the write-ahead log among them, as it is at this moment. */
function* files(lab: BotLab): Generator<[string, string]> {
  const path = lab.program.parts.db.sqlite.name;
  for (const end of ['', '-wal', '-shm']) yield [end, readFileSync(`${path}${end}`, 'latin1')];
  yield ['.key', readFileSync(join(dirname(path), 'test.db.key'), 'latin1')];
}
