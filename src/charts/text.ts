/** The family in which everything is written; its figures are of one width. `png.ts` hands its files to the rasteriser. */
export const FONT_FAMILY = 'IBM Plex Sans Condensed';

export type TextStyle = {
  /** Pixels. */
  readonly size: number;
  readonly fill: string;
  readonly isBold?: true;
  readonly anchor?: 'middle' | 'end';
  /** A rim in this colour keeps it legible over lines. */
  readonly halo?: string;
  /** So that tests find it. */
  readonly class?: string;
};

// Advance widths of the characters from space to `~`, in hundredths of the size.
const WIDTHS = [
  21, 26, 38, 64, 54, 84, 63, 22, 30, 30, 41, 54, 25, 36, 25, 35, 54, 54, 54, 54, 54, 54, 54, 54,
  54, 54, 26, 26, 54, 54, 54, 43, 80, 58, 59, 56, 61, 53, 51, 63, 64, 36, 46, 57, 45, 73, 64, 64,
  55, 64, 58, 53, 52, 61, 55, 81, 56, 53, 52, 29, 35, 29, 54, 51, 54, 48, 52, 45, 52, 50, 29, 48,
  51, 23, 23, 48, 25, 79, 51, 50, 52, 52, 33, 44, 32, 51, 45, 70, 46, 45, 42, 31, 29, 31, 54,
];
const WIDE = 100;
const BOLD = 1.07;

/** How wide a text will be in pixels: exact for plain letters and digits, and rather too much than too little for others. */
export function widthOf(
  text: string,
  { size, isBold }: Pick<TextStyle, 'size' | 'isBold'>,
): number {
  let hundredths = 0;
  for (const letter of text) hundredths += WIDTHS[(letter.codePointAt(0) ?? 0) - 32] ?? WIDE;
  return (hundredths / 100) * size * (isBold ? BOLD : 1);
}

/** The text itself, or as much of its beginning as fits into `width` pixels, with an ellipsis. */
export function fitted(
  text: string,
  width: number,
  style: Pick<TextStyle, 'size' | 'isBold'>,
): string {
  if (widthOf(text, style) <= width) return text;
  let room = width - widthOf('…', style);
  let short = '';
  for (const letter of text) {
    room -= widthOf(letter, style);
    if (room < 0) break;
    short += letter;
  }
  return `${short.trimEnd()}…`;
}

/** A text element; `y` is its baseline. Whatever the text holds, the document stays well-formed. */
export function textAt(
  x: number,
  y: number,
  { text, ...style }: TextStyle & { text: string },
): string {
  const attributes = [
    style.class === undefined ? '' : ` class="${style.class}"`,
    ` font-size="${style.size}" fill="${style.fill}"`,
    style.isBold ? ' font-weight="600"' : '',
    style.anchor === undefined ? '' : ` text-anchor="${style.anchor}"`,
    style.halo === undefined
      ? ''
      : ` stroke="${style.halo}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"`,
  ].join('');
  return `<text x="${rounded(x)}" y="${rounded(y)}"${attributes}>${escaped(text)}</text>`;
}

/** A coordinate with one decimal. */
export function rounded(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

// XML has no way to hold control characters and halves of pairs; marks of direction would turn what follows around. No font
// here has emoji, and one letter that is in none keeps the rasteriser from looking for those that follow it.
const UNPRINTABLE =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Noncharacter_Code_Point}\p{Emoji_Presentation}\uFE0F]/gu;

/** Text as it may stand in an element or an attribute. */
export function escaped(text: string): string {
  return text.replaceAll(UNPRINTABLE, '').replaceAll(/[&<>"']/g, (sign) => ESCAPES[sign] ?? '');
}
