import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { chatId, userId } from '../../src/core/people.ts';
import type { Ticker } from '../../src/core/ticker.ts';
import { instant } from '../../src/core/time.ts';
import { openDb } from '../../src/db/open.ts';
import { createStore } from '../../src/db/store.ts';
import { readLedger } from '../../src/sandbox/telegram/ledger.ts';
import { BAD_DATA, endOfTrouble, type BadData } from '../support/bad-data.ts';
import { live, startWitness, until, type Witness } from '../support/fleet.ts';
import {
  aFeedQuote,
  feedOf,
  startTroubledYahoo,
  type TroubledYahoo,
} from '../support/vendor-yahoo.ts';
import { complaint, type Report, type Suite } from './suite.ts';

const OWNER = 101;
const TRUTH = { calm: 149, ringing: 151 } as const;

/** So many scans see each kind of bad data. */
const SCANS = 8;
const LIMIT_MS = 90_000;

/** A vendor that sends everything that is no price: nothing rings, and each incident is told once. */
export const dataSuite: Suite = {
  name: 'data',
  says: 'a vendor that sends every kind of bad price, over sockets and in real time',
  kills: 1,
  unit: 'rounds',
  needsBundle: true,
  async run({ main, folder, kills: rounds, say }): Promise<Report> {
    const desk = await openDesk(main, folder);
    const found: Found[] = [];
    try {
      for (let round = 1; round <= rounds; round++)
        for (const bad of BAD_DATA) {
          found.push(await suffer(desk, bad));
          say(`  ${bad.name}`);
        }
    } finally {
      await desk.close();
    }
    const sum = (of: (one: Found) => number): number => found.reduce((n, one) => n + of(one), 0);
    return {
      figures: [
        ['incidents', found.length],
        ['scans of bad data', sum(({ scans }) => scans)],
        ['alerts during one', sum(({ alerts }) => alerts)],
        ['notices that it began', sum(({ begun }) => begun)],
        ['notices that it is over', sum(({ ended }) => ended)],
        ['alerts once data were well', sum(({ rung }) => rung)],
      ],
      broken: complaint(found.flatMap(({ broken }) => broken)),
    };
  },
};

type Found = {
  readonly scans: number;
  readonly alerts: number;
  readonly begun: number;
  readonly ended: number;
  readonly rung: number;
  readonly broken: readonly string[];
};

type Desk = Awaited<ReturnType<typeof openDesk>>;

async function openDesk(main: string, folder: string) {
  const database = join(folder, 'bellwether.db');
  const ledger = join(folder, 'ledger.jsonl');
  mkdirSync(folder, { recursive: true });
  const witness = await startWitness(ledger);
  const truth: { price: number } = { price: TRUTH.calm };
  const quote = () => {
    const time = Math.floor(Date.now() / 1_000);
    // Of a kind that is always traded: a closed market has no stale prices.
    const always = { quoteType: 'CRYPTOCURRENCY', exchange: 'CCC' };
    return aFeedQuote({ ...always, price: truth.price, previousClose: 145, time });
  };
  const yahoo = await startTroubledYahoo([quote()], {
    ...feedOf([quote()]),
    quote: (symbol) => (symbol === 'NVDA' ? quote() : undefined),
  });
  await furnish(witness, database);
  const life = live({ main, folder, env: envFor(witness, yahoo, database) });
  await life.ready;
  return {
    yahoo,
    truth,
    alerts: (): number => count(database, 'select count(*) from alert'),
    told: (text: string): number =>
      readLedger(ledger).filter(
        (entry) => entry.method === 'sendMessage' && entry.text.includes(text),
      ).length,
    scans: (): number => yahoo.count('/v7/finance/quote'),
    async close(): Promise<void> {
      await life.stop();
      await witness.stop();
      await yahoo.close();
    },
  };
}

/** One incident from its beginning to the alert after its end. */
async function suffer(desk: Desk, bad: BadData): Promise<Found> {
  const { yahoo, truth, alerts, told, scans } = desk;
  truth.price = TRUTH.calm;
  await seen(desk, 3);
  const before = { alerts: alerts(), begun: told(BEGUN), ended: told(ENDED), scans: scans() };
  truth.price = TRUTH.ringing;
  bad.begin(yahoo);
  await seen(desk, SCANS);
  await until(() => told(BEGUN) > before.begun, { limitMs: LIMIT_MS });
  const during = alerts() - before.alerts;
  const sufferedScans = scans() - before.scans;
  truth.price = TRUTH.calm;
  endOfTrouble(yahoo);
  await until(() => told(ENDED) > before.ended, { limitMs: LIMIT_MS });
  const begun = told(BEGUN) - before.begun;
  const ended = told(ENDED) - before.ended;
  truth.price = TRUTH.ringing;
  await until(() => alerts() > before.alerts + during, { limitMs: LIMIT_MS });
  await pause(1_500);
  const rung = alerts() - before.alerts - during;
  const wrong: readonly (readonly [string, number, number])[] = [
    ['alerts during it', during, 0],
    ['notices that it began', begun, 1],
    ['notices that it is over', ended, 1],
    ['alerts after it', rung, 1],
  ];
  return {
    scans: sufferedScans,
    alerts: during,
    begun,
    ended,
    rung,
    broken: wrong.flatMap(([what, is, due]) =>
      is === due ? [] : [`${bad.name}: ${is} ${what} instead of ${due}`],
    ),
  };
}

const BEGUN = 'can’t judge some prices';
const ENDED = 'Prices are back';

/** A breaker may ask less often for a while. */
async function seen({ scans }: Desk, times: number): Promise<void> {
  const from = scans();
  await until(() => scans() >= from + times, { limitMs: 2_000 * times });
}

async function furnish(witness: Witness, database: string): Promise<void> {
  await witness.ask('person', { id: OWNER, name: 'Ann' });
  await witness.ask('chat', { id: OWNER, kind: 'private', members: [OWNER] });
  const db = openDb(database, 'drizzle');
  const store = createStore(db);
  const now = instant(Date.now());
  const by = userId(OWNER);
  const place = { chat: chatId(OWNER), thread: undefined };
  const target = { kind: 'ticker', ticker: 'NVDA' as Ticker } as const;
  const rest = { place, target, reference: undefined, expiresAt: undefined, by };
  store.transact(() => {
    store.people.approve({ id: by, name: 'Ann', role: 'owner', by }, now);
    store.chats.add({ id: place.chat, kind: 'private', title: 'Ann', linkedBy: by }, now);
    store.rules.add({ ...rest, code: 'UP', text: 'NVDA x> 150 cooldown:0 sev:high' }, now);
    store.rules.add({ ...rest, code: 'DOWN', text: 'NVDA x< 100 cooldown:0 sev:high' }, now);
  });
  db.close();
}

function envFor(witness: Witness, yahoo: TroubledYahoo, database: string) {
  return {
    TELEGRAM_BOT_TOKEN: witness.token,
    TELEGRAM_API_ROOT: witness.url,
    YAHOO_API_ROOT: yahoo.url,
    OWNER_IDS: String(OWNER),
    DATABASE_PATH: database,
    SCAN_QUOTES_CRON: '* * * * * *',
    SCAN_OUTSIDE_HOURS: 'true',
    PORT: '0',
  };
}

function count(database: string, sql: string): number {
  const sqlite = new Database(database, { readonly: true, fileMustExist: true });
  try {
    return Number(sqlite.prepare(sql).pluck().get());
  } finally {
    sqlite.close();
  }
}
