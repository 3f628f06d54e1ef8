/**
 * A note with what stands around it, in any spelling that is read as one. Within a rule's own spelling it is always last
 * and in double quotes, of which it holds none.
 */
const NOTE =
  /(?:^|\s)note\s*(?::\s*|(?=["“”'‘]))(?:["“”][^"“”]*(?:["“”]|$)|['‘][^'’]*(?:['’]|$)|[^\s"“”'‘]\S*)/gi;

/** A rule's words without its note, which is its maker's own: whatever shows a rule among others shows this. */
export function withoutNote(text: string): string {
  return text.replaceAll(NOTE, '').trim();
}

/** The same with every character of the note painted over, so that what points at the others still does. */
export function coverNote(text: string): string {
  return text.replaceAll(NOTE, (note) => {
    const from = /note\s*:?\s*/i.exec(note)?.[0].length ?? 0;
    const at = note.search(/note/i) + from;
    return note.slice(0, at) + '·'.repeat(Array.from(note.slice(at)).length);
  });
}
