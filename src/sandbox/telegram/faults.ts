/** What can go wrong between a bot and Telegram. `isAccepted`: the effect happened although the answer says otherwise. */
export type Fault =
  | { readonly kind: 'too-many'; readonly retryAfterSeconds: number }
  | {
      readonly kind: 'server-error';
      readonly status: 500 | 502 | 503 | 504;
      readonly body: 'html' | 'json';
      readonly isAccepted?: boolean;
    }
  | { readonly kind: 'cut-before' }
  | { readonly kind: 'cut-after' }
  /** So long before it takes effect, and so long from then to the answer. */
  | { readonly kind: 'delay'; readonly ms: number; readonly afterMs?: number }
  | { readonly kind: 'refuse'; readonly code: 400 | 401 | 403 | 409; readonly description: string };

type FaultyCall = {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Counts every call that reached the server, from 1. */
  readonly n: number;
};

export type Faults = (call: FaultyCall) => Fault | undefined;

/** Shares between 0 and 1 of the calls struck; they are drawn in this order from one seeded stream. */
export type FaultRates = {
  readonly seed: number;
  readonly rate429?: number;
  readonly retryAfterSeconds?: number;
  readonly rate5xx?: number;
  readonly cutBefore?: number;
  readonly cutAfter?: number;
  readonly delay?: number;
  readonly delayMs?: number;
  /** Which methods are struck; sends and edits unless said otherwise. */
  readonly strikes?: RegExp;
};

export function seededFaults(rates: FaultRates): Faults {
  const random = mulberry(rates.seed);
  const strikes = rates.strikes ?? /^(?:send|edit)/;
  const table: readonly (readonly [number, Fault])[] = [
    [rates.rate429 ?? 0, { kind: 'too-many', retryAfterSeconds: rates.retryAfterSeconds ?? 1 }],
    [rates.rate5xx ?? 0, { kind: 'server-error', status: 502, body: 'html' }],
    [rates.cutBefore ?? 0, { kind: 'cut-before' }],
    [rates.cutAfter ?? 0, { kind: 'cut-after' }],
    [rates.delay ?? 0, { kind: 'delay', ms: rates.delayMs ?? 200 }],
  ];
  return ({ method }) => {
    if (!strikes.test(method)) return undefined;
    let draw = random();
    for (const [share, fault] of table) {
      if (draw < share) return fault;
      draw -= share;
    }
    return undefined;
  };
}

// mulberry32: small, seedable, good enough to choose whom to strike.
function mulberry(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
