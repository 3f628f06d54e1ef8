import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventKey, Evidence } from '../../src/core/alert.ts';
import { chatId } from '../../src/core/people.ts';
import type { Ticker } from '../../src/core/ticker.ts';
import { instant, type Instant } from '../../src/core/time.ts';
import { openDb, type Db } from '../../src/db/open.ts';
import { concludeDelivery } from '../../src/db/lose-chat.ts';
import { createOutbox } from '../../src/db/outbox.ts';
import { ring } from '../../src/db/ring.ts';
import { createStore, type Store } from '../../src/db/store.ts';
import { createRandom } from '../../src/sandbox/replay/random.ts';

const CHAT = chatId(101);
const NOW = instant(Date.UTC(2026, 0, 5, 15, 30));
const COMMITS = 600;
/** As the last of each commit, so that what is there says how far it came. */
const MARK = 'last_commit';

export type PowerLoss = {
  readonly cuts: number;
  /** Commits that were missing after a cut, in the middle and at most. */
  readonly missing: readonly number[];
  /** One sentence for each broken promise. */
  readonly broken: readonly string[];
};

/**
 * Cuts the power at every moment of a disk's life: the write-ahead log ends at a random byte, or in a torn sector, or a
 * checkpoint has written some of its pages and not others. What is opened after that is whole, and only its end is missing.
 */
export function losePower(options: {
  readonly cuts: number;
  readonly seed: number;
  readonly folder: string;
}): PowerLoss {
  const { cuts, seed, folder } = options;
  const random = createRandom(`power/${seed}`);
  const disk = fill(join(folder, 'whole'));
  const missing: number[] = [];
  const broken: string[] = [];
  for (let cut = 1; cut <= cuts; cut++) {
    const path = join(folder, `cut-${cut}`, 'bellwether.db');
    mkdirSync(join(path, '..'));
    const { says, least } = tear(disk, { path, random });
    try {
      const { last, faults } = reopen(path);
      missing.push(COMMITS - last);
      const tooFew = last < least ? [`only ${last} of ${least} commits are left`] : [];
      broken.push(...[...faults, ...tooFew].map((fault) => `${says}: ${fault}`));
    } catch (error) {
      broken.push(`${says}: ${String(error)}`);
    }
    rmSync(join(path, '..'), { recursive: true });
  }
  return { cuts, missing, broken };
}

type Disk = {
  readonly file: Buffer;
  readonly log: Buffer;
  /** The database's file once everything is folded back. */
  readonly folded: Buffer;
};

/** A database whose commits all lie in its log still. */
function fill(folder: string): Disk {
  mkdirSync(folder);
  const path = join(folder, 'bellwether.db');
  const db = openDb(path, 'drizzle');
  const store = createStore(db);
  store.chats.add({ id: CHAT, kind: 'private', title: 'Ann', linkedBy: undefined }, NOW);
  store.meta.set(MARK, '0');
  db.sqlite.pragma('wal_checkpoint(TRUNCATE)');
  db.sqlite.pragma('wal_autocheckpoint = 0');
  for (let n = 1; n <= COMMITS; n++) commit(store, n, instant(NOW + n * 1_000));
  const [file, log] = [readFileSync(path), readFileSync(`${path}-wal`)];
  db.sqlite.pragma('wal_checkpoint(TRUNCATE)');
  const folded = readFileSync(path);
  db.close();
  return { file, log, folded };
}

/** Odd ones ring, even ones say that what rang before has arrived: each as the program does it. */
function commit(store: Store, n: number, now: Instant): void {
  const outbox = createOutbox(store, () => undefined);
  const eventKey = `rule/1/1/NVDA/${n}` as EventKey;
  store.transact(() => {
    if (n % 2 === 1) {
      const what = { eventKey, ref: `R${n}`, ruleId: undefined, ticker: 'NVDA' as Ticker };
      const how = { type: 'price', severity: 'high', reason: 'first' } as const;
      const place = { chat: CHAT, thread: undefined };
      ring({ store, outbox }, { ...what, ...how, place, evidence: NOTHING, firedAt: now }, now);
    } else {
      const alert = store.alerts.newest(1)[0];
      const row = alert && store.deliveries.ofAlert(alert.id)[0];
      if (row === undefined) throw new Error(`Nothing rang before ${n}.`);
      store.deliveries.claim(row.id, 'boot', '{}');
      store.deliveries.settle(row.id, 'boot', { ...SENT, messageId: String(n), finishedAt: now });
      concludeDelivery(store, row);
    }
    store.meta.set(MARK, String(n));
  });
}

const NOTHING = {} as Evidence as never;
const SENT = {
  status: 'sent',
  notBefore: NOW,
  attempts: 0,
  uncertain: 0,
  lastCode: undefined,
} as const;

type Tearing = { readonly path: string; readonly random: () => number };

const SECTOR = 512;
const PAGE = 4_096;

/** @returns what was done, and how many commits must have outlived it */
function tear(disk: Disk, { path, random }: Tearing): { says: string; least: number } {
  const kind = random();
  if (kind < 0.2) {
    // The log is on the disk before its pages are folded back, so that nothing at all may be missing.
    const pages = Buffer.from(disk.folded);
    for (let at = 0; at < disk.file.length; at += PAGE)
      if (random() < 0.5) disk.file.copy(pages, at, at, at + PAGE);
    writeFileSync(path, pages);
    writeFileSync(`${path}-wal`, disk.log);
    return { says: 'a torn checkpoint', least: COMMITS };
  }
  const length = Math.floor(random() * (disk.log.length + 1));
  const log = Buffer.from(disk.log.subarray(0, length));
  const isTorn = kind > 0.6 && length > SECTOR;
  if (isTorn)
    for (let at = length - SECTOR; at < length; at++) log[at] = Math.floor(random() * 256);
  writeFileSync(path, disk.file);
  writeFileSync(`${path}-wal`, log);
  return { says: `${isTorn ? 'torn' : 'cut'} at byte ${length}`, least: 0 };
}

function reopen(path: string): { last: number; faults: readonly string[] } {
  const db = openDb(path, 'drizzle');
  try {
    return look(db);
  } finally {
    db.close();
  }
}

type Row = { readonly id: number; readonly key: string; readonly fate: string };

function look(db: Db): { last: number; faults: readonly string[] } {
  const store = createStore(db);
  const last = Number(store.meta.get(MARK));
  const alerts = db.sqlite.prepare<[], Row>(
    'select id, event_key as key, fate from alert order by id',
  );
  const found = alerts.all().map(({ key, fate }) => `${key} ${fate}`);
  const wanted = Array.from({ length: Math.ceil(last / 2) }, (_, i) => {
    const n = 2 * i + 1;
    return `rule/1/1/NVDA/${n} ${n < last ? 'sent' : 'open'}`;
  });
  const integrity = String(db.sqlite.pragma('integrity_check', { simple: true }));
  const unaccounted = store.census.audit();
  return {
    last,
    faults: [
      ...(integrity === 'ok' ? [] : [integrity]),
      ...(unaccounted === 0 ? [] : [`${unaccounted} alerts are unaccounted for`]),
      ...(found.join() === wanted.join()
        ? []
        : [`after commit ${last} there are ${found.length} alerts`]),
    ],
  };
}
