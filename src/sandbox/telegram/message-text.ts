import type { FormattedText, TextEntity } from './html-entities.ts';

/** The text as Telegram keeps it: cleaned, its outer spaces and newlines gone, the entities moved along. */
export function cleaned({ text, entities }: FormattedText): FormattedText {
  const { out, moved } = replaced(text);
  const start = out.length - out.replace(/^[ \n]+/, '').length;
  const kept = out.replace(/[ \n]+$/, '').slice(start);
  const place = (offset: number) => {
    const at = (moved[offset] ?? offset) - start;
    return Math.min(Math.max(at, 0), kept.length);
  };
  const shifted = entities.flatMap((entity): TextEntity[] => {
    const offset = place(entity.offset);
    const length = place(entity.offset + entity.length) - offset;
    return length > 0 ? [{ ...entity, offset, length }] : [];
  });
  return { text: kept, entities: shifted };
}

/** What Telegram finds by itself in anyone's plain text; commands are what bots live on. */
export function foundEntities(text: string): TextEntity[] {
  return FINDERS.flatMap(({ type, pattern }) =>
    [...text.matchAll(pattern)].map((match) => {
      const what = match[1] ?? '';
      return { type, offset: match.index + match[0].length - what.length, length: what.length };
    }),
  ).sort((a, b) => a.offset - b.offset);
}

const FINDERS = [
  { type: 'bot_command', pattern: /(?<![\p{L}\p{N}_/<>])(\/\w{1,64}(?:@\w{3,32})?)(?!\w)/gu },
  { type: 'mention', pattern: /(?<!\w|\/\w{1,64})(@[a-zA-Z]\w{2,31})\b/g },
  { type: 'cashtag', pattern: /(?<![\w$])(\$[A-Z]{1,8})(?![\w.])/g },
  { type: 'url', pattern: /(https?:\/\/[^\s<>"]+)/g },
];

/** For showing plain text where HTML is expected. Not `core/html`: here nothing may be stripped or broken up. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function replaced(text: string): { readonly out: string; readonly moved: readonly number[] } {
  const moved: number[] = [];
  let out = '';
  for (const unit of text.split('')) {
    moved.push(out.length);
    out += storedAs(unit);
  }
  moved.push(out.length);
  return { out, moved };
}

// Telegram's clean-up before storing: controls become spaces; carriage returns, line separators, direction
// embeddings and three stacking accents vanish.
function storedAs(unit: string): string {
  const code = unit.charCodeAt(0);
  if (unit === '\n') return unit;
  if (unit === '\r' || (code >= 0x20_28 && code <= 0x20_2e)) return '';
  if (code === 0x3_33 || code === 0x3_3f || code === 0x3_0a) return '';
  return code < 0x20 ? ' ' : unit;
}
