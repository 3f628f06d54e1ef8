import { setTimeout as sleep } from 'node:timers/promises';
import { SourceError } from '../core/error.ts';
import { errorFromStatus, type FaultPlace, toSourceError } from './fault.ts';
import { createGate } from './gate.ts';
import { parseJson } from './json.ts';
import { retryInMs, type RetryLimits } from './retry.ts';
import { createWire, type Reply, type WireLimits } from './wire.ts';

export type HttpRequest = {
  readonly url: string;
  /** What the request is called in errors. Addresses never are: their paths and queries may hold secrets. */
  readonly name: string;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Which status codes are answers rather than faults; 200–299 when left out. */
  readonly accepts?: (status: number) => boolean;
};

/** What `safeParse` of a zod schema offers; nothing else of zod is needed here. */
export type Schema<T> = {
  safeParse(
    value: unknown,
  ):
    | { readonly success: true; readonly data: T }
    | { readonly success: false; readonly error: { readonly issues: readonly Issue[] } };
};

type Issue = { readonly path: readonly PropertyKey[]; readonly message: string };

export type HttpClient = {
  /** The reply as it came, decompressed. @throws SourceError */
  send(request: HttpRequest): Promise<Reply>;
  /** The reply, once its body has proved to be strict JSON (see `parseJson`). @throws SourceError */
  sendForJson(request: HttpRequest): Promise<Reply>;
  /** The reply's JSON in the schema's shape. @throws SourceError */
  getJson<T>(request: HttpRequest, schema: Schema<T>): Promise<T>;
  /** Cuts what is in flight. */
  close(): Promise<void>;
};

export type HttpLimits = WireLimits &
  RetryLimits & {
    /** Further attempts after the first, of GET requests alone. */
    readonly retries: number;
  };

export type HttpClientDeps = {
  /** Names the vendor in errors; the breaker is this source's alone. */
  readonly source: string;
  /** Milliseconds since some fixed moment, never jumping back: `performance.now`. */
  readonly elapsed: () => number;
  /** Evenly spread in [0, 1). */
  readonly random: () => number;
  readonly limits?: Partial<HttpLimits>;
};

const DEFAULT_LIMITS: HttpLimits = {
  connectMs: 5_000,
  attemptMs: 10_000,
  idleMs: 15_000,
  maxBodyBytes: 5 * 1024 * 1024,
  connections: 8,
  retries: 2,
  retryMs: 300,
  longestRetryMs: 4_000,
  longestWaitMs: 5_000,
};

/**
 * Asks one vendor: with time limits, a cap on the decompressed size, few retries with full jitter, and a breaker that
 * counts every attempt. Every fault is a `SourceError`.
 */
export function createHttpClient(deps: HttpClientDeps): HttpClient {
  const limits = { ...DEFAULT_LIMITS, ...deps.limits };
  const wire = createWire(limits);
  const gate = createGate(deps);

  async function attempt<T>(request: HttpRequest, read: Read<T>): Promise<T> {
    const place = placeOf(deps.source, request);
    gate.enter(place);
    try {
      const reply = await wire.ask(request);
      if (!(request.accepts ?? isSuccess)(reply.status)) throw errorFromStatus(place, reply);
      const result = read(reply, place);
      gate.leave(undefined);
      return result;
    } catch (error) {
      const fault = toSourceError(place, error);
      gate.leave(fault);
      throw fault;
    }
  }

  async function exchange<T>(request: HttpRequest, read: Read<T>): Promise<T> {
    const retries = (request.method ?? 'GET') === 'GET' ? limits.retries : 0;
    let first: unknown;
    for (let tried = 0; ; tried++) {
      try {
        return await attempt(request, read);
      } catch (error) {
        // "Not asked" would hide why the breaker opened in the middle of this very exchange.
        first ??= error;
        const waitMs = retryInMs({ error, tried, random: deps.random() }, limits);
        if (tried >= retries || waitMs === undefined) throw isUnasked(error) ? first : error;
        await sleep(waitMs);
      }
    }
  }

  return {
    send: (request) => exchange(request, (reply) => reply),
    sendForJson: (request) =>
      exchange(request, (reply, place) => {
        readJson(reply, place);
        return reply;
      }),
    getJson: (request, schema) =>
      exchange(request, (reply, place) => shape(readJson(reply, place), schema, place)),
    close: () => wire.close(),
  };
}

type Read<T> = (reply: Reply, place: FaultPlace) => T;

function placeOf(source: string, request: HttpRequest): FaultPlace {
  return { source, where: `${request.name} at ${new URL(request.url).host}` };
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function isUnasked(error: unknown): boolean {
  return error instanceof SourceError && error.reason === 'breaker-open';
}

function readJson(reply: Reply, place: FaultPlace): unknown {
  const parsed = parseJson(reply.body);
  if (parsed.ok) return parsed.value;
  const text = `${place.where}: not usable as JSON (${parsed.fault})`;
  throw new SourceError(place.source, 'unreadable', { text });
}

function shape<T>(value: unknown, schema: Schema<T>, place: FaultPlace): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue?.path.map(String).join('.') ?? '';
  const text = `${place.where}: unexpected shape at "${field}": ${issue?.message ?? 'unknown'}`;
  throw new SourceError(place.source, 'unreadable', { text });
}
