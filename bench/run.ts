import { spawnSync } from 'node:child_process';
import { machine, table, type Bench } from './support/figures.ts';
import { chart } from './chart.ts';
import { durableAlert } from './durable-alert.ts';
import { history } from './history.ts';
import { indicators, market } from './indicators.ts';
import { start } from './start.ts';
import { storm } from './storm.ts';
import { stormWire } from './storm-wire.ts';
import { repository } from './repository.ts';
import { telegramFetch } from './telegram-fetch.ts';
import { threshold } from './threshold.ts';
import { tickToWire } from './tick-to-wire.ts';

/** Every bench: a file and a line. */
const BENCHES: readonly Bench[] = [
  tickToWire,
  indicators,
  market,
  threshold,
  durableAlert,
  storm,
  stormWire,
  history,
  start,
  repository,
  telegramFetch,
  chart,
];

/** `npm run bench` runs them all, `npm run bench -- start repository` those, each in a process of its own. */
async function main(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !BENCHES.some((bench) => bench.name === name));
  if (unknown.length > 0) {
    const known = BENCHES.map(({ name }) => name).join(', ');
    throw new Error(`There is no bench named ${unknown.join(', ')}. There are: ${known}.`);
  }
  const [only, ...others] = BENCHES.filter(
    ({ name }) => names.length === 0 || names.includes(name),
  );
  if (only !== undefined && others.length === 0) {
    console.log(`${table(only, await only.run())}\n`);
    return;
  }
  console.log(`${machine()}\n`);
  for (const { name } of [only, ...others].flatMap((one) => one ?? [])) {
    const { status } = spawnSync(process.execPath, [import.meta.filename, name], {
      stdio: 'inherit',
    });
    if (status !== 0) process.exitCode = 1;
  }
}

await main(process.argv.slice(2));
