import { Buffer } from 'node:buffer';
import { STATUS_CODES } from 'node:http';
import type { Readable } from 'node:stream';
import { type Dispatcher, Pool } from 'undici';
import { SECOND_MS } from '../core/time.ts';
import { TelegramNetworkError } from './telegram-network-error.ts';

/**
 * What grammY passes to `client.fetch`: a JSON string, or a stream for uploads, and a signal of its own. That signal is
 * the `abort-controller` package's, made anew for every call, with events but without a `reason`.
 */
type TelegramInit = {
  readonly method: 'POST' | 'GET';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Readable;
  readonly signal?: AbortSignalLike;
};

type AbortSignalLike = {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
};

/** The part of a `Response` that grammY and the reading of files need. `json()` always gives an object with a boolean `ok`. */
type TelegramReply = {
  readonly ok: boolean;
  readonly status: number;
  readonly statusText: string;
  json(): Promise<unknown>;
  /** The body as it came, for files. */
  text(): Promise<string>;
};

/** All in milliseconds, but for the two counts of connections. */
export type TelegramFetchLimits = {
  readonly connectMs: number;
  /** Until the reply's headers, and between two pieces of its body. Telegram answers late under load but delivers. */
  readonly replyMs: number;
  /** The same for `getUpdates`; longer than the longest long poll. */
  readonly pollReplyMs: number;
  readonly idleMs: number;
  readonly maxReplyBytes: number;
  readonly sendConnections: number;
  readonly pollConnections: number;
};

export type TelegramFetch = {
  readonly fetch: (url: string, init: TelegramInit) => Promise<TelegramReply>;
  /** Waits for what is in flight, then closes every connection. */
  readonly close: () => Promise<void>;
};

const DEFAULT_LIMITS: TelegramFetchLimits = {
  connectMs: 8 * SECOND_MS,
  replyMs: 90 * SECOND_MS,
  pollReplyMs: 120 * SECOND_MS,
  // Shorter than servers usually keep idle connections: writing to one that is just being closed looks "perhaps sent".
  idleMs: 15 * SECOND_MS,
  maxReplyBytes: 20 * 1024 * 1024,
  sendConnections: 64,
  pollConnections: 2,
};

/**
 * The `fetch` behind grammY's `client.fetch`, over keep-alive connections with one request each at a time. Long polls
 * have connections of their own, so that a waiting `getUpdates` never stands before a send.
 *
 * An abort is listened for once per call and the listener is taken off when the call ends, however it ends.
 *
 * @throws TelegramNetworkError when no whole reply came; its `written` says whether Telegram may have seen the request
 */
export function createTelegramFetch(limits: Partial<TelegramFetchLimits> = {}): TelegramFetch {
  const all = { ...DEFAULT_LIMITS, ...limits };
  const pools = new Map<string, Pool>();

  function poolFor(origin: string, isPoll: boolean): Pool {
    const key = isPoll ? `poll ${origin}` : origin;
    const known = pools.get(key);
    if (known !== undefined) return known;
    const pool = openPool(origin, isPoll, all);
    pools.set(key, pool);
    return pool;
  }

  return {
    fetch(url, init) {
      const pathAt = url.indexOf('/', url.indexOf('://') + 3);
      const path = url.slice(pathAt);
      const pool = poolFor(url.slice(0, pathAt), path.endsWith('/getUpdates'));
      return exchange(pool, { path, init, maxReplyBytes: all.maxReplyBytes });
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
}

function openPool(origin: string, isPoll: boolean, limits: TelegramFetchLimits): Pool {
  const replyMs = isPoll ? limits.pollReplyMs : limits.replyMs;
  return new Pool(origin, {
    connections: isPoll ? limits.pollConnections : limits.sendConnections,
    pipelining: 1,
    // HTTP/2 would put every send on one connection, and one cut would then make all of them uncertain.
    allowH2: false,
    connect: { timeout: limits.connectMs },
    headersTimeout: replyMs,
    bodyTimeout: replyMs,
    keepAliveTimeout: limits.idleMs,
  });
}

type Call = {
  readonly path: string;
  readonly init: TelegramInit;
  readonly maxReplyBytes: number;
};

/** undici's own handler interface, not `request()`: it alone tells when the first byte is about to be written. */
function exchange(pool: Pool, { path, init, maxReplyBytes }: Call): Promise<TelegramReply> {
  return new Promise((resolve, reject) => {
    const { signal } = init;
    let written = false;
    let settled = false;
    let status = 0;
    let size = 0;
    let chunks: Buffer[] = [];
    let controller: Dispatcher.DispatchController | undefined;

    const fail = (cause: unknown): void => {
      if (settled) return;
      settled = true;
      signal?.removeEventListener('abort', abort);
      reject(new TelegramNetworkError(cause, written));
    };
    const abort = (): void => {
      fail(new AbortedError());
      controller?.abort(new AbortedError());
    };

    if (signal?.aborted === true) {
      fail(new AbortedError());
      return;
    }
    signal?.addEventListener('abort', abort);

    pool.dispatch(
      {
        path,
        method: init.method,
        headers: ['content-type', init.headers?.['content-type'] ?? 'application/json'],
        body: init.body ?? null,
      },
      {
        onRequestStart(started) {
          controller = started;
          // Aborted while it waited for a connection: nothing has been written, and now nothing will be.
          if (settled) started.abort(new AbortedError());
          else written = true;
        },
        onResponseStart(_controller, statusCode) {
          status = statusCode;
          chunks = [];
          size = 0;
        },
        onResponseData(started, chunk) {
          size += chunk.length;
          if (size > maxReplyBytes) started.abort(new Error('reply too large'));
          else chunks.push(chunk);
        },
        onResponseEnd() {
          if (settled) return;
          settled = true;
          signal?.removeEventListener('abort', abort);
          resolve(toReply(status, chunks));
        },
        onResponseError(_controller, error) {
          fail(error);
        },
      },
    );
  });
}

class AbortedError extends Error {
  readonly code = 'ABORT_ERR';

  constructor() {
    super('aborted by the caller');
    this.name = 'AbortError';
  }
}

function toReply(status: number, chunks: readonly Buffer[]): TelegramReply {
  return {
    ok: status >= 200 && status < 300,
    status,
    statusText: STATUS_CODES[status] ?? '',
    json: () => readEnvelope(status, textOf(chunks)),
    text: () => Promise.resolve(textOf(chunks)),
  };
}

function textOf(chunks: readonly Buffer[]): string {
  const [first] = chunks;
  if (first === undefined) return '';
  return (chunks.length === 1 ? first : Buffer.concat(chunks)).toString('utf8');
}

/**
 * A gateway's HTML page becomes an ordinary refusal that keeps its status code. An unreadable reply with a good status is
 * different: Telegram did something and we cannot tell what, so it is "perhaps sent".
 */
async function readEnvelope(status: number, text: string): Promise<unknown> {
  const body = parse(text);
  if (isEnvelope(body)) {
    return body.ok || 'error_code' in body ? body : { ...body, error_code: status };
  }
  if (status >= 300) {
    return { ok: false, error_code: status, description: STATUS_CODES[status] ?? 'Not JSON' };
  }
  throw new TelegramNetworkError(new Error(`unreadable reply with status ${status}`), true);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isEnvelope(body: unknown): body is { ok: boolean } {
  return typeof body === 'object' && body !== null && 'ok' in body && typeof body.ok === 'boolean';
}
