import type {
  AccountSummary,
  BrokerAnswer,
  BrokerFault,
  BrokerOrder,
  BrokerPosition,
} from '../core/broker.ts';
import { errorText } from '../core/error.ts';
import type { Broker } from '../core/ports/broker.ts';
import type { Account } from '../core/position.ts';
import type { Instant } from '../core/time.ts';

/** Why an account could not be read. `shut`: its key cannot be had; `stranger`: the key opens another account than before. */
export type ReadingFault = {
  readonly fault: BrokerFault | 'shut' | 'stranger';
  /** A part of a sentence without secrets. */
  readonly why: string;
};

/** What one look at an account came to. What could not be read is undefined; `fault` is the first thing that went wrong. */
export type AccountReading = {
  readonly summary: { readonly value: AccountSummary; readonly at: Instant } | undefined;
  readonly positions:
    | { readonly value: readonly BrokerPosition[]; readonly at: Instant }
    | undefined;
  readonly orders: readonly BrokerOrder[] | undefined;
  /** Orders that have ended; undefined when nobody asked. */
  readonly ended: readonly BrokerOrder[] | undefined;
  readonly fault: ReadingFault | undefined;
};

type Wish = {
  readonly account: Account;
  /** Asked once positions are there: since when orders that have ended are wanted; undefined when they are not. */
  readonly historySince: (positions: readonly BrokerPosition[]) => Instant | undefined;
};

const NOTHING: AccountReading = {
  summary: undefined,
  positions: undefined,
  orders: undefined,
  ended: undefined,
  fault: undefined,
};

/** Reads an account part by part, each waiting for the one before it: they share the broker's limits. Never throws. */
export async function readAccount(broker: Broker, wish: Wish): Promise<AccountReading> {
  try {
    return await read(broker, wish);
  } catch (error) {
    // A client that broke its promise is as good as one that has no answer.
    return { ...NOTHING, fault: { fault: 'network', why: errorText(error) } };
  }
}

async function read(broker: Broker, { account, historySince }: Wish): Promise<AccountReading> {
  const summary = await broker.summary();
  if (summary.kind === 'failed') return { ...NOTHING, fault: faultOf(summary) };
  const stranger = strangerIn(summary.value, account);
  if (stranger !== undefined) return { ...NOTHING, fault: stranger };
  const positions = await broker.positions();
  if (positions.kind === 'failed') return { ...NOTHING, summary, fault: faultOf(positions) };
  if (isHalf(summary.value, positions.value))
    return { ...NOTHING, summary, fault: { fault: 'payload', why: HALF } };
  const pending = await broker.pending();
  const since = historySince(positions.value);
  const history = since === undefined ? undefined : await broker.history({ since });
  return {
    summary,
    positions,
    orders: valueOf(pending),
    ended: history && valueOf(history),
    fault: lackOf(pending) ?? (history && lackOf(history)),
  };
}

/** Another account behind the same name would close everything that is held in this one. */
function strangerIn(
  { remoteId, currency }: AccountSummary,
  account: Account,
): ReadingFault | undefined {
  const { remoteId: known } = account;
  if (known === undefined || known === remoteId) return undefined;
  const why = `its key opens account ${remoteId} (${currency}) now, and not ${known} as before`;
  return { fault: 'stranger', why };
}

const HALF = 'it lists nothing held, and yet tells what that is worth';
/** Below this nothing can be said: a rounded figure may stand for nothing. */
const SURELY_HELD = 1;

function isHalf({ invested }: AccountSummary, positions: readonly BrokerPosition[]): boolean {
  return positions.length === 0 && invested.value > SURELY_HELD && invested.cost > SURELY_HELD;
}

function valueOf<T>(answer: BrokerAnswer<T>): T | undefined {
  return answer.kind === 'ok' ? answer.value : undefined;
}

function faultOf({ fault, detail }: Extract<BrokerAnswer<never>, { kind: 'failed' }>) {
  return { fault, why: detail };
}

/** What a key may not do is no trouble: that was said when it was added, and the rest works. */
function lackOf(answer: BrokerAnswer<unknown>): ReadingFault | undefined {
  return answer.kind === 'failed' && answer.fault !== 'scope' ? faultOf(answer) : undefined;
}
