import { createHash } from 'node:crypto';
import type { AccountStage } from '../core/broker.ts';
import type { AccountAccess, Credentials, Probe } from '../core/ports/broker.ts';
import type { Log } from '../core/ports/log.ts';
import { type Clock, SECOND_MS } from '../core/time.ts';
import type { SingleLimits } from '../http/single-request.ts';
import { createWire, type WireLimits } from '../http/wire.ts';
import type { House } from './house.ts';
import { type Ask, createAsk, SCOPES } from './trading212-ask.ts';
import type { Shape } from './trading212-account.ts';
import { type ClientDeps, createClient } from './trading212-client.ts';
import { createInstruments, type Instruments } from './trading212-instruments.ts';
import { createLimiter, type Limiter } from './trading212-limits.ts';
import { orderOf } from './trading212-map.ts';
import { createPost } from './trading212-post.ts';
import { HISTORY } from './trading212-wire.ts';

export type Trading212Deps = {
  /** Base addresses: of the demonstration, and of real money. */
  readonly bases: Readonly<Record<'demo' | 'live', string>>;
  /** Where lists of instruments are kept; undefined: nowhere. */
  readonly folder: string | undefined;
  readonly clock: Clock;
  readonly elapsed: () => number;
  readonly log: Log;
  /** How long a second of the broker's limits lasts, in milliseconds; 1000 unless told. */
  readonly secondMs?: number;
  /** How long answers to reads may take, and those to orders. */
  readonly readLimits?: Partial<WireLimits>;
  readonly postLimits?: Partial<SingleLimits>;
};

/** Accounts at Trading 212. */
export function createTrading212(deps: Trading212Deps): House {
  const ending = new AbortController();
  const shared = createShared(deps);

  function open(account: Omit<AccountAccess, 'id'>): Line {
    return openLine(deps, account, { ...shared, ending: ending.signal });
  }

  return {
    open(account) {
      const { stage, shape } = account;
      return createClient({ ...open(account), stage, shape: shapeOf(shape) });
    },
    async probe(wish) {
      const line = open({ ...wish, shape: undefined });
      try {
        return await tried(line, wish.stage);
      } finally {
        line.close();
      }
    },
    close: () => ending.abort(),
  };
}

type World = keyof Trading212Deps['bases'];

type Shared = {
  limiterOf(world: World, credentials: Credentials): Limiter;
  instrumentsOf(world: World): Instruments;
};

/** Limits are the account's, whoever asks: one limiter for each key. Lists are the same for everybody in one world. */
function createShared(deps: Trading212Deps): Shared {
  const limiters = new Map<string, Limiter>();
  const worlds = new Map<World, Instruments>();
  const { elapsed, secondMs = SECOND_MS } = deps;
  return {
    limiterOf(world, { key }) {
      const name = createHash('sha256').update(`${deps.bases[world]} ${key}`).digest('base64');
      const limiter = limiters.get(name) ?? createLimiter({ elapsed, secondMs });
      limiters.set(name, limiter);
      return limiter;
    },
    instrumentsOf(world) {
      const instruments = worlds.get(world) ?? createInstruments({ ...deps, world });
      worlds.set(world, instruments);
      return instruments;
    },
  };
}

/** All that is needed to talk to one account. */
type Line = Omit<ClientDeps, 'stage' | 'shape'>;

function openLine(
  deps: Trading212Deps,
  wish: Pick<AccountAccess, 'stage' | 'credentials'>,
  { limiterOf, instrumentsOf, ending }: Shared & { readonly ending: AbortSignal },
): Line {
  const { clock, elapsed, secondMs = SECOND_MS } = deps;
  const world = wish.stage === 'live' ? 'live' : 'demo';
  const credentials = wish.credentials ?? { key: '', secret: undefined };
  const closing = new AbortController();
  // No client with retries, which would go round the limits, nor a breaker: whoever holds something wants to know of it again at once.
  const wire = createWire({ ...READ_LIMITS, ...deps.readLimits });
  const line = {
    limiter: limiterOf(world, credentials),
    base: deps.bases[world],
    credentials,
    signal: AbortSignal.any([closing.signal, ending]),
    clock,
    elapsed,
    secondMs,
  };
  return {
    ask: createAsk({ ...line, wire }),
    post: (find) =>
      createPost({
        ...line,
        limits: deps.postLimits ?? {},
        orderOf: (wire, at) => orderOf(wire, find, at),
      }),
    instruments: instrumentsOf(world),
    pageWaitMs: PAGE_WAIT_S * secondMs,
    clock,
    close() {
      closing.abort();
      wire.close().catch(() => undefined);
    },
  };
}

const READ_LIMITS: WireLimits = {
  connectMs: 5_000,
  attemptMs: 20_000,
  idleMs: 15_000,
  // Instruments alone are megabytes.
  maxBodyBytes: 32 * 1024 * 1024,
  connections: 4,
};
/** A page's turn comes within a minute, behind another's within two. */
const PAGE_WAIT_S = 90;

function shapeOf(text: string | undefined): Shape | undefined {
  return text === 'current' || text === 'legacy' ? text : undefined;
}

/** Each permission is tried by something harmless: no account has an order 0 that could be cancelled. */
async function tried(line: Line, stage: AccountStage): Promise<Probe> {
  const lacks = new Set<string>();
  const ask: Ask = async (question) => {
    const answer = await line.ask(question);
    if (answer.kind === 'failed' && answer.fault === 'scope') lacks.add(SCOPES[question.endpoint]);
    return answer;
  };
  const client = createClient({ ...line, ask, stage, shape: undefined });
  const summary = await client.summary();
  if (summary.kind === 'failed') return { kind: 'failed', detail: summary.detail };
  await Promise.all([
    client.positions(),
    client.pending(),
    ask({ endpoint: 'history', path: 'history/orders?limit=20', schema: HISTORY }),
    client.cancel('0'),
    line.instruments.having([ANY_SYMBOL], ask),
  ]);
  const shape = client.shape() ?? 'current';
  return { kind: 'ok', summary: summary.value, shape, lacks: [...lacks].toSorted() };
}

/** No instrument has it: the lists are read, if they may be. */
const ANY_SYMBOL = '?';
