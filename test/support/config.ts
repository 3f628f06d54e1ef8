import { readConfig, type Config } from '../../src/config.ts';

/** What the program reads from variables that are well; a token is there. */
export function configOf(env: Readonly<Record<string, string>>): Config {
  const read = readConfig(
    { TELEGRAM_BOT_TOKEN: '1234567:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', ...env },
    () => '',
  );
  if (read.kind === 'problems') throw new Error(read.problems.join('\n'));
  return read.config;
}
