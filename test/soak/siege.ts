import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { examine, unfinished, type Autopsy } from '../support/autopsy.ts';
import { live, startWitness, until, type Life } from '../support/fleet.ts';
import { startReceivers, type Cry } from '../support/receivers.ts';
import { startSwingingMarket } from '../support/swinging-market.ts';
import { openDb } from '../../src/db/open.ts';
import { checkTransitions } from './transitions.ts';
import { townEnv } from './campaign.ts';
import { settle, SYMBOLS } from './kill-town.ts';
import type { SuiteOptions } from './suite.ts';

export type Siege = Awaited<ReturnType<typeof besiege>>;

const READY_LIMIT_MS = 30_000;
const EMERGENCY_LIMIT_MS = 60_000;

/** A town with rules that ring, before a database that is about to be attacked. */
export async function besiege(
  { main, folder, seed }: Pick<SuiteOptions, 'main' | 'folder' | 'seed'>,
  /** Where the database is; in a folder of its own unless told. */
  wish: { readonly name: string; readonly at?: string; readonly env?: Record<string, string> },
) {
  const home = join(folder, wish.name);
  mkdirSync(home, { recursive: true });
  const database = join(wish.at ?? home, 'bellwether.db');
  const witness = await startWitness(join(home, 'ledger.jsonl'));
  const receivers = await startReceivers(join(home, 'arrivals.jsonl'));
  const market = await startSwingingMarket(SYMBOLS, `${wish.name}/${seed}`);
  await settle({ witness, receivers, database, town: { people: 18, squares: false } });
  const scene = { witness, receivers, market, database, seed };
  const env = { ...townEnv(scene), EMERGENCY_CHANNEL: 'ntfy:bell', ...wish.env };
  const autopsies: Autopsy[] = [];
  const lives: Life[] = [];

  return {
    ...scene,
    home,
    /** Starts the program; undefined when it ended instead. */
    async start(): Promise<Life | undefined> {
      const life = live({ main, folder: home, env });
      lives.push(life);
      const isReady = { now: false };
      void life.ready.then(() => (isReady.now = true));
      await until(() => isReady.now || life.hasDied(), { limitMs: READY_LIMIT_MS });
      return isReady.now ? life : undefined;
    },
    /** Prices move, and two scans see it; what they made of it is remembered. */
    async trade(): Promise<void> {
      market.turn();
      const seen = market.servings();
      await until(() => market.servings() > seen + 2, { limitMs: 10_000 });
      await pause(300);
      await this.remember();
    },
    /** The prices that have been believed, for the verdict. */
    async remember(): Promise<void> {
      const copy = join(home, 'seen', 'bellwether.db');
      mkdirSync(join(home, 'seen'), { recursive: true });
      const sqlite = new Database(database, { readonly: true, fileMustExist: true });
      await sqlite.backup(copy);
      sqlite.close();
      autopsies.push(examine(copy));
    },
    sent: () => until(() => unfinished(database) === 0, { limitMs: EMERGENCY_LIMIT_MS }),
    /** The call of the emergency channel, once it comes; undefined when none comes within a minute. */
    async cry(since: number): Promise<(Cry & { readonly afterMs: number }) | undefined> {
      const found = (): Cry | undefined => receivers.cries.find(({ at }) => at >= since);
      await until(() => found() !== undefined, { limitMs: EMERGENCY_LIMIT_MS });
      const cry = found();
      return cry && { ...cry, afterMs: cry.at - since };
    },
    /** How it came out, once the program has ended: alerts by what the prices made necessary. */
    verdict() {
      const db = openDb(database, 'drizzle');
      const { expected, missing, doubled, invented } = checkTransitions(db, autopsies, market);
      db.close();
      const unsound = autopsies.filter(
        ({ integrity, unaccounted }) => integrity !== 'ok' || unaccounted > 0,
      );
      return { expected, broken: [...missing, ...doubled, ...invented], unsound: unsound.length };
    },
    async close(): Promise<void> {
      for (const life of lives) await life.kill();
      await witness.stop();
      await receivers.close();
      await market.vendor.close();
    },
  };
}

/** @returns the code that the program ended with by itself; null when it lives on */
export async function ending(life: Life): Promise<number | null> {
  await until(() => life.hasDied(), { limitMs: EMERGENCY_LIMIT_MS });
  return life.hasDied() ? life.stop() : null;
}
