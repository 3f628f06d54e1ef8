import { plainText, type Html } from './html.ts';

// A tag, an entity, or one character (a pair of surrogates stays together).
const PIECES = /<\/?[a-z-]+[^>]*>|&(?:lt|gt|amp|quot);|[\s\S]/gu;

/**
 * Shortens a message so that at most `limit` UTF-16 units are read of it, its tags still closed. A message that fits is
 * returned as it is.
 *
 * @param note stands at the end of what was cut, and counts towards the limit
 */
export function cutHtml(whole: Html, limit: number, note: Html): Html {
  if (plainText(whole).length <= limit) return whole;
  const room = limit - plainText(note).length - 1;
  const open: string[] = [];
  let out = '';
  let length = 0;
  for (const [piece] of whole.html.matchAll(PIECES)) {
    const tag = /^<(\/?)([a-z-]+)/.exec(piece);
    const size = tag !== null ? 0 : piece.startsWith('&') && piece.length > 1 ? 1 : piece.length;
    if (length + size > room) break;
    length += size;
    out += piece;
    if (tag?.[1] === '/') open.pop();
    else if (tag?.[2] !== undefined) open.push(tag[2]);
  }
  const closing = open.toReversed().map((name) => `</${name}>`);
  return { html: `${out.trimEnd()}${closing.join('')}\n${note.html}` };
}
