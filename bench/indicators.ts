import type { Bars } from '../src/core/market.ts';
import { aWalk } from '../test/support/walk.ts';
import { figure, type Bench, type Figure } from './support/figures.ts';
import { JOBS, lend, OURS_LENT, OURS_NEW, type Job, type Lent } from './support/indicator-jobs.ts';
import { lastOf, peerInput, PEERS, type Peer, type PeerInput } from './support/indicator-peers.ts';
import { PLAIN_LOOPS } from './support/plain-loops.ts';

const BARS = 1_000_000;
const ROUNDS = 7;
const TICKERS = 5_000;
const TICKER_BARS = 250;
const TICKER_ROUNDS = 15;
const COMPILED_AFTER = 10_000;
const CALM = { calm: 100, stepMs: 60_000 };

/** Of the value itself. Seeds differ between libraries, and are long forgotten at the end of the series. */
const TOLERANCE = 1e-6;

/** What six common indicators cost over one long series. */
export const indicators: Bench = {
  name: 'indicators',
  says: `${JOBS.join(', ')} over ${BARS.toLocaleString('en-US')} bars; ${ROUNDS} rounds, taking turns`,
  run: () => Promise.resolve(longSeries()),
};

/** What they cost over a whole market of short series. In a process of its own, since long columns leave a heap in disorder. */
export const market: Bench = {
  name: 'market',
  says: `the same six of ${TICKERS.toLocaleString('en-US')} tickers, ${TICKER_BARS} bars each; ${TICKER_ROUNDS} rounds, taking turns`,
  run: () => Promise.resolve(wholeMarket()),
};

/** One way to do the six, each by itself. */
type Contender = {
  readonly name: string;
  readonly jobs: Readonly<Record<Job, () => unknown>>;
  /** The indicators whose values are ours; the others are not compared. */
  readonly agrees: readonly Job[];
};

/** Nanoseconds a bar, of each job in each round. */
type Times = Readonly<Record<Job, number[]>>;

function longSeries(): readonly Figure[] {
  const bars = aWalk(BARS, CALM);
  const input = peerInput(bars);
  const lent = lend(BARS);
  const ours = contender('ours', (job) => OURS_LENT[job](bars, lent));
  const fresh = contender('ours, new columns and all of the bands', (job) => OURS_NEW[job](bars));
  const plain = contender('plain loops', (job) => PLAIN_LOOPS[job](bars, lent));
  const peers = PEERS.map((peer) => ({
    ...contender(peer.name, (job) => peer.jobs[job](input)),
    agrees: JOBS.filter((job) => isOurs(peer, job, { bars, input, lent })),
  }));
  compileLoops();
  const times = race([ours, plain, fresh, ...peers]);
  const [mine, limit] = [times[0], times[1]];
  const perBar = (one: Contender, at: number) =>
    figure(`${one.name}${exceptions(one)}`, total(times[at], one.agrees), { unit: 'ns/bar' });
  const shares = peers.map((peer, at) => ({
    peer,
    share: divide(total(mine, peer.agrees), total(times[at + 3], peer.agrees)),
  }));
  const best = shares.toSorted((a, b) => middle(b.share) - middle(a.share))[0];
  return [
    ...[ours, plain, fresh, ...peers].map(perBar),
    figure('ours ÷ plain loops', divide(total(mine, JOBS), total(limit, JOBS)), {
      unit: '×',
      goal: 1.5,
    }),
    figure(`ours ÷ the fastest library, ${best?.peer.name ?? ''}`, best?.share ?? [], {
      unit: '×',
      goal: 0.2,
    }),
  ];
}

/** A loop that has only seen a million bars at once was compiled in a hurry; those over short series are compiled well. */
function compileLoops(): void {
  const bars = aWalk(TICKER_BARS, CALM);
  const lent = lend(TICKER_BARS);
  for (let call = 0; call < COMPILED_AFTER; call++) {
    for (const job of JOBS) {
      PLAIN_LOOPS[job](bars, lent);
      OURS_LENT[job](bars, lent);
    }
  }
}

function wholeMarket(): readonly Figure[] {
  const tickers = Array.from({ length: TICKERS }, (_, n) =>
    aWalk(TICKER_BARS, { ...CALM, seed: n }),
  );
  // Without the objects of bars, which only others want: a heap full of them makes every collection dear.
  const inputs = tickers.map((bars) => ({ ...peerInput(bars), candles: [] }));
  const lent = lend(TICKER_BARS);
  const direct = PEERS[0];
  const all = {
    ours: () => everyTicker(tickers, (bars, job) => OURS_LENT[job](bars, lent)),
    'plain loops': () => everyTicker(tickers, (bars, job) => PLAIN_LOOPS[job](bars, lent)),
    'ours, new columns and all of the bands': () =>
      everyTicker(tickers, (bars, job) => OURS_NEW[job](bars)),
    [`${direct?.name}`]: () => everyTicker(inputs, (input, job) => direct?.jobs[job](input)),
  };
  const times = Object.entries(all).map(([name, scan]) => ({
    name,
    scan,
    took: new Array<number>(),
  }));
  for (let round = -3; round < TICKER_ROUNDS; round++) {
    for (const { scan, took } of times) {
      // Once for the caches, and for what the one before has left to collect.
      scan();
      const ms = clocked(scan);
      // The first rounds warm up.
      if (round >= 0) took.push(ms);
    }
  }
  return times.map(({ name, took }, at) =>
    figure(name, took, at === 0 ? { unit: 'ms', goal: 15 } : { unit: 'ms' }),
  );
}

function everyTicker<Input>(
  tickers: readonly Input[],
  compute: (input: Input, job: Job) => unknown,
): void {
  for (const input of tickers) for (const job of JOBS) compute(input, job);
}

function contender(name: string, compute: (job: Job) => unknown): Contender {
  const jobs = Object.fromEntries(JOBS.map((job) => [job, () => compute(job)]));
  return { name, jobs: jobs as Contender['jobs'], agrees: JOBS };
}

function race(contenders: readonly Contender[]): readonly Times[] {
  const times = contenders.map(() => timesOf(() => []));
  for (let round = -1; round < ROUNDS; round++) {
    for (const job of JOBS) {
      contenders.forEach(({ jobs }, which) => {
        const ns = (clocked(jobs[job]) * 1e6) / BARS;
        // The first round warms up.
        if (round >= 0) times[which]?.[job].push(ns);
      });
    }
  }
  return times;
}

type Series = { readonly bars: Bars; readonly input: PeerInput; readonly lent: Lent };

/** Whether a peer's last values are ours. */
function isOurs(peer: Peer, job: Job, { bars, input, lent }: Series): boolean {
  OURS_LENT[job](bars, lent);
  const { sma, ema, rsi, atr, macd, bands } = lent;
  const columns = {
    SMA20: [sma],
    EMA20: [ema],
    RSI14: [rsi],
    MACD: [macd.line, macd.signal, macd.histogram],
    BB20: [bands.upper, bands.middle, bands.lower],
    ATR14: [atr],
  }[job];
  const theirs = lastOf(peer, job, peer.jobs[job](input));
  return columns.every((column, at) => {
    const value = column.at(-1) ?? NaN;
    return Math.abs((theirs[at] ?? NaN) - value) <= TOLERANCE * Math.abs(value);
  });
}

function exceptions({ agrees }: Contender): string {
  const apart = JOBS.filter((job) => !agrees.includes(job));
  return apart.length === 0 ? '' : ` without ${apart.join(', ')}, whose values differ`;
}

function timesOf(make: () => number[]): Times {
  return Object.fromEntries(JOBS.map((job) => [job, make()])) as Times;
}

/** The sum over some jobs, of each round. */
function total(times: Times | undefined, jobs: readonly Job[]): readonly number[] {
  return Array.from({ length: ROUNDS }, (_, round) =>
    jobs.reduce((sum, job) => sum + (times?.[job][round] ?? NaN), 0),
  );
}

function divide(ours: readonly number[], theirs: readonly number[]): readonly number[] {
  return ours.map((value, round) => value / (theirs[round] ?? NaN));
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function clocked(run: () => unknown): number {
  const begun = performance.now();
  run();
  return performance.now() - begun;
}
