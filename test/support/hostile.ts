import * as fc from 'fast-check';

/** Names that real people could give themselves, to the annoyance of a program that trusts them. */
export const HOSTILE_NAMES = [
  '<b>&"@all',
  '\u202Egnp.exe\u2066',
  '👩‍👩‍👧‍👦'.repeat(16),
  '🦊'.repeat(64),
  '\u200B\u200B',
  '</tg-time><a href="tg://user?id=1">x',
  `\uD800 half`,
] as const;

/** Any text at all: every code point, halves of them, line breaks of every kind, and what looks like a header. */
export function hostileText(maxLength: number): fc.Arbitrary<string> {
  const odd = [
    '\uD800',
    '\uDC00',
    '\r',
    '\n',
    '\r\n',
    '\t',
    '\0',
    '\u2028',
    '\u0085',
    ' ',
    'Bcc: a@b.c',
    '<',
    '>',
    '&lt;',
  ];
  const unit = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.constantFrom(...odd),
  );
  return fc.string({ unit, maxLength });
}
