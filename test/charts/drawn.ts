import { crc32, inflateSync } from 'node:zlib';
import type { Bars } from '../../src/core/market.ts';
import { createRandom } from '../../src/sandbox/replay/random.ts';
import type { ChartData } from '../../src/charts/chart.ts';
import type { Line } from '../../src/charts/panes.ts';

export const NEW_YORK = 'America/New_York';
const DAY_MS = 86_400_000;

/** A walk from `from` on, a percent or two a bar, on weekdays at the opening in New York (winter time, for simplicity). */
export function walk(count: number, { from = 150, swing = 0.015, stepMs = DAY_MS } = {}): Bars {
  const random = createRandom('a walk');
  const bars = emptyBars(count);
  let price = from;
  let at = Date.UTC(2025, 10, 20, 14, 30);
  for (let n = 0; n < count; n++) {
    while (stepMs >= DAY_MS && [0, 6].includes(new Date(at).getUTCDay())) at += DAY_MS;
    const open = price * (1 + (random() - 0.5) * swing * 0.6);
    const close = open * (1 + (random() + random() - 0.98) * swing);
    bars.openedAt[n] = at;
    bars.open[n] = open;
    bars.close[n] = close;
    bars.high[n] = Math.max(open, close) * (1 + random() * swing * 0.6);
    bars.low[n] = Math.min(open, close) * (1 - random() * swing * 0.6);
    bars.volume[n] = Math.round(1e8 * (0.5 + random()) * (1 + 40 * Math.abs(close / open - 1)));
    price = close;
    at += stepMs;
  }
  return bars;
}

/** Bars of which every one is as told. */
export function sameBars(count: number, price: number): Bars {
  const bars = walk(count);
  for (const column of [bars.open, bars.high, bars.low, bars.close]) column.fill(price);
  return bars;
}

function emptyBars(count: number) {
  const column = () => new Float64Array(count);
  return {
    openedAt: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
}

/** A plain average, NaN while it warms up. */
export function averageOf(values: Float64Array, period: number, label = `sma${period}`): Line {
  const averages = values.map((_, n) => {
    if (n < period - 1) return NaN;
    return values.slice(n - period + 1, n + 1).reduce((sum, value) => sum + value, 0) / period;
  });
  return { label, values: averages };
}

/** Something between 0 and 100 that swings as the price does. */
export function swingOf(values: Float64Array, label = 'rsi14'): Line {
  const near = averageOf(values, 14).values;
  const far = averageOf(values, 40).values;
  return {
    label,
    values: values.map(
      (_, n) => 100 / (1 + Math.exp(-60 * ((near[n] ?? NaN) / (far[n] ?? NaN) - 1))),
    ),
  };
}

/** A chart of a year of days with nothing over or under it. */
export function aChart(data: Partial<ChartData> = {}): ChartData {
  return {
    title: 'NVDA · NVIDIA Corporation',
    subtitle: '1 day bars · closed 20 Nov 16:00 New York · Yahoo Finance',
    bars: walk(250),
    timeframe: '1d',
    zone: NEW_YORK,
    overlays: [],
    panes: [],
    levels: [],
    marks: [],
    theme: 'light',
    ...data,
  };
}

/** A PNG as our own encoder writes it: eight bits a pixel, a palette, no filters. */
export type Seen = {
  readonly width: number;
  readonly height: number;
  /** The colour of a pixel, as `#rrggbb`. */
  readonly at: (x: number, y: number) => string;
  /** How many pixels of a box are not of that colour. */
  readonly othersThan: (colour: string, box: Box) => number;
};

type Box = {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
};

export function seen(png: Uint8Array): Seen {
  const bytes = Buffer.from(png);
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const body = bytes.subarray(at + 4, at + 8 + length);
    if (crc32(body) !== bytes.readUInt32BE(at + 8 + length)) throw new Error('a false checksum');
    chunks.set(body.toString('latin1', 0, 4), body.subarray(4));
    at += 12 + length;
  }
  const header = chunks.get('IHDR') ?? Buffer.alloc(13);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const palette = chunks.get('PLTE')?.toString('hex') ?? '';
  const rows = inflateSync(chunks.get('IDAT') ?? Buffer.alloc(0));
  const at = (x: number, y: number) => {
    const index = rows[y * (width + 1) + 1 + x] ?? NaN;
    return `#${palette.slice(index * 6, index * 6 + 6)}`;
  };
  const othersThan = (colour: string, { left, top, right, bottom }: Box) => {
    let count = 0;
    for (let y = top; y < bottom; y++)
      for (let x = left; x < right; x++) if (at(x, y) !== colour) count++;
    return count;
  };
  return { width, height, at, othersThan };
}

/** The elements of a class, each as its attributes. */
export function elements(svg: string, className: string): readonly Record<string, string>[] {
  return [...svg.matchAll(/<\w+ ([^>]*)>/g)]
    .map(([, text = '']) =>
      Object.fromEntries([...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, k, v]) => [k, v])),
    )
    .filter((attributes) => attributes['class']?.split(' ').includes(className));
}

/** What is written in elements of a class, in order. */
export function writing(svg: string, className?: string): readonly string[] {
  return [...svg.matchAll(/<text ([^>]*)>([^<]*)<\/text>/g)]
    .filter(([, attributes = '']) => !className || attributes.includes(`class="${className}"`))
    .map(([, , text = '']) => text);
}

/** Bars on following days, each as open, high, low and close. */
export function barsOf(...rows: readonly (readonly [number, number, number, number])[]): Bars {
  const bars = walk(rows.length);
  rows.forEach(([open, high, low, close], n) => {
    bars.open[n] = open;
    bars.high[n] = high;
    bars.low[n] = low;
    bars.close[n] = close;
  });
  return bars;
}

/** The row of a price, judged by the labels of the axis: found from the picture alone. */
export function drawnRow(svg: string, price: number): number {
  const grid = elements(svg, 'grid')[0]?.['d'] ?? '';
  const rows = [...grid.matchAll(/M\d+ ([\d.]+)H/g)].map(([, row]) => Number(row) - 0.5);
  const labels = [...svg.matchAll(/<text x="[\d.]+" y="([\d.]+)"[^>]*>([\d.,]+)<\/text>/g)].map(
    ([, y, text = '']) => ({ y: Number(y), value: Number(text.replaceAll(',', '')) }),
  );
  const known = rows.flatMap((row) => {
    const label = labels.find(({ y }) => Math.abs(y - row - 6) < 1.5);
    return label ? { row, value: label.value } : [];
  });
  const [first, last] = [known[0], known.at(-1)];
  if (!first || !last || first === last) throw new Error('fewer than two labels on the axis');
  return first.row + ((price - first.value) * (last.row - first.row)) / (last.value - first.value);
}
