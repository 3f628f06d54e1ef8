import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeConfig } from './config/describe.ts';
import { loadEnvFile } from './config/env-file.ts';
import { readConfig, secretsOf, type Config } from './config.ts';
import { errorText } from './core/error.ts';
import { createLog } from './log.ts';

/** Starts Bellwether, or does the one thing that the command line asks for. */
async function main(args: readonly string[]): Promise<void> {
  const read = readConfig(loadEnvFile('.env', process.env), (path) => readFileSync(path, 'utf8'));
  if (read.kind === 'problems') return fail(read.problems);
  const { config, notes } = read;
  for (const note of notes) process.stderr.write(`Note: ${note.text}\n`);
  if (args.includes('--check-config')) return print(describeConfig(config));
  const log = createLog({ level: config.logLevel, secrets: secretsOf(config) });
  const migrations = migrationsFolder();
  if (args.includes('--backup')) {
    const { backUp } = await import('./db/backup.ts');
    return print([
      `Backed up to ${await backUp(config.databasePath, config.backup.folder, new Date())}`,
    ]);
  }
  if (args.includes('--recover-key')) return recoverKey(args, config);
  if (args.includes('--restore')) return restore(args, config, migrations);
  const { run } =
    config.telegram.kind === 'sandbox'
      ? await import('./wire/sandbox.ts')
      : await import('./wire/run.ts');
  await run({ config, log, migrations }).catch((error: unknown) => {
    log.fatal('Bellwether cannot start', { error });
    fail([error instanceof Error ? error.message : String(error)]);
    process.exit(1);
  });
}

/** Writes the sealing key that a recovery code stands for, on a new machine; the code may have blanks. */
async function recoverKey(args: readonly string[], config: Config): Promise<void> {
  const sealing = await import('./db/sealing-key.ts');
  const code = args.slice(args.indexOf('--recover-key') + 1).join(' ');
  try {
    return print(sealing.recoverKey(config, code, new Date()));
  } catch (error) {
    process.stderr.write(`Nothing was changed. ${errorText(error)}\n`);
    process.exitCode = 1;
  }
}

/** Puts a backup in the place of the database. */
async function restore(args: readonly string[], config: Config, migrations: string): Promise<void> {
  const { restoreBackup } = await import('./wire/restore.ts');
  const file = args[args.indexOf('--restore') + 1];
  try {
    return print(await restoreBackup(file, config, migrations));
  } catch (error) {
    process.stderr.write(`Nothing was changed. ${errorText(error)}\n`);
    process.exitCode = 1;
  }
}

/** Beside the bundle in the image, beside src in a checkout. */
function migrationsFolder(): string {
  const beside = join(import.meta.dirname, 'drizzle');
  return existsSync(beside) ? beside : join(import.meta.dirname, '..', 'drizzle');
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

function fail(problems: readonly string[]): void {
  process.stderr.write(
    `Bellwether cannot start.\n${problems.map((problem) => `• ${problem}`).join('\n')}\n`,
  );
  process.exitCode = 1;
}

await main(process.argv.slice(2));
