const WORD = String.raw`(?:[^\s"]|"[^"]*")+`;
const MODIFIER = new RegExp(
  String.raw`(?<=^|\s)(every|cooldown|rearm|for|worsen|session|exp|sev|to|note)\s*:\s*(${WORD})`,
  'gi',
);

/**
 * A rule's text with some of it said anew: a condition replaces the condition, a modifier the one of its name, and the
 * rest stays. Nothing is checked here; what comes out is read like anything typed.
 *
 * @param text the rule's canonical text
 * @param wish what follows "edit": `> 155`, `cooldown:2h`, `note:"trim a third"`
 */
export function amendRule(text: string, wish: string): string {
  const [target = '', ...rest] = text.split(' ');
  const old = parted(rest.join(' '));
  const straight = wish.replaceAll(/[“”]/g, '"');
  const next = parted(withoutTarget(straight, target));
  const kept = [...old.modifiers].filter(([key]) => !next.modifiers.has(key));
  const condition = next.condition === '' ? old.condition : next.condition;
  const modifiers = [...kept, ...next.modifiers].map(([, spelled]) => spelled);
  return [target, condition, ...modifiers].join(' ');
}

type Parted = { readonly condition: string; readonly modifiers: ReadonlyMap<string, string> };

function parted(text: string): Parted {
  const found = [...text.matchAll(MODIFIER)];
  const modifiers = new Map(found.map(([spelled, key = '']) => [key.toLowerCase(), spelled]));
  const condition = text.replaceAll(MODIFIER, '').replaceAll(/\s+/g, ' ').trim();
  return { condition, modifiers };
}

/** Somebody may well repeat the ticker: `edit NVDA > 155`. */
function withoutTarget(wish: string, target: string): string {
  const [first = '', ...rest] = wish.trim().split(/\s+/);
  return first.toUpperCase().replace(/^\$/, '') === target ? rest.join(' ') : wish;
}
