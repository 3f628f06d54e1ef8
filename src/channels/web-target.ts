import type { TargetRead } from '../core/ports/channel.ts';
import { allowedHosts, refusalOfUrl } from '../http/address-guard.ts';
import type { Outbound } from '../http/outbound.ts';
import type { Wire } from '../http/wire.ts';

/** Typed addresses beyond this are a paste gone wrong. */
const LONGEST_URL = 2_000;

/** @returns why an address that a person typed is not taken, in words; undefined when it is */
export function problemOfUrl(url: string, allow: readonly string[]): string | undefined {
  if (url.length > LONGEST_URL)
    return `It has ${url.length} letters, and ${LONGEST_URL} are taken.`;
  // Before its parser, which leaves out tabs and line breaks without a word.
  if (/[\s\p{C}]/u.test(url)) return 'There is a space or an invisible character in it.';
  return refusalOfUrl(url, allowedHosts(allow));
}

/** What a kind of webhook looks like. */
type HookForm = {
  readonly allow: readonly string[];
  /** Where a person finds its address. */
  readonly need: string;
  readonly problemOfPath: (url: URL) => string | undefined;
};

/** Reads the address of a webhook that a person typed. */
export function readHook(text: string, { allow, need, problemOfPath }: HookForm): TargetRead {
  const url = text.trim();
  if (url === '') return { kind: 'problem', why: need };
  const problem = problemOfUrl(url, allow) ?? problemOfPath(new URL(url));
  return problem === undefined
    ? { kind: 'ok', target: { url } }
    : { kind: 'problem', why: `${problem} ${need}` };
}

/** The wire by whose rules an address is asked: free for the one that whoever runs the program has set. */
export function wireTo(url: string, setByUs: string | undefined, outbound: Outbound): Wire {
  return url === setByUs ? outbound.ours : outbound.theirs;
}

/** The last letters of a secret, by which its owner knows it again: `…wxyz`. */
export function tailOf(secret: string): string {
  return secret.length < 12 ? '…' : `…${secret.slice(-4)}`;
}
