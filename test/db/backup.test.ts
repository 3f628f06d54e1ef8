import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { backUp } from '../../src/db/backup.ts';
import { openDb } from '../../src/db/open.ts';
import { createStore } from '../../src/db/store.ts';
import { aDatabase, aFolder, CHAT, MIGRATIONS } from '../support/database.ts';

test('a copy is made while the database is open, is whole, and opens as a database of its own', async () => {
  const { store, path } = aDatabase();
  store.meta.set('mark', 'before');
  const folder = aFolder();
  const copy = await backUp(path, folder, new Date('2026-01-05T15:30:00Z'));
  expect(copy).toBe(join(folder, 'bellwether-20260105-153000.db'));
  expect(readdirSync(folder)).toEqual(['bellwether-20260105-153000.db']);
  store.meta.set('mark', 'after');
  const db = openDb(copy, MIGRATIONS);
  const restored = createStore(db);
  expect(restored.meta.get('mark')).toBe('before');
  expect(restored.chats.get(CHAT)?.title).toBe('Ann');
  db.close();
});

test('without a database there is nothing to back up, which is said', async () => {
  const folder = aFolder();
  const missing = join(folder, 'none.db');
  await expect(backUp(missing, folder, new Date())).rejects.toThrow(
    /There is no database at .*none\.db/,
  );
});
