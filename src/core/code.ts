/** Uniform in [0, 1). Comes from the edges; tests pass a seeded one. */
export type Random = () => number;

// No 0, O, 1, I or L: people read these aloud.
const LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

/** A short name for a person to type, such as `7K2M`. */
function shortCode(random: Random, length: number): string {
  let code = '';
  for (let i = 0; i < length; i++) code += LETTERS[Math.floor(random() * LETTERS.length)] ?? '2';
  return code;
}

/** A short name that is not taken yet; grows by a letter after every eighth miss. */
export function freeCode(
  random: Random,
  length: number,
  isTaken: (code: string) => boolean,
): string {
  for (let tries = 0; ; tries++) {
    const code = shortCode(random, length + Math.floor(tries / 8));
    if (!isTaken(code)) return code;
  }
}

const BASE = BigInt(LETTERS.length);
const SHORTEST_REF = 5;
const LONGEST_REF = 10;

/** Names of one length: so many of them, and what spreads the ids over them; `spread * back` is 1 modulo `size`. */
type Span = { readonly size: bigint; readonly spread: bigint; readonly back: bigint };

const SPANS: readonly Span[] = Array.from({ length: LONGEST_REF + 1 }, (_none, length) => {
  const size = BASE ** BigInt(length);
  // Near the golden section, so that neighbours in time look nothing alike; one above a multiple of the base, so that
  // it can be undone.
  const spread = (((size * 618n) / 1000n / BASE) * BASE + 1n) % size;
  return { size, spread, back: inverse(spread, size) };
});

/**
 * The short name of an id: another one for each, and always the same. Five letters, and more once the ids have outgrown
 * them.
 */
export function refOf(id: number): string {
  let length = SHORTEST_REF;
  while (length < LONGEST_REF && BigInt(id) >= spanOf(length).size) length++;
  const { size, spread } = spanOf(length);
  let left = Number((BigInt(id) * spread) % size);
  let ref = '';
  for (let i = 0; i < length; i++) {
    ref = (LETTERS[left % LETTERS.length] ?? '2') + ref;
    left = Math.floor(left / LETTERS.length);
  }
  return ref;
}

/** The id that a short name was made from; undefined when it was made from none. */
export function idOfRef(ref: string): number | undefined {
  if (ref.length < SHORTEST_REF || ref.length > LONGEST_REF) return undefined;
  let spread = 0n;
  for (const letter of ref) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) return undefined;
    spread = spread * BASE + BigInt(value);
  }
  const { size, back } = spanOf(ref.length);
  const id = Number((spread * back) % size);
  return refOf(id) === ref ? id : undefined;
}

function spanOf(length: number): Span {
  return SPANS[length] ?? { size: 1n, spread: 0n, back: 0n };
}

/** What undoes a multiplication modulo a power of the base, by Newton's steps; for numbers one above a multiple of it. */
function inverse(value: bigint, size: bigint): bigint {
  let found = 1n;
  while ((value * found) % size !== 1n % size)
    found = (((found * (2n - value * found)) % size) + size) % size;
  return found;
}
