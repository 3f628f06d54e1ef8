/** What breaks programs that trust what they are given. */
const HOSTILE: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1e21,
  2 ** 53,
  '',
  ' ',
  '\0',
  '<b>&"@all',
  '</b><a href="tg://user?id=1">x',
  '\u202Egnp.exe\u2066',
  '\u200B\u2060\ufeff',
  '\ud800',
  '../../etc/passwd',
  "'; drop table rule; --",
  '=HYPERLINK("https://x.example")',
  '__proto__',
  '🦊'.repeat(40),
  'x'.repeat(5_000),
  [],
  {},
  [[[[[[]]]]]],
  { __proto__: null, constructor: 1 },
];

const PIECES = [
  ...'{}[]",:\\<>&@=+-.0123456789abz \n\r\t\0\u202e\u200b'.split(''),
  '1e999',
  'NaN',
  '"a":1,"a":2',
  '\\ud800',
  '['.repeat(40),
  '12345678901234567890',
];

export type Random = () => number;

export function pick<T>(list: readonly T[], random: Random): T | undefined {
  return list[Math.floor(random() * list.length)];
}

/** The same value with something else in one to three places, or without them. */
export function mutatedValue(value: unknown, random: Random): unknown {
  let out = value;
  const times = 1 + Math.floor(random() * 3);
  for (let i = 0; i < times; i++) out = changed(out, random, 0);
  return out;
}

function changed(value: unknown, random: Random, depth: number): unknown {
  const isLeaf = typeof value !== 'object' || value === null;
  if (isLeaf || depth > 8 || random() < 0.15) return pick(HOSTILE, random);
  if (Array.isArray(value)) {
    const at = Math.floor(random() * (value.length + 1));
    const list: unknown[] = [...value];
    if (at >= list.length || random() < 0.2) return list.toSpliced(at, 1);
    return list.with(at, changed(list[at], random, depth + 1));
  }
  const entries: [string, unknown][] = Object.entries(value);
  const chosen = pick(entries, random);
  if (chosen === undefined) return pick(HOSTILE, random);
  const [name] = chosen;
  return Object.fromEntries(
    entries.flatMap(([key, inner]) => {
      if (key !== name) return [[key, inner]];
      return random() < 0.2 ? [] : [[key, changed(inner, random, depth + 1)]];
    }),
  );
}

/** The same text with one to six things wrong with it. */
export function mutatedText(text: string, random: Random): string {
  let out = text;
  const times = 1 + Math.floor(random() * 6);
  for (let i = 0; i < times; i++) {
    const at = Math.floor(random() * (out.length + 1));
    const to = Math.min(out.length, at + Math.floor(random() * 8));
    const piece = pick(PIECES, random) ?? '';
    const way = Math.floor(random() * 4);
    if (way === 0) out = out.slice(0, at) + piece + out.slice(at);
    else if (way === 1) out = out.slice(0, at) + out.slice(to);
    else if (way === 2) out = out.slice(0, at) + piece + out.slice(to);
    else out = out.slice(0, to) + out.slice(at);
  }
  return out;
}

/** JSON as it might come over the wire: another value, or a text that is JSON no more. */
export function mutatedJson(value: unknown, random: Random): string {
  if (random() < 0.3) return mutatedText(JSON.stringify(value), random);
  return JSON.stringify(mutatedValue(value, random)) ?? '';
}
