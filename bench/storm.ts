import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Quote } from '../src/core/market.ts';
import type { Ticker } from '../src/core/ticker.ts';
import { instant } from '../src/core/time.ts';
import type { Store } from '../src/db/store.ts';
import type { Program } from '../src/wire/program.ts';
import { figure, type Bench, type Figure } from './support/figures.ts';
import { plainStorm } from './support/plain-storm.ts';
import { startTelegram } from './support/telegram.ts';
import {
  fillRules,
  quoteOf,
  quotesJob,
  SATURDAY,
  startProgram,
  ticker,
  workFolder,
} from './support/workbench.ts';

const RULES = 10_000;
const TICKERS = 1_000;
const ROUNDS = 5;
const PAUSE_MS = 10 * 60_000;

/** All rules ring in one scan, through the whole program: prices in hand, judged, committed, digests written and sent. */
export const storm: Bench = {
  name: 'storm',
  says: `${RULES.toLocaleString('en-US')} rules on ${TICKERS.toLocaleString('en-US')} tickers ring in one scan, one in a hundred critical; ${ROUNDS} storms each`,
  async run() {
    const figures: Figure[] = [];
    for (const chats of [1, 20, 200]) figures.push(...(await measure(chats)));
    return figures;
  },
};

async function measure(chats: number): Promise<readonly Figure[]> {
  using folder = workFolder();
  const clock = { now: SATURDAY };
  const telegram = await startTelegram();
  const program = await startProgram(telegram.apiRoot, folder.path, clock);
  const { store } = program.parts;
  fillRules(store, { count: RULES, chats, text: textOf }, instant(clock.now));
  const bench = openBench(program, clock);
  const plain = plainStorm(join(folder.path, 'plain.db'), { rules: RULES, chats });
  const rounds: Round[] = [];
  const limits: number[] = [];
  await bench.ring(false);
  for (let n = 0; n < ROUNDS; n++) {
    clock.now += PAUSE_MS;
    rounds.push(await bench.ring(true));
    limits.push(plain.run());
    clock.now += PAUSE_MS;
    await bench.ring(false);
  }
  bench.check(chats);
  plain.close();
  await program.stop();
  telegram.close();
  const over = chats === 1 ? '1 chat' : `${chats} chats`;
  const commits = rounds.map((one) => one.commitMs);
  return [
    figure(`${over}: commit of the scan`, commits, { unit: 'ms', goal: 100 }),
    figure(`${over}: plain inserts of the same rows`, limits, { unit: 'ms' }),
    figure(
      `${over}: ours ÷ plain`,
      commits.map((ms, n) => ms / (limits[n] ?? NaN)),
      { unit: '×' },
    ),
    figure(
      `${over}: event loop, p99 until all is sent`,
      rounds.map((one) => one.lagP99Ms),
      { unit: 'ms', goal: 200 },
    ),
    figure(
      `${over}: event loop, longest`,
      rounds.map((one) => one.lagMs),
      { unit: 'ms' },
    ),
  ];
}

function textOf(n: number) {
  const name = ticker(n % TICKERS);
  const severity = n % 100 === Math.floor(n / 100) % 100 ? ' sev:critical' : '';
  return { ticker: name, text: `${name} > ${100 + (n % 7) / 10} cooldown:0${severity}` };
}

type Round = { readonly commitMs: number; readonly lagP99Ms: number; readonly lagMs: number };

function openBench({ parts }: Program, clock: { now: number }) {
  const quotes = new Map<Ticker, Quote>();
  const commits: number[] = [];
  const store = timed(parts.store, commits);
  const job = quotesJob({ ...parts, store }, () => quotes, clock);
  let storms = 0;

  /** Telegram lets a chat have one message a second; these seconds pass at once. */
  async function settle(): Promise<void> {
    while (parts.store.deliveries.lanes().length > 0) {
      await parts.deliver.idle();
      clock.now += 1_000;
    }
  }

  return {
    /** Prices above all limits, or below them, and one scan of these. */
    async ring(isAbove: boolean): Promise<Round> {
      if (isAbove) storms++;
      for (let n = 0; n < TICKERS; n++)
        quotes.set(ticker(n), quoteOf(ticker(n), isAbove ? 102 : 98, clock.now));
      commits.length = 0;
      const lag = monitorEventLoopDelay({ resolution: 1 });
      lag.enable();
      await pause(20);
      await job.run(instant(clock.now));
      await settle();
      return {
        commitMs: Math.max(...commits),
        lagP99Ms: lag.percentile(99) / 1e6,
        lagMs: lag.max / 1e6,
      };
    },
    /** Nothing was lost, gathered wrongly or sent in the wrong order: a bench of something else would measure nothing. */
    check(chats: number): void {
      const one = (query: string): unknown => parts.db.sqlite.prepare(query).pluck().get();
      const facts = {
        alerts: one("select count(*) from alert where fate = 'sent'"),
        digests: one("select count(*) from bundle where kind = 'storm'"),
        alone: one("select count(*) from alert where severity = 'critical' and bundle_id is null"),
        late: one(`select count(*) from delivery c join delivery d on d.chat_id = c.chat_id
          where c.priority = 0 and c.step = 'first' and d.bundle_id is not null
            and d.created_at = c.created_at and d.finished_at < c.finished_at`),
        unaccounted: parts.store.census.audit(),
      };
      const wanted = {
        alerts: storms * RULES,
        digests: storms * chats,
        alone: (storms * RULES) / 100,
        late: 0,
        unaccounted: 0,
      };
      if (JSON.stringify(facts) !== JSON.stringify(wanted))
        throw new Error(`${JSON.stringify(facts)} instead of ${JSON.stringify(wanted)}`);
    },
  };
}

function timed(store: Store, times: number[]): Store {
  return {
    ...store,
    transact(work) {
      const wasOpen = store.owed.isOpen();
      const begun = performance.now();
      const done = store.transact(work);
      // Of what follows, a storm's own commit is the one that leaves something to be written out.
      if (!wasOpen && store.owed.isOpen()) times.push(performance.now() - begun);
      return done;
    },
  };
}
