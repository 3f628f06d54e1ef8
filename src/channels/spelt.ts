const segmenter = new Intl.Segmenter('en');

/**
 * Text as a service's own markup spells it, so that nothing in it is markup; cut before the first character that would
 * make it longer than `most` UTF-16 units, its ellipsis included.
 *
 * @param spell one character (as a reader counts them) as the service must be given it
 */
export function spelt(text: string, most: number, spell: (character: string) => string): string {
  let kept = '';
  let whole = '';
  for (const { segment } of segmenter.segment(text)) {
    whole += spell(segment);
    if (whole.length > most) return `${kept}…`;
    if (whole.length < most) kept = whole;
  }
  return whole;
}
