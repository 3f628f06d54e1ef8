import type { AccountSummary, BrokerAnswer, BrokerPosition } from '../core/broker.ts';
import type { Broker } from '../core/ports/broker.ts';
import { type Ask, failed } from './trading212-ask.ts';
import type { Book } from './trading212-instruments.ts';
import { legacyPositionOf, legacySummaryOf, positionOf, summaryOf } from './trading212-map.ts';
import {
  LEGACY_CASH,
  LEGACY_INFO,
  type LegacyInfoWire,
  LEGACY_PORTFOLIO,
  POSITIONS,
  SUMMARY,
} from './trading212-wire.ts';

/** Which of the two sets of answers an account speaks. */
export type Shape = 'current' | 'legacy';

export type AccountReads = Pick<Broker, 'summary' | 'positions'> & {
  /** Undefined before the first answer. */
  readonly shape: () => Shape | undefined;
};

type AccountDeps = {
  readonly ask: Ask;
  readonly bookOf: (symbols: readonly string[]) => Promise<Book>;
  readonly shape: Shape | undefined;
};

/** What an account is worth and what it holds, in the shape that it answers in. */
export function createAccountReads({ ask, bookOf, ...deps }: AccountDeps): AccountReads {
  let shape = deps.shape;
  let info: LegacyInfoWire | undefined;

  /** Asks in the known shape, or in whichever answers: a place that is not there belongs to the other shape. */
  async function inShape<T>(
    ways: Readonly<Record<Shape, () => Promise<BrokerAnswer<T>>>>,
  ): Promise<BrokerAnswer<T>> {
    const first = shape ?? 'current';
    const answer = await ways[first]();
    if (answer.kind === 'ok') shape = first;
    if (answer.kind === 'ok' || answer.fault !== 'not-found') return answer;
    const second = first === 'current' ? 'legacy' : 'current';
    const other = await ways[second]();
    if (other.kind === 'ok') shape = second;
    return other.kind === 'failed' && other.fault === 'not-found' ? answer : other;
  }

  async function legacySummary(): Promise<BrokerAnswer<AccountSummary>> {
    const cash = await ask({ endpoint: 'cash', path: 'account/cash', schema: LEGACY_CASH });
    if (cash.kind === 'failed') return cash;
    // Its number and its currency never change, and its turns are rare.
    if (info === undefined) {
      const answer = await ask({ endpoint: 'info', path: 'account/info', schema: LEGACY_INFO });
      if (answer.kind === 'failed') return answer;
      info = answer.value;
    }
    return { ...cash, value: legacySummaryOf(cash.value, info) };
  }

  async function currentPositions(): Promise<BrokerAnswer<readonly BrokerPosition[]>> {
    const answer = await ask({ endpoint: 'positions', path: 'positions', schema: POSITIONS });
    if (answer.kind === 'failed') return answer;
    const held = answer.value.filter(({ quantity }) => quantity > 0);
    const book = await bookOf(held.map(({ instrument }) => instrument.ticker));
    return { ...answer, value: held.map((wire) => positionOf(wire, book.find)) };
  }

  async function legacyPositions(): Promise<BrokerAnswer<readonly BrokerPosition[]>> {
    const answer = await ask({
      endpoint: 'portfolio',
      path: 'portfolio',
      schema: LEGACY_PORTFOLIO,
    });
    if (answer.kind === 'failed') return answer;
    const held = answer.value.filter(({ quantity }) => quantity > 0);
    const symbols = held.map(({ ticker }) => ticker);
    const book = await bookOf(symbols);
    // Without a single instrument there are no currencies at all: nothing to go by.
    if (symbols.length > 0 && symbols.every((symbol) => book.find(symbol) === undefined))
      return failed('unavailable', 'its list of instruments is not there yet');
    return { ...answer, value: held.map((wire) => legacyPositionOf(wire, book.find)) };
  }

  async function currentSummary(): Promise<BrokerAnswer<AccountSummary>> {
    const path = 'account/summary';
    const answer = await ask({ endpoint: 'summary', path, schema: SUMMARY });
    return answer.kind === 'ok' ? { ...answer, value: summaryOf(answer.value) } : answer;
  }

  return {
    shape: () => shape,
    summary: () => inShape({ current: currentSummary, legacy: legacySummary }),
    positions: () => inShape({ current: currentPositions, legacy: legacyPositions }),
  };
}
