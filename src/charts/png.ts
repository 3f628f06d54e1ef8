import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';
import type { Size } from './layout.ts';
import { reduceColours } from './palette.ts';
import { FONT_FAMILY } from './text.ts';

/** Sixteen are too few for letters on the dark ground; beyond these, bytes grow and nobody sees why. */
const COLOURS = 64;
/** Of compression; 9 takes twenty times as long for a twentieth of the bytes. */
const LEVEL = 6;
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const PALETTE_COLOUR = 3;

const compress = promisify(deflate);

// A picture takes some 5 MB while it is made, so twenty at once would be too much for a small machine.
let turn: Promise<unknown> = Promise.resolve();

/**
 * The bytes of a PNG of an opaque SVG document, in its own size. Text is written in the fonts that come with the program,
 * whatever the machine has. Painting and packing are done beside the main thread, one picture at a time.
 *
 * @throws when the document is not well-formed
 */
export async function toPng(svg: string): Promise<Uint8Array> {
  const mine = turn.then(() => paint(svg));
  turn = mine.catch(() => undefined);
  return mine;
}

async function paint(svg: string): Promise<Uint8Array> {
  // Native code of 4 MB, which a bot that shows no pictures need not load.
  const { renderAsync } = await import('@resvg/resvg-js');
  const { width, height, pixels } = await renderAsync(svg, {
    font: { loadSystemFonts: false, fontFiles: fontFiles(), defaultFontFamily: FONT_FAMILY },
  });
  return encode({ width, height }, pixels);
}

// The rasteriser reads a font's whole file for every letter that it draws, so the first two are small; what they lack, such as
// Greek, Cyrillic and ▲, is looked for in the last. Without any it leaves out all text, and says nothing.
const FONT_FILES = [
  '@expo-google-fonts/ibm-plex-sans-condensed/400Regular/IBMPlexSansCondensed_400Regular.ttf',
  '@expo-google-fonts/ibm-plex-sans-condensed/600SemiBold/IBMPlexSansCondensed_600SemiBold.ttf',
  'dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf',
];

function fontFiles(): string[] {
  const { resolve } = createRequire(import.meta.url);
  return FONT_FILES.map((file) => resolve(file));
}

async function encode({ width, height }: Size, rgba: Uint8Array): Promise<Uint8Array> {
  const { palette, indexes } = reduceColours(rgba, COLOURS);
  // A row begins with its filter; none suits palettes best.
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) {
    rows.set(indexes.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, PALETTE_COLOUR, 0, 0, 0], 8);
  const packed = await compress(rows, { level: LEVEL });
  return Buffer.concat([
    Buffer.from(SIGNATURE),
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('IDAT', packed),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Length, name, data, and the checksum of the latter two. */
function chunk(name: string, data: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
