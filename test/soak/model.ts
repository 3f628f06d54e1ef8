import * as fc from 'fast-check';
import { MINUTE_MS, SECOND_MS } from '../../src/core/time.ts';
import { CRASH_POINTS } from './sim/crash.ts';
import { quickDisk } from './sim/disk.ts';
import { HOMES, writeScript, type Step } from './sim/script.ts';
import { MONDAY, openStage } from './sim/simulate.ts';
import { createVirtualTime } from './sim/virtual-time.ts';
import type { Report, Suite } from './suite.ts';

const SHARES = ['AAA', 'BBB', 'CCC', 'DDD', 'SPY'];
const PRICES = [90, 96, 97.5, 99.7, 100.3, 103, 110];

/** What people may ask for, in any order, with restarts and prices between, held against the reference. */
export const modelSuite: Suite = {
  name: 'model',
  says: 'commands of people in any order, with restarts, held against a reference of their own',
  kills: 10_000,
  unit: 'seeds',
  run: ({ kills: sequences, seed }) => model({ sequences, seed }),
};

type Real = ReturnType<typeof openStage>;

class Told implements fc.AsyncCommand<object, Real> {
  readonly step: Step;
  constructor(step: Step) {
    this.step = step;
  }
  check = (): boolean => true;
  async run(_model: object, real: Real): Promise<void> {
    await real.take(this.step);
    if (real.broken.length > 0) throw new Error(real.broken.join('; '));
  }
  toString = (): string => JSON.stringify(this.step);
}

const nth = fc.nat(29);
const home = fc.nat(HOMES - 1);
const just = <const T>(value: T): fc.Arbitrary<T> => fc.constant(value);

const quotes = fc.record({
  do: just('quotes'),
  prices: fc.array(fc.tuple(fc.constantFrom(...SHARES), fc.constantFrom(...PRICES)), {
    minLength: 1,
    maxLength: 4,
  }),
});
const pass = fc.record({
  do: just('pass'),
  ms: fc.constantFrom(SECOND_MS, 20 * SECOND_MS, MINUTE_MS, 10 * MINUTE_MS, 60 * MINUTE_MS),
});
const mute = fc.record({
  do: just('mute'),
  home,
  scope: fc.constantFrom('rule', 'ticker', 'type', 'chat'),
  verb: fc.constantFrom('mute', 'snooze'),
  coversCritical: fc.boolean(),
  nth,
  forMs: fc.constantFrom(MINUTE_MS, 10 * MINUTE_MS, Infinity),
});
const quiet = fc
  .tuple(home, fc.constantFrom(undefined, { from: '15:05', to: '15:30' }))
  .map(([one, hours]): Step => {
    const [policy] = writeScript('quiet').policies;
    if (policy === undefined) throw new Error('there is no policy to begin with');
    return { do: 'policy', home: one, policy: { ...policy, quiet: hours } };
  });
const crash = fc.record({ do: just('crash'), at: fc.constantFrom('now', ...CRASH_POINTS) });
const simple = fc.record({ do: fc.constantFrom('ack', 'unmute', 'press'), nth });

const commands = [quotes, quotes, pass, mute, quiet, crash, simple, simple].map((one) =>
  one.map((step: Step) => new Told(step)),
);

/** @returns what so many sequences came to; the first that broke something is told with its steps */
export async function model(wish: { sequences: number; seed: number }): Promise<Report> {
  const sums = new Map<string, number>();
  const add = (name: string, count: number): void =>
    void sums.set(name, (sums.get(name) ?? 0) + count);
  const property = fc.asyncProperty(
    fc.commands(commands, { maxCommands: 30, size: 'max' }),
    fc.nat(500),
    async (sequence, town) => {
      const time = createVirtualTime(MONDAY);
      const restore = time.install();
      try {
        const script = { ...writeScript(`town/${town}`), weather: [], steps: [] };
        const real = openStage(script, { time, disk: quickDisk() });
        await fc.asyncModelRun(() => ({ model: {}, real }), sequence);
        const told = await real.end(0);
        if (told.broken.length > 0) throw new Error(told.broken.join('; '));
        add('lives', told.lives);
        for (const [end, count] of told.ends) add(`alert: ${end}`, count);
      } finally {
        restore();
      }
    },
  );
  const { sequences, seed } = wish;
  const found = await fc.check(property, { numRuns: sequences, seed, endOnFailure: false });
  const broken = found.failed ? [fc.defaultReportMessage(found) ?? 'it broke'] : [];
  return { figures: [['sequences', found.numRuns], ...sums], broken };
}
