import { Buffer } from 'node:buffer';
import type { BrokerAnswer, BrokerFault } from '../core/broker.ts';
import { SourceError } from '../core/error.ts';
import type { Credentials } from '../core/ports/broker.ts';
import type { Clock, Instant } from '../core/time.ts';
import type { Schema } from '../http/client.ts';
import { toSourceError } from '../http/fault.ts';
import { parseJson } from '../http/json.ts';
import type { Reply, Wire } from '../http/wire.ts';
import type { Endpoint, Limiter } from './trading212-limits.ts';

type Question<T> = {
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
  readonly wire: Wire;
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

type Got = { readonly kind: 'got'; readonly reply: Reply; readonly at: Instant } | Failed;

/** Asks one account, each time at its turn. Every fault is an answer; nothing is repeated but what was turned away by 429. */
export function createAsk(deps: AskDeps): Ask {
  /** What waits for its turn: whoever wishes the same meanwhile has the same answer. */
  const waiting = new Map<string, Promise<Got>>();

  async function sent(asked: Asked, untilMs: number): Promise<Got> {
    const { endpoint, path, method } = asked;
    const ticket = await deps.limiter.enter(endpoint, { untilMs, signal: deps.signal });
    waiting.delete(path);
    if (ticket === undefined) return deps.signal.aborted ? CLOSED : WAITED;
    const at = deps.clock();
    let reply: Reply | undefined;
    try {
      const url = urlOf(deps.base, path);
      const headers = { ...authorization(deps.credentials), accept: 'application/json' };
      reply = await deps.wire.ask({ url, method, headers });
      return { kind: 'got', reply, at };
    } catch (error) {
      return deps.signal.aborted ? CLOSED : faultOfError(error);
    } finally {
      ticket.settle(reply);
    }
  }

  function shared(asked: Asked, untilMs: number): Promise<Got> {
    if (asked.method !== 'GET') return sent(asked, untilMs);
    const mine = waiting.get(asked.path) ?? sent(asked, untilMs);
    waiting.set(asked.path, mine);
    return mine;
  }

  return async ({ endpoint, path, schema, method = 'GET', longestWaitMs }) => {
    const untilMs = deps.elapsed() + (longestWaitMs ?? LONGEST_WAIT_S * deps.secondMs);
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const got = await shared({ endpoint, path, method }, untilMs);
      if (got.kind === 'failed') return got;
      const { reply, at } = got;
      if (reply.status === 429) continue;
      if (reply.status < 200 || reply.status > 299) return refused(endpoint, reply);
      // What is gone needs no words.
      const body = method === 'DELETE' && reply.body.trim() === '' ? 'null' : reply.body;
      return read({ body, schema, endpoint, at });
    }
    return WAITED;
  };
}

type Asked = Pick<Question<unknown>, 'endpoint' | 'path'> & { readonly method: 'GET' | 'DELETE' };
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
  at: Instant;
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
  if (status >= 500) return failed('unavailable', 'it has trouble of its own at the moment');
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

function faultOfError(error: unknown): Failed {
  const { reason } = toSourceError({ source: 'Trading 212', where: 'its address' }, error);
  if (reason === 'timeout') return failed('timeout', 'it did not answer in time');
  if (reason === 'unreadable') return failed('payload', 'its answer cannot be read');
  return failed('network', 'it cannot be reached');
}
