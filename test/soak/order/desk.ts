import type {
  BrokerAnswer,
  BrokerOrder,
  BrokerPosition,
  PostOutcome,
} from '../../../src/core/broker.ts';
import type { Broker } from '../../../src/core/ports/broker.ts';
import { instant, SECOND_MS, type Instant } from '../../../src/core/time.ts';

/** What goes wrong between the program and the broker. */
export const FAULTS = [
  'none',
  '408',
  '500',
  'reset',
  'late',
  'hidden',
  'doubled',
  'partial',
  '429 on reads',
] as const;
export type OrderFault = (typeof FAULTS)[number];

/** Moments at which a process may end. Those of the wire are here; those of the database are in `life.ts`. */
export const WIRE_POINTS = [
  'after connect, before write',
  'mid-body',
  'after accept, before reply',
] as const;
export type WirePoint = (typeof WIRE_POINTS)[number];

/** An order as the broker's durable books have it. */
type Booked = {
  readonly id: string;
  readonly from: 'API' | 'IOS';
  readonly quantity: number;
  readonly createdAt: Instant;
  readonly visibleAt: number;
  readonly intent: number;
  readonly stopPrice?: number;
  filled: number;
  status: BrokerOrder['status'];
};

export const SYMBOL = 'NVDA_US_EQ';

export type Desk = ReturnType<typeof createDesk>;

type Around = {
  readonly now: () => Instant;
  readonly random: () => number;
  readonly fault: OrderFault;
  readonly held: number;
  readonly price: () => number;
  /** Refuses to sell what is not held, as a real broker does; a lenient one shows whether the program ever asks for it. */
  readonly isStrict: boolean;
  /** Takes stops that rest; refuses them unless told. */
  readonly takesStops?: boolean;
};

type Posting = {
  readonly quantity: number;
  readonly intent: number;
  readonly pass: (at: WirePoint) => void;
};

/** A stateful broker whose books outlive every process, reached without sockets and without real time. */
export function createDesk(around: Around) {
  const { now, random, fault, price } = around;
  const booked: Booked[] = [];
  const posts: { readonly intent: number; readonly at: Instant; readonly quantity: number }[] = [];
  const later: { readonly at: number; readonly run: () => void }[] = [];
  // Most of it begins with the request, when it counts.
  let blindUntil = 0;
  let held = around.held;
  let serial = 0;

  const after = (ms: number, run: () => void): void => void later.push({ at: now() + ms, run });
  const sleep = (ms: number): Promise<void> => new Promise((resolve) => after(ms, resolve));

  function accept(quantity: number, intent: number, from: Booked['from'] = 'API'): Booked {
    serial++;
    const visibleAt = now() + (fault === 'hidden' ? (5 + 240 * random()) * SECOND_MS : 0);
    const order: Booked = {
      id: `o${serial}`,
      from,
      quantity,
      createdAt: now(),
      visibleAt,
      intent,
      filled: 0,
      status: 'pending',
    };
    booked.push(order);
    if (fault === 'partial') fillSlowly(order);
    else fill(order, quantity);
    return order;
  }

  function fill(order: Booked, quantity: number): void {
    order.filled += quantity;
    held -= quantity;
    order.status = order.filled >= order.quantity ? 'filled' : 'partially-filled';
  }

  function fillSlowly(order: Booked): void {
    fill(order, order.quantity / 2);
    after((5 + 60 * random()) * SECOND_MS, () => {
      if (order.status !== 'partially-filled') return;
      if (random() < 0.5) fill(order, order.quantity - order.filled);
      else order.status = 'cancelled';
    });
  }

  function toOrder(order: Booked): BrokerOrder {
    return {
      id: order.id,
      symbol: SYMBOL,
      side: 'sell',
      kind: order.stopPrice === undefined ? 'market' : 'stop',
      status: order.status,
      quantity: order.quantity,
      filled: order.filled,
      limitPrice: undefined,
      stopPrice: order.stopPrice,
      fillPrice: order.filled > 0 ? price() : undefined,
      currency: 'USD',
      initiatedFrom: order.from,
      createdAt: order.createdAt,
      realised: undefined,
    };
  }

  const isOpen = ({ status }: Booked): boolean =>
    status === 'pending' || status === 'partially-filled';
  const listed = (wanted: (order: Booked) => boolean): readonly BrokerOrder[] =>
    booked.filter((one) => one.visibleAt <= now() && wanted(one)).map(toOrder);
  const isBlind = (): boolean => fault === '429 on reads' && (now() < blindUntil || random() < 0.2);

  async function read<T>(value: () => T): Promise<BrokerAnswer<T>> {
    await sleep(0);
    if (isBlind()) return { kind: 'failed', fault: 'rate-limited', detail: 'Limited' };
    return { kind: 'ok', value: value(), at: now() };
  }

  const position = (): BrokerPosition => ({
    symbol: SYMBOL,
    ticker: undefined,
    isin: undefined,
    name: 'NVIDIA',
    currency: 'USD',
    quantity: held,
    available: held,
    inPies: 0,
    averagePrice: 90,
    price: price(),
    openedAt: undefined,
    wallet: undefined,
  });

  async function post(wish: Posting): Promise<PostOutcome> {
    const { quantity, intent, pass } = wish;
    pass('after connect, before write');
    await sleep(50);
    pass('mid-body');
    posts.push({ intent, at: now(), quantity });
    if (around.isStrict && quantity > held) return refused('SellingEquityNotOwned');
    if (fault === '429 on reads') blindUntil = now() + blindMs(random);
    if (fault === 'late') return answerLate({ quantity, intent, pass });
    const isTaken = !isFaulty(fault) || random() < 0.5;
    const order = isTaken ? accept(quantity, intent) : undefined;
    pass('after accept, before reply');
    await sleep(50 + 500 * random());
    return order === undefined || isFaulty(fault) ? doubtful(fault) : accepted(order);
  }

  /** The broker takes it while nobody waits any more. */
  async function answerLate({ quantity, intent, pass }: Posting): Promise<PostOutcome> {
    after(90 * SECOND_MS * random(), () => void accept(quantity, intent));
    pass('after accept, before reply');
    await sleep(30 * SECOND_MS);
    return doubtful('timeout');
  }

  /** A stop that rests until the price reaches it. */
  function rest(wish: { quantity: number; price: number }, intent: number): PostOutcome {
    posts.push({ intent, at: now(), quantity: wish.quantity });
    if (around.takesStops !== true) return refused('no-stops');
    serial++;
    const order: Booked = {
      id: `o${serial}`,
      from: 'API',
      quantity: wish.quantity,
      createdAt: now(),
      visibleAt: 0,
      intent,
      stopPrice: wish.price,
      filled: 0,
      status: 'pending',
    };
    booked.push(order);
    return accepted(order);
  }

  const accepted = (order: Booked): PostOutcome => ({ kind: 'accepted', order: toOrder(order) });

  return {
    booked,
    posts,
    held: (): number => held,
    /** Somebody sells by phone. */
    sellByHand: (quantity: number): void => void accept(Math.min(quantity, held), 0, 'IOS'),
    /** The price reaches the stops that rest. */
    trigger(): void {
      for (const one of booked)
        if (one.stopPrice !== undefined && isOpen(one)) fill(one, one.quantity);
    },
    /** Somebody cancels by phone what rests. */
    cancelByHand(): void {
      for (const one of booked) if (isOpen(one)) one.status = 'cancelled';
    },
    /** Everything that falls due by now happens. */
    elapse(): void {
      for (let i = later.length - 1; i >= 0; i--) {
        const one = later[i];
        if (one === undefined || one.at > now()) continue;
        later.splice(i, 1);
        one.run();
      }
    },
    nextAt: (): number => Math.min(...later.map(({ at }) => at)),
    /** As one process reaches it; `intentNow` names the decision that asks, `pass` may end the process. */
    reachedBy(life: { intentNow: () => number; pass: (at: WirePoint) => void }): Broker {
      return {
        kind: 'trading212',
        stage: 'demo',
        summary: () => Promise.reject(new Error('not asked for')),
        positions: () => read(() => (held > 0 ? [position()] : [])),
        pending: () => read(() => listed(isOpen)),
        order: async (id) => {
          const answer = await read(() => listed((one) => one.id === id && isOpen(one))[0]);
          if (answer.kind === 'failed') return answer;
          return answer.value === undefined
            ? { kind: 'failed', fault: 'not-found', detail: 'not found' }
            : { ...answer, value: answer.value };
        },
        history: ({ since }) =>
          read(() => {
            const rows = listed((one) => !isOpen(one) && one.createdAt >= since);
            return fault === 'doubled' ? [...rows, ...rows] : rows;
          }),
        session: () => Promise.resolve('open'),
        sell: ({ quantity }) => post({ quantity, intent: life.intentNow(), pass: life.pass }),
        placeStop: (wish) => Promise.resolve(rest(wish, life.intentNow())),
        cancel: (id) =>
          read(() => {
            const order = booked.find((one) => one.id === id);
            if (order === undefined || !isOpen(order)) return 'gone';
            order.status = 'cancelled';
            return 'cancelled';
          }),
        close: () => undefined,
      };
    },
  };
}

function refused(code: string): PostOutcome {
  return { kind: 'rejected', code, detail: 'it does not take this order' };
}

function doubtful(code: string): PostOutcome {
  return { kind: 'unknown', code, detail: 'the connection ended before it answered' };
}

function isFaulty(fault: OrderFault): boolean {
  return fault === '408' || fault === '500' || fault === 'reset';
}

/** Short, long, or longer than anybody waits. */
function blindMs(random: () => number): number {
  return random() < 0.3 ? 3_600_000 : instant(400 * SECOND_MS * random());
}
