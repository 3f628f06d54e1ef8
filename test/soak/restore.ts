import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { decodeCallback } from '../../src/core/callback.ts';
import { HELD } from '../../src/db/amnesia.ts';
import { readLedger, type LedgerEntry } from '../../src/sandbox/telegram/ledger.ts';
import { unfinished } from '../support/autopsy.ts';
import {
  envFor,
  EVERY_SECOND,
  live,
  startWitness,
  until,
  type Life,
  type Witness,
} from '../support/fleet.ts';
import { addHome, makeHome, OWNER, placeOf, prepare, ruleOf } from '../support/homes.ts';
import { startSwingingMarket, type SwingingMarket } from '../support/swinging-market.ts';
import { complaint, type Suite, type SuiteOptions } from './suite.ts';

/** A backup is taken while alerts are on their way, life goes on, and then the backup comes back. */
export const restoreSuite: Suite = {
  name: 'restore',
  says: 'a backup taken while rules ring comes back after kill -9: nothing is sent again by itself',
  kills: 5,
  async run(options) {
    const { folder, seed, kills } = options;
    const startedAt = performance.now();
    const files = { ledger: join(folder, 'ledger.jsonl'), database: join(folder, 'bellwether.db') };
    const witness = await startWitness(files.ledger);
    const market = await startSwingingMarket(SYMBOLS, String(seed));
    const around = { witness, yahoo: market.vendor.url, database: files.database };
    const env = { ...envFor(around), ...EVERY_SECOND, MAX_ALERTS_PER_MINUTE: '1000' };
    const round = { options, files, witness, market, env };
    const found: Found[] = [];
    try {
      await furnish(witness, files.database);
      for (let n = 0; n < kills; n++) found.push(await goBack(round, seed * 100 + n));
    } finally {
      await witness.stop();
      await market.vendor.close();
    }
    const sum = (of: (one: Found) => number): number =>
      found.reduce((total, one) => total + of(one), 0);
    return {
      figures: [
        ['restores', kills],
        ['messages held', sum((one) => one.held)],
        ['sent by themselves', sum((one) => one.resent.length)],
        ['sent as repeats when told to', sum((one) => one.repeated)],
        ['alerts forgotten', sum((one) => one.forgotten)],
        ['new alerts since', sum((one) => one.fresh)],
        ['names given twice', sum((one) => one.doubled.length)],
        ['duration', `${Math.round((performance.now() - startedAt) / 1000)} s`],
      ],
      broken: found.flatMap((one) => [
        ...complaint(one.resent),
        ...complaint(one.doubled),
        ...one.broken,
      ]),
    };
  },
};

const SYMBOLS = ['NVDA', 'AAPL', 'SPY'] as const;
const PLACES = [OWNER, 102, 103, -5001];

/** Three people and a group, each with rules that ring whichever way prices go. */
async function furnish(witness: Witness, database: string): Promise<void> {
  for (const id of PLACES) await makeHome(witness, { id });
  prepare(database, (store, now) => {
    for (const id of PLACES) {
      addHome(store, { id }, now);
      for (const [n, symbol] of SYMBOLS.entries())
        for (const side of ['>', '<']) {
          const text = `${symbol} x${side} ${99 + n} cooldown:0${n === 0 ? ' sev:critical' : ''}`;
          const code = `${symbol}${side === '>' ? 'UP' : 'DN'}${Math.abs(id)}`;
          store.rules.add(ruleOf(placeOf(id), code, text), now);
        }
    }
  });
}

type Round = {
  readonly options: SuiteOptions;
  readonly files: { readonly ledger: string; readonly database: string };
  readonly witness: Witness;
  readonly market: SwingingMarket;
  readonly env: Readonly<Record<string, string>>;
};

type Found = {
  readonly held: number;
  readonly repeated: number;
  readonly forgotten: number;
  readonly fresh: number;
  /** One sentence for each broken promise. */
  readonly resent: readonly string[];
  readonly doubled: readonly string[];
  readonly broken: readonly string[];
};

const READY_LIMIT_MS = 30_000;
const DRAIN_LIMIT_MS = 60_000;

async function goBack(round: Round, seed: number): Promise<Found> {
  const { files, witness } = round;
  // Slow and refusing, so that the backup finds messages on their way.
  await witness.ask('faults', { seed, rate429: 0.7, delay: 1, delayMs: 250 });
  const before = await start(round);
  await trade(round, 2);
  const copy = backUp(round);
  await witness.ask('faults');
  await trade(round, 3);
  await until(() => unfinished(files.database) === 0, { limitMs: DRAIN_LIMIT_MS });
  await before.kill();
  const lost = keysOf(files.database);
  command(round, ['--restore', copy]);
  const kept = snapshotOf(files.database);

  const silentFrom = readLedger(files.ledger).length;
  const after = await start(round);
  const isCardThere = (): boolean =>
    sentSince(files.ledger, silentFrom).some(({ text }) => text.startsWith('🛟'));
  const hasCard = await until(isCardThere, { limitMs: DRAIN_LIMIT_MS });
  await pause(2_500);
  const held = heldIn(files.database);
  // Rules that are past their trigger already say so silently; nothing else has a reason to speak.
  const resent = sentSince(files.ledger, silentFrom).filter(
    (entry) => isOf(kept, entry) || !/^(?:🛟|👁)/u.test(entry.text),
  );
  const toldFrom = readLedger(files.ledger).length;
  if (held > 0) await press(witness);
  await until(() => heldIn(files.database) === 0 && unfinished(files.database) === 0, {
    limitMs: DRAIN_LIMIT_MS,
  });
  const told = sentSince(files.ledger, toldFrom);
  const repeats = told.filter(({ text }) => text.startsWith('🔁 repeat'));
  const unlabelled = told.filter((one) => isOf(kept, one) && !repeats.includes(one));
  await trade(round, 3);
  await until(() => unfinished(files.database) === 0, { limitMs: DRAIN_LIMIT_MS });
  const code = await after.stop();
  const known = new Set([...lost.alerts, ...kept.keys]);
  const fresh = [...keysOf(files.database).alerts].filter((key) => !kept.keys.has(key));
  return {
    held,
    repeated: repeats.length,
    forgotten: [...lost.alerts].filter((key) => !kept.keys.has(key)).length,
    fresh: fresh.length,
    resent: resent.map(({ n, text }) => `message ${n} was sent again by itself: ${text}`),
    doubled: fresh.filter((key) => known.has(key)).map((key) => `${key} was given twice`),
    broken: [
      ...(hasCard ? [] : ['no owner was told of the restore']),
      ...(repeats.length === held
        ? []
        : [`${held} were held, and ${repeats.length} sent on demand`]),
      ...unlabelled.map(({ n }) => `message ${n} is a repeat and does not say so`),
      ...(fresh.length > 0 ? [] : ['no rule rang after the restore']),
      ...(factOf(files.database, 'autosell_lock') === undefined ? ['selling is not locked'] : []),
      ...(factOf(files.database, 'recovery') === undefined ? [] : ['the restore is not over']),
      ...(code === 0 ? [] : [`SIGTERM ended with ${code ?? 'a kill'}`]),
    ],
  };
}

async function start({ options, env }: Round): Promise<Life> {
  const life = live({ main: options.main, folder: options.folder, env });
  const took = await Promise.race([life.ready, pause(READY_LIMIT_MS, undefined, { ref: false })]);
  if (took === undefined) throw new Error('The program was not ready in time.');
  return life;
}

/** Prices move so many times, each looked at by at least two scans. */
async function trade({ market }: Round, turns: number): Promise<void> {
  for (let n = 0; n < turns; n++) {
    market.turn();
    const seen = market.servings();
    await until(() => market.servings() > seen + 1, { limitMs: 10_000 });
  }
}

function command({ options, env }: Round, args: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [options.main, ...args], {
    cwd: options.folder,
    env: { ...env },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
}

/** @returns the path of the copy, taken by a process of its own while the program runs */
function backUp(round: Round): string {
  command(round, ['--backup']);
  const folder = join(round.options.folder, 'backups');
  return join(folder, readdirSync(folder).sort().at(-1) ?? '');
}

const message = z.looseObject({
  id: z.number(),
  text: z.string(),
  buttons: z.array(z.array(z.looseObject({ text: z.string() }))),
});

async function press(witness: Witness): Promise<void> {
  const messages = z.array(message).parse(await witness.ask('messages', { chat: OWNER }));
  const card = messages.findLast(({ text }) => text.startsWith('🛟 I was restored'));
  const which = card?.buttons.flat().find(({ text }) => text.startsWith('🔁 Send'))?.text;
  if (card === undefined || which === undefined) throw new Error('There is nothing to press.');
  await witness.ask('press', { user: OWNER, chat: OWNER, message: card.id, which });
}

/** What the backup knew of: names of alerts, and how their messages are recognised. */
type Snapshot = {
  readonly keys: ReadonlySet<string>;
  readonly refs: ReadonlySet<string>;
  readonly tokens: ReadonlySet<string>;
};

function snapshotOf(database: string): Snapshot {
  return look(database, (sqlite) => ({
    keys: column(sqlite, 'select event_key from alert'),
    refs: column(sqlite, 'select ref from alert'),
    tokens: column(sqlite, 'select token from button'),
  }));
}

function keysOf(database: string): { readonly alerts: ReadonlySet<string> } {
  return look(database, (sqlite) => ({ alerts: column(sqlite, 'select event_key from alert') }));
}

function heldIn(database: string): number {
  return look(database, (sqlite) =>
    Number(
      sqlite
        .prepare("select count(*) from delivery where status = 'dead' and last_code = ?")
        .pluck()
        .get(HELD),
    ),
  );
}

function factOf(database: string, key: string): unknown {
  return look(database, (sqlite) =>
    sqlite.prepare('select value from meta where key = ?').pluck().get(key),
  );
}

function column(sqlite: Database.Database, sql: string): ReadonlySet<string> {
  return new Set(sqlite.prepare<[], string>(sql).pluck().all());
}

function look<T>(database: string, see: (sqlite: Database.Database) => T): T {
  const sqlite = new Database(database, { readonly: true, fileMustExist: true });
  try {
    return see(sqlite);
  } finally {
    sqlite.close();
  }
}

function sentSince(ledger: string, count: number): readonly LedgerEntry[] {
  return readLedger(ledger)
    .slice(count)
    .filter(({ method }) => method.startsWith('send'));
}

const REF = /· alert #(\w+)$/m;

function isOf({ refs, tokens }: Snapshot, { text, data }: LedgerEntry): boolean {
  const isKnown = data.some((one) => tokens.has(decodeCallback(one)?.token ?? ''));
  return isKnown || refs.has(REF.exec(text)?.[1] ?? '');
}
