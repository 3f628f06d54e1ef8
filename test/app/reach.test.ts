import { createSecretKey } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sealContext } from '../../src/app/reach.ts';
import { chatId, userId } from '../../src/core/people.ts';
import { instant } from '../../src/core/time.ts';
import { openDb } from '../../src/db/open.ts';
import { createSeal } from '../../src/db/seal.ts';
import { holdKey } from '../../src/db/sealing-key.ts';
import { createStore } from '../../src/db/store.ts';
import { GROUP, OWNER, startBot, type BotLab } from '../support/bot.ts';
import { aFolder, MIGRATIONS } from '../support/database.ts';
import { startBells } from '../support/outside.ts';

const ANN = chatId(OWNER);
const TARGET = { place: 'porch', cord: 'my-bell-cord' };

test('a chat has its own contacts and, an owner’s, those of the installation, in the order of the list', async () => {
  const lab = await startLab();
  const horn = add(lab, { channel: 'horn' });
  const bell = add(lab, { channel: 'bell' });
  expect(lab.reach.contactsOf(ANN)).toEqual([
    { channel: 'bell', address: `c${bell}`, label: 'porch', isUsable: true },
    { channel: 'bell', address: 'env:bell', label: 'at the hall', isUsable: true },
    { channel: 'horn', address: `c${horn}`, label: 'porch', isUsable: true },
  ]);
  lab.meet({ id: 202, name: 'Bo', role: 'member' });
  expect(lab.reach.contactsOf(chatId(202))).toEqual([]);
});

test('the first chat shares what the installation has', async () => {
  const lab = await startLab({ TELEGRAM_CHAT_ID: String(GROUP) });
  const { store } = lab.program.parts;
  store.chats.add(
    { id: chatId(GROUP), kind: 'group', title: 'Desk', linkedBy: undefined },
    at(lab),
  );
  expect(lab.reach.contactsOf(chatId(GROUP)).map((one) => one.address)).toEqual(['env:bell']);
  store.chats.move(chatId(GROUP), chatId(-100_777));
  expect(lab.reach.contactsOf(chatId(-100_777)).map((one) => one.address)).toEqual(['env:bell']);
});

test('opens what was sealed, for the channel that it was sealed for', async () => {
  const lab = await startLab();
  const id = add(lab, { channel: 'bell' });
  expect(lab.reach.openTarget('bell', `c${id}`)).toEqual(TARGET);
  expect(lab.reach.openTarget('horn', `c${id}`)).toBeUndefined();
  expect(lab.reach.openTarget('bell', 'env:bell')).toEqual({ place: 'hall', cord: 'env' });
  expect(lab.reach.openTarget('horn', 'env:bell')).toBeUndefined();
  for (const strange of ['', 'c', 'c999', 'c1e3', 'env:', '12'])
    expect(lab.reach.openTarget('bell', strange)).toBeUndefined();
  lab.program.parts.store.contacts.remove(id, at(lab));
  expect(lab.reach.openTarget('bell', `c${id}`)).toBeUndefined();
});

test('a sealed text that was moved to another chat’s row does not open there', async () => {
  const lab = await startLab();
  lab.meet({ id: 202, name: 'Bo', role: 'member' });
  const { store } = lab.program.parts;
  const stolen = store.contacts.get(add(lab, { channel: 'bell' }))?.sealed ?? '';
  const id = add(lab, { channel: 'bell', chat: 202, sealed: stolen });
  expect(lab.reach.openTarget('bell', `c${id}`)).toBeUndefined();
  expect(lab.reach.contactsOf(chatId(202))).toMatchObject([{ isUsable: false }]);
});

test('contacts follow a group that became a supergroup, twice over, and still open', async () => {
  const lab = await startLab();
  const { store } = lab.program.parts;
  store.chats.add(
    { id: chatId(GROUP), kind: 'group', title: 'Desk', linkedBy: undefined },
    at(lab),
  );
  const id = add(lab, { channel: 'bell', chat: GROUP });
  store.chats.move(chatId(GROUP), chatId(-100_1));
  store.chats.move(chatId(-100_1), chatId(-100_2));
  expect(store.contacts.ofChat(chatId(-100_2)).map((one) => one.id)).toEqual([id]);
  expect(lab.reach.openTarget('bell', `c${id}`)).toEqual(TARGET);
});

test('with another key nothing breaks: contacts are there and cannot be used', async () => {
  const lab = await startLab();
  const other = createSeal(createSecretKey(Buffer.alloc(32, 1)));
  const sealed = other.close(JSON.stringify(TARGET), sealContext(ANN, 'bell'));
  const id = add(lab, { channel: 'bell', sealed });
  expect(lab.reach.openTarget('bell', `c${id}`)).toBeUndefined();
  expect(lab.reach.contactsOf(ANN)[0]).toMatchObject({ address: `c${id}`, isUsable: false });
});

test('what is lost is switched off, told of once, and turned on again by its button', async () => {
  const lab = await startLab();
  const id = add(lab, { channel: 'bell' });
  lose(lab, `c${id}`);
  lose(lab, `c${id}`);
  const said = await lab.ann.hears(/switched off/);
  expect(said.text).toMatch(/^⚠️ bell \(porch\) is switched off: the cord is cut\n/);
  await lab.ann.quiet(100);
  expect(lab.reach.contactsOf(ANN)[0]).toMatchObject({ isUsable: false });
});

test('the installation’s own is switched off alike, and all whom it reached are told', async () => {
  const lab = await startLab();
  lose(lab, 'env:bell');
  expect((await lab.ann.hears(/switched off/)).text).toContain('bell is switched off: the cord is');
  expect(lab.reach.contactsOf(ANN)).toMatchObject([{ address: 'env:bell', isUsable: false }]);
});

async function startLab(env: Readonly<Record<string, string>> = {}) {
  const { channels } = await startBells({ env: 'hall' });
  const lab = await startBot({ outside: channels, env });
  return { ...lab, reach: lab.program.parts.app.reach };
}

function at({ clock }: BotLab) {
  return instant(clock.now);
}

function add(lab: BotLab, wish: { channel: string; chat?: number; sealed?: string }): number {
  const { channel, chat = OWNER } = wish;
  const { store, seal } = lab.program.parts;
  const sealed = wish.sealed ?? seal.close(JSON.stringify(TARGET), sealContext(chat, channel));
  const row = { chat: chatId(chat), channel, label: 'porch', sealed, createdBy: userId(OWNER) };
  return store.contacts.add(row, at(lab));
}

function lose(lab: BotLab, address: string): void {
  const { store, app } = lab.program.parts;
  store.transact(() => app.reach.lose(address, 'the cord is cut'));
}

test('started with another SEALING_KEY the program runs, and the chat hears what to do', async () => {
  const { channels } = await startBells();
  const DATABASE_PATH = join(aFolder(), 'kept.db');
  const sealing = holdKey({ databasePath: DATABASE_PATH, sealingKey: 'the-first-key' });
  const db = openDb(DATABASE_PATH, MIGRATIONS);
  const before = createStore(db);
  before.chats.add({ id: ANN, kind: 'private', title: 'Ann', linkedBy: undefined }, instant(1));
  const sealed = createSeal(sealing.key).close(JSON.stringify(TARGET), sealContext(ANN, 'bell'));
  const row = { chat: ANN, channel: 'bell', label: 'porch', createdBy: userId(OWNER), sealed };
  before.contacts.add(row, instant(1));
  db.close();

  const env = { DATABASE_PATH, SEALING_KEY: 'another-key' };
  const lab = await startBot({ outside: channels, env });
  await lab.program.run('channels');
  expect((await lab.ann.hears(/cannot be opened/)).text).toContain('--recover-key CODE');
  expect((await lab.ann.sends('/channels')).text).toContain('1. bell porch · 🔒 cannot be opened');
  const refused = await lab.ann.sends('/channels test 1');
  expect(refused.text).toContain('sealed with another key');
  expect(lab.complaints).toEqual([]);
});
