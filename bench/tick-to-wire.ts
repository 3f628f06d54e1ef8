import { setTimeout as pause } from 'node:timers/promises';
import type { Quote } from '../src/core/market.ts';
import type { Ticker } from '../src/core/ticker.ts';
import { instant } from '../src/core/time.ts';
import type { Program } from '../src/wire/program.ts';
import { figure, percentile, type Bench, type Figure } from './support/figures.ts';
import { countPrepared } from './support/prepared.ts';
import { startTelegram, type BenchTelegram } from './support/telegram.ts';
import {
  fillRules,
  quoteOf,
  quotesJob,
  SATURDAY,
  startProgram,
  ticker,
  workFolder,
  type Clock,
} from './support/workbench.ts';

const ROUNDS = 5;
const TICKS = 400;
const WARM_UP_TICKS = 100;
const RULES_A_TICKER = 10;
/** Far enough apart that alerts are no storm, which would wait for a digest. */
const STEP_MS = 10_000;

/** From the quote in hand to the whole request at Telegram: judged, committed, claimed, committed, sent. */
export const tickToWire: Bench = {
  name: 'tick-to-wire',
  says: `from a quote in hand to sendMessage received by another process, two durable commits between; ${ROUNDS} × ${TICKS} ticks each`,
  async run() {
    const figures: Figure[] = [];
    for (const rules of [10, 1_000, 10_000]) figures.push(...(await measure(rules)));
    return figures;
  },
};

async function measure(rules: number): Promise<readonly Figure[]> {
  using folder = workFolder();
  const clock = { now: SATURDAY };
  const telegram = await startTelegram();
  const program = await startProgram(telegram.apiRoot, folder.path, clock);
  fillRules(
    program.parts.store,
    {
      count: rules,
      chats: 1,
      text: (n) => ({ ticker: tickerOf(n), text: `${tickerOf(n)} ${conditionOf(n)} cooldown:0` }),
    },
    instant(clock.now),
  );
  const bench = openBench(program, telegram, clock);
  await bench.warmUp();
  const prepared = countPrepared(program.parts.db);
  const rounds: (readonly number[])[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await bench.ticks(TICKS));
  if (prepared() > 0)
    throw new Error(`${prepared()} statements were prepared on the way of a tick`);
  await program.stop();
  telegram.close();
  const at = (percent: number) => rounds.map((times) => percentile(times, percent));
  const what = rules === 10 ? '10 rules' : `${rules.toLocaleString('en-US')} rules`;
  return [
    figure(`${what}, p50`, at(50), { unit: 'ms', goal: 5 }),
    figure(`${what}, p99`, at(99), { unit: 'ms', goal: 25 }),
  ];
}

/** The first rule of the first ticker is crossed by every tick; all others wait for prices that never come. */
function conditionOf(n: number): string {
  return n === 0 ? 'x 100' : `> ${200 + n}`;
}

function tickerOf(n: number): Ticker {
  return ticker(Math.floor(n / RULES_A_TICKER));
}

function openBench(program: Program, telegram: BenchTelegram, clock: Clock) {
  const { parts } = program;
  const quotes = new Map<Ticker, Quote>();
  let inHandAt = 0;
  // The vendor's line is not part of the path: what it would bring is here at once, one price of all being new.
  const job = quotesJob(
    parts,
    (tickers) => {
      for (const name of tickers) {
        if (!quotes.has(name)) quotes.set(name, quoteOf(name, 99, clock.now));
      }
      inHandAt = Number(process.hrtime.bigint());
      return quotes;
    },
    clock,
  );
  let price = 99;

  async function tick(): Promise<number> {
    clock.now += STEP_MS;
    price = price === 99 ? 101 : 99;
    quotes.set(ticker(0), quoteOf(ticker(0), price, clock.now));
    await job.run(instant(clock.now));
    await parts.deliver.idle();
    return inHandAt;
  }

  return {
    /** The first judgements of a rule only set its state, so these are not counted. */
    async warmUp(): Promise<void> {
      for (let n = 0; n < WARM_UP_TICKS; n++) await tick();
    },
    /** Milliseconds of each tick. */
    async ticks(count: number): Promise<readonly number[]> {
      await telegram.arrivals();
      const begun: number[] = [];
      for (let n = 0; n < count; n++) {
        begun.push(await tick());
        // The next tick finds a program at rest, as between two real ones.
        await pause(1);
      }
      const arrived = await telegram.arrivals();
      if (arrived.length !== count) throw new Error(`${arrived.length} of ${count} messages came`);
      return begun.map((from, n) => ((arrived[n] ?? NaN) - from) / 1e6);
    },
  };
}
