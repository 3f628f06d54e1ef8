import { mkdirSync, rmSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorText } from '../core/error.ts';
import { instant, MINUTE_MS, plus, type Instant } from '../core/time.ts';
import type { Drill } from './backup-facts.ts';
import { listBackups } from './backup.ts';
import { openDb, type Db } from './open.ts';

export type DrillWish = {
  readonly folder: string;
  readonly migrations: string;
  readonly now: Instant;
};

/**
 * Restores the newest copy into a folder of its own, as far as it goes without touching the database in use, and holds
 * what is in it against that.
 *
 * @returns undefined when there is no copy yet
 */
export async function drillRestore(live: Db, wish: DrillWish): Promise<Drill | undefined> {
  const newest = listBackups(wish.folder).at(-1);
  if (newest === undefined) return undefined;
  // On the disk of the copies, where there is room for them; /tmp may be small.
  const stage = join(wish.folder, 'drill');
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage, { recursive: true });
  try {
    const path = join(stage, 'copy.db');
    await copyFile(join(wish.folder, newest.name), path);
    const held = readAlerts(path, wish.migrations);
    const { behind, trouble } = compare(live, held, newest.at);
    const newestAlertAt = held.newest && instant(held.newest.createdAt);
    return { name: newest.name, at: wish.now, trouble, behind, newestAlertAt };
  } catch (error) {
    const trouble = errorText(error);
    return { name: newest.name, at: wish.now, trouble, behind: 0, newestAlertAt: undefined };
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

type Newest = { readonly id: number; readonly eventKey: string; readonly createdAt: number };
type Held = { readonly newest: Newest | undefined };

function readAlerts(path: string, migrations: string): Held {
  const copy = openDb(path, migrations);
  try {
    const newest = copy.sqlite
      .prepare<[], Newest>(
        'select id, event_key as eventKey, created_at as createdAt from alert order by id desc limit 1',
      )
      .get();
    return { newest };
  } finally {
    copy.close();
  }
}

/** Alerts of the last moments before the copy may have come just after its own reading of the table. */
const SLACK_MS = MINUTE_MS;

function compare(live: Db, { newest }: Held, madeAt: Instant): Pick<Drill, 'behind' | 'trouble'> {
  const since = live.sqlite.prepare<[number], { n: number; firstAt: number | null }>(
    'select count(*) as n, min(created_at) as firstAt from alert where id > ?',
  );
  const after = since.get(newest?.id ?? 0);
  const behind = after?.n ?? 0;
  const known = live.sqlite
    .prepare<[number], { eventKey: string }>('select event_key as eventKey from alert where id = ?')
    .get(newest?.id ?? 0);
  const isOther =
    newest !== undefined &&
    (known === undefined ? newest.id > newestOf(live) : known.eventKey !== newest.eventKey);
  if (isOther) return { behind, trouble: 'it holds alerts of another database' };
  const lacksFrom = after?.firstAt ?? undefined;
  if (lacksFrom !== undefined && lacksFrom < plus(madeAt, -SLACK_MS))
    return { behind, trouble: 'it lacks alerts from before it was made' };
  return { behind, trouble: undefined };
}

function newestOf({ sqlite }: Db): number {
  return (
    sqlite.prepare<[], { id: number | null }>('select max(id) as id from alert').get()?.id ?? 0
  );
}
