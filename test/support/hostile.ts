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
