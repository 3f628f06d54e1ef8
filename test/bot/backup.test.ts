import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { html } from '../../src/core/html.ts';
import { recoveryCode } from '../../src/db/recovery-code.ts';
import { openFile } from '../../src/db/seal.ts';
import { startBot, type BotLab } from '../support/bot.ts';
import { aFolder } from '../support/database.ts';

const codeOf = ({ program }: BotLab): string => recoveryCode(program.parts.sealing.key);
const lastGroup = (lab: BotLab): string => codeOf(lab).split('-').at(-1) ?? '';

/** Everything that the database's files hold, as text. */
function filesOf({ program }: BotLab): string {
  const path = program.parts.db.sqlite.name;
  return [path, `${path}-wal`].map((one) => readFileSync(one, 'latin1')).join('\n');
}

async function confirm(lab: BotLab): Promise<void> {
  await lab.ann.sends('/backup');
  await lab.ann.presses('✅ I have saved it');
  await lab.ann.hears(/last group/);
  lab.ann.says(lastGroup(lab).toLowerCase());
  await lab.ann.hears(/^🔑 Confirmed/);
  await lab.ann.hears(/^💾 Backup of/);
}

test('no backup leaves before its code has been saved, which is shown until that is proved', async () => {
  const lab = await startBot();
  const { ann, world } = lab;
  const first = await ann.sends('/backup');
  expect(first.text).toContain(codeOf(lab));
  expect(first.text).not.toContain('{');
  expect(world.messages(ann.id).some((message) => message.document)).toBe(false);
  await ann.presses('✅ I have saved it', { until: /stood here/ });
  await ann.hears(/What is its last group/);
  ann.says('XXXX');
  expect((await ann.hears(/I read “XXXX”/)).text).toMatch(/not the last group/);
  await confirm(lab);
  const again = await ann.sends('/backup');
  expect(again.text).toMatch(/^💾 Backup of .*(kB|MB), compressed and encrypted/);
  for (const message of world.messages(ann.id)) expect(message.text).not.toContain(codeOf(lab));
  expect(world.violations).toEqual([]);
}, 40_000);

test('what arrives opens with the key, and holds neither the code, nor the token, nor a secret of a contact', async () => {
  const lab = await startBot();
  const { ann, world, program } = lab;
  await confirm(lab);
  const { seal, store } = program.parts;
  const secret = 'a-secret-topic-nobody-may-read';
  store.contacts.add(
    {
      chat: ann.id as never,
      channel: 'ntfy',
      label: 'ntfy topic',
      sealed: seal.close(JSON.stringify({ topic: secret }), 'contact'),
      createdBy: ann.id as never,
    },
    lab.clock.now as never,
  );
  const sent = await ann.sends('/backup');
  const bytes = sent.message.document?.bytes ?? new Uint8Array();
  const folder = aFolder();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'got'), bytes);
  await openFile(program.parts.sealing.key, join(folder, 'got'), join(folder, 'got.gz'));
  const plain = gunzipSync(readFileSync(join(folder, 'got.gz'))).toString('latin1');
  expect(plain.startsWith('SQLite format 3')).toBe(true);
  const key = program.parts.sealing.key.export();
  for (const hidden of [
    world.token,
    world.token.split(':')[1] ?? '',
    secret,
    codeOf(lab),
    codeOf(lab).slice(0, 24),
    key.toString('latin1'),
    key.toString('base64url'),
    key.toString('hex'),
  ]) {
    expect(plain.includes(hidden), hidden).toBe(false);
    expect(filesOf(lab).includes(hidden), hidden).toBe(false);
  }
  expect(plain).toContain('ntfy topic');
}, 40_000);

test('another key asks for its own code', async () => {
  const lab = await startBot();
  await confirm(lab);
  lab.program.parts.store.meta.set('recovery_code_saved', 'of another key');
  expect((await lab.ann.sends('/backup')).text).toMatch(/First, the recovery code/);
}, 40_000);

test('a file that is gone when its turn comes is said, and the words arrive', async () => {
  const lab = await startBot();
  const { ann, program } = lab;
  const folder = join(dirname(program.parts.db.sqlite.name), 'backups');
  mkdirSync(folder, { recursive: true });
  program.parts.outbox.notice(
    'gone',
    {
      place: { chat: ann.id as never, thread: undefined },
      message: { text: html`here it is`, file: { name: '../x', isKept: true } },
    },
    lab.clock.now as never,
  );
  await program.parts.deliver.idle();
  expect((await ann.hears(/here it is/)).text).toMatch(/The file could not be sent/);
});

test('people’s words are never taken for a place to put the code in', async () => {
  const lab = await startBot();
  await lab.ann.sends('/rule! NVDA > 150 note:"{revealed}"');
  expect((await lab.ann.sends('/rules')).text).not.toContain(lastGroup(lab));
});

test('only owners, and only in private', async () => {
  const lab = await startBot();
  const bo = lab.meet({ id: 202, name: 'Bo', role: 'trader' });
  expect((await bo.sends('/backup')).text).toMatch(/needs the Owner role/);
  expect((await lab.ann.sends('/backup', { in: -5001 })).text).not.toMatch(/recovery code/);
});

test('whoever answers with the whole code is understood, and it is not written down', async () => {
  const lab = await startBot();
  await lab.ann.sends('/backup');
  await lab.ann.presses('✅ I have saved it');
  await lab.ann.hears(/last group/);
  lab.ann.says(codeOf(lab).toLowerCase().replaceAll('-', ' '));
  await lab.ann.hears(/^🔑 Confirmed/);
  await lab.program.parts.deliver.idle();
  const files = filesOf(lab).toUpperCase().replaceAll(/[\s-]/g, '');
  expect(files.includes(codeOf(lab).replaceAll('-', '').slice(0, 40))).toBe(false);
}, 40_000);
