import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

export type Env = Readonly<Record<string, string | undefined>>;

/**
 * Lays the environment over a file of `NAME=value` lines. A variable of the environment wins even when it is empty,
 * so that one setting of the file can be switched off for a single run.
 *
 * @param path need not exist
 * @throws the file system's own error when the file is there and cannot be read
 */
export function loadEnvFile(path: string, env: Env): Env {
  const text = readIfPresent(path);
  return text === undefined ? env : { ...parseEnv(text), ...env };
}

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
