import { Buffer } from 'node:buffer';
import type { BrokerAnswer, BrokerFault } from '../core/broker.ts';
import { SourceError, type SourceReason } from '../core/error.ts';
import type { Credentials } from '../core/ports/broker.ts';
import type { Clock } from '../core/time.ts';
import type { HttpClient, Schema } from '../http/client.ts';
import { parseJson } from '../http/json.ts';
import type { Reply } from '../http/wire.ts';
import type { Endpoint, Limiter } from './trading212-limits.ts';

export type Question<T> = {
  readonly endpoint: Endpoint;
  /** Behind the base address, or a whole path of the same host as the broker gives it for a next page. */
  readonly path: string;
  readonly schema: Schema<T>;
  readonly method?: 'GET' | 'DELETE';
  /** How long it may wait for its turn. */
  readonly longestWaitMs?: number;
};

export type Ask = <T>(question: Question<T>) => Promise<BrokerAnswer<T>>;

export type AskDeps = {
  readonly http: HttpClient;
  readonly limiter: Limiter;
  readonly base: string;
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly elapsed: () => number;
  readonly secondMs: number;
  readonly signal: AbortSignal;
};

/** Of the broker's seconds. Longer than the longest period of what is read often. */
const LONGEST_WAIT_S = 15;
/** A phone that uses the same account takes turns away; asked anew so often at most. */
const MOST_TRIES = 3;

/** Asks one account, at its turn. Every fault is an answer. */
export function createAsk(deps: AskDeps): Ask {
  const { http, limiter, clock, elapsed, signal } = deps;

  async function once<T>(question: Question<T>, untilMs: number): Promise<BrokerAnswer<T> | Again> {
    const { endpoint, path, schema, method = 'GET' } = question;
    const ticket = await limiter.enter(endpoint, { untilMs, signal });
    if (ticket === undefined) return signal.aborted ? CLOSED : WAITED;
    const at = clock();
    let reply: Reply | undefined;
    try {
      const url = urlOf(deps.base, path);
      const headers = { ...authorization(deps.credentials), accept: 'application/json' };
      const isAnswer = (status: number): boolean => status < 500;
      reply = await http.send({ url, name: endpoint, method, headers, accepts: isAnswer });
    } catch (error) {
      return failed(...faultOfError(error));
    } finally {
      ticket.settle(reply);
    }
    if (reply.status === 429) return 'again';
    if (reply.status < 200 || reply.status > 299) return refused(endpoint, reply);
    // What is gone needs no words.
    const body = method === 'DELETE' && reply.body.trim() === '' ? 'null' : reply.body;
    return read({ body, schema, endpoint, at });
  }

  return async (question) => {
    const longestMs = question.longestWaitMs ?? LONGEST_WAIT_S * deps.secondMs;
    const untilMs = elapsed() + longestMs;
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const answer = await once(question, untilMs);
      if (answer !== 'again') return answer;
    }
    return WAITED;
  };
}

type Again = 'again';
type Failed = Extract<BrokerAnswer<never>, { kind: 'failed' }>;

export function failed(fault: BrokerFault, detail: string): Failed {
  return { kind: 'failed', fault, detail };
}

const WAITED = failed('rate-limited', 'this account may not be asked again yet');
const CLOSED = failed('network', 'the account was closed here');

/** Basic with a secret; a key alone goes as it is, in the manner of older keys. */
export function authorization({ key, secret }: Credentials): { readonly authorization: string } {
  if (secret === undefined) return { authorization: key };
  return { authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}` };
}

/** @throws SourceError for a path that leads to another host: the key goes nowhere else. */
function urlOf(base: string, path: string): string {
  if (path.startsWith('/') && !path.startsWith('//')) return `${new URL(base).origin}${path}`;
  if (/^[\w-]/.test(path) && !path.includes('://')) return `${base}/${path}`;
  throw new SourceError('Trading 212', 'unreadable', { text: 'it leads to another host' });
}

function read<T>(got: {
  body: string;
  schema: Schema<T>;
  endpoint: Endpoint;
  at: ReturnType<Clock>;
}): BrokerAnswer<T> {
  const { body, schema, endpoint, at } = got;
  const parsed = parseJson(body);
  const isEmpty = body.trim() === '';
  if (!parsed.ok && isEmpty)
    return failed('payload', `it answered nothing about ${ABOUT[endpoint]}`);
  if (!parsed.ok) return failed('payload', `its answer about ${ABOUT[endpoint]} is not JSON`);
  const shaped = schema.safeParse(parsed.value);
  if (shaped.success) return { kind: 'ok', value: shaped.data, at };
  const field = shaped.error.issues[0]?.path.map(String).join('.') ?? '';
  const where = field === '' ? '' : ` (${field})`;
  return failed('payload', `its answer about ${ABOUT[endpoint]} cannot be read${where}`);
}

function refused(endpoint: Endpoint, reply: Reply): Failed {
  const { status } = reply;
  if (status === 401) return failed('unauthorized', 'it does not accept this key');
  if (status === 403) return failed('scope', scopeText(endpoint, reply.body));
  if (status === 404) return failed('not-found', `it knows no such thing (${endpoint})`);
  if (status === 408) return failed('timeout', `it took too long over ${ABOUT[endpoint]}`);
  return failed('payload', `it answered ${status} about ${ABOUT[endpoint]}`);
}

/** What a key has to be allowed; the broker names it when it feels like it. */
export const SCOPES: Readonly<Record<Endpoint, string>> = {
  summary: 'account',
  cash: 'account',
  info: 'account',
  positions: 'portfolio',
  portfolio: 'portfolio',
  pending: 'orders:read',
  order: 'orders:read',
  cancel: 'orders:execute',
  market: 'orders:execute',
  stop: 'orders:execute',
  instruments: 'metadata',
  exchanges: 'metadata',
  history: 'history:orders',
};

export function scopeText(endpoint: Endpoint, body: string): string {
  const told = /Scope\(\s*([\w:]{1,40})\s*\)/i.exec(body)?.[1];
  return `this key may not do that: the permission ${told ?? SCOPES[endpoint]} is missing`;
}

const ABOUT: Readonly<Record<Endpoint, string>> = {
  summary: 'the account',
  cash: 'the cash',
  info: 'the account',
  positions: 'positions',
  portfolio: 'positions',
  pending: 'pending orders',
  order: 'an order',
  cancel: 'a cancellation',
  market: 'an order',
  stop: 'a stop order',
  instruments: 'instruments',
  exchanges: 'exchanges',
  history: 'past orders',
};

const FAULTS: Readonly<Record<SourceReason, readonly [BrokerFault, string]>> = {
  unreachable: ['network', 'it cannot be reached'],
  timeout: ['timeout', 'it did not answer in time'],
  'rate-limited': ['rate-limited', 'this account may not be asked again yet'],
  blocked: ['unavailable', 'it turned the request away'],
  unauthorised: ['unauthorized', 'it does not accept this key'],
  'server-error': ['unavailable', 'it has trouble of its own at the moment'],
  'not-found': ['not-found', 'it knows no such thing'],
  unreadable: ['payload', 'its answer cannot be read'],
  'breaker-open': ['unavailable', 'it is left alone for a while after several faults'],
};

function faultOfError(error: unknown): readonly [BrokerFault, string] {
  return error instanceof SourceError ? FAULTS[error.reason] : FAULTS.unreachable;
}
