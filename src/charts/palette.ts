/** A picture of at most 256 colours: three bytes a colour, one byte a pixel. */
export type Indexed = { readonly palette: Uint8Array; readonly indexes: Uint8Array };

const BINS = 1 << 15;

/**
 * Reduces opaque RGBA pixels to the `limit` colours (256 at most) that cover most of them; others become the nearest of
 * these. Areas keep their exact colour, only the blends at the edges of letters and lines move a little.
 */
export function reduceColours(rgba: Uint8Array, limit: number): Indexed {
  const pixels = wordsOf(rgba);
  const { counts, exact } = census(pixels);
  const used = [...counts.keys()].filter((bin) => (counts[bin] ?? 0) > 0);
  const chosen = used.sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b).slice(0, limit);
  const palette = Uint8Array.from(chosen.flatMap((bin) => channels(exact[bin] ?? 0)));
  const indexOf = new Uint8Array(BINS);
  used.forEach((bin, n) => {
    indexOf[bin] = n < limit ? n : nearest(exact[bin] ?? 0, palette);
  });
  return { palette, indexes: mapped(pixels, indexOf) };
}

// Red is the lowest byte: every machine that this runs on is little-endian.
function wordsOf(rgba: Uint8Array): Uint32Array {
  const isAligned = rgba.byteOffset % 4 === 0;
  const { buffer, byteOffset, byteLength } = isAligned ? rgba : rgba.slice();
  return new Uint32Array(buffer, byteOffset, byteLength / 4);
}

/** How many pixels each bin of similar colours has, and which exact colour is the most frequent there (by majority vote). */
function census(pixels: Uint32Array) {
  const counts = new Uint32Array(BINS);
  const votes = new Uint32Array(BINS);
  const exact = new Uint32Array(BINS);
  for (let start = 0, end = 0; start < pixels.length; start = end) {
    const pixel = pixels[start] ?? 0;
    // Most pixels are like the one before.
    while (end < pixels.length && pixels[end] === pixel) end++;
    const run = end - start;
    const bin = binOf(pixel);
    counts[bin] = (counts[bin] ?? 0) + run;
    const lead = votes[bin] ?? 0;
    if (exact[bin] === pixel) votes[bin] = lead + run;
    else if (lead >= run) votes[bin] = lead - run;
    else {
      exact[bin] = pixel;
      votes[bin] = run - lead;
    }
  }
  return { counts, exact };
}

function mapped(pixels: Uint32Array, indexOf: Uint8Array): Uint8Array {
  const indexes = new Uint8Array(pixels.length);
  for (let start = 0, end = 0; start < pixels.length; start = end) {
    const pixel = pixels[start] ?? 0;
    while (end < pixels.length && pixels[end] === pixel) end++;
    indexes.fill(indexOf[binOf(pixel)] ?? 0, start, end);
  }
  return indexes;
}

/** Five bits of each channel. */
function binOf(pixel: number): number {
  return ((pixel >> 3) & 31) | ((pixel >> 6) & 0x3e0) | ((pixel >> 9) & 0x7c00);
}

function channels(pixel: number): [number, number, number] {
  return [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
}

function nearest(pixel: number, palette: Uint8Array): number {
  const [red, green, blue] = channels(pixel);
  let [best, least] = [0, Infinity];
  for (let n = 0; n < palette.length; n += 3) {
    const r = (palette[n] ?? 0) - red;
    const g = (palette[n + 1] ?? 0) - green;
    const b = (palette[n + 2] ?? 0) - blue;
    const distance = r * r + g * g + b * b;
    if (distance < least) [best, least] = [n / 3, distance];
  }
  return best;
}
