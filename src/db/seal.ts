import {
  createCipheriv,
  createDecipheriv,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Seal } from '../core/ports/seal.ts';

/** Something sealed cannot be opened, or not be written; the text is for a person and holds no secret. */
export class SealError extends Error {
  override readonly name = 'SealError';
}

/**
 * Seals short texts as `v1.NONCE.CIPHERTEXT`: AES-256-GCM with a random nonce, bound to its context.
 *
 * A random nonce of 96 bits is safe for some 2^32 texts under one key; a chat may have 50.
 */
export function createSeal(key: KeyObject): Seal {
  const own = subkey(key, 'text');
  return {
    close(text, context) {
      const nonce = randomBytes(NONCE_BYTES);
      const body = encrypt({ key: own, nonce, about: context }, Buffer.from(text));
      return [VERSION, nonce.toString('base64url'), body.toString('base64url')].join('.');
    },
    open(sealed, context) {
      const [version, nonce = '', body = ''] = sealed.split('.');
      if (version !== VERSION) return undefined;
      const box = { key: own, nonce: Buffer.from(nonce, 'base64url'), about: context };
      return decrypt(box, Buffer.from(body, 'base64url'))?.toString();
    },
  };
}

/** Seals bytes that fit in memory, for `openBytes` with the same key and context. */
export function sealBytes(key: KeyObject, bytes: Uint8Array, context: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  return Buffer.concat([
    nonce,
    encrypt({ key: subkey(key, 'bytes'), nonce, about: context }, bytes),
  ]);
}

/** Undefined when they were sealed with another key or context, or have been changed. */
export function openBytes(key: KeyObject, sealed: Uint8Array, context: string): Buffer | undefined {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const box = { key: subkey(key, 'bytes'), nonce, about: context };
  return decrypt(box, sealed.subarray(NONCE_BYTES));
}

/**
 * Seals a file of any size, a piece at a time. `to` appears once it is whole and on the disk, readable by its owner alone.
 *
 * The file is `BWSEAL1\n`, a salt of 16 bytes that its own key is made of, then pieces of 64 KiB each with its tag. A
 * piece's nonce is its number and whether it is the last, so that none can be moved, left out or cut off unnoticed.
 */
export async function sealFile(key: KeyObject, from: string, to: string): Promise<void> {
  await writeWhole(to, async function* () {
    const salt = randomBytes(SALT_BYTES);
    yield Buffer.concat([MAGIC, salt]);
    const own = subkey(key, 'file', salt);
    for await (const { bytes, nonce } of pieces(createReadStream(from), PIECE_BYTES)) {
      yield encrypt({ key: own, nonce, about: '' }, bytes);
    }
  });
}

/**
 * Opens what `sealFile` made. Nothing stays at `to` unless all of it was whole.
 *
 * @throws SealError when it was sealed with another key, was changed, or is no sealed file
 */
export async function openFile(key: KeyObject, from: string, to: string): Promise<void> {
  const salt = await saltOf(from);
  const own = subkey(key, 'file', salt);
  const body = createReadStream(from, { start: MAGIC.length + SALT_BYTES });
  await writeWhole(to, async function* () {
    for await (const { bytes, nonce } of pieces(body, PIECE_BYTES + TAG_BYTES)) {
      const opened = decrypt({ key: own, nonce, about: '' }, bytes);
      if (opened === undefined) throw new SealError(cannotOpen(from));
      yield opened;
    }
  });
}

const VERSION = 'v1';
const MAGIC = Buffer.from('BWSEAL1\n');
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SALT_BYTES = 16;
const PIECE_BYTES = 65_536;

type Box = { readonly key: Uint8Array; readonly nonce: Uint8Array; readonly about: string };

function encrypt({ key, nonce, about }: Box, bytes: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(about));
  return Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
}

function decrypt({ key, nonce, about }: Box, sealed: Uint8Array): Buffer | undefined {
  if (nonce.length !== NONCE_BYTES || sealed.length < TAG_BYTES) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(about));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const opened = decipher.update(sealed.subarray(0, -TAG_BYTES));
  try {
    return Buffer.concat([opened, decipher.final()]);
  } catch {
    return undefined;
  }
}

/** One key for each use: what is sealed for one can never pass for another. */
function subkey(key: KeyObject, use: string, salt: Uint8Array = Buffer.alloc(0)): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, salt, `bellwether ${use} ${VERSION}`, 32));
}

type Piece = { readonly bytes: Buffer; readonly nonce: Buffer };

/** Cuts a stream into pieces of one size, the last as long as it comes out; an empty stream is one empty piece. */
async function* pieces(stream: AsyncIterable<Buffer>, size: number): AsyncGenerator<Piece> {
  let held = Buffer.alloc(0);
  let count = 0;
  for await (const chunk of stream) {
    held = Buffer.concat([held, chunk]);
    for (; held.length > size; held = held.subarray(size)) {
      yield { bytes: held.subarray(0, size), nonce: pieceNonce(count++, false) };
    }
  }
  yield { bytes: held, nonce: pieceNonce(count, true) };
}

function pieceNonce(count: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeUIntBE(count, 5, 6);
  nonce.writeUInt8(isLast ? 1 : 0, 11);
  return nonce;
}

async function saltOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const head = Buffer.alloc(MAGIC.length + SALT_BYTES);
    await file.read(head, 0, head.length, 0);
    if (!head.subarray(0, MAGIC.length).equals(MAGIC)) {
      throw new SealError(`${path} is not a file that Bellwether sealed.`);
    }
    return head.subarray(MAGIC.length);
  } finally {
    await file.close();
  }
}

async function writeWhole(to: string, write: () => AsyncGenerator<Buffer>): Promise<void> {
  const partial = `${to}.partial`;
  try {
    await pipeline(write, createWriteStream(partial, { mode: 0o600, flush: true }));
    await rename(partial, to);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

function cannotOpen(path: string): string {
  return `${path} cannot be opened: it was sealed with another key, or it has been changed or cut short. If the key is the one of another machine, enter its recovery code with: npm start -- --recover-key CODE`;
}
