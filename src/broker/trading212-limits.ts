import { setTimeout as sleep } from 'node:timers/promises';

/** What an account may ask of each place: so often within so many seconds. As documented; what the broker tells wins. */
const DOCUMENTED = {
  summary: [1, 5],
  cash: [1, 2],
  info: [1, 30],
  positions: [1, 1],
  portfolio: [1, 5],
  pending: [1, 5],
  order: [1, 1],
  cancel: [50, 60],
  market: [50, 60],
  stop: [1, 2],
  instruments: [1, 50],
  exchanges: [1, 30],
  history: [6, 60],
} as const satisfies Readonly<Record<string, readonly [number, number]>>;

export type Endpoint = keyof typeof DOCUMENTED;

/** One request that may go out now. */
type Ticket = {
  /** Has to be called once it is over, with the headers of the reply if there was one. */
  settle(reply: { readonly status: number; readonly headers: Headers } | undefined): void;
};

type Patience = { readonly untilMs: number; readonly signal: AbortSignal };

export type Limiter = {
  /** Waits for its turn; undefined when that would take clearly longer than `untilMs` of `elapsed`. */
  enter(endpoint: Endpoint, patience: Patience): Promise<Ticket | undefined>;
};

export type LimiterDeps = {
  /** Milliseconds since some fixed moment, never jumping back. */
  readonly elapsed: () => number;
  /** How long a second of the broker's limits lasts; 1000 but in tests. */
  readonly secondMs: number;
};

type Lane = {
  limit: number;
  periodMs: number;
  /** When those that are over were over: the broker saw each of them before. */
  ended: number[];
  inFlight: number;
  /** What the broker said is left for everybody who uses the account, phones included. */
  told: { left: number; readonly until: number } | undefined;
  last: Promise<unknown>;
};

/** Clocks of two machines do not run alike, and timers ring a little early. */
const DRIFT = 1.01;
const MARGIN_MS = 5;
/** A program that was busy for a moment is no reason to give up. */
const GRACE_MS = 250;

/**
 * Keeps the limits of one account. A request counts from its beginning until one period after its end, so that the broker
 * sees no more than its limit in any period, however long requests travel.
 */
export function createLimiter({ elapsed, secondMs }: LimiterDeps): Limiter {
  const lanes = new Map<Endpoint, Lane>();

  function laneOf(endpoint: Endpoint): Lane {
    const known = lanes.get(endpoint);
    if (known !== undefined) return known;
    const [limit, periodS] = DOCUMENTED[endpoint];
    const periodMs = periodS * secondMs;
    const last = Promise.resolve();
    const lane = { limit, periodMs, ended: [], inFlight: 0, told: undefined, last };
    lanes.set(endpoint, lane);
    return lane;
  }

  async function turn(lane: Lane, { untilMs, signal }: Patience): Promise<Ticket | undefined> {
    for (;;) {
      const now = elapsed();
      const waitMs = waitOf(lane, now);
      if (signal.aborted || now + waitMs > untilMs + GRACE_MS) return undefined;
      if (waitMs <= 0) return admit(lane);
      await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }

  function admit(lane: Lane): Ticket {
    lane.inFlight++;
    if (lane.told !== undefined) lane.told.left--;
    return {
      settle(reply) {
        lane.inFlight--;
        lane.ended.push(elapsed());
        if (reply !== undefined) learn(lane, reply);
      },
    };
  }

  function learn(lane: Lane, reply: { status: number; headers: Headers }): void {
    const told = toldBy(reply.headers);
    if (told.limit !== undefined && told.periodS !== undefined) {
      lane.limit = told.limit;
      lane.periodMs = told.periodS * secondMs;
    }
    const left = reply.status === TOO_MANY ? 0 : told.remaining;
    if (left === undefined) return;
    const resetMs = (told.resetS ?? Infinity) * secondMs;
    const waitMs = Math.min(Math.max(resetMs, 0), lane.periodMs * DRIFT + MARGIN_MS);
    lane.told = { left: left - lane.inFlight, until: elapsed() + waitMs };
  }

  return {
    enter(endpoint, patience) {
      const lane = laneOf(endpoint);
      const mine = lane.last.then(() => turn(lane, patience));
      lane.last = mine;
      return mine;
    },
  };
}

const TOO_MANY = 429;

/** Milliseconds until one more may go out; 0 when it may now. */
function waitOf(lane: Lane, now: number): number {
  const windowMs = lane.periodMs * DRIFT + MARGIN_MS;
  lane.ended = lane.ended.filter((end) => end > now - windowMs);
  if (lane.told !== undefined && now >= lane.told.until) lane.told = undefined;
  const toldMs = lane.told !== undefined && lane.told.left <= 0 ? lane.told.until - now : 0;
  const tooMany = lane.ended.length + lane.inFlight - lane.limit;
  if (tooMany < 0) return toldMs;
  // What is in flight ends now at the earliest, and counts for one more period from there.
  const end = lane.ended[tooMany] ?? now;
  return Math.max(toldMs, end + windowMs - now);
}

type Told = {
  readonly limit: number | undefined;
  readonly periodS: number | undefined;
  readonly remaining: number | undefined;
  /** From the moment of the reply, by the broker's own clock. */
  readonly resetS: number | undefined;
};

const LONGEST_PERIOD_S = 3_600;

function toldBy(headers: Headers): Told {
  const resetS = numberIn(headers, 'x-ratelimit-reset');
  const dateMs = Date.parse(headers.get('date') ?? '');
  const limit = numberIn(headers, 'x-ratelimit-limit');
  const periodS = numberIn(headers, 'x-ratelimit-period');
  return {
    limit: limit !== undefined && limit >= 1 ? Math.floor(limit) : undefined,
    periodS: periodS !== undefined && periodS <= LONGEST_PERIOD_S ? periodS : undefined,
    remaining: numberIn(headers, 'x-ratelimit-remaining'),
    resetS: resetS === undefined || Number.isNaN(dateMs) ? undefined : resetS - dateMs / 1_000,
  };
}

function numberIn(headers: Headers, name: string): number | undefined {
  const text = headers.get(name)?.trim() ?? '';
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}
