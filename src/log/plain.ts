import type { Mask } from './mask.ts';

/** Deeper than this, wider than this, longer than this is cut: a line must stay readable and a call short. */
const DEEPEST = 6;
const MOST_ENTRIES = 100;
const LONGEST_TEXT = 8_000;
const MOST_CAUSES = 5;

const NAMED_SECRETS = /^(authorization|proxy-authorization|cookie|set-cookie|x-api-key|password)$/i;

/** Turns any value into plain JSON data with every secret masked. Never throws. */
export function createPlain(mask: Mask): (value: unknown) => unknown {
  return (value) => plain(value, { mask, above: [], causes: 0 });
}

type Walk = {
  readonly mask: Mask;
  /** The objects around this one, outermost first: one that contains itself is cut. */
  readonly above: readonly object[];
  readonly causes: number;
};

function plain(value: unknown, walk: Walk): unknown {
  if (typeof value === 'string') return text(value, walk.mask);
  if (typeof value === 'number' || typeof value === 'bigint') return figure(value, walk.mask);
  if (typeof value === 'function' || typeof value === 'symbol') return `[${typeof value}]`;
  if (typeof value !== 'object' || value === null) return value;
  if (walk.above.includes(value)) return '[circular]';
  if (walk.above.length >= DEEPEST) return '[deep]';
  try {
    return structure(value, { ...walk, above: [...walk.above, value] });
  } catch {
    return '[unreadable]';
  }
}

function structure(value: object, walk: Walk): unknown {
  if (value instanceof Error) return errorFields(value, walk);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof URL || value instanceof RegExp) return text(String(value), walk.mask);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer)
    return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return list(value, walk);
  if (value instanceof Set) return list([...value], walk);
  if (value instanceof Map) return entries([...value], walk);
  return entries(Object.entries(value), walk);
}

function errorFields(error: Error, walk: Walk): unknown {
  const { name, message, stack = '', cause } = error;
  // The stack begins with the message; both are kept, since a message may be changed after the fact.
  const own = Object.entries(error).filter(([key]) => key !== 'cause' && key !== 'stack');
  if (error instanceof AggregateError) own.push(['errors', error.errors]);
  const said = entries([['type', name], ['message', message], ['stack', stack], ...own], walk);
  if (cause === undefined) return said;
  if (walk.causes >= MOST_CAUSES) return { ...said, cause: '[more causes]' };
  // Causes have a limit of their own: the last one, which is the reason, may lie deep.
  return {
    ...said,
    cause: plain(cause, { ...walk, above: walk.above.slice(-1), causes: walk.causes + 1 }),
  };
}

function list(values: readonly unknown[], walk: Walk): readonly unknown[] {
  const kept = values.slice(0, MOST_ENTRIES).map((value) => plain(value, walk));
  return values.length > MOST_ENTRIES ? [...kept, `[${values.length - MOST_ENTRIES} more]`] : kept;
}

function entries(
  pairs: readonly (readonly [unknown, unknown])[],
  walk: Walk,
): Record<string, unknown> {
  const out: [string, unknown][] = [];
  for (const [key, value] of pairs.slice(0, MOST_ENTRIES)) {
    const name = typeof key === 'symbol' ? '[symbol]' : text(String(plain(key, walk)), walk.mask);
    out.push([name, NAMED_SECRETS.test(name) ? '***' : plain(value, walk)]);
  }
  if (pairs.length > MOST_ENTRIES) out.push(['…', `${pairs.length - MOST_ENTRIES} more`]);
  // `fromEntries` defines `__proto__` as an ordinary field, where assignment would not.
  return Object.fromEntries(out);
}

function text(value: string, mask: Mask): string {
  const safe = mask(value);
  return safe.length > LONGEST_TEXT ? `${safe.slice(0, LONGEST_TEXT)}…` : safe;
}

/** A secret may be all digits, and then it may come as a number. */
function figure(value: number | bigint, mask: Mask): unknown {
  const safe = mask(String(value));
  return safe === String(value) && typeof value === 'number' ? value : safe;
}
