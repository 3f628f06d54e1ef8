import type { BrokerOrder, PostOutcome } from '../core/broker.ts';
import type { Credentials } from '../core/ports/broker.ts';
import type { Instant } from '../core/time.ts';
import { parseJson } from '../http/json.ts';
import { postOnce, type SingleLimits, type SingleOutcome } from '../http/single-request.ts';
import { authorization, scopeText } from './trading212-ask.ts';
import type { Limiter } from './trading212-limits.ts';
import { ORDER, type OrderWire } from './trading212-wire.ts';

type Wish = {
  readonly endpoint: 'market' | 'stop';
  readonly symbol: string;
  readonly body: Readonly<Record<string, unknown>>;
};

export type Post = (wish: Wish) => Promise<PostOutcome>;

export type PostDeps = {
  readonly limiter: Limiter;
  readonly base: string;
  readonly credentials: Credentials;
  readonly elapsed: () => number;
  readonly clock: () => Instant;
  readonly secondMs: number;
  readonly signal: AbortSignal;
  readonly limits?: Partial<SingleLimits>;
  readonly orderOf: (wire: OrderWire, at: Instant) => BrokerOrder;
};

const LIMITS: SingleLimits = { connectMs: 5_000, wholeMs: 30_000, maxBodyBytes: 1024 * 1024 };
/** Of the broker's seconds: a price moves on while an order waits for its turn. */
const LONGEST_WAIT_S = 5;

const NONE = new Headers();

/** What is certain about the one request that an order may have. */
export function createPost(deps: PostDeps): Post {
  const { limiter, elapsed, signal, secondMs } = deps;
  return async ({ endpoint, symbol, body }) => {
    const untilMs = elapsed() + LONGEST_WAIT_S * secondMs;
    const ticket = await limiter.enter(endpoint, { untilMs, signal });
    if (ticket === undefined)
      return rejected('not-asked', 'it may not be asked again yet; nothing was sent');
    const at = deps.clock();
    const headers = {
      ...authorization(deps.credentials),
      'content-type': 'application/json',
      accept: 'application/json',
    };
    const request = {
      url: `${deps.base}/orders/${endpoint}`,
      headers,
      body: JSON.stringify({ ticker: symbol, ...body }),
    };
    const result = await postOnce(request, { ...LIMITS, ...deps.limits });
    const answered =
      result.kind === 'replied' ? { status: result.status, headers: NONE } : undefined;
    ticket.settle(answered);
    return outcomeOf(result, { endpoint, symbol, read: (wire) => deps.orderOf(wire, at) });
  };
}

type Asked = Pick<Wish, 'endpoint' | 'symbol'> & {
  readonly read: (wire: OrderWire) => BrokerOrder;
};

function outcomeOf(result: SingleOutcome, asked: Asked): PostOutcome {
  if (result.kind === 'not-sent')
    return rejected(result.code, 'it could not be reached; nothing was sent');
  if (result.kind === 'maybe-sent')
    return unknown(result.code, 'the connection ended before it answered');
  const { status, body } = result;
  if (status < 200 || status > 299) return refusal(status, body ?? '', asked.endpoint);
  if (body === undefined) return unknown(`${status}`, 'its answer broke off');
  const parsed = parseJson(body);
  const order = ORDER.safeParse(parsed.ok ? parsed.value : undefined);
  if (!order.success) return unknown(`${status}`, 'it answered what cannot be read');
  const made = asked.read(order.data);
  if (made.symbol !== asked.symbol || made.side !== 'sell')
    return unknown(`${status}`, 'it answered with another order');
  return { kind: 'accepted', order: made };
}

/** Only what is known to say "no": whatever else stands in between may say anything. */
function refusal(status: number, body: string, endpoint: 'market' | 'stop'): PostOutcome {
  switch (status) {
    case 400:
      return rejected(codeIn(body) ?? '400', `it does not take this order${reasonIn(body)}`);
    case 401:
      return rejected('401', 'it does not accept this key');
    case 403:
      return rejected('403', scopeText(endpoint, body));
    case 429:
      return rejected('429', 'it takes no more orders at the moment');
    case 408:
      return unknown('408', 'it ran out of time');
    default:
      if (status < 500 && KNOWN_CODES.has(codeIn(body) ?? ''))
        return rejected(codeIn(body) ?? '', `it does not take this order${reasonIn(body)}`);
      return unknown(`${status}`, `it answered ${status}`);
  }
}

/** Refusals as people have met them, under whatever status. */
const KNOWN_CODES: ReadonlySet<string> = new Set([
  'InsufficientFreeForStocksBuy',
  'InsufficientFreeForStocksSell',
  'InsufficientResources',
  'InstrumentDisabled',
  'InstrumentNotFound',
  'MaxQuantityExceeded',
  'MinQuantityExceeded',
  'NoAvailablePriceForStock',
  'SellingEquityNotOwned',
]);

/** `InsufficientFreeForStocksSell`, `SellingEquityNotOwned`: undocumented, and for people to read alone. */
function codeIn(body: string): string | undefined {
  return /"(?:code|type)"\s*:\s*"([A-Za-z]{3,60})"/.exec(body)?.[1];
}

function reasonIn(body: string): string {
  const code = codeIn(body);
  return code === undefined ? '' : ` (${code})`;
}

function rejected(code: string, detail: string): PostOutcome {
  return { kind: 'rejected', code, detail };
}

function unknown(code: string, detail: string): PostOutcome {
  return { kind: 'unknown', code, detail };
}
