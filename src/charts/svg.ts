import type { Size } from './layout.ts';
import { FONT_FAMILY } from './text.ts';

/** A whole picture of elements that are drawn one over the other. */
export function svgOf(
  { width, height }: Size,
  background: string,
  parts: readonly string[],
): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FONT_FAMILY}">`,
    `<rect width="${width}" height="${height}" fill="${background}"/>`,
    ...parts,
    '</svg>',
  ].join('');
}
