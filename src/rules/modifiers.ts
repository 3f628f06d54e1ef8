import type { IToken } from 'chevrotain';
import { MODIFIER_KEYS, MODIFIER_SYNONYMS, type ModifierKey } from './modifier-keys.ts';
import { listed, respelled, rewritten, without, type Fault, type Span } from './problem.ts';
import type { Modifiers } from './rule.ts';
import { endOf } from './tokens.ts';

type Written = Span & { readonly key: string; readonly value: string; readonly image: string };

/** Reads a rule's modifiers over the defaults of its family. Complaints go to `faults`. */
export function readModifiers(
  tokens: readonly IToken[],
  { text, usual, faults }: { text: string; usual: Modifiers; faults: Fault[] },
): Modifiers {
  let modifiers = usual;
  const seen = new Map<string, Written>();
  for (const written of tokens.map(readToken)) {
    const key = MODIFIER_KEYS.get(written.key);
    const before = seen.get(written.key);
    const change = isUnclosed(written) ? undefined : key?.read(written.value);
    if (!key) faults.push(unknownKey(written, text));
    else if (before) faults.push(repeated(written, before, text));
    else if (!change) faults.push(unreadable(written, key, text));
    else modifiers = { ...modifiers, ...change };
    seen.set(written.key, written);
  }
  return modifiers;
}

const QUOTED = /^["“”'‘](.*?)["“”'’]?$/s;

function readToken(token: IToken): Written {
  const { image, startOffset: from } = token;
  const colon = image.indexOf(':');
  const key = image.slice(0, colon).trim().toLowerCase();
  const raw = image.slice(colon + 1).trim();
  const inner = (QUOTED.exec(raw)?.[1] ?? raw).trim();
  return { key, value: tidy(key, inner), image, from, to: endOf(token) };
}

function tidy(key: string, value: string): string {
  // A note is spelled back in double quotes, so those inside become single ones.
  if (key === 'note') return value.replaceAll(/\s+/g, ' ').replaceAll(/["“”]/g, "'");
  return key === 'to' ? value : value.toLowerCase();
}

function isUnclosed({ image }: Written): boolean {
  const raw = image.slice(image.indexOf(':') + 1).trim();
  if (/^["“”'‘]/.test(raw)) return raw.length === 1 || !/["“”'’]$/.test(raw);
  return (raw.match(/"/g) ?? []).length % 2 === 1;
}

function unknownKey(written: Written, text: string): Fault {
  const { key, from, to } = written;
  const keySpan = { from, to: from + key.length };
  const meant = MODIFIER_SYNONYMS.get(key);
  const known = [...MODIFIER_KEYS.keys()];
  const tries = meant
    ? [rewritten(text, keySpan, meant)]
    : respelled(text, keySpan, { word: key, known });
  return {
    ...keySpan,
    why: `I don't know “${key}:”. A rule can have ${listed(known)}.`,
    tries: [...tries, without(text, { from, to })],
  };
}

function repeated(written: Written, before: Written, text: string): Fault {
  return {
    from: written.from,
    to: written.to,
    why: `“${written.key}:” is here twice, and I can follow only one.`,
    tries: [without(text, before), without(text, written)],
  };
}

function unreadable(written: Written, { takes, offers }: ModifierKey, text: string): Fault {
  const { key, value, image } = written;
  if (isUnclosed(written)) {
    return {
      ...written,
      why: `The text after “${key}:” has no closing quote.`,
      tries: [rewritten(text, written, `${key}:"${value}"`)],
    };
  }
  const said =
    value === ''
      ? `“${key}:” has nothing after it.`
      : `I can't read “${key === 'note' ? 'note:…' : image}”.`;
  return {
    ...written,
    why: `${said} “${key}:” takes ${takes}.`,
    tries: [
      ...offers.map((offer) => rewritten(text, written, `${key}:${offer}`)),
      without(text, written),
    ],
  };
}
