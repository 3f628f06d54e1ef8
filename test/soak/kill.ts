import { join } from 'node:path';
import { createRandom } from '../../src/sandbox/replay/random.ts';
import { readLedger } from '../../src/sandbox/telegram/ledger.ts';
import { openDb, type Db } from '../../src/db/open.ts';
import { createStore } from '../../src/db/store.ts';
import { examine } from '../support/autopsy.ts';
import { startWitness, type Witness } from '../support/fleet.ts';
import { doubtsOf, settleAccounts } from '../support/ledger-check.ts';
import { startSwingingMarket, type SwingingMarket } from '../support/swinging-market.ts';
import { OWNER, settle, SYMBOLS } from './kill-town.ts';
import { drain, reap, type Reaped } from './reaper.ts';
import { complaint, middleAndTail, type Report, type Suite, type SuiteOptions } from './suite.ts';
import { checkTransitions } from './transitions.ts';

/** kill -9 at random moments while prices keep crossing and Telegram is in a bad mood. */
export const killSuite: Suite = {
  name: 'kill',
  says: 'kill -9 while rules ring, with 429, 5xx and cut answers from Telegram',
  kills: 200,
  async run(options) {
    const { folder, seed, main, kills } = options;
    const startedAt = performance.now();
    const ledger = join(folder, 'ledger.jsonl');
    const database = join(folder, 'bellwether.db');
    const witness = await startWitness(ledger);
    const market = await startSwingingMarket(SYMBOLS, String(seed));
    try {
      await settle(witness, database);
      const life = { main, folder, env: envFor(witness, market, database) };
      const reaped = await reap(
        {
          life,
          database,
          random: createRandom(`kill/${seed}`),
          soonMs: [20, 400],
          work: market.servings,
          before: (kill) => {
            // One price a life, so that what was admitted is known to the last one.
            market.turn();
            return weather(witness, { kill, kills, seed });
          },
        },
        options,
      );
      await witness.ask('faults');
      const servings = market.servings();
      const late = await drain({ life, database }, () => market.servings() > servings);
      const violations = (await witness.ask('violations')) as readonly string[];
      const db = openDb(database, 'drizzle');
      const autopsies = [...reaped.autopsies, examine(database)];
      const report = judge(db, { options, reaped: { ...reaped, autopsies }, market, ledger });
      db.close();
      const seconds = Math.round((performance.now() - startedAt) / 1000);
      return {
        figures: [...report.figures, ['duration', `${seconds} s`]],
        broken: [...complaint(violations), ...late, ...report.broken],
      };
    } finally {
      await witness.stop();
      await market.vendor.close();
    }
  },
};

function envFor(witness: Witness, market: SwingingMarket, database: string) {
  return {
    TELEGRAM_BOT_TOKEN: witness.token,
    TELEGRAM_API_ROOT: witness.url,
    YAHOO_API_ROOT: market.vendor.url,
    OWNER_IDS: String(OWNER),
    DATABASE_PATH: database,
    SCAN_QUOTES_CRON: '* * * * * *',
    SCAN_OUTSIDE_HOURS: 'true',
    MAX_ALERTS_PER_MINUTE: '1000',
    PORT: '0',
  };
}

// Clears up before the end: an answer that was lost is left alone for half a minute, and the end waits for it.
async function weather(
  witness: Witness,
  { kill, kills, seed }: { kill: number; kills: number; seed: number },
): Promise<void> {
  const isFoul = kill <= kills * 0.6;
  await witness.ask('faults', {
    seed: seed * 1000 + kill,
    rate429: 0.04,
    ...(isFoul && { rate5xx: 0.01, cutBefore: 0.01, cutAfter: 0.01 }),
    delay: 0.3,
    delayMs: 60,
  });
}

type Evidence = {
  readonly options: SuiteOptions;
  readonly reaped: Reaped;
  readonly market: SwingingMarket;
  readonly ledger: string;
};

function judge(db: Db, { options, reaped, market, ledger }: Evidence): Report {
  const { autopsies, readyMs } = reaped;
  const transitions = checkTransitions(db, autopsies, market);
  const doubts = doubtsOf(db, autopsies);
  const account = settleAccounts(db, readLedger(ledger), doubts);
  const census = createStore(db).census.take(Date.now());
  const fates = Object.values(census.alerts).reduce((sum, n) => sum + n, 0);
  const { sent = 0, suppressed = 0, expired = 0, dead = 0, open = 0 } = census.alerts;
  const unsound = autopsies.flatMap(({ integrity, unaccounted }, i) => [
    ...(integrity === 'ok' ? [] : [`after kill ${i + 1}: ${integrity}`]),
    ...(unaccounted === 0 ? [] : [`after kill ${i + 1}: ${unaccounted} alerts unaccounted for`]),
  ]);
  const uneven = fates === sent + suppressed + expired + dead && open === 0;
  return {
    figures: [
      ['kills', `${options.kills}, ${reaped.stillborn} of them before it was ready`],
      ['alerts', fates],
      ['transitions', transitions.expected],
      ['sent', sent],
      ['suppressed, expired, dead, open', [suppressed, expired, dead, open].join(', ')],
      ['messages that arrived', account.arrived],
      ['lost', transitions.missing.length + account.lost.length],
      ['invented', transitions.invented.length + account.invented.length],
      ['alerts twice', transitions.doubled.length],
      ['repeats', account.repeats],
      ['unlabelled repeats', account.unlabelled.length],
      [
        'in doubt',
        `${account.uncertain} rows, ${[...doubts.values()].reduce((sum, n) => sum + n, 0)} times`,
      ],
      ['out of order', account.disordered.length],
      ['ready ms, median / p95', middleAndTail(readyMs)],
    ],
    broken: [
      ...(uneven ? [] : [`the books do not balance: ${JSON.stringify(census.alerts)}`]),
      ...(transitions.expected > 0 ? [] : ['no rule had anything to ring about']),
      ...[unsound, transitions.missing, transitions.doubled, transitions.invented].flatMap(
        complaint,
      ),
      ...[account.lost, account.invented, account.unlabelled].flatMap(complaint),
      ...[account.unexplained, account.disordered].flatMap(complaint),
    ],
  };
}
