import type { AccountStage } from '../core/broker.ts';
import { visible } from '../core/html.ts';
import type { Credentials } from '../core/ports/broker.ts';

/** What was typed behind `add demo`, or behind `key 1`: the key, its secret, and a name for the account. */
type KeyWords = { readonly credentials: Credentials; readonly name: string | undefined };

export type KeyRead =
  | ({ readonly kind: 'ok' } & KeyWords)
  /** Without anything that was typed: it may be a secret with a slip in it. */
  | { readonly kind: 'problem'; readonly why: string };

const LONGEST_NAME = 24;
/** Printable, without blanks; brokers' keys are some 35 to 45 long. */
const KEY = /^[\w.~+/=-]{16,200}$/;

/** Reads `KEY SECRET`, `KEY:SECRET` or an old kind of `KEY` alone, and `as My ISA` behind it. */
export function readKey(text: string): KeyRead {
  const [, typed = '', said] = /^([\s\S]*?)(?:(?:^|\s)as\s+([\s\S]+))?$/i.exec(text.trim()) ?? [];
  const words = typed.split(/[\s:]+/).filter((word) => word !== '');
  const [key, secret, ...more] = words;
  const name = said === undefined ? undefined : readName(said);
  if (key === undefined) return problem('I need the key, and its secret behind it.');
  if (more.length > 0) return problem('I need two words, the key and its secret, and read more.');
  if (!words.every((word) => KEY.test(word)))
    return problem('A key is at least 16 letters and digits without a blank in it.');
  if (name?.kind === 'problem') return name;
  return { kind: 'ok', credentials: { key, secret }, name: name?.name };
}

type NameRead =
  | { readonly kind: 'ok'; readonly name: string }
  | { readonly kind: 'problem'; readonly why: string };

/** What an account may be called: it stands in lists, and is typed. */
export function readName(text: string): NameRead {
  const name = visible(text).replaceAll(/\s+/g, ' ').trim();
  if (name === '') return problem('I need a name.');
  if (name.length > LONGEST_NAME) return problem(`A name has at most ${LONGEST_NAME} characters.`);
  // In a command a number is the one of the list.
  if (/^\d+$/.test(name)) return problem('A name has at least one letter in it.');
  return { kind: 'ok', name };
}

/** `demo`, or what begins like it. */
export function readStage(word: string): Exclude<AccountStage, 'paper'> | undefined {
  const typed = word.toLowerCase();
  if (/^(demo|practice|test)$/.test(typed)) return 'demo';
  return /^(live|real)$/.test(typed) ? 'live' : undefined;
}

function problem(why: string) {
  return { kind: 'problem', why } as const;
}
