import { createHash, createSecretKey, type KeyObject } from 'node:crypto';

export type RecoveryRead =
  | { readonly kind: 'ok'; readonly key: KeyObject }
  | { readonly kind: 'problem'; readonly why: string };

/** The key as a person can write it down: 14 groups of 4 (Crockford's base 32), the last ones a checksum. */
export function recoveryCode(key: KeyObject): string {
  const bytes = key.export();
  let bits = BigInt(`0x${Buffer.concat([bytes, checksum(bytes)]).toString('hex')}`);
  let text = '';
  for (let i = 0; i < LETTERS_IN_ALL; i++, bits >>= 5n)
    text = `${LETTERS[Number(bits & 31n)]}${text}`;
  return text.match(/.{4}/g)?.join('-') ?? '';
}

/** Reads a code as it was written down: any case, with or without dashes and blanks, O for 0, I or L for 1. */
export function keyFromRecoveryCode(text: string): RecoveryRead {
  const letters = text.toUpperCase().replaceAll(/[\s\-–]/g, '');
  const plain = letters.replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  if (plain.length !== LETTERS_IN_ALL) {
    return problem(`has ${plain.length} letters and digits in place of ${LETTERS_IN_ALL}`);
  }
  const strange = plain.split('').find((letter) => !LETTERS.includes(letter));
  if (strange !== undefined) return problem(`has a ${strange}, which no code has`);
  const bits = plain
    .split('')
    .reduce((sum, letter) => sum * 32n + BigInt(LETTERS.indexOf(letter)), 0n);
  const all = Buffer.from(bits.toString(16).padStart(2 * (KEY_BYTES + SUM_BYTES), '0'), 'hex');
  const bytes = all.subarray(0, KEY_BYTES);
  if (!checksum(bytes).equals(all.subarray(KEY_BYTES))) {
    return problem('has at least one wrong letter: its checksum does not fit');
  }
  return { kind: 'ok', key: createSecretKey(bytes) };
}

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const KEY_BYTES = 32;
const SUM_BYTES = 3;
const LETTERS_IN_ALL = ((KEY_BYTES + SUM_BYTES) * 8) / 5;

function checksum(bytes: Uint8Array): Buffer {
  const hash = createHash('sha256').update('bellwether recovery code v1').update(bytes).digest();
  return hash.subarray(0, SUM_BYTES);
}

function problem(what: string): RecoveryRead {
  const example = '14 groups of 4 such as 7K2M-0QVX-…';
  return { kind: 'problem', why: `The recovery code ${what}. It is ${example}; compare it again.` };
}
