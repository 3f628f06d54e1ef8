import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createThresholdIndex, type ThresholdIndex } from '../src/rules/threshold-index.ts';
import { createRandom } from '../src/sandbox/replay/random.ts';
import { figure, type Bench, type Figure } from './support/figures.ts';

const TICKERS = 1_000;
const COUNTS = [1_000, 10_000, 100_000, 1_000_000] as const;
const ROUNDS = 7;
const TICKS = 1_000_000;
/** As many as a Map of a million rules can answer in half a second. */
const MAP_TICKS = 20_000;
/** Every price begins here, and levels lie between half of it and half again. */
const START = 100;
/** A walk's mean step, as a share of the price: a liquid share from one second to the next. */
const STEP = 0.0002;
const REARM = 0.005;

/** One tick held against all rules: which of them it concerns. */
export const threshold: Bench = {
  name: 'threshold',
  says: `one tick against price rules on ${shown(TICKERS)} tickers; ${ROUNDS} × ${shown(TICKS)} ticks, beside a Map from ticker to rules gone through one by one (${shown(MAP_TICKS)} ticks)`,
  run() {
    const sizes = COUNTS.map(prepare);
    const quiet = together(sizes, ({ index, calm }) => passing(index, calm).ns);
    const map = together(sizes, ({ buckets, calm }) => asking(buckets, calm));
    const walk = walkTicks();
    const passed = sizes.map(({ index }) => passing(index, walk).passed / TICKS);
    const walked = together(sizes, ({ index }) => passing(index, walk).ns);
    const moved = together(sizes, ({ index, rules }) => moving(index, rules, walk));
    const figures = sizes.flatMap(({ name, tookMs, bytes }, n): readonly Figure[] => [
      figure(`${name}: a tick that crosses nothing`, quiet[n] ?? [], { unit: 'ns', goal: 60 }),
      figure(`${name}: the same by the Map`, map[n] ?? [], { unit: 'ns' }),
      figure(`${name}: a walk, ${passed[n]?.toFixed(3)} rules passed a tick`, walked[n] ?? [], {
        unit: 'ns',
      }),
      figure(`${name}: the walk, each passed rule moved`, moved[n] ?? [], { unit: 'ns' }),
      figure(`${name}: the index built`, [tookMs], { unit: 'ms' }),
      figure(`${name}: the index in memory`, [bytes / 1e6], { unit: 'MB', goal: 24 }),
    ]);
    const growth = ratios(quiet.at(-1), quiet[0]);
    const gain = ratios(quiet.at(-1), map.at(-1)).map((ratio) => 1_000 * ratio);
    return Promise.resolve([
      ...figures,
      figure('growth from 1,000 to 1,000,000 rules', growth, { unit: '×', goal: 2 }),
      figure('1,000 × index ÷ Map, 1,000,000 rules', gain, { unit: '×', goal: 1 }),
    ]);
  },
};

function prepare(count: number) {
  const rules = makeRules(count);
  checkAgreement(rules);
  const name = `${shown(count)} rules`;
  return { name, rules, ...build(rules), buckets: createBuckets(rules), calm: calmTicks(rules) };
}

/** Rounds of every size in turn, after one that warms up, so that all run in the same compiled code. */
function together<Size>(sizes: readonly Size[], round: (size: Size) => number) {
  for (const size of sizes) round(size);
  const rounds = Array.from({ length: ROUNDS }, () => sizes.map(round));
  return sizes.map((_, n) => rounds.map((values) => values[n] ?? NaN));
}

function passing(index: ThresholdIndex, { tickers, prices }: Ticks) {
  let passed = 0;
  const begun = performance.now();
  for (let n = 0; n < TICKS; n++) {
    passed += index.tick(tickers[n] ?? NaN, prices[n] ?? NaN).length;
  }
  return { passed, ns: ((performance.now() - begun) * 1e6) / TICKS };
}

function asking(buckets: Buckets, ticks: Ticks): number {
  const begun = performance.now();
  for (let n = 0; n < MAP_TICKS; n++) buckets.rungBy(ticks, n);
  return ((performance.now() - begun) * 1e6) / MAP_TICKS;
}

function moving(index: ThresholdIndex, rules: Rules, ticks: Ticks): number {
  const begun = performance.now();
  for (let n = 0; n < TICKS; n++) rungBy(index, rules, { ticks, n });
  return ((performance.now() - begun) * 1e6) / TICKS;
}

function ratios(of: readonly number[] = [], to: readonly number[] = []): readonly number[] {
  return of.map((value, n) => value / (to[n] ?? NaN));
}

function shown(count: number): string {
  return count.toLocaleString('en-US');
}

/** Rules by number. Each rings beyond its level, away from the start, and again once it has been back a little. */
type Rules = {
  readonly count: number;
  readonly tickers: Int32Array;
  readonly levels: Float64Array;
};

function makeRules(count: number): Rules {
  const random = createRandom(`rules/${count}`);
  return {
    count,
    tickers: Int32Array.from({ length: count }, (_, n) => n % TICKERS),
    levels: Float64Array.from({ length: count }, () => START * (0.5 + random())),
  };
}

function build({ count, tickers, levels }: Rules) {
  const before = bytesHeld();
  const begun = performance.now();
  const index = createThresholdIndex();
  for (let n = 0; n < count; n++) index.put(tickers[n] ?? NaN, n, [levels[n] ?? NaN]);
  for (let ticker = 0; ticker < TICKERS; ticker++) index.seek(ticker, START);
  const tookMs = performance.now() - begun;
  return { index, tookMs, bytes: bytesHeld() - before };
}

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

/** Bytes of everything that can still be reached. */
function bytesHeld(): number {
  if (typeof collect !== 'function') throw new Error('there is no way to collect garbage');
  for (let n = 0; n < 3; n++) collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

type Buckets = ReturnType<typeof createBuckets>;

/** The peer: every rule of the ticker is asked at every tick. */
function createBuckets({ count, tickers, levels }: Rules) {
  const buckets = new Map<string, { level: number; isUp: boolean; hasRung: boolean }[]>();
  for (let n = 0; n < count; n++) {
    const level = levels[n] ?? NaN;
    const rule = { level, isUp: level > START, hasRung: false };
    const name = nameOf(tickers[n]);
    const bucket = buckets.get(name);
    if (bucket === undefined) buckets.set(name, [rule]);
    else bucket.push(rule);
  }
  return {
    /** @returns how many rules ring */
    rungBy({ names, prices }: Ticks, n: number): number {
      const price = prices[n] ?? NaN;
      let rung = 0;
      for (const rule of buckets.get(names[n] ?? '') ?? []) {
        if (rule.hasRung) rule.hasRung = !isBack(rule, price);
        else if (rule.isUp ? price > rule.level : price < rule.level) {
          rule.hasRung = true;
          rung++;
        }
      }
      return rung;
    },
  };
}

type Leveled = { readonly level: number; readonly isUp: boolean };

function rearmOf({ level, isUp }: Leveled): number {
  return isUp ? level * (1 - REARM) : level * (1 + REARM);
}

function isBack(rule: Leveled, price: number): boolean {
  return rule.isUp ? price <= rearmOf(rule) : price >= rearmOf(rule);
}

type Ticks = {
  readonly tickers: Int32Array;
  readonly names: readonly string[];
  readonly prices: Float64Array;
};

const NAMES = Array.from({ length: TICKERS }, (_, n) => `T${n}`);

function nameOf(ticker: number | undefined): string {
  return NAMES[ticker ?? NaN] ?? '';
}

function makeTicks(priceOf: (ticker: number) => number): Ticks {
  const random = createRandom('ticks');
  const tickers = Int32Array.from({ length: TICKS }, () => Math.floor(random() * TICKERS));
  const prices = Float64Array.from(tickers, priceOf);
  return { tickers, prices, names: Array.from(tickers, nameOf) };
}

/** Prices that stay between the two levels nearest to the start. */
function calmTicks({ count, tickers, levels }: Rules): Ticks {
  const random = createRandom('calm');
  const least = new Float64Array(TICKERS).fill(START / 2);
  const most = new Float64Array(TICKERS).fill(START * 1.5);
  for (let n = 0; n < count; n++) {
    const [ticker, level] = [tickers[n] ?? NaN, levels[n] ?? NaN];
    if (level > START) most[ticker] = Math.min(most[ticker] ?? NaN, level);
    else least[ticker] = Math.max(least[ticker] ?? NaN, level);
  }
  return makeTicks((ticker) => {
    const [low, high] = [least[ticker] ?? NaN, most[ticker] ?? NaN];
    return low + (high - low) * (0.1 + 0.8 * random());
  });
}

/** Prices that go one step after the other, up or down. */
function walkTicks(): Ticks {
  const random = createRandom('walk');
  const last = new Float64Array(TICKERS).fill(START);
  return makeTicks((ticker) => {
    const price = (last[ticker] ?? NaN) * (1 + STEP * 4 * (random() - 0.5));
    last[ticker] = price;
    return price;
  });
}

type Tick = { readonly ticks: Ticks; readonly n: number };

/** What a rule that rings asks of the index: its boundary goes to where it re-arms, and back. */
function rungBy(index: ThresholdIndex, { levels }: Rules, { ticks, n }: Tick): number {
  const ticker = ticks.tickers[n] ?? NaN;
  const price = ticks.prices[n] ?? NaN;
  let rung = 0;
  for (const number of index.tick(ticker, price)) {
    const level = levels[number] ?? NaN;
    const rule = { level, isUp: level > START };
    const isBeyond = rule.isUp ? price > level : price < level;
    if (isBeyond) index.put(ticker, number, [rearmOf(rule)]);
    else if (isBack(rule, price)) index.put(ticker, number, [level]);
    if (isBeyond) rung++;
  }
  return rung;
}

/** Times of things that come to different ends would say nothing. */
function checkAgreement(rules: Rules): void {
  const { index } = build(rules);
  const buckets = createBuckets(rules);
  const ticks = walkTicks();
  for (let n = 0; n < MAP_TICKS; n++) {
    const ours = rungBy(index, rules, { ticks, n });
    const theirs = buckets.rungBy(ticks, n);
    if (ours !== theirs) throw new Error(`tick ${n} rings ${ours} rules, by the Map ${theirs}`);
  }
}
