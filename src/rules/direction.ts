import type { Condition, Value } from './rule.ts';

/** What goes up and down with the price itself. */
const PRICES: ReadonlySet<string> = new Set(['price', 'close', 'change', 'gap']);

/**
 * Which way a rule expects the price to go on: 1 up, -1 down. Only where its words say so: a price or a move through a level,
 * or a pattern that is called a buy or a sell. An oscillator that is low may mean either.
 */
export function directionOf(condition: Condition): 1 | -1 | undefined {
  switch (condition.kind) {
    case 'compare': {
      if (!isPriced(condition.left)) return undefined;
      if (condition.op.includes('>')) return 1;
      return condition.op.includes('<') ? -1 : undefined;
    }
    case 'move':
      if (condition.direction === 'either') return undefined;
      return condition.direction === 'up' ? 1 : -1;
    case 'event':
      if (condition.args === 'buy') return 1;
      return condition.args === 'sell' ? -1 : undefined;
    case 'and': {
      const ways = new Set(condition.of.flatMap((part) => directionOf(part) ?? []));
      return ways.size === 1 ? [...ways][0] : undefined;
    }
    default:
      return undefined;
  }
}

function isPriced(value: Value): boolean {
  return (value.kind === 'quote' || value.kind === 'series') && PRICES.has(value.measure.name);
}
