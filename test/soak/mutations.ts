import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Figure, Report, Suite } from './suite.ts';

/** A safeguard taken away. */
type Mutation = {
  readonly without: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** The tests that should notice. */
  readonly tests: readonly string[];
};

const MUTATIONS: readonly Mutation[] = [
  {
    without: 'IMMEDIATE of transactions',
    file: 'src/db/open.ts',
    from: 'sqlite.transaction(work).immediate()',
    to: 'sqlite.transaction(work)()',
    tests: ['test/db/open.test.ts'],
  },
  {
    without: 'UNIQUE of alert.event_key',
    file: 'drizzle/0011_transitions.sql',
    from: 'CREATE UNIQUE INDEX `alert_event`',
    to: 'CREATE INDEX `alert_event`',
    tests: ['test/db/alerts.test.ts'],
  },
  {
    without: 'one alert for each transition of a rule',
    file: 'src/db/state-writer.ts',
    from: `where excluded.seq > rule_state.seq
         or (excluded.seq = rule_state.seq and excluded.alert_id is rule_state.alert_id)`,
    to: '',
    tests: ['test/db/alerts.test.ts'],
  },
  {
    without: 'UNIQUE of delivery.key',
    file: 'drizzle/0000_foundation.sql',
    from: 'CREATE UNIQUE INDEX `delivery_key_unique`',
    to: 'CREATE INDEX `delivery_key_unique`',
    tests: ['test/db/alerts.test.ts'],
  },
  {
    without: 'doubt about what a crash left on the wire',
    file: 'src/db/deliveries.ts',
    from: "status = iif(kind = 'edit', 'queued', 'uncertain'), uncertain = uncertain + (kind <> 'edit')",
    to: "status = 'queued'",
    tests: ['test/scanners/deliver-order.test.ts'],
  },
  {
    without: 'doubt about an answer that was lost',
    file: 'src/alerts/outbox.ts',
    from: 'return quietly(wait(row, env.now));',
    to: 'return retry(row, { afterMs: undefined, counts: true, code: outcome.code }, env);',
    tests: ['test/alerts/outbox.test.ts'],
  },
  {
    without: 'the transaction around what a scan writes',
    file: 'src/scanners/commit.ts',
    from: 'return store.transact(() => {',
    to: 'return ((work: () => number) => work())(() => {',
    tests: ['test/scanners/commit.test.ts'],
  },
];

/** Takes safeguards away one at a time, in a copy of the project: a test has to notice each. */
export const mutationsSuite: Suite = {
  name: 'mutations',
  says: 'each safeguard taken away in a copy of the project: a test must turn red',
  kills: 1,
  unit: 'rounds',
  run({ folder, say }): Promise<Report> {
    for (const part of ['src', 'test', 'drizzle', 'package.json', 'tsconfig.json'])
      cpSync(part, join(folder, part), { recursive: true });
    cpSync('vitest.config.ts', join(folder, 'vitest.config.ts'));
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
    const all = [...new Set(MUTATIONS.flatMap(({ tests }) => tests))];
    const untouched = failures(folder, all);
    say(`  untouched: ${untouched.length} of the tests are red`);
    const found = MUTATIONS.map((mutation) => {
      const red = mutated(folder, mutation);
      say(`  without ${mutation.without}: ${red.length} red`);
      return { mutation, red };
    });
    return Promise.resolve({
      figures: found.map(({ mutation, red }): Figure => {
        const more = red.length > 1 ? ` (and ${red.length - 1} more)` : '';
        return [`without ${mutation.without}`, `${red[0] ?? 'NOBODY NOTICED'}${more}`];
      }),
      broken: [
        ...untouched.map((name) => `red without any mutation: ${name}`),
        ...found.flatMap(({ mutation, red }) =>
          red.length > 0 ? [] : [`nobody noticed that ${mutation.without} was gone`],
        ),
      ],
    });
  },
};

/** @returns the tests that turned red */
function mutated(folder: string, { file, from, to, tests }: Mutation): readonly string[] {
  const path = join(folder, file);
  const whole = readFileSync(path, 'utf8');
  if (whole.split(from).length !== 2) throw new Error(`${file} does not have once: ${from}`);
  writeFileSync(path, whole.replace(from, to));
  try {
    return failures(folder, tests);
  } finally {
    writeFileSync(path, whole);
  }
}

const report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

/** Names of tests that fail; of a file, where nothing in it could run. */
function failures(folder: string, tests: readonly string[]): readonly string[] {
  const file = join(folder, 'report.json');
  rmSync(file, { force: true });
  const args = ['run', '--reporter=json', `--outputFile=${file}`, ...tests];
  spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', ...args], { cwd: folder });
  const { testResults } = report.parse(JSON.parse(readFileSync(file, 'utf8')));
  return testResults.flatMap(({ name, status, assertionResults }) => {
    const red = assertionResults.filter((one) => one.status === 'failed');
    if (red.length > 0) return red.map(({ fullName }) => fullName);
    return status === 'failed' ? [`${name} could not run`] : [];
  });
}
