import type { Env } from './env-file.ts';
import { nearMiss } from './near-miss.ts';
import { SECRETS, VARIABLES } from './variables.ts';

/** Reads a whole small file as text; throws when it cannot. */
export type ReadFile = (path: string) => string;

export type Raw = {
  readonly values: Readonly<Record<string, string>>;
  readonly problems: readonly string[];
};

const NAMES: readonly string[] = Object.keys(VARIABLES.shape);
const SECRET_NAMES: readonly string[] = SECRETS;

const FILE_NAMES = SECRETS.map((name) => `${name}_FILE`);

/** The text of every variable that is set; an empty one is not. Secrets come from their files where those are named. */
export function rawValues(env: Env, readFile: ReadFile): Raw {
  const values: Record<string, string> = {};
  const problems: string[] = [];
  for (const name of NAMES) {
    const found = isSecret(name) ? secretValue(env, name, readFile) : direct(env, name);
    if (found.kind === 'problem') problems.push(found.text);
    if (found.kind === 'set') values[name] = found.text;
  }
  return { values, problems };
}

/** Variables that nothing reads and whose names look like a slip of a known one, with what they probably mean. */
export function mistyped(env: Env): readonly { readonly name: string; readonly meant: string }[] {
  const known = [...NAMES, ...FILE_NAMES];
  return Object.keys(env).flatMap((name) => {
    if (known.includes(name) || !env[name]) return [];
    const meant = nearMiss(name, known);
    return meant === undefined ? [] : [{ name, meant }];
  });
}

export function isSecret(name: string): boolean {
  return SECRET_NAMES.includes(name);
}

type Found =
  | { readonly kind: 'unset' }
  | { readonly kind: 'set' | 'problem'; readonly text: string };

function direct(env: Env, name: string): Found {
  const text = env[name] ?? '';
  return text.trim() === '' ? { kind: 'unset' } : { kind: 'set', text };
}

function secretValue(env: Env, name: string, readFile: ReadFile): Found {
  const file = direct(env, `${name}_FILE`);
  const own = direct(env, name);
  if (file.kind !== 'set') return own;
  if (own.kind === 'set')
    return problem(`${name} and ${name}_FILE are both set. Allowed: one of them.`);
  return fromFile(`${name}_FILE`, file.text.trim(), readFile);
}

function fromFile(name: string, path: string, readFile: ReadFile): Found {
  try {
    // Editors and `echo` end a file with a newline that is no part of the secret.
    const text = readFile(path).replace(/[\r\n]+$/, '');
    if (text.trim() !== '') return { kind: 'set', text };
    return problem(
      `${name} is "${path}", and that file is empty. Allowed: a file that holds the value.`,
    );
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    return problem(`${name} is "${path}", which cannot be read${why}. Allowed: a readable file.`);
  }
}

function problem(text: string): Found {
  return { kind: 'problem', text };
}
