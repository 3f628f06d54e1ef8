import { Buffer } from 'node:buffer';
import type { LookupFunction } from 'node:net';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { Pool } from 'undici';

/** A whole reply, decompressed, as text. */
export type Reply = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
};

export type WireLimits = {
  readonly connectMs: number;
  /** From the first byte asked to the last byte read, whatever trickles in between. */
  readonly attemptMs: number;
  /** How long an unused connection is kept. */
  readonly idleMs: number;
  /** Cap on the body, both as it came and decompressed. */
  readonly maxBodyBytes: number;
  /** Per origin. */
  readonly connections: number;
};

type WireRequest = {
  readonly url: string;
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Ends the attempt before its own limit does. */
  readonly signal?: AbortSignal;
};

export type Wire = {
  ask(request: WireRequest): Promise<Reply>;
  close(): Promise<void>;
};

/** The body came but is too large or does not decompress. */
export class BodyFault extends Error {
  /** What the reply said before its body. */
  readonly status: number | undefined;

  constructor(text: string, status?: number) {
    super(text);
    this.name = 'BodyFault';
    this.status = status;
  }
}

/** Some sites (Yahoo's pages among them) send more header than Node's 16 KiB. */
const MAX_HEADER_BYTES = 64 * 1024;

/** Of a wire whose addresses people name, origins come and go. */
const MOST_POOLS = 64;

/**
 * One attempt on undici pools, one pool per origin. Redirects are not followed. Throws what undici throws, or BodyFault.
 *
 * @param lookup finds the addresses of names; numbers are never looked up
 */
export function createWire(limits: WireLimits, lookup?: LookupFunction): Wire {
  const pools = new Map<string, Pool>();

  function poolFor(origin: string): Pool {
    const known = pools.get(origin);
    if (known !== undefined) return known;
    const pool = new Pool(origin, {
      connections: limits.connections,
      pipelining: 1,
      allowH2: false,
      connect: { timeout: limits.connectMs, ...(lookup && { lookup }) },
      headersTimeout: limits.attemptMs,
      bodyTimeout: limits.attemptMs,
      keepAliveTimeout: limits.idleMs,
      maxHeaderSize: MAX_HEADER_BYTES,
    });
    pools.set(origin, pool);
    const [oldest] = pools.entries();
    if (pools.size > MOST_POOLS && oldest !== undefined) {
      pools.delete(oldest[0]);
      // Waits for what is under way; a pool that cannot be closed is nobody's loss.
      oldest[1].close().catch(() => undefined);
    }
    return pool;
  }

  return {
    async ask(request) {
      const url = new URL(request.url);
      const { statusCode, headers, body } = await poolFor(url.origin).request({
        path: url.pathname + url.search,
        method: request.method ?? 'GET',
        headers: { ...request.headers, 'accept-encoding': 'gzip, deflate, br' },
        body: request.body ?? null,
        signal: untilEither(AbortSignal.timeout(limits.attemptMs), request.signal),
      });
      try {
        const raw = await readCapped(body, limits.maxBodyBytes);
        const encoding = headers['content-encoding'];
        const bytes = await decompress(raw, encoding, limits.maxBodyBytes);
        return { status: statusCode, headers: toHeaders(headers), body: bytes.toString('utf8') };
      } catch (error) {
        throw error instanceof BodyFault ? new BodyFault(error.message, statusCode) : error;
      }
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
}

function untilEither(limit: AbortSignal, asked: AbortSignal | undefined): AbortSignal {
  return asked === undefined ? limit : AbortSignal.any([limit, asked]);
}

async function readCapped(body: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    // Leaving the loop destroys the stream, and with it the connection.
    if (size > maxBytes) throw new BodyFault(`body larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

type Inflate = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const DECOMPRESSORS: ReadonlyMap<string, Inflate> = new Map([
  ['gzip', promisify(gunzip) satisfies Inflate],
  ['x-gzip', promisify(gunzip) satisfies Inflate],
  ['deflate', promisify(inflate) satisfies Inflate],
  ['br', promisify(brotliDecompress) satisfies Inflate],
]);

async function decompress(
  bytes: Buffer,
  encoding: string | string[] | undefined,
  maxBytes: number,
): Promise<Buffer> {
  if (encoding === undefined || encoding === 'identity' || bytes.length === 0) return bytes;
  const inflater = typeof encoding === 'string' ? DECOMPRESSORS.get(encoding) : undefined;
  if (inflater === undefined) throw new BodyFault('unknown content encoding');
  try {
    return await inflater(bytes, { maxOutputLength: maxBytes });
  } catch {
    throw new BodyFault(`body cut or larger than ${maxBytes} bytes once decompressed`);
  }
}

function toHeaders(raw: Readonly<Record<string, string | string[] | undefined>>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(raw)) {
    if (typeof value === 'string') headers.append(name, value);
    else for (const one of value ?? []) headers.append(name, one);
  }
  return headers;
}
