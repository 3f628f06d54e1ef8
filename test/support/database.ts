import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { chatId } from '../../src/core/people.ts';
import { instant } from '../../src/core/time.ts';
import { openDb, type Db } from '../../src/db/open.ts';
import { createStore, type Store } from '../../src/db/store.ts';

export const MIGRATIONS = join(import.meta.dirname, '..', '..', 'drizzle');
export const CHAT = chatId(501);
export const NOW = instant(Date.UTC(2026, 0, 5, 15, 30));

/** A folder that goes with the test. */
export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bellwether-db-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A database on disk with one private chat in it. */
export function aDatabase(): { db: Db; store: Store; path: string } {
  const path = join(aFolder(), 'test.db');
  const db = openDb(path, MIGRATIONS);
  onTestFinished(() => db.close());
  const store = createStore(db);
  store.chats.add({ id: CHAT, kind: 'private', title: 'Ann', linkedBy: undefined }, NOW);
  return { db, store, path };
}
