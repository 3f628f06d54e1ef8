import type { BrokerAnswer, BrokerOrder } from '../core/broker.ts';
import type { Broker } from '../core/ports/broker.ts';
import { instant, type Instant } from '../core/time.ts';
import { failed, type Ask } from './trading212-ask.ts';
import { type FindInstrument, momentOf, orderOf, priceOf, unitOf } from './trading212-map.ts';
import { HISTORY, type HistoryRowWire } from './trading212-wire.ts';

/** At six pages a minute. */
const MOST_PAGES = 120;
const PAGE_ROWS = 50;

/** One row: an order as one of its fills left it. */
type Row = {
  readonly order: BrokerOrder;
  /** Undefined for an order without fills. */
  readonly fill: Fill | undefined;
  /** When anything last happened to it. */
  readonly touchedAt: Instant;
  /** Splits, spin-offs and the like are written among the orders. */
  readonly isTrade: boolean;
};

type Fill = {
  readonly id: string;
  readonly quantity: number;
  readonly price: number | undefined;
  readonly realised: number | undefined;
};

export type HistoryPages = { readonly ask: Ask; readonly longestWaitMs: number };

/** All rows since a moment, newest first as the broker gives them. One that cannot be read fails them all. */
export async function historyRows(
  { ask, longestWaitMs }: HistoryPages,
  { since, symbol }: Parameters<Broker['history']>[0],
): Promise<BrokerAnswer<readonly HistoryRowWire[]>> {
  const filter = symbol === undefined ? '' : `&ticker=${encodeURIComponent(symbol)}`;
  let path = `history/orders?limit=${PAGE_ROWS}${filter}`;
  const read = new Set<string>();
  const rows: HistoryRowWire[] = [];
  while (!read.has(path) && read.size < MOST_PAGES) {
    read.add(path);
    const question = { endpoint: 'history', path, schema: HISTORY, longestWaitMs } as const;
    const answer = await ask(question);
    if (answer.kind === 'failed') return answer;
    const { items, nextPagePath } = answer.value;
    rows.push(...items);
    const isPast = items.length > 0 && items.every((row) => touchedAt(row) < since);
    if (isPast || !nextPagePath) return { ...answer, value: rows };
    path = nextPath(nextPagePath);
  }
  return failed('payload', 'its list of past orders has no end');
}

/** Some answers give the next page as a query alone. */
function nextPath(text: string): string {
  return /^[\w]+=/.test(text) ? `history/orders?${text}` : text;
}

/** One order for each id: fills of it summed, rows that came twice counted once, corporate actions left out. */
export function ordersOfRows(
  wires: readonly HistoryRowWire[],
  find: FindInstrument,
  since: Instant,
): readonly BrokerOrder[] {
  const byId = new Map<string, Row[]>();
  for (const row of wires.map((wire) => rowOf(wire, find))) {
    if (!row.isTrade || row.touchedAt < since) continue;
    const known = byId.get(row.order.id) ?? [];
    const isTwice = known.some((other) => other.fill?.id === row.fill?.id);
    if (!isTwice) byId.set(row.order.id, [...known, row]);
  }
  return [...byId.values()].flatMap(joined).toSorted((a, b) => b.createdAt - a.createdAt);
}

function joined(rows: readonly Row[]): readonly BrokerOrder[] {
  const [first] = rows;
  if (first === undefined) return [];
  const fills = rows.flatMap(({ fill }) => fill ?? []);
  const quantity = sum(fills.map((fill) => fill.quantity));
  const isPriced = quantity > 0 && fills.every(({ price }) => price !== undefined);
  const value = sum(fills.map((fill) => fill.quantity * (fill.price ?? 0)));
  const isKnown = fills.some(({ realised }) => realised !== undefined);
  return [
    {
      ...first.order,
      filled: Math.max(first.order.filled, quantity),
      fillPrice: isPriced ? value / quantity : undefined,
      realised: isKnown ? sum(fills.map(({ realised }) => realised ?? 0)) : undefined,
    },
  ];
}

function rowOf({ order: wire, fill }: HistoryRowWire, find: FindInstrument): Row {
  const at = touchedAt({ order: wire, fill });
  const order = orderOf(wire, find, at);
  const unit = unitOf(wire.instrument?.currency ?? find(order.symbol)?.currency);
  return {
    order,
    touchedAt: at,
    isTrade: (fill?.type ?? 'TRADE') === 'TRADE',
    fill: fill
      ? {
          id: fill.id ?? '',
          quantity: Math.abs(fill.quantity ?? order.filled),
          price: priceOf(fill.price, unit),
          realised: fill.walletImpact?.realisedProfitLoss ?? undefined,
        }
      : undefined,
  };
}

/** An order may have been made long before it was filled. */
function touchedAt({ order, fill }: HistoryRowWire): Instant {
  const times = [order.createdAt, order.creationTime, fill?.filledAt].flatMap(
    (text) => momentOf(text) ?? [],
  );
  // Without any time it may be of this very moment: it is not left out.
  return instant(times.length === 0 ? Infinity : Math.max(...times));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
