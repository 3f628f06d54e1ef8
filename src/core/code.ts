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
