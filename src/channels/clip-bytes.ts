const segmenter = new Intl.Segmenter('en');
const encoder = new TextEncoder();
const ELLIPSIS_BYTES = 3;

/** At most `most` bytes of UTF-8, without cutting through what a reader takes for one character. */
export function clipBytes(text: string, most: number): string {
  if (bytesOf(text) <= most) return text;
  let kept = '';
  let length = 0;
  for (const { segment } of segmenter.segment(text)) {
    length += bytesOf(segment);
    if (length > most - ELLIPSIS_BYTES) break;
    kept += segment;
  }
  return `${kept}…`;
}

function bytesOf(text: string): number {
  return encoder.encode(text).length;
}
