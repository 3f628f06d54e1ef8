import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert, constantFrom, array, property } from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { eventKey } from '../../src/alerts/decide.ts';
import type { Ticker } from '../../src/core/ticker.ts';
import { DAY_MS, HOUR_MS, instant, MINUTE_MS, type Instant } from '../../src/core/time.ts';
import { beginLife } from '../../src/db/amnesia.ts';
import { backUp } from '../../src/db/backup.ts';
import {
  highWaterPath,
  readHighWater,
  readMarks,
  writeHighWater,
} from '../../src/db/high-water.ts';
import { openDb, type Db } from '../../src/db/open.ts';
import { createStore, type Store } from '../../src/db/store.ts';
import { userId } from '../../src/core/people.ts';
import { aDatabase, aFolder, CHAT, MIGRATIONS, NOW } from '../support/database.ts';
import { keepAlert, keepDelivery } from '../support/kept.ts';

const NVDA = 'NVDA' as Ticker;
const LATER = instant(NOW + 3 * HOUR_MS);

function open(path: string): { db: Db; store: Store } {
  const db = openDb(path, MIGRATIONS);
  onTestFinished(() => db.close());
  return { db, store: createStore(db) };
}

function aRule(store: Store, code: string) {
  return store.rules.add(
    {
      place: { chat: CHAT, thread: undefined },
      code,
      text: 'NVDA > 150',
      target: { kind: 'ticker', ticker: NVDA },
      reference: undefined,
      expiresAt: undefined,
      by: userId(101),
    },
    NOW,
  );
}

const FIRING = { phase: 'firing', seq: 3, pendingSince: undefined, pendingCount: 0 } as const;

test('a start on the database that was in use is no restore, however that stopped', () => {
  const { db, path } = aDatabase();
  const file = highWaterPath(path);
  expect(beginLife(db, readHighWater(file), NOW)).toBeUndefined();
  writeHighWater(file, readMarks(db.sqlite));
  keepAlert(db, { key: 'one', at: NOW });
  expect(beginLife(db, readHighWater(file), LATER)).toBeUndefined();
  expect(readMarks(db.sqlite).boots).toBe(2);
});

test('a file that cannot be read says nothing, and is written anew whole', () => {
  const { db, path } = aDatabase();
  const file = highWaterPath(path);
  for (const text of [
    '',
    '{"boots": 7',
    '{"boots":"7","alertId":1,"deliveryId":1}',
    '[]',
    'null',
  ]) {
    writeFileSync(file, text);
    expect(readHighWater(file), text).toBeUndefined();
    expect(beginLife(db, readHighWater(file), NOW)).toBeUndefined();
  }
  writeHighWater(file, readMarks(db.sqlite));
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(readMarks(db.sqlite));
  expect(existsSync(`${file}.partial`)).toBe(false);
});

test('a copy knows that it is one wherever it is put, and its messages are held', async () => {
  const { db, store, path } = aDatabase();
  const alert = keepAlert(db, { key: 'a', at: NOW, fate: 'open' });
  const waiting = keepDelivery(db, { key: 'a/1', at: NOW, status: 'sending', alertId: alert });
  const notice = keepDelivery(db, { key: 'n', at: NOW, status: 'uncertain' });
  const edit = keepDelivery(db, { key: 'e', at: NOW, status: 'queued', kind: 'edit' });
  const sent = keepDelivery(db, { key: 's', at: NOW, status: 'sent' });
  const bundled = keepAlert(db, { key: 'b', at: NOW, fate: 'open' });
  const bundle = store.bundles.add(
    { place: { chat: CHAT, thread: undefined }, kind: 'storm', dueAt: NOW, isSealed: false },
    NOW,
  );
  db.sqlite.prepare('update alert set bundle_id = ? where id = ?').run(bundle, bundled);
  store.timers.add({ kind: 'escalate', subject: alert, step: 1, dueAt: NOW });
  const rule = aRule(store, 'R1');
  const rang = { rangAt: NOW, rangValue: 151 };
  store.rules.putState(rule.id, NVDA, { ...FIRING, ...rang });
  const copy = await backUp(path, aFolder(), new Date(NOW));

  const elsewhere = join(aFolder(), 'new.db');
  copyFileSync(copy, elsewhere);
  const back = open(elsewhere);
  const restored = beginLife(back.db, undefined, LATER);
  expect(restored).toEqual({ snapshotAt: NOW, noticedAt: LATER });
  expect(back.store.held.ids()).toEqual([waiting, notice, expect.any(Number)]);
  expect(back.store.deliveries.get(edit)?.status).toBe('expired');
  expect(back.store.deliveries.get(sent)?.status).toBe('sent');
  expect(back.store.deliveries.lanes()).toEqual([]);
  expect(back.store.census.take(LATER).unaccounted).toBe(0);
  expect(back.store.timers.nextDueAt('escalate')).toBeUndefined();
  expect(back.store.bundles.nextDueAt()).toBeUndefined();
  expect(back.store.rules.state(rule.id, NVDA)).toMatchObject({ phase: 'new', rangAt: NOW });
  expect(back.store.meta.get('autosell_lock')).toMatch(/restored/);

  // Told once: the next start is an ordinary one, and what is held stays held.
  expect(beginLife(back.db, readMarks(back.db.sqlite), LATER)).toBeUndefined();
  expect(back.store.held.count()).toBe(3);
});

test.each([['boots'], ['alertId'], ['deliveryId']] as const)(
  'a database put back by other means is behind the file beside it: %s',
  (mark) => {
    const { db } = aDatabase();
    keepDelivery(db, { key: 'n', at: NOW - MINUTE_MS, status: 'queued' });
    const marks = readMarks(db.sqlite);
    const restored = beginLife(db, { ...marks, [mark]: marks[mark] + 1 }, LATER);
    expect(restored).toEqual({ snapshotAt: NOW - MINUTE_MS, noticedAt: LATER });
  },
);

type Deed = 'ring' | 'edit' | 'delete' | 'make';

/** Lives on a database: what people and prices do to one rule, and the keys of the alerts that come of it. */
function lives(store: Store, deeds: readonly Deed[], now: Instant): readonly string[] {
  const keys: string[] = [];
  let made = 0;
  for (const deed of deeds) {
    const rule = store.rules.ofChat(CHAT).at(-1) ?? aRule(store, `N${now}-${made++}`);
    if (deed === 'make') aRule(store, `M${now}-${made++}`);
    if (deed === 'delete') store.rules.setStatus(rule.id, 'deleted', now);
    if (deed === 'edit')
      store.rules.rewrite(rule.id, { ...rule, target: rule.target, expiresAt: undefined }, now);
    if (deed !== 'ring') continue;
    const state = store.rules.state(rule.id, NVDA);
    const next = { ...state, ...FIRING, seq: state.seq + 1 };
    store.rules.putState(rule.id, NVDA, next);
    keys.push(eventKey(store.rules.get(rule.id) ?? rule, NVDA, next.seq));
  }
  return keys;
}

test('whatever is done before and after restores, no two alerts ever have the same key', async () => {
  const first = aDatabase();
  aRule(first.store, 'R1');
  lives(first.store, ['ring', 'ring', 'edit', 'ring'], NOW);
  const copy = await backUp(first.path, aFolder(), new Date(NOW));
  const deeds = array(constantFrom<Deed>('ring', 'ring', 'edit', 'delete', 'make'), {
    minLength: 3,
    maxLength: 12,
  });
  const folder = aFolder();
  assert(
    property(array(deeds, { minLength: 2, maxLength: 3 }), (lifetimes) => {
      const keys = lifetimes.flatMap((lifetime, n) => {
        const path = join(folder, 'again.db');
        for (const ending of ['', '-wal', '-shm']) rmSync(path + ending, { force: true });
        copyFileSync(copy, path);
        const db = openDb(path, MIGRATIONS);
        const at = instant(NOW + n * DAY_MS);
        // The first life goes on from the copy as if it had never been one.
        if (n === 0) db.sqlite.exec("delete from meta where key = 'copied_at'");
        beginLife(db, undefined, at);
        const rang = lives(createStore(db), lifetime, at);
        db.close();
        return rang;
      });
      expect(new Set(keys).size).toBe(keys.length);
    }),
    { numRuns: 40 },
  );
}, 60_000);
