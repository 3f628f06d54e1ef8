/** Attributes by lower-case name; one without a value (`expandable`) has the empty string. */
export type Attributes = ReadonlyMap<string, string>;

type Place = { readonly tag: string; readonly where: string; readonly source: string };

export type AttributeRead =
  | { readonly kind: 'read'; readonly attributes: Attributes; readonly end: number }
  | { readonly kind: 'broken'; readonly say: (place: Place) => string };

const NAMED: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
]);

const REFERENCE = /&(?:#x([0-9a-fA-F]+)|#(\d+)|([a-zA-Z]+));?/y;
const SPACE = /\s*/y;
const NAME = /[^\s=>/"']+/y;
const TOKEN = /[a-zA-Z0-9.-]*/y;

/** Reads `&lt;`, `&#60;`, `&#x3c;` at this place; the semicolon may be missing, as Telegram lets it. */
export function reference(source: string, at: number): { char: string; end: number } | undefined {
  const found = matchAt(REFERENCE, source, at);
  if (!found) return undefined;
  const [whole, hex, decimal, name] = found;
  const end = at + whole.length;
  if (name !== undefined) {
    const char = NAMED.get(name);
    return char === undefined ? undefined : { char, end };
  }
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  const isCharacter = code > 0 && code < 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isCharacter && whole.replace(';', '').length < 10
    ? { char: String.fromCodePoint(code), end }
    : undefined;
}

/** Reads everything from behind the tag's name to its `>`. */
export function attributesOf(source: string, from: number): AttributeRead {
  const attributes = new Map<string, string>();
  let at = skipSpace(source, from);
  while (source[at] !== '>') {
    const name = matchAt(NAME, source, at)?.[0];
    if (name === undefined) return broken(at >= source.length ? 'open' : 'nameless');
    at = skipSpace(source, at + name.length);
    if (at >= source.length) return broken('open');
    if (source[at] !== '=') {
      attributes.set(name.toLowerCase(), '');
      continue;
    }
    const value = valueAt(source, skipSpace(source, at + 1));
    if (value.kind === 'broken') return value;
    attributes.set(name.toLowerCase(), value.value);
    at = skipSpace(source, value.end);
  }
  return { kind: 'read', attributes, end: at + 1 };
}

type ValueRead =
  | { readonly kind: 'value'; readonly value: string; readonly end: number }
  | Extract<AttributeRead, { kind: 'broken' }>;

function valueAt(source: string, at: number): ValueRead {
  if (at >= source.length) return broken('open');
  const quote = source[at] === '"' || source[at] === "'" ? source[at] : undefined;
  if (quote === undefined) return tokenAt(source, at);
  const close = source.indexOf(quote, at + 1);
  if (close === -1 || close === source.length - 1) return broken('open');
  return { kind: 'value', value: unescaped(source.slice(at + 1, close)), end: close + 1 };
}

function tokenAt(source: string, at: number): ValueRead {
  const value = matchAt(TOKEN, source, at)?.[0] ?? '';
  const end = at + value.length;
  if (end >= source.length) return broken('open');
  const isEnded = /[\s>]/.test(source[end] ?? '');
  if (isEnded) return { kind: 'value', value: value.toLowerCase(), end };
  return {
    kind: 'broken',
    say: ({ source }) =>
      `Unexpected end of name token at byte offset ${Buffer.byteLength(source.slice(0, at))}`,
  };
}

function broken(how: 'open' | 'nameless'): Extract<AttributeRead, { kind: 'broken' }> {
  return {
    kind: 'broken',
    say: ({ tag, where }) =>
      how === 'open'
        ? `Unclosed start tag "${tag}" ${where}`
        : `Empty attribute name in the tag "${tag}" ${where}`,
  };
}

function unescaped(value: string): string {
  let out = '';
  for (let at = 0; at < value.length;) {
    const found = reference(value, at);
    out += found?.char ?? value[at] ?? '';
    at = found?.end ?? at + 1;
  }
  return out;
}

function skipSpace(source: string, at: number): number {
  return at + (matchAt(SPACE, source, at)?.[0].length ?? 0);
}

function matchAt(sticky: RegExp, source: string, at: number): RegExpExecArray | null {
  sticky.lastIndex = at;
  return sticky.exec(source);
}
