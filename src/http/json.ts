/** Why a text was not taken as JSON. A closed list. */
type JsonFault = 'syntax' | 'too-deep' | 'duplicate-key' | 'not-finite';

export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly fault: JsonFault };

const DEEPEST = 32;
const WHOLE_NUMBER = /^-?\d+$/;

/**
 * Parses JSON from outside more strictly than `JSON.parse`: at most 32 levels deep, no key twice in one object,
 * no number that overflows to infinity. Whole numbers beyond 2^53 become strings, so that no digit is lost.
 */
export function parseJson(text: string): ParsedJson {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, fault: 'syntax' };
  }
  const seen = { keys: 0, unsafe: false };
  const fault = inspect(value, 0, seen);
  if (fault !== undefined) return { ok: false, fault };
  // JSON.parse silently keeps the last of two equal keys; then the text has more of them than the value.
  if (countKeys(text) !== seen.keys) return { ok: false, fault: 'duplicate-key' };
  return { ok: true, value: seen.unsafe ? withBigNumbersAsText(text) : value };
}

function inspect(
  value: unknown,
  depth: number,
  seen: { keys: number; unsafe: boolean },
): JsonFault | undefined {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return 'not-finite';
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) seen.unsafe = true;
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth >= DEEPEST) return 'too-deep';
  const children: readonly unknown[] = Object.values(value);
  if (!Array.isArray(value)) seen.keys += children.length;
  for (const child of children) {
    const fault = inspect(child, depth + 1, seen);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Colons outside strings, of a text already known to be valid JSON: one per key. */
function countKeys(text: string): number {
  let keys = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char === COLON) keys++;
    else if (char === QUOTE) i = endOfString(text, i);
  }
  return keys;
}

const QUOTE = 0x22;
const COLON = 0x3a;
const BACKSLASH = 0x5c;

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end;
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes++;
  return slashes % 2 === 1;
}

function withBigNumbersAsText(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) => {
    if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
    const source = context?.source;
    return source !== undefined && WHOLE_NUMBER.test(source) ? source : value;
  });
}
