import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ship } from '../support/fleet.ts';
import { dataSuite } from './data.ts';
import { clockSuite } from './clock.ts';
import { dbSuite } from './db.ts';
import { faultSuite } from './fault.ts';
import { fuzzSuite } from './fuzz.ts';
import { fuzzInputsSuite } from './fuzz-inputs.ts';
import { inboxSuite } from './inbox.ts';
import { killRealSuite, killSuite } from './kill.ts';
import { mutationsSuite } from './mutations.ts';
import { modelSuite } from './model.ts';
import { orderSuite } from './order.ts';
import { orderRealSuite } from './order-real.ts';
import { restoreSuite } from './restore.ts';
import { simSuite } from './sim.ts';
import { stormSuite } from './storm.ts';
import type { Report, Suite } from './suite.ts';

/** Every long suite. Add a file, add a line. */
const SUITES: readonly Suite[] = [
  killSuite,
  killRealSuite,
  inboxSuite,
  dbSuite,
  dataSuite,
  mutationsSuite,
  fuzzSuite,
  fuzzInputsSuite,
  restoreSuite,
  orderSuite,
  orderRealSuite,
  simSuite,
  modelSuite,
  clockSuite,
  faultSuite,
  stormSuite,
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kills: { type: 'string' },
    lines: { type: 'string' },
    cuts: { type: 'string' },
    rounds: { type: 'string' },
    seeds: { type: 'string' },
    zones: { type: 'string' },
    hours: { type: 'string' },
    rules: { type: 'string' },
    minutes: { type: 'string' },
    seed: { type: 'string' },
    /** Leaves the folder with database, ledger and log behind. */
    keep: { type: 'boolean', default: false },
  },
});
const suite = SUITES.find(({ name }) => name === positionals[0]);
if (suite === undefined) list(positionals[0]);
else await runSuite(suite);

function list(wrong: string | undefined): void {
  if (wrong !== undefined) console.error(`There is no suite ${wrong}.`);
  console.log(
    'npm run soak -- NAME [--kills N | --lines N | --cuts N | --rounds N | --seeds N | --zones N | --rules N] [--minutes M] [--seed S] [--keep]',
  );
  for (const { name, says, kills, unit = 'kills' } of SUITES)
    console.log(`  ${name}  ${says} (${kills} ${unit})`);
  process.exitCode = wrong === undefined ? 0 : 1;
}

async function runSuite(suite: Suite): Promise<void> {
  const { name, kills: usual, unit = 'kills', run, needsBundle = unit === 'kills' } = suite;
  const kills = Number(values[unit] ?? usual);
  const minutes = Number(values.minutes ?? Infinity);
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
  console.log(`${name}: ${kills} ${unit}, seed ${seed}`);
  const folder = mkdtempSync(join(tmpdir(), `bellwether-${name}-`));
  const { main, remove } = needsBundle ? await ship() : { main: '', remove: () => undefined };
  try {
    show(await run({ kills, minutes, seed, main, folder, say: console.log }));
  } finally {
    remove();
    if (values.keep) console.log(`kept in ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  }
}

function show({ figures, broken }: Report): void {
  const width = Math.max(...figures.map(([label]) => label.length));
  for (const [label, value] of figures) console.log(`${label.padEnd(width)}  ${value}`);
  for (const one of broken) console.error(`BROKEN  ${one}`);
  console.log(broken.length === 0 ? 'Every promise was kept.' : `${broken.length} complaints.`);
  process.exitCode = broken.length === 0 ? 0 : 1;
}
