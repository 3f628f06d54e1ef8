import { createSecretKey, randomBytes, scryptSync, type KeyObject } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { errorText } from '../core/error.ts';
import { keyFromRecoveryCode } from './recovery-code.ts';
import { SealError } from './seal.ts';

/** Where the key comes from: SEALING_KEY, or else a file beside the database. */
export type KeySource = { readonly databasePath: string; readonly sealingKey: string | undefined };

/** The key that this program seals with. */
export type HeldKey = {
  readonly key: KeyObject;
  /** `memory` is a key that is gone with the process, for a database that is too. */
  readonly from: 'SEALING_KEY' | 'file' | 'memory';
};

/**
 * The key as it was set, or as it lies beside the database; made there at the first start.
 *
 * @throws SealError when there is a file that others may read, or that cannot be read as a key
 */
export function holdKey({ databasePath, sealingKey }: KeySource): HeldKey {
  if (sealingKey !== undefined) return { key: keyFromText(sealingKey), from: 'SEALING_KEY' };
  if (databasePath === ':memory:') return { key: newKey(), from: 'memory' };
  const path = keyPath(databasePath);
  const held = readKey(path);
  if (held !== undefined) return { key: held, from: 'file' };
  const key = newKey();
  writeKey(path, key);
  return { key, from: 'file' };
}

/**
 * Writes the key that a recovery code stands for beside the database. Another key that lies there is kept under a name
 * of its own, since something may have been sealed with it.
 *
 * @param at names the file of the earlier key, UTC
 * @returns what was done, as sentences
 * @throws SealError when the code is none, or the file cannot be written
 */
export function recoverKey(
  { databasePath, sealingKey }: KeySource,
  code: string,
  at: Date,
): readonly string[] {
  if (sealingKey !== undefined) throw new SealError(SET_BESIDE);
  const read = keyFromRecoveryCode(code);
  if (read.kind === 'problem') throw new SealError(read.why);
  const path = keyPath(databasePath);
  const earlier = readKey(path);
  if (earlier?.equals(read.key) === true) return [`${path} holds this key already.`];
  const kept = `${path}.${at.toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}`;
  if (earlier !== undefined) renameSync(path, kept);
  writeKey(path, read.key);
  return [
    `The key has been written to ${path}.`,
    ...(earlier === undefined ? [] : [`The key that was there is kept as ${kept}.`]),
    'Start Bellwether again: what was sealed with this key can now be opened.',
  ];
}

/** Where the key lies that is not set by SEALING_KEY. */
export function keyPath(databasePath: string): string {
  return `${databasePath}.key`;
}

function newKey(): KeyObject {
  return createSecretKey(randomBytes(KEY_BYTES));
}

// The text may be short, so guessing it is made slow: 16 MB and some tens of milliseconds for each try.
function keyFromText(text: string): KeyObject {
  return createSecretKey(scryptSync(text, 'bellwether sealing key v1', KEY_BYTES, { N: 16_384 }));
}

function readKey(path: string): KeyObject | undefined {
  const mode = modeOf(path);
  if (mode === undefined) return undefined;
  if ((mode & OTHERS) !== 0) {
    const read = (mode & 0o777).toString(8);
    throw new SealError(
      `The key file ${path} can be read by others (its mode is ${read}). Close it with: chmod 600 ${path} – or, where that is not possible, set SEALING_KEY.`,
    );
  }
  const [name, text = ''] = read(path).trim().split(' ');
  const bytes = Buffer.from(text, 'base64url');
  if (name === FILE_NAME && bytes.length === KEY_BYTES) return createSecretKey(bytes);
  throw new SealError(
    `The key file ${path} holds no key. Enter the recovery code with: npm start -- --recover-key CODE – after moving the file away. Without the code, move it away and start: contacts must then be added again.`,
  );
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new SealError(
      `The key file ${path} cannot be read (${errorText(error)}). It must belong to the user that Bellwether runs as.`,
    );
  }
}

/** Undefined when there is no file. Windows has no such modes. */
function modeOf(path: string): number | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  return process.platform === 'win32' ? 0 : found.mode;
}

// Whole or not at all: a power cut must not leave half a key, which a later start would take for a lost one.
function writeKey(path: string, key: KeyObject): void {
  const partial = `${path}.partial`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    rmSync(partial, { force: true });
    const file = openSync(partial, 'wx', 0o600);
    writeSync(file, `${FILE_NAME} ${key.export().toString('base64url')}\n`);
    fsyncSync(file);
    closeSync(file);
    renameSync(partial, path);
    const folder = openSync(dirname(path), 'r');
    fsyncSync(folder);
    closeSync(folder);
  } catch (error) {
    throw new SealError(`The key file ${path} cannot be written (${errorText(error)}).`);
  }
}

const KEY_BYTES = 32;
const OTHERS = 0o077;
const FILE_NAME = 'bellwether-key-1';

const SET_BESIDE =
  'SEALING_KEY is set, so a key file would not be read. Remove SEALING_KEY first, or set it to what it was on the other machine.';
