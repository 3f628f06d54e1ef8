import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readLedger } from '../../src/sandbox/telegram/ledger.ts';
import { count } from '../support/autopsy.ts';
import { BAD_DATA, endOfTrouble, type BadData } from '../support/bad-data.ts';
import { envFor, EVERY_SECOND, live, startWitness, until, type Witness } from '../support/fleet.ts';
import { addHome, makeHome, OWNER, placeOf, prepare, ruleOf } from '../support/homes.ts';
import { aFeedQuote, feedOf, startTroubledYahoo } from '../support/vendor-yahoo.ts';
import { complaint, type Report, type Suite } from './suite.ts';

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
  const env = { ...envFor({ witness, yahoo: yahoo.url, database }), ...EVERY_SECOND };
  const life = live({ main, folder, env });
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
  await makeHome(witness, { id: OWNER });
  prepare(database, (store, now) => {
    addHome(store, { id: OWNER }, now);
    for (const [code, when] of [
      ['UP', 'x> 150'],
      ['DOWN', 'x< 100'],
    ] as const)
      store.rules.add(ruleOf(placeOf(OWNER), code, `NVDA ${when} cooldown:0 sev:high`), now);
  });
}
